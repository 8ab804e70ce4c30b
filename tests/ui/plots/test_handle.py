"""The draggable line of the sweep: by mouse and keyboard, one step of undo each."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.usefixtures("sweep")


@pytest.fixture
def sweep(panel):
    panel.show_plot("sweep")
    QApplication.processEvents()
    return panel


def value(studio):
    return float(studio.session.state.tensors["y_pred"].values[0, 2])


def test_dragging_edits_the_cell_live_and_is_one_step_of_undo(panel, studio, mouse, pixel):
    seen = []
    studio.snapshot_changed.connect(lambda snapshot: seen.append(value(studio)))
    mouse.press(pixel(0.9, 0.1))
    for x in (0.8, 0.6, 0.4, 0.25):
        mouse.move(pixel(x, 0.1))
    assert panel.canvas.handle.moving
    assert len(seen) >= 4
    mouse.release(pixel(0.25, 0.1))
    assert value(studio) == pytest.approx(0.25, abs=0.003)
    assert panel.canvas.handle.value() == value(studio)
    assert studio.session.undo_text == "Edit y_pred[0, 2]"
    studio.session.undo()
    assert value(studio) == 0.9
    assert not studio.session.can_undo
    assert panel.canvas.handle.value() == 0.9


def test_two_drags_are_two_steps(studio, mouse, pixel):
    for start, end in ((0.9, 0.5), (0.5, 0.3)):
        mouse.press(pixel(start, 0.1))
        for share in (0.5, 1.0):
            mouse.move(pixel(start + share * (end - start), 0.1))
        mouse.release(pixel(end, 0.1))
    studio.session.undo()
    assert value(studio) == pytest.approx(0.5, abs=0.003)
    studio.session.undo()
    assert value(studio) == 0.9


def test_dragged_values_are_round_and_stay_in_range(studio, mouse, pixel):
    mouse.press(pixel(0.9, 0.1))
    mouse.move(pixel(0.5, 0.1))
    assert value(studio) == round(value(studio), 3)
    mouse.move(pixel(1.3, 0.1))
    mouse.move(pixel(1.4, 0.1))
    assert value(studio) == 1.0
    mouse.release(pixel(1.4, 0.1))


def test_the_points_and_the_legend_follow_the_drag(panel, mouse, pixel):
    mouse.press(pixel(0.9, 0.1))
    mouse.move(pixel(0.5, 0.1))
    mouse.move(pixel(0.0, 0.1))
    mouse.move(pixel(-0.2, 0.1))
    assert panel.figure.handle.value == 0.0
    # (1.32 + 0) / 9 and / 6
    assert [entry.value for entry in panel.figure.legend] == ["0.146667", "0.22"]
    mouse.release(pixel(-0.2, 0.1))


def test_the_line_follows_an_edit_elsewhere(panel, studio):
    studio.session.set_cells("y_pred", (0, 2), 0.125)
    assert panel.canvas.handle.value() == 0.125
    assert panel.figure.handle.label == "y_pred[0, 2] = 0.125"


def test_the_line_follows_the_selection(panel, selection):
    selection.select_cell("y_pred", (2, 2))
    assert panel.canvas.handle.value() == 0.5


def test_a_click_brings_the_keys_to_the_plot(panel, studio, qtbot, pixel):
    panel.tabs.setFocus()
    qtbot.mouseClick(panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=pixel(0.5, 0.1))
    assert panel.focusWidget() is panel.canvas


def test_arrow_keys_move_the_handle(panel, studio, qtbot):
    panel.canvas.setFocus()
    qtbot.keyClick(panel.canvas, Qt.Key.Key_Left)
    assert value(studio) == 0.89
    qtbot.keyClick(panel.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert value(studio) == 0.891
    qtbot.keyClick(panel.canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert value(studio) == 0.791
    for _ in range(3):
        studio.session.undo()
    assert value(studio) == 0.9


def test_a_key_held_down_is_one_step(panel, studio):
    for _ in range(5):
        QTest.keyPress(panel.canvas, Qt.Key.Key_Left)
    QTest.keyRelease(panel.canvas, Qt.Key.Key_Left)
    assert value(studio) == 0.85
    studio.session.undo()
    assert value(studio) == 0.9


def test_keys_stop_at_the_end_of_the_range(panel, studio, qtbot):
    for _ in range(3):
        qtbot.keyClick(panel.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert value(studio) == 1.0


def test_whole_numbers_stay_whole(panel, studio, qtbot):
    studio.session.set_tensors({"y_true": np.zeros((1, 3), int), "y_pred": np.array([[0, 4, 9]])})
    qtbot.keyClick(panel.canvas, Qt.Key.Key_Left)
    assert value(studio) == 8


def test_a_cell_that_is_nan_has_no_line_and_keys_do_no_harm(panel, studio, qtbot):
    studio.session.set_cells("y_pred", (0, 2), np.nan)
    assert not panel.canvas.handle.isVisible()
    qtbot.keyClick(panel.canvas, Qt.Key.Key_Left)
    assert np.isnan(value(studio))


def test_a_refused_edit_is_told(panel, studio, qtbot, monkeypatch):
    def refuse(*arguments, **options):
        raise ValueError("y_pred cannot be edited now")

    monkeypatch.setattr(studio.session, "set_cells", refuse)
    with qtbot.waitSignal(studio.problem) as told:
        qtbot.keyClick(panel.canvas, Qt.Key.Key_Left)
    assert told.args == ["y_pred cannot be edited now"]
