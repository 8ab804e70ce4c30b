"""TensorFlow 1's tf.losses, kept as tf.compat.v1.losses: element-wise, weights of the same rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.dialects import direction_losses
from lossgui.core.dialects.fitting import equal_or_raise, kept
from lossgui.core.dialects.rules import Denominator, Dialect, DialectError, Own, Reduced, Values
from lossgui.core.expr import Axis, Node, size
from lossgui.core.losses.margin import hinge
from lossgui.core.ops import broadcast_like, divide_no_nan, sum_
from lossgui.core.saying import worded

if TYPE_CHECKING:
    from lossgui.core.dialects.rules import Tensors
    from lossgui.core.losses.catalogue import Loss

TITLE = "TF 1 tf.losses"


def align(entry: Loss, tensors: Tensors) -> tuple[Tensors, tuple[str, ...]]:
    """Want equal shapes."""
    equal_or_raise(TITLE, entry, tensors)
    return tensors, ()


def reduce(values: Values, reduction: str) -> Reduced:
    """Weigh each element, then reduce; every division by 0 gives 0."""
    weight, notes = values.sample_weight, []
    loss = values.loss
    if values.mask is not None:
        notes.append("tf.losses has no masks: the mask is passed as weights.")
        weight = kept(values.mask) if weight is None else weight * kept(values.mask)
    if weight is not None:
        _check_rank(weight, loss)
        loss = loss * weight
    if reduction == "none":
        return Reduced(loss, None, tuple(notes))
    if reduction == "sum":
        return Reduced(sum_(loss), None, tuple(notes))
    denominator = _denominator(loss, weight, reduction)
    return Reduced(divide_no_nan(sum_(loss), denominator.node), denominator, tuple(notes))


def _check_rank(weight: Node, loss: Node) -> None:
    fits = len(weight.shape) == len(loss.shape) and all(
        a in (1, b) for a, b in zip(weight.shape, loss.shape, strict=True)
    )
    if weight.shape and not fits:
        raise DialectError(
            f"{TITLE} raises ValueError here: weights have the shape {weight.shape}, the losses "
            f"{loss.shape}; they must have the same rank, with equal lengths or 1, or be a scalar"
        )


def _denominator(loss: Node, weight: Node | None, reduction: str) -> Denominator:
    if weight is None or reduction == "sum_over_batch_size":
        return Denominator("n", worded("number of elements"), size(loss))
    if reduction == "mean":
        whole = sum_(broadcast_like(weight, loss))
        return Denominator("sum of w", worded("sum of the weights of all elements"), whole)
    nonzero = sum_(broadcast_like(kept(weight), loss))
    return Denominator("count(w≠0)", worded("number of elements whose weight is not 0"), nonzero)


def always_converted(
    y_true: Node, y_pred: Node, *, axis: Axis = (), inner: str = "mean", convert_labels: bool = True
) -> Node:
    """Take labels of 0 and 1, which become -1 and 1."""
    del convert_labels
    return hinge(2.0 * y_true - 1.0, y_pred, axis=axis, inner=inner)


OWN = {
    "mean_squared_error": Own("tf.losses.mean_squared_error", axis=()),
    "mean_absolute_error": Own("tf.losses.absolute_difference", axis=()),
    "huber": Own("tf.losses.huber_loss", axis=()),
    "binary_crossentropy": Own("tf.losses.log_loss", axis=()),
    "hinge": Own(
        "tf.losses.hinge_loss",
        axis=(),
        function=always_converted,
        note="tf.losses.hinge_loss turns every label y into 2 y - 1, whatever the others are.",
    ),
    "categorical_crossentropy": Own(
        "tf.losses.softmax_cross_entropy", requires={"from_logits": True}
    ),
    "sparse_categorical_crossentropy": Own(
        "tf.losses.sparse_softmax_cross_entropy", requires={"from_logits": True}
    ),
    **direction_losses.TF_1,
}

DIALECT = Dialect(
    key="tf-1",
    title=TITLE,
    reductions=("sum_by_nonzero_weights", "mean", "sum_over_batch_size", "sum", "none"),
    default_reduction="sum_by_nonzero_weights",
    default_dtype="float32",
    align=align,
    reduce=reduce,
    source="measured on TF 1.15.5 and tf.compat.v1 of TF 2.21",
    aliases={None: "none", "sum_over_nonzero_weights": "sum_by_nonzero_weights"},
    # log_loss adds epsilon inside both logarithms and clips nothing.
    constants={"log_epsilon": 1e-7},
    own=OWN,
    refuses_labels=True,  # on a processor; a graphics card gives NaN
)
