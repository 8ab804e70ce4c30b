"""The sweep of one cell: with v in y_pred[0, 2] the losses are (1.32 + v²)/9 and (1.32 + v²)/6."""

import numpy as np
import pytest

from lossgui.core.spec import make_spec
from lossgui.plots.figure import Curve, Level, Points
from lossgui.plots.sweep_grid import grid, handle_step, kinks, rounded, sweep_range


def curves(figure):
    return {mark.name: mark for mark in figure.marks if isinstance(mark, Curve)}


def test_founding_example_follows_its_parabolas(bench):
    found = curves(bench.draw("sweep"))
    x = found["A"].x
    np.testing.assert_allclose(found["A"].y, (1.32 + x**2) / 9)
    np.testing.assert_allclose(found["B"].y, (1.32 + x**2) / 6)
    assert (x[0], x[-1]) == (0.0, 1.0)
    assert x.size >= 257


def test_axes_name_the_cell(bench):
    figure = bench.draw("sweep")
    assert (figure.x.label, figure.y.label) == ("value of y_pred[0, 2]", "loss")
    assert figure.title == "Loss as y_pred[0, 2] varies"


def test_handle_stands_at_the_cell_and_the_points_on_the_curves(bench):
    figure = bench.draw("sweep")
    assert (figure.handle.tensor, figure.handle.cell) == ("y_pred", (0, 2))
    assert figure.handle.value == 0.9
    assert figure.handle.bounds == (0.0, 1.0)
    points = [mark for mark in figure.marks if isinstance(mark, Points)]
    assert [float(mark.y[0]) for mark in points] == pytest.approx([2.13 / 9, 0.355])


def test_the_window_is_the_range_of_the_sweep(bench):
    figure = bench.draw("sweep", window=(-3.0, 3.0))
    found = curves(figure)["A"]
    assert (found.x[0], found.x[-1]) == (-3.0, 3.0)
    assert figure.x.span == (-3.0, 3.0)


def test_a_handle_outside_the_window_keeps_its_value(bench):
    figure = bench.draw("sweep", window=(2.0, 3.0))
    assert figure.handle.value == 0.9
    assert figure.handle.bounds == (0.9, 3.0)
    assert not [mark for mark in figure.marks if isinstance(mark, Points)]


def test_the_kink_of_the_absolute_error_is_a_point_of_the_curve(bench):
    bench.session.set_cells("y_true", (0, 2), 0.3)
    bench.keep(make_spec("mae"))
    found = curves(bench.draw("sweep"))["C"]
    assert 0.3 in found.x
    # The other eight absolute errors add up to 2.8; there are nine cells.
    assert found.y.min() == pytest.approx(2.8 / 9)


def test_bends_get_more_points(bench):
    bench.keep(make_spec("bce"))
    found = curves(bench.draw("sweep"))["C"]
    gaps = np.diff(found.x)
    assert found.x.size > 257
    # The crossentropy shoots up beside 1, where the target is 0.
    assert gaps[-1] < 1 / 256 / 2


def test_values_that_are_not_finite_are_gaps_with_a_note(bench):
    bench.keep(make_spec("bce", dialect="textbook"))
    # log 0 is -inf wherever a probability is wrong for certain, so only this cell may be.
    bench.set(np.array([[0.0, 1.0]]), np.array([[0.5, 0.5]]))
    figure = bench.draw("sweep", cell=(0, 0), window=(-1.0, 2.0))
    found = curves(figure)["C"]
    outside = (found.x < 0) | (found.x > 1)
    assert not np.isfinite(found.y[outside]).any()
    assert np.isfinite(found.y[(found.x > 0) & (found.x < 1)]).all()
    assert "C is not finite at" in figure.notes[0]
    assert np.isfinite(figure.y.span).all()


def test_a_cell_that_is_nan_has_curves_but_no_handle(bench):
    bench.session.set_cells("y_pred", (0, 2), np.nan)
    figure = bench.draw("sweep")
    assert figure.handle is None
    np.testing.assert_allclose(curves(figure)["A"].y[0], 1.32 / 9)
    assert "y_pred[0, 2] is NaN at present." in figure.notes


def test_another_cell_that_is_nan_leaves_nothing_to_draw(bench):
    bench.session.set_cells("y_pred", (1, 1), np.nan)
    figure = bench.draw("sweep")
    assert figure.marks == ()
    assert figure.message == "A and B have no finite value, whatever number from 0 to 1 it is."


def test_a_loss_that_does_not_read_the_tensor_is_level(bench):
    bench.session.set_tensor("other", np.zeros((3, 3)))
    bench.session.set_sources(2, {"y_true": "y_true", "y_pred": "other"})
    figure = bench.draw("sweep")
    assert list(curves(figure)) == ["A"]
    level = next(mark for mark in figure.marks if isinstance(mark, Level))
    assert level.value == pytest.approx(5 / 6)  # five ones among the targets, halved, in 3 rows
    assert "B does not read y_pred." in figure.notes


def test_the_target_can_be_swept(bench):
    figure = bench.draw("sweep", tensor="y_true")
    # The error is 0.9 - v, so the parabola turns at 0.9.
    found = curves(figure)["A"]
    np.testing.assert_allclose(found.y, (1.32 + (0.9 - found.x) ** 2) / 9)


