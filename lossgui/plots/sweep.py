"""Sweep: one cell runs over a range of values, and every loss follows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.saying import worded
from lossgui.plots.figure import (
    Axis,
    Curve,
    Entry,
    Figure,
    Handle,
    Level,
    Numbers,
    Points,
    Span,
    empty_figure,
)
from lossgui.plots.registry import Plot, View, register
from lossgui.plots.sentences import (
    about,
    cell_text,
    final_text,
    final_value,
    listed,
    number_text,
)
from lossgui.plots.sweep_grid import POINTS, grid, handle_step, kinks, refined, sweep_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lossgui.session.calculator import RowSnapshot, Snapshot
    from lossgui.session.state import TensorRecord

KEY = "sweep"
TITLE = worded("Loss as one cell varies")
NO_CELL = worded("Select a cell in a grid: the sweep varies its value.")


@dataclass(frozen=True, eq=False)
class Runner:
    """One row that reads the swept tensor, and the argument by which it reads it."""

    row: RowSnapshot
    argument: str

    def at(self, cell: tuple[int, ...], values: Numbers) -> Numbers:
        """Return the final loss with the cell at each of the values; NaN where there is none."""
        return np.asarray(self.row.sweep(self.argument, cell, values), dtype=np.float64)


def draw(snapshot: Snapshot, view: View) -> Figure:
    """Draw each loss's final value over the values of the selected cell.

    The range is `view.window`, or one that suits the tensor. Loss values that are not finite are
    gaps. A loss that does not read the tensor is a level line. The handle stands at the cell's
    present value.
    """
    record = snapshot.state.tensors.get(view.tensor or "")
    if not snapshot.rows:
        return empty_figure(KEY, TITLE, worded("Add a loss to see how it follows one cell."))
    if record is None or view.cell is None:
        return empty_figure(KEY, TITLE, _no_cell(snapshot, view))
    values, cell = record.values, view.cell
    if len(cell) != values.ndim or any(
        not 0 <= at < size for at, size in zip(cell, values.shape, strict=False)
    ):
        return empty_figure(KEY, TITLE, NO_CELL)
    current = float(values[cell])
    window = view.window or sweep_range(values, current)
    runners, others, notes = _sorted(snapshot, record.name)
    title = worded("Loss as {cell} varies", cell=cell_text(record.name, cell))
    curves = _curves(snapshot, runners, cell, window, current)
    levels = tuple(_level(row) for row in others if np.isfinite(final_value(row)))
    if not any(np.isfinite(curve.y).any() for curve in curves) and not levels:
        names = [curve.name for curve in curves]
        if names:
            notes.append(_no_value(names, window))
        return empty_figure(KEY, title, "\n".join(notes))
    notes += [note for curve in curves if (note := _gaps(curve))]
    marks: list[Curve | Level] = [*curves, *levels]
    handle = _handle(record, cell, current, window)
    if handle is None:
        notes.append(
            worded(
                "{cell} is {value} at present.",
                cell=cell_text(record.name, cell),
                value=number_text(current),
            )
        )
    return Figure(
        key=KEY,
        title=title,
        x=Axis(label=worded("value of {cell}", cell=cell_text(record.name, cell)), span=window),
        y=Axis(label=worded("loss"), span=_height(marks)),
        marks=(*marks, *_meetings(curves, current)),
        legend=tuple(
            Entry(row.row.name, row.row.colour, final_text(row), row.row.spec.entry.title)
            for row in snapshot.rows
            if row.result is not None
        ),
        handle=handle,
        notes=tuple(notes),
        recast=True,
    )


def _no_value(names: Sequence[str], window: Span) -> str:
    low, high = window
    if len(names) == 1:
        return worded(
            "{name} has no finite value, whatever number from {low:g} to {high:g} it is.",
            name=names[0],
            low=low,
            high=high,
        )
    return worded(
        "{names} have no finite value, whatever number from {low:g} to {high:g} it is.",
        names=listed(names),
        low=low,
        high=high,
    )


def _no_cell(snapshot: Snapshot, view: View) -> str:
    record = snapshot.state.tensors.get(view.tensor or "")
    if record is not None and record.values.size == 0:
        return worded("{tensor} is empty, so there is no cell to vary.", tensor=record.name)
    return NO_CELL


def _sorted(snapshot: Snapshot, tensor: str) -> tuple[list[Runner], list[RowSnapshot], list[str]]:
    """Sort the rows into those that read the tensor, those that don't, and what is in the way."""
    runners, others, notes = [], [], []
    for row in snapshot.rows:
        name = row.row.name
        reading = [argument for argument, source in row.row.sources.items() if source == tensor]
        if row.error or row.result is None:
            notes.append(about(name, row.error))
        elif np.ndim(row.result.value) > 0:
            notes.append(
                worded("{name} is not reduced to one number, so it has no curve.", name=name)
            )
        elif len(reading) > 1:
            notes.append(
                worded("{name} reads {tensor} twice, so it has no curve.", name=name, tensor=tensor)
            )
        elif reading:
            runners.append(Runner(row, reading[0]))
        else:
            others.append(row)
            notes.append(worded("{name} does not read {tensor}.", name=name, tensor=tensor))
    return runners, others, notes


