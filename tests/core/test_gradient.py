"""Gradients: formulas worked by hand, conventions at kinks, and graphs differentiated as graphs.

That every loss' gradient is the slope of finite differences stands in test_losses.py.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossgui.core.api import evaluate, gradient
from lossgui.core.dialects import DIALECTS
from lossgui.core.evaluate import Evaluator
from lossgui.core.expr import Node, apply, constant, variable, walk
from lossgui.core.gradient import gradient as differentiate
from lossgui.core.ops import absolute, clip, exp, log, mean, sqrt, square, sum_, where
from lossgui.core.pipeline import build
from lossgui.core.spec import make_spec
from tests.core import random_cases as random

Y = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 1.0]])
P = np.array([[0.2, 0.7, 0.5], [0.9, 0.4, 0.6]])
E = P - Y
W = np.array([1.0, 3.0])


def run(node: Node, **tensors: object) -> np.ndarray:
    evaluator = Evaluator([node], "float64")
    evaluator.run({name: np.asarray(value, dtype=float) for name, value in tensors.items()})
    return np.asarray(evaluator[node])


def slope(loss: str, first: object = Y, second: object = P, **choices: object) -> np.ndarray:
    return gradient(loss, first, second, **{"dtype": "float64"} | choices)


# ------------------------------------------------------------------------------------ by hand


@pytest.mark.parametrize("dialect", ["keras-3", "textbook"])
@pytest.mark.parametrize(
    ("loss", "choices", "expected"),
    [
        ("mse", {}, 2 * E / 6),
        ("mse", {"reduction": "sum"}, 2 * E / 3),
        ("mse", {"reduction": "none"}, 2 * E / 3),
        ("mse", {"inner": "sum"}, 2 * E / 2),
        ("mse", {"factor": -3.0}, -E),
        ("mse", {"sample_weight": W}, 2 * E / 6 * W[:, np.newaxis]),
        ("half_sum_of_squares", {}, E / 2),
        ("mae", {}, np.sign(E) / 6),
        ("rmse", {}, E / 6 / np.sqrt(np.mean(E**2))),
        ("sample_rmse", {}, E / 6 / np.sqrt(np.mean(E**2, axis=1, keepdims=True))),
        ("huber", {"delta": 0.35}, np.clip(E, -0.35, 0.35) / 6),
        ("log_cosh", {}, np.tanh(E) / 6),
        ("bce", {}, E / (P * (1 - P)) / 6),
        ("bce", {"from_logits": True}, (1 / (1 + np.exp(-P)) - Y) / 6),
        ("bce", {"label_smoothing": 0.2}, (P - 0.8 * Y - 0.1) / (P * (1 - P)) / 6),
    ],
)
def test_gradients_by_hand(loss, choices, expected, dialect):
    np.testing.assert_allclose(
        slope(loss, dialect=dialect, **choices), expected, rtol=1e-11, atol=1e-15
    )


@pytest.mark.parametrize(("wrt", "expected"), [("z_mean", Y / 2), ("z_log_var", np.expm1(P) / 4)])
def test_the_gradient_of_the_divergence_from_the_standard_normal(wrt, expected):
    found = slope("kl_standard_normal", wrt=wrt, dialect="textbook")
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_the_second_tensor_is_the_default():
    for loss in ("mse", "kl_standard_normal"):
        second = make_spec(loss).entry.arguments[1]
        np.testing.assert_array_equal(slope(loss), slope(loss, wrt=second))


@pytest.mark.parametrize("loss", ["mse", "mae", "huber", "log_cosh", "rmse"])
def test_a_loss_of_the_error_has_opposite_gradients(loss):
    np.testing.assert_array_equal(slope(loss, wrt="y_true"), -slope(loss, wrt="y_pred"))


def test_the_gradient_with_respect_to_the_weights_is_each_samples_share():
    found = slope("mse", sample_weight=W, wrt="sample_weight")
    np.testing.assert_allclose(found, np.mean(E**2, axis=1) / 2, rtol=1e-14)


def test_a_broadcast_tensor_collects_the_gradients_of_its_copies():
    row = P[:1]
    np.testing.assert_allclose(slope("mse", Y, row), np.sum(2 * (row - Y) / 6, axis=0)[np.newaxis])
    column = P[:, :1]
    found = slope("mse", Y, column)
    np.testing.assert_allclose(found, np.sum(2 * (column - Y) / 6, axis=1, keepdims=True))


@pytest.mark.parametrize(
    ("wrt", "match"),
    [
        ("z_mean", "mean_squared_error has no tensor 'z_mean'; it has y_true, y_pred"),
        ("sample_weight", "has no tensor 'sample_weight'; it has y_true, y_pred"),
    ],
)
def test_what_a_loss_does_not_read_has_no_gradient(wrt, match):
    with pytest.raises(ValueError, match=match):
        gradient("mse", Y, P, wrt=wrt)


# ------------------------------------------------------------------------------- kinks and edges

# As tf.GradientTape gives them (TensorFlow 2.21).


def test_an_error_of_zero_has_no_slope_in_the_absolute_error():
    np.testing.assert_array_equal(slope("mae", [[0.0, 0.0]], [[0.0, 1.0]]), [[0.0, 0.5]])


def test_a_root_of_zero_has_a_gradient_that_is_not_a_number():
    assert np.all(np.isnan(slope("rmse", Y, Y)))
    one_sample_is_perfect = np.array([Y[0], P[1]])
    found = slope("sample_rmse", Y, one_sample_is_perfect)
    assert np.all(np.isnan(found[0]))
    assert np.all(np.isfinite(found[1]))


def test_a_weight_of_zero_silences_the_root_of_zero():
    # Nothing arrives at the root, and TensorFlow's derivative of the root is 0 then, not 0 * inf;
    # the square before it multiplies that 0 with an error of 0.
    pair = Y, np.array([Y[0], P[1]])
    found = slope("sample_rmse", *pair, sample_weight=[0.0, 1.0])
    assert np.all(found[0] == 0.0)
    assert np.all(found[1] != 0.0)


def test_an_error_of_delta_belongs_to_the_square():
    assert slope("huber", [[0.0]], [[0.5]], delta=0.5) == [[0.5]]
    assert slope("huber", [[0.0]], [[-0.5]], delta=0.5) == [[-0.5]]
    assert slope("huber", [[0.0]], [[0.0]], delta=0.0) == [[0.0]]


@pytest.mark.parametrize(("label", "expected"), [(0.0, 0.5), (1.0, -0.5), (0.5, 0.0)])
def test_a_logit_of_zero_has_the_slope_one_half_minus_the_label(label, expected):
    assert slope("bce", [[label]], [[0.0]], from_logits=True) == [[expected]]


@pytest.mark.parametrize("logit", [800.0, -800.0, 1e20])
def test_large_logits_overflow_nowhere(logit):
    for label in (0.0, 1.0):
        found = slope("bce", [[label]], [[logit]], from_logits=True)
        assert found == [[(1.0 if logit > 0 else 0.0) - label]]


@pytest.mark.parametrize(
    ("prediction", "label", "expected"),
    [(0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (1e-7, 1.0, -1e7), (2e-7, 1.0, -5e6), (1.5, 0.0, 0.0)],
)
def test_a_clipped_probability_has_no_slope_but_the_limit_itself_has(prediction, label, expected):
    found = slope("bce", [[label]], [[prediction]])
    np.testing.assert_allclose(found, [[expected]], rtol=1e-9)


def test_clip_passes_the_gradient_on_both_limits():
    x = variable("x", (5,))
    (found,) = differentiate(clip(x, -1.0, 2.0), [x])
    np.testing.assert_array_equal(run(found, x=[-2, -1, 0, 2, 3]), [0, 1, 1, 1, 0])


def test_the_branch_not_taken_has_no_gradient():
    x = variable("x", (3,))
    taken = where(apply("greater", x, 0.0), log(clip(x, 1e-3, 10.0)), square(x))
    (found,) = differentiate(taken, [x])
    np.testing.assert_allclose(run(found, x=[-2.0, 0.0, 4.0]), [-4.0, 0.0, 0.25])


def test_a_masked_sample_has_no_gradient():
    found = slope("mse", mask=[1, 0])
    np.testing.assert_allclose(found, [2 * E[0] / 3, [0, 0, 0]], rtol=1e-14)


def test_nothing_valid_has_no_gradient():
    assert np.all(slope("mse", mask=[0, 0]) == 0.0)
    assert np.all(np.isnan(slope("mse", mask=[0, 0], dialect="textbook")))


# --------------------------------------------------------------------------------------- graphs


def test_a_node_used_twice_collects_both_parts():
    x = variable("x", (2,))
    shared = square(x)
    (found,) = differentiate(shared * shared + shared + x, [x])
    np.testing.assert_allclose(run(found, x=[1.0, 2.0]), [4 + 2 + 1, 32 + 4 + 1])


def test_what_the_output_does_not_use_gets_zeros_of_its_shape():
    x, y = variable("x", (2, 3)), variable("y", (4,))
    of_x, of_y = differentiate(sum_(x), [x, y])
    np.testing.assert_array_equal(run(of_x, x=np.zeros((2, 3))), np.ones((2, 3)))
    np.testing.assert_array_equal(run(of_y, y=np.zeros(4)), np.zeros(4))


def test_the_gradient_of_a_constant_is_zero_and_of_itself_one():
    x = variable("x", (3,))
    (zero,), (one,) = differentiate(constant(2.0), [x]), differentiate(x, [x])
    np.testing.assert_array_equal(run(zero, x=[1, 2, 3]), np.zeros(3))
    np.testing.assert_array_equal(run(one, x=[1, 2, 3]), np.ones(3))


def test_an_unreduced_output_is_summed():
    per_sample, summed = (slope("huber", reduction=name) for name in ("none", "sum"))
    np.testing.assert_array_equal(per_sample, summed)


def test_a_gradient_can_be_differentiated_again():
    # d²/dx² of the mean of exp(x) * x² is (x² + 4x + 2) exp(x) / n.
    x = variable("x", (4,))
    (once,) = differentiate(mean(exp(x) * square(x)), [x])
    (twice,) = differentiate(once, [x])
    at = np.array([-1.0, 0.0, 0.5, 2.0])
    np.testing.assert_allclose(run(twice, x=at), (at**2 + 4 * at + 2) * np.exp(at) / 4)


def test_a_branch_without_the_tensor_is_not_differentiated():
    x, y = variable("x", (3,)), variable("y", (3,))
    (found,) = differentiate(sum_(x * 2.0 + sqrt(y)), [x])
    assert "divide" not in {node.operation for node in walk(found)}
    assert run(found, x=np.ones(3), y=-np.ones(3)) == pytest.approx(2.0)


SMOOTH = {
    "root": lambda x: sqrt(square(x) + 1.0),
    "log": lambda x: log(square(x) + 0.5),
    "exp": lambda x: exp(-square(x)),
    "quotient": lambda x: x / (1.0 + square(x)),
    "size": lambda x: absolute(square(x) + 0.1),
    "mean": lambda x: x - mean(x),
    "none": lambda x: apply("divide_no_nan", x, 2.0 + square(x)),
    "softplus": lambda x: apply("softplus", x),
    "sigmoid": lambda x: apply("sigmoid", x),
    "log1p": lambda x: apply("log1p", square(x)),
}


@settings(max_examples=150)
@given(
    steps=st.lists(st.sampled_from(sorted(SMOOTH)), min_size=1, max_size=4),
    shape=random.shapes(max_rank=3),
    seed=random.SEEDS,
    data=st.data(),
)
def test_any_chain_of_smooth_steps_has_the_slope_of_differences(steps, shape, seed, data):
    """No kink can come up: every root, logarithm and absolute value is of something positive."""
    x, r = variable("x", shape), variable("r", shape[-1:])
    node = x * r
    for step in steps:
        node = SMOOTH[step](node)
    output = mean(node, data.draw(random.axes(len(shape))))
    rng = np.random.default_rng(seed)
    at = {"x": rng.uniform(-2, 2, shape), "r": rng.uniform(0.5, 2, shape[-1:])}
    for name, found in zip(("x", "r"), differentiate(output, [x, r]), strict=True):
        analytic = run(found, **at)
        way = np.asarray(rng.uniform(-1, 1, analytic.shape))
        ends = [np.sum(run(output, **at | {name: at[name] + h * way})) for h in (6e-6, -6e-6)]
        size = np.sum(np.abs(analytic * way)) + np.abs(ends[0])
        # Steps in between are numbers of some tens, whose rounding is divided by the step.
        assert abs((ends[0] - ends[1]) / 1.2e-5 - np.sum(analytic * way)) <= 1e-8 * size + 1e-7


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_steps_of_a_gradient_are_a_graph_over_the_same_tensors(dialect):
    pipeline = build(make_spec("huber", dialect=dialect), {"y_true": (2, 3), "y_pred": (2, 3)})
    node = pipeline.gradient("y_pred")
    assert node.shape == (2, 3)
    names = {n.attributes["name"] for n in walk(node) if n.operation == "variable"}
    assert names == {"y_true", "y_pred"}


def test_float32_gradients_are_those_of_float64_up_to_rounding():
    for loss in ("mse", "mae", "rmse", "huber", "log_cosh", "bce", "half_sum_of_squares"):
        # A handful of roundings of 6e-8; log_cosh subtracts numbers of about one.
        np.testing.assert_allclose(slope(loss, dtype="float32"), slope(loss), rtol=2e-6, atol=1e-7)
        assert evaluate(loss, Y, P).value.dtype == np.float32
