import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossgui.core.spec import make_spec
from lossgui.session.numbers import parse_number
from lossgui.session.session import Session
from lossgui.ui.losses.cells import (
    factor_edit_text,
    factor_text,
    loss_text,
    ratio_text,
    ratio_tooltip,
    value_exact_text,
    value_text,
    value_tooltip,
)
from lossgui.ui.studio import Studio


@pytest.mark.parametrize(
    ("factor", "text"),
    [(1.0, "1"), (0.5, "0.5"), (1 / 3, "1/3"), (-2 / 7, "-2/7"), (0.0, "0"), (1e300, "1e+300")],
)
def test_a_factor_is_written_shortly(factor, text):
    assert factor_text(factor) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_edited_factor_is_read_back_exactly(factor):
    assert parse_number(factor_edit_text(factor)) == factor


def test_a_loss_is_written_with_the_parameters_that_are_switched_on():
    assert loss_text(make_spec("huber")) == "Huber (delta=1)"
    assert loss_text(make_spec("bce")) == "Binary crossentropy"
    smoothed = make_spec("bce", label_smoothing=0.1, from_logits=True)
    assert loss_text(smoothed) == "Binary crossentropy (from_logits=True, label_smoothing=0.1)"
    assert loss_text(make_spec("bce", epsilon=0.0)) == "Binary crossentropy (epsilon=0)"


def row_with(studio, spec):
    ident = studio.session.add_loss(spec)
    return studio.snapshot.row(ident)


def test_a_value_is_written_with_six_digits_and_all_of_them_in_the_tooltip(studio):
    row = studio.snapshot.rows[0]
    assert value_text(row) == "0.236667"
    single, double, divisor = value_tooltip(row).splitlines()
    assert single == "float32: 0.23666666"
    # 0.71 / 3; the last of the 17 digits depends on the order of the sum.
    assert double.startswith("float64: 0.23666666666666")
    assert divisor == "÷ n = 3, the number of loss values"


def test_an_unreduced_value_shows_shape_and_first_values(studio):
    row = row_with(studio, make_spec("mse", reduction="none", dtype="float64"))
    assert value_text(row) == "(3,) [0.283333, 0.3, 0.126667]"
    assert value_exact_text(row).count("\t") == 2


def test_a_long_unreduced_value_is_cut_and_says_so(studio):
    studio.session.set_tensors({"y_true": np.zeros((5, 2)), "y_pred": np.ones((5, 2))})
    row = row_with(studio, make_spec("mse", reduction="none"))
    assert value_text(row) == "(5,) [1, 1, 1, …]"


def test_nan_and_inf_are_shown_as_such(studio):
    studio.session.set_cells("y_pred", (0, 0), np.nan)
    assert value_text(studio.snapshot.rows[0]) == "nan"
    studio.session.set_cells("y_pred", (0, 0), np.inf)
    assert value_text(studio.snapshot.rows[0]) == "inf"


def test_a_failed_loss_shows_its_sentence(studio):
    studio.session.set_tensor("y_true", np.zeros((2, 4)))
    row = studio.snapshot.rows[0]
    assert value_text(row) == row.error
    assert value_tooltip(row) == row.error


def test_the_ratio_is_the_proven_formula(studio):
    a, b = studio.snapshot.rows
    reference = studio.session.state.reference
    assert (ratio_text(a, reference), ratio_text(b, reference)) == ("1", "d/2")
    assert "d = 3, so 3/2" in ratio_tooltip(b, a.row)
    assert "reference" in ratio_tooltip(a, a.row)


def test_a_loss_that_is_no_multiple_shows_so(studio):
    row = row_with(studio, make_spec("mae"))
    assert ratio_text(row, studio.session.state.reference) == "≠"
    assert "no fixed multiple" in ratio_tooltip(row, studio.snapshot.rows[0].row)


def test_an_identical_loss_has_the_ratio_one(studio):
    row = row_with(studio, make_spec("mse", axis=1))
    assert ratio_text(row, studio.session.state.reference) == "1"


def test_without_a_comparison_there_is_no_ratio(qapp):
    studio = Studio(Session(), check_automatically=False)
    studio.session.set_tensor("y_true", np.zeros((2, 4)))
    row = studio.snapshot.rows[1]
    assert ratio_text(row, studio.session.state.reference) == ""
    assert ratio_tooltip(row, studio.snapshot.rows[0].row) == ""
    studio.close()
    studio.deleteLater()
