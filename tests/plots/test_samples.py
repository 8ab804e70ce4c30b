"""The losses of the samples, worked out by hand for the founding example."""

import numpy as np
import pytest

from lossgui.core.spec import make_spec
from lossgui.plots.figure import Band, Bars, Level, Points

# The squared errors add up to 0.85, 0.9 and 0.38 in the three rows.
A_LOSSES = [0.85 / 3, 0.9 / 3, 0.38 / 3]
B_LOSSES = [0.425, 0.45, 0.19]
FLOAT32 = 1e-7  # half a unit in the last place of numbers below 1


def of_kind(figure, kind):
    return [mark for mark in figure.marks if isinstance(mark, kind)]


def test_founding_example_has_a_bar_for_each_loss_and_sample(bench):
    figure = bench.draw("samples")
    a, b = of_kind(figure, Bars)
    assert (a.name, b.name) == ("A", "B")
    np.testing.assert_allclose(a.heights, A_LOSSES, atol=FLOAT32)
    np.testing.assert_allclose(b.heights, B_LOSSES, atol=1e-15)
    assert figure.x.ticks == ((0.0, "0"), (1.0, "1"), (2.0, "2"))
    assert (figure.x.label, figure.y.label) == ("sample", "loss")


def test_bars_of_one_sample_stand_side_by_side_around_its_tick(bench):
    a, b = of_kind(bench.draw("samples"), Bars)
    np.testing.assert_allclose((a.x + b.x) / 2, [0, 1, 2])
    assert np.all(a.x + a.width / 2 < b.x - b.width / 2)
    assert b.x[0] + b.width / 2 < a.x[1] - a.width / 2


def test_final_values_are_dashed_levels_and_stand_in_the_legend(bench):
    figure = bench.draw("samples")
    levels = of_kind(figure, Level)
    assert [level.value for level in levels] == pytest.approx([2.13 / 9, 0.355], abs=FLOAT32)
    assert all(level.dashed for level in levels)
    assert [(entry.name, entry.value) for entry in figure.legend] == [
        ("A", "0.236667"),
        ("B", "0.355"),
    ]
    assert figure.legend[1].detail == "Half sum of squares"


def test_a_sum_far_above_the_bars_does_not_squeeze_them(bench):
    bench.session.set_spec(1, make_spec("mse", reduction="sum"))
    bench.set(np.zeros((3, 3)), np.full((3, 3), 10.0))
    figure = bench.draw("samples")
    assert figure.y.span[1] < 200
    assert "300" in [entry.value for entry in figure.legend]
    assert [level.name for level in of_kind(figure, Level)] == ["B"]


def test_small_numbers_of_bars_carry_their_values(bench):
    texts = [label.text for label in bench.draw("samples").labels]
    assert texts == ["0.2833", "0.3", "0.1267", "0.425", "0.45", "0.19"]


def test_nan_is_a_gap_with_a_label_and_a_note(bench):
    bench.session.set_cells("y_pred", (1, 1), np.nan)
    figure = bench.draw("samples")
    a = of_kind(figure, Bars)[0]
    assert np.isnan(a.heights[1])
    assert np.isfinite(a.heights[[0, 2]]).all()
    assert [label.text for label in figure.labels if label.needed] == ["NaN", "NaN"]
    assert "A is NaN at sample 1." in figure.notes
    assert of_kind(figure, Level) == []  # the final values are NaN as well
    assert all(np.isfinite(figure.y.span))


def test_infinity_is_named(bench):
    bench.session.set_cells("y_pred", (2, 0), -np.inf)
    figure = bench.draw("samples")
    assert "B is ∞ at sample 2." in figure.notes
    assert all(np.isfinite(figure.y.span))


def test_loss_over_all_axes_is_one_line(bench):
    bench.session.set_spec(2, make_spec("rmse"))
    figure = bench.draw("samples")
    assert [mark.name for mark in of_kind(figure, Bars)] == ["A"]
    line = next(level for level in of_kind(figure, Level) if level.name == "B")
    assert not line.dashed
    assert line.value == pytest.approx(np.sqrt(2.13 / 9), abs=FLOAT32)


def test_only_losses_over_all_axes_give_lines_and_a_note(bench):
    bench.keep(make_spec("rmse"))
    figure = bench.draw("samples")
    assert [mark.value for mark in figure.marks] == pytest.approx([np.sqrt(2.13 / 9)], abs=FLOAT32)
    assert figure.x.ticks == ()
    assert "one line" in figure.notes[-1]


def test_loss_along_the_samples_says_that_its_bars_are_no_samples(bench):
    bench.set(np.zeros((2, 3)), [[1.0, 2.0, 3.0], [1.0, 2.0, 5.0]])
    bench.keep(make_spec("mse", axis=0))
    figure = bench.draw("samples")
    np.testing.assert_allclose(of_kind(figure, Bars)[0].heights, [1.0, 4.0, 17.0])
    assert figure.x.label == "index along axis 1"
    assert "axis 1" in figure.notes[0]


