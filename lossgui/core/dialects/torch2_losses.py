"""The losses of torch.nn.functional (measured on PyTorch 2.13) and what a mean divides by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lossgui.core.dialects import alignment_losses
from lossgui.core.dialects.rules import Denominator, Own, Unreduced
from lossgui.core.expr import size
from lossgui.core.losses import multiclass
from lossgui.core.ops import broadcast_like, equal, expand_dims, index, not_equal, sum_, where

if TYPE_CHECKING:
    from lossgui.core.expr import Node

IGNORED = -100.0  # ignore_index, the default


def cross_entropy(
    y_true: Node,
    y_pred: Node,
    *,
    axis: int = 1,
    ignore_class: float = IGNORED,
    label_smoothing: float = 0.0,
    class_weight: Node | None = None,
    **rest: Any,
) -> Unreduced:
    """Divide by the weights of the true classes; what is ignored has no part in anything.

    Smoothing spreads its share over all classes by their weights, over the same divisor.
    Source: aten/src/ATen/native/LossNLL.cpp 2.13, cross_entropy_loss_label_smoothing.
    """
    logs = multiclass.log_probabilities(
        y_pred,
        axis,
        from_logits=rest.get("from_logits", False),
        epsilon=rest.get("epsilon", 0.0),
        normalize=rest.get("normalize", False),
    )
    counts = not_equal(y_true, ignore_class)
    weight = where(counts, 1.0, 0.0)
    weighted = logs
    if class_weight is not None:
        lined_up = multiclass.along(class_weight, y_pred, axis)
        weighted = lined_up * logs
        own = equal(expand_dims(y_true, axis), index(y_pred, axis))
        picked = sum_(where(own, broadcast_like(lined_up, y_pred), 0.0), axis)
        weight = where(counts, picked, 0.0)
    values = -multiclass.picked(weighted, y_true, axis)
    if label_smoothing:
        spread = -sum_(weighted, axis) / size(y_pred, axis)
        values = (1.0 - label_smoothing) * values + label_smoothing * spread
    meaning = "sum of the true classes' weights"
    divisor = Denominator("sum of w[y]", meaning, sum_(weight))
    if class_weight is None:
        divisor = Denominator("valid", "number of samples that are not ignored", sum_(weight))
    return Unreduced(where(counts, values, 0.0), divisor=divisor)


SHARES_NOTE = "PyTorch divides by the number of samples here, never by the class weights."

_ELEMENTWISE = {
    "mean_squared_error": "mse_loss",
    "mean_absolute_error": "l1_loss",
    "huber": "huber_loss",
    "smooth_l1": "smooth_l1_loss",
    "poisson": "poisson_nll_loss",
    "gaussian_nll": "gaussian_nll_loss",
    "hinge_embedding": "hinge_embedding_loss",
    "soft_margin": "soft_margin_loss",
    "margin_ranking": "margin_ranking_loss",
}

OWN = {key: Own(f"torch.nn.functional.{name}", axis=()) for key, name in _ELEMENTWISE.items()} | {
    "poisson": Own(
        "torch.nn.functional.poisson_nll_loss",
        axis=(),
        constants={"log_input": True, "epsilon": 1e-8},
    ),
    "kl_divergence": Own(
        "torch.nn.functional.kl_div",
        axis=(),
        constants={"log_input": True},
    ),
    "binary_crossentropy": Own(
        "torch.nn.functional.binary_cross_entropy",
        also=(
            "torch.nn.functional.binary_cross_entropy_with_logits",
            "torch.nn.BCELoss",
            "torch.nn.BCEWithLogitsLoss",
        ),
        axis=(),
        equal_shapes=True,
        within={"y_true": (0.0, 1.0), "y_pred": (0.0, 1.0)},
    ),
    "sparse_categorical_crossentropy": Own(
        "torch.nn.functional.cross_entropy",
        also=("torch.nn.CrossEntropyLoss",),
        axis=1,
        function=cross_entropy,
        requires={"from_logits": True},
    ),
    "categorical_crossentropy": Own(
        "torch.nn.functional.cross_entropy",
        axis=1,
        note=SHARES_NOTE,
        requires={"from_logits": True},
    ),
    "ctc": alignment_losses.TORCH,
    "triplet_margin": Own("torch.nn.functional.triplet_margin_loss"),
    "cosine_embedding": Own("torch.nn.functional.cosine_embedding_loss", most_axes=2),
}
