"""Losses of sequences: labels without their places in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lossgui.core.expr import size
from lossgui.core.losses.catalogue import Parameter, loss
from lossgui.core.ops import (
    equal,
    expand_dims,
    greater,
    log_softmax,
    logsumexp,
    not_equal,
    sum_,
    where,
)
from lossgui.core.ops.alignment import NOTHING, ctc_ends, ctc_forward, ctc_states

if TYPE_CHECKING:
    from lossgui.core.expr import Node, Shape

PARAMETERS = (
    Parameter("blank", "class of the blank between labels", default=0.0, minimum=0.0),
    Parameter("time_major", "frames come as (T, n, C), else as (n, T, C)", kind="flag"),
    Parameter("log_probabilities", "frames are logarithms already: no softmax", kind="flag"),
    Parameter("zero_infinity", "0 where no path fits, not infinity", kind="flag", default=False),
    Parameter("log_zero", "stands for the logarithm of 0", maximum=0.0),
)


@loss(
    title="Connectionist temporal classification",
    formula="-ln Σ over paths of Π P(symbol of the path in frame t)",
    aliases=("ctc_loss", "CTC", "CTCLoss"),
    parameters=PARAMETERS,
    pairing="own",
    domains={"transcript": "transcripts", "frames": "frames"},
)
def ctc(
    transcript: Node,
    frames: Node,
    *,
    blank: float = 0.0,
    time_major: bool = False,
    log_probabilities: bool = False,
    zero_infinity: bool = False,
    log_zero: float = NOTHING,
    transcript_length: Node | None = None,
    frame_length: Node | None = None,
) -> Node:
    """Take minus the logarithm of the probability that the frames spell the labels.

    A path names a class or the blank in each frame; without repetitions, then without blanks it
    must read as the labels. The probabilities of all such paths are added up: ``alpha[t, s]`` is
    that of being in state s after t frames, the states being the labels with blanks around them,
    and ``alpha[t, s] = P(t, s) (alpha[t-1, s] + alpha[t-1, s-1] + alpha[t-1, s-2])``, without the
    last term into a blank or between two equal labels. The two last states are ends.

    Shapes: transcript ``(n, L)`` of class numbers, filled up with blanks; frames ``(n, T, C)`` of
    scores; the lengths ``(n,)``, by default the number of labels that are not the blank and all
    frames. The loss is ``(n,)``.

    Infinite where the frames are too few: a label needs one, and one more before its repetition.
    `zero_infinity` makes it 0 there, and its slope. Without labels all frames are blanks. A class
    number that no class has scores 0. `log_zero` is what ln 0 is of a start elsewhere and of a
    forbidden step: minus infinity, but -1e5 in optax. The slope is that of the sum over paths
    (forward and backward), without a second derivative.
    Source: Graves et al., ICML (2006); keras.losses.CTC 3.15.1, torch.nn.functional.ctc_loss 2.13,
    optax.ctc_loss 0.2.8.

    Raises
    ------
    ValueError
        If the shapes are others.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("ctc", [[1.0]], [[[0.0, 0.0], [0.0, 0.0]]], dialect="textbook")
    >>> round(float(found.value), 9)  # 11, 10 and 01 of four equal paths: -ln(3/4)
    0.287682072
    """
    return aligned(
        transcript,
        frames,
        blank=blank,
        time_major=time_major,
        log_probabilities=log_probabilities,
        zero_infinity=zero_infinity,
        zeros=Zeros(log_zero, log_zero),
        transcript_length=transcript_length,
        frame_length=frame_length,
    )


@dataclass(frozen=True)
class Zeros:
    """What a framework takes for the logarithm of 0.

    Parameters
    ----------
    start, step, end
        For a start elsewhere than at the first state, for a forbidden step, and for an end
        elsewhere than at the two last states.
    finite
        Whether a frame with any score that is no finite number is NaN for every label.
    """

    start: float = NOTHING
    step: float = NOTHING
    end: float = NOTHING
    finite: bool = False


def aligned(
    transcript: Node,
    frames: Node,
    *,
    zeros: Zeros,
    blank: float = 0.0,
    time_major: bool = False,
    log_probabilities: bool = False,
    zero_infinity: bool = False,
    transcript_length: Node | None = None,
    frame_length: Node | None = None,
) -> Node:
    """Compute CTC with what a framework takes for the logarithm of 0; see `ctc`."""
    check_shapes(transcript, frames, blank, time_major=time_major)
    check_lengths(transcript, transcript_length, frame_length)
    frame_axis = 0 if time_major else 1
    scores = frames if log_probabilities else log_softmax(frames, -1)
    table = ctc_forward(
        scores,
        ctc_states(transcript, blank),
        frame_axis=frame_axis,
        start=zeros.start,
        step=zeros.step,
        finite=zeros.finite,
    )
    labels = label_count(transcript, blank) if transcript_length is None else transcript_length
    length = size(frames, frame_axis) if frame_length is None else frame_length
    ends = ctc_ends(labels, length, table, zeros.end)
    if zeros.end == NOTHING:
        ending = where(equal(ends, 0.0), table, NOTHING)
    else:
        ending = where(greater(ends, NOTHING), table + ends, NOTHING)
    return negative_total(ending, zero_infinity=zero_infinity)


def label_count(transcript: Node, blank: float) -> Node:
    """Count the labels that are not the blank."""
    return sum_(where(not_equal(transcript, blank), 1.0, 0.0), -1)


def negative_total(ends: Node, *, zero_infinity: bool = False) -> Node:
    """Add up the probabilities of all ends and take minus the logarithm."""
    total = logsumexp(ends, (1, 2))
    if not zero_infinity:
        return -total
    # The condition comes before the logarithm too: 0 times its infinite slope would be NaN.
    possible = greater(total, NOTHING)
    safe = where(expand_dims(expand_dims(possible, 1), 2), ends, 0.0)
    return where(possible, -logsumexp(safe, (1, 2)), 0.0)


def check_shapes(transcript: Node, frames: Node, blank: float, *, time_major: bool) -> None:
    """Check that there are labels for each sequence of frames, and a class for the blank.

    Raises
    ------
    ValueError
        If the shapes do not fit or there is nothing to align.
    """
    wanted = "(T, n, C)" if time_major else "(n, T, C)"
    if len(frames.shape) != 3:
        raise ValueError(f"frames has shape {frames.shape}; it needs {wanted}, three axes")
    if len(transcript.shape) != 2:
        raise ValueError(f"transcript has shape {transcript.shape}; it needs (n, L), two axes")
    sequences = frames.shape[1] if time_major else frames.shape[0]
    if transcript.shape[0] != sequences:
        raise ValueError(
            f"transcript has shape {transcript.shape} but frames, {wanted}, has shape "
            f"{frames.shape}: {sequences} sequences"
        )
    if not sequences or not frames.shape[2]:
        raise ValueError(f"frames has shape {frames.shape}: there is nothing to align")
    if blank not in range(frames.shape[2]):
        last = frames.shape[2] - 1
        raise ValueError(f"blank is {blank:g}; it must be a class, a whole number from 0 to {last}")


def check_lengths(transcript: Node, *lengths: Node | None) -> None:
    """Check that there is one length for each sequence.

    Raises
    ------
    ValueError
        If a length has another shape.
    """
    wanted: Shape = transcript.shape[:1]
    for name, node in zip(("transcript_length", "frame_length"), lengths, strict=True):
        if node is not None and node.shape != wanted:
            raise ValueError(f"{name} has shape {node.shape}; it needs one number each, {wanted}")
