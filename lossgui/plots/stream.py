"""Stream: batch after batch, the loss and a metric side by side, each alone and so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.metrics import metrics
from lossgui.core.saying import worded
from lossgui.plots.figure import Axis, Curve, Entry, Figure, Points, empty_figure
from lossgui.plots.registry import Choice, Dial, Plot, Press, View, register
from lossgui.plots.sentences import about, ended, number_text
from lossgui.session.stream import OWN, Stream, count_samples, stream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.session.calculator import RowSnapshot, Snapshot

KEY = "stream"
TITLE = worded("Stream of batches")

MOST_BATCHES = 100
"""More would be neither seen nor computed in a blink."""

USUAL_BATCHES = 20
"""How many there are at most before a size is chosen."""

APART = 0.04
"""How far the points of loss and metric stand from their batch's number: beside each other."""

SHOWN_CELLS = 4
"""A state variable with more elements is told by its sum."""

METRIC = Choice(
    "metric",
    worded("Metric"),
    (
        (OWN, worded("The loss's own metric")),
        *((item.key, item.title) for item in metrics("keras-3") if len(item.arguments) == 2),
    ),
)


def draw(snapshot: Snapshot, view: View) -> Figure:
    """Draw the selected loss and a metric over the batches seen so far.

    Points are the batch alone, lines what is shown so far: the average that `fit` shows for the
    loss, the result out of the state variables for the metric.
    """
    row = _selected(snapshot, view)
    if row is None:
        return empty_figure(KEY, TITLE, worded("Add a loss to put batches through it."))
    if row.error or row.result is None:
        return empty_figure(KEY, TITLE, about(row.row.name, row.error))
    tensors = _tensors(snapshot, row)
    if not _samples(snapshot, view) or any(not array.size for array in tensors.values()):
        needs = worded("A stream needs tensors whose first axis holds samples.")
        return empty_figure(KEY, TITLE, needs)
    wanted = view.choices.get(METRIC.key, OWN)
    try:
        found = stream(row.row.spec, tensors, _size(snapshot, view), _seen(snapshot, view), wanted)
    except (ValueError, TypeError) as problem:
        return empty_figure(KEY, TITLE, ended(str(problem)))
    if not found.batches:
        none_yet = worded("No batch has come yet: press New Batch.")
        return empty_figure(KEY, TITLE, none_yet, found.notes)
    return _figure(row, found)


def _figure(row: RowSnapshot, found: Stream) -> Figure:
    numbers = np.arange(1, len(found.batches) + 1, dtype=np.float64)
    places = tuple(str(number) for number in range(1, len(found.batches) + 1))
    colour, other = row.row.colour, row.row.colour + 1
    loss, counter = row.row.name, found.metric
    columns = {
        name: np.array([getattr(batch, name) for batch in found.batches])
        for name in ("loss", "epoch", "own", "cumulative")
    }
    last = found.batches[-1]
    marks = (
        Points(
            worded("{name}, batch", name=loss), colour, numbers - APART, columns["loss"], places
        ),
        Curve(worded("{name}, so far", name=loss), colour, numbers, columns["epoch"]),
        Points(
            worded("{name}, batch", name=counter), other, numbers + APART, columns["own"], places
        ),
        Curve(worded("{name}, so far", name=counter), other, numbers, columns["cumulative"]),
    )
    title = row.row.spec.entry.title
    return Figure(
        key=KEY,
        title=worded(
            "Batch {number}: points are the batch alone, lines what is shown so far",
            number=len(found.batches),
        ),
        x=Axis(worded("batch"), (0.5, len(found.batches) + 0.5), whole=True),
        y=Axis(worded("value"), _span(np.concatenate(list(columns.values())))),
        marks=marks,
        legend=(
            Entry(loss, colour, number_text(last.epoch), title),
            Entry(worded("metric"), other, number_text(last.cumulative), counter),
        ),
        readout=tuple((name, _text(value)) for name, value in found.state.items()),
        notes=(_difference(loss, found), *found.notes),
    )


