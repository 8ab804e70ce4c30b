"""The sentences of the steps of connectionist temporal classification."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.explain_parts import LISTED_TERMS, input_of, number
from lossgui.core.saying import worded

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.api import Result
    from lossgui.core.trace import Stage


def _tell_states(result: Result, stage: Stage) -> str:
    labels = input_of(result, stage, 0)
    first = ", ".join(number(label) for label in stage.value[0][: 2 * LISTED_TERMS + 1])
    more = ", …" if stage.value.shape[1] > 2 * LISTED_TERMS + 1 else ""
    return worded(
        "A blank stands before, between and after the {count} labels of each sequence: {first} for "
        "the first one.",
        count=labels.shape[1],
        first=first + more,
    )


def _tell_paths(result: Result, stage: Stage) -> str:
    """Show how the paths to the last state of the first sequence add up in the last frame."""
    table, row = stage.value[0], stage.value.shape[1] - 1
    if not row:
        return worded("Before the first frame a path is at the first blank: ln 1 = 0.")
    frames = np.moveaxis(input_of(result, stage, 0), stage.node.attributes["frame_axis"], 1)
    symbol = int(input_of(result, stage, 1)[0, -1])
    ways = " + ".join(f"exp({number(way)})" for way in table[row - 1, ::-1][:2])
    place = [0, row, table.shape[1] - 1]
    return worded(
        "ln P of all paths to each state after each frame: a path stays, goes one state on, or "
        "skips a blank between two different labels. At {place}: ln({ways}) + the symbol's score "
        "{score} = {value}.",
        place=place,
        ways=ways,
        score=number(frames[0, row - 1, symbol]),
        value=number(table[row, -1]),
    )


def _tell_ends(_: Result, stage: Stage) -> str:
    ending = int(np.count_nonzero(stage.value[0] == 0))
    return worded(
        "A path may end in the last label or the blank behind it, after the last frame: {ending} "
        "cells of the first sequence's table are 0, the others cost.",
        ending=ending,
    )


SEQUENCES: dict[str, Callable[[Result, Stage], str]] = {
    "ctc_states": _tell_states,
    "ctc_forward": _tell_paths,
    "ctc_ends": _tell_ends,
}
