"""Which shapes Keras 3.15.1 takes, what it makes of them, and where it raises, row by row.

Measured on Keras 3.15.1 with TensorFlow 2.21.
"""

from __future__ import annotations

import numpy as np
import pytest

from lossgui.core.api import evaluate
from lossgui.core.dialects import DialectError

BROADCASTING = ("mse", "mae", "huber", "log_cosh")
ALL = (*BROADCASTING, "bce")


def unreduced(loss: str, y: np.ndarray, p: np.ndarray) -> np.ndarray:
    return np.asarray(evaluate(loss, y, p, reduction="none", dtype="float64").value)


def numbers(shape: tuple[int, ...], seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0.1, 0.9, shape)


# ---------------------------------------------------------------------------- ranks of the tensors


@pytest.mark.parametrize("loss", ALL)
@pytest.mark.parametrize("swapped", [False, True])
def test_a_vector_is_expanded_against_a_column(loss, swapped):
    y, p = numbers((4,)), numbers((4, 1), seed=1)
    pair, columns = (y, p), (y[:, np.newaxis], p)
    if swapped:
        pair, columns = pair[::-1], columns[::-1]
    result = evaluate(loss, *pair, reduction="none", dtype="float64")
    np.testing.assert_array_equal(result.value, unreduced(loss, *columns))
    assert result.value.shape == (4,)
    (note,) = result.notes
    assert "to the same rank: (4, 1) and (4, 1)" in note


def test_equal_numbers_in_a_vector_and_a_column_have_no_error():
    # Without the squeezing this would be the mean of all 16 differences, 2.5.
    y = np.array([1.0, 2.0, 3.0, 4.0])
    assert evaluate("mse", y, y[:, np.newaxis]).value == 0.0
    assert evaluate("mse", y, y[:, np.newaxis], dialect="textbook").value == 2.5


@pytest.mark.parametrize("loss", ALL)
@pytest.mark.parametrize("swapped", [False, True])
def test_a_last_axis_of_length_one_is_squeezed_away_against_two_and_more_axes(loss, swapped):
    y, p = numbers((4, 3, 1)), numbers((4, 3), seed=1)
    pair, flat = (y, p), (y[..., 0], p)
    if swapped:
        pair, flat = pair[::-1], flat[::-1]
    result = evaluate(loss, *pair, reduction="none", dtype="float64")
    np.testing.assert_array_equal(result.value, unreduced(loss, *flat))
    assert result.value.shape == (4,)


@pytest.mark.parametrize("loss", BROADCASTING)
@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ((4, 4), (4,), (4, 4)),
        ((4, 1), (4, 3), (4, 3)),
        ((1,), (4,), (4,)),
        ((4, 1, 1), (4,), (4, 1, 4)),
        ((1, 3), (4, 3), (4, 3)),
        ((), (4, 3), (4, 3)),
        ((2, 4, 3), (3,), (2, 4, 3)),
    ],
)
def test_other_shapes_are_broadcast_without_a_word(loss, first, second, together):
    for shapes in ((first, second), (second, first)):
        y, p = numbers(shapes[0]), numbers(shapes[1], seed=1)
        result = evaluate(loss, y, p, reduction="none", dtype="float64")
        whole = np.broadcast_arrays(y, p)
        np.testing.assert_array_equal(result.value, unreduced(loss, *whole))
        assert result.value.shape == together[:-1]
        assert f"to {together} without a word" in result.notes[-1]


@pytest.mark.parametrize("loss", ALL)
def test_equal_shapes_need_no_note(loss):
    for shape in ((3,), (4, 3), (4, 1), (1, 1), (2, 3, 4, 1, 2)):
        assert evaluate(loss, numbers(shape), numbers(shape, 1)).notes == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [((4, 1), (4, 3)), ((1,), (4,)), ((4, 4), (4,)), ((), (4,)), ((4, 3), (3,))],
)
def test_binary_crossentropy_wants_equal_shapes(first, second):
    for shapes in ((first, second), (second, first)):
        with pytest.raises(DialectError, match="binary_crossentropy wants equal shapes") as caught:
            evaluate("bce", numbers(shapes[0]), numbers(shapes[1]))
        assert f"y_true is {shapes[0]}" in str(caught.value)
        assert f"y_pred is {shapes[1]}" in str(caught.value)


