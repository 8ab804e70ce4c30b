"""The verdict: what counts as agreement, and how a disagreement is told."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from lossgui.backends.answer import Answer, answer_from
from lossgui.backends.check import check, check_result, check_spec
from lossgui.backends.messages import Message, MessageError
from lossgui.core.api import evaluate_spec, gradient
from lossgui.core.dialects import DialectError
from lossgui.core.spec import make_spec

TENSORS = {
    "y_true": np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    "y_pred": np.array([[0.0, 0.8, 0.9], [0.5, 0.7, 0.6]]),
}


def ours_as_theirs(spec, tensors=TENSORS, **weights) -> Answer:
    """An answer with exactly our numbers."""
    result = evaluate_spec(spec, tensors, **weights)
    return Answer(
        "values",
        version="fake 1.0",
        source="fake.loss()",
        value=np.asarray(result.value),
        per_sample=np.asarray(result.unreduced),
        gradients={
            name: gradient(spec, *tensors.values(), wrt=name, **weights) for name in tensors
        },
    )


def judged(spec, answer: Answer, tensors=TENSORS, **weights):
    result = evaluate_spec(spec, tensors, **weights)
    return check_result(result, tensors, answer, **weights)


SPECS = [
    make_spec("mse"),
    make_spec("mse", dtype="float64"),
    make_spec("mse", reduction="none"),
    make_spec("log_cosh", dialect="textbook", reduction="sum"),
    make_spec("rmse"),
]
EACH_SPEC = pytest.mark.parametrize("spec", SPECS, ids=lambda s: f"{s.loss} {s.computed_dtype}")


@EACH_SPEC
def test_the_same_numbers_agree(spec):
    found = judged(spec, ours_as_theirs(spec))
    assert (found.status, found.agrees, found.difference) == ("agrees", True, 0.0)
    assert found.first_difference is None
    assert found.sentence.startswith("Agrees: fake 1.0 gives ")
    assert found.source == "fake.loss()"


@EACH_SPEC
@pytest.mark.parametrize("part", ["value", "per_sample"])
def test_numbers_off_by_ten_tolerances_disagree(spec, part):
    right = ours_as_theirs(spec)
    off = getattr(right, part) * (1 + (3e-5 if right.value.dtype == "float32" else 2e-11))
    found = judged(spec, dataclasses.replace(right, **{part: off.astype(right.value.dtype)}))
    assert (found.status, found.agrees) == ("disagrees", False)
    assert found.sentence.startswith("Disagrees: fake 1.0 gives ")


def test_what_a_framework_lacks_is_said_and_the_rest_is_compared():
    lacks = "fake gives no gradient."
    right = Answer("values", version="fake 1.0", value=np.float32(2.0), lacks=lacks)
    pair = {"y_true": np.zeros((1, 1)), "y_pred": np.full((1, 1), 2.0)}
    spec = make_spec("mae")
    found = judged(spec, right, pair)
    assert (found.agrees, found.sentence) == (True, f"Agrees: fake 1.0 gives 2.0. {lacks}")
    found = judged(spec, dataclasses.replace(right, value=np.float32(3.0)), pair)
    assert found.agrees is False
    assert found.first_difference == "the value: 2.0 here, 3.0 there"
    assert found.sentence.endswith(lacks)


def test_an_answer_without_per_sample_values_says_why_or_is_none():
    value = {"value": np.float32(2.0)}
    assert answer_from(Message({"lacks": "no gradient."}, value), "1").per_sample is None
    with pytest.raises(MessageError, match="no per_sample"):
        answer_from(Message({}, value), "1")


def test_rounding_is_told_as_rounding():
    spec = make_spec("mse")
    right = ours_as_theirs(spec)
    beside = np.nextafter(right.value, np.float32(9))
    found = judged(spec, dataclasses.replace(right, value=beside))
    assert found.agrees
    assert 0 < found.difference <= found.tolerance
    assert found.sentence.endswith("comes of rounding.")
    assert "float32" in found.reason


def test_the_first_stage_and_cell_that_differ_are_named():
    spec = make_spec("mse", dtype="float64")
    right = ours_as_theirs(spec)
    per_sample = right.per_sample.copy()
    per_sample[1] = 5.0
    off = dataclasses.replace(right, per_sample=per_sample, value=np.float64(4.0))
    # The errors of the second sample are 0.5, 0.7 and -0.4.
    parted = judged(spec, off).first_difference
    assert parted == "the per-sample value [1]: 0.3 here, 5.0 there"


def test_a_gradient_that_differs_is_named_with_its_tensor():
    spec = make_spec("mse")
    right = ours_as_theirs(spec)
    slopes = {name: array.copy() for name, array in right.gradients.items()}
    slopes["y_pred"][0, 2] = -1.0
    found = judged(spec, dataclasses.replace(right, gradients=slopes))
    # The error is 0.9, and the mean of 6 squares has the slope 2 * 0.9 / 6.
    assert found.first_difference == "the gradient by y_pred [0, 2]: 0.3 here, -1.0 there"


def test_another_shape_or_dtype_is_a_difference():
    spec = make_spec("mse")
    right = ours_as_theirs(spec)
    shape = judged(spec, dataclasses.replace(right, value=np.zeros(2, np.float32)))
    dtype = judged(spec, dataclasses.replace(right, value=right.value.astype(float)))
    assert shape.first_difference == "the value: its shape is () here and (2,) there"
    assert dtype.first_difference == "the value: its dtype is float32 here and float64 there"
    assert shape.difference is None


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_equal_nan_and_inf_agree(number):
    tensors = {"y_true": np.array([[0.0, 1.0]]), "y_pred": np.array([[number, 0.5]])}
    spec = make_spec("mse")
    right = ours_as_theirs(spec, tensors)
    assert judged(spec, right, tensors).agrees
    other = dataclasses.replace(right, value=np.float32(1.0))
    assert judged(spec, other, tensors).difference == np.inf


def test_opposite_infinities_differ():
    tensors = {"y_true": np.array([[0.0]]), "y_pred": np.array([[np.inf]])}
    spec = make_spec("mse")
    right = ours_as_theirs(spec, tensors)
    assert not judged(spec, dataclasses.replace(right, value=-right.value), tensors).agrees


def test_an_empty_answer_agrees_with_an_empty_result():
    tensors = {"y_true": np.zeros((0, 3)), "y_pred": np.zeros((0, 3))}
    spec = make_spec("mse", reduction="none")
    assert judged(spec, ours_as_theirs(spec, tensors), tensors).agrees


def test_weights_that_cancel_widen_the_tolerance_by_what_they_lose():
    # 1 - 1.001 leaves a thousandth: the divisor has lost three digits. Only one of the plain
    # value's six operations grows by 2001, so the whole does by a sixth of that or more.
    spec = make_spec("mse", reduction="mean_with_sample_weight")
    weights = {"sample_weight": np.array([1.0, -1.001])}
    found = judged(spec, ours_as_theirs(spec, **weights), **weights)
    plain = judged(spec, ours_as_theirs(spec))
    growth = (found.tolerance / abs(found.ours)) / (plain.tolerance / plain.ours)
    assert 2001 / 6 < growth < 4000


REFUSED = Answer("refused", "shapes differ\nand more", "fake 1.0", raised="ValueError")


def test_two_refusals_agree():
    found = check_result(DialectError("Keras 3 raises here"), TENSORS, REFUSED)
    assert (found.status, found.agrees) == ("agrees", True)
    assert found.sentence == "Agrees: both refuse. fake 1.0 raises ValueError: shapes differ"


def test_a_refusal_that_we_did_not_foresee_disagrees():
    found = judged(make_spec("mse"), REFUSED)
    assert (found.status, found.agrees) == ("disagrees", False)
    assert "but fake 1.0 raises ValueError: shapes differ" in found.sentence


def test_a_value_where_we_said_it_would_raise_disagrees():
    answer = ours_as_theirs(make_spec("mse"))
    found = check_result(DialectError("Keras 3 raises here: x"), TENSORS, answer)
    assert (found.status, found.agrees) == ("disagrees", False)
    assert found.sentence.endswith("but here: Keras 3 raises here: x.")


@pytest.mark.parametrize("kind", ["missing", "failed", "cancelled", "not comparable"])
def test_no_answer_is_no_verdict(kind):
    found = judged(make_spec("mse"), Answer(kind, "There is none."))
    assert (found.status, found.agrees, found.sentence) == (kind, None, "There is none.")
    assert found.ours is not None


def test_a_dead_worker_is_a_check_without_a_verdict(fake):
    found = check_spec(make_spec("mse"), TENSORS, host=fake("sys.exit('no')"))
    assert (found.status, found.agrees) == ("failed", None)
    assert "Its last words: no" in found.sentence


def test_wrong_use_is_an_error_before_anything_is_asked(fake):
    host = fake("hang()")
    with pytest.raises(ValueError, match="no loss called"):
        check("mean_sqared", [1.0], [2.0], host=host)
    with pytest.raises(TypeError, match=r"needs 2 tensors \(y_true, y_pred\), not 1"):
        check("mse", [1.0], host=host)
    with pytest.raises(ValueError, match="did you mean 'tensorflow'"):
        check("mse", [1.0], [2.0], backend="tensorflwo")
    with pytest.raises(TypeError, match="y_true must hold real numbers"):
        check("mse", ["a"], ["b"], host=host)
    assert host._process is None
