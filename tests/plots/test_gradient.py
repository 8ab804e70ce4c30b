"""The gradient of the founding example is 2 (p - t) / 9 for A and (p - t) / 3 for B."""

import numpy as np
import pytest

from lossgui.core.spec import make_spec
from lossgui.plots.figure import Band, Bars, Heat, Points

ERRORS = np.array([[0.0, -0.2, 0.9], [0.5, 0.7, -0.4], [-0.2, -0.3, -0.5]])
FLOAT32 = 1e-7
UNIT = {"scale": "unit"}


def heat(figure):
    return next(mark for mark in figure.marks if isinstance(mark, Heat))


def test_heat_holds_the_gradient_of_the_selected_loss(bench):
    np.testing.assert_allclose(
        heat(bench.draw("gradient", loss=1)).values, 2 * ERRORS / 9, atol=FLOAT32
    )
    np.testing.assert_allclose(heat(bench.draw("gradient", loss=2)).values, ERRORS / 3, atol=1e-16)


def test_title_states_direction_and_ratio_whichever_is_selected(bench):
    said = "B's gradient = 1.5 × A's, same direction (cosine 1)"
    assert bench.draw("gradient", loss=1).title == f"∂A/∂y_pred   {said}"
    assert bench.draw("gradient", loss=2).title == f"∂B/∂y_pred   {said}"
    assert bench.draw("gradient", choices=UNIT).title == said


def test_colours_are_symmetric_about_zero(bench):
    mark = heat(bench.draw("gradient"))
    assert mark.limit == pytest.approx(0.2)
    assert mark.codes[0, 0] == 127
    assert mark.codes[0, 2] == 254
    # -0.5 of 0.9: 127 - 127 * 5 / 9 = 56.4
    assert mark.codes[2, 2] == 56


def test_cells_carry_numbers_and_the_selected_one_is_marked(bench):
    figure = bench.draw("gradient")
    assert [label.text for label in figure.labels[:3]] == ["0", "−0.04444", "0.2"]
    assert heat(figure).marked == (0, 2)
    assert heat(figure).cell(2, 1) == (2, 1)
    assert figure.y.inverted


def test_opposite_gradients(bench):
    bench.session.set_spec(2, make_spec("mse", factor=-2.0))
    assert "opposite direction (cosine −1)" in bench.draw("gradient").title
    assert "−2 × A's" in bench.draw("gradient").title


def test_gradients_that_part_state_angle_and_cosine(bench):
    bench.set(np.zeros((1, 2)), np.array([[1.0, 3.0]]))
    bench.keep(make_spec("mse", dialect="textbook"), make_spec("mae", dialect="textbook"))
    # (1, 3) against (0.5, 0.5): cosine 4 / sqrt(20) = 0.8944, 26.6 degrees, lengths 3.162 and 0.707
    assert bench.draw("gradient", loss=None).title.endswith(
        "D's gradient is 0.223607 × as long as C's, turned by 26.6° (cosine 0.8944)"
    )


def test_more_losses_are_compared_in_the_notes(bench):
    bench.session.add_loss(make_spec("mse", dialect="textbook", factor=3.0))
    figure = bench.draw("gradient")
    assert figure.title.endswith("B's gradient = 1.5 × A's, same direction (cosine 1)")
    assert figure.notes == ("C's gradient = 3 × A's, same direction (cosine 1).",)


def test_unit_length_bars_coincide_when_the_direction_is_the_same(bench):
    a, b = (mark for mark in bench.draw("gradient", choices=UNIT).marks if isinstance(mark, Bars))
    unit = (ERRORS / np.sqrt(2.13)).ravel()
    np.testing.assert_allclose(a.heights, unit, atol=FLOAT32)
    np.testing.assert_allclose(b.heights, unit, atol=1e-15)
    assert a.positions[5] == "[1, 2]"


def test_legend_of_the_bars_states_the_lengths(bench):
    # 2/9 and 1/3 times the length of the errors, sqrt 2.13.
    assert [entry.value for entry in bench.draw("gradient", choices=UNIT).legend] == [
        "length 0.3243",
        "length 0.4865",
    ]


def test_gradient_of_zero_has_no_direction(bench):
    bench.set(np.zeros((2, 2)), np.zeros((2, 2)))
    assert "0 everywhere: it has no direction" in bench.draw("gradient").title
    figure = bench.draw("gradient", choices=UNIT)
    assert figure.message.startswith("No gradient has a direction")
    mark = heat(bench.draw("gradient"))
    assert (mark.codes == 127).all()


def test_nan_is_a_code_of_its_own_and_counted(bench):
    bench.session.set_cells("y_pred", (1, 1), np.nan)
    figure = bench.draw("gradient")
    mark = heat(figure)
    assert mark.codes[1, 1] == 255
    assert mark.limit == pytest.approx(0.2)
    assert "1 of 9 numbers is not finite." in figure.notes
    assert "not finite" in figure.title
    assert bench.draw("gradient", choices=UNIT).message


