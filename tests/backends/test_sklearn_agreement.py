"""Our core against the real scikit-learn: values, and what either of the two refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lossgui.backends.check import check, check_spec
from lossgui.core.api import evaluate
from lossgui.core.dialects import find_dialect
from lossgui.core.losses import LOSSES
from lossgui.core.spec import make_spec
from tests.backends.cases import Case, numbers
from tests.core import random_cases as random

REAL = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
RULES = find_dialect("sklearn-1")
OWN = RULES.own

# Values of the parameters that the metrics take, beside the default.
PARAMETERS = {
    "mean_pinball": {"alpha": (0.0, 0.25, 1.0)},
    "d2_pinball": {"alpha": (0.0, 0.25, 1.0)},
    "mean_tweedie_deviance": {"power": (-1.0, 1.0, 1.5, 2.0, 3.0)},
    "d2_tweedie": {"power": (-1.0, 1.0, 1.5, 2.0, 3.0)},
    "r2_score": {"force_finite": (False,)},
    "explained_variance": {"force_finite": (False,)},
}
EXTREMES = (0.0, -0.0, 1.0, -1.0, 2.0, 0.5, 1e20, -1e20, np.nan, np.inf)
BY_NUMBER = ("sparse_categorical_crossentropy", "multiclass_hinge")


@st.composite
def sklearn_cases(draw: st.DrawFn) -> Case:
    """A metric with its arguments on tensors that fit, or nearly."""
    key = draw(st.sampled_from(sorted(OWN)))
    spec = make_spec(
        key,
        dialect="sklearn-1",
        reduction=draw(st.sampled_from(("uniform_average", *RULES.reductions))),
        dtype=draw(st.sampled_from((None, "float32", "float16"))),
        **{
            name: draw(st.sampled_from((LOSSES[key].parameter(name).default, *values)))
            for name, values in PARAMETERS.get(key, {}).items()
        },
    )
    samples, columns = draw(st.integers(1, 6)), draw(st.sampled_from((1, 1, 2, 3)))
    if key in BY_NUMBER:
        columns += 1
    values = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    seed = int(values.integers(2**31))
    tensors = random.example(key, seed, (samples, columns), "sklearn-1")
    if key not in BY_NUMBER:
        tensors = {name: array.reshape(samples, -1) for name, array in tensors.items()}
        if OWN[key].one_output and draw(st.integers(0, 7)) == 0:
            tensors = random.example(key, seed, (samples, columns))
        for name in tensors:
            if tensors[name].shape[1:] == (1,) and draw(st.booleans()):
                tensors[name] = tensors[name][:, 0]
    if key == "binary_crossentropy" and draw(st.booleans()):
        tensors["y_pred"] = numbers(values, tensors["y_pred"].shape, 0, 1)  # both ends come up
    if draw(st.integers(0, 3)) == 0:
        changed = tensors[draw(st.sampled_from(sorted(tensors)))]
        changed.flat[:1] = draw(st.sampled_from(EXTREMES))
    return Case(spec, tensors, draw(weights(values, samples)), None)


@st.composite
def weights(draw: st.DrawFn, values: np.random.Generator, samples: int) -> Any:
    """None or one weight per sample, some of them 0; now and then a shape that does not fit."""
    kind = draw(st.sampled_from(("none", "none", "some", "some", "some", "zero", "wide", "long")))
    shapes = {"wide": (samples, 1), "long": (samples + 1,)}
    drawn = np.maximum(numbers(values, shapes.get(kind, (samples,)), -1, 3), 0.0)
    return {"none": None, "zero": np.zeros(samples)}.get(kind, drawn)


@given(case=sklearn_cases())
@settings(REAL, max_examples=1500)
def test_scikit_learn_gives_what_we_say_it_gives(sklearn, case):
    found = check_spec(case.spec, case.tensors, sample_weight=case.sample_weight, host=sklearn)
    assert found.agrees, found.sentence


@pytest.mark.parametrize("key", sorted(OWN))
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_metric_is_asked_of_scikit_learn(sklearn, key, dtype):
    spec = make_spec(key, dialect="sklearn-1", dtype=dtype)
    found = check_spec(spec, random.example(key, dialect="sklearn-1"), host=sklearn)
    assert found.agrees, found.sentence
    assert found.source.startswith(OWN[key].name)
    assert np.asarray(found.theirs).dtype == dtype
    assert "gives no gradient" in found.sentence


def test_the_catalogue_names_what_scikit_learn_has():
    assert set(OWN) <= set(LOSSES)


# Measured on scikit-learn 1.9.1: the examples of its own documentation, and CONVENTIONS.
DOCUMENTED = [
    ("mse", [3, -0.5, 2, 7], [2.5, 0.0, 2, 8], {}, 0.375),
    ("medae", [3, -0.5, 2, 7], [2.5, 0.0, 2, 8], {}, 0.5),
    ("max_error", [3, 2, 7, 1], [4, 2, 7, 1], {}, 1.0),
    ("r2", [3, -0.5, 2, 7], [2.5, 0.0, 2, 8], {}, 0.9486081370449679),
    (
        "r2",
        [[0.5, 1], [-1, 1], [7, -6]],
        [[0, 2], [-1, 2], [8, -5]],
        {"reduction": "variance_weighted"},
        0.9382566585956417,
    ),
    ("explained_variance", [3, -0.5, 2, 7], [2.5, 0.0, 2, 8], {}, 0.9571734475374732),
    ("mean_pinball", [1, 2, 3], [0, 2, 3], {"alpha": 0.1}, 1 / 30),
    ("tweedie", [2, 0, 1, 4], [0.5, 0.5, 2.0, 2.0], {"power": 1.0}, 1.4260151319598084),
    ("mean_gamma_deviance", [2, 0.5, 1, 4], [0.5, 0.5, 2.0, 2.0], {}, 1.0568528194400546),
    ("d2_pinball", [1, 2, 3], [1, 3, 3], {}, 0.5),
    ("mape", [3, -0.5, 2, 7], [2.5, 0.0, 2, 8], {}, 0.3273809523809524),
    ("msle", [3, 5, 2.5, 7], [2.5, 5, 4, 8], {}, 0.03973012298459379),
    ("brier", [0, 1, 1, 0], [0.1, 0.9, 0.8, 0.3], {}, 0.0375),
    ("zero_one", [2, 2, 3, 4], [1, 2, 3, 4], {}, 0.25),
    ("hamming", [[0, 1], [1, 1]], [[0, 0], [0, 0]], {}, 0.75),
    ("bce", [1, 0, 0, 1], [0.9, 0.1, 0.2, 0.65], {}, 0.21616187468057912),
    ("hinge", [-1, 1, 1], [-2.18, 2.36, 0.09], {}, 0.30333333333333334),
    ("multiclass_hinge", [0, 2, 3], [[1, 0, 0, 0], [0, 1, 2, 0], [1, 0, 0, 0]], {}, 2 / 3),
    ("bce", [1], [0.0], {}, 36.04365338911715),
]


@pytest.mark.parametrize(("loss", "first", "second", "choices", "expected"), DOCUMENTED)
def test_the_examples_of_scikit_learn_come_out(sklearn, loss, first, second, choices, expected):
    found = check(loss, first, second, dialect="sklearn-1", host=sklearn, **choices)
    assert found.agrees, found.sentence
    assert float(found.ours) == pytest.approx(expected, rel=1e-12)


def test_weights_divide_and_outputs_are_averaged_after(sklearn):
    # (1*1 + 9*3) / 4 and (4*1 + 16*3) / 4, their roots, and the mean of these.
    choices = {"dialect": "sklearn-1", "sample_weight": [1.0, 3.0], "host": sklearn}
    pair = np.zeros((2, 2)), [[1.0, 2.0], [3.0, 4.0]]
    each = check("rmse", *pair, reduction="raw_values", **choices)
    assert each.agrees, each.sentence
    np.testing.assert_allclose(each.ours, np.sqrt([7.0, 13.0]), rtol=1e-15)
    mean = check("rmse", *pair, **choices)
    assert mean.agrees, mean.sentence
    assert float(mean.ours) == pytest.approx((np.sqrt(7) + np.sqrt(13)) / 2, rel=1e-15)


def test_a_single_label_is_a_minus_in_hinge_loss(sklearn):
    found = check("hinge", [1.0, 1.0], [0.5, 0.3], dialect="sklearn-1", host=sklearn)
    assert (found.agrees, float(found.ours)) == (True, 1.4)


NOTHING = np.zeros((0,))
REFUSED = [
    ("mse", [0.0, np.nan], [1.0, 3.0], {}, r"y_true\[1\] is nan"),
    ("mse", [0.0, 1.0], [1.0, np.inf], {}, r"y_pred\[1\] is inf"),
    ("mse", NOTHING, NOTHING, {}, r"y_true has shape \(0,\)"),
    ("mse", np.zeros((2, 2, 2)), np.zeros((2, 2, 2)), {}, "shape"),
    ("mse", np.zeros((4, 1)), np.zeros((4, 3)), {}, "equal shapes"),
    ("mse", [0.0, 1.0], [1.0, 3.0], {"sample_weight": [0.0, 0.0]}, "nothing but 0"),
    ("mse", [0.0, 1.0], [1.0, 3.0], {"sample_weight": [1.0, -1.0]}, "adds up to 0"),
    ("mse", [0.0, 1.0], [1.0, 3.0], {"sample_weight": [1.0, np.nan]}, "finite"),
    ("mse", [0.0, 1.0], [1.0, 3.0], {"sample_weight": [[1.0], [1.0]]}, "one weight per sample"),
    ("msle", [0.0, 1.0], [-1.0, 3.0], {}, r"y_pred\[0\] is -1, but must be above -1"),
    ("mean_gamma_deviance", [0.0, 1.0], [1.0, 3.0], {}, "must be above 0 for the power 2"),
    ("mean_poisson_deviance", [-1.0, 1.0], [1.0, 3.0], {}, "must not be below 0"),
    ("d2_tweedie", [1.0, 1.0], [1.0, 3.0], {}, "the same everywhere"),
    ("d2_log_loss", np.zeros((2, 2)), np.full((2, 2), 0.5), {}, "marks no class"),
    ("hamming", np.eye(2), np.eye(2), {"dtype": "float16"}, "without float16"),
    ("max_error", np.zeros((2, 2)), np.ones((2, 2)), {}, r"wants \(n,\)"),
    ("bce", [0.0, 2.0], [0.5, 0.5], {}, r"y_true\[1\] is 2, but labels must be 0 or 1"),
    ("bce", [0.0, 0.5], [0.5, 0.5], {}, "whole numbers"),
    ("bce", [0.0, 1.0], [0.5, 1.5], {}, r"y_pred\[1\] is 1.5; .* from 0 to 1"),
    ("cce", [[0.5, 0.5]], [[0.5, 0.5]], {}, "whole numbers"),
    ("scce", [0.0, 3.0], np.full((2, 3), 0.25), {}, "there are 3 classes"),
    ("scce", [0.0, 0.0], np.full((2, 1), 0.25), {}, "two at least"),
    ("multiclass_hinge", [0.0, 1.0], np.zeros((2, 2)), {}, "one column"),
    ("hinge", [0.0, 1.0, 2.0], [0.5, 0.5, 0.5], {}, "3 different labels"),
    ("brier", [0.0, 1.0, 2.0], [0.5, 0.5, 0.5], {}, "3 different labels"),
    ("zero_one", [0.0, 0.5], [0.0, 1.0], {}, "whole numbers"),
    ("zero_one", [0.0], [1.0], {"reduction": "raw_values"}, "has no raw_values"),
    ("mse", [0.0], [1.0], {"reduction": "normalize=False"}, "has no normalize=False"),
    ("max_error", [0.0], [1.0], {"sample_weight": [1.0]}, "takes no sample_weight"),
]


@pytest.mark.parametrize(("loss", "first", "second", "choices", "why"), REFUSED)
def test_both_refuse_and_our_sentence_says_why(sklearn, loss, first, second, choices, why):
    found = check(loss, first, second, dialect="sklearn-1", host=sklearn, **choices)
    assert found.sentence.startswith("Agrees: both refuse."), found.sentence
    choices = {"dialect": "sklearn-1"} | choices
    with pytest.raises(ValueError, match=why):
        evaluate(loss, first, second, **choices)


@pytest.mark.parametrize("loss", ["r2", "d2_absolute_error", "d2_brier", "d2_log_loss"])
def test_one_sample_has_no_score(sklearn, loss):
    found = check(loss, [1.0], [0.25], dialect="sklearn-1", host=sklearn)
    assert found.agrees, found.sentence
    assert np.isnan(found.ours)


def test_what_scikit_learn_lacks_is_not_comparable(sklearn):
    for loss, choices in (("huber", {}), ("bce", {"from_logits": True}), ("mse", {"axis": -1})):
        found = check(loss, [0.0, 1.0], [1.0, 0.5], dialect="sklearn-1", host=sklearn, **choices)
        assert (found.status, found.agrees) == ("not comparable", None)
