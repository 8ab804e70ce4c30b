import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def paste(grid, qtbot):
    """Put a text on the clipboard and press Ctrl+V in the grid of y_pred."""

    def paste(text):
        QGuiApplication.clipboard().setText(text)
        qtbot.keyClick(grid, Qt.Key.Key_V, CONTROL)

    return paste


def test_a_block_is_pasted_from_the_selection_s_first_cell_on(paste, choose, values, studio):
    choose(1, 1, 1, 1)
    paste("1\t2\n3\t4\n")
    assert values()[1:, 1:].tolist() == [[1, 2], [3, 4]]
    assert studio.session.history == ("Paste 4 cells into y_pred",)
    studio.session.undo()
    assert values()[1, 1] == 0.7


def test_one_number_fills_the_selection(paste, choose, values, studio):
    choose(0, 0, 2, 1)
    paste("0.5")
    assert (values()[:, :2] == 0.5).all()
    assert len(studio.session.history) == 1


def test_what_lies_beyond_the_edge_is_left_out_and_said(paste, choose, values, panel):
    choose(2, 1, 2, 1)
    paste("1\t2\t3\n4\t5\t6")
    assert values()[2].tolist() == [0.8, 1, 2]
    assert panel.note == "The pasted block has 2 × 3 cells; the 1 × 2 that fit were pasted."


def test_text_in_a_cell_is_refused_with_its_place(paste, choose, studio, panel):
    choose(0, 0, 0, 0)
    paste("1\t2\n3\tcat")
    assert "Row 2, column 2" in panel.note
    assert "'cat' is not a number" in panel.note
    assert not studio.session.can_undo


def test_the_sentence_goes_with_the_next_edit(paste, choose, panel):
    choose(0, 0, 0, 0)
    paste("cat")
    assert panel.note
    paste("1\t2")
    assert panel.note == ""


def test_a_number_the_dtype_cannot_hold_is_refused(paste, choose, studio, panel, values):
    studio.session.set_tensor("y_pred", np.ones((3, 3), "i4"))
    choose(0, 0, 0, 0)
    paste("1\t0.5")
    assert "Row 1, column 2" in panel.note
    assert (values() == 1).all()


@pytest.mark.parametrize(("choice", "row"), [(0, [0.5, 0.8]), (1, [0, 5])])
def test_an_ambiguous_comma_is_asked_about_once(paste, choose, grid, values, qtbot, choice, row):
    choose(0, 0, 0, 0)
    paste("0,5")
    menu = grid.findChild(QMenu, "comma_question")
    assert values()[0].tolist() == [0, 0.8, 0.9]
    menu.actions()[choice].trigger()
    assert values()[0, :2].tolist() == row
    menu.close()


def test_paste_into_a_slice_goes_to_its_place_in_the_tensor(volume, panel, grid, values, paste):
    panel.slice_bar.step(2)
    grid.setCurrentIndex(grid.model().index(1, 3))
    paste("77")
    assert values()[1, 2, 3] == 77
    assert (values() != volume).sum() == 1


def test_paste_and_copy_keep_rows_and_columns_when_they_are_swapped(
    volume, panel, grid, values, paste, choose, qtbot
):
    bar = panel.slice_bar
    bar._rows.activated.emit(2)
    assert (panel.slicing.rows, panel.slicing.columns) == (2, 0)
    choose(0, 0, 1, 1)
    paste("1\t2\n3\t4")
    assert values()[:, 0, :2].tolist() == [[1, 3], [2, 4]]
    qtbot.keyClick(grid, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "1\t2\n3\t4"


def test_several_blocks_cannot_be_copied(grid, panel, qtbot):
    model, chosen = grid.model(), grid.selectionModel()
    for cell in (model.index(0, 0), model.index(2, 2)):
        chosen.select(cell, chosen.SelectionFlag.Select)
    QGuiApplication.clipboard().setText("before")
    qtbot.keyClick(grid, Qt.Key.Key_C, CONTROL)
    assert panel.note == "Select one block of cells to copy it."
    assert QGuiApplication.clipboard().text() == "before"


def test_several_blocks_are_edited_in_one_step(grid, qtbot, values, studio):
    model, chosen = grid.model(), grid.selectionModel()
    for cell in (model.index(0, 1), model.index(2, 2)):
        chosen.select(cell, chosen.SelectionFlag.Select)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert (values()[0, 1], values()[2, 2]) == (0, 0)
    assert len(studio.session.history) == 1


def test_copy_keeps_single_precision_short(studio, choose, grid, qtbot):
    studio.session.set_tensor("y_pred", np.full((3, 3), 0.1, "f4"))
    choose(0, 0, 0, 0)
    qtbot.keyClick(grid, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "0.1"


def test_the_panel_copies_and_pastes_for_the_menu(panel, choose, values):
    choose(0, 1, 0, 1)
    panel.copy()
    choose(2, 2, 2, 2)
    panel.paste()
    assert values()[2, 2] == 0.8


def test_fill_menu_fills_the_selection(panel, choose, values, studio):
    choose(0, 0, 1, 2)
    panel.fill()
    menu = panel.findChild(QMenu, "fill_menu")
    ramp = next(action for action in menu.actions() if action.text().startswith("Ramp"))
    ramp.trigger()
    menu.close()
    assert values()[:2].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert len(studio.session.history) == 1
