"""Losses of directions and overlap against Keras' own classes: any axis, extremes, weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from lossgui.backends.check import check
from tests.backends.cases import ANY_AXIS, own_class_cases
from tests.backends.test_agreement import REAL, disagreement


@given(case=own_class_cases((*ANY_AXIS, "circle")))
@settings(REAL, max_examples=600)
def test_keras_gives_what_we_say_it_gives(tensorflow, case):
    assert disagreement(case, tensorflow) == ""


@pytest.mark.parametrize("axis", [-1, None])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_vectors_of_zeros_have_the_value_zero_and_the_slope_that_keras_gives(
    tensorflow, axis, dtype
):
    first, second = np.zeros((2, 3)), np.array([[0.0, 0.0, 0.0], [1.0, 2.0, 2.0]])
    for pair in [(first, second), (second, first)]:
        found = check("cosine_similarity", *pair, axis=axis, dtype=dtype, host=tensorflow)
        assert found.agrees, found.sentence


def test_in_float16_the_shortest_length_squared_is_zero_so_a_vector_of_zeros_gives_nan(tensorflow):
    pair = np.zeros((1, 3)), np.array([[1.0, 2.0, 2.0]])
    found = check("cosine_similarity", *pair, dtype="float16", host=tensorflow)
    # The slopes are infinite there and NaN here, which nobody can use.
    assert np.isnan(found.ours)
    assert np.isnan(found.theirs)


@pytest.mark.parametrize("loss", ["dice", "tversky"])
def test_nothing_on_either_side_is_a_loss_of_one(tensorflow, loss):
    found = check(loss, np.zeros((2, 3)), np.zeros((2, 3)), host=tensorflow)
    assert found.agrees, found.sentence
    assert float(found.theirs) == 1.0


@pytest.mark.parametrize(
    ("shapes", "loss"),
    [
        (((4,), (4, 1)), "dice"),
        (((4, 1), (4, 3)), "tversky"),
        (((3,), (4, 3)), "dice"),
        (((3,), (4, 3)), "cosine_similarity"),
        (((4,), (4, 1)), "cosine_similarity"),
        (((4, 2), (4, 3)), "cosine_similarity"),
    ],
)
@pytest.mark.parametrize("axis", [-1, None, 1])
def test_shapes_that_differ_do_what_keras_does(tensorflow, rng, shapes, loss, axis):
    pair = [rng.uniform(size=shape) for shape in shapes]
    found = check(loss, *pair, axis=axis, host=tensorflow)
    assert found.agrees, found.sentence


@pytest.mark.parametrize("axis", [-1, 0, None])
@pytest.mark.parametrize("epsilon", [None, 1e-3, 0.5])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_optax_gives_the_similarity_that_we_say(optax, rng, axis, epsilon, dtype):
    first, second = rng.normal(size=(2, 4, 3)) * 0.3
    choices = {"dialect": "optax", "negated": False, "epsilon": epsilon}
    choices |= {"axis": axis, "dtype": dtype, "reduction": "none"}
    found = check("cosine_similarity", first, second, host=optax, **choices)
    assert found.agrees, found.sentence
    assert found.source.startswith("optax.losses.cosine_similarity")


@pytest.mark.parametrize("labels", [[0, 0, 1, 1], [[0], [0], [1], [1]], [0, 1, 2, 3], [1, 1, 1, 1]])
@pytest.mark.parametrize("weights", [{}, {"sample_weight": [1.0, 2.0, 0.0, 3.0]}])
@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "mean_with_sample_weight", "none"])
def test_circle_averages_over_what_has_a_loss(tensorflow, rng, labels, weights, reduction):
    points = rng.normal(size=(4, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    found = check("circle", labels, points, reduction=reduction, host=tensorflow, **weights)
    assert found.agrees, found.sentence
    assert found.source.startswith("keras.losses.Circle(")
