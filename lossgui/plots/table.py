"""The numbers of a figure as a table, for a file."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from lossgui.plots.figure import Band, Bars, Curve, Figure, Heat, Level, Points

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

Row = tuple[str, ...]


def table(figure: Figure) -> list[Row]:
    """Return the figure's numbers: a line of headings, then the lines; no line when it is empty.

    Numbers have all the digits of their dtype, so that reading them back gives the same numbers.
    Bars give a line for each position and a column for each loss, curves a line for each x, an
    envelope a line for each group, a heat its rows and columns.
    """
    marks = figure.marks
    if heats := [mark for mark in marks if isinstance(mark, Heat)]:
        return list(_heat(heats[0]))
    if bands := [mark for mark in marks if isinstance(mark, Band)]:
        return list(_bands(figure, bands))
    single = [mark for mark in marks if isinstance(mark, (Bars, Points)) and mark.positions]
    if single:
        return list(_single(figure, single))
    if curves := [mark for mark in marks if isinstance(mark, Curve)]:
        return list(_curves(figure, curves))
    levels = [mark for mark in figure.marks if isinstance(mark, Level)]
    if not levels:
        return []
    return [("loss", "value"), *((mark.name, str(mark.value)) for mark in levels)]


def csv_text(figure: Figure) -> str:
    """Return the table as comma-separated values; an empty figure gives its message as heading."""
    lines = table(figure) or [(figure.message or figure.title,)]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()


def _single(figure: Figure, marks: list[Bars | Points]) -> Iterator[Row]:
    yield (figure.x.label, *(mark.name for mark in marks))
    longest = max(marks, key=lambda mark: len(mark.positions))
    columns = [mark.heights if isinstance(mark, Bars) else mark.y for mark in marks]
    for index, position in enumerate(longest.positions):
        yield (position, *(_at(column, index) for column in columns))


def _curves(figure: Figure, marks: list[Curve]) -> Iterator[Row]:
    yield (figure.x.label, *(mark.name for mark in marks))
    for index, x in enumerate(marks[0].x):
        yield (repr(float(x)), *(_at(mark.y, index) for mark in marks))


def _bands(figure: Figure, marks: list[Band]) -> Iterator[Row]:
    parts = ("smallest", "mean", "largest")
    names = (f"{mark.name} {part}" for mark in marks for part in parts)
    yield (f"first {figure.x.label} of a group", *names)
    longest = max(marks, key=lambda mark: mark.x.size)
    for index in range(longest.x.size):
        columns = (part for mark in marks for part in (mark.low, mark.middle, mark.high))
        start = longest.first + index * longest.size
        yield (str(start), *(_at(column, index) for column in columns))


def _heat(heat: Heat) -> Iterator[Row]:
    yield (heat.name, *map(str, range(heat.values.shape[1])))
    for index, row in enumerate(heat.values):
        yield (str(index), *(str(value) for value in row))


def _at(values: npt.NDArray[Any], index: int) -> str:
    return str(values[index]) if index < values.size else ""
