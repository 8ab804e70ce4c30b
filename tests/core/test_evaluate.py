"""An update after an edit gives the bits of a fresh run, and takes nothing from anybody."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from lossgui.core import evaluate as evaluate_module
from lossgui.core import ops
from lossgui.core.api import make_result, wanted_nodes
from lossgui.core.evaluate import Evaluator, Region
from lossgui.core.expr import Node, apply, variable
from lossgui.core.ops import (
    broadcast_like,
    expand_dims,
    log,
    logsumexp,
    mean,
    softplus,
    sqrt,
    square,
    squeeze,
    sum_,
    sum_like,
    where,
)
from lossgui.core.pipeline import build
from lossgui.core.spec import make_spec
from tests.core import random_cases as random

DTYPES = ("float16", "float32", "float64")


def bits(array: Any) -> tuple[Any, ...]:
    array = np.asarray(array)
    return array.dtype, array.shape, array.tobytes()


def regions(shape: tuple[int, ...]) -> st.SearchStrategy[Region]:
    """One cell, a row, a block or everything: slices with start < stop."""

    def part(length: int) -> st.SearchStrategy[slice]:
        return st.tuples(st.integers(0, length - 1), st.integers(1, length)).map(
            lambda ends: slice(ends[0], max(ends[0] + 1, ends[1]))
        )

    return st.tuples(*map(part, shape))


def edited(array: np.ndarray, region: Region, rng: np.random.Generator) -> np.ndarray:
    changed = array.copy()
    changed[region] = rng.uniform(-2, 2, changed[region].shape)
    return changed


def check_updates(
    outputs: list[Node], tensors: dict[str, np.ndarray], dtype: str, data: Any, edits: int = 3
) -> None:
    """Edit random regions, several at a time; after each, every node is as after a fresh run."""
    followed, rng = Evaluator(outputs, dtype), np.random.default_rng(1)
    followed.run(tensors)
    for _ in range(edits):
        names = data.draw(st.sets(st.sampled_from(sorted(tensors)), min_size=1))
        touched = {name: data.draw(regions(tensors[name].shape)) for name in sorted(names)}
        tensors = tensors | {name: edited(tensors[name], r, rng) for name, r in touched.items()}
        followed.update(tensors, touched)
        fresh = Evaluator(outputs, dtype)
        fresh.run(tensors)
        for node in fresh.order:
            assert bits(followed[node]) == bits(fresh[node]), node.operation


@st.composite
def losses(draw: st.DrawFn) -> tuple[Any, dict[str, np.ndarray]]:
    shape = draw(random.shapes())
    spec = draw(random.specs(len(shape)))
    shapes = dict.fromkeys(spec.entry.arguments, shape)
    shapes[spec.entry.arguments[1]] = draw(random.partners(shape))
    left = random.reduced(spec, shape)
    if draw(st.booleans()):
        shapes["sample_weight"] = draw(random.weight_shapes(left))
    if draw(st.integers(0, 3)) == 0:
        shapes["mask"] = draw(random.weight_shapes(left))
    assume(random.is_taken(spec, shapes))
    return spec, random.tensors(spec, shapes, draw(random.SEEDS), bounds=(-2, 2))


@pytest.mark.parametrize("limit", [0, 65_536])
@settings(max_examples=150)
@given(case=losses(), dtype=st.sampled_from(DTYPES), data=st.data())
def test_an_update_of_a_loss_equals_a_run(limit, case, dtype, data):
    spec, tensors = case
    pipeline = build(spec, {name: array.shape for name, array in tensors.items()})
    nodes = [*wanted_nodes(pipeline), pipeline.gradient(pipeline.spec.entry.arguments[1])]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate_module, "COPIED_ELEMENTS", limit)
        check_updates(nodes, tensors, dtype, data)


STEPS = ("sum", "mean", "root", "center", "expand", "back")
MOVES = ("cut", "put back", "reshape", "transpose", "concatenate", "matmul", "cumsum", "pick")


def graph(draw: Any, shape: tuple[int, ...], steps: tuple[str, ...] = STEPS) -> Node:
    """A chain of random steps over x (whole), r (the last axis) and c (a column)."""
    x, r = variable("x", shape), variable("r", shape[-1:])
    node = where(apply("less", x, r), square(x) * r, softplus(x) - r)
    for step in draw(st.lists(st.sampled_from(steps), max_size=4)):
        rank = len(node.shape)
        if step in ("sum", "mean"):
            axis = draw(random.axes(rank))
            node = sum_(node, axis) if step == "sum" else mean(node, axis)
        elif step == "root":
            node = sqrt(square(node) + 1.0) + log(square(node) + 0.5)
        elif step == "center" and rank:
            centre = expand_dims(mean(node, rank - 1), rank - 1)
            node = node - broadcast_like(centre, node)
        elif step == "expand":
            place = draw(st.integers(0, rank))
            node = squeeze(expand_dims(node * 2.0, place), place)
        elif step == "back" and node.shape == shape:
            node = node + sum_like(node, r)
        elif step in MOVES and rank:
            node = moved(draw, node, step)
    return node


def moved(draw: Any, node: Node, step: str) -> Node:
    """Apply a step that moves or mixes the numbers; none that leaves no elements."""
    rank = len(node.shape)
    axis = draw(st.integers(0, rank - 1))
    parts = draw(cut_of(node.shape))
    written = tuple((part.start, part.stop, part.step) for part in parts)
    lengths = [(-1,), (node.shape[0], -1), (1, *node.shape), (*node.shape[::-1],)]
    pick = draw(st.sampled_from(["argmax", "argmin", "max", "min", "prod"]))
    swapped = (*range(rank - 2), rank - 1, rank - 2)[-rank:]
    return {
        "cut": lambda: ops.slice_(node, parts),
        "put back": lambda: apply("unslice", ops.slice_(node, parts) * 1.0, node, parts=written),
        "reshape": lambda: ops.reshape(node, draw(st.sampled_from(lengths))),
        "transpose": lambda: ops.transpose(node, draw(st.permutations(range(rank)))),
        "concatenate": lambda: ops.concatenate([node, 2.0 * node], axis),
        "matmul": lambda: ops.matmul(node, ops.transpose(node, swapped)),
        "cumsum": lambda: ops.cumsum(node, axis),
        "pick": lambda: apply(pick, node, axis=draw(st.sampled_from((axis, None)))),
    }[step]()


def cut_of(shape: tuple[int, ...]) -> st.SearchStrategy[tuple[slice, ...]]:
    """A cut that leaves something of each axis, in either direction."""
    return st.tuples(
        *(
            st.sampled_from(
                (
                    slice(None),
                    slice(None, None, -1),
                    slice(0, 1),
                    slice(n // 2, None),
                    slice(-1, None),
                )
            )
            for n in shape
        )
    )


@pytest.mark.parametrize("limit", [0, 65_536])
@settings(max_examples=150)
@given(shape=random.shapes(max_rank=4), dtype=st.sampled_from(DTYPES), data=st.data())
@pytest.mark.parametrize("steps", [STEPS, STEPS + 2 * MOVES], ids=["in place", "moving"])
def test_an_update_of_any_graph_equals_a_run(limit, steps, shape, dtype, data):
    shape = (*shape, data.draw(st.integers(1, 4)))
    output = graph(data.draw, shape, steps)
    rng = np.random.default_rng(data.draw(random.SEEDS))
    tensors = {"x": rng.uniform(-2, 2, shape), "r": rng.uniform(-2, 2, shape[-1:])}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate_module, "COPIED_ELEMENTS", limit)
        check_updates([output], tensors, dtype, data)


# NumPy adds up in another order when a region leaves one column of many, or one plane.
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    ("shape", "axis"),
    [
        ((1000, 10), 0),
        ((20_000, 3), 0),
        ((200, 300), 1),
        ((3, 20_000), -1),
        ((50, 40, 30), 1),
        ((50, 40, 30), (0, 2)),
        ((50, 40, 30), (0, 1)),
        ((30, 4, 5, 70), (1, 3)),
        ((30, 40, 5, 7), (0, 2)),
        ((300, 1, 40), 0),
        ((300, 40, 1), 0),
        ((2, 300, 40), 1),
    ],
)
def test_a_long_sum_has_the_same_bits_for_one_cell_as_for_all(shape, axis, dtype, order, rng):
    x = variable("x", shape)
    outputs = [sum_(square(x), axis), mean(square(x), axis)]
    values = np.asarray(rng.uniform(0, 1, shape), order=order)
    followed, fresh = Evaluator(outputs, dtype), Evaluator(outputs, dtype)
    followed.run({"x": values})
    for _ in range(4):
        cell = tuple(int(rng.integers(length)) for length in shape)
        values = values.copy(order="K")
        values[cell] = rng.uniform(0, 1)
        followed.update({"x": values}, {"x": tuple(slice(at, at + 1) for at in cell)})
        fresh.run({"x": values})
        for node in outputs:
            assert bits(followed[node]) == bits(fresh[node])


VIEWS = {
    "axes turned": ops.transpose,
    "axes moved on": lambda x: ops.transpose(x, (1, 2, 0)),
    "last axes swapped": lambda x: ops.transpose(x, (0, 2, 1)),
    "first axes swapped": lambda x: ops.transpose(x, (1, 0, 2)),
    "backwards": lambda x: ops.slice_(x, (slice(None, None, -1),) * 3),
    "every second": lambda x: ops.slice_(x, (slice(None), slice(None, None, 2), slice(1, None, 2))),
    "a piece": lambda x: ops.slice_(x, (slice(1, None), slice(None), slice(0, -1))),
    "flat rows": lambda x: ops.reshape(x, (x.shape[0], -1, 1)),
}


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("axis", [0, 1, 2, (0, 1), (0, 2), (1, 2), None])
@pytest.mark.parametrize("shape", [(40, 50, 30), (3, 4, 4000), (4000, 3, 4), (3, 4000, 2)])
@pytest.mark.parametrize("view", VIEWS)
def test_a_long_sum_over_moved_numbers_has_the_same_bits_for_one_cell_as_for_all(
    view, shape, axis, dtype, rng
):
    x = variable("x", shape)
    seen = VIEWS[view](x)
    outputs = [apply(name, seen, axis=axis) for name in ("sum", "mean", "prod", "argmax")]
    outputs += [sum_(square(seen), axis), logsumexp(seen, axis)]
    values = rng.uniform(0.5, 1.5, shape)
    followed, fresh = Evaluator(outputs, dtype), Evaluator(outputs, dtype)
    followed.run({"x": values})
    for _ in range(2):
        cell = tuple(int(rng.integers(length)) for length in shape)
        values = values.copy(order="K")
        values[cell] = rng.uniform(0.5, 1.5)
        followed.update({"x": values}, {"x": tuple(slice(at, at + 1) for at in cell)})
        fresh.run({"x": values})
        for node in outputs:
            assert bits(followed[node]) == bits(fresh[node]), node.operation


# -------------------------------------------------------------------------- whose memory is whose


def mse(shape: tuple[int, ...], **choices: Any) -> Any:
    spec = make_spec("mse", reduction="none", **choices)
    return build(spec, {"y_true": shape, "y_pred": shape})


@pytest.mark.parametrize("limit", [0, 65_536])
def test_an_update_never_writes_into_an_array_it_was_given(limit, monkeypatch):
    monkeypatch.setattr(evaluate_module, "COPIED_ELEMENTS", limit)
    pipeline = mse((2, 3), dtype="float64")
    everything = (slice(0, 2), slice(0, 3))
    target, evaluator = np.zeros((2, 3)), Evaluator([pipeline.output], "float64")
    evaluator.run({"y_true": target, "y_pred": np.zeros((2, 3))})
    given = [np.full((2, 3), number, dtype) for number, dtype in enumerate("dfidfd", start=1)]
    for number, array in enumerate(given, start=1):
        evaluator.update({"y_true": target, "y_pred": array}, {"y_pred": everything})
        np.testing.assert_array_equal(evaluator[pipeline.output], [number**2] * 2)
    for number, array in enumerate(given, start=1):
        assert np.all(array == number)


def test_an_array_that_is_edited_in_place_is_followed():
    pipeline = mse((2, 3), dtype="float64")
    live = np.zeros((2, 3))
    seen = live.view()
    seen.flags.writeable = False
    evaluator = Evaluator([pipeline.output], "float64")
    evaluator.run({"y_true": np.zeros((2, 3)), "y_pred": seen})
    live[1, 2] = 3.0
    evaluator.update(
        {"y_true": np.zeros((2, 3)), "y_pred": seen}, {"y_pred": (slice(1, 2), slice(2, 3))}
    )
    np.testing.assert_array_equal(evaluator[pipeline.output], [0.0, 3.0])


def result_and_update(limit: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The stages of a result as they were, and as they are after an update."""
    pipeline = mse((4, 3))
    rng = np.random.default_rng(0)
    tensors = dict(zip(("y_true", "y_pred"), rng.uniform(size=(2, 4, 3)), strict=True))
    evaluator = Evaluator(wanted_nodes(pipeline), "float32")
    evaluator.run(tensors)
    result = make_result(pipeline, evaluator, evaluator, tensors)
    before = [stage.value.copy() for stage in result.stages]
    changed = tensors["y_pred"].copy()
    changed[2, 1] += 5
    evaluator.update(tensors | {"y_pred": changed}, {"y_pred": (slice(2, 3), slice(1, 2))})
    return before, [stage.value for stage in result.stages]


