"""Tensors that a loss is made for: class numbers, shares, signs, whatever its domains say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from lossgui.core.dialects import Own
    from lossgui.core.expr import Shape
    from lossgui.core.losses import Loss

Array = np.ndarray[Any, np.dtype[Any]]

# The lower one of two values by domain; the other one is 1.
TWO_VALUES = {"pair_signs": -1.0, "signs": -1.0, "yes_no": 0.0}


def example(
    entry: Loss,
    seed: int = 0,
    shape: Shape = (4, 3),
    version: Own | None = None,
) -> dict[str, Array]:
    """Draw a tensor for each argument of a loss; the same ones for the same seed.

    Parameters
    ----------
    entry
        The loss; its `domains` say what the numbers must be.
    shape
        That of the scores; class numbers and signs of pairs lack its last axis.
    version
        A framework's own version, which may want other numbers or a single output.

    Examples
    --------
    >>> from lossgui.core.losses import find_loss
    >>> drawn = example(find_loss("sparse_categorical_crossentropy"))
    >>> {name: array.shape for name, array in drawn.items()}
    {'y_true': (4,), 'y_pred': (4, 3)}
    """
    rng = np.random.default_rng(seed)
    wanted = {**entry.domains, **(version.domains if version else {})}
    shape = shape[:1] if version and version.one_output else shape
    return {name: _draw(rng, wanted.get(name, ""), shape) for name in entry.arguments}


def _draw(rng: np.random.Generator, domain: str, shape: Shape) -> Array:
    values = np.asarray(rng.uniform(0.1, 0.9, shape))
    if domain == "transcripts":
        return transcripts(shape)
    if domain == "frames":
        # As many frames as sequences: so they fit with either axis first.
        return np.asarray(rng.uniform(-1.0, 1.0, (shape[0], shape[0], shape[-1])))
    if domain == "labels":
        return rng.integers(0, shape[-1], shape[:-1]).astype(float)
    if domain == "label_lists":
        return _label_lists(rng, values)
    if domain in TWO_VALUES:
        cells = values[..., 0] if domain == "pair_signs" else values
        return np.where(cells < 0.5, TWO_VALUES[domain], 1.0)
    if domain.endswith("probabilities"):
        shares = np.asarray(values / values.sum(axis=-1, keepdims=True))
        return np.log(shares) if domain.startswith("log_") else shares
    return values


def transcripts(shape: Shape) -> Array:
    """Give labels of sequences ``(n, L)`` that fit into n frames, the classes being ``shape[-1]``.

    They run through the classes but the blank 0; the last sequence is one label shorter.

    Examples
    --------
    >>> transcripts((4, 3))
    array([[1., 2.],
           [2., 1.],
           [1., 2.],
           [2., 0.]])
    """
    sequences, classes = shape[0], shape[-1]
    length = (sequences + 1) // 2
    steps = np.arange(sequences)[:, None] + np.arange(length)
    found = 1.0 + steps % max(classes - 1, 1)
    found[-1:, length - 1 :] = 0.0
    return np.asarray(found)


def _label_lists(rng: np.random.Generator, values: Array) -> Array:
    """Order the classes of each sample by random values; -1 stands from a random place on."""
    *samples, classes = values.shape
    length = rng.integers(0, classes + 1, (*samples, 1))
    return np.where(np.arange(classes) < length, np.argsort(values, axis=-1).astype(float), -1.0)
