"""optax (measured on 0.2.8): losses per element or example; the reduction is the caller's own.

Its functions take the predictions first. They raise TypeError for integer predictions (hinge_loss,
perceptron_loss, sparsemax_loss and the multiclass losses do not), which here become numbers of the
dialect's dtype, as in ``jnp.asarray(y_pred, jnp.float32)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.dialects import alignment_losses, direction_losses, optax_numbers
from lossgui.core.dialects import optax_losses as own
from lossgui.core.dialects import optax_shapes as shapes
from lossgui.core.dialects.fitting import broadcast_or_raise, equal_or_raise
from lossgui.core.dialects.rules import DTYPES, Denominator, Dialect, Own, Reduced, Values
from lossgui.core.expr import size
from lossgui.core.ops import sum_
from lossgui.core.saying import worded

if TYPE_CHECKING:
    from lossgui.core.dialects.rules import Tensors
    from lossgui.core.losses.catalogue import Loss

TITLE = "optax"


def align(entry: Loss, tensors: Tensors) -> tuple[Tensors, tuple[str, ...]]:
    """Broadcast without a word, except squared_error and others, which check the shapes."""
    if DIALECT.wants_equal_shapes(entry):
        equal_or_raise(TITLE, entry, tensors)
    return tensors, broadcast_or_raise(TITLE, entry, tensors)


def reduce(values: Values, reduction: str) -> Reduced:
    """Leave the elements, or do what nearly everybody writes around them: jnp.mean or jnp.sum."""
    if values.sample_weight is not None or values.mask is not None:
        raise ValueError(f"{TITLE} losses take no weights and no mask: multiply before the mean")
    if reduction == "none":
        return Reduced(values.loss)
    if reduction == "sum":
        return Reduced(sum_(values.loss))
    elements = Denominator("size", worded("number of elements"), size(values.loss))
    denominator = values.divisor or elements
    return Reduced(sum_(values.loss) / denominator.node, denominator)


LOGITS = {"from_logits": True}
ITSELF = "optax averages in the function itself, so a single number is left to reduce"
NOBODY = (
    "its one-hot label is 0 everywhere, so the score of the true class counts as 0 "
    "(_classification.py)"
)

ELEMENTWISE = {
    "mean_squared_error": Own("optax.squared_error", axis=(), equal_shapes=True),
    "half_sum_of_squares": Own("optax.l2_loss", axis=(), equal_shapes=True),
    "huber": Own("optax.huber_loss", axis=(), function=own.huber),
    "log_cosh": Own("optax.log_cosh", axis=(), function=own.log_cosh),
    "binary_crossentropy": Own(
        "optax.sigmoid_binary_cross_entropy",
        axis=(),
        function=own.sigmoid_cross_entropy,
        requires=LOGITS,
    ),
    "binary_focal_crossentropy": Own(
        "optax.sigmoid_focal_loss",
        axis=(),
        function=own.sigmoid_focal,
        requires=LOGITS,
        note="optax forms the focal factor from logarithms (_classification.py 0.2.8).",
    ),
    "hinge": Own("optax.hinge_loss", axis=()),
    "perceptron": Own("optax.losses.perceptron_loss", axis=(), equal_shapes=True),
    "sparsemax": Own(
        "optax.losses.sparsemax_loss",
        axis=(),
        function=own.sparsemax,
        note="optax takes every label that is not 0 as yes (_classification.py 0.2.8).",
    ),
}

CLASSES = {
    "categorical_crossentropy": Own("optax.softmax_cross_entropy", requires=LOGITS),
    "sparse_categorical_crossentropy": Own(
        "optax.softmax_cross_entropy_with_integer_labels",
        function=own.integer_cross_entropy,
        align=shapes.taken_labels,
        requires=LOGITS,
        foreign=(
            "negative class numbers count from the end, and one beyond the ends gives NaN "
            "(_classification.py)"
        ),
    ),
    "safe_softmax_crossentropy": Own("optax.safe_softmax_cross_entropy", function=own.safe_softmax),
    "poly_crossentropy": Own("optax.losses.poly_loss_cross_entropy"),
    "fenchel_young": Own("optax.losses.make_fenchel_young_loss", align=shapes.vectors),
    "multiclass_hinge": Own(
        "optax.losses.multiclass_hinge_loss", align=shapes.one_hot_labels, foreign=NOBODY
    ),
    "multiclass_perceptron": Own(
        "optax.losses.multiclass_perceptron_loss", align=shapes.one_hot_labels, foreign=NOBODY
    ),
    "multiclass_sparsemax": Own(
        "optax.losses.multiclass_sparsemax_loss",
        function=own.multiclass_sparsemax,
        align=shapes.mapped_labels,
        foreign=(
            "negative class numbers count from the end, and one beyond an end stands for the class "
            "there (_classification.py)"
        ),
    ),
    "kl_divergence": Own(
        "optax.losses.kl_divergence",
        function=own.kl_divergence,
        constants={"log_input": True},
    ),
    "generalized_kl_divergence": Own(
        "optax.losses.generalized_kl_divergence",
        function=own.generalized_kl_divergence,
        constants={"log_input": True},
    ),
}

VECTORS = {
    "ctc": alignment_losses.OPTAX,
    "cosine_distance": Own("optax.cosine_distance"),
    **direction_losses.OPTAX,
    "triplet_margin": Own(
        "optax.losses.triplet_margin_loss",
        function=own.triplet_margin,
        requires={"swap": False},
        note=(
            "optax adds epsilon to the sum of the powers, and takes no absolute values "
            "(_self_supervised.py 0.2.8)."
        ),
    ),
    "ranking_softmax": Own(
        "optax.losses.ranking_softmax_loss",
        function=own.ranking,
        note="optax gives 0 for the mean of no lists (_ranking.py 0.2.8).",
    ),
    "ntxent": Own(
        "optax.losses.ntxent",
        function=own.ntxent,
        rounded={name: {"floor": float(np.finfo(name).eps)} for name in DTYPES},
        note=f"{ITSELF} (_self_supervised.py 0.2.8).",
    ),
}

OVERLAP = {
    "soft_dice": Own("optax.losses.dice_loss"),
    "binary_dice": Own("optax.losses.binary_dice_loss"),
    "multiclass_generalized_dice": Own(
        "optax.losses.multiclass_generalized_dice_loss",
        function=own.generalized_dice,
        sums_to_one=("y_pred",),
        note=f"{ITSELF} (_segmentation.py 0.2.8).",
    ),
}

DIALECT = Dialect(
    key="optax",
    title=TITLE,
    integers=(
        "optax raises a TypeError for integers, except in its hinge, perceptron, sparsemax and "
        "soft dice losses."
    ),
    look=optax_numbers.look,
    reductions=("mean", "sum", "none"),
    default_reduction="mean",
    default_dtype="float32",
    align=align,
    reduce=reduce,
    source="measured on optax 0.2.8; optax/losses",
    own={**ELEMENTWISE, **CLASSES, **VECTORS, **OVERLAP},
)
