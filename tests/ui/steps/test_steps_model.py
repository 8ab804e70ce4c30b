import numpy as np
import pytest
from PySide6.QtCore import Qt

from lossgui.core.spec import make_spec
from lossgui.ui.steps.steps_model import CHIP, COLOUR, StepsModel

Role = Qt.ItemDataRole


@pytest.fixture
def model(qapp):
    model = StepsModel()
    yield model
    model.deleteLater()


def texts(model, row=0):
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_a_line_shows_each_step_with_its_shape_and_the_value_at_the_end(model, studio):
    model.show_steps(studio.snapshot.rows[:1])
    assert texts(model) == [
        "y_pred - y_true (3, 3)",
        "square (3, 3)",
        "mean axis -1 (3,)",
        "sum ()",
        "÷ n () = 0.236667",
    ]


def test_two_lines_stand_under_one_another_and_show_where_they_part(model, studio):
    rows = studio.snapshot.rows
    model.show_steps(rows, rows[1].comparison)
    assert texts(model, 0)[2:] == [
        "mean axis -1 (3,)",
        None,
        "sum ()",
        "÷ n () = 0.236667",
    ]
    assert texts(model, 1)[2:] == ["sum axis -1 (3,)", "× 0.5 (3,)", "sum ()", "÷ n () = 0.355"]
    marked = [
        (row, column)
        for row in range(2)
        for column in range(model.columnCount())
        if (chip := model.index(row, column).data(CHIP)) is not None and chip.parts
    ]
    assert marked == [(0, 2), (1, 2)]


def test_the_model_keeps_qts_rules(model, studio, qtmodeltester):
    qtmodeltester.check(model)
    model.show_steps(studio.snapshot.rows)
    qtmodeltester.check(model)
    model.show_steps(())
    qtmodeltester.check(model)
    assert model.rowCount() == model.columnCount() == 0


def test_an_edit_of_a_cell_changes_only_the_chip_with_the_value(model, studio):
    model.show_steps(studio.snapshot.rows[:1])
    changed, resets = [], []
    model.dataChanged.connect(lambda first, _last: changed.append(first.column()))
    model.modelReset.connect(lambda: resets.append(1))
    studio.session.set_cells("y_pred", (0, 0), 0.5)
    model.show_steps(studio.snapshot.rows[:1])
    # The sum has no number in its text, but one in its tooltip.
    assert (changed, resets) == ([3, 4], [])


def test_nan_and_inf_are_shown_as_such(model, studio):
    for value in (np.nan, np.inf):
        studio.session.set_cells("y_pred", (0, 0), value)
        model.show_steps(studio.snapshot.rows[:1])
        assert texts(model)[-1] == f"÷ n () = {value}"


def test_an_unreduced_loss_ends_without_a_number(model, studio):
    ident = studio.session.add_loss(make_spec("mse", reduction="none"))
    model.show_steps([studio.snapshot.row(ident)])
    assert texts(model)[-1] == "mean axis -1 (3,)"


def test_screen_readers_hear_place_name_and_shape(model, studio):
    model.show_steps(studio.snapshot.rows[:1])
    spoken = model.index(0, 4).data(Role.AccessibleTextRole)
    assert spoken == "Step 5 of 5 of A: ÷ n, shape () = 0.236667"
    assert model.headerData(0, Qt.Orientation.Vertical) == "A"


def test_the_tooltip_has_formula_and_number(model, studio):
    model.show_steps(studio.snapshot.rows[:1])
    assert model.index(0, 3).data(Role.ToolTipRole) == (
        "sum(mean(square(y_pred - y_true), axis=-1))\n() = 0.71"
    )


def test_only_steps_can_be_selected(model, studio):
    model.show_steps(studio.snapshot.rows)
    selectable = Qt.ItemFlag.ItemIsSelectable
    assert not model.index(0, 3).flags() & selectable  # the gap over × 0.5
    assert model.index(1, 3).flags() & selectable


def test_steps_have_numbers_where_others_refer_to_them(model, studio):
    ident = studio.session.add_loss(make_spec("log_cosh"))
    model.show_steps([studio.snapshot.row(ident)])
    assert texts(model)[0] == "1 y_pred - y_true (3, 3)"
    assert any("step 1" in text.partition(" ")[2] for text in texts(model))


def test_a_line_has_the_name_and_the_colour_of_its_loss(model, studio):
    model.show_steps(studio.snapshot.rows)
    vertical = Qt.Orientation.Vertical
    assert [model.headerData(line, vertical) for line in (0, 1)] == ["A", "B"]
    assert [model.headerData(line, vertical, COLOUR) for line in (0, 1)] == [0, 1]
    assert model.headerData(0, Qt.Orientation.Horizontal) is None


def test_a_step_is_found_by_loss_and_index(model, studio):
    a, b = studio.snapshot.rows
    model.show_steps((a, b))
    assert model.find(b.row.ident, 3).data() == "× 0.5 (3,)"
    assert not model.find(b.row.ident, 9).isValid()
