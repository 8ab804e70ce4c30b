"""Operations of connectionist temporal classification: all ways to align labels with frames.

The states of a sequence are its labels with a blank before, between and after them. An alignment
walks through the states, one frame each: it stays, goes one state on, or skips the blank between
two different labels. Everything is in logarithms, so that no product of probabilities underflows.

Source: Graves, Fernandez, Gomez and Schmidhuber, Connectionist temporal classification, ICML 2006,
section 4.1.
"""

from __future__ import annotations

from typing import Any, NoReturn

from lossgui.core.expr import Node, Operation, Shape, apply, register, spelled_as
from lossgui.core.ops.elementwise import exp
from lossgui.core.ops.reducing import keep_axis, sum_

NOTHING = -float("inf")


def _states(xp: Any, transcript: Any, blank: float) -> Any:
    blanks = xp.full_like(transcript, blank)
    pairs = xp.reshape(xp.stack([blanks, transcript], axis=-1), (transcript.shape[0], -1))
    last = xp.full((transcript.shape[0], 1), blank, dtype=transcript.dtype)
    return xp.concat([pairs, last], axis=1)


def batch_first(xp: Any, frames: Any, frame_axis: int) -> Any:
    """Bring the scores of frames to the shape (n, T, C)."""
    return xp.moveaxis(frames, 0, 1) if frame_axis == 0 else frames


def emitted(xp: Any, scores: Any, states: Any, *, finite: bool) -> Any:
    """Pick each state's score in each frame: (n, T, C) and (n, S) give (n, T, S).

    A state whose label no class has gets 0. With `finite`, a frame that holds anything else than
    numbers gives NaN: so it is where the scores are multiplied with one-hot labels.
    """
    known = (states >= 0) & (states < scores.shape[-1])
    number = xp.astype(xp.where(known, states, xp.zeros_like(states)), xp.int64)
    shape = (*scores.shape[:2], states.shape[1])
    place = xp.broadcast_to(number[:, None, :], shape)
    found = xp.take_along_axis(scores, place, axis=2)
    found = xp.where(xp.broadcast_to(known[:, None, :], shape), found, xp.zeros_like(found))
    if finite:
        broken = ~xp.all(xp.isfinite(scores), axis=-1, keepdims=True)
        found = xp.where(broken, xp.full_like(found, xp.nan), found)
    return found


def _shifted(xp: Any, rows: Any, count: int, fill: float) -> Any:
    """Move states on by `count` (negative: back) and fill what becomes free."""
    states = rows.shape[-1]
    free = xp.full((*rows.shape[:-1], min(abs(count), states)), fill, dtype=rows.dtype)
    if count > 0:
        return xp.concat([free, rows[..., : max(states - count, 0)]], axis=-1)
    return xp.concat([rows[..., -count:], free], axis=-1)


def _even(xp: Any, states: Any) -> Any:
    """Tell which states are blanks between labels: the even ones, whatever the labels are."""
    return xp.broadcast_to(xp.arange(states.shape[1]) % 2 == 0, states.shape)


def barriers(xp: Any, states: Any, step: float) -> Any:
    """Give the logarithm of what the third way into each state costs: 0 or `step`.

    Into a label it skips the blank, which is forbidden after the same label; into a blank it is a
    forbidden one from the label before.
    """
    closed = _even(xp, states) | (states == _shifted(xp, states, 2, xp.nan))
    free = xp.zeros_like(states)
    return xp.where(closed, xp.full_like(states, step), free)


def arrivals(xp: Any, row: Any, states: Any, barrier: Any) -> Any:
    """Give the logarithms that three ways bring into each state: (n, S) gives (3, n, S)."""
    one, two = _shifted(xp, row, 1, NOTHING), _shifted(xp, row, 2, NOTHING)
    return xp.stack([row, one, xp.where(_even(xp, states), one, two) + barrier])


