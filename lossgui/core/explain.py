"""What a step did, in one sentence, with the numbers it used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.explain_moving import MOVING, tell_shape
from lossgui.core.explain_parts import (
    LISTED_TERMS,
    added,
    at_text,
    input_of,
    number,
    telling_cell,
    terms_of,
    value_at,
)
from lossgui.core.expr import OPERATIONS
from lossgui.core.formula import number_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.api import Result
    from lossgui.core.trace import Stage


def step_sentence(result: Result, index: int) -> str:
    """Say what the step does and how its first (or only) number comes about.

    Parameters
    ----------
    result
        What `evaluate` gave.
    index
        Place of the step in ``result.stages``.

    Raises
    ------
    IndexError
        If there is no such step.
    """
    stage = result.stages[index]
    if stage.value.size == 0:
        return f"{stage.formula}: an array of shape {stage.shape} has no elements."
    tell = _TELLERS.get(stage.operation, _tell_elementwise)
    return tell(result, stage)


def _tell_elementwise(result: Result, stage: Stage) -> str:
    """Show the step at the cell with the largest absolute value: the one that matters most."""
    cell = telling_cell(stage.value)
    inputs = [number(value_at(result, stage, place, cell)) for place in range(len(stage.feeds))]
    sign = _SIGNS.get(stage.operation, OPERATIONS[stage.operation].symbol)
    done = f"{sign.format(*inputs)} = {number(stage.value[cell])}"
    if stage.value.ndim == 0:
        return f"{done}."
    where = f"at {list(cell)}" if stage.value.size > 1 else "its only element"
    return f"Each element by itself; {where}: {done}."


def _tell_sum(result: Result, stage: Stage) -> str:
    cell, terms, total = terms_of(result, stage)
    return f"{at_text(stage, cell)}{number(total)} = {added(terms)}."


def _tell_mean(result: Result, stage: Stage) -> str:
    cell, terms, value = terms_of(result, stage)
    with np.errstate(all="ignore"):
        total = np.sum(terms, dtype=np.float64)
    shape = input_of(result, stage, 0).shape
    lengths = [str(shape[axis]) for axis in stage.axis]
    count = f"{' * '.join(lengths)} = {terms.size}" if len(lengths) > 1 else str(terms.size)
    return (
        f"{at_text(stage, cell)}{number(value)} = {number(total)} / {terms.size}: "
        f"{added(terms)} = {number(total)}; the mean divides by {count}."
    )


def _tell_max(result: Result, stage: Stage) -> str:
    cell, terms, value = terms_of(result, stage)
    which = "smallest" if stage.operation == "min" else "largest"
    return f"{at_text(stage, cell)}{number(value)} is the {which} of {terms.size} elements."


def _tell_logsumexp(result: Result, stage: Stage) -> str:
    cell, terms, value = terms_of(result, stage)
    return (
        f"{at_text(stage, cell)}{number(value)} is the logarithm of the sum of the exponentials of "
        f"{terms.size} elements."
    )


def _tell_place(result: Result, stage: Stage) -> str:
    cell, terms, place = terms_of(result, stage)
    which = "smallest" if stage.operation == "argmin" else "largest"
    return (
        f"{at_text(stage, cell)}{number(place)} is the place, from 0 on, of the {which} of "
        f"{terms.size} elements."
    )


def _tell_median(result: Result, stage: Stage) -> str:
    cell = telling_cell(stage.value)
    axis = stage.node.attributes["axis"]
    count = input_of(result, stage, 0).shape[axis]
    middle = "the middle one" if count % 2 else "the mean of the two middle ones"
    value = number(stage.value[cell])
    return f"{at_text(stage, cell)}{value} is {middle} of {count} ordered elements."


def _tell_quantile(_: Result, stage: Stage) -> str:
    cell = telling_cell(stage.value)
    share = number_text(float(stage.node.attributes["share"]))
    after = " or, where that is met exactly, the next one"
    return (
        f"{at_text(stage, cell)}{number(stage.value[cell])} is the element at which the weights of "
        f"the ordered elements reach {share} of their sum"
        f"{after if stage.operation == 'upper_quantile' else ''}."
    )


def _tell_index(_: Result, stage: Stage) -> str:
    return f"The places along this axis have the numbers 0 to {stage.value.size - 1}."


def _tell_states(result: Result, stage: Stage) -> str:
    labels = input_of(result, stage, 0)
    first = ", ".join(number(label) for label in stage.value[0][: 2 * LISTED_TERMS + 1])
    more = ", …" if stage.value.shape[1] > 2 * LISTED_TERMS + 1 else ""
    return (
        f"A blank stands before, between and after the {labels.shape[1]} labels of each sequence: "
        f"{first}{more} for the first one."
    )


def _tell_paths(result: Result, stage: Stage) -> str:
    """Show how the paths to the last state of the first sequence add up in the last frame."""
    table, row = stage.value[0], stage.value.shape[1] - 1
    if not row:
        return "Before the first frame a path is at the first blank: ln 1 = 0."
    frames = np.moveaxis(input_of(result, stage, 0), stage.node.attributes["frame_axis"], 1)
    symbol = int(input_of(result, stage, 1)[0, -1])
    ways = " + ".join(f"exp({number(way)})" for way in table[row - 1, ::-1][:2])
    place = [0, row, table.shape[1] - 1]
    return (
        "ln P of all paths to each state after each frame: a path stays, goes one state on, or "
        f"skips a blank between two different labels. At {place}: ln({ways}) + the symbol's score "
        f"{number(frames[0, row - 1, symbol])} = {number(table[row, -1])}."
    )


def _tell_ends(_: Result, stage: Stage) -> str:
    ending = int(np.count_nonzero(stage.value[0] == 0))
    return (
        f"A path may end in the last label or the blank behind it, after the last frame: {ending} "
        "cells of the first sequence's table are 0, the others cost."
    )


def _tell_division(result: Result, stage: Stage) -> str:
    cell = telling_cell(stage.value)
    above, below = (value_at(result, stage, place, cell) for place in (0, 1))
    done = f"{number(stage.value[cell])} = {number(above)} / {number(below)}"
    named = result.denominator
    is_last = stage is result.stages[-1]
    if below == 0 and stage.operation == "divide_no_nan":
        return f"{done}: a division by 0 gives 0 here."
    if not is_last or named is None:
        return f"{done}."
    meaning = f"{named.name} = {number(named.value)} is the {named.meaning}"
    if named.value == below:
        return f"{done}; {meaning}."
    # The mask's weights are n / valid: what was multiplied by n before is divided by it here.
    return f"{done}; with the n inside the mask's weights it divides by {named.name}: {meaning}."


def _tell_sum_back(result: Result, stage: Stage) -> str:
    before = input_of(result, stage, 0).shape
    return f"What was repeated is added up: the shape goes from {before} to {stage.shape}."


def _tell_where(result: Result, stage: Stage) -> str:
    condition = np.broadcast_to(input_of(result, stage, 0), stage.shape)
    taken = int(np.count_nonzero(condition))
    feed = stage.feeds[0]
    test = result.stages[feed].formula if isinstance(feed, int) else str(feed)
    return (
        f"{test} holds for {taken} of {condition.size} elements: they take the first value, "
        f"the other {condition.size - taken} the second."
    )


def _tell_clip(result: Result, stage: Stage) -> str:
    before = np.broadcast_to(input_of(result, stage, 0), stage.shape)
    changed = int(np.count_nonzero((stage.value != before) & ~np.isnan(before)))
    low, high = (number_text(float(input_of(result, stage, place))) for place in (1, 2))
    moved = "was" if changed == 1 else "were"
    return f"{changed} of {stage.value.size} elements {moved} moved into {low} .. {high}."


def _tell_comparison(_: Result, stage: Stage) -> str:
    holds = int(np.count_nonzero(stage.value))
    return f"{stage.formula} holds for {holds} of {stage.value.size} elements."


_SIGNS = {
    "add": "{0} + {1}",
    "subtract": "{0} - {1}",
    "multiply": "{0} * {1}",
    "negate": "-({0})",
    "square": "({0})²",
    "absolute": "|{0}|",
    "sign": "sign({0})",
    "sqrt": "√{0}",
    "exp": "exp({0})",
    "log": "ln {0}",
    "log1p": "ln(1 + {0})",
    "softplus": "ln(1 + exp({0}))",
    "sigmoid": "1 / (1 + exp(-({0})))",
    "maximum": "the larger of {0} and {1}",
    "minimum": "the smaller of {0} and {1}",
    "power": "({0}) ^ {1}",
    "stop_gradient": "{0}",
    "as_log_softmax": "{0}",
    "expm1": "exp({0}) - 1",
    "floor": "{0} rounded down",
    "ceil": "{0} rounded up",
    "round": "{0} rounded",
    "truncate": "{0} without its decimals",
}

_TELLERS: dict[str, Callable[[Result, Stage], str]] = {
    "sum": _tell_sum,
    "mean": _tell_mean,
    "divide": _tell_division,
    "divide_no_nan": _tell_division,
    "where": _tell_where,
    "clip": _tell_clip,
    "sum_like": _tell_sum_back,
    "max": _tell_max,
    "min": _tell_max,
    "logsumexp": _tell_logsumexp,
    "argmax": _tell_place,
    "argmin": _tell_place,
    "index": _tell_index,
    "ctc_states": _tell_states,
    "ctc_forward": _tell_paths,
    "ctc_ends": _tell_ends,
    "median": _tell_median,
    "lower_quantile": _tell_quantile,
    "upper_quantile": _tell_quantile,
    **dict.fromkeys(("expand_dims", "squeeze", "broadcast_like"), tell_shape),
    **dict.fromkeys(
        ("less", "less_equal", "greater", "greater_equal", "equal", "not_equal"), _tell_comparison
    ),
    **dict.fromkeys(
        ("logical_and", "logical_or", "logical_not", "is_nan", "is_finite"), _tell_comparison
    ),
    **MOVING,
}


__all__ = ["number", "step_sentence"]
