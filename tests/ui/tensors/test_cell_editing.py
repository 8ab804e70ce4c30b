import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def editor(grid):
    """The open editor of y_pred[0, 1]."""
    grid.setCurrentIndex(grid.model().index(0, 1))
    grid.edit_current()
    return grid.open_editor()


def note(grid):
    """The sentence beside the editor, or ""."""
    label = grid.itemDelegate().note
    return label.text() if label.isVisible() else ""


def place(grid):
    return grid.currentIndex().row(), grid.currentIndex().column()


def test_a_double_click_edits(grid, qtbot):
    point = grid.visualRect(grid.model().index(1, 1)).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=point)
    qtbot.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert grid.open_editor().text() == "0.7"


@pytest.mark.parametrize(
    ("key", "modifiers", "end"),
    [
        (Key.Key_Return, Qt.KeyboardModifier.NoModifier, (1, 1)),
        (Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, (1, 1)),
        (Key.Key_Return, SHIFT, (0, 1)),
        (Key.Key_Tab, Qt.KeyboardModifier.NoModifier, (0, 2)),
        (Key.Key_Backtab, SHIFT, (0, 0)),
    ],
)
def test_enter_and_tab_commit_and_move(editor, grid, qtbot, values, key, modifiers, end):
    editor.setText("0.25")
    qtbot.keyClick(editor, key, modifiers)
    assert values()[0, 1] == 0.25
    assert place(grid) == end
    assert grid.open_editor() is None


def test_escape_changes_nothing(editor, grid, qtbot, studio):
    editor.setText("7")
    qtbot.keyClick(editor, Key.Key_Escape)
    assert grid.open_editor() is None
    assert not studio.session.can_undo


def test_committing_without_a_change_is_no_step(editor, qtbot, studio):
    qtbot.keyClick(editor, Key.Key_Return)
    assert not studio.session.can_undo


@pytest.mark.parametrize("text", ["0.8", "0.80", " 8e-1 ", "４/５"])
def test_the_same_number_in_other_words_is_no_step(editor, qtbot, studio, text):
    editor.setText(text)
    qtbot.keyClick(editor, Key.Key_Return)
    assert not studio.session.can_undo


def test_a_rounded_cell_keeps_its_hidden_digits(grid, qtbot, studio, values):
    studio.session.set_cells("y_pred", (0, 0), 0.123456789)
    grid.edit_current()
    qtbot.keyClick(grid.open_editor(), Key.Key_Return)
    assert values()[0, 0] == 0.123456789
    assert len(studio.session.history) == 1


@pytest.mark.parametrize(
    ("text", "number"), [("1/4", 0.25), ("0,5", 0.5), ("nan", np.nan), ("-inf", -np.inf)]
)
def test_numbers_are_read_as_people_write_them(editor, qtbot, values, locale, text, number):
    editor.setText(text)
    qtbot.keyClick(editor, Key.Key_Return)
    np.testing.assert_equal(values()[0, 1], number)


def test_one_cell_is_one_step_named_after_it(editor, qtbot, studio):
    editor.setText("0.1")
    qtbot.keyClick(editor, Key.Key_Return)
    assert studio.session.history == ("Edit y_pred[0, 1]",)


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Tab])
def test_bad_text_stays_open_with_the_reason_beside_it(editor, grid, qtbot, studio, key):
    editor.setText("zero")
    qtbot.keyClick(editor, key)
    assert grid.open_editor() is editor
    assert editor.text() == "zero"
    assert "'zero' is not a number" in note(grid)
    assert grid.theme.bad in editor.styleSheet()
    assert editor.accessibleDescription() == note(grid)
    assert place(grid) == (0, 1)
    assert not studio.session.can_undo


def test_an_empty_text_is_no_number(editor, grid, qtbot):
    editor.clear()
    qtbot.keyClick(editor, Key.Key_Return)
    assert "there is no number here" in note(grid)


def test_the_reason_goes_away_as_soon_as_the_text_is_right(editor, grid, qtbot, values):
    editor.setText("1,000")
    qtbot.keyClick(editor, Key.Key_Return)
    assert note(grid)
    qtbot.keyClick(editor, Key.Key_Backspace)
    assert note(grid) == ""
    qtbot.keyClick(editor, Key.Key_Return)
    assert values()[0, 1] == 1


