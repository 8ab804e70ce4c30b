"""Envelopes keep every extreme, whatever the size, the window and the numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lossgui.plots.envelope import envelope, visible

NUMBERS = st.floats(allow_nan=True, allow_infinity=True, width=32)


def band(values, window, size):
    return envelope(np.asarray(values), window, size, name="A", colour=0)


@given(values=arrays(np.float32, st.integers(1, 200), elements=NUMBERS), size=st.integers(1, 50))
def test_extremes_of_the_finite_numbers_stay(values, size):
    found = band(values, None, size)
    finite = values[np.isfinite(values)]
    assert found.x.size == -(-values.size // size)
    if finite.size:
        assert np.nanmin(found.low) == finite.min()
        assert np.nanmax(found.high) == finite.max()
    for index in range(found.x.size):
        group = values[index * size : (index + 1) * size]
        group = group[np.isfinite(group)]
        assert np.isnan(found.low[index]) == (group.size == 0)
        if group.size:
            # Adding up in float64 may round the mean of equal numbers away from them.
            slack = 1e-12 * float(np.abs(group.astype(np.float64)).max())
            assert found.low[index] - slack <= found.middle[index] <= found.high[index] + slack
            assert (found.low[index], found.high[index]) == (group.min(), group.max())


def test_groups_stay_where_they_are_while_panning():
    values = np.arange(1000.0)
    first = band(values, (99.0, 400.0), 20)
    moved = band(values, (107.0, 408.0), 20)
    assert first.first % 20 == moved.first % 20 == 0
    assert first.low[1] == moved.low[0]


def test_infinities_of_both_signs_and_huge_numbers_make_no_noise():
    with np.errstate(all="raise"):
        found = band([np.inf, -np.inf, 1e308, 1e308, -1.0, 2.0], None, 2)
    assert np.isnan(found.low[0])
    assert (found.low[1], found.high[1], found.middle[1]) == (1e308, 1e308, np.inf)
    assert (found.low[2], found.high[2], found.middle[2]) == (-1.0, 2.0, 0.5)


def test_window_outside_is_empty():
    assert band(np.arange(10.0), (50.0, 60.0), 3).x.size == 0
    assert visible(10, (50.0, 60.0)) == (10, 10)
    assert visible(10, (-60.0, -50.0)) == (0, 0)


def test_visible_counts_what_reaches_into_the_window():
    assert visible(10, None) == (0, 10)
    assert visible(10, (2.4, 3.6)) == (2, 5)
    assert visible(10, (-3.0, 99.0)) == (0, 10)


def test_large_float16_do_not_overflow_in_the_mean():
    found = band(np.full(100, 60_000, dtype=np.float16), None, 100)
    assert found.middle[0] == np.float64(np.float16(60_000))
