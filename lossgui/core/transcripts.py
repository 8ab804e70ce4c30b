"""What the numbers of labels in sequences must be, and the lengths of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.cells import first_cell
from lossgui.core.dialects import DialectError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.spec import LossSpec

# There a label that no class has scores 0; PyTorch would read whatever lies beside its memory.
TAKES_ANY_LABEL = ("keras-3", "keras-3-jax", "optax")


def check_transcripts(spec: LossSpec, arrays: Mapping[str, Any]) -> None:
    """Check labels and lengths; what lies behind a sequence's length may be anything.

    Raises
    ------
    DialectError
        If a length is larger than PyTorch takes.
    ValueError
        If a length or a label is no whole number or lies outside.
    """
    labels = np.asarray(arrays["transcript"], np.float64)
    *_, classes = np.shape(arrays["frames"])
    frames = np.shape(arrays["frames"])[0 if spec.in_force("time_major") else 1]
    counted = np.sum(labels != spec.parameters["blank"], axis=1)
    lengths = _lengths(spec, arrays, "transcript_length", labels.shape[1], counted)
    _lengths(spec, arrays, "frame_length", frames, counted)
    used = np.arange(labels.shape[1]) < lengths[:, None]
    whole = labels == np.floor(labels)
    known = whole & (labels >= 0) & (labels < classes)
    wrong = used & ~(whole if spec.dialect in TAKES_ANY_LABEL else known)
    if wrong.any():
        where, label = first_cell("transcript", labels, wrong)
        raise ValueError(
            f"{where} is {label:g}, but there are {classes} classes: labels "
            f"are whole numbers from 0 to {classes - 1}"
        )


def _lengths(
    spec: LossSpec, arrays: Mapping[str, Any], name: str, most: int, default: Any
) -> np.ndarray[Any, Any]:
    """Give lengths after a check that they are whole numbers from 0 to `most`."""
    if name not in arrays:
        return np.asarray(default)
    found = np.asarray(arrays[name], np.float64)
    wrong = ~((found >= 0) & (found <= most) & (found == np.floor(found)))
    if wrong.any():
        place = int(np.argmax(wrong))
        said = (
            f"{name}[{place}] is {found[place]:g}; it must be a whole number from 0 to {most}, the "
            "length of its axis"
        )
        if spec.dialect == "torch-2" and found[place] > most:
            raise DialectError(f"{spec.rules.title} raises here: {said}")
        raise ValueError(said)
    return found