def _difference(loss: str, found: Stream) -> str:
    """Say how the two numbers so far come about, which is why they can differ."""
    return worded(
        "{name} averages {rule}; {metric} is computed from its state variables.",
        name=loss,
        rule=found.rule,
        metric=found.metric,
    )


def _text(value: Any) -> str:
    array = np.asarray(value)
    if array.ndim == 0:
        return number_text(float(array), 8)
    if array.size <= SHOWN_CELLS:
        return f"[{', '.join(number_text(float(cell)) for cell in array.ravel())}]"
    return f"{array.shape} with the sum {number_text(float(np.sum(array)))}"


def _span(values: np.ndarray[Any, np.dtype[Any]]) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    if not finite.size:
        return 0.0, 1.0
    low, high = min(0.0, float(finite.min())), max(0.0, float(finite.max()))
    room = 0.08 * ((high - low) or 1.0)
    return low - room * (low < 0), high + room


def _selected(snapshot: Snapshot, view: View) -> RowSnapshot | None:
    return snapshot.row(view.loss) or (snapshot.rows[0] if snapshot.rows else None)


def _tensors(snapshot: Snapshot, row: RowSnapshot) -> dict[str, Any]:
    return {
        argument: snapshot.state.tensors[name].values for argument, name in row.row.sources.items()
    }


def _samples(snapshot: Snapshot, view: View) -> int:
    row = _selected(snapshot, view)
    if row is None:
        return 0
    needed = row.row.spec.entry.arguments
    tensors = _tensors(snapshot, row)
    return count_samples({name: tensors[name] for name in needed if name in tensors})


def _sizes(snapshot: Snapshot, view: View) -> tuple[int, int]:
    """Give the smallest and the largest size of a batch."""
    samples = max(1, _samples(snapshot, view))
    return -(-samples // MOST_BATCHES), samples


def _size(snapshot: Snapshot, view: View) -> int:
    low, high = _sizes(snapshot, view)
    usual = -(-high // USUAL_BATCHES)
    return min(max(int(view.choices.get("batch_size", usual)), low), high)


def _most(snapshot: Snapshot, view: View) -> int:
    return -(-_samples(snapshot, view) // _size(snapshot, view))


def _seen(snapshot: Snapshot, view: View) -> int:
    most = _most(snapshot, view)
    return min(int(view.choices.get("seen", most)), most)


def _next(snapshot: Snapshot, view: View) -> Mapping[str, str]:
    seen = _seen(snapshot, view)
    return {"seen": str(seen + 1)} if seen < _most(snapshot, view) else {}


def _reset(snapshot: Snapshot, view: View) -> Mapping[str, str]:
    return {"seen": "0"} if _seen(snapshot, view) else {}


def _cells(snapshot: Snapshot, view: View) -> int:
    row = _selected(snapshot, view)
    if row is None:
        return 0
    # Each batch is a graph of its own: as dear as some thousand numbers.
    numbers = sum(array.size for array in _tensors(snapshot, row).values())
    return int(numbers) + 100_000 * _seen(snapshot, view)


PLOT = register(
    Plot(
        key=KEY,
        title=worded("Stream"),
        draw=draw,
        cells=_cells,
        place=40,
        choices=(METRIC,),
        dials=(
            Dial("batch_size", worded("Batch size"), worded("Samples in one batch"), _sizes, _size),
            Dial(
                "seen",
                worded("Batches seen"),
                worded("How many batches have gone through"),
                lambda snapshot, view: (0, _most(snapshot, view)),
                _seen,
            ),
        ),
        presses=(
            Press(
                "next",
                worded("New Batch"),
                worded("Put the next samples through loss and metric"),
                _next,
            ),
            Press("reset", worded("Reset"), worded("Set the state variables back to 0"), _reset),
        ),
    )
)
