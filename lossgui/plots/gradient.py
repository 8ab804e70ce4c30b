"""Gradient: how each loss answers to each cell, and which way the losses pull."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lossgui.core.saying import Said, one_after_another, worded
from lossgui.plots.figure import Axis, Entry, Figure, empty_figure
from lossgui.plots.heat import heat, heat_axes, heat_labels, shown_slice, slice_axes, slice_text
from lossgui.plots.registry import Choice, Plot, View, register
from lossgui.plots.sentences import about, cell_text, ended, number_text
from lossgui.plots.series import LABELLED, Series, arrange

if TYPE_CHECKING:
    from lossgui.session.calculator import RowSnapshot, Snapshot

KEY = "gradient"
TITLE = worded("Gradient")
PIECE = 32_768
SCALE = Choice(
    key="scale",
    title=worded("Show"),
    options=(("values", worded("One loss")), ("unit", worded("All, unit length"))),
)


@dataclass(frozen=True, eq=False)
class Slope:
    """The gradient of one row's loss with respect to the shown tensor, and its length."""

    row: RowSnapshot
    values: npt.NDArray[Any]
    length: float


def draw(snapshot: Snapshot, view: View) -> Figure:
    """Draw the derivative of the selected loss as a heat, or all of them as bars of unit length.

    The tensor is the selected one where the loss reads it, unless that is the target: the gradient
    is then with respect to the prediction. The title states how the gradients of two losses
    compare: the same direction, and how many times as long.
    """
    row = _selected(snapshot, view)
    if row is None:
        return empty_figure(KEY, TITLE, worded("Add a loss to see its gradient."))
    if row.error or row.result is None:
        return empty_figure(KEY, TITLE, about(row.row.name, row.error))
    argument = _argument(row, view)
    tensor = row.row.sources[argument]
    values = snapshot.state.tensors[tensor].values
    if values.size == 0:
        empty = worded("{tensor} is empty, so there is no gradient to show.", tensor=tensor)
        return empty_figure(KEY, TITLE, empty)
    slopes = _slopes(snapshot, row, tensor, view)
    index = _index(values.shape, view)
    title, notes = _comparison(snapshot, slopes, row)
    if view.choices.get(SCALE.key) == "unit":
        return _bars(slopes, tensor, index, view, title, notes)
    return _heat(slopes[0], tensor, index, view, title, notes)


def _selected(snapshot: Snapshot, view: View) -> RowSnapshot | None:
    for row in snapshot.rows:
        if row.row.ident == view.loss:
            return row
    return snapshot.rows[0] if snapshot.rows else None


def _argument(row: RowSnapshot, view: View) -> str:
    """Return the argument that the gradient is taken of."""
    entry = row.row.spec.entry
    reading = [name for name, source in row.row.sources.items() if source == view.tensor]
    # Nobody trains the targets; the two tensors of a latent loss are both of interest.
    wanted = [name for name in reading if name in entry.arguments and name != "y_true"]
    return wanted[0] if wanted else entry.predicted


def _index(shape: tuple[int, ...], view: View) -> tuple[int, ...]:
    """Return the place of the shown slice: the selected cell, as far as the tensor reaches."""
    cell = view.cell or ()
    if len(cell) != len(shape):
        return (0,) * len(shape)
    return tuple(min(at, size - 1) for at, size in zip(cell, shape, strict=True))


def _slopes(snapshot: Snapshot, row: RowSnapshot, tensor: str, view: View) -> list[Slope]:
    """Return the gradients of all rows that read the tensor, the selected row's first."""
    found = []
    for other in (row, *(other for other in snapshot.rows if other is not row)):
        if other.error or other.result is None:
            continue
        reading = [
            name for name in other.row.spec.entry.arguments if other.row.sources.get(name) == tensor
        ]
        if reading:
            argument = reading[-1] if other is not row else _argument(row, view)
            values = np.asarray(other.gradient(argument))
            found.append(Slope(other, values, _length(values)))
    return found


def _length(values: npt.NDArray[Any]) -> float:
    """Return the Euclidean length, also of numbers whose squares overflow or vanish."""
    square = _product(values, values)
    if 1e-280 < square < 1e300:
        return float(np.sqrt(square))
    largest = max(float(values.max()), -float(values.min()))
    if largest == 0.0 or not np.isfinite(largest):
        return largest
    scaled = values.astype(np.float64) / largest
    return largest * float(np.sqrt(_product(scaled, scaled)))


def _cosine(slope: Slope, base: Slope) -> float:
    lengths = slope.length * base.length
    if 1e-280 < lengths < 1e300:
        return float(np.clip(_product(slope.values, base.values) / lengths, -1.0, 1.0))
    left, right = (one.values.astype(np.float64) / one.length for one in (slope, base))
    return float(np.clip(_product(left, right), -1.0, 1.0))


