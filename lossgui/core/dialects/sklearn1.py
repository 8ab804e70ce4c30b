"""scikit-learn 1 (measured on 1.9.1): metrics that average over the samples first, in float64."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.dialects.fitting import equal_or_raise
from lossgui.core.dialects.rules import Denominator, Dialect, DialectError, Own, Reduced, Values
from lossgui.core.expr import Axis, Node, size
from lossgui.core.ops import expand_dims, mean, sqrt, square, sum_

if TYPE_CHECKING:
    from lossgui.core.dialects.rules import Tensors
    from lossgui.core.losses.catalogue import Loss

TITLE = "scikit-learn 1"
_ROOT = "root_mean_squared_error"


def align(entry: Loss, tensors: Tensors) -> tuple[Tensors, tuple[str, ...]]:
    """Make all (n, outputs) as check_array does; never broadcast."""
    for name, node in zip(entry.arguments, tensors, strict=True):
        if len(node.shape) not in (1, 2):
            raise DialectError(
                f"{TITLE} raises ValueError here: {name} has shape {node.shape}; it wants (n,) or "
                "(n, outputs)"
            )
    aligned = tuple(expand_dims(x, -1) if len(x.shape) == 1 else x for x in tensors)
    equal_or_raise(TITLE, entry, aligned)
    return aligned, ()


def squared_errors(y_true: Node, y_pred: Node, *, axis: Axis, inner: str) -> Node:
    """Leave the squared errors; the root follows after each output's average."""
    del axis, inner
    return square(y_pred - y_true)


def reduce(values: Values, reduction: str) -> Reduced:
    """Average over the samples (by weight), take the root per output, average over outputs."""
    if values.mask is not None:
        raise ValueError(f"{TITLE} has no masks: leave the samples out or give them weight 0")
    loss = values.loss
    if not loss.shape:
        return Reduced(loss)
    average, denominator = _over_samples(loss, values.sample_weight)
    if values.entry == _ROOT:
        average = sqrt(average)
    if reduction == "raw_values" or not average.shape:
        return Reduced(average, denominator)
    return Reduced(mean(average), denominator)


def _over_samples(loss: Node, weight: Node | None) -> tuple[Node, Denominator]:
    if weight is None:
        denominator = Denominator("n", "number of samples", size(loss, 0))
        return sum_(loss, 0) / denominator.node, denominator
    if weight.shape != loss.shape[:1]:
        raise DialectError(
            f"{TITLE} raises ValueError here: sample_weight has shape {weight.shape}; it wants one "
            f"weight per sample, {loss.shape[:1]}"
        )
    for _ in loss.shape[1:]:
        weight = expand_dims(weight, -1)
    denominator = Denominator("sum of w", "sum of the weights", sum_(weight))
    return sum_(loss * weight, 0) / denominator.node, denominator


OWN = {
    "mean_squared_error": Own("sklearn.metrics.mean_squared_error", axis=()),
    "mean_absolute_error": Own("sklearn.metrics.mean_absolute_error", axis=()),
    _ROOT: Own(
        "sklearn.metrics.root_mean_squared_error", axis=(), function=squared_errors, late=True
    ),
    "binary_crossentropy": Own(
        "sklearn.metrics.log_loss",
        axis=(),
        # It clips to the resolution of the dtype it gets.
        rounded={"float64": {"epsilon": 2.0**-52}, "float32": {"epsilon": 2.0**-23}},
    ),
}

DIALECT = Dialect(
    key="sklearn-1",
    title=TITLE,
    reductions=("uniform_average", "raw_values"),
    default_reduction="uniform_average",
    default_dtype="float64",
    align=align,
    reduce=reduce,
    source="measured on scikit-learn 1.9.1, sklearn/metrics/_regression.py",
    aliases={"mean": "uniform_average", "sum_over_batch_size": "uniform_average"},
    own=OWN,
)
