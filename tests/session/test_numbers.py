"""Numbers as people type them and as they are shown."""

from __future__ import annotations

import locale
import math
import struct
import time

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lossgui.session.numbers import (
    NumberProblem,
    exact_text,
    format_number,
    has_decimal_comma,
    parse_cell,
    parse_digits,
    parse_number,
)
from tests.session.conftest import refusal


def same(first: float, second: float) -> bool:
    """The very same bits; all nan count as one."""
    if math.isnan(first):
        return math.isnan(second)
    return struct.pack("<d", first) == struct.pack("<d", second)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("+5", 5.0),
        ("-0", -0.0),
        ("0", 0.0),
        ("1e-3", 1e-3),
        ("1E3", 1000.0),
        ("2.5e+2", 250.0),
        ("0e-999", 0.0),
        ("007", 7.0),
        ("  0.5\t\n", 0.5),
        ("\u00a00.5\u3000", 0.5),
        ("\ufeff0.5", 0.5),
        ("1/3", 1 / 3),
        ("-1/3", -1 / 3),
        ("1 / 4", 0.25),
        ("1/-4", -0.25),
        ("0.3/0.1", 3.0),
        ("0/5", 0.0),
        ("nan", math.nan),
        ("NaN", math.nan),
        ("-nan", math.nan),
        ("inf", math.inf),
        ("+Inf", math.inf),
        ("-inf", -math.inf),
        ("Infinity", math.inf),
        ("−∞"[0] + "inf", -math.inf),
        ("0,5", 0.5),
        ("-0,5", -0.5),
        (",5", 0.5),
        ("1,25", 1.25),
        ("1,2345", 1.2345),
        ("1234,567", 1234.567),
        ("0,125", 0.125),
        ("0,5e3", 500.0),
        ("0,5/2", 0.25),
        ("１２．５", 12.5),
        ("－１", -1.0),
        ("＋１ｅ－３", 1e-3),
        ("０，５", 0.5),
        ("１／４", 0.25),
        ("ｎａｎ", math.nan),
        ("−1.5", -1.5),
        ("﹣2", -2.0),
        ("1e−3", 1e-3),
        ("1.000", 1.0),
        ("1.500", 1.5),
        ("1.7976931348623157e308", 1.7976931348623157e308),
        ("5e-324", 5e-324),
        ("3e-324", 5e-324),
        ("0." + "3" * 1000, 1 / 3),
    ],
)
def test_what_people_type_is_understood(text, value):
    assert same(parse_number(text), value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "there is no number here"),
        ("  \t", "there is no number here"),
        ("abc", "'abc' is not a number: write one such as 0.5"),
        ("1,000", "'1,000' could mean 1000 or 1.000: write 1000 or 1.000"),
        ("-12,345", "could mean -12345 or -12.345"),
        ("1,000e3", "could mean 1000e3 or 1.000e3"),
        ("1,000,000", "has its digits in groups: write 1000000 without separators"),
        ("1.000.000", "write 1000000 without"),
        ("1,000.5", "write 1000.5 without"),
        ("1.000,5", "write 1000.5 without"),
        ("1.234.567,5", "write 1234567.5 without"),
        ("1 000", "write 1000 without"),
        ("1\u202f000,5", "write 1000.5 without"),
        ("1'000", "write 1000 without"),
        ("1’000.25", "write 1000.25 without"),
        ("-1 000 000", "write -1000000 without"),
        ("１，０００", "could mean 1000 or 1.000"),
        ("1,000/3", "could mean 1000 or 1.000"),
        ("1_000", "no _ between the digits"),
        ("1＿000", "not a number"),
        ("50%", "a fraction of 1 without %"),
        ("0。5", "the decimal point . instead of 。"),
        ("–5", "the minus sign - instead of a dash"),
        ("∞", "write inf"),
        ("½", "write 1/2"),
        ("3²", "is not a number"),
        ("٣", "is not a number"),
        ("𝟏", "is not a number"),
        ("①", "is not a number"),
        ("0x10", "is not a number"),
        ("1e", "is not a number"),
        ("e5", "is not a number"),
        (".", "is not a number"),
        ("--1", "is not a number"),
        ("+-1", "is not a number"),
        ("++inf", "is not a number"),
        ("- 1", "is not a number"),
        ("5,", "is not a number"),
        ("1,2,3", "is not a number"),
        ("1 2", "is not a number"),
        ("True", "is not a number"),
        ("1+2", "is not a number"),
        ("1j", "is not a number"),
        ("nan(1)", "is not a number"),
        ("1/0", "divides by zero"),
        ("1/", "is not a fraction"),
        ("/3", "is not a fraction"),
        ("1/3/4", "is not a number"),
        ("1e5/3", "is not a fraction"),
        ("1/inf", "is not a number"),
        ("1e309", "too large: the largest number is about 1.8e308"),
        ("-1e9999999999", "too large"),
        ("1e-400", "too small"),
        ("0.5e-9999999999", "too small"),
        ("9" * 400 + "/1", "too large"),
        ("0." + "0" * 400 + "1/1", "too small"),
    ],
)
def test_what_is_no_number_is_refused_with_what_would_be_right(text, sentence):
    with pytest.raises(NumberProblem) as caught:
        parse_number(text)
    assert sentence in str(caught.value)
    assert caught.value.ambiguous == ("could mean" in sentence)


