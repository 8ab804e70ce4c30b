"""Rules of the error analysis, each on numbers worked by hand. Bounds are in half last places."""

from __future__ import annotations

import numpy as np
import pytest

from lossgui.core.evaluate import Evaluator
from lossgui.core.expr import OPERATIONS, Operation, apply, constant, variable
from lossgui.core.ops import (
    absolute,
    clip,
    divide_no_nan,
    exp,
    expand_dims,
    greater,
    index,
    log,
    logsumexp,
    max_,
    maximum,
    mean,
    sign,
    sqrt,
    square,
    sum_,
    sum_like,
    where,
)
from lossgui.core.rounding import SMALLEST, Precision, error_bounds, precision

UNIT = 2.0**-24
inf, nan = np.inf, np.nan


def bound(build, *arrays, how=None, dtype="float32"):
    """The bounds of what `build` makes of tensors with these numbers."""
    nodes = [variable(str(place), np.shape(array)) for place, array in enumerate(arrays)]
    output = build(*nodes)
    evaluator = Evaluator([output], dtype)
    evaluator.run({str(place): np.asarray(array) for place, array in enumerate(arrays)})
    found = error_bounds([output], evaluator, how or precision(dtype))[output]
    assert found.shape == output.shape
    return np.asarray(found, np.float64) / (np.finfo(dtype).eps / 2)


def about(expected):
    """Products of errors and the rounding of the bounds are below a thousandth."""
    return pytest.approx(expected, rel=1e-3, abs=1e-12)


def test_tensors_sizes_and_numbers_that_the_dtype_holds_are_exact():
    assert bound(lambda x: x, [0.1, 3.0]) == about([0, 0])
    assert bound(lambda x: 0.0 * x + 0.5, [0.0]) == about([0.5])
    # float32(0.1) is 1.49e-9 above 0.1; nothing is taken from it where both sides convert alike.
    given, converted = (precision("float32", shared=flag) for flag in (False, True))
    assert bound(lambda x: x + constant(0.1) * 0.0 - x, [0.0], how=converted) == about([0])
    assert bound(lambda x: where(x, 0.0, constant(0.1)), [0.0], how=given) * UNIT == about(
        [1.4901161e-9]
    )


def test_two_calculations_in_one_dtype_share_the_differences_of_what_is_given():
    how = precision("float32", shared=True)
    assert bound(lambda x, y: x - y, [1.0], [0.3], how=how) == about([0])
    assert bound(lambda x, y: (x - y) - 0.5, [1.0], [0.25], how=how) == about([0])
    assert bound(lambda x: x * 3.0, [1.0], how=how) == about([3])


def test_an_operation_rounds_its_result_by_half_a_last_place():
    assert bound(lambda x, y: x + y, [1.0], [3.0]) == about([4])
    assert bound(lambda x, y: x * y, [2.0], [3.0]) == about([6])


def test_a_difference_keeps_the_errors_of_what_cancels():
    # 1 + 1023 is 1024 half places wrong; 1 remains, and rounds once more.
    assert bound(lambda x: (x + 1.0) - x, [1023.0]) == about([1025])


def test_products_and_quotients_add_relative_errors():
    # (1 + 1) and (1 + 2) are one relative half place wrong each, the operation a third one.
    assert bound(lambda x, y: (x + 1.0) * (y + 1.0), [1.0], [2.0]) == about([18])
    assert bound(lambda x, y: (x + 1.0) / (y + 1.0), [1.0], [2.0]) == about([2])
    assert bound(lambda x, y: divide_no_nan(x + 1.0, y + 1.0), [1.0], [2.0]) == about([2])


def test_a_divisor_that_may_be_zero_leaves_nothing():
    # 1e-8 + 1 rounds to 1, so the divisor is 0 here and 1e-8 in truth.
    for divide in (lambda a, b: a / b, divide_no_nan):
        assert bound(lambda x, d=divide: d(x, (x + 1.0) - 1.0), [1e-8]) == about([inf])
    assert bound(lambda x: 1.0 / x, [0.0]) == about([0])  # inf on both sides
    assert bound(lambda x: divide_no_nan(x, x), [0.0]) == about([0])


