"""optax (measured on 0.2.8): element-wise losses; the reduction is the caller's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.dialects.fitting import broadcast_or_raise, equal_or_raise
from lossgui.core.dialects.rules import Denominator, Dialect, Reduced, Values
from lossgui.core.expr import Node, size
from lossgui.core.ops import sum_

if TYPE_CHECKING:
    from lossgui.core.losses.catalogue import Loss

TITLE = "optax"
_CHECKED = ("mean_squared_error", "half_sum_of_squares")
_ELEMENTWISE = (*_CHECKED, "mean_absolute_error", "huber", "log_cosh", "binary_crossentropy")


def align(entry: Loss, first: Node, second: Node) -> tuple[Node, Node, tuple[str, ...]]:
    """Broadcast without a word, except squared_error and l2_loss, which check the shapes."""
    if entry.key in _CHECKED:
        equal_or_raise(TITLE, entry, first, second)
    return first, second, broadcast_or_raise(TITLE, entry, first, second)


def reduce(values: Values, reduction: str) -> Reduced:
    """Leave the elements, or do what nearly everybody writes around them: jnp.mean or jnp.sum."""
    if values.sample_weight is not None or values.mask is not None:
        raise ValueError(f"{TITLE} losses take no weights and no mask: multiply before the mean")
    if reduction == "none":
        return Reduced(values.loss)
    if reduction == "sum":
        return Reduced(sum_(values.loss))
    denominator = Denominator("size", "number of elements", size(values.loss))
    return Reduced(sum_(values.loss) / denominator.node, denominator)


DIALECT = Dialect(
    key="optax",
    title=TITLE,
    reductions=("mean", "sum", "none"),
    default_reduction="mean",
    default_dtype="float32",
    align=align,
    reduce=reduce,
    source="measured on optax 0.2.8; optax/losses/_regression.py",
    axes=dict.fromkeys(_ELEMENTWISE, ()),
    lacks={"mean_absolute_error": "an absolute error"},
)
