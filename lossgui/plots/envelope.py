"""Too many numbers to draw, as groups of neighbours that keep every extreme."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from lossgui.plots.figure import Band, Numbers, Span

GROUPS = 500
"""At most this many groups are drawn, about one for every one or two pixels."""


def visible(count: int, window: Span | None) -> tuple[int, int]:
    """Return the first and one past the last of `count` positions 0, 1, ... that `window` shows.

    A position reaches half a unit to either side. None shows everything.
    """
    if window is None:
        return 0, count
    first = min(max(int(np.floor(window[0] + 0.5)), 0), count)
    last = min(max(int(np.ceil(window[1] + 0.5)), first), count)
    return first, last


def group_size(visible_count: int) -> int:
    """Return how many neighbours a group needs so that there are at most `GROUPS` groups."""
    return max(1, -(-visible_count // GROUPS))


def envelope(
    values: npt.NDArray[Any], window: Span | None, size: int, *, name: str, colour: int
) -> Band:
    """Group the visible part of a one-dimensional array, `size` neighbours to a group.

    Numbers that are not finite are left out of their group; a group of only such is a gap (NaN).
    The cost is a few passes over the visible numbers, without a copy when all are finite.
    """
    first, last = visible(values.size, window)
    # Groups start at multiples of their size, so that they do not flicker while panning.
    if first < last:
        first -= first % size
        last = min(values.size, last + (-last) % size)
    part = values[first:last]
    whole = part.size // size
    blocks = part[: whole * size].reshape(whole, size)
    rest = part[whole * size :]
    low, high, middle = _extremes(blocks)
    if rest.size:
        ends = _extremes(rest.reshape(1, -1))
        low, high, middle = (
            np.concatenate(pair) for pair in zip((low, high, middle), ends, strict=True)
        )
    starts = first + size * np.arange(low.size, dtype=np.float64)
    x = starts + (size - 1) / 2
    return Band(name, colour, x, low, high, middle, first=first, size=size)


def _extremes(blocks: npt.NDArray[Any]) -> tuple[Numbers, Numbers, Numbers]:
    """Return the smallest, largest and mean finite number of each row."""
    low = blocks.min(axis=1).astype(np.float64)
    high = blocks.max(axis=1).astype(np.float64)
    with np.errstate(all="ignore"):  # infinities of both signs, sums beyond the largest float
        middle = blocks.mean(axis=1, dtype=np.float64)
    bad = ~(np.isfinite(low) & np.isfinite(high))
    if bad.any():
        # Only the rows with a NaN or an infinity pay for the careful way.
        low[bad], high[bad], middle[bad] = _finite_extremes(blocks[bad])
    return low, high, middle


def _finite_extremes(blocks: npt.NDArray[Any]) -> tuple[Numbers, Numbers, Numbers]:
    finite = np.isfinite(blocks)
    count = finite.sum(axis=1)
    low = np.where(finite, blocks, np.inf).min(axis=1).astype(np.float64)
    high = np.where(finite, blocks, -np.inf).max(axis=1).astype(np.float64)
    with np.errstate(over="ignore"):
        total = np.where(finite, blocks, 0.0).sum(axis=1, dtype=np.float64)
    gap = count == 0
    low[gap] = high[gap] = np.nan
    middle = np.divide(total, count, out=np.full(count.size, np.nan), where=~gap)
    return low, high, middle
