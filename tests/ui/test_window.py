"""The whole window: undo by keys, themes, history, commands, and what it looks like when small."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QListView,
    QMessageBox,
    QSplitter,
    QTabBar,
    QWidget,
)

from lossgui.core.dialects import DIALECTS
from lossgui.core.spec import make_spec
from lossgui.ui.choices import CheckButton
from lossgui.ui.commands import CommandPalette
from lossgui.ui.dialogs import ShortcutsDialog, TextDialog
from lossgui.ui.history import HistoryView

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def value(window, *cell):
    return window.studio.session.state.tensors["y_pred"].values[cell]


def test_the_first_screen_answers_the_founding_question(window):
    values = [float(row.result.value) for row in window.studio.snapshot.rows]
    assert values == pytest.approx([0.23666666, 0.355], rel=1e-7)
    assert "B = (d/2) * A for every input" in window.studio.snapshot.sentence


def test_undo_and_redo_by_keys(window, qtbot):
    window.studio.session.set_cells("y_pred", (0, 2), 0.5)
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert value(window, 0, 2) == 0.9
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert value(window, 0, 2) == 0.5
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    qtbot.keyClick(window, Qt.Key.Key_Y, CONTROL)
    assert value(window, 0, 2) == 0.5


def test_undo_names_what_it_takes_back(window):
    undo, redo = window.command("undo"), window.command("redo")
    assert not undo.isEnabled()
    window.studio.session.set_cells("y_pred", (0, 2), 0.5)
    assert undo.isEnabled()
    assert undo.text() == "&Undo Edit y_pred[0, 2]"
    assert "Ctrl+Z" in undo.toolTip()
    undo.trigger()
    assert redo.text() == "&Redo Edit y_pred[0, 2]"
    assert undo.text() == "&Undo"


def test_a_theme_switch_keeps_undo_and_reaches_every_panel(window):
    window.choose_theme("light")
    window.studio.session.set_cells("y_pred", (0, 2), 0.5)
    bright = window.grab().toImage()
    window.choose_theme("dark")
    QApplication.processEvents()  # Qt hands palettes on in the event loop
    dark = window.grab().toImage()
    for panel in (window.tensors, window.stages, window.plots, window.losses, window.steps):
        point = panel.mapTo(window, panel.rect().center())
        corner = panel.mapTo(window, panel.rect().bottomLeft()) - point
        places = [point + corner * part / 10 for part in range(10)]
        assert any(bright.pixelColor(place).lightness() > 200 for place in places)
        assert any(dark.pixelColor(place).lightness() < 80 for place in places)
    window.command("undo").trigger()
    assert value(window, 0, 2) == 0.9
    window.choose_theme("light")


def test_the_theme_menu_marks_the_choice(window):
    window.command("theme_dark").trigger()
    assert window.appearance.theme.dark
    assert window.command("theme_dark").isChecked()
    assert not window.command("theme_light").isChecked()
    assert window.settings.value("theme") == "dark"  # not only when the window is closed
    window.command("theme_light").trigger()
    assert not window.appearance.theme.dark


def test_zoom_keys_scale_the_window(window, qtbot):
    height = window.tensors.fontMetrics().height()
    qtbot.keyClick(window, Qt.Key.Key_Equal, CONTROL)
    qtbot.keyClick(window, Qt.Key.Key_Equal, CONTROL)
    qtbot.waitUntil(lambda: window.tensors.fontMetrics().height() > height)
    qtbot.keyClick(window, Qt.Key.Key_0, CONTROL)
    qtbot.waitUntil(lambda: window.tensors.fontMetrics().height() == height)


def test_dtype_and_dialect_apply_to_every_loss_and_show_what_all_share(window):
    session = window.studio.session
    dtype = window.findChild(QComboBox, "dtype_choice")
    dialect = window.findChild(QComboBox, "dialect_choice")
    assert dtype.currentText() == "dialect's own"
    assert dialect.currentIndex() == -1
    dtype.setCurrentText("float64")
    dtype.activated.emit(dtype.currentIndex())
    assert {row.spec.dtype for row in session.state.losses} == {"float64"}
    dialect.setCurrentText("Textbook")
    dialect.activated.emit(dialect.currentIndex())
    assert {row.spec.dialect for row in session.state.losses} == {"textbook"}
    window.command("undo").trigger()
    window.command("undo").trigger()
    assert dtype.currentText() == "dialect's own"
    assert dialect.currentIndex() == -1


def test_steps_by_keys(window, qtbot):
    window.selection.select_stage(0)
    qtbot.keyClick(window, Qt.Key.Key_F7)
    assert window.selection.stage == 1
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert window.selection.stage > 1
    qtbot.keyClick(window, Qt.Key.Key_B, CONTROL)
    assert window.selection.stage < len(window.studio.snapshot.rows[0].result.stages) - 1


def test_losses_by_menu(window):
    session = window.studio.session
    window.command("duplicate_loss").trigger()
    assert [row.name for row in session.state.losses] == ["A", "C", "B"]
    window.command("compare").trigger()
    assert session.state.reference == window.selection.loss
    window.command("remove_loss").trigger()
    assert [row.name for row in session.state.losses] == ["A", "B"]
    for _ in range(2):
        window.command("remove_loss").trigger()
    assert session.state.losses == ()
    assert not window.command("remove_loss").isEnabled()
    assert not window.command("step_into").isEnabled()


def test_compare_eras_fills_the_table_in_one_undo_step(window):
    session = window.studio.session
    before = session.state.losses
    window.command("compare_eras").trigger()
    assert session.state.losses[0].spec.dialect == "keras-3"
    assert {row.spec.dialect for row in session.state.losses} == set(DIALECTS)
    window.command("undo").trigger()
    assert session.state.losses == before


def test_copy_goes_to_whatever_has_the_keyboard(window, qtbot):
    box = window.tensors.boxes[1]
    box.view.setFocus()
    flags = QItemSelectionModel.SelectionFlag
    box.view.selectionModel().setCurrentIndex(box.model.index(0, 2), flags.ClearAndSelect)
    window.command("copy").trigger()
    assert QGuiApplication.clipboard().text().strip() == "0.9"


def test_the_history_lists_every_step_and_goes_to_any(window, qtbot):
    session = window.studio.session
    window.docks[0].show()
    view = window.findChild(HistoryView)
    session.set_cells("y_pred", (0, 0), 0.5)
    session.set_cells("y_pred", (1, 1), 0.5)
    model = view.model()
    texts = [model.index(row).data() for row in range(model.rowCount())]
    assert texts == ["As opened", "Edit y_pred[0, 0]", "Edit y_pred[1, 1]"]
    view.clicked.emit(model.index(0))
    assert value(window, 0, 0) == 0.0
    assert view.currentIndex().row() == 0
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(2).data(role) == "Edit y_pred[1, 1], undone"
    view.clicked.emit(model.index(1))
    assert value(window, 0, 0) == 0.5
    assert value(window, 1, 1) == 0.7


def test_the_history_model_keeps_the_rules(window, qtmodeltester):
    window.docks[0].show()
    window.studio.session.set_cells("y_pred", (0, 0), 0.5)
    qtmodeltester.check(window.findChild(HistoryView).model())


def test_the_command_palette_finds_and_runs_a_command(window, qtbot):
    window.command("commands").trigger()
    palette = window.findChild(CommandPalette)
    assert palette.isVisible()
    search = palette.findChild(QLineEdit)
    found = palette.findChild(QListView).model()
    everything = found.rowCount()
    qtbot.keyClicks(search, "duplicate")
    assert 0 < found.rowCount() < everything
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert len(window.studio.session.state.losses) == 3


def test_the_command_palette_leaves_out_what_cannot_be_done(window):
    window.command("commands").trigger()
    palette = window.findChild(CommandPalette)
    found = palette.findChild(QListView).model()
    texts = [found.index(row, 0).data() for row in range(found.rowCount())]
    assert not any("Undo" in text for text in texts)
    palette.hide()


@pytest.mark.parametrize(
    ("name", "kind"),
    [("shortcuts", ShortcutsDialog), ("system_info", TextDialog), ("about", QMessageBox)],
)
def test_help_opens_beside_the_window_and_blocks_nothing(window, name, kind):
    window.command(name).trigger()
    dialog = window.findChild(kind)
    assert dialog.isVisible()
    assert not dialog.isModal()
    dialog.close()


def test_system_information_names_the_versions_and_can_be_copied(window):
    window.command("system_info").trigger()
    window.findChild(TextDialog).copy()
    text = QGuiApplication.clipboard().text()
    for part in ("Python 3", "Qt 6", "numpy", "Cross-check:", "Python of the cross-check: "):
        assert part in text
    window.findChild(TextDialog).close()


def test_full_screen_and_back(window):
    window.command("full_screen").trigger()
    assert window.isFullScreen()
    window.command("full_screen").trigger()
    assert not window.isFullScreen()


def test_reset_layout_puts_the_splitters_back(window):
    splitter = window.findChild(QSplitter, "splitter_upper")
    first = splitter.sizes()
    splitter.setSizes([first[1], first[0]])
    assert splitter.sizes() != first
    window.command("reset_layout").trigger()
    assert splitter.sizes() == pytest.approx(first, abs=2)


def test_a_large_array_keeps_the_window_answering(window, qtbot):
    arrays = {name: np.zeros((1000, 400)) for name in ("y_true", "y_pred")}
    with qtbot.waitSignal(window.studio.snapshot_changed, timeout=20000):
        window.studio.session.set_tensors(arrays)
        assert window.studio.is_busy
    assert float(window.studio.snapshot.rows[0].result.value) == 0.0


def test_numbers_look_the_same_in_every_locale(locale, window):
    shown = window.tensors.boxes[1].model
    assert shown.index(0, 2).data() == "0.9"
    assert re.fullmatch(r"[\d.]+", shown.index(1, 1).data())


def test_the_check_button_speaks(window):
    button = window.findChild(CheckButton)
    assert button.accessibleName().startswith("Cross-check: ")
    assert "F9" in button.toolTip()


def test_no_dialog_is_left_open(window):
    assert [d for d in window.findChildren(QDialog) if d.isVisible()] == []


@pytest.mark.parametrize("key", ["binary_focal_crossentropy", "sparse_categorical_crossentropy"])
def test_no_loss_and_no_plot_makes_the_window_wider(window, key):
    window.resize(1280, 800)
    panel = window.findChild(QWidget, "losses_panel")
    chosen = window.studio.session.add_loss(make_spec(key))
    window.selection.select_loss(chosen)
    for tabs in window.findChildren(QTabBar):
        for place in range(tabs.count()):
            tabs.setCurrentIndex(place)
            QApplication.processEvents()
    assert panel.isVisible()
    assert window.minimumSizeHint().width() <= 1280
    assert window.width() == 1280
