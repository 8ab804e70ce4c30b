"""Why `evaluate` and a loss of `predict` can differ: logits that the last layer keeps.

On the TensorFlow backend a last sigmoid or softmax hands its logits on, and the loss inside `fit`
and `evaluate` computes from them; the same loss of what `predict` returns computes from clipped
probabilities. From Keras 2.6 to 3.15.1 nobody looks at which activation it was, so that a binary
crossentropy after a softmax takes the sigmoid of the softmax' logits: 0.7086 was measured where it
should be 0.7241.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lossgui.core.spec import LossSpec

Array = np.ndarray[Any, np.dtype[Any]]


def _sigmoid(z: Array) -> Array:
    small = np.exp(-np.abs(z))
    return np.asarray(np.where(z >= 0, np.ones_like(z), small) / (small + 1))


def _softmax(z: Array) -> Array:
    raised = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return np.asarray(raised / np.sum(raised, axis=-1, keepdims=True))


ACTIVATIONS: Mapping[str, Callable[[Array], Array]] = {"sigmoid": _sigmoid, "softmax": _softmax}

# Which activation belongs to a loss of probabilities.
FITTING = {"binary_crossentropy": "sigmoid", "binary_focal_crossentropy": "sigmoid"}


def seen_by_fit(spec: LossSpec, activation: str, logits: Any) -> tuple[LossSpec, Array, str]:
    """Give the loss and the predictions that `fit` and `evaluate` put into it after an activation.

    Parameters
    ----------
    spec
        The loss as compiled, from probabilities.
    activation
        ``sigmoid`` or ``softmax``, the model's last layer.
    logits
        What goes into that layer.

    Returns
    -------
    spec, predictions, note
        From logits where the framework kept them, else as compiled and with probabilities in the
        dialect's dtype; `note` says which, and is empty where nothing was kept.

    Raises
    ------
    ValueError
        If the activation is another one.

    Examples
    --------
    >>> from lossgui import make_spec
    >>> spec, seen, _ = seen_by_fit(make_spec("bce"), "sigmoid", [[30.0]])
    >>> spec.parameters["from_logits"], float(seen[0, 0])
    (True, 30.0)
    """
    if activation not in ACTIVATIONS:
        raise ValueError(
            f"the activation must be one of {', '.join(ACTIVATIONS)}, not {activation!r}"
        )
    given = np.asarray(logits, dtype=spec.computed_dtype)
    known = {item.name for item in spec.entry.parameters}
    plain = "from_logits" in known and not spec.parameters["from_logits"]
    fits = FITTING.get(spec.loss, "softmax") == activation
    rule = spec.rules.caches_logits
    if not plain or not rule or (rule == "checked" and not fits):
        return spec, ACTIVATIONS[activation](given), ""
    note = f"{spec.rules.title} computes from the logits that the last {activation} keeps."
    if not fits:
        note = f"{note} Its loss takes them for those of a {FITTING.get(spec.loss, 'softmax')}."
    return spec.replace(from_logits=True), given, note
