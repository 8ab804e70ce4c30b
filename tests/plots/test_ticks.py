"""Ticks: round places, texts that tell neighbours apart, never none where there is room."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossgui.plots.ticks import logarithmic_ticks, nice_step, ticks


def texts(found):
    return [text for _, text in found]


@pytest.mark.parametrize(
    ("span", "count", "expected"),
    [
        ((0.0, 1.0), 6, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ((0.0, 1.0), 4, ["0.00", "0.25", "0.50", "0.75", "1.00"]),
        ((-1.0, 1.0), 4, ["−1.0", "−0.5", "0.0", "0.5", "1.0"]),
        ((0.0, 500.0), 5, ["0", "100", "200", "300", "400", "500"]),
        ((-2e-6, 2e-6), 4, ["−2e−6", "−1e−6", "0", "1e−6", "2e−6"]),
        ((0.0, 4e6), 4, ["0", "1e6", "2e6", "3e6", "4e6"]),
        ((1e6, 1e6 + 0.02), 2, ["1000000", "1000000.01", "1000000.02"]),
    ],
)
def test_places_are_round_and_texts_plain(span, count, expected):
    assert texts(ticks(span, count)) == expected


def test_whole_ticks_stay_whole():
    assert texts(ticks((-0.5, 2.5), 9, whole=True)) == ["0", "1", "2"]
    assert nice_step(25.0, 10, whole=True) == 5.0
    assert nice_step(250.0, 10, whole=True) == 25.0
    assert nice_step(0.5, 10, whole=True) == 1.0


@given(
    low=st.floats(-1e300, 1e300, allow_nan=False),
    length=st.floats(1e-300, 1e300, allow_nan=False),
    count=st.integers(2, 20),
)
def test_ticks_lie_inside_and_rise_and_differ(low, length, count):
    high = low + length
    # Closer than some steps of the floats themselves, nobody could tell ticks apart.
    if not high - low > 1e-12 * max(abs(low), abs(high)):
        return
    found = ticks((low, high), count)
    places = [place for place, _ in found]
    step = nice_step(high - low, count)
    assert places == sorted(places)
    # Closer than the float's own digits, places fall together.
    assert len(set(places)) <= count + 1 or step < 1e-14 * max(abs(low), abs(high))
    assert all(low - step * 1e-6 <= place <= high + step * 1e-6 for place in places)
    # Where the digits of a float still tell the ticks apart, so do the texts.
    if step > 1e-14 * max(abs(low), abs(high)):
        assert len(set(texts(found))) == len(found)


@pytest.mark.parametrize("span", [(math.nan, 1.0), (0.0, math.inf), (1.0, 1.0), (-math.inf, 0.0)])
def test_no_span_no_ticks_no_error(span):
    assert len(ticks(span, 5)) <= 1
    assert logarithmic_ticks(span, 5) == []


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((-2.0, 2.0), ["0.01", "0.1", "1", "10", "100"]),
        ((0.0, 1.0), ["1", "2", "5", "10"]),
        ((math.log10(2.0), math.log10(3.1)), ["2.0", "2.2", "2.4", "2.6", "2.8", "3.0"]),
        ((-20.0, 20.0), ["1e−20", "1e−10", "1", "1e10", "1e20"]),
        ((-323.0, -300.0), ["1e−320", "1e−315", "1e−310", "1e−305", "1e−300"]),
    ],
)
def test_logarithmic_ticks_are_never_too_few(span, expected):
    assert texts(logarithmic_ticks(span, 6)) == expected


@given(low=st.floats(-320, 307), length=st.floats(1e-6, 600))
def test_logarithmic_ticks_lie_inside(low, length):
    high = min(low + length, 308.2)
    for place, _ in logarithmic_ticks((low, high), 6):
        slack = 1e-8 * (high - low)
        assert low - slack <= place <= high + slack