def test_small_stages_of_an_earlier_result_keep_their_numbers():
    before, after = result_and_update(65_536)
    for was, now in zip(before, after, strict=True):
        np.testing.assert_array_equal(was, now)


def test_large_stages_are_live_memory(monkeypatch):
    monkeypatch.setattr(evaluate_module, "COPIED_ELEMENTS", 3)
    before, after = result_and_update(3)
    for was, now in zip(before, after, strict=True):
        changed = was != now
        assert np.any(changed)
        assert np.sum(changed) == 1


def test_an_update_computes_the_touched_part_only():
    sizes = []
    x = variable("x", (1000, 10))
    node = mean(square(x), -1)
    evaluator = Evaluator([node], "float64")
    values = np.ones((1000, 10))
    evaluator.run({"x": values})
    with pytest.MonkeyPatch.context() as patch:
        operation = evaluate_module.OPERATIONS["square"]

        def counted(xp: Any, array: Any) -> Any:
            sizes.append(array.size)
            return array * array

        replaced = {**evaluate_module.OPERATIONS, "square": _with(operation, counted)}
        patch.setattr(evaluate_module, "OPERATIONS", replaced)
        changed = values.copy()
        changed[3, 2] = 5.0
        evaluator.update({"x": changed}, {"x": (slice(3, 4), slice(2, 3))})
    assert sizes == [1]
    assert evaluator[node][3] == pytest.approx(34 / 10)


