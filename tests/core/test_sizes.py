"""Exact arithmetic with the names of sizes."""

from __future__ import annotations

from fractions import Fraction
from math import inf, isnan, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossgui.core.algebra import SizeExpression
from lossgui.core.algebra.sizes import reading_order

N, D = SizeExpression.symbol("n"), SizeExpression.symbol("d")
ONE, ZERO = SizeExpression.of(1), SizeExpression.of(0)
SIZES = {"n": 3, "d": 5, "t": 7}


def number(value: str) -> SizeExpression:
    return SizeExpression.of(Fraction(value))


FRACTIONS = st.fractions(min_value=-4, max_value=4, max_denominator=6)
MONOMIALS = st.builds(
    lambda value, n, d: (
        SizeExpression.of(value) * SizeExpression.symbol("n", n) * SizeExpression.symbol("d", d)
    ),
    FRACTIONS,
    st.integers(-2, 2),
    st.integers(-2, 2),
)
EXPRESSIONS = st.lists(MONOMIALS, max_size=3).map(lambda parts: sum(parts, start=ZERO))


@given(EXPRESSIONS, EXPRESSIONS, EXPRESSIONS)
def test_the_laws_of_arithmetic_hold_exactly(a, b, c):
    assert a + b == b + a
    assert a * b == b * a
    assert (a + b) + c == a + (b + c)
    assert (a * b) * c == a * (b * c)
    assert a * (b + c) == a * b + a * c
    assert a + ZERO == a * ONE == a
    assert (a + -a).is_zero
    assert (a * ZERO).is_zero


@given(EXPRESSIONS, EXPRESSIONS)
def test_values_are_those_of_the_parts(a, b):
    x, y = a.value(SIZES), b.value(SIZES)
    assert (a + b).value(SIZES) == pytest.approx(x + y, rel=1e-12, abs=1e-9)
    assert (a * b).value(SIZES) == pytest.approx(x * y, rel=1e-12, abs=1e-9)
    assert (-a).value(SIZES) == -x


@given(MONOMIALS)
def test_a_monomial_has_an_inverse_and_its_square_a_root(a):
    if a.is_zero:
        assert not a.is_monomial
        return
    assert a * a.inverse() == ONE
    absolute = a if a.sign > 0 else -a
    assert (a * a).root() == absolute
    assert (a.value(SIZES) > 0) == (a.sign > 0)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (ZERO, "0"),
        (ONE, "1"),
        (-ONE, "-1"),
        (number("3/2"), "3/2"),
        (D * number("1/2"), "d/2"),
        (D * number("-3/2"), "-3*d/2"),
        (D.inverse(), "1/d"),
        (N.inverse() * D.inverse() * number("2"), "2/(n*d)"),
        (N * D, "n*d"),
        (D * N, "n*d"),
        (N * N, "n^2"),
        ((N * D).root(), "sqrt(n)*sqrt(d)"),
        ((N * N * N).root(), "n^(3/2)"),
        (D * N.inverse() * number("3/4"), "3*d/(4*n)"),
        (N.inverse().root(), "1/sqrt(n)"),
        (SizeExpression.symbol("k1") * D * SizeExpression.symbol("t"), "t*d*k1"),
        (SizeExpression.symbol("d'") * D, "d*d'"),
    ],
)
def test_how_an_expression_reads(expression, text):
    assert str(expression) == text


def test_a_sum_reads_with_its_signs():
    assert str(N + -D) in ("n - d", "-d + n")
    assert str(N + ONE) in ("1 + n", "n + 1")


@pytest.mark.parametrize("expression", [-ONE, number("2"), number("1/2"), N + D, ZERO, -N])
def test_what_has_no_exact_root_has_none(expression):
    assert expression.root() is None


def test_an_inverse_exists_for_single_terms_only():
    for expression in (N + D, ZERO):
        with pytest.raises(ValueError, match="values to unpack"):
            expression.inverse()


def test_values():
    assert (D * number("1/2")).value(SIZES) == 2.5
    assert (N * D).root().value(SIZES) == pytest.approx(sqrt(15))
    assert ZERO.value(SIZES) == 0.0


def test_a_division_by_a_size_of_zero_is_not_a_number():
    assert isnan(N.inverse().value({"n": 0}))
    assert N.value({"n": 0}) == 0.0


def test_numbers_beyond_all_floats_are_infinite():
    huge = SizeExpression.of(Fraction(10) ** 600)
    assert huge.value(SIZES) == inf
    assert (-huge * N).value(SIZES) == -inf
    assert huge.inverse().value(SIZES) == 0.0


def test_numbers_of_many_digits_are_cut_to_what_a_reader_takes_in():
    assert str(SizeExpression.of(Fraction(10) ** 600) * D) == "1e+600*d"
    third = SizeExpression.of(Fraction("0.3333333333333333"))
    assert str(third * D) == "0.333333*d"
    assert str(number("1000001") * D) == "1000001*d"
    assert str(number("1/3000000") * D) == "3.33333e-7*d"
    assert str(number("999999/1000000") * D) == "999999*d/1000000"


def test_a_number_just_below_another_is_not_rounded_to_it():
    below = SizeExpression.of(Fraction(1 - 1e-7))
    assert str(below * D) == "0.9999999*d"


def test_samples_are_named_before_outputs():
    assert sorted(["d'", "d", "k3", "w", "h", "t", "n"], key=reading_order) == [
        *("n", "t", "h", "w"),
        *("d", "d'", "k3"),
    ]
