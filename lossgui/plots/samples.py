"""Samples: the loss of every sample, beside the one number it is reduced to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.saying import one_after_another, worded
from lossgui.plots.figure import Axis, Entry, Figure, Level, empty_figure
from lossgui.plots.registry import Plot, View, register
from lossgui.plots.sentences import about, ended, final_text, final_value, listed, shape_text
from lossgui.plots.series import LABELLED, Series, arrange

if TYPE_CHECKING:
    from lossgui.session.calculator import RowSnapshot, Snapshot

KEY = "samples"


@dataclass(frozen=True, eq=False)
class PerSample:
    """One row's losses by sample: a series, or one number when nothing is left per sample."""

    row: RowSnapshot
    values: Any
    axis: int
    """The axis of the tensors that the samples run along."""
    note: str = ""


def draw(snapshot: Snapshot, view: View) -> Figure:
    """Draw the losses before their final reduction, one group of bars for each sample.

    A loss that is already one number is a level line. Where a loss keeps more axes than the
    samples, the mean over the others stands for the sample, and a note says so. Above 2000
    visible samples the bars give way to the smallest, mean and largest loss of neighbours.
    """
    title: str = worded("Loss of each sample")
    if not snapshot.rows:
        return empty_figure(KEY, title, worded("Add a loss to see what each sample contributes."))
    problems = tuple(about(row.row.name, row.error) for row in snapshot.rows if row.error)
    parts = [_per_sample(row) for row in snapshot.rows if row.result is not None]
    empty = [part.row.row.name for part in parts if np.size(part.values) == 0]
    parts = [part for part in parts if np.size(part.values)]
    if not parts:
        return empty_figure(KEY, title, "\n".join(problems) or _nothing(empty))
    several = [part for part in parts if np.ndim(part.values) == 1]
    notes = [
        *problems,
        *(worded("{name} has no samples: a tensor is empty.", name=name) for name in empty),
    ]
    notes += [part.note for part in parts if part.note]
    if not several:
        return _levels_only(parts, title, notes)
    return _figure(parts, several, view, title, notes)


def _nothing(empty: list[str]) -> str:
    if len(empty) == 1:
        return worded(
            "Nothing to plot: {name} has no samples, as a tensor is empty.", name=empty[0]
        )
    names = listed(empty)
    return worded("Nothing to plot: {names} have no samples, as a tensor is empty.", names=names)


def _per_sample(row: RowSnapshot) -> PerSample:
    result = row.result
    assert result is not None  # noqa: S101 - the caller sorted out the rows with an error
    values = np.asarray(result.unreduced)
    axis = _first_kept(result.spec.axis, values.ndim)
    weighted = {"sample_weight", "mask"} & set(row.row.sources)
    name = row.row.name
    note: str = (
        worded("{name}: before {weights}.", name=name, weights=listed(sorted(weighted)))
        if weighted
        else ""
    )
    if values.ndim > 1:
        keeps = worded(
            "{name} keeps {shape} losses for each sample; its bars are their mean.",
            name=name,
            shape=shape_text(values.shape[1:]),
        )
        note = one_after_another([keeps, note])
        with np.errstate(all="ignore"):
            # Summing in float64 keeps float16 from overflowing; an empty rest stays empty.
            rest = tuple(range(1, values.ndim))
            values = values.mean(axis=rest, dtype=np.float64) if values.size else values.ravel()
    elif values.ndim == 1 and axis:
        bars = worded(
            "{name}: one bar for each index of axis {axis}, not of axis 0.", name=name, axis=axis
        )
        note = one_after_another([bars, note])
    return PerSample(row, values, axis, note)


def _first_kept(axis: Any, kept: int) -> int:
    """Return the first axis of the tensors that the inner reduction leaves."""
    if axis is None or kept == 0:
        return 0
    reduced = axis if isinstance(axis, tuple) else (axis,)
    ndim = kept + len(reduced)
    gone = {part % ndim for part in reduced}
    return next((place for place in range(ndim) if place not in gone), 0)


def _figure(
    parts: list[PerSample], several: list[PerSample], view: View, title: str, notes: list[str]
) -> Figure:
    series = [_series(part) for part in several]
    levels = [_level(part) for part in parts]
    # A final sum may lie far above the samples: only lines that have no bars claim room.
    lone = [level.value for level in levels if not level.dashed]
    drawn = arrange(series, view.window, str, noun=worded("sample"), levels=lone)
    count = max(one.values.size for one in series)
    if drawn.group > 1:
        notes.append(
            worded(
                "{count:,} samples in groups of {group:,}: the band spans each group's smallest "
                "and largest loss, the line is their mean.",
                count=count,
                group=drawn.group,
            )
        )
    notes += map(ended, drawn.gaps)
    inside = tuple(
        level
        for level in levels
        if np.isfinite(level.value) and drawn.span[0] <= level.value <= drawn.span[1]
    )
    if any(level.dashed for level in inside):
        title = worded("Loss of each sample; dashed: the final value")
    along = {part.axis for part in several}
    return Figure(
        key=KEY,
        title=title,
        x=replace(drawn.x, label=_label(along)),
        y=Axis(label=worded("loss"), span=drawn.span),
        marks=(*drawn.marks, *inside),
        labels=drawn.labels,
        legend=tuple(_entry(part) for part in parts),
        notes=tuple(notes),
        recast=count > LABELLED,
    )


def _levels_only(parts: list[PerSample], title: str, notes: list[str]) -> Figure:
    """Draw losses that have no samples left: nothing but lines."""
    levels = tuple(level for part in parts if np.isfinite((level := _level(part)).value))
    legend = tuple(_entry(part) for part in parts)
    if not levels:
        return replace(
            empty_figure(
                KEY,
                title,
                worded("Nothing to plot: {values}.", values=_not_finite(parts)),
                tuple(notes),
            ),
            legend=legend,
        )
    notes.append(worded("These losses reduce the samples together, so there is one line for each."))
    top = max(abs(level.value) for level in levels) * 1.3 or 1.0
    low = -top if min(level.value for level in levels) < 0 else 0.0
    return Figure(
        key=KEY,
        title=title,
        x=Axis(label=worded("all samples together"), span=(0.0, 1.0), ticks=()),
        y=Axis(label=worded("loss"), span=(low, top)),
        marks=levels,
        legend=legend,
        notes=tuple(notes),
    )


def _series(part: PerSample) -> Series:
    return Series(part.row.row.name, part.row.row.colour, np.asarray(part.values))


def _level(part: PerSample) -> Level:
    value = final_value(part.row)
    alone = np.ndim(part.values) == 0
    if alone:
        value = float(part.values)
    return Level(part.row.row.name, part.row.row.colour, value, dashed=not alone)


def _label(along: set[int]) -> str:
    if along == {0}:
        return worded("sample")
    return (
        worded("index along axis {axis}", axis=along.pop()) if len(along) == 1 else worded("index")
    )


def _entry(part: PerSample) -> Entry:
    row = part.row
    return Entry(row.row.name, row.row.colour, final_text(row), row.row.spec.entry.title)


def _not_finite(parts: list[PerSample]) -> str:
    return ", ".join(f"{part.row.row.name} is {final_text(part.row)}" for part in parts)


def _cells(snapshot: Snapshot, view: View) -> int:
    return sum(
        int(np.size(row.result.unreduced)) for row in snapshot.rows if row.result is not None
    )


PLOT = register(Plot(key=KEY, title=worded("Samples"), draw=draw, cells=_cells, place=10))
