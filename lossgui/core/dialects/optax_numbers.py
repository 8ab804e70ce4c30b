"""Which numbers the functions of optax 0.2.8 refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.cells import refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lossgui.core.losses.catalogue import Loss, ParameterValue

    Array = NDArray[Any]

# multiclass_hinge_loss and multiclass_perceptron_loss take any number: no class has it.
INTEGER_LABELS = ("sparse_categorical_crossentropy", "multiclass_sparsemax")


def look(
    entry: Loss, parameters: Mapping[str, ParameterValue], arrays: Mapping[str, Array]
) -> None:
    """Refuse class numbers of no integer type, and shares of one class that are not 1.

    Source: optax/losses/_classification.py and _segmentation.py 0.2.8, dice_loss.

    Raises
    ------
    ValueError
        If a number is none that the function takes.
    """
    if entry.key in INTEGER_LABELS:
        labels = arrays["y_true"]
        broken = ~np.isfinite(labels) | (labels != np.floor(labels))
        refuse("y_true", broken, labels, "class numbers must be integers")
    if entry.key == "soft_dice" and not parameters.get("from_logits"):
        shares = arrays["y_pred"]
        # A missing axis of the only class is added before the sum.
        shares = shares[..., None] if shares.ndim == arrays["y_true"].ndim - 1 else shares
        sums = shares.sum(axis=-1) if shares.ndim else shares
        said = "what is no logits must be shares of all classes, which add up to 1"
        refuse("the sum of y_pred", ~np.isclose(sums, 1.0, rtol=1e-5), sums, said)
    if entry.key == "binary_dice" and not parameters.get("from_logits"):
        shares = arrays["y_pred"]
        said = "without the sigmoid each prediction has to be 1, the sum over its only class"
        refuse("y_pred", ~np.isclose(shares, 1.0, rtol=1e-5), shares, said)