def _with(operation: Any, evaluate: Any) -> Any:
    from dataclasses import replace

    return replace(operation, evaluate=evaluate)


# ---------------------------------------------------------------------------------------- odd input


@pytest.mark.parametrize("dtype", DTYPES)
@example(np.array([1e300, -1e300, np.nan]))
@example(np.array([2**60, -(2**60), 1]))
@example(np.array([True, False, True]))
@given(values=st.lists(st.floats(width=64), min_size=3, max_size=3).map(np.array))
def test_any_number_is_rounded_to_the_dtype_without_a_warning(dtype, values):
    pipeline = mse((3,), dtype=dtype)
    tensors = {"y_true": values, "y_pred": values[::-1]}
    evaluator = Evaluator([pipeline.output], dtype)
    evaluator.run(tensors)
    evaluator.update(tensors, {"y_pred": (slice(0, 3),)})
    assert evaluator[pipeline.output].dtype == dtype


def test_a_node_that_nothing_needs_is_not_there():
    x, y = variable("x", (2,)), variable("y", (2,))
    evaluator = Evaluator([x * 2.0], "float64")
    evaluator.run({"x": np.ones(2)})
    assert x in evaluator
    assert y not in evaluator
    evaluator.update({"x": np.ones(2)}, {"y": (slice(0, 1),)})


def test_evaluating_leaves_nothing_behind():
    import gc
    import weakref

    from lossgui.core.api import evaluate

    graphs = [weakref.ref(evaluate("mse", [[0.0]], [[n]]).stages[-1].node) for n in range(600)]
    gc.collect()
    assert sum(graph() is not None for graph in graphs) < 300
