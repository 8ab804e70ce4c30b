"""A figure with a logarithmic y axis: every y is replaced by its base-10 logarithm."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.saying import worded
from lossgui.plots.figure import (
    Band,
    Bars,
    Curve,
    Figure,
    Heat,
    Label,
    Level,
    Mark,
    Numbers,
    Points,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


def can_be_logarithmic(figure: Figure) -> bool:
    """Return whether the y axis holds numbers at all; a heat's rows are places, not numbers."""
    return not any(isinstance(mark, Heat) for mark in figure.marks)


def logarithmic(figure: Figure) -> Figure:
    """Return the figure as it looks on a logarithmic y axis.

    Zero and negative numbers have no place there: they become gaps, and a note counts them. Where
    nothing is positive the figure says so instead of being blank.
    """
    if figure.message or not figure.marks or not can_be_logarithmic(figure):
        return figure
    positive = [part[np.isfinite(part) & (part > 0)] for part in _numbers(figure.marks)]
    values = np.concatenate(positive)
    hidden = sum(int((part <= 0).sum()) for part in _numbers(figure.marks))
    if values.size == 0:
        return replace(
            figure,
            marks=(),
            labels=(),
            handle=None,
            message=worded("Nothing here is positive, so a logarithmic axis has no place for it."),
        )
    span = _span(float(values.min()), float(values.max()), figure.marks)
    notes = figure.notes
    if hidden:
        notes = (*notes, _not_shown(hidden))
    return replace(
        figure,
        y=replace(figure.y, span=span, ticks=None, logarithmic=True),
        marks=tuple(_mark(mark, span[0]) for mark in figure.marks),
        labels=tuple(_label(label, span[0]) for label in figure.labels),
        notes=notes,
    )


def _not_shown(count: int) -> str:
    if count == 1:
        return worded("Not shown on a logarithmic axis: 1 number that is zero or negative.")
    return worded(
        "Not shown on a logarithmic axis: {count:,} numbers that are zero or negative.",
        count=count,
    )


def _numbers(marks: Iterable[Mark]) -> Iterable[Numbers]:
    """Yield every array of y values that a figure shows."""
    for mark in marks:
        if isinstance(mark, Bars):
            yield mark.heights
        elif isinstance(mark, Band):
            yield from (mark.low, mark.high)
        elif isinstance(mark, Curve) or (isinstance(mark, Points) and mark.positions):
            yield mark.y
        elif isinstance(mark, Level):
            yield np.array([mark.value])


def _span(low: float, high: float, marks: Iterable[Mark]) -> Span:
    """Return the visible logarithms; bars stand on a floor below the smallest of them."""
    bottom, top = math.log10(low), math.log10(high)
    standing = any(isinstance(mark, Bars) for mark in marks)
    room = max(top - bottom, 0.3) * 0.08
    floor = math.floor(bottom - 0.1) if standing else bottom - room
    return floor, top + room * (1.5 if standing else 1.0)


def _log(values: Numbers) -> Numbers:
    result = np.full(values.shape, np.nan)
    np.log10(values, out=result, where=np.isfinite(values) & (values > 0))
    return result


def _mark(mark: Mark, floor: float) -> Mark:
    if isinstance(mark, Bars):
        return replace(mark, heights=_log(mark.heights), base=floor)
    if isinstance(mark, Band):
        low, high = _log(mark.low), _log(mark.high)
        # A group that reaches down to zero is cut off at the floor, not dropped.
        low = np.where(np.isnan(low) & ~np.isnan(high), floor, low)
        return replace(mark, low=low, high=high, middle=_log(mark.middle))
    if isinstance(mark, Level):
        return replace(mark, value=float(_log(np.array([mark.value]))[0]))
    if isinstance(mark, (Curve, Points)):
        return replace(mark, y=_log(mark.y))
    return mark


def _label(label: Label, floor: float) -> Label:
    if label.needed or label.y <= 0:
        return replace(label, y=floor, place="above")
    return replace(label, y=math.log10(label.y))