def _product(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> float:
    """Return the inner product in float64, in pieces that stay in the processor's cache."""
    left, right = left.ravel(), right.ravel()
    total = 0.0
    # Not by a matrix product: its threads wait for each other longer than the sum takes.
    with np.errstate(all="ignore"):
        for start in range(0, left.size, PIECE):
            piece = left[start : start + PIECE].astype(np.float64)
            total += float((piece * right[start : start + PIECE]).sum())
    return total


def _comparison(snapshot: Snapshot, slopes: list[Slope], row: RowSnapshot) -> tuple[str, list[str]]:
    """Return how the selected loss and one other compare, and the others as notes."""
    base = next(
        (slope for slope in slopes if slope.row.row.ident == snapshot.state.reference), slopes[0]
    )
    others = [slope for slope in slopes if slope is not base]
    # What the student looks at comes first.
    others.sort(key=lambda slope: slope.row is not row)
    sentences = [_relation(slope, base) for slope in others]
    return (sentences[0] if sentences else ""), [ended(text) for text in sentences[1:]]


def _relation(slope: Slope, base: Slope) -> str:
    name, base_name = slope.row.row.name, base.row.row.name
    for one in (slope, base):
        if not np.isfinite(one.length):
            return worded(
                "{name}'s gradient holds numbers that are not finite", name=one.row.row.name
            )
        if one.length == 0.0:
            return worded(
                "{name}'s gradient is 0 everywhere: it has no direction", name=one.row.row.name
            )
    cosine = _cosine(slope, base)
    eps = max(_rounding(slope.values), _rounding(base.values))
    # Rounded to so many digits, the ratio does not show the arithmetic's last digit.
    ratio = number_text(slope.length / base.length, 3 if eps > 1e-4 else 6)
    # Errors of relative size eps turn a vector by eps, which the cosine feels as eps squared.
    if 1.0 - abs(cosine) > (8 * eps) ** 2 + 1e-12:
        angle = np.degrees(np.arccos(cosine))
        return worded(
            "{name}'s gradient is {ratio} × as long as {base}'s, turned by {angle:.3g}° "
            "(cosine {cosine:.4g})",
            name=name,
            ratio=ratio,
            base=base_name,
            angle=angle,
            cosine=cosine,
        )
    if cosine < 0:
        return worded(
            "{name}'s gradient = −{ratio} × {base}'s, opposite direction (cosine −1)",
            name=name,
            ratio=ratio,
            base=base_name,
        )
    return worded(
        "{name}'s gradient = {ratio} × {base}'s, same direction (cosine 1)",
        name=name,
        ratio=ratio,
        base=base_name,
    )


def _rounding(values: npt.NDArray[Any]) -> float:
    return float(np.finfo(values.dtype).eps) if values.dtype.kind == "f" else 0.0


def _heat(
    slope: Slope,
    tensor: str,
    index: tuple[int, ...],
    view: View,
    comparison: str,
    notes: list[str],
) -> Figure:
    mark = heat(f"∂{slope.row.row.name}/∂{tensor}", tensor, slope.values, index, view)
    x, y = heat_axes(mark, view)
    place = slice_text(tensor, mark.axes, index)
    title = f"∂{slope.row.row.name}/∂{place}"
    if comparison:
        title = Said("{derivative}   {comparison}", {"derivative": title, "comparison": comparison})
    rows, columns = mark.values.shape
    bad = int((~np.isfinite(mark.values)).sum())
    if bad:
        notes = [_bad_numbers(bad, mark.values.size), *notes]
    if mark.codes.shape != mark.shape:
        far = worded("Each spot shows the number farthest from 0 among its neighbours.")
        notes = [*notes, far]
    return Figure(
        key=KEY,
        title=title,
        x=x,
        y=y,
        marks=(mark,),
        labels=heat_labels(mark),
        notes=tuple(notes),
        recast=rows * columns > LABELLED,
    )


def _bad_numbers(bad: int, count: int) -> str:
    if bad == 1:
        return worded("1 of {count:,} numbers is not finite.", count=count)
    return worded("{bad:,} of {count:,} numbers are not finite.", bad=bad, count=count)


def _bars(
    slopes: list[Slope],
    tensor: str,
    index: tuple[int, ...],
    view: View,
    comparison: str,
    notes: list[str],
) -> Figure:
    usable = [slope for slope in slopes if slope.length > 0 and np.isfinite(slope.length)]
    notes = [ended(comparison)] * bool(comparison) + notes
    part = slice_text(tensor, slice_axes(len(index), view), index)
    title = worded("Gradients by {slice}, unit length", slice=part)
    if not usable:
        return empty_figure(
            KEY,
            title,
            worded("No gradient has a direction: {notes}", notes=one_after_another(notes)),
        )
    axes = slice_axes(len(index), view)
    series = [
        Series(
            slope.row.row.name,
            slope.row.row.colour,
            shown_slice(slope.values, axes, index).astype(np.float64).ravel() / slope.length,
        )
        for slope in usable
    ]
    columns = shown_slice(slopes[0].values, axes, index).shape[1]
    mark = heat("", tensor, slopes[0].values, index, replace(view, window=None, height=None))
    drawn = arrange(
        series,
        view.window,
        lambda place: cell_text("", mark.cell(*divmod(place, columns))),
        noun=worded("cell"),
    )
    return Figure(
        key=KEY,
        title=comparison or title,
        x=replace(drawn.x, label=worded("cell of {tensor}", tensor=tensor)),
        y=Axis(worded("∂loss/∂{tensor}, scaled to length 1", tensor=tensor), drawn.span),
        marks=drawn.marks,
        labels=drawn.labels,
        legend=tuple(
            Entry(
                slope.row.row.name,
                slope.row.row.colour,
                worded("length {length}", length=number_text(slope.length, 4)),
                slope.row.row.spec.entry.title,
            )
            for slope in slopes
        ),
        notes=tuple(notes[1:]),
        recast=series[0].values.size > LABELLED,
    )


def _cells(snapshot: Snapshot, view: View) -> int:
    # A gradient goes through its tensor some ten times: the graph, the length, the comparison.
    sizes = [
        snapshot.state.tensors[source].values.size
        for row in snapshot.rows
        for source in row.row.sources.values()
    ]
    return 5 * sum(sizes)


PLOT = register(Plot(key=KEY, title=TITLE, draw=draw, cells=_cells, place=30, choices=(SCALE,)))
