import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from lossgui.ui.tensors.commands import COMMANDS

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def place(view):
    return view.currentIndex().row(), view.currentIndex().column()


def go_to(view, row, column):
    view.setCurrentIndex(view.model().index(row, column))


@pytest.fixture
def press(grid, qtbot):
    """Press keys in the grid of y_pred."""

    def press(key, modifiers=Qt.KeyboardModifier.NoModifier):
        qtbot.keyClick(grid, key, modifiers)

    return press


def test_every_key_is_in_the_table_once():
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))


def test_tab_goes_from_cell_to_cell_and_row_to_row(grid, press):
    press(Key.Key_Tab)
    assert place(grid) == (0, 1)
    go_to(grid, 0, 2)
    press(Key.Key_Tab)
    assert place(grid) == (1, 0)
    press(Key.Key_Tab, SHIFT)
    assert place(grid) == (0, 2)


def test_tab_leaves_after_the_last_cell_and_before_the_first(grid, panel, press):
    go_to(grid, 2, 2)
    press(Key.Key_Tab)
    assert place(grid) == (2, 2)
    assert not grid.hasFocus()
    grid.setFocus()
    go_to(grid, 0, 0)
    press(Key.Key_Backtab, SHIFT)
    assert panel.boxes[0].view.hasFocus()


def test_control_tab_leaves_from_any_cell(grid, panel, press):
    go_to(grid, 1, 1)
    press(Key.Key_Backtab, CONTROL | SHIFT)
    assert panel.boxes[0].view.hasFocus()
    assert place(grid) == (1, 1)


def test_shift_enter_goes_up(grid, press):
    go_to(grid, 2, 1)
    press(Key.Key_Return, SHIFT)
    assert place(grid) == (1, 1)


@pytest.mark.parametrize("key", [Key.Key_F2, Key.Key_Return, Key.Key_Enter])
def test_enter_and_f2_open_the_exact_value(grid, press, studio, key):
    studio.session.set_cells("y_pred", (0, 0), 1 / 3)
    press(key)
    assert grid.open_editor().text() == "0.3333333333333333"


def test_delete_sets_zero_and_control_delete_nan(grid, press, values):
    go_to(grid, 0, 1)
    press(Key.Key_Delete)
    assert values()[0, 1] == 0
    press(Key.Key_Delete, CONTROL)
    assert np.isnan(values()[0, 1])


def test_delete_of_a_block_is_one_step(press, choose, values, studio):
    choose(0, 1, 2, 2)
    before = values()
    press(Key.Key_Delete)
    assert (values()[:, 1:] == 0).all()
    assert studio.session.undo_text == "Set 6 cells of y_pred to 0"
    studio.session.undo()
    np.testing.assert_array_equal(values(), before)


@pytest.mark.parametrize(
    ("key", "end"),
    [
        (Key.Key_Left, (1, 0)),
        (Key.Key_Right, (1, 2)),
        (Key.Key_Up, (0, 1)),
        (Key.Key_Down, (2, 1)),
    ],
)
def test_control_arrows_go_to_the_edge_and_shift_takes_the_cells_along(grid, press, key, end):
    go_to(grid, 1, 1)
    press(key, CONTROL)
    assert place(grid) == end
    assert len(grid.selectedIndexes()) == 1
    go_to(grid, 1, 1)
    press(key, CONTROL | SHIFT)
    assert {(i.row(), i.column()) for i in grid.selectedIndexes()} == {(1, 1), end}


def test_arrows_move_and_shift_arrows_select(grid, press):
    press(Key.Key_Down)
    press(Key.Key_Right, SHIFT)
    assert place(grid) == (1, 1)
    assert len(grid.selectedIndexes()) == 2


def test_control_page_keys_go_to_the_next_and_previous_slice(volume, panel, grid, press):
    assert grid.model().index(0, 0).data() == "0"
    press(Key.Key_PageDown, CONTROL)
    assert panel.slicing.position[1] == 1
    assert grid.model().index(0, 0).data() == "4"
    press(Key.Key_PageDown, CONTROL)
    press(Key.Key_PageDown, CONTROL)
    assert panel.slicing.position[1] == 2
    press(Key.Key_PageUp, CONTROL)
    assert panel.slicing.position[1] == 1


def test_alt_arrows_choose_the_axis_that_the_page_keys_move(studio, panel, grid, press):
    studio.session.set_tensors({"y_true": np.zeros((2, 3, 4, 5)), "y_pred": np.zeros((2, 3, 4, 5))})
    assert panel.slice_bar.active_axis == 1
    press(Key.Key_Down, ALT)
    assert panel.slice_bar.active_axis == 2
    press(Key.Key_Down, ALT)
    assert panel.slice_bar.active_axis == 2
    press(Key.Key_PageDown, CONTROL)
    assert panel.slicing.position == (0, 0, 1, 0)
    press(Key.Key_Up, ALT)
    assert panel.slice_bar.active_axis == 1


def test_page_keys_do_nothing_without_another_slice(panel, press):
    press(Key.Key_PageDown, CONTROL)
    press(Key.Key_Down, ALT)
    assert panel.slicing.position == (0, 0)


def test_fill_down_copies_the_first_row_of_the_selection(press, choose, values, studio):
    choose(0, 0, 2, 1)
    press(Key.Key_D, CONTROL)
    assert values()[:, :2].tolist() == [[0, 0.8]] * 3
    assert studio.session.undo_text == "Fill 4 cells of y_pred"


def test_fill_down_of_one_row_takes_the_row_above(press, choose, values):
    choose(1, 0, 1, 2)
    press(Key.Key_D, CONTROL)
    assert values()[1].tolist() == [0, 0.8, 0.9]


def test_fill_right_copies_the_first_column_of_the_selection(press, choose, values):
    choose(0, 0, 2, 2)
    press(Key.Key_R, CONTROL)
    assert values().tolist() == [[0] * 3, [0.5] * 3, [0.8] * 3]


def test_fill_right_of_one_column_takes_the_column_before(press, choose, values):
    choose(0, 1, 2, 1)
    press(Key.Key_R, CONTROL)
    assert values()[:, 1].tolist() == [0, 0.5, 0.8]


@pytest.mark.parametrize(("key", "block"), [(Key.Key_D, (0, 0, 0, 2)), (Key.Key_R, (0, 0, 2, 0))])
def test_filling_from_beyond_the_edge_changes_nothing(press, choose, studio, key, block):
    choose(*block)
    press(key, CONTROL)
    assert not studio.session.can_undo


def test_the_window_s_shortcuts_do_not_take_the_grid_s_keys(grid):
    for key, modifiers in (
        (Key.Key_C, CONTROL),
        (Key.Key_D, CONTROL),
        (Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
        (Key.Key_PageDown, CONTROL | Qt.KeyboardModifier.KeypadModifier),
    ):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
        event.ignore()
        QApplication.sendEvent(grid, event)
        assert event.isAccepted()
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_Z, CONTROL)
    event.ignore()
    QApplication.sendEvent(grid, event)
    assert not event.isAccepted()


def test_typing_replaces_the_value(grid, press, values, qtbot):
    go_to(grid, 0, 1)
    press(Key.Key_7)
    editor = grid.open_editor()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "7"
    qtbot.keyClick(editor, Key.Key_Return)
    assert values()[0, 1] == 7
    assert place(grid) == (1, 1)


def test_copy_puts_exact_numbers_on_the_clipboard(press, choose, studio):
    studio.session.set_cells("y_pred", (0, 0), 1 / 3)
    choose(0, 0, 1, 1)
    press(Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "0.3333333333333333\t0.8\n0.5\t0.7"
