"""Which part of an N-D array a two-dimensional grid shows, and where each cell lies in it.

A `Slicing` names the axis that runs down the rows, the axis that runs along the columns, and a
position on every axis. Everything here is arithmetic on shapes: no Qt, no array is copied.

Tensors of one grid panel share a slicing. Their axes are matched from the first one on, because
axis 0 is the samples in all of them: labels of shape ``(n,)`` stand beside predictions ``(n, d)``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

Index = tuple[int, ...]
Region = tuple[int | slice, ...]


@dataclass(frozen=True)
class Slicing:
    """Two displayed axes of an array and a position on each of its axes.

    Parameters
    ----------
    rows, columns
        The displayed axes; None where the array has no such axis (``columns`` of a vector,
        both of a scalar).
    position
        One place per axis. The entries of the displayed axes are kept, not used: they come
        back when another axis is displayed instead.
    """

    rows: int | None
    columns: int | None
    position: Index

    @property
    def fixed_axes(self) -> tuple[int, ...]:
        """The axes that are not displayed: one slider each."""
        return tuple(
            axis for axis in range(len(self.position)) if axis not in (self.rows, self.columns)
        )


def default_slicing(shape: Sequence[int]) -> Slicing:
    """Show the first axis as rows and the last one as columns, the others at their start."""
    rank = len(shape)
    return Slicing(
        rows=0 if rank >= 1 else None,
        columns=rank - 1 if rank >= 2 else None,
        position=(0,) * rank,
    )


def fitted(slicing: Slicing | None, shape: Sequence[int]) -> Slicing:
    """Keep a slicing for another shape of the same rank; start anew when the rank differs."""
    if slicing is None or len(slicing.position) != len(shape):
        return default_slicing(shape)
    position = tuple(
        max(min(place, size - 1), 0) for place, size in zip(slicing.position, shape, strict=True)
    )
    return replace(slicing, position=position)


def with_rows(slicing: Slicing, axis: int) -> Slicing:
    """Show `axis` as rows; if it was the columns, rows and columns change places."""
    columns = slicing.rows if slicing.columns == axis else slicing.columns
    return replace(slicing, rows=axis, columns=columns)


def with_columns(slicing: Slicing, axis: int) -> Slicing:
    """Show `axis` as columns; if it was the rows, rows and columns change places."""
    rows = slicing.columns if slicing.rows == axis else slicing.rows
    return replace(slicing, rows=rows, columns=axis)


def moved_to(slicing: Slicing, index: Sequence[int]) -> Slicing:
    """Show the slice that holds the cell `index`, which may have fewer axes."""
    return replace(slicing, position=(*index, *slicing.position[len(index) :]))


def shared_shape(shapes: Sequence[Sequence[int]]) -> Index:
    """Give the shape that one slice bar for all these arrays covers: the longest of each axis."""
    rank = max((len(shape) for shape in shapes), default=0)
    return tuple(max(shape[axis] for shape in shapes if axis < len(shape)) for axis in range(rank))


def projected(
    slicing: Slicing, shape: Sequence[int], axes: Sequence[int | None] | None = None
) -> Slicing:
    """Give the part of a shared slicing that concerns one array.

    Parameters
    ----------
    slicing
        The shared slicing.
    shape
        The array's shape.
    axes
        For each axis of the array, the shared axis it stands for (None: no one). By default
        the array's axis k is the shared axis k.

    Returns
    -------
    Slicing
        An axis of size 1 stands at 0: it is repeated, like NumPy does. A place beyond the end
        is moved to the end.
    """
    named = [axis for axis in (range(len(shape)) if axes is None else axes) if axis is not None]
    if len(named) < len(shape):
        return default_slicing(shape)
    position = tuple(
        max(min(slicing.position[axis], size - 1), 0) if axis < len(slicing.position) else 0
        for axis, size in zip(named, shape, strict=True)
    )
    place_of: dict[int | None, int] = {axis: place for place, axis in enumerate(named)}
    return Slicing(place_of.get(slicing.rows), place_of.get(slicing.columns), position)


def is_hidden(slicing: Slicing, shape: Sequence[int]) -> bool:
    """Say whether a slider's axis has no element, so that there is nothing to show."""
    return any(shape[axis] == 0 for axis in slicing.fixed_axes)


def grid_shape(slicing: Slicing, shape: Sequence[int]) -> tuple[int, int]:
    """Give the numbers of rows and columns of the grid; a scalar has one cell."""
    if is_hidden(slicing, shape):
        return 0, 0
    rows = 1 if slicing.rows is None else shape[slicing.rows]
    columns = 1 if slicing.columns is None else shape[slicing.columns]
    return rows, columns