def departures(xp: Any, parts: Any, states: Any) -> Any:
    """Bring what belongs to the three ways back to the states that they come from."""
    zeros = xp.zeros_like(parts[2, ...])
    even = _even(xp, states)
    near = parts[1, ...] + xp.where(even, parts[2, ...], zeros)
    far = xp.where(even, zeros, parts[2, ...])
    return parts[0, ...] + _shifted(xp, near, -1, 0.0) + _shifted(xp, far, -2, 0.0)


def total(xp: Any, ways: Any) -> Any:
    """Give the logarithm of what the ways (3, n, S) bring together."""
    largest = xp.max(ways, axis=0)
    largest = xp.where(xp.isfinite(largest), largest, xp.zeros_like(largest))
    return xp.log(xp.sum(xp.exp(ways - largest), axis=0)) + largest


def _forward(
    xp: Any, frames: Any, states: Any, *, frame_axis: int, start: float, step: float, finite: bool
) -> Any:
    scores = emitted(xp, batch_first(xp, frames, frame_axis), states, finite=finite)
    barrier = barriers(xp, states, step)
    first = xp.broadcast_to(xp.arange(states.shape[1]) == 0, states.shape)
    rows = [xp.where(first, xp.zeros_like(states), xp.full_like(states, start))]
    for place in range(scores.shape[1]):
        ways = arrivals(xp, rows[-1], states, barrier)
        rows.append(scores[:, place, :] + total(xp, ways))
    return xp.stack(rows, axis=1)


def _backward(
    xp: Any,
    up: Any,
    table: Any,
    frames: Any,
    states: Any,
    *,
    frame_axis: int,
    step: float,
    finite: bool,
) -> Any:
    first = batch_first(xp, frames, frame_axis)
    scores = emitted(xp, first, states, finite=finite)
    barrier = barriers(xp, states, step)
    flow, flows = up[:, -1, :], []
    for place in range(scores.shape[1] - 1, -1, -1):
        flows.append(flow)
        ways = arrivals(xp, table[:, place, :], states, barrier)
        share = xp.exp(ways + (scores[:, place, :] - table[:, place + 1, :]))
        # A state that nothing depends on may be impossible: 0 * NaN must not spread.
        parts = xp.where(flow == 0, xp.zeros_like(share), flow * share)
        flow = up[:, place, :] + departures(xp, parts, states)
    if not flows:
        return xp.zeros_like(frames)
    by_state = xp.stack(flows[::-1], axis=1)
    return batch_first(xp, by_class(xp, by_state, states, first.shape[-1]), frame_axis)


def by_class(xp: Any, by_state: Any, states: Any, classes: int) -> Any:
    """Add up what belongs to the states of each class: (n, T, S) gives (n, T, C)."""
    own = [(states == number)[:, None, :] for number in range(classes)]
    nothing = xp.zeros_like(by_state)
    return xp.stack([xp.sum(xp.where(one, by_state, nothing), axis=-1) for one in own], axis=-1)


def _ends(xp: Any, transcript_length: Any, frame_length: Any, table: Any, other: float) -> Any:
    numbers = xp.arange(table.shape[2], dtype=table.dtype)
    rows = xp.reshape(xp.arange(table.shape[1], dtype=table.dtype), (-1, 1))
    last = 2 * xp.reshape(transcript_length, (-1, 1, 1))
    ending = (numbers == last) | (numbers == last - 1)
    weight = xp.where(ending, xp.zeros_like(table), xp.full_like(table, other))
    there = rows == xp.reshape(frame_length, (-1, 1, 1))
    return xp.where(there, weight, xp.full_like(table, NOTHING))


def _table_shape(frames: Shape, states: Shape, *, frame_axis: int, **_: Any) -> Shape:
    return (states[0], frames[frame_axis] + 1, states[1])


