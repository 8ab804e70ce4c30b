"""What a step did, in one sentence, with the numbers it used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.explain_moving import MOVING, tell_shape
from lossgui.core.explain_parts import (
    added,
    at_text,
    input_of,
    number,
    telling_cell,
    terms_of,
    value_at,
)
from lossgui.core.explain_sequences import SEQUENCES
from lossgui.core.expr import OPERATIONS
from lossgui.core.formula import number_text
from lossgui.core.saying import Said, one_after_another, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
        return worded(
            "{formula}: an array of shape {shape} has no elements.",
            formula=stage.formula,
            shape=stage.shape,
        )
    tell = _TELLERS.get(stage.operation, _tell_elementwise)
    return tell(result, stage)


def _tell_elementwise(result: Result, stage: Stage) -> str:
    """Show the step at the cell with the largest absolute value: the one that matters most."""
    cell = telling_cell(stage.value)
    inputs = [number(value_at(result, stage, place, cell)) for place in range(len(stage.feeds))]
    done = one_after_another([_written(stage.operation, inputs), f"= {number(stage.value[cell])}"])
    if stage.value.ndim == 0:
        return worded("{done}.", done=done)
    if stage.value.size == 1:
        return worded("Each element by itself; its only element: {done}.", done=done)
    return worded("Each element by itself; at {cell}: {done}.", cell=list(cell), done=done)


def _written(operation: str, inputs: Sequence[str]) -> str:
    """Write an operation with its numbers, as in a formula or in a few words."""
    if operation in _WORDS:
        return Said(_WORDS[operation], dict(zip("ab", inputs, strict=False)))
    return _SIGNS.get(operation, OPERATIONS[operation].symbol).format(*inputs)


def _tell_sum(result: Result, stage: Stage) -> str:
    cell, terms, total = terms_of(result, stage)
    at = at_text(stage, cell)
    return worded("{at}{total} = {terms}.", at=at, total=number(total), terms=added(terms))


def _tell_mean(result: Result, stage: Stage) -> str:
    cell, terms, value = terms_of(result, stage)
    with np.errstate(all="ignore"):
        total = np.sum(terms, dtype=np.float64)
    shape = input_of(result, stage, 0).shape
    lengths = [str(shape[axis]) for axis in stage.axis]
    count = f"{' * '.join(lengths)} = {terms.size}" if len(lengths) > 1 else str(terms.size)
    return worded(
        "{at}{value} = {total} / {size}: {terms} = {total}; the mean divides by {count}.",
        at=at_text(stage, cell),
        value=number(value),
        total=number(total),
        size=terms.size,
        terms=added(terms),
        count=count,
    )


def _tell_max(result: Result, stage: Stage) -> str:
    cell, terms, value = terms_of(result, stage)
    told = {"at": at_text(stage, cell), "value": number(value), "count": terms.size}
    if stage.operation == "min":
        return worded("{at}{value} is the smallest of {count} elements.", **told)
    return worded("{at}{value} is the largest of {count} elements.", **told)


def _tell_logsumexp(result: Result, stage: Stage) -> str:
    cell, terms, value = terms_of(result, stage)
    return worded(
        "{at}{value} is the logarithm of the sum of the exponentials of {count} elements.",
        at=at_text(stage, cell),
        value=number(value),
        count=terms.size,
    )


def _tell_place(result: Result, stage: Stage) -> str:
    cell, terms, place = terms_of(result, stage)
    told = {"at": at_text(stage, cell), "place": number(place), "count": terms.size}
    if stage.operation == "argmin":
        return worded(
            "{at}{place} is the place, from 0 on, of the smallest of {count} elements.", **told
        )
    return worded(
        "{at}{place} is the place, from 0 on, of the largest of {count} elements.", **told
    )


def _tell_median(result: Result, stage: Stage) -> str:
    cell = telling_cell(stage.value)
    axis = stage.node.attributes["axis"]
    count = input_of(result, stage, 0).shape[axis]
    told = {"at": at_text(stage, cell), "value": number(stage.value[cell]), "count": count}
    if count % 2:
        return worded("{at}{value} is the middle one of {count} ordered elements.", **told)
    return worded(
        "{at}{value} is the mean of the two middle ones of {count} ordered elements.", **told
    )


def _tell_quantile(_: Result, stage: Stage) -> str:
    cell = telling_cell(stage.value)
    share = number_text(float(stage.node.attributes["share"]))
    told = {"at": at_text(stage, cell), "value": number(stage.value[cell]), "share": share}
    if stage.operation == "upper_quantile":
        return worded(
            "{at}{value} is the element at which the weights of the ordered elements reach "
            "{share} of their sum or, where that is met exactly, the next one.",
            **told,
        )
    return worded(
        "{at}{value} is the element at which the weights of the ordered elements reach {share} of "
        "their sum.",
        **told,
    )


def _tell_index(_: Result, stage: Stage) -> str:
    last = stage.value.size - 1
    return worded("The places along this axis have the numbers 0 to {last}.", last=last)


def _tell_division(result: Result, stage: Stage) -> str:
    cell = telling_cell(stage.value)
    above, below = (value_at(result, stage, place, cell) for place in (0, 1))
    done = f"{number(stage.value[cell])} = {number(above)} / {number(below)}"
    named = result.denominator
    is_last = stage is result.stages[-1]
    if below == 0 and stage.operation == "divide_no_nan":
        return worded("{done}: a division by 0 gives 0 here.", done=done)
    if not is_last or named is None:
        return f"{done}."
    told = {"name": named.name, "value": number(named.value), "meaning": named.meaning}
    if named.value == below:
        return worded("{done}; {name} = {value} is the {meaning}.", done=done, **told)
    # The mask's weights are n / valid: what was multiplied by n before is divided by it here.
    return worded(
        "{done}; with the n inside the mask's weights it divides by {name}: {name} = {value} is "
        "the {meaning}.",
        done=done,
        **told,
    )


def _tell_sum_back(result: Result, stage: Stage) -> str:
    before = input_of(result, stage, 0).shape
    return worded(
        "What was repeated is added up: the shape goes from {before} to {after}.",
        before=before,
        after=stage.shape,
    )


def _tell_where(result: Result, stage: Stage) -> str:
    condition = np.broadcast_to(input_of(result, stage, 0), stage.shape)
    taken = int(np.count_nonzero(condition))
    feed = stage.feeds[0]
    test = result.stages[feed].formula if isinstance(feed, int) else str(feed)
    return worded(
        "{test} holds for {taken} of {count} elements: they take the first value, the other "
        "{others} the second.",
        test=test,
        taken=taken,
        count=condition.size,
        others=condition.size - taken,
    )


def _tell_clip(result: Result, stage: Stage) -> str:
    before = np.broadcast_to(input_of(result, stage, 0), stage.shape)
    changed = int(np.count_nonzero((stage.value != before) & ~np.isnan(before)))
    low, high = (number_text(float(input_of(result, stage, place))) for place in (1, 2))
    told = {"count": stage.value.size, "low": low, "high": high}
    if changed == 1:
        return worded("1 of {count} elements was moved into {low} .. {high}.", **told)
    return worded(
        "{changed} of {count} elements were moved into {low} .. {high}.", changed=changed, **told
    )


def _tell_comparison(_: Result, stage: Stage) -> str:
    holds = int(np.count_nonzero(stage.value))
    return worded(
        "{formula} holds for {holds} of {count} elements.",
        formula=stage.formula,
        holds=holds,
        count=stage.value.size,
    )


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
    "power": "({0}) ^ {1}",
    "stop_gradient": "{0}",
    "as_log_softmax": "{0}",
    "expm1": "exp({0}) - 1",
}

_WORDS = {
    "maximum": worded("the larger of {a} and {b}"),
    "minimum": worded("the smaller of {a} and {b}"),
    "floor": worded("{a} rounded down"),
    "ceil": worded("{a} rounded up"),
    "round": worded("{a} rounded"),
    "truncate": worded("{a} without its decimals"),
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
    **SEQUENCES,
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
