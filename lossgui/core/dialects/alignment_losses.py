"""How the frameworks have CTC: what they take for ln 0, for the mean and for the slope."""

from __future__ import annotations

from math import log as ln
from typing import TYPE_CHECKING, Any

from lossgui.core.dialects.rules import Denominator, Own, Unreduced
from lossgui.core.losses.sequence import Zeros, aligned, ctc, label_count
from lossgui.core.ops import maximum
from lossgui.core.ops.alignment import as_log_softmax
from lossgui.core.saying import worded

if TYPE_CHECKING:
    from lossgui.core.expr import Node

# ctc_state_log_probs in tensorflow/python/ops/ctc_ops.py 2.21.
LOG_ZERO_OF_TENSORFLOW = ln(1e-307)
# log_epsilon of optax.ctc_loss, and of Keras on JAX, which is made after it.
LOG_ZERO_OF_OPTAX = -1e5


def keras_on_tensorflow(
    transcript: Node, frames: Node, *, log_zero: float = LOG_ZERO_OF_TENSORFLOW, **rest: Any
) -> Node:
    """Let a path end anywhere for e^-707, so that no loss is infinite.

    The slope is that of this sum, except where no path fits: there TensorFlow's lets a path start
    anywhere as well, which its value does not.

    No labels at all, ``(n, 0)``, count the step into the first blank twice: ln 2 too little.
    Source: tensorflow/python/ops/ctc_ops.py 2.21, _forward_backward_log and _ctc_state_trans.
    """
    _check_classes(frames)
    zeros = Zeros(end=log_zero, finite=True)
    values = aligned(transcript, frames, zeros=zeros, **rest)
    return values if transcript.shape[1] else values - ln(2.0)


def keras_on_jax(transcript: Node, frames: Node, **rest: Any) -> Node:
    """Do as optax does. Source: keras/src/backend/jax/nn.py 3.15.1, ctc_loss."""
    _check_classes(frames)
    return scanned(transcript, frames, **rest)


def keras_on_torch(transcript: Node, frames: Node, **rest: Any) -> Node:
    """Call PyTorch behind a log softmax. Source: keras/src/backend/torch/nn.py 3.15.1."""
    _check_classes(frames)
    _check_frames(frames, time_major=rest.get("time_major", False))
    return ctc(transcript, frames, **rest)


def scanned(
    transcript: Node, frames: Node, *, log_zero: float = LOG_ZERO_OF_OPTAX, **rest: Any
) -> Node:
    """Let a path start anywhere and take forbidden steps for e^-100000 each.

    Source: optax/losses/_classification.py 0.2.8, ctc_loss_with_forward_probs.
    """
    _check_frames(frames, time_major=rest.get("time_major", False))
    zeros = Zeros(start=log_zero, step=log_zero, finite=True)
    return aligned(transcript, frames, zeros=zeros, **rest)


def torch(
    transcript: Node, frames: Node, *, transcript_length: Node | None = None, **rest: Any
) -> Unreduced:
    """Take log probabilities, and differentiate as if they came out of a log softmax just now.

    A mean first divides each loss by its number of labels, at least 1.
    Source: torch.nn.functional.ctc_loss; aten/src/ATen/native/LossCTC.cpp 2.13.
    """
    _check_frames(frames, time_major=rest.get("time_major", False))
    taken = as_log_softmax(frames) if rest.get("log_probabilities") else frames
    count = transcript_length
    if count is None:
        count = label_count(transcript, rest.get("blank", 0.0))
    values = ctc(transcript, taken, transcript_length=count, **rest)
    meaning = worded("number of labels, at least 1")
    return Unreduced(values, each=Denominator("labels", meaning, maximum(count, 1.0)))


def _check_classes(frames: Node) -> None:
    if len(frames.shape) == 3 and frames.shape[2] == 1:
        raise ValueError(f"frames has shape {frames.shape}: its last axis is squeezed away")


def _check_frames(frames: Node, *, time_major: bool) -> None:
    if len(frames.shape) == 3 and not frames.shape[0 if time_major else 1]:
        raise ValueError(f"frames has shape {frames.shape}: there is no frame")


KERAS_ON_TENSORFLOW = Own(
    "keras.losses.CTC",
    function=keras_on_tensorflow,
    constants={"log_zero": LOG_ZERO_OF_TENSORFLOW},
    note=(
        "On TensorFlow Keras computes CTC in float32 whatever the dtype; where no path fits, the "
        "loss is 707 or more, not infinite, and the slope TensorFlow's own (ctc_ops.py 2.21)."
    ),
)
KERAS_ON_JAX = Own(
    "keras.losses.CTC",
    function=keras_on_jax,
    constants={"log_zero": LOG_ZERO_OF_OPTAX},
    note="Where no path fits Keras on JAX gives 100000 or more, not infinity (nn.py 3.15.1).",
)
KERAS_ON_TORCH = Own("keras.losses.CTC", function=keras_on_torch)
TORCH = Own(
    "torch.nn.functional.ctc_loss",
    function=torch,
    constants={"time_major": True, "log_probabilities": True},
    note=(
        "PyTorch takes log probabilities (T, n, C), and its slope by them is the one by the scores "
        "before a log softmax; the mean divides each loss by its number of labels first "
        "(LossCTC.cpp 2.13)."
    ),
)
OPTAX = Own(
    "optax.ctc_loss",
    function=scanned,
    constants={"log_zero": LOG_ZERO_OF_OPTAX},
    note="Where no path fits optax gives 100000 or more, not infinity (_classification.py 0.2.8).",
)