def _slope(node: Node, up: Node) -> tuple[Node, None]:
    kept = {name: node.attributes[name] for name in ("frame_axis", "step", "finite")}
    return apply("ctc_slope", up, node, *node.inputs, **kept), None


def _no_slope(*_: Node) -> NoReturn:
    raise ValueError("a second derivative of CTC is not computed")


register(
    Operation(
        "ctc_states",
        evaluate=_states,
        shape=lambda transcript, blank: (transcript[0], 2 * transcript[1] + 1),
        derivative=lambda node, up: (None,),
        symbol="states({0}, {blank})",
        label="labels with blanks between",
        kind="whole",
        spelling=spelled_as("stack"),
    )
)
register(
    Operation(
        "ctc_forward",
        evaluate=_forward,
        shape=_table_shape,
        derivative=_slope,
        symbol="alpha({0}, {1}, {frame_axis}, {start}, {step})",
        label="alpha: ln P by frame, state",
        kind="whole",
        spelling=spelled_as("logaddexp", tensorflow="reduce_logsumexp"),
    )
)
register(
    Operation(
        "ctc_slope",
        evaluate=_backward,
        shape=lambda up, table, frames, states, **_: frames,
        derivative=_no_slope,
        symbol="beta({0}, {1}, {2}, {3})",
        label="slope back through frames",
        kind="whole",
        spelling=spelled_as("exp"),
    )
)
register(
    Operation(
        "ctc_ends",
        evaluate=_ends,
        shape=lambda transcript, frames, table, other: table,
        derivative=lambda node, up: (None, None, None),
        symbol="ends({0}, {1}, shape of {2}, {other})",
        label="where a path may end",
        kind="whole",
        spelling=spelled_as("equal"),
        reads=2,
    )
)


register(
    Operation(
        "as_log_softmax",
        evaluate=lambda xp, x: +x,
        shape=lambda x: x,
        derivative=lambda node, up: (up - exp(node.inputs[0]) * keep_axis(sum_(up, -1), -1),),
        symbol="as_log_softmax({0})",
        label="as a log softmax",
        kind="whole",
        spelling=spelled_as("positive", keras="identity", tensorflow="identity"),
    )
)


def as_log_softmax(x: Node) -> Node:
    """Keep each element; its derivative is as if `x` had come out of a log softmax just now.

    PyTorch's ctc_loss has it in its own derivative (aten/src/ATen/native/LossCTC.cpp 2.13), so that
    the slope by log probabilities is not that of their value.
    """
    return apply("as_log_softmax", x)


def ctc_states(transcript: Node, blank: float) -> Node:
    """Put a blank before, between and after the labels: ``(n, L)`` gives ``(n, 2 L + 1)``."""
    return apply("ctc_states", transcript, blank=blank)


def ctc_forward(
    frames: Node,
    states: Node,
    *,
    frame_axis: int = 1,
    start: float = NOTHING,
    step: float = NOTHING,
    finite: bool = False,
) -> Node:
    """Give the logarithm of the probability of all paths that are in a state after a frame.

    Shapes: frames ``(n, T, C)`` of log probabilities, or ``(T, n, C)`` with `frame_axis` 0; states
    ``(n, S)``; the table ``(n, T + 1, S)``. Row 0 is the start, which is at the first blank.

    Parameters
    ----------
    start, step
        What stands for ln 0: of a start elsewhere, of a forbidden step.
    finite
        Whether a score that is no finite number makes its frame NaN for every label.
    """
    chosen = {"frame_axis": frame_axis, "start": start, "step": step, "finite": finite}
    return apply("ctc_forward", frames, states, **chosen)


def ctc_ends(transcript_length: Node, frame_length: Node, table: Node, other: float) -> Node:
    """Give 0 for the two last states after the last frame, `other` for the states beside them.

    Everything else in the shape of `table`, and all of a sequence whose lengths do not fit it, is
    minus infinity.
    """
    return apply("ctc_ends", transcript_length, frame_length, table, other=other)
