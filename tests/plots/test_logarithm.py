"""A logarithmic y axis: logarithms, gaps, and a note about what has no place on it."""

import numpy as np
import pytest

from lossgui.core.spec import make_spec
from lossgui.plots.figure import Band, Bars, Curve, Figure, Label, Level
from lossgui.plots.logarithm import can_be_logarithmic, logarithmic


def bars(heights):
    heights = np.asarray(heights, dtype=np.float64)
    positions = tuple(map(str, range(heights.size)))
    mark = Bars("A", 0, np.arange(heights.size, dtype=np.float64), heights, 0.5, positions)
    return Figure(key="k", title="t", marks=(mark,))


def test_bars_stand_on_a_floor_below_the_smallest():
    drawn = logarithmic(bars([0.1, 10.0]))
    mark = drawn.marks[0]
    np.testing.assert_allclose(mark.heights, [-1.0, 1.0])
    assert mark.base == drawn.y.span[0] == -2
    assert drawn.y.span[1] > 1.0
    assert drawn.y.logarithmic


def test_zero_and_negative_numbers_are_counted():
    drawn = logarithmic(bars([1.0, 0.0, -3.0]))
    assert np.isnan(drawn.marks[0].heights[1:]).all()
    assert drawn.notes == ("Not shown on a logarithmic axis: 2 numbers that are zero or negative.",)
    one = logarithmic(bars([1.0, 0.0]))
    assert one.notes == ("Not shown on a logarithmic axis: 1 number that is zero or negative.",)


def test_nothing_positive_is_said():
    drawn = logarithmic(bars([0.0, -1.0]))
    assert drawn.marks == ()
    assert "no place" in drawn.message


def test_equal_numbers_still_have_a_span():
    low, high = logarithmic(bars([2.0, 2.0])).y.span
    assert low < np.log10(2.0) < high


def test_curves_and_levels():
    x = np.array([0.0, 1.0, 2.0])
    figure = Figure(
        key="k",
        title="t",
        marks=(Curve("A", 0, x, np.array([1.0, np.nan, 100.0])), Level("B", 1, 10.0)),
        labels=(Label("10", 0.0, 10.0),),
    )
    drawn = logarithmic(figure)
    np.testing.assert_allclose(drawn.marks[0].y, [0.0, np.nan, 2.0])
    assert drawn.marks[1].value == 1.0
    assert drawn.labels[0].y == 1.0
    assert drawn.notes == ()  # a gap that was there before is no news


def test_a_group_reaching_down_to_zero_is_cut_off_not_dropped():
    one = np.array([1.0])
    band = Band("A", 0, one, np.array([0.0]), np.array([100.0]), np.array([10.0]), 0, 5)
    drawn = logarithmic(Figure(key="k", title="t", marks=(band,)))
    assert drawn.marks[0].low[0] == drawn.y.span[0]
    assert drawn.marks[0].high[0] == 2.0


def test_the_numbers_of_the_figure_stay(bench):
    figure = bench.draw("samples")
    heights = figure.marks[0].heights.copy()
    logarithmic(figure)
    np.testing.assert_array_equal(figure.marks[0].heights, heights)


def test_heat_has_no_logarithmic_axis(bench):
    figure = bench.draw("gradient")
    assert not can_be_logarithmic(figure)
    assert logarithmic(figure) is figure


@pytest.mark.parametrize("key", ["samples", "sweep"])
def test_plots_of_losses_can_be_logarithmic(bench, key):
    bench.keep(make_spec("mse"))
    figure = bench.draw(key)
    assert can_be_logarithmic(figure)
    assert logarithmic(figure).marks