def tensor_index(slicing: Slicing, row: int, column: int) -> Index:
    """Give the full index of the array's element that the grid's cell shows."""
    index = list(slicing.position)
    if slicing.rows is not None:
        index[slicing.rows] = row
    if slicing.columns is not None:
        index[slicing.columns] = column
    return tuple(index)


def grid_place(slicing: Slicing, index: Sequence[int]) -> tuple[int, int] | None:
    """Give row and column of an element, or None if it lies on another slice."""
    if any(index[axis] != slicing.position[axis] for axis in slicing.fixed_axes):
        return None
    row = 0 if slicing.rows is None else index[slicing.rows]
    column = 0 if slicing.columns is None else index[slicing.columns]
    return row, column


def grid_array(slicing: Slicing, array: np.ndarray) -> np.ndarray:
    """Give a two-dimensional view of the slice, rows first; no copy."""
    if is_hidden(slicing, array.shape):
        return np.empty((0, 0), array.dtype)
    view = array[(*whole_slice(slicing), ...)]  # with the dots a single element is a view too
    if slicing.rows is not None and slicing.columns is not None:
        return view if slicing.rows < slicing.columns else view.T
    if slicing.columns is not None:
        return view[np.newaxis, :]
    return view.reshape(-1, 1) if view.ndim == 0 else view[:, np.newaxis]


def whole_slice(slicing: Slicing) -> Region:
    """Give the region of the array that the grid shows."""
    shown = (slicing.rows, slicing.columns)
    return tuple(
        slice(None) if axis in shown else place for axis, place in enumerate(slicing.position)
    )


def block_region(slicing: Slicing, top: int, left: int, bottom: int, right: int) -> Region:
    """Give the array's region behind the cells `top` .. `bottom`, `left` .. `right` (inclusive)."""
    region: list[int | slice] = list(slicing.position)
    if slicing.rows is not None:
        region[slicing.rows] = slice(top, bottom + 1)
    if slicing.columns is not None:
        region[slicing.columns] = slice(left, right + 1)
    return tuple(region)


def block_values(slicing: Slicing, block: np.ndarray) -> np.ndarray:
    """Turn a block of the grid (rows first) into the shape that its region of the array has."""
    if slicing.rows is not None and slicing.columns is not None:
        return block if slicing.rows < slicing.columns else block.T
    if slicing.rows is not None:
        return block[:, 0]
    return block[0, :] if slicing.columns is not None else block[0, 0]


def grid_block(
    slicing: Slicing, shape: Sequence[int], region: Region
) -> tuple[int, int, int, int] | None:
    """Give the cells (top, left, bottom, right) that show a region; None if none does.

    The block is the smallest one that holds every shown cell of the region. A region with
    fewer entries than axes covers the missing axes completely.
    """
    spans = _spans(shape, region)
    if any(low >= high for low, high in spans):
        return None
    for axis in slicing.fixed_axes:
        low, high = spans[axis]
        if not low <= slicing.position[axis] < high:
            return None
    top, bottom = (0, 1) if slicing.rows is None else spans[slicing.rows]
    left, right = (0, 1) if slicing.columns is None else spans[slicing.columns]
    return top, left, bottom - 1, right - 1


def first_index(shape: Sequence[int], region: Region) -> Index | None:
    """Give the first element of a region; None if it is empty."""
    spans = _spans(shape, region)
    return None if any(low >= high for low, high in spans) else tuple(low for low, _ in spans)


def _spans(shape: Sequence[int], region: Region) -> list[tuple[int, int]]:
    parts = (*region, *(slice(None),) * (len(shape) - len(region)))
    return [_span(part, size) for part, size in zip(parts, shape, strict=True)]


def _span(part: int | slice, size: int) -> tuple[int, int]:
    if isinstance(part, slice):
        steps = range(size)[part]
        return (min(steps[0], steps[-1]), max(steps[0], steps[-1]) + 1) if len(steps) else (0, 0)
    place = part + size if part < 0 else part
    return place, place + 1


def slice_code(slicing: Slicing, name: str) -> str:
    """Write the slice as Python code: ``y_pred[:, 1, :]``; a scalar is its name alone."""
    if not slicing.position:
        return name
    parts = (":" if isinstance(part, slice) else str(part) for part in whole_slice(slicing))
    return f"{name}[{', '.join(parts)}]"
