"""The textbook: what the formula says, in float64, with NumPy's broadcasting and no constants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.dialects.fitting import kept
from lossgui.core.dialects.rules import Denominator, Dialect, Reduced, Values
from lossgui.core.expr import Node, broadcast_shape, size
from lossgui.core.ops import broadcast_like, sum_
from lossgui.core.saying import worded

if TYPE_CHECKING:
    from lossgui.core.dialects.rules import Tensors
    from lossgui.core.losses.catalogue import Loss


def align(entry: Loss, tensors: Tensors) -> tuple[Tensors, tuple[str, ...]]:
    """Take the tensors as they are; say so where broadcasting repeats one of them."""
    shapes = [node.shape for node in tensors]
    named = list(zip(entry.arguments, shapes, strict=True))
    try:
        together = broadcast_shape(*shapes)
    except ValueError as problem:
        said = " but ".join(f"{name} has shape {shape}" for name, shape in named)
        raise ValueError(f"{said}; {problem}") from None
    if len(set(shapes)) == 1:
        return tensors, ()
    said = " and ".join(f"{name} {shape}" for name, shape in named)
    return tensors, (f"{said} are broadcast to {together}.",)


def reduce(values: Values, reduction: str) -> Reduced:
    """Weigh each loss value, then reduce.

    ``mean`` divides by the number of loss values (with a mask: of valid ones), ``weighted_mean`` by
    the sum of the weights, each weight counted as often as broadcasting repeats it.
    """
    loss = values.loss
    mask = None if values.mask is None else kept(values.mask)
    weight = _weight(values.sample_weight, mask)
    if weight is not None:
        _check_fit(loss, weight, values.weighed_by)
        loss = loss * weight
    if reduction == "none":
        return Reduced(loss)
    if reduction == "sum":
        return Reduced(sum_(loss))
    denominator = values.divisor or _denominator(mask, loss, weight, reduction)
    return Reduced(sum_(loss) / denominator.node, denominator)


def _weight(weight: Node | None, mask: Node | None) -> Node | None:
    if weight is None or mask is None:
        return mask if weight is None else weight
    _check_fit(mask, weight, "sample_weight", "the mask")
    return weight * mask


def _check_fit(values: Node, weight: Node, given: str, what: str = "the loss") -> None:
    try:
        broadcast_shape(values.shape, weight.shape)
    except ValueError:
        raise ValueError(
            f"{given} has shape {weight.shape} but {what} has shape {values.shape}"
        ) from None


def _denominator(mask: Node | None, loss: Node, weight: Node | None, reduction: str) -> Denominator:
    if reduction == "weighted_mean" and weight is not None:
        return Denominator(
            "sum of w", worded("sum of the weights"), sum_(broadcast_like(weight, loss))
        )
    if mask is not None:
        return Denominator(
            "valid", worded("number of valid loss values"), sum_(broadcast_like(mask, loss))
        )
    return Denominator("n", worded("number of loss values"), size(loss))


DIALECT = Dialect(
    key="textbook",
    title="Textbook",
    reductions=("mean", "sum", "none", "weighted_mean"),
    default_reduction="mean",
    default_dtype="float64",
    align=align,
    reduce=reduce,
    source="the formula itself",
    refuses_labels=True,
    aliases={
        "sum_over_batch_size": "mean",
        "mean_with_sample_weight": "weighted_mean",
        None: "none",
    },
    constants={"epsilon": 0.0},
)
