"""The public functions: what they take, what they give, and how they refuse."""

from __future__ import annotations

import array
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import lossgui
from lossgui.core.api import evaluate, evaluate_spec, gradient, losses
from lossgui.core.dialects import DIALECTS, DialectError
from lossgui.core.losses import LOSSES
from lossgui.core.spec import make_spec
from tests.core import random_cases as random

Y = [[0, 1, 0], [0, 0, 1], [1, 1, 1]]
P = [[0, 0.8, 0.9], [0.5, 0.7, 0.6], [0.8, 0.7, 0.5]]


def test_the_founding_example():
    result = lossgui.evaluate("mean_squared_error", Y, P)
    assert str(result.value) == "0.23666666"
    assert result.exact == pytest.approx(0.23666666666666666, rel=1e-15)
    assert (result.loss, result.dialect, result.dtype) == (
        "mean_squared_error",
        "keras-3",
        "float32",
    )
    assert [stage.shape for stage in result.stages] == [(3, 3), (3, 3), (3,), (), ()]
    assert (result.denominator.name, result.denominator.value) == ("n", 3.0)
    assert result.denominator.meaning == "number of loss values"
    np.testing.assert_allclose(result.unreduced, [0.2833333, 0.3, 0.1266667], rtol=1e-6)
    assert result.notes == ()


def test_the_namespace_is_what_the_design_says():
    for name in ("check", "compare", "compare_specs", "evaluate", "evaluate_spec", "explore"):
        assert name in lossgui.__all__
        assert callable(getattr(lossgui, name))
    assert [loss.key for loss in losses()] == list(LOSSES)


# ------------------------------------------------------------------------------------------ inputs


@pytest.mark.parametrize(
    "given_",
    [
        pytest.param(np.array(P), id="float64"),
        pytest.param(np.array(P, dtype=np.float32), id="float32"),
        pytest.param([tuple(row) for row in P], id="tuples"),
        pytest.param([np.array(row) for row in P], id="rows"),
        pytest.param([array.array("d", row) for row in P], id="array.array"),
        pytest.param(memoryview(np.array(P)), id="memoryview"),
        pytest.param(np.asfortranarray(P), id="fortran"),
        pytest.param(np.array(P)[::-1][::-1], id="strided"),
        pytest.param(np.array(P).astype(">f8"), id="big endian"),
        pytest.param(np.array(P, dtype=np.longdouble), id="long double"),
    ],
)
def test_anything_array_like_is_taken(given_):
    assert evaluate("mse", Y, given_).value == evaluate("mse", Y, P).value


def test_a_read_only_array_is_taken_and_left_alone():
    given_ = np.array(P)
    given_.flags.writeable = False
    evaluate("mse", given_, Y, dtype="float64")
    gradient("mse", given_, Y, dtype="float64")
    assert np.array_equal(given_, P)


@pytest.mark.parametrize("first", [True, 1, 1.0, np.float32(1), np.array(1)])
def test_numbers_are_tensors_without_axes(first):
    result = evaluate("mse", first, 3, axis=None)
    assert result.value == 4.0
    assert np.shape(result.value) == ()


def test_whole_numbers_and_truth_values_are_numbers():
    assert evaluate("mse", [[True, False]], [[3, 4]]).value == 10.0
    assert evaluate("mse", [[2**62, 0]], [[0, 0]], dtype="float64").value == 2.0**123


@pytest.mark.parametrize("place", ["y_true", "y_pred", "sample_weight", "mask"])
@pytest.mark.parametrize(
    ("wrong", "error", "said"),
    [
        ([[1.0], [1.0, 2.0]], ValueError, "is ragged: its rows have different lengths"),
        ([[1.0, "a"]], TypeError, "must hold real numbers, not <U"),
        ("abc", TypeError, "must hold real numbers, not <U3"),
        ([[1j]], TypeError, "must hold real numbers, not complex128"),
        ([[object()]], TypeError, "must hold real numbers, not object"),
        ([[Fraction(1, 2)]], TypeError, "must hold real numbers, not object"),
        ([[None]], TypeError, "must hold real numbers, not object"),
        ({"a": 1}, TypeError, "must hold real numbers, not object"),
        (np.array(["2020"], dtype="datetime64[Y]"), TypeError, "must hold real numbers, not datet"),
        ([[b"1"]], TypeError, r"must hold real numbers, not \|S1"),
    ],
)
def test_what_is_no_tensor_of_numbers_is_refused_with_its_name(place, wrong, error, said):
    tensors: dict[str, Any] = {"y_true": Y, "y_pred": P} | {place: wrong}
    weights = {name: tensors.pop(name, None) for name in ("sample_weight", "mask")}
    with pytest.raises(error, match=f"^{place} {said}"):
        evaluate_spec(make_spec("mse"), tensors, **weights)


@pytest.mark.parametrize("function", [evaluate, gradient])
@pytest.mark.parametrize(
    ("loss", "error", "sentence"),
    [
        (3, TypeError, "loss must be a name, a Loss or a LossSpec, not int"),
        (None, TypeError, "loss must be a name, a Loss or a LossSpec, not NoneType"),
        ("mean squared", ValueError, "there is no loss called 'mean squared'; did you mean"),
    ],
)
def test_what_is_no_loss_is_refused(function, loss, error, sentence):
    with pytest.raises(error, match=sentence):
        function(loss, Y, P)