def test_with_a_target_selected_the_prediction_is_differentiated(bench):
    assert bench.draw("gradient", tensor="y_true").title.startswith("∂A/∂y_pred")


def test_both_tensors_of_a_latent_loss_can_be_looked_at(bench):
    bench.session.set_tensors({"z_mean": np.ones((2, 2)), "z_log_var": np.zeros((2, 2))})
    bench.keep(make_spec("kl_standard_normal"))
    for tensor in ("z_mean", "z_log_var"):
        figure = bench.draw("gradient", loss=None, tensor=tensor, cell=(0, 0))
        assert figure.title == f"∂C/∂{tensor}"


def test_vector_lies_along_the_columns(bench):
    bench.set(np.zeros(4), np.arange(4.0))
    figure = bench.draw("gradient")
    assert heat(figure).values.shape == (1, 4)
    assert heat(figure).cell(0, 3) == (3,)
    assert figure.y.ticks == ()


def test_scalar_is_one_cell(bench):
    bench.set(np.array(1.0), np.array(3.0))
    bench.keep(make_spec("mse", axis=None))
    figure = bench.draw("gradient", loss=None)
    assert heat(figure).values.tolist() == [[4.0]]
    assert heat(figure).cell(0, 0) == ()


def test_five_axes_show_the_slice_through_the_cell(bench):
    shape = (2, 3, 2, 1, 4)
    bench.set(np.zeros(shape), np.arange(48.0).reshape(shape))
    bench.keep(make_spec("mse", axis=None, inner="sum", dialect="textbook"))
    figure = bench.draw("gradient", loss=None, cell=(1, 2, 1, 0, 3))
    values = 2 * np.arange(48.0).reshape(shape)
    np.testing.assert_allclose(heat(figure).values, values[:, 2, 1, 0, :])
    assert figure.title == "∂C/∂y_pred[:, 2, 1, 0, :]"
    assert heat(figure).marked == (1, 3)
    turned = bench.draw("gradient", loss=None, cell=(1, 2, 1, 0, 3), rows=4, columns=1)
    np.testing.assert_allclose(heat(turned).values, values[1, :, 1, 0, :].T)
    assert heat(turned).cell(3, 0) == (1, 0, 1, 0, 3)


def test_a_million_cells_keep_the_largest_of_each_neighbourhood(bench):
    predictions = np.full((1000, 1000), 0.001)
    predictions[700, 301] = -5.0
    bench.set(np.zeros((1000, 1000)), predictions)
    mark = heat(bench.draw("gradient"))
    assert mark.codes.shape == (250, 500)  # blocks of 4 by 2
    assert mark.shape == (1000, 1000)
    assert np.argwhere(mark.codes == 0).tolist() == [[175, 150]]


def test_blocks_that_do_not_divide_the_table_keep_its_last_cells(bench):
    predictions = np.full((1001, 3), 0.001)
    predictions[1000, 2] = 5.0
    bench.set(np.zeros((1001, 3)), predictions)
    mark = heat(bench.draw("gradient"))
    assert (mark.codes.shape, mark.shape) == ((251, 3), (1004, 3))
    assert mark.codes[250, 2] == 254


@pytest.mark.parametrize("size", [1e200, 1e-200, 1e-310])
def test_directions_of_numbers_whose_squares_overflow_or_vanish(bench, size):
    bench.set(np.zeros((1, 2)), np.array([[size, -size]]))
    bench.keep(
        make_spec("half_sum_of_squares", dialect="textbook"),
        make_spec("half_sum_of_squares", dialect="textbook", factor=2.0),
    )
    assert "D's gradient = 2 × C's, same direction" in bench.draw("gradient", loss=None).title


def test_zooming_into_a_million_cells_shows_single_ones(bench):
    bench.set(np.zeros((1000, 1000)), np.ones((1000, 1000)))
    figure = bench.draw("gradient", window=(9.5, 13.5), height=(99.5, 101.5))
    mark = heat(figure)
    assert (mark.corner, mark.shape, mark.codes.shape) == ((100, 10), (2, 4), (2, 4))
    assert [text for _, text in figure.x.ticks] == ["10", "11", "12", "13"]


@pytest.mark.parametrize(("size", "kind"), [(100, Bars), (1500, Points), (5000, Band)])
def test_unit_length_finds_a_way_for_every_size(bench, size, kind):
    bench.set(np.zeros((size, 1)), np.linspace(-1, 1, size)[:, np.newaxis])
    figure = bench.draw("gradient", choices=UNIT)
    assert all(isinstance(mark, kind) for mark in figure.marks)


def test_empty_tensor_and_no_loss_and_error(bench):
    bench.set(np.zeros((0, 3)), np.zeros((0, 3)))
    assert bench.draw("gradient").message == "y_pred is empty, so there is no gradient to show."
    bench.set(np.zeros(3), np.zeros(3))
    assert bench.draw("gradient", loss=2).message.startswith("B: ")
    bench.keep()
    assert bench.draw("gradient").message.startswith("Add a loss")
