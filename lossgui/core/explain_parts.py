"""Numbers and cells in the sentences of steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.saying import worded

if TYPE_CHECKING:
    from lossgui.core.api import Result
    from lossgui.core.trace import Stage

# A sum of more terms is told by its first ones and their number.
LISTED_TERMS = 6


def number(value: Any) -> str:
    """Write a number with six digits, NaN and inf as such.

    What only looks like 1 then, as a clipped probability does, gets the digits that tell.
    """
    plain = float(value)
    if plain == 0:
        return "0"
    short = f"{plain:.6g}"
    return f"{plain:.9g}" if short in ("1", "-1") else short


def telling_cell(values: Any) -> tuple[int, ...]:
    """Give the first cell that is not finite, else the one with the largest absolute value."""
    plain = np.asarray(values, dtype=np.float64)
    odd = ~np.isfinite(plain)
    flat = int(np.argmax(odd)) if odd.any() else int(np.argmax(np.abs(plain)))
    return tuple(int(at) for at in np.unravel_index(flat, plain.shape))


def input_of(result: Result, stage: Stage, place: int) -> Any:
    """Give the array of one input of a step."""
    feed = stage.feeds[place]
    if isinstance(feed, int):
        return result.stages[feed].value
    if isinstance(feed, str):
        return result.inputs[feed]
    return np.asarray(feed)


def value_at(result: Result, stage: Stage, place: int, cell: tuple[int, ...]) -> Any:
    """Give the number of an input that broadcasting brings to a cell of the step."""
    array = np.asarray(input_of(result, stage, place))
    own = cell[len(cell) - array.ndim :]
    return array[tuple(0 if n == 1 else at for at, n in zip(own, array.shape, strict=True))]


def terms_of(result: Result, stage: Stage) -> tuple[tuple[int, ...], Any, Any]:
    """Give the cell that is told, what it adds up, and its value."""
    source = input_of(result, stage, 0)
    cell = telling_cell(stage.value)
    kept = iter(cell)
    region = tuple(slice(None) if a in stage.axis else next(kept) for a in range(source.ndim))
    return cell, np.ravel(source[region]), stage.value[cell]


def added(terms: Any) -> str:
    """Write a sum; of more than some terms only the first ones."""
    if terms.size <= LISTED_TERMS:
        return " + ".join(number(term) for term in terms).replace("+ -", "- ") or "nothing"
    start = " + ".join(number(term) for term in terms[:3]).replace("+ -", "- ")
    return worded("{start} + … ({count} terms)", start=start, count=terms.size)


def at_text(stage: Stage, cell: tuple[int, ...]) -> str:
    """Begin a sentence about one cell; with nothing if the step is a single number."""
    if stage.value.ndim == 0:
        return ""
    return worded("At {cell}: ", cell=list(cell))
