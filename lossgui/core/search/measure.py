"""A case's values before they are reduced, and how much they add up to."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.dialects import DIALECTS
from lossgui.core.evaluate import Evaluator
from lossgui.core.expr import broadcast_shape, normalize_axis
from lossgui.core.inputs import check_numbers
from lossgui.core.pipeline import build
from lossgui.core.search import costs
from lossgui.core.search.cases import HALF
from lossgui.core.search.forms import Averaged, Form, axes, form_of, forms, inners, reductions
from lossgui.core.spec import LossSpec, make_spec

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from numpy.typing import NDArray

    from lossgui.core.expr import Axis, Shape
    from lossgui.core.search.cases import Case

    Array = NDArray[Any]

# Single values of an unreduced loss are only looked at where there are few of them.
FEW = 2048
ALIKE_DIGITS = 6
MOST_BROADCAST = 1_000_000
TRIVIAL = (0.0, 1.0, -1.0)


@dataclass(frozen=True)
class Measured:
    """The values of one case, before the reductions that are still open.

    Parameters
    ----------
    total, magnitude
        What the values add up to, and what their sizes do: rounding is relative to the latter.
    shape
        Shape of the values.
    sizes
        Shape of the tensors, whose lengths people divide by.
    dtype
        What the values were rounded to.
    forms
        By dialect, the choices that reduce the values, by the axes that they average.
    free
        Whether the values are elements, which any axes may still be reduced over.
    values
        The values themselves where there are few; empty else.
    content
        Equal for two losses whose values are the same.
    """

    case: Case
    total: float
    magnitude: float
    shape: Shape
    sizes: Shape
    dtype: str
    forms: Mapping[str, Mapping[Averaged, Form]]
    free: bool
    values: Array | None
    content: Hashable


class Measurer:
    """Measures cases over the same tensors; knows which losses are reductions of elements."""

    def __init__(self, tensors: Mapping[str, Array]) -> None:
        self._tensors = tensors
        self._free: dict[Hashable, bool] = {}

    def measure(self, case: Case) -> Iterator[Measured]:
        """Yield the values of a case; none where the loss refuses these tensors."""
        arrays = case.reading.arrays(self._tensors)
        rank = max(array.ndim for array in arrays.values())
        if _explodes(arrays):
            return
        if case.weighted or case.dtype == HALF:
            yield from self._finished(case, arrays, rank)
        elif case.entry.has_inner and self._is_free(case, arrays, rank):
            yield from self._elements(case, arrays)
        elif _is_late(case):
            yield from self._finished(case, arrays, rank)
        else:
            yield from self._vectors(case, arrays, rank)

    def _is_free(self, case: Case, arrays: Mapping[str, Array], rank: int) -> bool:
        """Tell whether the loss is a mean or sum of elements that do not depend on the axis."""
        if case.entry.one_axis or _is_late(case):
            return False
        known = (case.entry.key, case.dialects, tuple(case.reading.sources.values()))
        if known not in self._free:
            self._free[known] = _adds_up(case, arrays, rank)
        return self._free[known]

    def _elements(self, case: Case, arrays: Mapping[str, Array]) -> Iterator[Measured]:
        values = unreduced(spec_of(case, case.dialects[0], axis=()), arrays)
        if values is not None:
            rank = values.ndim
            open_forms = {key: forms(case.entry.key, key, rank) for key in case.dialects}
            yield measured(case, values, values.shape, open_forms, free=True)

    def _vectors(self, case: Case, arrays: Mapping[str, Array], rank: int) -> Iterator[Measured]:
        """Measure the loss for each axis and inner reduction; only the final reduction is open."""
        for axis, inner in _choices(case, rank):
            values = unreduced(spec_of(case, case.dialects[0], axis=axis, inner=inner), arrays)
            if values is not None:
                open_forms = {
                    key: _final_forms(case, key, axis, inner, values.ndim) for key in case.dialects
                }
                yield measured(case, values, _sizes(arrays), open_forms)

    def _finished(self, case: Case, arrays: Mapping[str, Array], rank: int) -> Iterator[Measured]:
        """Measure each dialect's own number where the numbers before the end do not tell it.

        That is so with weights, a root at the end, and in half precision, where sums lose much.
        """
        for key in case.dialects:
            rules = DIALECTS[key]
            single = _single(case, key)
            for axis, inner in islice(_choices(single, rank), None if _is_late(case) else 1):
                for reduction in all_reductions(case, key):
                    spec = spec_of(case, key, axis=axis, inner=inner, reduction=reduction)
                    value = finished(spec, arrays)
                    if value is not None and value.shape == ():
                        form = form_of(case.entry, rules, axis, inner, reduction)
                        yield measured(single, value, _sizes(arrays), {key: {(): form}})


def measured(
    case: Case,
    values: Array,
    sizes: Shape,
    open_forms: Mapping[str, Mapping[Averaged, Form]],
    *,
    free: bool = False,
) -> Measured:
    """Sum values up."""
    with np.errstate(all="ignore"):
        exact = values.astype(np.float64)
        few = values.size <= FEW
        return Measured(
            case,
            float(exact.sum()),
            float(np.abs(exact).sum()),
            values.shape,
            sizes,
            str(values.dtype),
            open_forms,
            free,
            exact if few else None,
            content(exact) if few else (values.shape, float(exact.sum())),
        )


def content(values: Array) -> Hashable:
    """Give what is equal for values that are the same up to rounding.

    A single number that many losses give, such as 0 or 1, is equal to nothing.
    """
    if values.ndim == 0 and float(values) in TRIVIAL:
        return object()
    mantissa, exponent = np.frexp(values)
    rounded = np.round(mantissa, ALIKE_DIGITS) + 0.0  # no -0
    return (values.shape, rounded.tobytes(), exponent.tobytes())


def reduced_contents(found: Measured) -> Iterator[Hashable]:
    """Yield the contents of what elements come down to over one axis or all."""
    if found.values is None or not found.free:
        return
    for axis in (*range(len(found.shape)), None):
        with np.errstate(all="ignore"):
            yield content(np.asarray(found.values.sum(axis)))
            yield content(np.asarray(found.values.mean(axis))) if found.values.size else object()


def spec_of(case: Case, dialect: str, **choices: Any) -> LossSpec:
    """Make the spec of a case in one of its dialects."""
    entry = case.entry
    if not entry.has_axis:
        choices.pop("axis", None)
    if not entry.has_inner:
        choices.pop("inner", None)
    choices |= case.parameters
    return make_spec(entry.key, dialect=dialect, dtype=case.dtype, **choices)


def unreduced(spec: LossSpec, arrays: Mapping[str, Array]) -> Array | None:
    """Compute the values before weights and final reduction; None where the loss refuses."""
    try:
        if spec.entry.pairing != "elementwise":
            check_numbers(spec, arrays)  # lists of labels cost much more than this look at them
        pipeline = build(spec, {name: array.shape for name, array in arrays.items()})
    except ValueError:
        return None
    evaluator = Evaluator([pipeline.unreduced], spec.computed_dtype)
    evaluator.run(arrays)
    return np.asarray(evaluator[pipeline.unreduced])


def finished(spec: LossSpec, arrays: Mapping[str, Array]) -> Array | None:
    """Compute what the dialect prints; None where it would raise."""
    try:
        pipeline = build(spec, {name: array.shape for name, array in arrays.items()})
        check_numbers(pipeline.spec, arrays)
    except ValueError:
        return None
    evaluator = Evaluator([pipeline.output], spec.computed_dtype)
    evaluator.run(arrays)
    return np.asarray(evaluator[pipeline.output])


def all_reductions(case: Case, dialect: str) -> list[str]:
    """List the reductions to one number, with weights also those that divide by their sum."""
    rules = DIALECTS[dialect]
    if not case.weighted:
        return reductions(case.entry, rules)
    found = [name for name in rules.reductions if name not in ("none", "batchmean")]
    return sorted(found, key=lambda name: name != rules.default_reduction)


def _adds_up(case: Case, arrays: Mapping[str, Array], rank: int) -> bool:
    """Compare the loss over one axis and over all with what its elements come to.

    Twice, because with a single output a root of a mean of squares is the size of the error.
    """
    elements = unreduced(spec_of(case, case.dialects[0], axis=()), arrays)
    if elements is None or elements.ndim < rank:
        return False
    for axis in {-1 if rank else None, None}:
        found = unreduced(spec_of(case, case.dialects[0], axis=axis), arrays)
        if found is None:
            return False
        reduce = np.mean if case.entry.inner == "mean" else np.sum
        with np.errstate(all="ignore"):
            wanted = reduce(elements, axis=normalize_axis(axis, elements.ndim))
        if wanted.shape != found.shape or not np.allclose(wanted, found, 1e-3, 0, equal_nan=True):
            return False
    return True


def _is_late(case: Case) -> bool:
    version = DIALECTS[case.dialects[0]].version_of(case.entry)
    return version is not None and version.late


def _choices(case: Case, rank: int) -> Iterator[tuple[Axis, str]]:
    """Yield axes and inner reductions that do not depart too far together with the rest."""
    entry, rules = case.entry, DIALECTS[case.dialects[0]]
    for axis in axes(entry, rules, rank):
        for inner in inners(entry)[: 1 if axis == () else None]:
            form = form_of(entry, rules, axis, inner, rules.default_reduction)
            if case.cost + form.cost <= costs.MOST_MEASURED:
                yield axis, inner


def _final_forms(
    case: Case, dialect: str, axis: Axis, inner: str, rank: int
) -> dict[Averaged, Form]:
    rules = DIALECTS[dialect]
    found: dict[Averaged, Form] = {}
    for reduction in reductions(case.entry, rules):
        averaged = tuple(range(rank)) if reduction != "sum" else ()
        if averaged not in found:
            found[averaged] = form_of(case.entry, rules, axis, inner, reduction)
    return found


def _explodes(arrays: Mapping[str, Array]) -> bool:
    """Tell whether tensors are broadcast to many more numbers than they hold: too many to try."""
    try:
        together = broadcast_shape(*(array.shape for array in arrays.values()))
    except ValueError:
        return False
    return math.prod(together) > max(MOST_BROADCAST, *(array.size for array in arrays.values()))


def _sizes(arrays: Mapping[str, Array]) -> Shape:
    """Give the shape of the largest tensor that is no weight."""
    return max((array.shape for array in arrays.values()), key=lambda shape: (len(shape), shape))


def _single(case: Case, dialect: str) -> Case:
    return replace(case, dialects=(dialect,))
