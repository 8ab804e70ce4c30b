"""PyTorch 2 (measured on 2.13): torch.nn.functional, element-wise, mean over all elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.dialects import torch2_losses
from lossgui.core.dialects.fitting import broadcast_or_raise, equal_or_raise
from lossgui.core.dialects.rules import Denominator, Dialect, DialectError, Reduced, Values
from lossgui.core.expr import Node, size
from lossgui.core.ops import sum_

if TYPE_CHECKING:
    from lossgui.core.dialects.rules import Tensors
    from lossgui.core.losses.catalogue import Loss

TITLE = "PyTorch 2"
_WEIGHT_DIVIDES = ("mean_squared_error", "mean_absolute_error")
_WEIGHTED = (*_WEIGHT_DIVIDES, "huber", "binary_crossentropy")


def align(entry: Loss, tensors: Tensors) -> tuple[Tensors, tuple[str, ...]]:
    """Broadcast with a warning; binary cross-entropy wants equal shapes."""
    if DIALECT.wants_equal_shapes(entry):
        equal_or_raise(TITLE, entry, tensors)
    return tensors, broadcast_or_raise(TITLE, entry, tensors)


def reduce(values: Values, reduction: str) -> Reduced:
    """Average over every element; mse_loss and l1_loss with weights divide by their sum."""
    weight, loss = values.sample_weight, values.loss
    if values.mask is not None:
        raise ValueError(f"{TITLE} has no masks: multiply them into the weights")
    if weight is not None:
        _check_weight(values.entry, weight, loss)
        loss = loss * weight
    if reduction == "none":
        return Reduced(loss)
    if reduction == "sum":
        return Reduced(sum_(loss))
    if reduction == "batchmean":
        return _over_batch(values.entry, loss)
    if values.each is not None:
        loss = loss / values.each.node
    denominator = values.divisor or Denominator("numel", "number of elements", size(loss))
    if weight is not None and values.entry in _WEIGHT_DIVIDES:
        denominator = Denominator("sum of w", "sum of the weights", sum_(weight))
    return Reduced(sum_(loss) / denominator.node, denominator)


def _over_batch(entry: str, loss: Node) -> Reduced:
    """Divide by the length of the first axis, as kl_div alone does."""
    if entry != "kl_divergence":
        raise DialectError(f"{TITLE} raises ValueError here: batchmean is for kl_div alone")
    if not loss.shape:
        raise DialectError(f"{TITLE} raises IndexError here: batchmean needs a batch axis")
    denominator = Denominator("N", "length of the first axis", size(loss, 0))
    return Reduced(sum_(loss) / denominator.node, denominator)


def _check_weight(entry: str, weight: Node, loss: Node) -> None:
    if entry not in _WEIGHTED:
        raise DialectError(f"{TITLE} raises TypeError here: {entry} takes no weights")
    if entry != "binary_crossentropy" and weight.shape != loss.shape:
        raise DialectError(
            f"{TITLE} raises ValueError here: the weights have the shape {weight.shape}, but must "
            f"have the input's, {loss.shape}"
        )
    fits = len(weight.shape) <= len(loss.shape) and all(
        a in (1, b) for a, b in zip(reversed(weight.shape), reversed(loss.shape), strict=False)
    )
    if not fits:
        raise DialectError(
            f"{TITLE} raises RuntimeError here: the weights {weight.shape} do not broadcast to the "
            f"input {loss.shape}"
        )


DIALECT = Dialect(
    key="torch-2",
    title=TITLE,
    reductions=("mean", "sum", "none", "batchmean"),
    default_reduction="mean",
    default_dtype="float32",
    align=align,
    reduce=reduce,
    source="measured on torch 2.13.0, torch.nn.functional",
    aliases={"elementwise_mean": "mean"},
    constants={"log_floor": -100.0},
    own=torch2_losses.OWN,
    refuses_labels=True,
    integers="PyTorch raises for most losses of integers, such as 'not implemented for Long'.",
)
