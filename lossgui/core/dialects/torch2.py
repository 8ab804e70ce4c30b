"""PyTorch 2 (measured on 2.13): torch.nn.functional, element-wise, mean over all elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.dialects import torch2_losses
from lossgui.core.dialects.fitting import broadcast_or_raise, equal_or_raise
from lossgui.core.dialects.rules import Denominator, Dialect, DialectError, Reduced, Values
from lossgui.core.expr import Node, size
from lossgui.core.ops import expand_dims, sum_
from lossgui.core.saying import worded

if TYPE_CHECKING:
    from lossgui.core.dialects.rules import Tensors
    from lossgui.core.expr import Shape
    from lossgui.core.losses.catalogue import Loss

TITLE = "PyTorch 2"
_WARNS = ("mean_squared_error", "mean_absolute_error", "huber", "smooth_l1")
_EQUAL_RANKS = ("margin_ranking", "triplet_margin")
_WEIGHT_DIVIDES = ("mean_squared_error", "mean_absolute_error")
_WEIGHTED = (*_WEIGHT_DIVIDES, "huber", "binary_crossentropy")


def align(entry: Loss, tensors: Tensors) -> tuple[Tensors, tuple[str, ...]]:
    """Broadcast, with a warning or without one; some functions want equal shapes or ranks."""
    if DIALECT.wants_equal_shapes(entry):
        equal_or_raise(TITLE, entry, tensors)
    if entry.key in _EQUAL_RANKS and len({len(node.shape) for node in tensors}) > 1:
        raise _refused("RuntimeError", entry, tensors, "the numbers of axes must be equal")
    notes: tuple[str, ...] = ()
    if entry.key == "gaussian_nll":
        tensors, notes = _with_variance(entry, tensors)
    notes += broadcast_or_raise(TITLE, entry, tensors)
    if entry.key == "soft_margin" and not _fits(tensors[0].shape, tensors[1].shape):
        raise _refused("RuntimeError", entry, tensors, "only y_true may be broadcast")
    if entry.key in _WARNS:
        notes = tuple(note.replace(" silently.", " and warns.") for note in notes)
    return tensors, notes


def _with_variance(entry: Loss, tensors: Tensors) -> tuple[Tensors, tuple[str, ...]]:
    """Line up a variance that lacks the last axis of the input, or has length 1 in one axis."""
    y_true, y_pred, variance = tensors
    theirs, own = y_pred.shape, variance.shape
    if theirs == own:
        return tensors, ()
    if theirs[:-1] == own:
        lined_up = expand_dims(variance, -1)
        said = f"{TITLE} takes the variance {own} as {lined_up.shape}: one for each last axis."
        return (y_true, y_pred, lined_up), (said,)
    other = [mine for mine, their in zip(own, theirs, strict=False) if mine != their]
    if len(own) != len(theirs) or sum(other) != 1:
        raise _refused("ValueError", entry, tensors, "variance must have the shape of y_pred")
    return tensors, ()


def _refused(error: str, entry: Loss, tensors: Tensors, wanted: str) -> DialectError:
    named = zip(entry.arguments, tensors, strict=True)
    said = ", ".join(f"{name} has shape {node.shape}" for name, node in named)
    return DialectError(f"{TITLE} raises {error} here: {said}; {wanted}")


def _fits(shape: Shape, to: Shape) -> bool:
    """Tell whether a tensor of one shape broadcasts to another, which stays as it is."""
    pairs = zip(reversed(shape), reversed(to), strict=False)
    return len(shape) <= len(to) and all(mine in (1, their) for mine, their in pairs)


def reduce(values: Values, reduction: str) -> Reduced:
    """Average over every element; mse_loss and l1_loss with weights divide by their sum."""
    weight, loss = values.sample_weight, values.loss
    if values.mask is not None:
        raise ValueError(f"{TITLE} has no masks: multiply them into the weights")
    if weight is not None:
        _check_weight(values, weight)
        loss = loss * weight
    if reduction == "none":
        return Reduced(loss)
    if reduction == "sum":
        return Reduced(sum_(loss))
    if reduction == "batchmean":
        return _over_batch(values)
    if values.each is not None:
        loss = loss / values.each.node
    denominator = _denominator(values, loss)
    return Reduced(sum_(loss) / denominator.node, denominator)


def _denominator(values: Values, loss: Node) -> Denominator:
    if values.sample_weight is not None and values.entry in _WEIGHT_DIVIDES:
        return Denominator("sum of w", worded("sum of the weights"), sum_(values.sample_weight))
    if values.divisor is not None and values.entry != "kl_divergence":
        return values.divisor
    return Denominator("numel", worded("number of elements"), size(loss))


def _over_batch(values: Values) -> Reduced:
    """Divide by the length of the input's first axis, if it has one; for kl_div alone."""
    if values.entry != "kl_divergence":
        raise DialectError(f"{TITLE} raises ValueError here: batchmean is for kl_div alone")
    if values.divisor is None:
        return Reduced(sum_(values.loss))
    return Reduced(sum_(values.loss) / values.divisor.node, values.divisor)


def _check_weight(values: Values, weight: Node) -> None:
    if values.entry not in _WEIGHTED:
        raise DialectError(f"{TITLE} raises TypeError here: {values.name} takes no weights")
    shape = values.tensors["y_pred"].shape
    if values.entry != "binary_crossentropy" and weight.shape != shape:
        raise DialectError(
            f"{TITLE} raises ValueError here: the weights have the shape {weight.shape}, but must "
            f"have the input's, {shape}"
        )
    if not _fits(weight.shape, values.loss.shape):
        raise DialectError(
            f"{TITLE} raises RuntimeError here: the weights {weight.shape} do not broadcast to the "
            f"input {values.loss.shape}"
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
    constants={"log_floor": torch2_losses.LOG_FLOOR},
    own=torch2_losses.OWN,
    refuses_labels=True,
    integers="PyTorch raises for most losses of integers, such as 'not implemented for Long'.",
)
