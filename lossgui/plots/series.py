"""Rows of numbers side by side: grouped bars while they can be told apart, else envelopes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lossgui.core.saying import worded
from lossgui.plots.envelope import envelope, group_size, visible
from lossgui.plots.figure import Axis, Band, Bars, Label, Points, Span
from lossgui.plots.sentences import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MANY = 2000
"""Above this many visible positions an envelope takes the place of single numbers."""
CROWDED = 240
"""Above this many bars they would be thinner than three pixels: points are easier to read."""
LABELLED = 60
"""Up to this many bars carry their number, and each position has its own tick."""
GROUP_WIDTH = 0.8


@dataclass(frozen=True, eq=False)
class Series:
    """One loss's numbers, one for each position 0, 1, 2, ..."""

    name: str
    colour: int
    values: npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Arrangement:
    """The marks of several series, their axes, and what was left out of sight."""

    marks: tuple[Bars | Points | Band, ...]
    labels: tuple[Label, ...]
    x: Axis
    span: Span
    group: int
    """How many neighbours one step of an envelope holds; 1 where everything is drawn."""
    gaps: tuple[str, ...]
    """A phrase for each series with visible numbers that are not finite."""


def arrange(
    series: Sequence[Series],
    window: Span | None,
    position: Callable[[int], str],
    *,
    noun: str,
    levels: Sequence[float] = (),
) -> Arrangement:
    """Turn series into bars or envelopes, with an x axis that fits them.

    Parameters
    ----------
    series
        At least one, of any lengths.
    window
        The visible part of the x axis, None for all of it.
    position
        The text of a position, for ticks, read-outs and tables.
    noun
        What a position is, for sentences.
    levels
        Further numbers that the y axis should reach.
    """
    count = max(one.values.size for one in series)
    first, last = visible(count, window)
    marks: tuple[Bars, ...] | tuple[Points, ...] | tuple[Band, ...]
    labels: tuple[Label, ...] = ()
    size = 1
    if last - first > MANY:
        size = group_size(last - first)
        marks = bands = tuple(
            envelope(one.values, window, size, name=one.name, colour=one.colour) for one in series
        )
        ends = [end for band in bands for end in (band.low, band.high)]
        span = _span(ends, levels, 0.05)
    elif (last - first) * len(series) > CROWDED:
        marks = points = tuple(_points(one, first, last, position) for one in series)
        span = _span([mark.y for mark in points], levels, 0.05)
    else:
        marks = bars = tuple(
            _bars(series, index, first, last, position) for index in range(len(series))
        )
        span = _span([mark.heights for mark in bars], levels, 0.12)
        labels = _labels(bars)
    return Arrangement(
        marks=marks,
        labels=labels,
        x=_axis(count, first, last, window, position),
        span=span,
        group=size,
        gaps=tuple(text for one in series if (text := _gap(one, first, last, position, noun))),
    )


def _points(one: Series, first: int, last: int, position: Callable[[int], str]) -> Points:
    values = one.values[first:last]
    places = range(first, first + values.size)
    x = np.arange(first, first + values.size, dtype=np.float64)
    return Points(one.name, one.colour, x, values, tuple(position(place) for place in places))


def _bars(
    series: Sequence[Series], index: int, first: int, last: int, position: Callable[[int], str]
) -> Bars:
    one = series[index]
    values = one.values[first:last]
    slot = GROUP_WIDTH / len(series) if len(series) > 1 else 0.6
    shift = slot * (index - (len(series) - 1) / 2)
    return Bars(
        name=one.name,
        colour=one.colour,
        x=np.arange(first, first + values.size, dtype=np.float64) + shift,
        heights=values,
        width=slot * 0.92,
        positions=tuple(position(place) for place in range(first, first + values.size)),
    )


def _labels(bars: Sequence[Bars]) -> tuple[Label, ...]:
    if sum(mark.heights.size for mark in bars) > LABELLED:
        return ()
    return tuple(
        _label(float(x), float(height), mark)
        for mark in bars
        for x, height in zip(mark.x, mark.heights, strict=True)
    )


def _label(x: float, height: float, mark: Bars) -> Label:
    # A neighbour's bar is 8 % of a slot away, so a number may be that much wider than its bar.
    room = mark.width / 0.92
    if not np.isfinite(height):
        return Label(number_text(height), x, 0.0, colour=mark.colour, room=room, needed=True)
    place = "below" if height < 0 else "above"
    return Label(number_text(height, 4), x, height, place, room=room)


def _axis(
    count: int, first: int, last: int, window: Span | None, position: Callable[[int], str]
) -> Axis:
    # A lone bar or two would be as wide as the figure.
    margin = max(0.0, (3 - count) / 2)
    span = (-0.5 - margin, count - 0.5 + margin) if window is None else window
    named = last - first <= LABELLED
    places = range(first, last) if named else ()
    ticks = tuple((float(place), position(place)) for place in places) if named else None
    return Axis(span=span, ticks=ticks, whole=True)


def _span(parts: Sequence[npt.NDArray[Any]], levels: Sequence[float], share: float) -> Span:
    return padded(np.concatenate([*parts, np.asarray(levels, np.float64), [0.0]]), share)


def padded(values: npt.NDArray[Any], share: float) -> Span:
    """Return the range of the finite values, widened by `share` of it away from zero."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    if low == high == 0.0:
        return 0.0, 1.0
    room = share * ((high - low) or abs(high))
    if not np.isfinite(room):  # the range itself is beyond the largest float
        return low, high
    return (low - room if low < 0 else low), (high + room if high > 0 else high)


def _gap(one: Series, first: int, last: int, position: Callable[[int], str], noun: str) -> str:
    values = one.values[first:last]
    # The sum is finite unless something is not (or overflows): one cheap pass for the usual case.
    with np.errstate(all="ignore"):
        if np.isfinite(values.sum(dtype=np.float64)):
            return ""
    bad = np.flatnonzero(~np.isfinite(values))
    if bad.size == 0:
        return ""
    if bad.size == 1:
        place = position(first + int(bad[0]))
        return worded(
            "{name} is {value} at {noun} {place}",
            name=one.name,
            value=number_text(float(values[bad[0]])),
            noun=noun,
            place=place,
        )
    return worded(
        "{name} is not finite at {bad:,} of {count:,} {noun}s",
        name=one.name,
        bad=bad.size,
        count=values.size,
        noun=noun,
    )
