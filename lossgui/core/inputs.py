"""What callers give, turned into arrays by argument name."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
from array_api_compat import array_namespace, is_array_api_obj

from lossgui.core.cells import first_cell
from lossgui.core.dialects import DialectError
from lossgui.core.dialects.torch2_losses import IGNORED as IGNORED_BY_PYTORCH
from lossgui.core.pipeline import WEIGHTS
from lossgui.core.real_numbers import real_array
from lossgui.core.transcripts import check_transcripts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.spec import LossSpec


def as_arrays(
    spec: LossSpec, tensors: Mapping[str, Any], *, sample_weight: Any = None, mask: Any = None
) -> dict[str, Any]:
    """Turn the inputs into arrays by name, weights included if there are any.

    Raises
    ------
    TypeError
        If a tensor is missing or holds something else than real numbers.
    """
    missing = [name for name in spec.entry.arguments if name not in tensors]
    if missing:
        raise TypeError(f"{spec.entry.name} needs the tensor {missing[0]}, which is not given")
    given = {name: tensors[name] for name in spec.entry.arguments}
    given |= {name: tensors[name] for name in spec.entry.optional if tensors.get(name) is not None}
    given |= {
        name: value
        for name, value in zip(WEIGHTS, (sample_weight, mask), strict=True)
        if value is not None
    }
    return _of_one_library({name: _as_array(name, value) for name, value in given.items()})


def check_numbers(spec: LossSpec, arrays: Mapping[str, Any]) -> None:
    """Raise where the framework looks at the numbers and refuses them.

    Raises
    ------
    DialectError
        If a number lies outside of what the framework's function takes.
    """
    _look(spec, arrays)
    _check_labels(spec, arrays)
    if "transcripts" in spec.entry.domains.values():
        check_transcripts(spec, arrays)
    version = spec.rules.version_of(spec.entry)
    if version is None or spec.parameters.get("from_logits"):
        return
    for name in version.sums_to_one:
        _check_sums(spec, name, np.asarray(arrays[name]))
    for name, (low, high) in version.within.items():
        values = np.asarray(arrays[name])
        outside = (values < low) | (values > high)
        if isfinite(high):  # who asks what lies between two limits does not find NaN there
            outside |= np.isnan(values)
        if outside.any():
            where, value = first_cell(name, values, outside)
            raise DialectError(
                f"{spec.rules.title} raises here: {where} is {value:g}; "
                f"{version.name} wants numbers from {low:g} to {high:g}"
            )


def _look(spec: LossSpec, arrays: Mapping[str, Any]) -> None:
    """Ask the dialect itself about the numbers, as the framework gets them."""
    look = spec.rules.look
    if look is None:
        return
    with np.errstate(over="ignore"):
        given = {n: np.asarray(array).astype(spec.computed_dtype) for n, array in arrays.items()}
    try:
        look(spec.entry, {**spec.parameters, "reduction": spec.reduction}, given)
    except ValueError as problem:
        raise DialectError(f"{spec.rules.title} raises here: {problem}") from None


def _check_sums(spec: LossSpec, name: str, values: Any) -> None:
    """Refuse shares that do not add up to 1, to five digits; a single number is its own sum."""
    with np.errstate(over="ignore", invalid="ignore"):
        sums = np.asarray(values, spec.computed_dtype).sum(axis=-1) if values.ndim else values
    apart = ~np.isclose(sums, 1.0, rtol=1e-5)
    if apart.any():
        where, total = first_cell(name, sums, apart)
        raise DialectError(
            f"{spec.rules.title} raises here: {where} adds up to {total:g}, not 1; "
            "what is no logits must be shares of all classes"
        )


def _check_labels(spec: LossSpec, arrays: Mapping[str, Any]) -> None:
    """Refuse class numbers that no class has, where the dialect does; ignored ones may be any."""
    entry, axis = spec.entry, spec.axis
    name, scores = entry.arguments[0], entry.predicted
    lists = entry.domains.get(name) == "label_lists"
    if not (lists or entry.pairing == "labels") or not isinstance(axis, int):
        return
    if spec.rules.cuts_labels and not lists:
        _check_whole(spec, name, np.asarray(arrays[name]))
    version = spec.rules.version_of(entry)
    if not spec.rules.refuses_labels or (version is not None and version.foreign):
        return
    lowest = -1 if lists else 0  # -1 ends a list
    values, count = np.asarray(arrays[name], dtype=np.float64), np.shape(arrays[scores])[axis]
    known = (values >= lowest) & (values < count) & (values == np.floor(values))
    known |= values == spec.parameters.get("ignore_class")
    if spec.dialect == "torch-2" and spec.parameters.get("ignore_class", 0) is None:
        known |= values == IGNORED_BY_PYTORCH
    if not known.all():
        where, label = first_cell(name, values, ~known)
        said = (
            f"{where} is {label:g}, but there are {count} classes: labels are "
            f"whole numbers from {lowest} to {count - 1}"
        )
        if spec.dialect == "textbook":
            raise ValueError(said)
        raise DialectError(f"{spec.rules.title} raises here: {said}")


def _check_whole(spec: LossSpec, name: str, values: Any) -> None:
    """Refuse class numbers that the framework would cut to whole ones without a word.

    A step that cuts would stand between this loss and all others, which then are not the same.
    """
    broken = np.isfinite(values) & (values != np.trunc(values))
    if not spec.rules.refuses_labels:
        broken |= np.isnan(values)
    if broken.any():
        where, label = first_cell(name, values, broken)
        taken = np.nan_to_num(np.trunc(label)) + 0.0  # no -0
        raise ValueError(
            f"{where} is {label:g}, but class numbers are whole; {spec.rules.title} would "
            f"take it as {taken:g} without a word"
        )


def _as_array(name: str, value: Any) -> Any:
    if is_array_api_obj(value) and not isinstance(value, (np.ndarray, np.generic)):
        kinds = ("bool", "integral", "real floating")
        if not array_namespace(value).isdtype(value.dtype, kinds):
            raise TypeError(f"{name} must hold real numbers, not {value.dtype}")
        return value
    return real_array(name, value)


def _of_one_library(arrays: dict[str, Any]) -> dict[str, Any]:
    """Turn what came as lists or NumPy arrays into arrays of the other tensors' library."""
    others = {array_namespace(a) for a in arrays.values() if not isinstance(a, np.ndarray)}
    if not others:
        return arrays
    if len(others) > 1:
        listed = " and ".join(sorted(xp.__name__ for xp in others))
        raise TypeError(f"the tensors are arrays of different libraries: {listed}")
    (xp,) = others
    return {
        name: xp.asarray(array) if isinstance(array, np.ndarray) else array
        for name, array in arrays.items()
    }
