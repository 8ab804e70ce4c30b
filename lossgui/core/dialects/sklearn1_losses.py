"""The metrics of scikit-learn 1 (measured on 1.9.1): what each one makes of its columns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lossgui.core.dialects.fitting import check_labels, without_classes
from lossgui.core.dialects.rules import Denominator, Own, Unreduced
from lossgui.core.expr import Axis, Node, constant
from lossgui.core.losses import classification, margin, multiclass, quantile, scores, tweedie
from lossgui.core.ops import equal, greater, log1p, max_, maximum, square, squeeze, sum_, where
from lossgui.core.saying import worded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lossgui.core.dialects.rules import Tensors
    from lossgui.core.losses.catalogue import Loss

FEWEST = 2  # below so many samples a score means nothing


def squared_errors(y_true: Node, y_pred: Node, *, axis: Axis, inner: str) -> Node:
    """Leave the squared errors; the root follows after each output's average."""
    del axis, inner
    return square(y_pred - y_true)


def squared_log_errors(y_true: Node, y_pred: Node, *, axis: Axis, inner: str) -> Node:
    """Leave the squared errors of the logarithms; the root follows as well."""
    del axis, inner
    return square(log1p(y_pred) - log1p(y_true))


def log_loss(y_true: Node, y_pred: Node, *, axis: Axis, inner: str, **chosen: Any) -> Node:
    """Take one column as the probability of a yes, and several as those of classes.

    What log_loss does not have (logits, smoothing, class weights) is left to the catalogue's form.
    Source: sklearn/metrics/_classification.py 1.9.1, _validate_multiclass_probabilistic_prediction.
    """
    single = y_true.shape[-1] == 1
    named = {n: chosen[n] for n in ("from_logits", "label_smoothing", "epsilon") if n in chosen}
    # Which of the two losses it is called for shows in the tensors that each may do without.
    if single and "class_weight" not in chosen:
        weight = {n: chosen[n] for n in ("pos_weight",) if n in chosen}
        return classification.binary_crossentropy(
            y_true, y_pred, axis=axis, inner=inner, **named, **weight
        )
    if axis in ((), -1, 1) and "pos_weight" not in chosen:
        weight = {n: chosen[n] for n in ("class_weight", "normalize") if n in chosen}
        return multiclass.categorical_crossentropy(y_true, y_pred, axis=-1, **named, **weight)
    return classification.binary_crossentropy(y_true, y_pred, axis=axis, inner=inner, **named)


def brier(y_true: Node, y_pred: Node, *, axis: int) -> Node:
    """Halve the sum over the classes where there are two, which may stand in one column.

    Source: sklearn/metrics/_classification.py 1.9.1, brier_score_loss, scale_by_half="auto".
    """
    found = sum_(square(yes_or_no(y_true) - y_pred), axis)
    return 0.5 * found if y_true.shape[-1] == 2 else found


def d2_brier(y_true: Node, y_pred: Node, *, sample_weight: Node | None = None) -> Node:
    """Give the catalogue's form, in which one column may hold any two labels."""
    return scores.d2_brier(yes_or_no(y_true), y_pred, sample_weight=sample_weight)


def yes_or_no(label: Node) -> Node:
    """Take 1 as the only yes in one column, which is asked with pos_label=1."""
    return where(equal(label, 1.0), 1.0, 0.0) if label.shape[-1] == 1 else label


def hinge(y_true: Node, y_pred: Node, *, axis: Axis, inner: str, **_: Any) -> Node:
    """Take the greater one of two labels as +1, the other as -1, and a single one as -1.

    Source: sklearn/preprocessing/_label.py 1.9.1, label_binarize with neg_label=-1.
    """
    del axis, inner
    smallest = -max_(-y_true, None)
    label = where(greater(y_true, smallest), 1.0, -1.0)
    return maximum(1.0 - label * y_pred, 0.0)


