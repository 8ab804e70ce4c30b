"""What a plot is, and the table of plots. A new plot is one new file in this package."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lossgui.plots.figure import Figure, Span
    from lossgui.session.calculator import Snapshot


@dataclass(frozen=True)
class Choice:
    """One switch of a plot: its key in `View.choices`, a title, and pairs of key and text."""

    key: str
    title: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Dial:
    """A whole number of a plot that a slider sets, kept as text under `key` in `View.choices`.

    `limits` gives the smallest and the largest number for what is shown, `value` the present one.
    """

    key: str
    title: str
    tip: str
    limits: Callable[[Snapshot, View], tuple[int, int]]
    value: Callable[[Snapshot, View], int]


@dataclass(frozen=True)
class Press:
    """A button of a plot.

    `change` gives the choices that it sets, by key; nothing where it can do nothing now.
    """

    key: str
    title: str
    tip: str
    change: Callable[[Snapshot, View], Mapping[str, str]]


@dataclass(frozen=True)
class View:
    """What is looked at: not part of the session, so not undoable.

    `loss` is the selected loss's ident. `tensor` and `cell` are the selected cell, `cell` being a
    full index. `rows` and `columns` are the axes of the shown slice; the other axes stand still at
    `cell`. `names` are what the axes of the selected tensor are called, where that is known.
    `window` and `height` are the visible x and y ranges after a zoom, None for everything.
    """

    loss: int | None = None
    tensor: str | None = None
    cell: tuple[int, ...] | None = None
    rows: int = 0
    columns: int = -1
    names: tuple[str, ...] = ()
    window: Span | None = None
    height: Span | None = None
    choices: Mapping[str, str] = field(default_factory=dict)


Draw: TypeAlias = "Callable[[Snapshot, View], Figure]"
Cells: TypeAlias = "Callable[[Snapshot, View], int]"


@dataclass(frozen=True)
class Plot:
    """One plot of the window.

    Parameters
    ----------
    key, title
        Its name for programs and on its tab.
    draw
        ``draw(snapshot, view)`` gives the figure. It may run outside the window's thread.
    cells
        ``cells(snapshot, view)`` says how many numbers `draw` has to go through.
    place
        Tabs are in order of this number.
    choices
        Switches shown beside the tabs while this plot is shown.
    ranged
        Whether the visible x range is what the plot computes, so that it can be typed in.
    dials, presses
        Sliders and buttons in a row of their own above the plot.
    """

    key: str
    title: str
    draw: Callable[[Snapshot, View], Figure]
    cells: Callable[[Snapshot, View], int]
    place: int
    choices: tuple[Choice, ...] = ()
    ranged: bool = False
    dials: tuple[Dial, ...] = ()
    presses: tuple[Press, ...] = ()


_REGISTERED: dict[str, Plot] = {}


def register(plot: Plot) -> Plot:
    """Put a plot into the table; a key can be taken once."""
    if plot.key in _REGISTERED:
        raise ValueError(f"there is a plot {plot.key!r} already")
    _REGISTERED[plot.key] = plot
    return plot


def registered() -> dict[str, Plot]:
    """Return the plots by key, in the order of their tabs."""
    return {plot.key: plot for plot in sorted(_REGISTERED.values(), key=lambda plot: plot.place)}
