"""Where a sweep is evaluated: its range, its kinks, and more points where a curve bends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lossgui.plots.ticks import nice_step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from lossgui.core.spec import LossSpec
    from lossgui.plots.figure import Numbers, Span

POINTS = 257
"""Odd, so that the middle of the range is one of the points."""
BENDS = 12
"""So many intervals around the sharpest bends get more points."""


def sweep_range(values: npt.NDArray[Any], current: float) -> Span:
    """Return the range a cell of this tensor is swept over.

    Numbers that all lie in 0..1 are taken for probabilities and give 0..1. Otherwise the range
    is that of the finite numbers with a quarter of it to each side, rounded outwards to a
    round number. A `current` value outside 0..1 is a reason to leave it.
    """
    low, high = _finite_range(values)
    if np.isfinite(current):
        low, high = min(low, current), max(high, current)
    if low > high:  # nothing is finite
        return 0.0, 1.0
    if low >= 0.0 and high <= 1.0:
        return 0.0, 1.0
    with np.errstate(over="ignore"):
        margin = (high - low) / 4 or max(abs(high) / 2, 0.5)
    if not np.isfinite(margin):
        return low, high
    step = nice_step(high - low + 2 * margin, 20)
    return (
        float(np.floor((low - margin) / step) * step),
        float(np.ceil((high + margin) / step) * step),
    )


def _finite_range(values: npt.NDArray[Any]) -> Span:
    if values.size == 0:
        return float("inf"), float("-inf")
    low, high = float(values.min()), float(values.max())
    if np.isfinite(low) and np.isfinite(high):
        return low, high
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return float("inf"), float("-inf")
    return float(finite.min()), float(finite.max())


def handle_step(window: Span, dtype: np.dtype[Any]) -> float:
    """Return the step of the dragged value: round numbers about as fine as a pixel, or 1."""
    if dtype.kind in "biu":
        return 1.0
    span = window[1] - window[0]
    if not (np.isfinite(span) and span > 0):
        return 0.0
    return float(10.0 ** np.floor(np.log10(span / 200)))


def rounded(value: float, step: float, bounds: Span) -> float:
    """Return the multiple of `step` nearest to a value, kept within `bounds`.

    A step of a power of ten is applied in decimal, so that 0.3 comes out as the float 0.3.
    """
    if step > 0:
        places = int(max(0, np.ceil(-np.log10(step) - 1e-9)))
        value = round(round(value / step) * step, places)
    return float(min(max(value, bounds[0]), bounds[1]))


def kinks(
    spec: LossSpec, tensors: Mapping[str, npt.NDArray[Any]], argument: str, cell: tuple[int, ...]
) -> list[float]:
    """Return the values at which this loss may bend sharply as the cell runs.

    These are the partner's number (where the error is zero), that number plus and minus delta, and
    the ends of the probabilities and of what epsilon clips.
    """
    numbers = [value for value in spec.parameters.values() if isinstance(value, float)]
    edges = [0.0, 1.0]
    for name in numbers:
        edges += [name, 1.0 - name]
    partner = next((name for name in spec.entry.arguments if name != argument), None)
    if argument not in spec.entry.arguments or partner is None:
        return edges
    there = _same_place(tensors[partner], cell, tensors[argument].ndim)
    if there is None:
        return edges
    return edges + [there] + [there + sign * number for number in numbers for sign in (-1, 1)]


def _same_place(partner: npt.NDArray[Any], cell: tuple[int, ...], ndim: int) -> float | None:
    """Return the partner's number that meets the cell when both are broadcast, if it is one."""
    if partner.ndim > ndim or partner.size == 0:
        return None
    index = cell[ndim - partner.ndim :]
    sizes = partner.shape
    if any(size not in (1,) and place >= size for place, size in zip(index, sizes, strict=True)):
        return None
    place = tuple(0 if size == 1 else at for at, size in zip(index, sizes, strict=True))
    value = float(partner[place])
    return value if np.isfinite(value) else None


def grid(window: Span, special: Iterable[float]) -> Numbers:
    """Return the points of a sweep: evenly spaced, and the special values that lie between."""
    low, high = window
    inside = [value for value in special if low < value < high]
    # Dividing the ends first keeps the span of the largest floats from overflowing.
    even = low * np.linspace(1.0, 0.0, POINTS) + high * np.linspace(0.0, 1.0, POINTS)
    return np.unique(np.concatenate([even, np.asarray(inside, dtype=np.float64)]))


def refined(
    x: Numbers, curves: list[Numbers], evaluate: Callable[[Numbers], list[Numbers]]
) -> tuple[Numbers, list[Numbers]]:
    """Add points around the sharpest bends of the curves, and beside the ends of their gaps.

    `evaluate` gives the curves at further points. All curves keep the same x.
    """
    spots = {spot for curve in curves for spot in _bends(x, curve)}
    if not spots:
        return x, curves
    left = np.array(sorted(spots))
    shares = np.array([0.25, 0.5, 0.75])
    more = (x[left, None] + shares * (x[left + 1] - x[left])[:, None]).ravel()
    more = np.setdiff1d(more, x)
    extra = evaluate(more)
    together = np.concatenate([x, more])
    order = np.argsort(together, kind="stable")
    merged = [np.concatenate([old, new])[order] for old, new in zip(curves, extra, strict=True)]
    return together[order], merged


def _bends(x: Numbers, y: Numbers) -> list[int]:
    """Return the intervals (by their left end) next to the sharpest bends and to gaps."""
    finite = np.isfinite(y)
    ends = np.flatnonzero(finite[1:] != finite[:-1])[:BENDS].tolist()
    if finite.sum() < 3:
        return [int(end) for end in ends]
    with np.errstate(all="ignore"):
        slopes = np.diff(y) / np.diff(x)
        bend = np.abs(np.diff(slopes)) * (x[2:] - x[:-2])
        height = np.ptp(y[finite])
    # A bend below a thousandth of the visible height is no kink to the eye.
    sharp = np.flatnonzero(np.nan_to_num(bend, posinf=0.0) > 1e-3 * height)
    sharp = sharp[np.argsort(bend[sharp])[::-1][: BENDS // 2]]
    return [int(at) for at in ends] + [int(at) + side for at in sharp for side in (0, 1)]
