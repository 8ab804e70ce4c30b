"""optax (measured on 0.2.8): element-wise losses; the reduction is the caller's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.dialects.fitting import broadcast_or_raise, equal_or_raise
from lossgui.core.dialects.rules import Denominator, Dialect, Own, Reduced, Values
from lossgui.core.expr import size
from lossgui.core.ops import sum_

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
    denominator = Denominator("size", "number of elements", size(values.loss))
    return Reduced(sum_(values.loss) / denominator.node, denominator)


OWN = {
    "mean_squared_error": Own("optax.squared_error", axis=(), equal_shapes=True),
    "half_sum_of_squares": Own("optax.l2_loss", axis=(), equal_shapes=True),
    "huber": Own("optax.huber_loss", axis=()),
    "log_cosh": Own("optax.log_cosh", axis=()),
    "binary_crossentropy": Own("optax.sigmoid_binary_cross_entropy", axis=()),
}

DIALECT = Dialect(
    key="optax",
    title=TITLE,
    reductions=("mean", "sum", "none"),
    default_reduction="mean",
    default_dtype="float32",
    align=align,
    reduce=reduce,
    source="measured on optax 0.2.8; optax/losses/_regression.py",
    own=OWN,
)