def test_a_sample_weight_can_be_swept(bench):
    bench.session.set_tensor("sample_weight", np.array([1.0, 1.0, 1.0]))
    sources = {"y_true": "y_true", "y_pred": "y_pred", "sample_weight": "sample_weight"}
    bench.session.set_sources(2, sources)
    figure = bench.draw("sweep", tensor="sample_weight", cell=(0,))
    found = curves(figure)["B"]
    np.testing.assert_allclose(found.y, (0.425 * found.x + 0.64) / 3)


def test_a_loss_reading_the_tensor_twice_follows_both(bench):
    bench.session.set_sources(1, {"y_true": "y_pred", "y_pred": "y_pred"})
    figure = bench.draw("sweep")
    assert list(curves(figure)) == ["B"]
    assert "A reads y_pred twice, so it has no curve." in figure.notes


def test_an_unreduced_loss_has_no_curve(bench):
    bench.session.set_spec(1, make_spec("mse", reduction="none"))
    figure = bench.draw("sweep")
    assert list(curves(figure)) == ["B"]
    assert "A is not reduced to one number, so it has no curve." in figure.notes


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ({"cell": None}, "Select a cell"),
        ({"cell": (5, 5)}, "Select a cell"),
        ({"cell": (0,)}, "Select a cell"),
        ({"tensor": "nothing"}, "Select a cell"),
        ({"tensor": None}, "Select a cell"),
    ],
)
def test_without_a_cell_it_says_what_to_do(bench, view, words):
    assert bench.draw("sweep", **view).message.startswith(words)


def test_empty_tensor(bench):
    bench.set(np.zeros((0, 3)), np.zeros((0, 3)))
    assert bench.draw("sweep", cell=None).message == "y_pred is empty, so there is no cell to vary."


def test_no_loss(bench):
    bench.keep()
    assert bench.draw("sweep").message.startswith("Add a loss")


def test_scalars_and_five_axes(bench):
    bench.set(np.array(1.0), np.array(3.0))
    bench.keep(make_spec("mse", axis=None))
    found = curves(bench.draw("sweep"))["C"]
    np.testing.assert_allclose(found.y, (found.x - 1) ** 2)
    shape = (2, 1, 3, 2, 2)
    bench.set(np.zeros(shape), np.ones(shape))
    figure = bench.draw("sweep", cell=(1, 0, 2, 1, 1))
    found = curves(figure)["C"]
    np.testing.assert_allclose(found.y, (23 + found.x**2) / 24)
    assert figure.handle.label == "y_pred[1, 0, 2, 1, 1] = 1"


def test_a_million_cells(bench):
    bench.set(np.zeros((1000, 1000)), np.ones((1000, 1000)))
    figure = bench.draw("sweep", cell=(500, 500))
    found = curves(figure)["A"]
    np.testing.assert_allclose(found.y, (999_999 + found.x**2) / 1e6)


@pytest.mark.parametrize(
    ("values", "current", "expected"),
    [
        ([0.2, 0.9], 0.9, (0.0, 1.0)),
        ([0.0, 1.0], 0.5, (0.0, 1.0)),
        ([-2.0, 2.0], 1.0, (-3.0, 3.0)),
        ([0.0, 0.5], 3.0, (-0.75, 3.75)),
        ([5.0, 5.0], 5.0, (2.5, 7.5)),
        ([np.nan, np.inf], np.nan, (0.0, 1.0)),
        ([np.nan, -2.0, 2.0], np.nan, (-3.0, 3.0)),
        ([0.0, 255.0], 3.0, (-80.0, 320.0)),
    ],
)
def test_range_suits_the_tensor(values, current, expected):
    low, high = sweep_range(np.array(values), current)
    assert low <= expected[0] + 1e-9
    assert high >= expected[1] - 1e-9
    assert high - low <= 1.2 * (expected[1] - expected[0])


def test_range_of_the_largest_floats_stays_finite():
    low, high = sweep_range(np.array([-1.7e308, 1.7e308]), 0.0)
    assert np.isfinite([low, high]).all()
    assert np.isfinite(grid((low, high), [])).all()


def test_dragged_values_are_round():
    step = handle_step((0.0, 1.0), np.dtype("float64"))
    assert step == 0.001
    assert rounded(0.45734, step, (0.0, 1.0)) == 0.457
    assert rounded(0.3000001, step, (0.0, 1.0)) == 0.3
    assert rounded(1.4, step, (0.0, 1.0)) == 1.0
    assert handle_step((0.0, 1.0), np.dtype("int64")) == 1.0
    assert rounded(2.6, 1.0, (0.0, 9.0)) == 3.0


def test_kinks_of_huber_are_where_its_branches_meet():
    spec = make_spec("huber", delta=0.25)
    tensors = {"y_true": np.array([[0.5]]), "y_pred": np.array([[0.9]])}
    found = kinks(spec, tensors, "y_pred", (0, 0))
    assert {0.25, 0.5, 0.75} <= set(found)


def test_kinks_look_through_broadcasting():
    tensors = {"y_true": np.array([[2.0], [7.0]]), "y_pred": np.zeros((2, 3))}
    assert 7.0 in kinks(make_spec("mae"), tensors, "y_pred", (1, 2))