def test_escape_leaves_a_bad_text(editor, grid, qtbot, values):
    editor.setText("zero")
    qtbot.keyClick(editor, Key.Key_Return)
    qtbot.keyClick(editor, Key.Key_Escape)
    assert grid.open_editor() is None
    assert note(grid) == ""
    assert values()[0, 1] == 0.8
    assert grid.hasFocus()


def test_a_click_elsewhere_commits_a_good_text(editor, grid, qtbot, values):
    editor.setText("0.25")
    click(grid, qtbot, 2, 2)
    assert values()[0, 1] == 0.25
    assert grid.open_editor() is None
    assert place(grid) == (2, 2)


def test_a_click_elsewhere_keeps_a_bad_text(editor, grid, qtbot):
    editor.setText("zero")
    click(grid, qtbot, 2, 2)
    assert grid.open_editor() is editor
    assert editor.text() == "zero"
    assert place(grid) == (0, 1)


def click(grid, qtbot, row, column):
    point = grid.visualRect(grid.model().index(row, column)).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=point)


def test_focus_elsewhere_commits_a_good_text_and_keeps_a_bad_one(editor, grid, panel, values):
    editor.setText("zero")
    panel.boxes[0].view.setFocus()
    assert grid.open_editor() is editor
    editor.setFocus()
    editor.setText("0.25")
    panel.boxes[0].view.setFocus()
    assert values()[0, 1] == 0.25


def test_keys_in_the_grid_go_back_to_a_bad_text(editor, grid, panel, qtbot):
    editor.setText("zero")
    panel.boxes[0].view.setFocus()
    grid.setFocus()
    qtbot.keyClick(grid, Key.Key_Delete)
    assert editor.hasFocus()


def test_a_bad_text_survives_a_move_of_the_selection(editor, grid, selection, qtbot):
    editor.setText("zero")
    qtbot.keyClick(editor, Key.Key_Return)
    selection.select_cell("y_pred", (2, 2))
    assert grid.open_editor() is editor
    assert editor.text() == "zero"


def test_an_edit_from_elsewhere_leaves_what_is_being_typed(editor, studio):
    editor.setText("0.2")
    studio.session.set_cells("y_pred", (0, 1), 0.6)
    assert editor.text() == "0.2"


def test_another_slice_commits_what_is_being_typed(volume, panel, grid, values):
    grid.edit_current()
    grid.open_editor().setText("99")
    panel.slice_bar.step(1)
    assert grid.open_editor() is None
    assert values()[0, 0, 0] == 99
    assert values()[0, 1, 0] == 4


def test_numbers_the_dtype_cannot_hold_stay_in_the_editor(studio, grid, qtbot):
    studio.session.set_tensor("y_pred", np.ones((3, 3), "i4"))
    grid.edit_current()
    editor = grid.open_editor()
    editor.setText("0.5")
    qtbot.keyClick(editor, Key.Key_Return)
    assert grid.open_editor() is editor
    assert "whole numbers" in note(grid)


def test_the_editor_is_wide_enough_for_all_digits(studio, grid):
    studio.session.set_cells("y_pred", (0, 2), -1 / 3)
    grid.setCurrentIndex(grid.model().index(0, 2))
    grid.edit_current()
    editor = grid.open_editor()
    needed = editor.fontMetrics().horizontalAdvance("-0.3333333333333333")
    assert min(needed, grid.viewport().width()) <= editor.width()
    assert grid.viewport().rect().contains(editor.geometry())


def test_the_reason_lies_inside_the_window(editor, grid, panel, qtbot):
    editor.setText("1.000.000")
    qtbot.keyClick(editor, Key.Key_Return)
    label = panel.findChild(QLabel, "reason")
    assert label.isVisible()
    assert panel.rect().contains(label.geometry())
    assert label.y() >= editor.mapTo(panel, QPoint(0, 0)).y()


def test_undo_after_an_edit_brings_the_cell_back(editor, grid, qtbot, studio):
    editor.setText("0.25")
    qtbot.keyClick(editor, Key.Key_Return)
    assert grid.model().index(0, 1).data() == "0.25"
    studio.session.undo()
    assert grid.model().index(0, 1).data() == "0.8"
    studio.session.redo()
    assert grid.model().index(0, 1).data() == "0.25"
