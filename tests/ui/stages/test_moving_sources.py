"""Steps that move numbers know exactly which cell comes from which."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from lossgui.core import ops
from lossgui.core.evaluate import Evaluator
from lossgui.core.expr import apply, variable
from lossgui.core.trace import trace
from lossgui.ui.stages.sources import cell_box, reached, sources, stage_axes

SHAPES = {"x": (3, 4), "y": (3, 2)}
X, Y = (variable(name, shape) for name, shape in SHAPES.items())
ALL, BACK = slice(None), slice(None, None, -1)
KEPT = ((2, None, -2), (1, 3, None))
STEPS = {
    "cut": ops.slice_(X, (slice(1, None), slice(0, -1))),
    "cut backwards": ops.slice_(X, (BACK, slice(None, None, 2))),
    "put back": apply("unslice", ops.slice_(Y, (slice(0, 2),)), X, parts=KEPT),
    "transpose": ops.transpose(X),
    "concatenate": ops.concatenate([Y, X, Y], 1),
    "concatenate samples": ops.concatenate([X, X], 0),
    "square transpose": ops.transpose(ops.slice_(X, (ALL, slice(0, 3)))),
}


def laid_out(node):
    evaluator = Evaluator([node], "float64")
    numbers = {name: np.arange(1.0, 1 + np.prod(shape)) for name, shape in SHAPES.items()}
    numbers["y"] += 100
    evaluator.run({name: numbers[name].reshape(shape) for name, shape in SHAPES.items()})
    return trace(SimpleNamespace(output=node), evaluator).stages, numbers


@pytest.mark.parametrize("name", STEPS)
def test_each_cell_is_told_the_one_cell_that_it_comes_from(name):
    stages, numbers = laid_out(STEPS[name])
    last = len(stages) - 1
    for cell in np.ndindex(stages[last].shape):
        found = sources(stages, SHAPES, last, cell_box(cell))
        value = stages[last].value[cell]
        origin = {
            tensor: cell_box(np.argwhere(numbers[tensor].reshape(shape) == value)[0])
            for tensor, shape in SHAPES.items()
            if value in numbers[tensor]
        }
        assert {key: box for key, box in found.items() if isinstance(key, str)} == origin


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("tensor", SHAPES)
def test_each_cell_of_a_tensor_reaches_the_cells_that_hold_its_number(name, tensor):
    stages, numbers = laid_out(STEPS[name])
    last = len(stages) - 1
    for cell in np.ndindex(SHAPES[tensor]):
        found = reached(stages, SHAPES, last, {tensor: cell_box(cell)})
        value = numbers[tensor].reshape(SHAPES[tensor])[cell]
        places = np.argwhere(stages[last].value == value)
        if not len(places):
            assert found is None
            continue
        hull = zip(places.min(axis=0), places.max(axis=0), strict=True)
        assert found == tuple(slice(low, high + 1) for low, high in hull)


def test_a_reshape_comes_from_anywhere():
    stages, _ = laid_out(ops.reshape(X, (-1,)))
    found = sources(stages, SHAPES, 0, cell_box((3,)))
    assert found["x"] == (slice(0, 3), slice(0, 4))
    assert reached(stages, SHAPES, 0, {"x": cell_box((0, 0))}) == (slice(0, 12),)


@pytest.mark.parametrize(
    ("node", "axes"),
    [
        (ops.transpose(X), (1, 0)),
        (ops.slice_(X, (ALL, slice(0, 2))), (0, None)),
        (ops.concatenate([X, X], 0), (None, 1)),
        (ops.reshape(X, (4, 3)), (None, None)),
        (ops.matmul(X, ops.transpose(X)), (None, None)),
    ],
)
def test_axes_keep_their_names_where_they_are_whole(node, axes):
    assert stage_axes(laid_out(node)[0], SHAPES)[-1] == axes