def test_the_user_may_have_said_that_the_comma_is_the_decimal_sign():
    assert parse_number("1,000", decimal_comma=True) == 1
    assert parse_number("-12,345", decimal_comma=True) == -12.345
    assert parse_number("1.5", decimal_comma=True) == 1.5
    for text in ("1.000", "12.345", "1.000,5"):
        with pytest.raises(NumberProblem, match="digits in groups"):
            parse_number(text, decimal_comma=True)


def test_only_an_unambiguous_comma_tells_how_a_program_writes():
    assert [
        has_decimal_comma(t) for t in ("0,5", "1,5", " ０，５ ", "1,000", "1.5", "a,b", "1,2,3")
    ] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1" * 10**6,
        "1," * 10**6,
        "1 000 " * 10**5,
        "1/" * 10**6,
        "e" * 10**6,
        "1e" + "9" * 1000,
        "1" * 1000 + "/" + "3" * 100,
    ],
)
def test_a_huge_text_is_answered_at_once(text):
    start = time.perf_counter()
    assert len(refusal(lambda: parse_number(text))) < 2000
    # A parser with a loop in a loop would take minutes; this allows for the slowest machine.
    assert time.perf_counter() - start < 5


@given(st.text(max_size=12))
@example("1\n")
@example("\x1c5\x1c")
def test_any_text_is_a_number_or_a_problem(text):
    assert refusal(lambda: parse_number(text)) or isinstance(parse_number(text), float)


@given(st.text(alphabet="0123456789.,eE+-/ _'nainf", max_size=14))
def test_python_agrees_wherever_it_reads_the_text_too(text):
    try:
        value = parse_number(text)
    except NumberProblem:
        return
    if not set(text) & set(",/"):
        assert same(value, float(text))


# ---------------------------------------------------------------------------------- exact text


@given(st.floats())
@example(5e-324)
@example(2.2250738585072009e-308)
@example(1.7976931348623157e308)
@example(-0.0)
@example(math.nan)
@example(-math.inf)
def test_exact_text_reads_back_to_the_same_bits(value):
    text = exact_text(value)
    assert same(parse_number(text), value)
    assert len(text) <= len(repr(value))


@given(st.floats(width=32))
def test_exact_text_of_a_float32_reads_back_to_it(value):
    text = exact_text(np.float32(value))
    assert same(float(np.float32(parse_number(text))), float(np.float32(value)))
    assert same(float(parse_cell(text, np.float32)), float(np.float32(value)))


def test_exact_text_of_every_float16_reads_back_to_it():
    for bits in range(1 << 16):
        value = np.uint16(bits).view(np.float16)
        back = np.float16(parse_number(exact_text(value)))
        assert np.isnan(back) if np.isnan(value) else back.tobytes() == value.tobytes()


@given(st.integers(-(2**63), 2**63 - 1), st.integers(0, 2**64 - 1))
def test_exact_text_of_whole_numbers_reads_back_to_them(signed, unsigned):
    assert parse_cell(exact_text(np.int64(signed)), np.int64) == signed
    assert parse_cell(exact_text(np.uint64(unsigned)), "uint64") == unsigned


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (np.float32(0.1), "0.1"),
        (np.float16(0.1), "0.1"),
        (1.0, "1"),
        (-0.0, "-0"),
        (1e22, "1e22"),
        (1e-5, "1e-5"),
        (1 / 3, "0.3333333333333333"),
        (np.float32(1 / 3), "0.33333334"),
        (np.bool_(True), "1"),
        (True, "1"),
        (np.uint8(255), "255"),
        (7, "7"),
        (math.nan, "nan"),
        (np.float32(-np.inf), "-inf"),
        (123456.0, "123456"),
    ],
)
def test_exact_text_is_as_short_as_the_dtype_allows(value, text):
    assert exact_text(value) == text