def _curves(
    snapshot: Snapshot,
    runners: Sequence[Runner],
    cell: tuple[int, ...],
    window: Span,
    current: float,
) -> list[Curve]:
    special = [current]
    for runner in runners:
        sources = runner.row.row.sources.items()
        tensors = {name: snapshot.state.tensors[source].values for name, source in sources}
        special += kinks(runner.row.row.spec, tensors, runner.argument, cell)

    def evaluate(values: Numbers) -> list[Numbers]:
        return [runner.at(cell, values) for runner in runners]

    x = grid(window, special)
    x, losses = refined(x, evaluate(x), evaluate)
    rows = [runner.row.row for runner in runners]
    return [Curve(row.name, row.colour, x, y) for row, y in zip(rows, losses, strict=True)]


def _level(row: RowSnapshot) -> Level:
    return Level(row.row.name, row.row.colour, final_value(row))


def _gaps(curve: Curve) -> str:
    gaps = int((~np.isfinite(curve.y)).sum())
    if not gaps:
        return ""
    return worded(
        "{name} is not finite at {gaps} of the {count} values tried.",
        name=curve.name,
        gaps=gaps,
        count=curve.y.size,
    )


def _handle(
    record: TensorRecord, cell: tuple[int, ...], current: float, window: Span
) -> Handle | None:
    if not np.isfinite(current):
        return None
    return Handle(
        tensor=record.name,
        cell=cell,
        value=current,
        bounds=(min(window[0], current), max(window[1], current)),
        step=handle_step(window, record.values.dtype),
        label=f"{cell_text(record.name, cell)} = {number_text(current)}",
    )


def _meetings(curves: Sequence[Curve], current: float) -> tuple[Points, ...]:
    """Mark where the curves meet the handle."""
    return tuple(
        Points(curve.name, curve.colour, curve.x[at], curve.y[at])
        for curve in curves
        if (at := curve.x == current).any() and np.isfinite(curve.y[at]).all()
    )


def _height(marks: Sequence[Curve | Level]) -> Span:
    """Return the visible losses; zero is among them where it is not far off."""
    parts = [mark.y if isinstance(mark, Curve) else np.array([mark.value]) for mark in marks]
    values = np.concatenate(parts)
    values = values[np.isfinite(values)]
    low, high = float(values.min()), float(values.max())
    if 0.0 < low < 0.6 * high:
        low = 0.0
    if 0.0 > high > 0.6 * low:
        high = 0.0
    room = 0.06 * (high - low) or 0.1 * abs(high) or 0.5
    if not np.isfinite(room):
        return low, high
    return low - room, high + room


def _cells(snapshot: Snapshot, view: View) -> int:
    record = snapshot.state.tensors.get(view.tensor or "")
    if record is None:
        return 0
    # A sweep evaluates one sample again and again; only finding the range reads the tensor.
    sample = math.prod(record.values.shape[1:])
    whole = record.values.size if view.window is None else 0
    return whole + POINTS * sample * len(snapshot.rows)


PLOT = register(
    Plot(key=KEY, title=worded("Sweep"), draw=draw, cells=_cells, place=20, ranged=True)
)
