"""Where scikit-learn 1 (measured on 1.9.1) looks at the numbers and refuses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.cells import first_cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.dialects.rules import Array
    from lossgui.core.losses.catalogue import Loss, ParameterValue

    Chosen = Mapping[str, ParameterValue]
    Arrays = Mapping[str, Array]

# They give NaN for less than two samples before they look at anything.
UNCHECKED = ("d2_log_loss", "d2_brier")
LOGARITHMIC = ("mean_squared_logarithmic_error", "root_mean_squared_log_error")
POWERS = {"mean_poisson_deviance": 1.0, "mean_gamma_deviance": 2.0}
DEVIANCES = ("mean_tweedie_deviance", "d2_tweedie", *POWERS)
# Which arguments of a metric are labels.
LABELLED = {
    "binary_crossentropy": ("y_true",),
    "categorical_crossentropy": ("y_true",),
    "d2_log_loss": ("y_true",),
    "d2_brier": ("y_true",),
    "brier_score": ("y_true",),
    "hinge": ("y_true",),
    "zero_one": ("y_true", "y_pred"),
    "hamming": ("y_true", "y_pred"),
}
# Those that take any number of classes in one column.
MANY_CLASSES = ("zero_one", "hamming")
# Those of one column that are asked with labels=[0, 1].
ZERO_OR_ONE = ("binary_crossentropy", "categorical_crossentropy", "d2_log_loss")


def look(entry: Loss, chosen: Chosen, arrays: Arrays) -> None:
    """Refuse what check_array, _check_sample_weight and the metric itself refuse.

    Raises
    ------
    ValueError
        If scikit-learn would raise.
    """
    first = arrays[entry.arguments[0]]
    if entry.key in UNCHECKED and len(first) < 2:
        return
    for name in entry.arguments:
        _check_finite(name, arrays[name])
    if "sample_weight" in arrays:
        _check_weight(entry.key, chosen, arrays["sample_weight"], first)
    if entry.key in DEVIANCES:
        _check_deviance(entry, chosen, arrays)
    for name in entry.arguments:
        _check_range(entry.key, name, arrays[name])
    _check_guess(entry.key, first, arrays.get("sample_weight"))
    if not chosen.get("from_logits"):
        for name in LABELLED.get(entry.key, ()):
            _check_classes(entry.key, name, arrays[name])


def _check_range(key: str, name: str, values: Array) -> None:
    if key in LOGARITHMIC:
        _check_above(name, values, -1.0, "must be above -1")
    if key in UNCHECKED and name == "y_pred":
        outside = (values < 0) | (values > 1)
        if outside.any():
            raise ValueError(f"{_first(name, values, outside)}, but must lie in 0 .. 1")


def _check_finite(name: str, array: Array) -> None:
    if not np.isfinite(array).all():
        raise ValueError(f"{_first(name, array, ~np.isfinite(array))}: it wants finite numbers")


def _check_weight(key: str, chosen: Chosen, weight: Array, first: Array) -> None:
    """Refuse weights that are not finite, all 0, or add up to 0 where their sum divides.

    hinge_loss, which does not check them, gives NaN for NaN.
    """
    if key not in ("hinge", "multiclass_hinge"):
        _check_finite("sample_weight", weight)
    if not weight.any():
        raise ValueError("sample_weight holds nothing but 0; one weight at least must be another")
    several = key == "hamming" and first.ndim == 2 and first.shape[1] > 1
    divided = chosen["reduction"] != "normalize=False" and key != "median_absolute_error"
    if divided and not several and weight.sum() == 0:
        raise ValueError("sample_weight adds up to 0, which nothing can be divided by")


def _check_above(name: str, array: Array, limit: float, wanted: str, *, at: bool = False) -> None:
    """Refuse what lies below a limit, or on it unless `at`."""
    outside = array < limit if at else array <= limit
    if outside.any():
        raise ValueError(f"{_first(name, array, outside)}, but {wanted}")


def _check_deviance(entry: Loss, chosen: Chosen, arrays: Arrays) -> None:
    """Refuse what has no likelihood."""
    power = float(POWERS.get(entry.key, chosen.get("power") or 0.0))
    truth, guess = (arrays[name] for name in entry.arguments)
    if entry.key == "d2_tweedie" and len(truth) < 2:
        return
    if power:
        _check_above("y_pred", guess, 0.0, f"must be above 0 for the power {power:g}")
    if power >= 1:
        wanted = f"must {'not be below' if power < 2 else 'be above'} 0 for the power {power:g}"
        _check_above("y_true", truth, 0.0, wanted, at=power < 2)


def _check_guess(key: str, truth: Array, weight: Array | None) -> None:
    """Refuse a score against a guess that is right everywhere, by which nothing can be divided."""
    if key not in ("d2_tweedie", "d2_log_loss"):
        return
    counted = truth if weight is None else truth[weight != 0]
    if key == "d2_tweedie" and len(truth) > 1:
        mean = np.average(truth, axis=0, weights=weight)
        if (counted == mean).all():
            raise ValueError("y_true is the same everywhere, so its deviance of 0 would divide")
    several = truth.ndim == 2 and truth.shape[1] > 1
    if key == "d2_log_loss" and several and not counted.any():
        raise ValueError("y_true marks no class, so its crossentropy of 0 would divide")


def _check_classes(key: str, name: str, values: Array) -> None:
    """Refuse what is no class: fractions, and more classes than the metric takes.

    Several columns are a yes/no label each: type_of_target calls them so if they hold no more than
    two different whole numbers.
    """
    several = values.ndim == 2 and values.shape[1] > 1
    if several and key in MANY_CLASSES and values.dtype == np.float16:
        raise ValueError(f"{name} of several columns goes through scipy.sparse, without float16")
    values = values.astype(np.float64)
    whole = (values == np.floor(values)) & (np.abs(values) < 2.0**63)  # it turns them into int64
    if not whole.all():
        raise ValueError(f"{_first(name, values, ~whole)}, but labels must be whole numbers")
    if key in ZERO_OR_ONE and not several:
        known = (values == 0) | (values == 1)
        if not known.all():
            raise ValueError(f"{_first(name, values, ~known)}, but labels must be 0 or 1")
    found = np.unique(values)
    if len(found) > 2 and (several or key not in MANY_CLASSES):
        raise ValueError(
            f"{name} holds {len(found)} different labels, such as {found[2]:g}, but must hold no "
            "more than two"
        )


def _first(name: str, values: Array, wrong: Array) -> str:
    """Name the first wrong cell."""
    where, value = first_cell(name, values, wrong)
    return f"{where} is {value:g}"