def test_a_sum_grows_with_the_root_of_its_count():
    how = Precision("float32", 16 * UNIT, 2 * UNIT, 0.0)
    # 16 half places, and 2 more for the root of each 100 numbers, of the sizes' sum.
    assert bound(sum_, np.ones(100), how=how) == about((16 + 2 * 10) * 100)
    assert bound(mean, np.ones(100), how=how) == about(16 + 2 * 10)
    assert bound(sum_, [3.0, -3.0], how=how) == about((16 + 2 * 2**0.5) * 6)
    assert bound(sum_, [3.0], how=how) == about(0)


def test_errors_go_where_the_numbers_go():
    x = np.array([[1.0, 3.0]])
    assert bound(lambda x: expand_dims(x + 1.0, 0), x) == about(np.array([[[2, 4]]]))
    # 2 and 4 from the additions; a sum over two numbers rounds by (1 + 2 sqrt 2) of 2 + 4.
    back = bound(lambda x, r: sum_like(x + 1.0, r), x, [[0.0]])
    assert back == about(np.array([[6 + (1 + 2 * 2**0.5) * 6]]))


def test_an_error_at_zero_is_squared_and_its_root_taken():
    # 3 - 3 with the errors of 1 + 2: 3 half places, squared; the root brings them back.
    def zero(x):
        return (x + 1.0) - 3.0

    assert bound(zero, [2.0]) == about([3])
    assert bound(lambda x: square(zero(x)), [2.0]) * UNIT == about([(3 * UNIT) ** 2])
    assert bound(lambda x: sqrt(square(zero(x))), [2.0]) == about([3])
    # Where nothing says that it is positive, the other side may find the root of less than 0.
    assert bound(lambda x: sqrt(zero(x)), [2.0]) == about([inf])


def test_a_kink_is_seen_from_both_sides():
    # x + 1 - 3 is 0 or 3 half places to either side; its sign may be any.
    def zero(x):
        return (x + 1.0) - 3.0

    assert bound(lambda x: absolute(zero(x)), [2.0]) == about([3])
    assert bound(lambda x: sign(zero(x)), [2.0]) * UNIT == about([1])
    assert bound(lambda x: maximum(zero(x), 0.0), [2.0]) == about([3])
    assert bound(lambda x: clip(zero(x), 0.0, 1.0), [2.0]) == about([3])
    assert bound(lambda x: clip(zero(x), 0.5, 1.0), [2.0]) == about([0])


def test_a_doubtful_condition_covers_both_branches():
    def chosen(x):
        return where(greater((x + 1.0) - 3.0, 0.0), 5.0, 2.0)

    assert bound(chosen, [2.0, 4.0]) * UNIT == about([3, 0])
    # A comparison of given numbers is certain, at equality too.
    assert bound(lambda x: where(greater(x, 2.0), 5.0, x), [2.0]) == about([0])


def test_the_logarithm_of_a_small_difference():
    # 1 - 0.999 has half a place of 1 from the first sum: 1000 of its own, and log adds its own 7.
    found = bound(lambda x: log(1.0 - (x + 0.0)), [np.float32(0.999)])
    assert found == about([0.999 / 0.001 + 1 + np.log(1000)])
    assert bound(lambda x: log((x + 1.0) - 1.0), [1e-8]) == about([inf])


def test_what_may_overflow_on_one_side_is_unknown():
    largest = float(np.finfo(np.float32).max)
    assert bound(lambda x: x * 1.0, [largest]) == about([inf])
    assert bound(lambda x: exp(x + 0.0), [88.722839]) == about([inf])
    # The sizes add up to more than there is, so the order decides.
    assert bound(sum_, [largest, largest, -largest]) == about(inf)
    assert bound(square, [1e30]) == about([0])  # inf for sure