# ------------------------------------------------------------------------------------ one cell


@pytest.mark.parametrize(
    ("text", "dtype", "value"),
    [
        ("9007199254740993", "int64", 2**53 + 1),
        ("1e3", "int64", 1000),
        ("4/2", "uint8", 2),
        ("１", "bool", True),
        ("0,5", "float32", 0.5),
        ("nan", "float16", math.nan),
    ],
)
def test_a_cell_takes_what_its_dtype_can_hold(text, dtype, value):
    cell = parse_cell(text, dtype)
    assert cell.dtype == dtype
    assert same(float(cell), float(value))
    assert math.isnan(value) or cell == value


@pytest.mark.parametrize(
    ("text", "dtype", "sentence"),
    [
        ("0.5", "int64", "cannot be 0.5: its dtype is int64"),
        ("300", "uint8", "from 0 to 255"),
        ("2", "bool", "0 and 1 only"),
        ("1e300", "float32", "its dtype is float32"),
        ("nan", "int8", "cannot be nan"),
        ("1" * 30, "int64", "whole numbers from"),
        ("x", "int64", "is not a number"),
    ],
)
def test_a_cell_refuses_what_its_dtype_cannot_hold(text, dtype, sentence):
    with pytest.raises(NumberProblem, match=sentence):
        parse_cell(text, dtype)


# --------------------------------------------------------------------------------------- shown


@pytest.mark.parametrize(
    ("value", "decimals", "scientific", "text"),
    [
        (0.2366666, 6, False, "0.236667"),
        (0.355, 3, False, "0.355"),
        (-1.5, 0, False, "-2"),
        (2.0, 4, False, "2.0000"),
        (0.00001, 3, False, "1.000e-05"),
        (-0.0004, 3, False, "-4.000e-04"),
        (0.0, 3, False, "0.000"),
        (1e15, 2, False, "1.00e+15"),
        (123456789.0, 1, False, "123456789.0"),
        (0.5, 1, True, "5.0e-01"),
        (math.nan, 3, False, "nan"),
        (math.inf, 3, True, "inf"),
        (-math.inf, 3, False, "-inf"),
        (np.float32(0.1), 3, False, "0.100"),
        (np.int64(12), 3, False, "12"),
        (np.int64(12), 1, True, "1.2e+01"),
        (np.bool_(True), 3, False, "1"),
        (7, 2, False, "7"),
    ],
)
def test_numbers_are_shown_rounded(value, decimals, scientific, text):
    assert format_number(value, decimals, scientific) == text


@given(st.floats(), st.integers(0, 12), st.booleans())
def test_what_is_shown_can_be_typed_and_never_turns_a_number_into_0(value, decimals, scientific):
    text = format_number(value, decimals, scientific)
    assert len(text) < 40
    if abs(value) < 1.79e308 or not math.isfinite(value):  # rounding up the largest overflows
        shown = parse_number(text) if value == 0 or abs(value) > 1e-300 else float(text)
        assert (shown == 0) == (value == 0)
        assert math.isnan(shown) == math.isnan(value)


def test_the_locale_changes_nothing():
    before = locale.setlocale(locale.LC_ALL)
    installed = []
    try:
        for name in ("C", "C.UTF-8", "de_DE.UTF-8", "zh_CN.UTF-8"):
            try:
                locale.setlocale(locale.LC_ALL, name)
            except locale.Error:
                continue
            installed.append(name)
            assert parse_number("0.5") == 0.5
            assert (exact_text(0.5), format_number(1234.5, 1)) == ("0.5", "1234.5")
    finally:
        locale.setlocale(locale.LC_ALL, before)
    assert installed


@pytest.mark.parametrize(
    ("text", "value", "slack"),
    [
        ("0.237", 0.237, 0.0005),
        ("0.2370", 0.237, 0.00005),
        ("−0,5", -0.5, 0.05),
        ("1.413e-2", 0.01413, 0.000005),
        ("12", 12.0, 0.5),
        ("0.54333335", 0.54333335, 5e-9),
        ("1/4", 0.25, 0.25 * 2.0**-24),
    ],
)
def test_the_slack_is_half_a_unit_of_the_last_typed_digit(text, value, slack):
    assert parse_digits(text) == (value, pytest.approx(slack, rel=1e-12))


@pytest.mark.parametrize("text", ["nan", "-inf", "abc", "1,000", ""])
def test_what_has_no_digits_is_refused_in_a_sentence(text):
    with pytest.raises(NumberProblem):
        parse_digits(text)
