"""The tolerance of the cross-check: wide enough for rounding, too narrow for a wrong formula."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from lossgui.backends.answer import Answer
from lossgui.backends.check import check_result
from lossgui.backends.tolerance import tolerance_of
from lossgui.core.api import evaluate_spec
from lossgui.core.evaluate import Evaluator
from lossgui.core.inputs import as_arrays
from lossgui.core.losses import LOSSES
from lossgui.core.pipeline import build
from lossgui.core.spec import make_spec
from tests.core import random_cases as random

# Where a loss adds up terms of both signs, a bound is measured by the terms' sizes; these labels
# and probabilities keep what is left of that size.
Y_TRUE = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
Y_PRED = np.array([[0.2, 0.8, 0.9], [0.5, 0.7, 0.6]])


def prepared(spec, arrays):
    """The pipeline, the graphs of its gradients and an evaluator that holds them."""
    arrays = as_arrays(spec, arrays)
    pipeline = build(spec, {name: array.shape for name, array in arrays.items()})
    slopes = {name: pipeline.gradient(name) for name in spec.entry.arguments}
    outputs = [pipeline.output, pipeline.unreduced, *slopes.values()]
    evaluator = Evaluator(outputs, spec.computed_dtype)
    evaluator.run(arrays)
    return pipeline, slopes, evaluator


def answer_of(spec, arrays) -> Answer:
    """What a framework would say whose formula is that of `spec`."""
    pipeline, slopes, evaluator = prepared(spec, arrays)
    return Answer(
        "values",
        version="fake 1.0",
        source="fake.loss()",
        value=np.asarray(evaluator[pipeline.output]),
        per_sample=np.asarray(evaluator[pipeline.unreduced]),
        gradients={name: np.asarray(evaluator[node]) for name, node in slopes.items()},
    )


def verdict(spec, arrays, answer):
    return check_result(evaluate_spec(spec, arrays), arrays, answer)


def tensors_of(spec, first=Y_TRUE, second=Y_PRED):
    return dict(zip(spec.entry.arguments, (first, second), strict=True))


PARTS = ("value", "per_sample", "gradient")

# The factor that must be seen. Some formulas leave fewer digits of their inputs: cosines divided by
# a temperature of 0.07 (or times a gamma of 80) and then subtracted, and 1 minus a share near 1,
# weighed by 1 / square.
SEEN = 1e-4
SEEN_WHERE_DIGITS_ARE_LOST = {"ntxent": 1e-3, "circle": 1e-3, "multiclass_generalized_dice": 1e-3}


# They compare labels, so their slope is 0 everywhere, and so is a multiple of it.
FLAT = ("zero_one", "hamming")


# A last place of a float16 cosine, times a gamma of 80, is more than the exponent of a share.
NO_DIGIT_LEFT = ("circle", "float16")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("loss", LOSSES)
def test_a_factor_a_little_too_large_is_seen(loss, part):
    spec = make_spec(loss, dtype="float32")
    arrays = random.example(loss)
    right = answer_of(spec, arrays)
    assert verdict(spec, arrays, right).agrees
    if loss in FLAT and part == "gradient":
        return
    factor = np.float32(1 + SEEN_WHERE_DIGITS_ARE_LOST.get(loss, SEEN))
    if part == "gradient":
        wrong = {name: slope * factor for name, slope in right.gradients.items()}
        off = dataclasses.replace(right, gradients=wrong)
    else:
        off = dataclasses.replace(right, **{part: getattr(right, part) * factor})
    found = verdict(spec, arrays, off)
    assert found.agrees is False
    assert part.replace("_", "-") in found.first_difference


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_a_mean_over_one_sample_less_is_seen(rng, dtype):
    spec = make_spec("mse", dtype=dtype)
    arrays = tensors_of(spec, *rng.uniform(size=(2, 8, 3)))
    right = answer_of(spec, arrays)
    off = dataclasses.replace(right, value=(right.value * 8 / 7).astype(dtype))
    assert verdict(spec, arrays, off).first_difference.startswith("the value")


@pytest.mark.parametrize(("label", "probability"), [(1.0, 0.0), (0.0, 1.0)])
def test_another_epsilon_is_seen_where_the_clip_decides(label, probability):
    arrays = {"y_true": np.array([[label]]), "y_pred": np.array([[probability]])}
    ours, theirs = (make_spec("bce", epsilon=epsilon) for epsilon in (1e-7, 1e-6))
    assert verdict(ours, arrays, answer_of(ours, arrays)).agrees
    found = verdict(ours, arrays, answer_of(theirs, arrays))
    assert found.first_difference.startswith("the per-sample value")


def test_one_wrong_cell_of_a_million_is_seen_in_the_per_sample_values(rng):
    spec = make_spec("mse", axis=(), reduction="none")
    arrays = tensors_of(spec, *rng.uniform(size=(2, 1000, 100)))
    right = answer_of(spec, arrays)
    wrong = right.value.copy()
    wrong[77, 5] *= np.float32(1 + 1e-4)
    found = verdict(spec, arrays, dataclasses.replace(right, value=wrong))
    assert found.first_difference.startswith("the value [77, 5]")


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_tolerances_have_the_shapes_of_what_is_compared(loss, dtype):
    spec = make_spec(loss, dtype=dtype)
    pipeline, slopes, evaluator = prepared(spec, random.example(loss))
    found = tolerance_of(pipeline, slopes, evaluator)
    assert found.value.shape == pipeline.output.shape
    assert found.per_sample.shape == pipeline.unreduced.shape
    assert {name: array.shape for name, array in found.gradients.items()} == {
        name: node.shape for name, node in slopes.items()
    }
    assert dtype in found.reason
    every = [found.value, found.per_sample, *found.gradients.values()]
    if (loss, dtype) == NO_DIGIT_LEFT:
        every = every[:2]
    assert all(np.isfinite(array).all() and (array > 0).all() for array in every)


def test_what_a_kink_chooses_is_compared_where_the_error_is_given():
    # 0.25 - 0 is delta itself, on both sides: the slope there must be that of the square.
    spec = make_spec("huber", delta=0.25)
    arrays = {"y_true": np.zeros((1, 2)), "y_pred": np.array([[0.25, 0.5]])}
    pipeline, slopes, evaluator = prepared(spec, arrays)
    allowed = tolerance_of(pipeline, slopes, evaluator).gradients["y_pred"]
    assert (allowed < 1e-5).all()


def test_a_kink_that_rounding_decides_is_tolerated():
    # log(p + epsilon) is -1 but for rounding, and the floor is -1: its slope is 1 / p or 0.
    spec = make_spec("bce", dialect="textbook", log_floor=-1.0, log_epsilon=0.25, dtype="float32")
    arrays = {"y_true": np.ones((1, 2)), "y_pred": np.array([[np.exp(-1.0) - 0.25, 0.5]])}
    pipeline, slopes, evaluator = prepared(spec, arrays)
    allowed = tolerance_of(pipeline, slopes, evaluator).gradients["y_pred"]
    # The mean over 2 cells halves the step of e.
    assert np.e / 2 <= allowed[0, 0] < np.e
    assert allowed[0, 1] < 1e-5


def test_the_only_largest_score_is_certain_and_one_of_two_near_ones_is_not():
    spec = make_spec("categorical_hinge", dtype="float32")
    labels = np.array([[0.0, 0.0, 1.0]])

    def allowed(scores):
        pipeline, slopes, evaluator = prepared(spec, {"y_true": labels, "y_pred": scores})
        return tolerance_of(pipeline, slopes, evaluator).gradients["y_pred"]

    assert (allowed(np.array([[0.9, 0.3, 0.5]])) < 1e-5).all()
    # The first two are one last place apart: a framework that rounds otherwise may take the second.
    near = np.array([[0.9, np.nextafter(np.float32(0.9), np.float32(1)), 0.5]])
    assert (allowed(near)[0, :2] >= 0.5).all()
