"""The sentences of the steps, with numbers worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lossgui.core.api import Result, evaluate, evaluate_spec
from lossgui.core.dialects import DIALECTS, DialectError
from lossgui.core.explain import number, step_sentence
from lossgui.core.expr import OPERATIONS, Operation, apply, broadcast_shape, register
from lossgui.core.losses import LOSSES, loss
from lossgui.core.ops import absolute, mean, reduce, sum_like
from lossgui.core.spec import make_spec
from tests.core import random_cases as random

Y = [[0, 1, 0], [0, 0, 1], [1, 1, 1]]
P = [[0, 0.8, 0.9], [0.5, 0.7, 0.6], [0.8, 0.7, 0.5]]


def sentences(name: str, y: Any = Y, p: Any = P, **choices: Any) -> list[str]:
    result = evaluate(name, y, p, **choices)
    return [step_sentence(result, index) for index in range(len(result.stages))]


def test_the_founding_example():
    assert sentences("mse") == [
        "Each element by itself; at [0, 2]: 0.9 - 0 = 0.9.",
        "Each element by itself; at [0, 2]: (0.9)² = 0.81.",
        "At [1]: 0.3 = 0.9 / 3: 0.25 + 0.49 + 0.16 = 0.9; the mean divides by 3.",
        "0.71 = 0.283333 + 0.3 + 0.126667.",
        "0.236667 = 0.71 / 3; n = 3 is the number of loss values.",
    ]
    assert sentences("half_sum_of_squares", dialect="textbook")[2:] == [
        "At [1]: 0.9 = 0.25 + 0.49 + 0.16.",
        "Each element by itself; at [1]: 0.5 * 0.9 = 0.45.",
        "1.065 = 0.425 + 0.45 + 0.19.",
        "0.355 = 1.065 / 3; n = 3 is the number of loss values.",
    ]


def test_weights_are_told_with_their_denominator():
    told = sentences("mse", reduction="mean_with_sample_weight", sample_weight=[1, 2, 0])
    assert told[3:] == [
        "Each element by itself; at [1]: 0.3 * 2 = 0.6.",
        "0.883333 = 0.283333 + 0.6 + 0.",
        "3 = 1 + 2 + 0.",
        "0.294444 = 0.883333 / 3; sum of w = 3 is the sum of the weights as given.",
    ]


def test_a_mask_is_told_with_the_number_that_the_mean_divides_by():
    told = sentences("mse", mask=[1, 0, 1])
    taken = "holds for 2 of 3 elements: they take the first value, the other 1 the second."
    assert told[3:] == [
        "mask != 0 holds for 2 of 3 elements.",
        f"mask != 0 {taken}",
        "2 = 1 + 0 + 1.",
        "1.5 = 3 / 2.",
        f"mask != 0 {taken}",
        "Each element by itself; at [0]: 0.283333 * 1.5 = 0.425.",
        "0.615 = 0.425 + 0 + 0.19.",
        (
            "0.205 = 0.615 / 3; with the n inside the mask's weights it divides by valid: valid = "
            "2 is the number of loss values that the mask keeps."
        ),
    ]


def test_nothing_valid_divides_by_zero():
    assert "0 = 3 / 0: a division by 0 gives 0 here." in sentences("mse", mask=[0, 0, 0])


def test_the_branches_of_huber_are_counted():
    told = sentences("huber", [[0.0, 0.0, 0.0]], [[0.5, 1.0, 3.0]])
    assert told[2] == "abs(y_pred - y_true) <= 1 holds for 2 of 3 elements."
    assert told[7] == (
        "abs(y_pred - y_true) <= 1 holds for 2 of 3 elements: they take the first value, the other "
        "1 the second."
    )
    assert told[8].startswith("At [0]: 1.04167 = 3.125 / 3: 0.125 + 0.5 + 2.5 = 3.125;")


def test_clipped_probabilities_show_how_close_to_one_they_are():
    told = sentences("bce", [[0.0]], [[1.0]])
    assert told[0] == "1 of 1 elements was moved into 1e-07 .. 0.9999999."
    assert "Each element by itself; its only element: 1 - 0.999999881 = 1.19209e-07." in told
    assert sentences("bce", [[0.0, 0]], [[0.5, 0.25]])[0].startswith("0 of 2 elements were moved")


def test_not_a_number_was_not_moved():
    assert sentences("bce", [[0.0, 0]], [[np.nan, 2.0]])[0].startswith("1 of 2 elements was moved")


def test_a_long_sum_shows_its_first_terms_and_how_many_there_are():
    (told,) = [t for t in sentences("mae", np.zeros((1, 9)), np.ones((1, 9))) if "mean" in t]
    assert told == "At [0]: 1 = 9 / 9: 1 + 1 + 1 + … (9 terms) = 9; the mean divides by 9."


def test_several_axes_are_multiplied_out():
    told = sentences("mse", np.zeros((2, 3, 4)), np.ones((2, 3, 4)), axis=(0, 2))
    assert told[2].endswith("the mean divides by 2 * 4 = 8.")


def test_negative_terms_are_subtracted():
    told = sentences("kl_standard_normal", [[0.0, 2.0]], [[1.0, 0.0]], dialect="textbook")
    # 1 + 1 - 0 - e = -0.718282 and 1 + 0 - 4 - 1 = -4
    assert "At [0]: -4.71828 = -0.718282 - 4." in told


def test_a_changed_shape_is_told():
    told = sentences("mse", [[1.0], [2.0]], [1.0, 2.0])
    assert told[0] == "The numbers stay; the shape goes from (2,) to (2, 1)."


def test_a_broadcast_cell_is_told_with_the_number_that_was_repeated():
    told = sentences("mse", [[0.0, 0.0], [0.0, 9.0]], [[5.0, 1.0]], dialect="textbook")
    assert told[0] == "Each element by itself; at [1, 1]: 1 - 9 = -8."


def test_the_first_cell_that_is_not_finite_is_told():
    told = sentences("mse", [[0.0, 0, 0]], [[1.0, np.inf, np.nan]])
    assert told[0] == "Each element by itself; at [0, 1]: inf - 0 = inf."
    assert told[2] == ("At [0]: nan = nan / 3: 1 + inf + nan = nan; the mean divides by 3.")


def test_an_empty_array_is_told_as_such():
    told = sentences("mse", np.zeros((0, 3)), np.zeros((0, 3)))
    assert told[0] == "y_pred - y_true: an array of shape (0, 3) has no elements."
    assert sentences("mse", [], [], dialect="textbook")[-1] == (
        "nan = nan / 1; n = 1 is the number of loss values."
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1 / 3, "0.333333"),
        (1e-7, "1e-07"),
        (123456.0, "123456"),
        (1.0, "1"),
        (np.float32(1) - np.float32(1e-7), "0.999999881"),
        (-1.00000012, "-1.00000012"),
        (1 - 1e-16, "1"),
        (np.nan, "nan"),
        (-np.inf, "-inf"),
        (True, "1"),
    ],
)
def test_numbers_have_six_digits_and_more_where_they_only_look_like_one(value, text):
    assert number(value) == text


def test_a_step_that_does_not_exist_is_an_index_error():
    result = evaluate("mse", Y, P)
    with pytest.raises(IndexError):
        step_sentence(result, len(result.stages))


def test_terms_that_cancel_or_overflow_warn_of_nothing():
    @loss(title="Bias", formula="mean(e)")
    def bias(y_true, y_pred, *, axis=-1, inner="mean"):
        """Average the errors."""
        return reduce(y_pred - y_true, inner, axis)

    try:
        assert "inf - inf = nan" in sentences("bias", [0.0, 0], [np.inf, -np.inf])[1]
        assert "inf = inf / 2" in sentences("bias", [0.0, 0], [1e308] * 2, dtype="float64")[1]
    finally:
        del LOSSES["bias"]


def test_summing_back_says_that_numbers_are_added():
    @loss(title="Folded", formula="folded")
    def folded(y_true, y_pred, *, axis=-1, inner="mean"):
        """Fold the rows."""
        return mean(sum_like(absolute(y_pred), y_true))

    try:
        told = sentences("folded", [[0.0, 0.0]], [[1.0, 2.0], [3.0, 4.0]], dialect="textbook")
        assert told[1] == "What was repeated is added up: the shape goes from (2, 2) to (1, 2)."
    finally:
        del LOSSES["folded"]


def no_slope(node: Any, upstream: Any) -> tuple[None]:
    return (None,)


def test_a_new_operation_is_told_by_its_formula():
    register(
        Operation(
            "cube", lambda xp, x: x**3, broadcast_shape, lambda n, up: (None,), "cube({0})", "cube"
        )
    )

    @loss(title="Cubes", formula="mean(e³)")
    def cubes(y_true, y_pred, *, axis=-1, inner="mean"):
        """Average the cubes."""
        return reduce(apply("cube", y_pred - y_true), inner, axis)

    try:
        told = sentences("cubes", [0.0], [2.0])
        assert told[1] == "Each element by itself; its only element: cube(2) = 8."
    finally:
        del LOSSES["cubes"], OPERATIONS["cube"]


# --------------------------------------------------------------------------------- every loss

NUMBERS = st.sampled_from((0.0, 1.0, -1.0, 0.5, 1e300, np.nan, np.inf, -np.inf))


def check(result: Result) -> None:
    for index, stage in enumerate(result.stages):
        said = step_sentence(result, index)
        assert said.endswith(".")
        assert "  " not in said
        assert len(said) < 400
        if stage.value.size == 0:
            assert "has no elements" in said


@settings(max_examples=300)
@given(shape=random.shapes(min_length=0), data=st.data())
def test_every_step_of_every_loss_gives_a_sentence(shape, data):
    spec = data.draw(random.specs(len(shape)))
    pair = data.draw(st.permutations((shape, data.draw(random.partners(shape)))))
    shapes = dict(zip(spec.entry.arguments, pair, strict=True))
    left = random.reduced(spec, shape)
    if data.draw(st.booleans()):
        shapes["sample_weight"] = data.draw(random.weight_shapes(left))
    if data.draw(st.booleans()):
        shapes["mask"] = left
    assume(random.is_taken(spec, shapes))
    arrays = random.tensors(spec, shapes, data.draw(random.SEEDS))
    for name in spec.entry.arguments:
        if arrays[name].size and data.draw(st.booleans()):
            arrays[name].flat[0] = data.draw(NUMBERS)
    weights = {name: arrays.pop(name, None) for name in ("sample_weight", "mask")}
    try:
        result = evaluate_spec(spec, arrays, **weights)
    except DialectError:  # a number that the framework itself does not take
        return
    check(result)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("key", LOSSES)
def test_the_default_steps_of_every_loss_in_every_dialect(key, dialect):
    # scikit-learn puts labels of several columns into a sparse array, which has no float16.
    no_half = dialect == "sklearn-1" and key in ("zero_one", "hamming")
    for dtype in ("float32" if no_half else "float16", "float64"):
        tensors = random.example(key, shape=(4, 3), dialect=dialect).values()
        check(evaluate(make_spec(key, dialect=dialect, dtype=dtype), *tensors))
