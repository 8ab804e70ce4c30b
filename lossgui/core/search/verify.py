"""Candidates -> answers: each is computed exactly, in every dialect that has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.dialects import DIALECTS
from lossgui.core.pipeline import build
from lossgui.core.search import costs
from lossgui.core.search.found import Found
from lossgui.core.search.measure import finished, spec_of
from lossgui.core.search.sentences import departures, sentence

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from lossgui.core.search.scan import Candidate
    from lossgui.core.search.target import Target
    from lossgui.core.spec import LossSpec

    Array = NDArray[Any]


@dataclass(frozen=True)
class Pipe:
    """A candidate in one dialect with its exact number."""

    candidate: Candidate
    dialect: str
    spec: LossSpec
    value: float
    cost: float


def verified(
    group: Sequence[Candidate],
    target: Target,
    tensors: Mapping[str, Array],
    home: str,
    *,
    known: Collection[str] = (),
    near: bool = False,
) -> Found | None:
    """Compute candidates that are one answer; None if none of them gives the number.

    The dialects `known` are left out: they have been named for the same choices.
    With `near`, the number need not be given: the answer says how far it is.
    """
    pipes: dict[str, Pipe] = {}
    for candidate in group:
        arrays = candidate.measured.case.reading.arrays(tensors)
        for dialect in candidate.forms.keys() - set(known):
            pipe = _pipe(candidate, dialect, arrays, home)
            if pipe is None or not (near or target.holds(pipe.value)):
                continue
            if dialect not in pipes or pipe.cost < pipes[dialect].cost:
                pipes[dialect] = pipe
    if not pipes:
        return None
    return _found(sorted(pipes.values(), key=lambda pipe: pipe.cost), target, tensors)


def _pipe(
    candidate: Candidate, dialect: str, arrays: Mapping[str, Array], home: str
) -> Pipe | None:
    case, form = candidate.measured.case, candidate.forms[dialect]
    spec = spec_of(
        case,
        dialect,
        axis=form.axis,
        inner=form.inner,
        reduction=form.reduction,
        factor=candidate.factor.value,
    )
    value = finished(spec, arrays)
    if value is None:
        return None
    where = candidate.place or ()
    if value.ndim != len(where) or any(p >= n for p, n in zip(where, value.shape, strict=True)):
        return None
    cheapest = min(item.cost for item in candidate.forms.values())
    cost = candidate.cost + form.cost - cheapest
    if dialect != home:
        cost += costs.OTHER_DIALECT + 0.001 * list(DIALECTS).index(dialect)
    if DIALECTS[dialect].version_of(case.entry) is None:
        cost += costs.CUSTOM
    return Pipe(candidate, dialect, spec, float(np.asarray(value[where])), cost)


def _found(pipes: list[Pipe], target: Target, tensors: Mapping[str, Array]) -> Found:
    """Make the answer of pipes in order of their cost; the first one is the one to add."""
    first = pipes[0]
    arrays = first.candidate.measured.case.reading.arrays(tensors)
    pipeline = build(first.spec, {name: array.shape for name, array in arrays.items()})
    alike = [pipe.dialect for pipe in pipes if _choices(pipe) == _choices(first)]
    case = first.candidate.measured.case
    return Found(
        spec=first.spec,
        sources=dict(case.reading.sources),
        value=first.value,
        simplicity=first.cost,
        sentence=sentence(target, first.candidate, pipeline, first.value, alike),
        departures=departures(first.candidate, first.dialect),
        specs={pipe.dialect: pipe.spec for pipe in pipes},
        digits=target.digits_shared(first.value),
        place=first.candidate.place,
        matches=target.holds(first.value),
    )


def _choices(pipe: Pipe) -> tuple[str, ...]:
    """Give what is said to differ; where it is the same, dialects are named in one breath."""
    candidate = pipe.candidate
    form = candidate.forms[pipe.dialect]
    return (
        *candidate.measured.case.departures,
        *(form.departures and (form.reduction, form.inner)),
    )
