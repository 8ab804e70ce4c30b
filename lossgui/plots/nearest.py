"""What the crosshair snaps to: the nearest drawn point and its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lossgui.core.saying import worded
from lossgui.plots.figure import Band, Bars, Curve, Figure, Heat, Level, Mark, Points
from lossgui.plots.sentences import cell_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Reading:
    """One point of a figure.

    `x` and `y` are where it is drawn, `text` what it says. `colour` is its loss's colour number,
    None for a heat. `place` is the row and column of a heat's cell, None for others.
    """

    x: float
    y: float
    text: str
    colour: int | None = None
    place: tuple[int, int] | None = None


def nearest(
    figure: Figure, drawn: Figure, x: float, y: float, unit: tuple[float, float]
) -> Reading | None:
    """Return the reading closest to a place, or None where there is nothing to read.

    Parameters
    ----------
    figure
        The figure with its numbers as they are: these are read out.
    drawn
        The same figure as it is drawn, on a logarithmic axis perhaps: these are measured.
    x, y
        The place, in the coordinates of `drawn`.
    unit
        How much x and y a pixel is worth, so that "closest" is what the eye says.
    """
    best, best_distance = None, np.inf
    for mark, shown in zip(figure.marks, drawn.marks, strict=False):
        found = _closest(mark, shown, x, y, unit, figure)
        if found is not None and found[0] < best_distance:
            best_distance, best = found
    return best


def readings(figure: Figure, drawn: Figure) -> Iterator[Reading]:
    """Yield every reading, from left to right within each mark; for walking with the keyboard."""
    for mark, shown in zip(figure.marks, drawn.marks, strict=False):
        if isinstance(mark, Heat):
            rows, columns = mark.values.shape
            places = ((row, column) for row in range(rows) for column in range(columns))
            yield from (_heat_reading(mark, *place, figure) for place in places)
        elif not isinstance(mark, Level):
            x, y = _points(shown)
            yield from (
                _reading(mark, int(index), float(x[index]), float(y[index]), figure)
                for index in np.flatnonzero(np.isfinite(y))
            )


def _closest(
    mark: Mark, shown: Mark, x: float, y: float, unit: tuple[float, float], figure: Figure
) -> tuple[float, Reading] | None:
    if isinstance(mark, Heat):
        row, column = int(np.floor(y + 0.5)), int(np.floor(x + 0.5))
        if not (0 <= row < mark.values.shape[0] and 0 <= column < mark.values.shape[1]):
            return None
        return 0.0, _heat_reading(mark, row, column, figure)
    if isinstance(mark, Level) and isinstance(shown, Level):
        # A line is everywhere: it only wins when nothing else is near.
        distance = abs(shown.value - y) / unit[1] + 24.0
        text = f"{mark.name} = {number_text(mark.value)}"
        return distance, Reading(x, shown.value, text, mark.colour)
    xs, ys = _points(shown)
    with np.errstate(all="ignore"):  # what is beyond the largest float away is not near
        across, along = np.abs(xs - x) / unit[0], np.abs(ys - y) / unit[1]
        # A bar is picked by its column: the height of the pointer only settles ties.
        by_column = isinstance(mark, (Bars, Band))
        distances = across + 1e-3 * along if by_column else np.hypot(across, along)
    if not np.isfinite(distances).any():
        return None
    index = int(np.nanargmin(np.where(np.isfinite(distances), distances, np.inf)))
    return float(distances[index]), _reading(
        mark, index, float(xs[index]), float(ys[index]), figure
    )


def _points(mark: Mark) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    if isinstance(mark, Bars):
        return mark.x, mark.heights
    if isinstance(mark, Band):
        return mark.x, mark.middle
    if isinstance(mark, (Heat, Level)):
        return np.empty(0), np.empty(0)
    return mark.x, mark.y


def _reading(mark: Mark, index: int, x: float, y: float, figure: Figure) -> Reading:
    if isinstance(mark, (Bars, Points)) and mark.positions:
        value = mark.heights[index] if isinstance(mark, Bars) else mark.y[index]
        where = f"{figure.x.label} {mark.positions[index]}"
        text = f"{where}: {mark.name} = {number_text(float(value))}"
    elif isinstance(mark, Band):
        first = mark.first + index * mark.size
        low, high = (number_text(float(part[index]), 4) for part in (mark.low, mark.high))
        middle = number_text(float(mark.middle[index]), 4)
        text = worded(
            "{noun}s {first:,} to {last:,}: {name} from {low} to {high}, mean {middle}",
            noun=figure.x.label,
            first=first,
            last=first + mark.size - 1,
            name=mark.name,
            low=low,
            high=high,
            middle=middle,
        )
    elif isinstance(mark, Curve):
        at = number_text(float(mark.x[index]), 4)
        text = f"{at}: {mark.name} = {number_text(float(mark.y[index]))}"
    else:
        text = f"{mark.name} = {number_text(y)}"
    return Reading(x, y, text, mark.colour if not isinstance(mark, Heat) else None)


def _heat_reading(mark: Heat, row: int, column: int, figure: Figure) -> Reading:
    name = cell_text(mark.name, mark.cell(row, column))
    text = f"{name} = {number_text(float(mark.values[row, column]))}"
    return Reading(float(column), float(row), text, place=(row, column))