@pytest.mark.parametrize("loss", BROADCASTING)
@pytest.mark.parametrize(
    ("first", "second"), [((4,), (3,)), ((4, 3), (4,)), ((2, 3), (3, 2)), ((4, 3), (2, 4, 2))]
)
def test_shapes_that_do_not_broadcast_are_refused(loss, first, second):
    with pytest.raises(DialectError, match="Keras 3 raises here: y_true has shape"):
        evaluate(loss, numbers(first), numbers(second))


# ------------------------------------------------------------------------------ scalars and nothing


@pytest.mark.parametrize("loss", ALL)
def test_a_vector_leaves_a_scalar_although_nothing_is_reduced(loss):
    assert unreduced(loss, numbers((5,)), numbers((5,), 1)).shape == ()


def test_a_number_has_no_last_axis():
    with pytest.raises(DialectError, match="axis -1 does not exist in a tensor with 0 axes"):
        evaluate("mse", 1.0, 3.0)
    assert evaluate("mse", 1.0, 3.0, axis=None).value == 4.0
    assert evaluate("mse", 1.0, 3.0, axis=()).value == 4.0


@pytest.mark.parametrize(
    ("shape", "reduction", "expected"),
    [
        ((0,), "sum_over_batch_size", np.nan),
        ((0,), "none", np.nan),
        ((0, 3), "none", np.zeros(0)),
        ((0, 3), "sum", np.zeros(0)),
        ((0, 3), "sum_over_batch_size", np.zeros(0)),
        ((0, 3), "mean_with_sample_weight", np.zeros(0)),
        ((2, 0), "none", [np.nan, np.nan]),
        ((2, 0), "sum_over_batch_size", np.nan),
        ((2, 0, 3), "none", np.zeros((2, 0))),
        ((2, 0, 3), "sum", 0.0),
        ((2, 0, 3), "sum_over_batch_size", 0.0),
    ],
)
def test_empty_tensors(shape, reduction, expected):
    value = evaluate("mse", np.zeros(shape), np.zeros(shape), reduction=reduction).value
    np.testing.assert_array_equal(value, np.asarray(expected, dtype=np.float32), strict=True)


def test_an_axis_that_does_not_exist_is_refused():
    with pytest.raises(DialectError, match=r"axis 2 does not exist .* of shape \(4, 3\)"):
        evaluate("mse", numbers((4, 3)), numbers((4, 3)), axis=2)


# --------------------------------------------------------------------------- shapes of the weights

# Values of the shape (B,) = (4,), (B, T) = (4, 3), (B, T, U) = (4, 3, 2), and (4, 4) with B == T.
VALUES = {shape: numbers(shape, 7) for shape in ((4,), (4, 3), (4, 4), (4, 3, 2))}


def weighed(shape: tuple[int, ...], weight: np.ndarray, reduction: str = "none") -> object:
    """Evaluate with given unreduced values: the root of them as error, with one feature."""
    errors = np.sqrt(VALUES[shape])[..., np.newaxis]
    return evaluate(
        "mse", 0 * errors, errors, sample_weight=weight, reduction=reduction, dtype="float64"
    )


@pytest.mark.parametrize(
    ("values", "weight", "seen"),
    [
        ((4,), (), ()),
        ((4,), (1,), (1,)),
        ((4, 3), (), ()),
        ((4, 3), (1,), (1,)),
        ((4,), (4,), (4,)),
        ((4, 3), (4, 1), (4, 1)),
        ((4, 3), (1, 3), (1, 3)),
        ((4, 3), (3,), (3,)),
        ((4, 3), (4, 3), (4, 3)),
        ((4, 3), (4, 3, 1), (4, 3)),
        ((4, 4), (4,), (4,)),
        ((4, 3, 2), (4, 3, 2), (4, 3, 2)),
        ((4, 3, 2), (4, 1, 1), (4, 1, 1)),
        ((4, 3, 2), (3, 1), (3, 1)),
        ((4, 3, 2), (4, 3, 2, 1), (4, 3, 2)),
    ],
)
def test_weights_that_fit_are_lined_up_with_the_last_axes(values, weight, seen):
    weights = numbers(weight, 3)
    expected = VALUES[values] * weights.reshape(seen)
    result = weighed(values, weights)
    np.testing.assert_allclose(result.value, expected, rtol=1e-14)
    assert result.value.shape == values
    for reduction, divisor in (
        ("sum", 1),
        ("sum_over_batch_size", expected.size),
        ("mean_with_sample_weight", np.sum(weights)),
    ):
        value = weighed(values, weights, reduction).value
        assert value == pytest.approx(np.sum(expected) / divisor, rel=1e-13)