def test_a_missing_tensor_is_named():
    with pytest.raises(TypeError, match="mean_squared_error needs the tensor y_pred"):
        evaluate_spec(make_spec("mse"), {"y_true": Y})


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"sample_weight": [1, 2, 3, 4]}, r"sample_weight has shape \(4,\) but the loss has shape"),
        ({"mask": [1, 1, 1, 1]}, r"mask has shape \(4,\) but the loss has shape \(3,\)"),
        (
            {"mask": [1] * 4, "sample_weight": [1] * 5},
            r"sample_weight has shape \(5,\) but the mask",
        ),
        (
            {"mask": [1] * 4, "sample_weight": [1] * 4},
            r"sample_weight \* mask has shape \(4,\) but",
        ),
    ],
)
@pytest.mark.parametrize("dialect", ["keras-3", "textbook"])
def test_weights_and_masks_that_do_not_fit_are_named(dialect, choices, sentence):
    kind = DialectError if dialect == "keras-3" else ValueError
    with pytest.raises(kind, match=sentence):
        evaluate("mse", Y, P, dialect=dialect, **choices)


def test_shapes_that_do_not_fit_are_named():
    with pytest.raises(
        ValueError, match=r"^y_true has shape \(3, 3\) but y_pred has shape \(2, 3\)"
    ):
        evaluate("mse", Y, P[:2], dialect="textbook")
    with pytest.raises(DialectError, match=r"^Keras 3 raises here: y_true has shape \(3, 3\) and"):
        evaluate("mse", Y, P[:2])
    with pytest.raises(ValueError, match=r"^axis 5 does not exist .* of shape \(3, 3\)"):
        evaluate("mse", Y, P, axis=5, dialect="textbook")


def test_broadcasting_two_small_tensors_to_a_huge_one_is_refused_before_it_is_tried():
    line = np.zeros(20_000)
    with pytest.raises(ValueError, match=r"shape \(20000, 20000\): 400,000,000 cells, and at most"):
        evaluate("mse", line, line[:, np.newaxis], dialect="textbook")


# ----------------------------------------------------------------------------------------- results


def test_a_spec_can_be_given_and_choices_win_over_its_own():
    spec = make_spec("huber", delta=2.0, reduction="sum")
    assert evaluate(spec, [[0.0]], [[3.0]]).value == 4.0
    assert evaluate(spec, [[0.0], [0.0]], [[3.0], [3.0]], reduction="mean").value == 4.0
    assert evaluate(spec, [[0.0]], [[3.0]], delta=1.0, factor=2.0).value == 5.0


def test_exact_is_the_same_pipeline_in_float64():
    for dtype in ("float16", "float32", "float64"):
        result = evaluate("mse", Y, P, dtype=dtype)
        assert result.value.dtype == dtype
        assert result.exact == evaluate("mse", Y, P, dtype="float64").value


def test_a_scalar_is_a_scalar_and_a_vector_a_vector():
    assert isinstance(evaluate("mse", Y, P).value, np.float32)
    assert isinstance(evaluate("mse", Y, P, reduction="none").value, np.ndarray)


DIVIDING = [key for key, rules in DIALECTS.items() if "sum" in rules.reductions]


@settings(max_examples=300)
@given(shape=random.shapes(), data=st.data())
def test_the_denominator_is_what_the_weighted_sum_is_divided_by(shape, data):
    spec = data.draw(random.specs(len(shape), tuple(DIVIDING)))
    named = dict.fromkeys(spec.entry.arguments, shape)
    left = random.reduced(spec, shape)
    if data.draw(st.booleans()):
        named["sample_weight"] = data.draw(random.weight_shapes(left))
    if data.draw(st.booleans()):
        named["mask"] = data.draw(random.weight_shapes(left))
    summed = spec.replace(reduction="sum")
    assume(random.is_taken(spec, named) and random.is_taken(summed, named))
    tensors = random.tensors(spec, named, data.draw(random.SEEDS), bounds=(0.05, 0.95))
    weights = {name: tensors.pop(name, None) for name in ("sample_weight", "mask")}
    result = evaluate_spec(spec.replace(dtype="float64"), tensors, **weights)
    total = evaluate_spec(summed.replace(dtype="float64"), tensors, **weights).value
    if result.denominator is None:
        return
    with np.errstate(all="ignore"):
        expected = total / result.denominator.value
    if result.denominator.value == 0:  # nothing valid: 0 or NaN, as the dialect likes
        assert result.value == 0 or np.isnan(result.value)
    else:
        np.testing.assert_allclose(result.value, expected, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("reduction", ["none", "sum"])
def test_where_nothing_is_divided_there_is_no_denominator(reduction):
    assert evaluate("mse", Y, P, reduction=reduction).denominator is None


def test_a_gradient_has_the_shape_of_its_tensor_and_the_dialects_dtype():
    for wrt in ("y_true", "y_pred"):
        slope = gradient("mse", Y, [[0.5]], wrt=wrt)
        assert slope.shape == {"y_true": (3, 3), "y_pred": (1, 1)}[wrt]
        assert slope.dtype == np.float32
    assert gradient("mse", Y, P, dialect="textbook").dtype == np.float64


def test_the_line_about_a_loss_is_plain_text():
    assert lossgui.losses()
    for item in lossgui.losses():
        assert item.summary.endswith(".")
        assert "`" not in item.summary
