"""Regions of cells: checking them, naming them, and the box around several."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from lossgui.session.state import Box, shape_text

if TYPE_CHECKING:
    from collections.abc import Sequence

Index = int | slice
Region = tuple[Index, ...]


def check_region(name: str, shape: tuple[int, ...], region: object) -> Region:
    """Give the region with one entry per axis, integers counted from 0 and slices resolved.

    Slices follow Python: a missing end is the edge, an end beyond the edge is cut off there, and
    axes that are left out are taken whole.

    Raises
    ------
    TypeError
        If the region is no tuple of integers and slices.
    ValueError
        If it has too many entries, or an integer lies outside; the sentence names the axis.
    """
    if not isinstance(region, tuple):
        raise TypeError(f"a region is a tuple of integers and slices, not {region!r}")
    if len(region) > len(shape):
        raise ValueError(
            f"the region has {len(region)} indices but {name} has only {len(shape)} axes"
        )
    full = (*region, *[slice(None)] * (len(shape) - len(region)))
    return tuple(
        _resolved(index, length) if isinstance(index, slice) else _inside(name, shape, axis, index)
        for axis, (index, length) in enumerate(zip(full, shape, strict=True))
    )


def _resolved(index: slice, length: int) -> slice:
    start, stop, step = index.indices(length)
    to_the_edge = stop < 0 or (step > 0 and stop == length)
    return slice(start, None if to_the_edge else stop, step)


def _inside(name: str, shape: tuple[int, ...], axis: int, index: object) -> int:
    try:
        place = operator.index(index)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(
            f"a region is a tuple of integers and slices, but index {axis} is {index!r}"
        ) from None
    length = shape[axis]
    if not -length <= place < length:
        allowed = f"goes from 0 to {length - 1}" if length else "is empty"
        raise ValueError(
            f"{name} has shape {shape_text(shape)}: axis {axis} {allowed}, there is no {place}"
        )
    return place % length


def box_of(region: Region, shape: tuple[int, ...]) -> Box:
    """Give the smallest box, slices with step 1, around a checked region."""
    return tuple(
        _span(range(*index.indices(length)))
        if isinstance(index, slice)
        else slice(index, index + 1, 1)
        for index, length in zip(region, shape, strict=True)
    )


def _span(places: Sequence[int]) -> slice:
    if not places:
        return slice(0, 0, 1)
    ends = (places[0], places[-1])
    return slice(min(ends), max(ends) + 1, 1)


def joined(first: Box | None, second: Box | None) -> Box | None:
    """Give the box around both; None, the whole of a new array, wins."""
    if first is None or second is None:
        return None
    return tuple(
        slice(min(a.start, b.start), max(a.stop, b.stop), 1)
        for a, b in zip(first, second, strict=True)
    )


def apart(first: Box, second: Box) -> bool:
    """Say whether two boxes share no cell."""
    return any(a.stop <= b.start or b.stop <= a.start for a, b in zip(first, second, strict=True))


def cell_text(name: str, region: Region) -> str:
    """Write a checked region as code, for example ``y_pred[0, 2]`` or ``y_pred[:2, 1]``."""
    return f"{name}[{', '.join(map(_index_text, region))}]" if region else name


def _index_text(index: Index) -> str:
    if not isinstance(index, slice):
        return str(index)
    start = index.start or ""
    stop = "" if index.stop is None else index.stop
    step = "" if index.step == 1 else f":{index.step}"
    return f"{start}:{stop}{step}"
