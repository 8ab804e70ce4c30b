"""The steps: each says truly what it does, reads what it names, and stands there once."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lossgui.core.api import Result, evaluate, evaluate_spec
from lossgui.core.dialects import DIALECTS
from lossgui.core.evaluate import Evaluator
from lossgui.core.expr import OPERATIONS, Node, apply, constant, normalize_axis, variable, walk
from lossgui.core.formula import axis_text, label, number_text, spell
from lossgui.core.losses import LOSSES
from lossgui.core.ops import mean, square
from lossgui.core.pipeline import build
from lossgui.core.spec import make_spec
from tests.core import plain_ctc
from tests.core import random_cases as random

Y = np.array([[0.0, 1, 0], [0, 0, 1], [1, 1, 1], [1, 0, 0]])
P = np.array([[0.1, 0.8, 0.9], [0.5, 0.7, 0.6], [0.8, 0.7, 0.5], [0.9, 0.1, 0.3]])


# What the signs and names of a formula mean.
def quantile(x: Any, weight: Any, axis: int, share: float, *, upper: bool) -> np.ndarray:
    """Step through the ordered elements of each column until their weights reach the share."""
    assert axis == 0
    found = []
    for column, weights in zip(np.transpose(x), np.transpose(weight), strict=True):
        places = [i for i in np.argsort(column) if weights[i] > 0]
        below = np.cumsum([weights[i] for i in places]) - share * np.sum(weights)
        reached = int(np.argmax(below > 0 if upper else below >= 0))
        found.append(column[places[reached]])
    return np.array(found)


VOCABULARY = {
    "square": np.square,
    "abs": np.abs,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
    "log1p": np.log1p,
    "softplus": lambda x: np.logaddexp(0.0, x),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "sign": np.sign,
    "where": np.where,
    "clip": np.clip,
    "sum": np.sum,
    "mean": np.mean,
    "expand_dims": np.expand_dims,
    "squeeze": lambda x, axis: np.squeeze(x, axis=axis),
    "max": np.max,
    "logsumexp": lambda x, axis=None: np.log(np.sum(np.exp(x), axis=axis)),
    "stop_gradient": np.positive,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "index": lambda x, axis: np.reshape(
        np.arange(float(np.shape(x)[axis])), (-1, *(1 for _ in np.shape(x)[axis + 1 :]))
    ),
    "broadcast": lambda x, like: np.broadcast_to(x, np.shape(like)),
    "median": np.median,
    "lower_quantile": partial(quantile, upper=False),
    "upper_quantile": partial(quantile, upper=True),
    "inf": np.inf,
    "states": plain_ctc.states,
    "alpha": plain_ctc.alpha,
    "ends": plain_ctc.ends,
    "as_log_softmax": np.positive,
}


def meaning(formula: str, names: dict[str, Any]) -> np.ndarray:
    """Compute what a formula says, read as Python."""
    text = formula.replace("shape of ", "").replace("ln 2", str(np.log(2.0)))
    with np.errstate(all="ignore"):
        return np.asarray(eval(text, {"__builtins__": {}}, VOCABULARY | names))


def stages_of(loss: str, dialect: str, **choices: Any) -> Result:
    tensors = random.example(loss, shape=Y.shape, dialect=dialect).values()
    return evaluate(loss, *tensors, dialect=dialect, dtype="float64", **choices)


def cases() -> list[Any]:
    found = []
    for key, dialect in [(k, d) for k in LOSSES for d in DIALECTS]:
        for weights in ({}, {"sample_weight": np.array([1.0, 2, 0, 3])}, {"mask": [1, 0, 1, 1]}):
            given = weights | {"factor": -2.0} if weights else {}
            try:
                stages_of(key, dialect, **given)
            except ValueError:
                continue  # the dialect takes no such weights
            found.append(pytest.param(key, dialect, given, id=f"{key}-{dialect}-{'-'.join(given)}"))
    return found


@pytest.mark.parametrize(("key", "dialect", "given"), cases())
def test_a_formula_read_as_python_gives_the_steps_value(key, dialect, given):
    result = stages_of(key, dialect, **given)
    names = {name: np.asarray(value) for name, value in result.inputs.items()}
    for stage in result.stages:
        whole = spell(stage.node)
        # n names every size; it is the same one here, unless several are in one formula.
        sizes = {n.attributes["value"] for n in walk(stage.node) if n.operation == "size"}
        if len(sizes) <= 1:
            found = meaning(whole, names | {"n": next(iter(sizes), 0)})
            np.testing.assert_allclose(found, stage.value, rtol=1e-12, atol=1e-15, err_msg=whole)
        steps = re.sub(r"step (\d+)", r"step\1", stage.formula)
        values = {f"step{i}": np.asarray(s.value) for i, s in enumerate(result.stages, start=1)}
        if len(sizes) <= 1:
            found = meaning(steps, names | values | {"n": next(iter(sizes), 0)})
            np.testing.assert_allclose(found, stage.value, rtol=1e-12, atol=1e-15, err_msg=steps)


@pytest.mark.parametrize(("key", "dialect", "given"), cases())
def test_a_step_reads_earlier_steps_and_stands_there_once(key, dialect, given):
    result = stages_of(key, dialect, **given)
    seen = set()
    for index, stage in enumerate(result.stages):
        assert stage.shape == np.shape(stage.value)
        assert stage.kind in ("elementwise", "reduction", "shaping", "whole")
        assert len(stage.feeds) == len(stage.node.inputs)
        for feed in stage.feeds:
            if isinstance(feed, int):
                assert 0 <= feed < index
            elif isinstance(feed, str):
                assert feed in result.inputs
        own = (stage.operation, stage.feeds, tuple(sorted(stage.node.attributes.items())))
        assert own not in seen, f"{stage.formula} is computed twice"
        seen.add(own)
        operation = OPERATIONS[stage.operation]
        arrays = [feed_of(result, feed) for feed in stage.feeds]
        with np.errstate(all="ignore"):
            again = operation.evaluate(np, *arrays, **stage.node.attributes)
        np.testing.assert_array_equal(again, stage.value)
    np.testing.assert_array_equal(result.stages[-1].value, result.value)


def feed_of(result: Result, feed: int | str | float) -> np.ndarray:
    if isinstance(feed, int):
        return result.stages[feed].value
    return np.asarray(result.inputs[feed] if isinstance(feed, str) else feed)


def test_names_formulas_and_axes_of_the_founding_example():
    result = evaluate("mse", Y, P)
    assert [(s.name, s.formula, s.shape, s.axis, s.feeds) for s in result.stages] == [
        ("y_pred - y_true", "y_pred - y_true", (4, 3), (), ("y_pred", "y_true")),
        ("square", "square(y_pred - y_true)", (4, 3), (), (0,)),
        ("mean axis -1", "mean(square(y_pred - y_true), axis=-1)", (4,), (1,), (1,)),
        ("sum", "sum(mean(square(y_pred - y_true), axis=-1))", (), (0,), (2,)),
        ("÷ n", "sum(mean(square(y_pred - y_true), axis=-1)) / n", (), (), (3, 4.0)),
    ]


def test_long_formulas_name_the_steps_they_use():
    result = evaluate("bce", Y, P)
    assert any("step " in stage.formula for stage in result.stages)
    assert all(len(stage.formula) <= 64 for stage in result.stages)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.5"),
        (-2.0, "-2"),
        (1e-7, "1e-07"),
        (1 - 1e-7, "0.9999999"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e20, "1e+20"),
        (np.log(2.0), "ln 2"),
    ],
)
def test_a_constant_reads_as_short_as_it_can_be_read_back(value, text):
    assert number_text(float(value)) == text


@pytest.mark.parametrize(
    ("axis", "rank", "text"),
    [
        (None, 3, ""),
        (-1, 3, "-1"),
        (2, 3, "-1"),
        (0, 3, "0"),
        (-3, 3, "0"),
        ((0, 2), 3, "(0, 2)"),
        ((2, 0), 3, "(0, 2)"),
        ((-1,), 2, "-1"),
        (0, 1, "-1"),
        ((), 2, "()"),
    ],
)
def test_how_an_axis_reads(axis, rank, text):
    assert axis_text(axis, rank) == text


# ---------------------------------------------------------------------- brackets, by random graphs

INFIX = ("add", "subtract", "multiply", "divide")
NAMES = ("a", "b", "c")


@st.composite
def formulas(draw: st.DrawFn, depth: int = 4) -> Node:
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        if draw(st.booleans()):
            return variable(draw(st.sampled_from(NAMES)), (3,))
        return constant(draw(st.sampled_from((2.0, -3.0, 0.5))))
    parts = [draw(formulas(depth=depth - 1)) for _ in range(2)]
    kind = draw(st.sampled_from(("negate", "square", "where", *INFIX, *INFIX)))
    if kind in ("negate", "square"):
        return apply(kind, parts[0])
    if kind == "where":
        return apply(kind, apply(draw(st.sampled_from(("less", "not_equal"))), *parts), *parts)
    return apply(kind, *parts)


@settings(max_examples=300)
@given(formulas())
def test_brackets_stand_where_python_needs_them(node):
    values = {"a": np.array([1.0, -2, 3]), "b": np.array([0.5, 4, -1]), "c": np.array([7.0, 2, 5])}
    evaluator = Evaluator([node], "float64")
    evaluator.run(values)
    expected = np.asarray(evaluator[node], dtype=float)
    assume(np.all(np.isfinite(expected)))
    whole = np.asarray(meaning(spell(node), values), dtype=float)
    np.testing.assert_allclose(whole, expected, rtol=1e-9, err_msg=spell(node))


# --------------------------------------------------------------------------------------- results


def test_inputs_are_shown_in_the_dtype_that_is_computed_with():
    result = evaluate("mse", Y, P.astype(np.float64), sample_weight=[1, 2, 3, 4])
    assert set(result.inputs) == {"y_true", "y_pred", "sample_weight"}
    assert {array.dtype for array in result.inputs.values()} == {np.dtype(np.float32)}


@settings(max_examples=100)
@given(shape=random.shapes(min_length=0), data=st.data())
def test_every_loss_has_steps_from_its_tensors_to_its_value(shape, data):
    spec = data.draw(random.specs(len(shape)))
    named = dict.fromkeys(spec.entry.arguments, shape)
    assume(random.is_taken(spec, named))
    result = evaluate_spec(spec, random.tensors(spec, named, data.draw(random.SEEDS)))
    assert np.array_equal(result.stages[-1].value, result.value, equal_nan=True)
    read = {feed for stage in result.stages for feed in stage.feeds if isinstance(feed, str)}
    assert read == set(spec.entry.arguments)
    for stage in result.stages:
        source = stage.node.inputs[0].shape
        if stage.kind == "reduction":
            assert stage.axis == normalize_axis(stage.node.attributes["axis"], len(source))
        else:
            assert stage.axis == ()


def test_a_label_names_the_step_it_reads():
    x = variable("x", (2, 3))
    node = square(mean(x, 0)) * mean(x, 0) + 1.5
    numbers = {id(n): i for i, n in enumerate((n for n in walk(node) if not n.is_leaf), start=1)}
    assert label(node, numbers) == f"step {len(numbers) - 1} + 1.5"


def test_a_spec_with_a_factor_shows_it_as_a_step():
    result = evaluate(make_spec("mse", factor=0.5), Y, P)
    assert [stage.name for stage in result.stages][3] == "× 0.5"


def test_a_formula_written_with_those_of_its_graph_reads_as_one_written_alone():
    loss = make_spec("binary_focal_crossentropy")
    pipeline = build(loss, {"y_true": (4, 3), "y_pred": (4, 3)})
    texts: dict[int, str] = {}
    together = [spell(node, texts) for node in walk(pipeline.output)]
    assert together == [spell(node) for node in walk(pipeline.output)]
    backwards: dict[int, str] = {}
    nodes = list(walk(pipeline.output))[::-1]
    assert [spell(node, backwards) for node in nodes] == together[::-1]