def test_a_column_of_weights_expands_a_vector_of_values():
    weights = numbers((4, 1), 3)
    result = weighed((4,), weights)
    np.testing.assert_allclose(result.value, VALUES[(4,)][:, np.newaxis] * weights, rtol=1e-14)
    assert result.value.shape == (4, 1)


@pytest.mark.parametrize(
    ("values", "weight"),
    [
        ((4,), (3,)),
        ((4, 3), (4,)),
        ((4, 3), (2, 3)),
        ((4, 3, 2), (4, 1)),
        ((4, 3, 2), (4, 3)),
        ((4, 3, 2), (4,)),
        ((4, 3, 2), (3,)),
    ],
)
def test_weights_that_do_not_fit_raise_and_say_which_shape_would(values, weight):
    with pytest.raises(DialectError) as caught:
        weighed(values, numbers(weight))
    wanted = (4, *(1 for _ in values[1:]))
    assert str(caught.value) == (
        f"Keras 3 raises here: sample_weight has shape {weight} but the loss has shape {values}; "
        f"weights per sample need the shape {wanted}"
    )


def test_the_wanted_shape_is_right():
    weights = numbers((4,), 3)
    value = weighed((4, 3, 2), weights.reshape(4, 1, 1)).value
    np.testing.assert_allclose(value, np.einsum("btu,b->btu", VALUES[(4, 3, 2)], weights))


def test_as_many_time_steps_as_samples_lets_weights_weigh_time_steps():
    result = weighed((4, 4), np.array([1.0, 2.0, 3.0, 4.0]))
    np.testing.assert_allclose(result.value, VALUES[(4, 4)] * [[1, 2, 3, 4]], rtol=1e-14)
    (note,) = result.notes
    assert "with the last axis of the loss (4, 4), not with the samples" in note


@pytest.mark.parametrize(
    ("values", "weight", "together"),
    [((4,), (4, 3, 1), (4, 3, 4)), ((4, 3), (2, 1, 1, 3), (2, 1, 4, 3)), ((4,), (2, 4), (2, 4))],
)
def test_weights_of_a_higher_rank_broadcast_the_values_up(values, weight, together):
    weights = numbers(weight, 3)
    result = weighed(values, weights)
    np.testing.assert_allclose(result.value, VALUES[values] * weights, rtol=1e-14)
    assert result.value.shape == together
    (note,) = result.notes
    assert f"up to {together} without a word" in note
    mean = weighed(values, weights, "sum_over_batch_size")
    assert mean.denominator.value == np.prod(together)
    assert mean.value == pytest.approx(np.mean(VALUES[values] * weights), rel=1e-13)


def test_per_element_values_with_weights_per_sample_raise():
    y, p = numbers((4, 3)), numbers((4, 3), 1)
    with pytest.raises(DialectError, match=r"need the shape \(4, 1\)"):
        evaluate("mse", y, p, axis=(), sample_weight=np.ones(4))


def test_weights_on_one_of_several_axes_discount_output_positions():
    y, p = numbers((2, 7, 5, 3)), numbers((2, 7, 5, 3), 1)
    discount = np.array([1, 1, 1, 0.5, 0.5, 0.25, 0]).reshape(1, 7, 1)
    value = evaluate("mse", y, p, sample_weight=discount, dtype="float64").value
    rows = np.mean((y - p) ** 2, axis=-1)
    assert value == pytest.approx(np.sum(rows * discount) / rows.size, rel=1e-13)


# Measured on Keras 3.15.1 with PyTorch 2.13: "output with shape [2, 1] doesn't match ...".
@pytest.mark.parametrize(
    ("weight", "mask", "refused"),
    [
        ((2, 1), (2, 3), True),
        ((1,), (2,), True),
        ((), (2, 3), True),
        ((2, 3), (2, 1), False),
        ((2, 3), (2, 3), False),
    ],
)
def test_on_pytorch_weights_do_not_grow_to_a_larger_mask(weight, mask, refused):
    shape = (2, 3, 4) if len(mask) == 2 else (2, 4)
    given = {"sample_weight": np.full(weight, 0.5), "mask": np.ones(mask)}
    tensors = np.zeros(shape), np.ones(shape)
    assert float(evaluate("mse", *tensors, dialect="keras-3-jax", **given).value) == 0.5
    if refused:
        with pytest.raises(DialectError, match="too small for the mask"):
            evaluate("mse", *tensors, dialect="keras-3-torch", **given)
    else:
        assert float(evaluate("mse", *tensors, dialect="keras-3-torch", **given).value) == 0.5
