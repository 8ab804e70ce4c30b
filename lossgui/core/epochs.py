"""What `fit` and `evaluate` show for a whole data set: the epoch's loss from those of its batches.

Every batch is reduced on its own; the numbers are then averaged, weighted by the number of samples
in each batch (not by the sample weights, not by the valid steps). For a loss that is no plain mean
(a root, a masked mean, Dice) the result is not the loss of the data set. Some releases averaged in
another way, which their dialects say (`Dialect.generator_epoch`, `Dialect.unreduced_epoch`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.dialects import find_dialect
from lossgui.core.saying import worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Array = np.ndarray[Any, np.dtype[Any]]

MODES = ("fit", "evaluate", "evaluate_generator")


@dataclass(frozen=True)
class Epoch:
    """The epoch's loss, and how it came about.

    Parameters
    ----------
    value
        What is shown: a number, or an array where the release returned one.
    sizes, losses
        Samples and loss of each batch.
    rule
        The average that was taken, in a phrase.
    plain_mean
        The plain mean over the batches, for comparison; the same if all have one size.
    """

    value: Any
    sizes: tuple[int, ...]
    losses: tuple[Any, ...]
    rule: str
    plain_mean: Any


def epoch_loss(
    losses: Sequence[Any],
    sizes: Sequence[int],
    *,
    dialect: str = "keras-3",
    mode: str = "evaluate",
) -> Epoch:
    """Average the losses of batches as the framework does.

    Parameters
    ----------
    losses
        The loss of each batch as `evaluate` gives it, with penalties if there are any; an array
        where the reduction is ``none``. In `fit` it is taken before the update of its batch.
    sizes
        How many samples each batch has.
    mode
        ``fit``, ``evaluate`` (arrays) or ``evaluate_generator`` (a generator or data set).

    Raises
    ------
    ValueError
        If nothing is given, the numbers do not fit together, or the framework has no `fit`.

    Examples
    --------
    >>> epoch_loss([5.0, 11.0], [4, 1]).value
    6.2
    """
    rules = find_dialect(dialect)
    if rules.generator_epoch is None:
        raise ValueError(f"{rules.title} has no fit and no evaluate: the loop is one's own")
    if mode not in MODES:
        raise ValueError(f"mode must be one of {', '.join(MODES)}, not {mode!r}")
    if not losses or len(losses) != len(sizes):
        raise ValueError(f"each batch needs a loss and a size; got {len(losses)} and {len(sizes)}")
    if min(sizes) < 1:
        raise ValueError("a batch has at least one sample")
    kind = rules.generator_epoch if mode == "evaluate_generator" else "by_size"
    if any(np.ndim(loss) for loss in losses) and kind == "by_size":
        kind = rules.unreduced_epoch
    phrase, average = RULES[kind]
    arrays = [np.asarray(loss, dtype=np.float64) for loss in losses]
    weights = np.array(sizes, dtype=np.float64)
    means = np.array([np.mean(array) for array in arrays])
    return Epoch(
        value=average(arrays, weights),
        sizes=tuple(int(n) for n in sizes),
        losses=tuple(losses),
        rule=phrase,
        plain_mean=float(np.mean(means)),
    )


def batches(tensors: Mapping[str, Any], batch_size: int) -> Iterator[tuple[dict[str, Array], int]]:
    """Cut tensors into batches along their first axis; the last one may be smaller.

    Raises
    ------
    ValueError
        If the batch size is below 1, or the tensors have different numbers of samples.

    Examples
    --------
    >>> [size for _, size in batches({"x": [1.0, 2.0, 3.0]}, 2)]
    [2, 1]
    """
    if batch_size < 1:
        raise ValueError(f"the batch size must be 1 or more, not {batch_size}")
    arrays = {name: np.asarray(values) for name, values in tensors.items()}
    lengths = {name: len(array) if array.ndim else 0 for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise ValueError(f"the tensors have different numbers of samples: {said}")
    for start in range(0, max(lengths.values(), default=0), batch_size):
        part = {name: array[start : start + batch_size] for name, array in arrays.items()}
        yield part, len(next(iter(part.values())))


def _by_size(losses: list[Array], sizes: Array) -> float:
    means = np.array([np.mean(loss) for loss in losses])
    return float(np.sum(means * sizes) / np.sum(sizes))


def _by_step(losses: list[Array], sizes: Array) -> float:
    del sizes
    return float(np.mean([np.mean(loss) for loss in losses]))


def _last(losses: list[Array], sizes: Array) -> float:
    del sizes
    return float(np.mean(losses[-1]))


def _by_squared_size(losses: list[Array], sizes: Array) -> float:
    """Weigh each value of a batch by the batch's size, which counts the size twice."""
    total = sum(n * np.sum(loss) for loss, n in zip(losses, sizes, strict=True))
    return float(total / sum(n * np.size(loss) for loss, n in zip(losses, sizes, strict=True)))


def _elementwise(losses: list[Array], sizes: Array) -> Array:
    """Average the vectors by place; a batch of one sample is repeated."""
    total = sum(n * loss for loss, n in zip(losses, sizes, strict=True))
    return np.asarray(total / np.sum(sizes))


RULES: Mapping[str, tuple[str, Callable[[list[Array], Array], Any]]] = {
    "by_size": (worded("the batches' losses, weighted by their numbers of samples"), _by_size),
    "by_step": (worded("the plain mean over the batches, whatever their size"), _by_step),
    "last": (worded("the loss of the last batch alone"), _last),
    "by_squared_size": (
        worded("each value weighted by its batch's size, so n counts twice"),
        _by_squared_size,
    ),
    "elementwise": (worded("a vector: the batches' values averaged place by place"), _elementwise),
}
