"""Which numbers Keras 3 (measured on 3.15.1) refuses on PyTorch, whose own functions look at them.

On TensorFlow and on JAX nothing of this is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.cells import refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lossgui.core.losses.catalogue import Loss, ParameterValue

    Array = NDArray[Any]


def look_on_torch(
    entry: Loss, parameters: Mapping[str, ParameterValue], arrays: Mapping[str, Array]
) -> None:
    """Refuse what torch.nn.functional refuses behind Keras' own clipping.

    Source: keras/src/backend/torch/nn.py 3.15.1, binary_crossentropy and one_hot.

    Raises
    ------
    ValueError
        If a number lies outside of what PyTorch takes.
    """
    if entry.key in ("binary_crossentropy", "binary_focal_crossentropy"):
        # The focal loss takes the sigmoid of logits first, so it asks for probabilities anyway.
        if entry.key == "binary_crossentropy" and parameters.get("from_logits"):
            return
        _look_at_labels(float(parameters.get("label_smoothing") or 0.0), arrays["y_true"])
        refuse("y_pred", np.isnan(arrays["y_pred"]), arrays["y_pred"], "a probability is wanted")
    if entry.key == "categorical_generalized_cross_entropy":
        labels, count = arrays["y_true"], arrays["y_pred"].shape[-1]
        said = f"one_hot wants class numbers below {count}, the number of classes"
        refuse("y_true", labels >= count, labels, said)


def _look_at_labels(smoothing: float, labels: Array) -> None:
    """Refuse labels that are no probabilities once they are smoothed."""
    smoothed = labels * (1 - smoothing) + smoothing / 2
    outside = ~((smoothed >= 0) & (smoothed <= 1))  # NaN lies nowhere
    behind = " after the smoothing" if smoothing else ""
    refuse("y_true", outside, labels, f"PyTorch wants labels from 0 to 1{behind}")
