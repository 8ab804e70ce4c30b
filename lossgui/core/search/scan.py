"""Measured values x reductions x factors -> the combinations that come near the number."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.dialects import DIALECTS
from lossgui.core.dialects.rules import SAME_MEANING
from lossgui.core.expr import normalize_axis
from lossgui.core.search import costs
from lossgui.core.search.factors import LOGARITHMIC, ONE, Factor, factors
from lossgui.core.search.forms import Form, form_of, inners

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from lossgui.core.search.forms import Averaged
    from lossgui.core.search.measure import Measured
    from lossgui.core.search.target import Target

# How far rounding may move a sum, relative to what the sizes of its terms add up to.
ROUNDING = {"float32": 4e-6, "float64": 1e-12}


@dataclass(frozen=True)
class Candidate:
    """One combination of choices, with its number before it is computed exactly.

    Parameters
    ----------
    forms
        The choices that reduce, by dialect.
    averaged
        The axes that they average; the other ones are added up.
    place
        Which value of the unreduced loss is meant; None for a loss that is one number.
    """

    measured: Measured
    forms: Mapping[str, Form]
    averaged: Averaged
    factor: Factor
    cost: float
    value: float
    place: tuple[int, ...] | None = None

    @property
    def key(self) -> tuple[Hashable, ...]:
        """Equal for what is one answer, given by several dialects."""
        case = self.measured.case
        choices = (self.averaged, self.factor.value, self.place)
        if self.measured.free and self.place is None:
            return (*case.key, *choices)
        form = next(iter(self.forms.values()))
        same = next((group[0] for group in SAME_MEANING if form.reduction in group), form.reduction)
        axes = normalize_axis(form.axis, len(self.measured.sizes))
        return (*case.key, *choices, axes, form.inner, same)


def candidates(measured: Measured, target: Target) -> list[Candidate]:
    """List the combinations that may give the number and do not depart too far, simplest first."""
    found = [*_numbers(measured, target), *_single_values(measured, target)]
    return sorted(found, key=lambda item: item.cost)


def plainest(measured: Measured) -> Iterator[Candidate]:
    """Yield the combinations without a factor: what is near if nothing gives the number."""
    for averaged, by_dialect in _by_averaged(measured).items():
        value = measured.total / _count(measured, averaged)
        yield Candidate(measured, by_dialect, averaged, ONE, _cost(measured, by_dialect), value)


def _numbers(measured: Measured, target: Target) -> list[Candidate]:
    """Try every reduction to one number with every factor."""
    if not math.isfinite(measured.magnitude):
        return []
    entry = measured.case.entry
    scaling = factors(measured.sizes, LOGARITHMIC.get(entry.key, 0))
    scales = np.array([factor.value for factor in scaling])
    found: list[Candidate] = []
    for averaged, by_dialect in _by_averaged(measured).items():
        count = _count(measured, averaged)
        apart = np.abs(measured.total / count * scales - target.value)
        rounding = ROUNDING.get(measured.dtype, 0.0) * measured.magnitude / count
        base = _cost(measured, by_dialect)
        for place in np.flatnonzero(apart <= target.slack + rounding * np.abs(scales)):
            factor = scaling[place]
            value = measured.total / count * factor.value
            found.append(
                Candidate(measured, by_dialect, averaged, factor, base + factor.cost, value)
            )
    return _distinct([item for item in found if item.cost <= costs.MOST], measured)


def _distinct(found: list[Candidate], measured: Measured) -> list[Candidate]:
    """Leave out a factor that only undoes another reduction."""
    known: set[float] = set()
    kept = []
    for item in sorted(found, key=lambda item: item.cost):
        scale = round(item.factor.value / _count(measured, item.averaged), 12)
        if item.factor is ONE or scale not in known:
            kept.append(item)
        known.add(scale)
    return kept


def _single_values(measured: Measured, target: Target) -> Iterator[Candidate]:
    """Look for the number among the values that are left without a final reduction."""
    if measured.values is None or measured.shape == ():
        return
    rounding = ROUNDING.get(measured.dtype, 0.0)
    for axis, inner in _partly(measured):
        values = _reduced(measured, axis, inner)
        if values.ndim == 0:
            continue
        near = np.abs(values - target.value) <= target.slack + rounding * np.abs(values)
        by_dialect = {
            key: form_of(measured.case.entry, DIALECTS[key], axis, inner, "none")
            for key in measured.forms
            if "none" in DIALECTS[key].reductions
        }
        cost = _cost(measured, by_dialect) + costs.ONE_VALUE - costs.REDUCTION
        if not by_dialect or cost > costs.MOST:
            continue
        for place in np.argwhere(near)[:3]:
            where = tuple(int(number) for number in place)
            value = float(values[where])
            yield Candidate(measured, by_dialect, (), ONE, cost, value, where)


def _partly(measured: Measured) -> list[tuple[int | tuple[int, ...] | None, str]]:
    """List axes and inner reductions after which several values are left."""
    entry = measured.case.entry
    form = next(iter(next(iter(measured.forms.values())).values()))
    if not measured.free:
        return [(form.axis, form.inner)]
    rank = len(measured.shape)
    single = [-1, *range(rank - 1)] if rank > 1 else []
    return [*((axis, inner) for axis in single for inner in inners(entry)), ((), entry.inner)]


def _reduced(
    measured: Measured, axis: int | tuple[int, ...] | None, inner: str
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    values = np.asarray(measured.values)
    if not measured.free or axis == ():
        return values
    with np.errstate(all="ignore"):
        return np.asarray(values.mean(axis) if inner == "mean" else values.sum(axis))


def _by_averaged(measured: Measured) -> dict[Averaged, dict[str, Form]]:
    found: dict[Averaged, dict[str, Form]] = {}
    for key, by_averaged in measured.forms.items():
        for averaged, form in by_averaged.items():
            found.setdefault(averaged, {})[key] = form
    return found


def _cost(measured: Measured, by_dialect: Mapping[str, Form]) -> float:
    return measured.case.cost + min((form.cost for form in by_dialect.values()), default=math.inf)


def _count(measured: Measured, averaged: Averaged) -> int:
    return math.prod(measured.shape[axis] for axis in averaged) or 1
