"""Answers in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lossgui.core.dialects import DIALECTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lossgui.core.expr import Shape
    from lossgui.core.losses import Loss
    from lossgui.core.pipeline import Pipeline
    from lossgui.core.search.forms import Averaged
    from lossgui.core.search.scan import Candidate
    from lossgui.core.search.target import Target
    from lossgui.core.spec import LossSpec

_NAMED = 4


def departures(candidate: Candidate, dialect: str) -> tuple[str, ...]:
    """List what differs from the dialect's defaults, a phrase each."""
    case, form = candidate.measured.case, candidate.forms[dialect]
    factor = candidate.factor.short
    found = [*case.reading.departures, *case.departures, *form.departures]
    if candidate.place is not None:
        found = [item for item in found if not item.startswith("none instead")]
        found.append("one value of the unreduced loss")
    return tuple([*found, factor] if factor else found)


def sentence(
    target: Target,
    candidate: Candidate,
    pipeline: Pipeline,
    value: float,
    dialects: Sequence[str],
) -> str:
    """Say which pipeline gives the number, for a student."""
    spec = pipeline.spec
    sign = "=" if target.holds(value) else f"is near {value:.7g} ="
    case = candidate.measured.case
    if case.written:
        before = candidate.factor.before
        return f"{target.text} {sign} {before}{case.written}{candidate.factor.behind}."
    where = _listed(dialects, case.entry)
    what = f"{candidate.factor.before}{spec.entry.title}"
    if not candidate.factor.before:
        what = what[:1].upper() + what[1:]
    how = _reduction(candidate, pipeline)
    extra = [*case.reading.departures, *case.departures]
    with_ = f", {', '.join(extra)}" if extra else ""
    said = f"{target.text} {sign} {what} in {where}{with_}: {how}{candidate.factor.behind}"
    usual = spec.rules.default_reduction
    if candidate.place is None and candidate.forms[spec.dialect].reduction == "sum" != usual:
        said += f" (sum instead of {usual})"
    notes = [note for note in pipeline.notes if "broadcast" in note]
    return " ".join([f"{said}.", *notes])


def _listed(dialects: Sequence[str], entry: Loss) -> str:
    """Name the first dialects; one that only runs on another backend goes without saying."""
    having = [key for key, rules in DIALECTS.items() if rules.version_of(entry) is not None]
    titles = [DIALECTS[key].title for key in dialects]
    shown = [title for title in titles if title.partition(" (")[0] not in set(titles) - {title}]
    if set(having) <= set(dialects) and len(shown) > _NAMED:
        return f"{shown[0]} and all other dialects that have it"
    if len(shown) > _NAMED:
        more = len(shown) - _NAMED + 1
        return f"{', '.join(shown[: _NAMED - 1])} and {more} more dialects"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _reduction(candidate: Candidate, pipeline: Pipeline) -> str:
    """Say in which order what is averaged and added up."""
    measured, spec = candidate.measured, pipeline.spec
    if candidate.place is not None:
        return _one_value(candidate, spec)
    if measured.case.weighted:
        divisor = pipeline.denominator
        verb = f"divided by the {divisor.meaning}" if divisor else "added up"
        return f"each value times its weight, {verb}"
    if measured.free:
        return elements_phrase(measured.shape, candidate.averaged)
    return _vector_phrase(measured.shape, candidate, spec)


def _vector_phrase(shape: Shape, candidate: Candidate, spec: LossSpec) -> str:
    """Say how the values that a loss leaves after its axis come down to one number."""
    form = candidate.forms[spec.dialect]
    parts = []
    if form.inner and form.axis != ():
        parts.append(f"the {form.inner} over {_axis_phrase(form.axis)}")
    verb = "mean" if candidate.averaged else "sum"
    if len(shape) == 1 and form.axis == -1:
        parts.append(f"the {verb} over {_samples_phrase((0,), shape)}")
    elif shape:
        parts.append(f"the {verb} of its {math.prod(shape)} values")
    return ", then ".join(parts) or "one number for all of the tensors"


def elements_phrase(shape: Shape, averaged: Averaged) -> str:
    """Say how elements of a shape come down to one number.

    Examples
    --------
    >>> elements_phrase((3, 3), (0,))
    'the sum over axis -1, then the mean over the 3 samples'
    """
    rank, count = len(shape), math.prod(shape)
    added = tuple(axis for axis in range(rank) if axis not in averaged)
    if not added:
        return "its only value" if count == 1 else f"the mean over all {count} values"
    if not averaged:
        return f"the sum of all {count} values"
    verbs = ("mean", "sum") if 0 in added else ("sum", "mean")
    later, sooner = (added, averaged) if 0 in added else (averaged, added)
    first = f"the {verbs[0]} over {_axes_phrase(sooner, rank)}"
    return f"{first}, then the {verbs[1]} over {_samples_phrase(later, shape)}"


def _one_value(candidate: Candidate, spec: LossSpec) -> str:
    place = ", ".join(str(number) for number in candidate.place or ())
    form = candidate.forms[spec.dialect]
    over = ""
    if form.inner and form.axis != ():
        over = f" the {form.inner} over {_axis_phrase(form.axis)}"
    return f"value [{place}] of the unreduced loss (reduction none){':' if over else ''}{over}"


def _axis_phrase(axis: int | tuple[int, ...] | None) -> str:
    if axis is None:
        return "all axes"
    return f"axis {axis}" if isinstance(axis, int) else f"axes {axis}"


def _axes_phrase(axes: Sequence[int], rank: int) -> str:
    if len(axes) == 1:
        return "axis -1" if axes[0] == rank - 1 else f"axis {axes[0]}"
    return "axes " + ", ".join(str(axis) for axis in axes)


def _samples_phrase(axes: Sequence[int], shape: Shape) -> str:
    if tuple(axes) == (0,):
        return f"the {shape[0]} samples" if shape[0] != 1 else "the only sample"
    return _axes_phrase(axes, len(shape))