def test_further_axes_are_averaged_and_said_so(bench):
    errors = np.arange(12.0).reshape(2, 3, 2)
    bench.set(np.zeros((2, 3, 2)), errors)
    bench.keep(make_spec("mae"))
    figure = bench.draw("samples")
    # Means of 0..5 and of 6..11.
    np.testing.assert_allclose(of_kind(figure, Bars)[0].heights, [2.5, 8.5])
    assert figure.notes == ("C keeps 3 losses for each sample; its bars are their mean.",)


def test_five_axes_are_drawn(bench):
    shape = (2, 3, 1, 2, 4)
    bench.set(np.zeros(shape), np.ones(shape))
    figure = bench.draw("samples")
    np.testing.assert_allclose(of_kind(figure, Bars)[0].heights, [1.0, 1.0])
    assert "3 × 1 × 2 losses" in figure.notes[0]


def test_weighted_losses_are_shown_before_their_weights(bench):
    bench.session.set_tensor("sample_weight", np.array([1.0, 2.0, 0.0]))
    sources = {"y_true": "y_true", "y_pred": "y_pred", "sample_weight": "sample_weight"}
    bench.session.set_sources(1, sources)
    figure = bench.draw("samples")
    np.testing.assert_allclose(of_kind(figure, Bars)[0].heights, A_LOSSES, atol=FLOAT32)
    assert figure.notes == ("A: before sample_weight.",)


def test_unreduced_loss_names_its_shape_instead_of_a_number(bench):
    bench.session.set_spec(1, make_spec("mse", reduction="none"))
    figure = bench.draw("samples")
    assert figure.legend[0].value == "3 losses"
    assert [level.name for level in of_kind(figure, Level)] == ["B"]


def test_scalars_without_axes_are_drawn(bench):
    bench.set(np.array(1.0), np.array(3.0))
    bench.keep(make_spec("mse", axis=None))
    assert [mark.value for mark in bench.draw("samples").marks] == [4.0]


def test_empty_tensor_says_why_nothing_is_there(bench):
    bench.set(np.zeros((0, 3)), np.zeros((0, 3)))
    figure = bench.draw("samples")
    assert figure.marks == ()
    assert figure.message == "Nothing to plot: A and B have no samples, as a tensor is empty."


def test_no_loss_says_what_to_do(bench):
    bench.keep()
    assert bench.draw("samples").message.startswith("Add a loss")


def test_a_loss_with_an_error_leaves_the_others_drawn(bench):
    bench.set(np.zeros(4), np.ones(4))
    bench.keep(make_spec("mse", axis=()), make_spec("mse", axis=1))
    figure = bench.draw("samples")
    assert [mark.name for mark in of_kind(figure, Bars)] == ["C"]
    assert figure.notes[0].startswith("D: ")


def test_hundreds_of_samples_are_points_with_the_numbers(bench):
    predictions = np.linspace(0.0, 1.0, 500)[:, np.newaxis]
    bench.set(np.zeros((500, 1)), predictions)
    figure = bench.draw("samples")
    a, b = of_kind(figure, Points)
    np.testing.assert_allclose(b.y, predictions[:, 0] ** 2 / 2)
    assert a.positions[499] == "499"
    assert figure.labels == ()


def test_a_million_samples_keep_every_extreme(bench):
    predictions = np.full((1_000_000, 1), 0.5)
    predictions[123_456] = 9.0
    predictions[777_777] = 0.0
    bench.set(np.zeros((1_000_000, 1)), predictions)
    figure = bench.draw("samples")
    a, b = of_kind(figure, Band)
    assert a.x.size <= 500
    assert b.high.max() == 40.5
    assert b.low.min() == 0.0
    assert b.first + b.size * int(np.argmax(b.high)) <= 123_456
    assert "1,000,000 samples in groups of 2,000" in figure.notes[0]
    assert figure.recast


def test_zooming_into_a_million_samples_shows_single_ones(bench):
    bench.set(np.zeros((1_000_000, 1)), np.arange(1_000_000.0)[:, np.newaxis])
    figure = bench.draw("samples", window=(99.6, 104.4))
    b = of_kind(figure, Bars)[1]
    assert b.positions == ("100", "101", "102", "103", "104")
    np.testing.assert_allclose(b.heights, np.arange(100.0, 105.0) ** 2 / 2)
    assert figure.x.span == (99.6, 104.4)


def test_nan_among_a_million_samples_is_counted_and_leaves_the_rest_of_its_group(bench):
    predictions = np.ones((1_000_000, 1))
    predictions[10] = np.nan
    bench.set(np.zeros((1_000_000, 1)), predictions)
    figure = bench.draw("samples")
    assert np.isfinite(of_kind(figure, Band)[1].middle).all()
    assert "A is NaN at sample 10." in figure.notes