def multiclass_hinge(y_true: Node, y_pred: Node, *, axis: int) -> Node:
    """Give the catalogue's form, but for two classes, which hinge_loss wants in one column.

    Raises
    ------
    ValueError
        For less than three classes.
    """
    if y_pred.shape[axis] < 3:
        raise ValueError(f"y_pred has shape {y_pred.shape}; two classes are to stand in one column")
    return margin.multiclass_hinge(y_true, y_pred, axis=axis)


def spread_kept(
    parts: Callable[..., tuple[Node, Node]],
) -> Callable[..., Unreduced]:
    """Make a score of its two parts that keeps the truth's variance, to weigh outputs by."""

    def score(y_true: Node, y_pred: Node, *, axis: int, force_finite: bool, **rest: Any) -> Any:
        wrong, spread = parts(y_true, y_pred, axis, rest.get("sample_weight"))
        found = scores.explained(wrong, spread, force_finite=force_finite)
        weighed = Denominator("Σ var(y)", worded("sum of the variances of the truth"), spread)
        return Unreduced(found, divisor=weighed)

    return score


def over_samples(
    function: Callable[..., Any], fewest: int = 1, *, hasty: bool = False
) -> Callable[..., Any]:
    """Call a loss that weighs its samples itself; too few samples give one NaN.

    `hasty`: it gives that NaN before it looks at more of the weights than how many there are.

    Raises
    ------
    ValueError
        If there is not one weight per sample.
    """

    def called(y_true: Node, y_pred: Node, **chosen: Any) -> Any:
        weight, samples = chosen.get("sample_weight"), y_true.shape[:1]
        few = samples[0] < fewest
        shape = samples if weight is None else weight.shape
        if (shape[:1] if few and hasty else shape) != samples:
            raise ValueError(
                f"sample_weight has shape {shape}; it wants one weight per sample, {samples}"
            )
        return constant(math.nan) if few else function(y_true, y_pred, **chosen)

    return called


def class_numbers(entry: Loss, tensors: Tensors, axis: Axis) -> tuple[Tensors, tuple[str, ...]]:
    """Bring class numbers (n,) or (n, 1) to scores (n, classes) of two or more classes.

    Raises
    ------
    ValueError
        If the shapes are others.
    """
    labels, given = tensors
    if len(given.shape) != 2 or given.shape[0] == 0 or given.shape[1] < 2:
        raise ValueError(
            f"{entry.arguments[1]} has shape {given.shape}; it wants (n, classes), two at least"
        )
    if labels.shape == (*without_classes(given, axis), 1):
        labels = squeeze(labels, -1)
    check_labels(entry, (labels, given), axis)
    return (labels, given), ()


YES_NO = {"y_true": "yes_no"}
WHOLE = {"y_true": "yes_no", "y_pred": "yes_no"}
# log_loss clips to the resolution of the dtype that it gets.
RESOLUTION: Mapping[str, Mapping[str, float]] = {
    "float64": {"epsilon": 2.0**-52},
    "float32": {"epsilon": 2.0**-23},
    "float16": {"epsilon": 2.0**-10},
}
SHARES = {"y_pred": (0.0, 1.0)}
LABELS_PASSED = "labels=range(classes) is passed on, so that a class without a sample counts too."
FEW = "Less than two samples give NaN (1.9.1)."

REGRESSION = {
    "mean_squared_error": Own("sklearn.metrics.mean_squared_error", axis=()),
    "mean_absolute_error": Own("sklearn.metrics.mean_absolute_error", axis=()),
    "mean_absolute_percentage_error": Own(
        "sklearn.metrics.mean_absolute_percentage_error",
        axis=(),
        constants={"epsilon": 2.0**-52, "scale": 1.0},
    ),
    "mean_squared_logarithmic_error": Own("sklearn.metrics.mean_squared_log_error", axis=()),
    "mean_pinball": Own("sklearn.metrics.mean_pinball_loss", axis=()),
    "root_mean_squared_error": Own(
        "sklearn.metrics.root_mean_squared_error", axis=(), function=squared_errors, late=True
    ),
    "root_mean_squared_log_error": Own(
        "sklearn.metrics.root_mean_squared_log_error",
        axis=(),
        function=squared_log_errors,
        late=True,
    ),
    "mean_tweedie_deviance": Own("sklearn.metrics.mean_tweedie_deviance", axis=(), one_output=True),
    "mean_poisson_deviance": Own("sklearn.metrics.mean_poisson_deviance", axis=(), one_output=True),
    "mean_gamma_deviance": Own("sklearn.metrics.mean_gamma_deviance", axis=(), one_output=True),
}

