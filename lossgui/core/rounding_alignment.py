"""Errors of the operations of `lossgui.core.ops.alignment`, followed from frame to frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.ops.alignment import (
    arrivals,
    barriers,
    batch_first,
    by_class,
    departures,
    emitted,
    total,
)
from lossgui.core.rounding_rules import Array, Given, without_nan

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.rounding_precision import Precision

# exp, sum and log of one step, each wrong by a unit at most: their numbers are 1 to 3.
INSIDE = 3.0
# Additions and subtractions of one step, on both sides, each right to half a last place.
ADDITIONS = 4.0


def _forward(given: Given, how: Precision) -> Array:
    """Add up what the scores bring, what the ways bring, and what each step rounds."""
    frames, states = given.inputs
    where = given.node.attributes
    kind = np.result_type(how.dtype, np.float32)
    error = np.broadcast_to(given.errors[0], frames.shape).astype(kind)
    scores = emitted(np, batch_first(np, error, where["frame_axis"]), states, finite=False)
    barrier = barriers(np, states.astype(kind), where["step"])
    rows = [np.zeros(states.shape, kind)]
    for place in range(scores.shape[1]):
        ways = arrivals(np, given.value[:, place, :].astype(kind), states, barrier)
        brought = _total_error(ways, arrivals(np, rows[-1], states, 0.0))
        value = given.value[:, place + 1, :].astype(kind)
        certain = np.isfinite(value)
        rounded = INSIDE * how.unit + ADDITIONS * _half(how) * np.abs(np.where(certain, value, 0))
        moved = brought + scores[:, place, :] + rounded
        rows.append(np.where(certain | np.isinf(moved), moved, 0.0))
    return np.stack(rows, axis=1)


def _total_error(ways: Array, errors: Array) -> Array:
    """Give how far a total moves if every way moves up: further than if all move down."""
    moved = np.where(np.isneginf(ways), ways, ways + errors)
    apart: Array = total(np, moved) - total(np, ways)
    return np.where(np.isnan(apart), np.max(errors, axis=0), apart)


def _half(how: Precision) -> float:
    return float(np.finfo(how.dtype).eps) / 2


def _slope(given: Given, how: Precision) -> Array:
    """Follow the errors of the shares back through the frames.

    A share is a way's part of a total: its relative error is that of the way and of the total. The
    score of the frame is in both and has no part in it.
    """
    kind = np.result_type(how.dtype, np.float32)
    up, table, frames, states = (array.astype(kind) for array in given.inputs)
    up_error, table_error = (
        np.broadcast_to(error, array.shape).astype(kind)
        for error, array in zip(given.errors[:2], (up, table), strict=True)
    )
    where = given.node.attributes
    first = batch_first(np, frames, where["frame_axis"])
    scores = emitted(np, first, states, finite=where["finite"])
    barrier = barriers(np, states, where["step"])
    flow, error = up[:, -1, :], up_error[:, -1, :]
    flows, errors = [], []
    for place in range(scores.shape[1] - 1, -1, -1):
        flows.append(np.abs(flow))
        errors.append(error)
        ways = arrivals(np, table[:, place, :], states, barrier)
        share = np.exp(ways + (scores[:, place, :] - table[:, place + 1, :]))
        moved = arrivals(np, table_error[:, place, :], states, 0.0)
        sizes = np.abs(ways) + np.abs(scores[:, place, :]) + np.abs(table[:, place + 1, :])
        relative = moved + _total_error(ways, moved) + INSIDE * how.unit
        relative = np.expm1(relative + ADDITIONS * _half(how) * sizes)
        part = _part(share, error * share + (np.abs(flow) + error) * share * relative)
        error = up_error[:, place, :] + departures(np, part, states)
        flow = up[:, place, :] + departures(np, _part(share, flow * share), states)
    if not flows:
        return np.zeros(frames.shape, kind)
    sizes = how.growth(states.shape[1]) * np.stack(flows[::-1], axis=1)
    whole = np.stack(errors[::-1], axis=1) + sizes
    found = by_class(np, without_nan(whole), states, first.shape[-1])
    return np.asarray(batch_first(np, found, where["frame_axis"]))


def _part(share: Array, values: Array) -> Array:
    """Give 0 where a way has no share: whatever its error is, nothing comes of it."""
    return np.where((share > 0) | np.isinf(share), values, 0.0)


# Labels, their counts and places are whole numbers, which no rounding moves.
ALIGNMENT: dict[str, Callable[[Given, Precision], Any]] = {
    "ctc_states": lambda given, how: 0.0,
    "ctc_ends": lambda given, how: 0.0,
    "ctc_forward": _forward,
    "ctc_slope": _slope,
    "as_log_softmax": lambda given, how: given.errors[0],
}