@pytest.mark.parametrize("number", [nan, inf, -inf])
def test_nan_and_infinities_of_the_inputs_are_certain(number):
    for build in (square, lambda x: x + 1.0, lambda x: x * 0.0, log, sum_, mean, max_, logsumexp):
        assert np.isfinite(bound(build, [number])).all()
    # Other cells are none of their business.
    assert bound(lambda x: x + 1.0, [number, 1.0])[1] == about(2)


def test_an_infinite_error_stays_infinite():
    def unknown(x):
        return log((x + 1.0) - 1.0)

    for build in (lambda x: unknown(x) * 0.0, lambda x: clip(unknown(x), 0.0, 1.0)):
        assert bound(build, [1e-8]) == about([inf])
    assert bound(lambda x: sum_(unknown(x)), [1e-8, 1.0]) == about(inf)
    assert bound(lambda x: where(x, 0.0, unknown(x)), [1e-8]) == about([0])


def test_what_loses_digits_or_is_flushed_to_zero_has_an_absolute_error():
    smallest = SMALLEST["float32"]
    assert bound(exp, [-200.0]) * UNIT == about([smallest])
    assert bound(square, [1e-25]) * UNIT == about([smallest])
    assert bound(lambda x: x * 2.0, [0.0]) == about([0])
    assert bound(log, [1e-40]) == about([inf])  # some flush it to 0


def test_the_largest_of_doubtful_numbers():
    # Both are 1 + 3, half a place of 4 wrong, and choosing adds nothing; the ends that are tried
    # are a whole place away.
    assert 4 <= bound(lambda x: max_(x + 1.0), [3.0, 3.0, 0.0]) <= 8


def test_logsumexp_rounds_the_sum_inside():
    # log(1 + 2e-9) is 0 in float32: the inner sum is near 1, and half a place wrong.
    assert bound(logsumexp, [-1e-8, -20.0]) >= 1
    # Weights 1/2 each of errors of 2: 2, and what is rounded inside.
    assert 2 <= bound(lambda x: logsumexp(x + 1.0), [1.0, 1.0]) < 20


def test_places_have_no_errors():
    assert bound(lambda x: index(x + 1.0, 0), [5.0, 6.0]) == about([0, 0])


def _register(monkeypatch, kind, evaluate, shape, derivative=None):
    monkeypatch.setitem(
        OPERATIONS,
        "test",
        Operation("test", evaluate, shape, derivative or (lambda n, u: (None,)), "", "", kind),
    )


def test_an_operation_of_an_unknown_kind_keeps_relative_errors(monkeypatch):
    _register(monkeypatch, "whole", lambda xp, x: xp.cumulative_sum(x), lambda shape: shape)
    found = bound(lambda x: apply("test", x + 1.0), [0.0, 1.0])
    # Errors of 1 and 2, relative ones of 1: 16 times the values 1 and 3, and their own rounding.
    assert found == about([16 + 1, 16 * 3 + 3])


def test_a_smooth_reduction_is_weighed_by_its_derivative(monkeypatch):
    def product_of_signs(xp, x, axis):
        return xp.sum(x * xp.asarray([1.0, -1.0], dtype=x.dtype), axis=axis)

    def slope(node, up):
        return (node.inputs[0] * 0.0 + 1.0,)

    _register(monkeypatch, "reduction", product_of_signs, lambda shape, axis: (), slope)
    # x + 1 is 2, 2 with errors of 2 each that do not cancel, although x - y stays at both ends.
    assert bound(lambda x: apply("test", x + 1.0, axis=0), [1.0, 1.0]) >= 4


def test_every_dtype_has_its_unit():
    for dtype in ("float16", "float32", "float64"):
        assert bound(lambda x: x * x, [1.0], dtype=dtype) == about([1])
