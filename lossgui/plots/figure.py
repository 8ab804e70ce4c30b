"""A figure as plain data: what to draw, never how.

A plot turns a snapshot into a `Figure`; the window draws it, another program may print it. Numbers
stay as they were computed: colours, pixels, logarithmic axes and themes belong to whoever draws.
Arrays in these records are read only by agreement; nobody writes into them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.float64]
Span: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """One axis of a figure.

    `ticks` None means numbers chosen by whoever draws; otherwise pairs of position and text.
    `whole` allows ticks at whole numbers only; `inverted` lets the axis run downwards;
    `logarithmic` says that the positions are base-10 logarithms of the values.
    """

    label: str = ""
    span: Span = (0.0, 1.0)
    ticks: tuple[tuple[float, str], ...] | None = None
    whole: bool = False
    inverted: bool = False
    logarithmic: bool = False


@dataclass(frozen=True, eq=False)
class Bars:
    """Bars from `base` to `heights`, centred on `x`; a height that is not finite is a gap.

    `positions` holds the name of each bar: the sample's number, or a cell's index as text.
    """

    name: str
    colour: int
    x: Numbers
    heights: npt.NDArray[Any]
    width: float
    positions: tuple[str, ...]
    base: float = 0.0


@dataclass(frozen=True, eq=False)
class Band:
    """Groups of neighbours too many to draw: the smallest and largest number of each group.

    `first` and `size` say which neighbours a group holds: `size` of them from `first` on.
    """

    name: str
    colour: int
    x: Numbers
    low: Numbers
    high: Numbers
    middle: Numbers
    first: int
    size: int


@dataclass(frozen=True, eq=False)
class Curve:
    """A line through points; a `y` that is not finite is a gap in the line."""

    name: str
    colour: int
    x: Numbers
    y: Numbers


@dataclass(frozen=True)
class Level:
    """A horizontal line: one number for the whole figure."""

    name: str
    colour: int
    value: float
    dashed: bool = True


@dataclass(frozen=True, eq=False)
class Points:
    """Single points: one for each position, or where the curves meet the handle.

    `positions` holds the name of each point as in `Bars`; without it the points repeat what
    other marks show.
    """

    name: str
    colour: int
    x: Numbers
    y: npt.NDArray[Any]
    positions: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Heat:
    """A table of numbers as colours about zero: one slice of a tensor.

    `values` has the shape (rows, columns) and is what a readout states. `codes` is what to paint:
    0 for ``-limit``, 127 for zero, 254 for ``limit``, 255 for a number that is not finite. The
    codes cover `shape` rows and columns of the table from `corner` on, and may be fewer than
    that: each is then the number farthest from zero among its neighbours, and the last ones may
    reach beyond the table.
    `index` is the slice's place in the tensor; `axes` are the tensor's axes along rows and columns,
    None where it has no such axis. `marked` is the row and column of the selected cell.
    """

    name: str
    tensor: str
    values: npt.NDArray[Any]
    codes: npt.NDArray[np.uint8]
    limit: float
    corner: tuple[int, int]
    shape: tuple[int, int]
    index: tuple[int, ...]
    axes: tuple[int | None, int | None]
    marked: tuple[int, int] | None = None

    def cell(self, row: int, column: int) -> tuple[int, ...]:
        """Return the full index in the tensor of a cell of the table."""
        index = list(self.index)
        for axis, place in zip(self.axes, (row, column), strict=True):
            if axis is not None:
                index[axis] = place
        return tuple(index)


@dataclass(frozen=True)
class Label:
    """A short text at a point: ``above`` or ``below`` it, or ``centre``.

    `room` and `tall` are the width and height of the place it must fit into, in units of the axes,
    None for no limit. Where one label of a
    figure does not fit none is shown, except those that are `needed`: they are judged one by one.
    `shade` is the code of the heat colour behind it, None for none.
    """

    text: str
    x: float
    y: float
    place: str = "above"
    colour: int | None = None
    room: float | None = None
    tall: float | None = None
    shade: int | None = None
    needed: bool = False


Mark: TypeAlias = Bars | Band | Curve | Level | Points | Heat


@dataclass(frozen=True)
class Entry:
    """One line of the legend: a loss's colour, name, its number, and what it is."""

    name: str
    colour: int
    value: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Handle:
    """A line across the figure that moves a cell's value when it is dragged.

    The value is kept within `bounds` and on multiples of `step`; 0 means any value.
    """

    tensor: str
    cell: tuple[int, ...]
    value: float
    bounds: Span
    step: float = 0.0
    label: str = ""


@dataclass(frozen=True, eq=False)
class Figure:
    """Everything a plot shows at one moment.

    With a `message` there is nothing to draw: the sentence stands in the empty plot. `notes` are
    sentences about what cannot be seen in the plot, such as numbers that are not finite.
    `readout` are named numbers that stand above the plot, as pairs of name and text.
    `recast` says that a look at another part (zoom, pan) deserves a figure of its own.
    """

    key: str
    title: str
    x: Axis = Axis()
    y: Axis = Axis()
    marks: tuple[Mark, ...] = ()
    labels: tuple[Label, ...] = ()
    legend: tuple[Entry, ...] = ()
    handle: Handle | None = None
    message: str = ""
    notes: tuple[str, ...] = ()
    readout: tuple[tuple[str, str], ...] = ()
    recast: bool = False


def empty_figure(key: str, title: str, message: str, notes: tuple[str, ...] = ()) -> Figure:
    """Return a figure without marks that says why there is nothing to draw."""
    return Figure(key=key, title=title, message=message, notes=notes)
