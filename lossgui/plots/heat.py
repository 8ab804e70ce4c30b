"""One slice of a tensor as colours about zero, however large it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lossgui.plots.envelope import visible
from lossgui.plots.figure import Axis, Heat, Label, Span
from lossgui.plots.sentences import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lossgui.plots.registry import View

ROWS, COLUMNS = 300, 600
"""At most this many rows and columns are painted, about one for a pixel."""
NUMBERED = (24, 16)
"""A slice of up to this many rows and columns has its numbers in the cells, if they fit."""
NAMED = 40
"""Up to this many rows or columns each have a tick of their own."""
BAD = 255


def slice_axes(ndim: int, view: View) -> tuple[int | None, int | None]:
    """Return the tensor's axes along rows and columns: a vector lies along the columns."""
    if ndim == 0:
        return None, None
    if ndim == 1:
        return None, 0
    rows, columns = view.rows % ndim, view.columns % ndim
    return (rows, columns) if rows != columns else (0, ndim - 1)


def shown_slice(
    values: npt.NDArray[Any], axes: tuple[int | None, int | None], index: Sequence[int]
) -> npt.NDArray[Any]:
    """Return the two-dimensional slice along `axes` through `index`, without a copy."""
    kept = [axis for axis in axes if axis is not None]
    place = tuple(slice(None) if axis in kept else at for axis, at in enumerate(index))
    part = values[place]
    if len(kept) == 2 and kept[0] > kept[1]:
        part = part.T
    return part.reshape(1, -1) if part.ndim < 2 else part


def slice_text(tensor: str, axes: tuple[int | None, int | None], index: Sequence[int]) -> str:
    """Write the slice as in code, ``y_pred[:, 1, :]``; a tensor shown whole by its name alone."""
    if all(axis in axes for axis in range(len(index))):
        return tensor
    parts = (":" if axis in axes else str(at) for axis, at in enumerate(index))
    return f"{tensor}[{', '.join(parts)}]"


def heat(
    name: str, tensor: str, values: npt.NDArray[Any], index: tuple[int, ...], view: View
) -> Heat:
    """Turn the shown slice of an array into a heat; `index` says where the slice lies."""
    axes = slice_axes(values.ndim, view)
    table = shown_slice(values, axes, index)
    rows = visible(table.shape[0], view.height)
    columns = visible(table.shape[1], view.window)
    limit = _limit(table)
    part = table[slice(*rows), slice(*columns)]
    coarse, block = _coarse(part)
    here = tuple(0 if axis is None else index[axis] for axis in axes)
    return Heat(
        name=name,
        tensor=tensor,
        values=table,
        codes=_codes(coarse, limit),
        limit=limit,
        corner=(rows[0], columns[0]),
        shape=(coarse.shape[0] * block[0], coarse.shape[1] * block[1]),
        index=index,
        axes=axes,
        marked=(here[0], here[1]) if view.cell is not None else None,
    )


def heat_axes(mark: Heat, view: View) -> tuple[Axis, Axis]:
    """Return the x and y axis that fit a heat."""
    rows, columns = mark.values.shape
    names = view.names
    if len(names) != len(mark.index):
        names = tuple(f"axis {axis}" for axis in range(len(mark.index)))
    return (
        _axis(mark.axes[1], columns, view.window, names, inverted=False),
        _axis(mark.axes[0], rows, view.height, names, inverted=True),
    )


def heat_labels(mark: Heat) -> tuple[Label, ...]:
    """Return the numbers of a small heat, one in each cell."""
    rows, columns = mark.values.shape
    if mark.codes.shape != mark.values.shape or rows > NUMBERED[0] or columns > NUMBERED[1]:
        return ()
    return tuple(
        Label(
            number_text(float(mark.values[row, column]), 4),
            float(column),
            float(row),
            "centre",
            room=0.94,
            tall=0.94,
            shade=int(mark.codes[row, column]),
        )
        for row in range(rows)
        for column in range(columns)
    )


def _axis(
    axis: int | None, count: int, window: Span | None, names: tuple[str, ...], *, inverted: bool
) -> Axis:
    what = "" if axis is None else names[axis]
    first, last = visible(count, window)
    ticks: tuple[tuple[float, str], ...] | None = None
    if axis is None:
        ticks = ()
    elif last - first <= NAMED:
        ticks = tuple((float(place), str(place)) for place in range(first, last))
    span = (-0.5, count - 0.5) if window is None else window
    return Axis(label=what, span=span, ticks=ticks, whole=True, inverted=inverted)


def _limit(table: npt.NDArray[Any]) -> float:
    """Return the largest finite distance from zero."""
    if table.size == 0:
        return 0.0
    low, high = float(table.min()), float(table.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        finite = table[np.isfinite(table)]
        if finite.size == 0:
            return 0.0
        low, high = float(finite.min()), float(finite.max())
    return max(abs(low), abs(high))


def _coarse(table: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], tuple[int, int]]:
    """Return the table with at most ROWS x COLUMNS cells, and how many it had for each of them.

    Of each block what is farthest from 0 stays; a NaN wins, so that it can be seen.
    """
    rows, columns = (
        max(1, -(-count // most)) for count, most in zip(table.shape, (ROWS, COLUMNS), strict=True)
    )
    if rows == columns == 1:
        return table, (1, 1)
    low = _reduced_columns(np.minimum, _reduced_rows(np.minimum, table, rows), columns)
    high = _reduced_columns(np.maximum, _reduced_rows(np.maximum, table, rows), columns)
    return np.where(-low > high, low, high), (rows, columns)


def _reduced_rows(pick: np.ufunc, table: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    """Return what `pick` leaves of each `size` neighbouring rows; the last ones may be fewer."""
    if size == 1:
        return table
    whole = table.shape[0] // size * size
    picked = pick.reduce(table[:whole].reshape(-1, size, table.shape[1]), axis=1)
    if whole < table.shape[0]:
        picked = np.concatenate([picked, pick.reduce(table[whole:], axis=0, keepdims=True)])
    return np.asarray(picked)


def _reduced_columns(pick: np.ufunc, table: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    """Return what `pick` leaves of each `size` neighbouring columns."""
    # Turned around, the reduction runs along long rows: several times faster than along short ones.
    return _reduced_rows(pick, np.ascontiguousarray(table.T), size).T if size > 1 else table


def _codes(table: npt.NDArray[Any], limit: float) -> npt.NDArray[np.uint8]:
    codes = np.full(table.shape, 127.0)
    finite = np.isfinite(table)
    if limit > 0:
        # Dividing first keeps the largest floats from overflowing.
        scaled = table.astype(np.float64) / limit
        np.rint(127.0 + 127.0 * scaled, out=codes, where=finite)
    codes[~finite] = BAD
    return codes.astype(np.uint8)
