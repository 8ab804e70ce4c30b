"""The textbook: what the formula says, in float64, with NumPy's broadcasting and no constants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.dialects.rules import Denominator, Dialect, Reduced, Values
from lossgui.core.expr import Node, broadcast_shape, size
from lossgui.core.ops import broadcast_like, not_equal, sum_, where

if TYPE_CHECKING:
    from lossgui.core.losses.catalogue import Loss


def align(entry: Loss, first: Node, second: Node) -> tuple[Node, Node, tuple[str, ...]]:
    """Take the tensors as they are; say so where broadcasting repeats one of them."""
    name_a, name_b = entry.arguments
    try:
        together = broadcast_shape(first.shape, second.shape)
    except ValueError as problem:
        raise ValueError(
            f"{name_a} has shape {first.shape} but {name_b} has shape {second.shape}; {problem}"
        ) from None
    if first.shape == second.shape:
        return first, second, ()
    note = f"{name_a} {first.shape} and {name_b} {second.shape} are broadcast to {together}."
    return first, second, (note,)


def reduce(values: Values, reduction: str) -> Reduced:
    """Weigh each loss value, then reduce.

    ``mean`` divides by the number of loss values (with a mask: of valid ones), ``weighted_mean`` by
    the sum of the weights, each weight counted as often as broadcasting repeats it.
    """
    loss = values.loss
    weight = _weight(values)
    if weight is not None:
        _check_fit(loss, weight, "mask" if values.sample_weight is None else "sample_weight")
        loss = loss * weight
    if reduction == "none":
        return Reduced(loss)
    if reduction == "sum":
        return Reduced(sum_(loss))
    denominator = _denominator(values, loss, weight, reduction)
    return Reduced(sum_(loss) / denominator.node, denominator)


def _weight(values: Values) -> Node | None:
    if values.mask is None:
        return values.sample_weight
    mask = where(not_equal(values.mask, 0.0), 1.0, 0.0)
    if values.sample_weight is None:
        return mask
    _check_fit(mask, values.sample_weight, "sample_weight", "the mask")
    return values.sample_weight * mask


def _check_fit(values: Node, weight: Node, given: str, what: str = "the loss") -> None:
    try:
        broadcast_shape(values.shape, weight.shape)
    except ValueError:
        raise ValueError(
            f"{given} has shape {weight.shape} but {what} has shape {values.shape}"
        ) from None


def _denominator(values: Values, loss: Node, weight: Node | None, reduction: str) -> Denominator:
    if reduction == "weighted_mean" and weight is not None:
        return Denominator("sum of w", "sum of the weights", sum_(broadcast_like(weight, loss)))
    if values.mask is not None:
        kept = where(not_equal(values.mask, 0.0), 1.0, 0.0)
        return Denominator("valid", "number of valid loss values", sum_(broadcast_like(kept, loss)))
    return Denominator("n", "number of loss values", size(loss))


DIALECT = Dialect(
    key="textbook",
    title="Textbook",
    reductions=("mean", "sum", "none", "weighted_mean"),
    default_reduction="mean",
    default_dtype="float64",
    align=align,
    reduce=reduce,
    source="the formula itself",
    aliases={
        "sum_over_batch_size": "mean",
        "mean_with_sample_weight": "weighted_mean",
        None: "none",
    },
    constants={"epsilon": 0.0},
)
