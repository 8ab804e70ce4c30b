"""Our core against the real TensorFlow and Keras: values, per-sample values, gradients, errors."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from lossgui.backends.check import check, check_spec
from lossgui.core.dialects import find_dialect
from tests.backends.cases import FORMULAS, OWN_CLASSES, Case, cases, own_class_cases

Y_TRUE = [[0, 1, 0], [0, 0, 1], [1, 1, 1]]
Y_PRED = [[0, 0.8, 0.9], [0.5, 0.7, 0.6], [0.8, 0.7, 0.5]]
# The host keeps nothing from one case to the next but the running process.
REAL = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def disagreement(case: Case, host) -> str:
    """What a disagreement says; empty where the two agree."""
    found = check_spec(
        case.spec, case.tensors, sample_weight=case.sample_weight, mask=case.mask, host=host
    )
    return "" if found.agrees else found.sentence


@given(case=cases("keras-3"))
@settings(REAL, max_examples=800)
def test_keras_gives_what_we_say_it_gives(tensorflow, case):
    """The tolerance is that of `lossgui.backends.tolerance`, which gives its reasons."""
    assert disagreement(case, tensorflow) == ""


@given(case=own_class_cases())
@settings(REAL, max_examples=600)
def test_keras_own_classes_give_what_we_say_they_give(tensorflow, case):
    assert disagreement(case, tensorflow) == ""


@given(case=cases("textbook"))
@settings(REAL, max_examples=300)
def test_the_plain_formulas_agree_with_tensorflows_operations(tensorflow, case):
    try:
        found = disagreement(case, tensorflow)
    except ValueError:  # ours: then TensorFlow must refuse as well
        asked = tensorflow.check(
            case.spec, case.tensors, sample_weight=case.sample_weight, mask=case.mask
        )
        found = "" if asked.kind == "refused" else f"TensorFlow does not refuse: {asked}"
    assert found == ""


def test_the_founding_example_agrees(tensorflow):
    keras = check("mse", Y_TRUE, Y_PRED, host=tensorflow)
    half = check("half_sum_of_squares", Y_TRUE, Y_PRED, dialect="textbook", host=tensorflow)
    assert (keras.agrees, half.agrees) == (True, True)
    # 2.13 / 9 and 2.13 / 6, worked by hand.
    assert float(keras.theirs) == pytest.approx(0.236667, abs=5e-7)
    assert float(half.theirs) == pytest.approx(0.355, abs=1e-12)
    assert keras.source.startswith("keras.losses.MeanSquaredError(")
    assert "keras 3" in keras.version


def test_every_loss_that_keras_has_is_asked_of_it():
    has = set(find_dialect("keras-3").own)
    # CTC has tensors and tests of its own, in test_ctc_agreement.py.
    assert has - set(FORMULAS) - {"ctc"} == set(OWN_CLASSES)


@pytest.mark.parametrize("loss", FORMULAS)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_every_loss_of_the_catalogue_can_be_checked(tensorflow, loss, dtype):
    found = check(
        loss, Y_TRUE, Y_PRED, sample_weight=[1, 2, 0], axis=-1, dtype=dtype, host=tensorflow
    )
    assert found.agrees, found.sentence
    assert np.asarray(found.theirs).dtype == dtype


@pytest.mark.parametrize(
    ("loss", "options", "called"),
    [
        ("mae", {}, "keras.losses.MeanAbsoluteError("),
        ("huber", {"delta": 0.25}, "keras.losses.Huber("),
        ("log_cosh", {}, "keras.losses.LogCosh("),
        ("bce", {"axis": 0, "label_smoothing": 0.1}, "keras.losses.BinaryCrossentropy("),
        ("mae", {"axis": 0}, "LossFunctionWrapper(mean_absolute_error"),
        ("mae", {"factor": 2.0}, "LossFunctionWrapper(mean_absolute_error"),
        ("mae", {"inner": "sum"}, "LossFunctionWrapper(mean_absolute_error"),
        ("kl_standard_normal", {}, "LossFunctionWrapper(kl_standard_normal"),
    ],
)
def test_keras_own_class_is_called_where_there_is_one(tensorflow, loss, options, called):
    found = check(loss, Y_TRUE, Y_PRED, host=tensorflow, **options)
    assert found.agrees, found.sentence
    assert found.source.startswith(called)


def test_one_epsilon_does_not_leak_into_the_next_check(tensorflow):
    # The clipped loss of a sure and wrong prediction is -log(1e-2), then -log(1e-7).
    wide = check("bce", [[1.0]], [[0.0]], epsilon=1e-2, host=tensorflow)
    usual = check("bce", [[1.0]], [[0.0]], host=tensorflow)
    assert (wide.agrees, usual.agrees) == (True, True)
    assert float(wide.theirs) == pytest.approx(4.60517, abs=1e-4)
    assert float(usual.theirs) == pytest.approx(16.118095, abs=1e-5)


def test_log_cosh_in_float64_carries_keras_float32_constant(tensorflow):
    # ops.log(2.0) is a float32: 1.9e-9 more than log 2, so log cosh 0 is not 0.
    keras = check("log_cosh", [[0.0]], [[0.0]], dtype="float64", host=tensorflow)
    plain = check("log_cosh", [[0.0]], [[0.0]], dialect="textbook", host=tensorflow)
    assert (keras.agrees, plain.agrees) == (True, True)
    assert float(keras.theirs) == pytest.approx(-1.9046e-9, rel=1e-3)
    assert float(plain.theirs) == 0.0


def test_the_root_of_zero_has_slope_zero_where_nothing_arrives(tensorflow):
    # Weight 0 on a sample without any error: TensorFlow gives 0 there, not 0 * inf.
    found = check(
        "sample_rmse", [[1.0], [1.0]], [[1.0], [3.0]], sample_weight=[0.0, 1.0], host=tensorflow
    )
    assert found.agrees, found.sentence


def test_a_refusal_that_we_foresaw_is_an_agreement(tensorflow):
    found = check("mse", np.zeros((3, 4)), np.zeros((3, 4)), sample_weight=[1, 2], host=tensorflow)
    assert (found.status, found.agrees) == ("agrees", True)
    assert found.sentence.startswith("Agrees: both refuse.")


@pytest.mark.parametrize("axis", [-1, 0])
def test_large_tensors_agree_within_a_tolerance_that_grows_with_them(tensorflow, rng, axis):
    first, second = rng.normal(size=(2, 300_000, 3))
    found = check("mse", first, second, axis=axis, host=tensorflow)
    assert found.agrees, found.sentence
    assert found.tolerance < 1e-3 * float(found.theirs)


@pytest.mark.parametrize("reduction", ["none", "sum"])
@pytest.mark.parametrize("loss", FORMULAS)
def test_a_loss_that_reduces_no_axis_can_be_checked(tensorflow, loss, reduction):
    found = check(loss, Y_TRUE, Y_PRED, axis=(), reduction=reduction, host=tensorflow)
    assert found.agrees, found.sentence


def test_what_tensorflow_cannot_do_is_not_comparable(tensorflow):
    # It broadcasts over five axes at most.
    wide, tall = np.zeros((2, 1, 2, 1, 2, 1)), np.zeros((1, 2, 1, 2, 1, 2))
    found = check("kl_standard_normal", wide, tall, dialect="textbook", host=tensorflow)
    assert (found.status, found.agrees) == ("not comparable", None)


def test_a_cross_check_imports_no_framework_here(tensorflow):
    assert check("mse", Y_TRUE, Y_PRED, host=tensorflow).agrees
    assert not {"tensorflow", "keras", "torch", "jax"} & set(sys.modules)
