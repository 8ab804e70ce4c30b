"""scikit-learn 1 (measured on 1.9.1): metrics that average over the samples first, in float64."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.dialects import sklearn1_losses as own
from lossgui.core.dialects.fitting import equal_or_raise
from lossgui.core.dialects.rules import Denominator, Dialect, DialectError, Reduced, Values
from lossgui.core.dialects.sklearn1_numbers import UNCHECKED, look
from lossgui.core.expr import Node, size
from lossgui.core.ops import equal, expand_dims, max_, mean, sqrt, sum_, where
from lossgui.core.saying import worded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.dialects.rules import Tensors
    from lossgui.core.losses.catalogue import Loss

TITLE = "scikit-learn 1"
# Values of the arguments multioutput and normalize.
AVERAGE = "uniform_average"
RAW = "raw_values"
BY_VARIANCE = "variance_weighted"
TOTAL = "normalize=False"
# What a metric with several outputs has, and what a loss that is no metric is given.
USUAL = (AVERAGE, RAW)

_SINGLE = dict.fromkeys(
    (
        "max_error",
        "mean_tweedie_deviance",
        "mean_poisson_deviance",
        "mean_gamma_deviance",
        "d2_tweedie",
        "d2_log_loss",
        "d2_brier",
        *own.CLASSES,
    ),
    (AVERAGE,),
)
_SUMMED = dict.fromkeys(
    (
        "binary_crossentropy",
        "categorical_crossentropy",
        "sparse_categorical_crossentropy",
        "zero_one",
    ),
    (AVERAGE, TOTAL),
)
_VARIED = dict.fromkeys(("r2_score", "explained_variance"), (AVERAGE, RAW, BY_VARIANCE))
REDUCTIONS: Mapping[str, tuple[str, ...]] = {**_SINGLE, **_SUMMED, **_VARIED}


def align(entry: Loss, tensors: Tensors) -> tuple[Tensors, tuple[str, ...]]:
    """Make all (n, outputs) as check_array does; never broadcast, and never take nothing."""
    version = DIALECT.version_of(entry)
    for name, node in zip(entry.arguments, tensors, strict=True):
        if len(node.shape) not in (1, 2) or (0 in node.shape and entry.key not in UNCHECKED):
            raise DialectError(
                f"{TITLE} raises ValueError here: {name} has shape {node.shape}; it wants (n,) or "
                "(n, outputs), one of each at least"
            )
        if version is not None and version.one_output and node.shape[1:] not in ((), (1,)):
            raise DialectError(
                f"{TITLE} raises ValueError here: {name} has shape {node.shape}; {version.name} "
                "wants (n,)"
            )
    aligned = tuple(expand_dims(x, -1) if len(x.shape) == 1 else x for x in tensors)
    equal_or_raise(TITLE, entry, aligned)
    return aligned, ()


def reduce(values: Values, reduction: str) -> Reduced:
    """Average over the samples (by weight), take the root per output, average over outputs."""
    if values.mask is not None:
        raise ValueError(f"{TITLE} has no masks: leave the samples out or give them weight 0")
    _check_arguments(values, reduction)
    loss = values.loss
    if not loss.shape:
        return Reduced(loss)
    if values.entry in own.SCORES:
        return _over_outputs(loss, values.divisor, reduction)
    if reduction == TOTAL:
        return Reduced(sum_(_weighed(loss, values.sample_weight)))
    average, denominator = _over_samples(loss, values.sample_weight)
    version = own.OWN.get(values.entry)
    if version is not None and version.late:
        average = sqrt(average)
    if reduction == RAW or not average.shape:
        return Reduced(average, denominator)
    return Reduced(mean(average), denominator)


def _check_arguments(values: Values, reduction: str) -> None:
    """Raise where a metric has no such argument."""
    if reduction not in REDUCTIONS.get(values.entry, USUAL):
        has = " or ".join(REDUCTIONS.get(values.entry, USUAL))
        raise DialectError(
            f"{TITLE} raises TypeError or ValueError here: {values.name} has no {reduction}; it "
            f"has {has}"
        )
    if values.entry == "max_error" and values.sample_weight is not None:
        raise DialectError(f"{TITLE} raises TypeError here: max_error takes no sample_weight")


def _over_outputs(score: Node, spread: Denominator | None, reduction: str) -> Reduced:
    """Average the scores of the outputs, by the variance of each one's truth if it is asked for."""
    if reduction == RAW:
        return Reduced(score)
    if reduction != BY_VARIANCE or spread is None:
        return Reduced(mean(score))
    # Nothing but constants: all weigh the same.
    weight = where(equal(max_(spread.node, None), 0.0), 1.0, spread.node)
    divisor = Denominator(spread.name, spread.meaning, sum_(weight))
    return Reduced(sum_(score * weight) / divisor.node, divisor)


def _over_samples(loss: Node, weight: Node | None) -> tuple[Node, Denominator]:
    weighed = sum_(_weighed(loss, weight), 0)
    if weight is None:
        denominator = Denominator("n", worded("number of samples"), size(loss, 0))
    else:
        denominator = Denominator("sum of w", worded("sum of the weights"), sum_(weight))
    return weighed / denominator.node, denominator


def _weighed(loss: Node, weight: Node | None) -> Node:
    """Multiply with one weight per sample."""
    if weight is None:
        return loss
    if weight.shape != loss.shape[:1]:
        raise DialectError(
            f"{TITLE} raises ValueError here: sample_weight has shape {weight.shape}; it wants one "
            f"weight per sample, {loss.shape[:1]}"
        )
    for _ in loss.shape[1:]:
        weight = expand_dims(weight, -1)
    return loss * weight


DIALECT = Dialect(
    key="sklearn-1",
    title=TITLE,
    reductions=(AVERAGE, RAW, BY_VARIANCE, TOTAL),
    default_reduction=AVERAGE,
    default_dtype="float64",
    align=align,
    reduce=reduce,
    source="measured on scikit-learn 1.9.1, sklearn/metrics/_regression.py, _classification.py",
    aliases={"mean": AVERAGE, "sum_over_batch_size": AVERAGE},
    own=own.OWN,
    look=look,
    refuses_labels=True,
)