SCORES = {
    "median_absolute_error": Own(
        "sklearn.metrics.median_absolute_error",
        function=over_samples(quantile.median_absolute_error),
    ),
    "max_error": Own("sklearn.metrics.max_error", one_output=True),
    "r2_score": Own(
        "sklearn.metrics.r2_score",
        function=over_samples(spread_kept(scores.squared_parts), FEWEST),
        note=FEW,
    ),
    "explained_variance": Own(
        "sklearn.metrics.explained_variance_score",
        function=over_samples(spread_kept(scores.variance_parts)),
    ),
    "d2_pinball": Own(
        "sklearn.metrics.d2_pinball_score",
        function=over_samples(quantile.d2_pinball, FEWEST),
        note=FEW,
    ),
    "d2_absolute_error": Own(
        "sklearn.metrics.d2_absolute_error_score",
        function=over_samples(quantile.d2_absolute_error, FEWEST),
        note=FEW,
    ),
    "d2_tweedie": Own(
        "sklearn.metrics.d2_tweedie_score",
        function=over_samples(tweedie.d2_tweedie, FEWEST),
        one_output=True,
        note=FEW,
    ),
    "d2_log_loss": Own(
        "sklearn.metrics.d2_log_loss_score",
        function=over_samples(scores.d2_log_loss, FEWEST, hasty=True),
        rounded=RESOLUTION,
        note=FEW,
    ),
    "d2_brier": Own(
        "sklearn.metrics.d2_brier_score",
        function=over_samples(d2_brier, FEWEST, hasty=True),
        note=FEW,
    ),
}

CLASSES = {
    "binary_crossentropy": Own(
        "sklearn.metrics.log_loss",
        axis=(),
        function=log_loss,
        rounded=RESOLUTION,
        within=SHARES,
        requires={"from_logits": False, "label_smoothing": 0.0},
        domains=YES_NO,
        note="log_loss takes several columns as classes, of which only the true one counts.",
    ),
    "categorical_crossentropy": Own(
        "sklearn.metrics.log_loss",
        function=log_loss,
        rounded=RESOLUTION,
        within=SHARES,
        requires={"from_logits": False, "label_smoothing": 0.0},
        domains=YES_NO,
        note="log_loss takes one column as the probability of a yes.",
    ),
    "sparse_categorical_crossentropy": Own(
        "sklearn.metrics.log_loss",
        rounded=RESOLUTION,
        within=SHARES,
        align=class_numbers,
        requires={"from_logits": False, "label_smoothing": 0.0, "ignore_class": None},
        note=LABELS_PASSED,
    ),
    "brier_score": Own("sklearn.metrics.brier_score_loss", function=brier, within=SHARES),
    "hinge": Own(
        "sklearn.metrics.hinge_loss",
        axis=(),
        function=hinge,
        one_output=True,
        note=(
            "scikit-learn takes the greater one of two labels as 1, the other as -1, and a single "
            "one as -1 (preprocessing/_label.py 1.9.1)."
        ),
    ),
    "multiclass_hinge": Own(
        "sklearn.metrics.hinge_loss",
        function=multiclass_hinge,
        align=class_numbers,
        note=LABELS_PASSED,
    ),
    "zero_one": Own("sklearn.metrics.zero_one_loss"),
    "hamming": Own("sklearn.metrics.hamming_loss"),
}

OWN = {**REGRESSION, **SCORES, **CLASSES}
