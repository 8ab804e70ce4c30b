"""The sentences of steps that move numbers, and of products and running sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.explain_parts import (
    LISTED_TERMS,
    added,
    at_text,
    input_of,
    number,
    telling_cell,
    terms_of,
)
from lossgui.core.formula import cut_text
from lossgui.core.saying import worded

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.api import Result
    from lossgui.core.trace import Stage


def tell_shape(result: Result, stage: Stage) -> str:
    """Say that only the shape is another one."""
    before = input_of(result, stage, 0).shape
    return worded(
        "The numbers stay; the shape goes from {before} to {after}.",
        before=before,
        after=stage.shape,
    )


def _tell_transpose(result: Result, stage: Stage) -> str:
    before, axes = input_of(result, stage, 0).shape, stage.node.attributes["axes"]
    order = ", ".join(map(str, axes))
    return worded(
        "The axes change places to {order}: the shape goes from {before} to {after}.",
        order=order,
        before=before,
        after=stage.shape,
    )


def _tell_cut(result: Result, stage: Stage) -> str:
    before, cut = input_of(result, stage, 0), cut_text(stage.node.attributes["parts"])
    return worded(
        "The cut [{cut}] takes {taken} of {count} elements: the shape goes from {before} to "
        "{after}.",
        cut=cut,
        taken=stage.value.size,
        count=before.size,
        before=before.shape,
        after=stage.shape,
    )


def _tell_put_back(result: Result, stage: Stage) -> str:
    before, cut = input_of(result, stage, 0), cut_text(stage.node.attributes["parts"])
    return worded(
        "The {count} elements go back to [{cut}]; the other {others} are 0, since the cut left "
        "them out.",
        count=before.size,
        cut=cut,
        others=stage.value.size - before.size,
    )


def _tell_concatenation(result: Result, stage: Stage) -> str:
    shapes = [str(input_of(result, stage, place).shape) for place in range(len(stage.feeds))]
    axis = stage.node.attributes["axis"]
    return worded(
        "Behind each other along axis {axis}: {shapes} make {shape}.",
        axis=axis,
        shapes=" + ".join(shapes),
        shape=stage.shape,
    )


def _tell_matrix_product(result: Result, stage: Stage) -> str:
    """Show the sum of products at the cell that matters most."""
    cell = telling_cell(stage.value)
    a, b = (input_of(result, stage, place) for place in (0, 1))
    left, right = a.ndim == 1, b.ndim == 1
    own = cell[: len(cell) - (2 - left - right)]
    row = _stacked(a, own, 1 if left else 2)
    column = _stacked(b, own, 1 if right else 2)
    row = row if left else row[cell[len(own)]]
    column = column if right else column[:, cell[-1]]
    with np.errstate(all="ignore"):
        terms = row * column
    return worded(
        "{at}{value} = {terms}, each the product of an element of the row and one of the column.",
        at=at_text(stage, cell),
        value=number(stage.value[cell]),
        terms=added(terms),
    )


def _tell_running_sum(result: Result, stage: Stage) -> str:
    cell, axis = telling_cell(stage.value), stage.node.attributes["axis"]
    before = tuple(slice(0, at + 1) if place == axis else at for place, at in enumerate(cell))
    terms = added(np.ravel(input_of(result, stage, 0)[before]))
    return worded(
        "{at}{value} = {terms}, up to its own element.",
        at=at_text(stage, cell),
        value=number(stage.value[cell]),
        terms=terms,
    )


def _tell_product(result: Result, stage: Stage) -> str:
    cell, terms, value = terms_of(result, stage)
    listed = " * ".join(number(term) for term in terms[:LISTED_TERMS]) or "nothing"
    told = {"at": at_text(stage, cell), "value": number(value), "factors": listed}
    if terms.size > LISTED_TERMS:
        return worded("{at}{value} = {factors} * … ({count} factors).", count=terms.size, **told)
    return worded("{at}{value} = {factors}.", **told)


def _stacked(array: np.ndarray, cell: tuple[int, ...], rank: int) -> np.ndarray:
    """Give the matrix or vector of a stack that enters a cell."""
    stack = array.shape[: array.ndim - rank]
    own = cell[len(cell) - len(stack) :]
    place = tuple(0 if n == 1 else at for at, n in zip(own, stack, strict=True))
    return np.asarray(array[place])


MOVING: dict[str, Callable[[Result, Stage], str]] = {
    "reshape": tell_shape,
    "transpose": _tell_transpose,
    "slice": _tell_cut,
    "unslice": _tell_put_back,
    "concatenate": _tell_concatenation,
    "matmul": _tell_matrix_product,
    "cumsum": _tell_running_sum,
    "prod": _tell_product,
}
