"""Files: opened by menu and by dropping them, saved, refused; nothing open is ever lost."""

import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QMenu,
    QMessageBox,
)

from lossgui.session.session import Session
from lossgui.session.storage import load_session, save_session
from lossgui.ui import dialogs
from lossgui.ui.choosing import ChooseTensors
from lossgui.ui.incoming import Incoming, match, proposals

NEW_TRUE = np.array([[0.0, 1.0], [1.0, 0.0]])
NEW_PRED = np.array([[0.25, 0.75], [0.5, 0.5]])


@pytest.fixture
def answer(monkeypatch):
    """Give an answer to the question about unsaved changes; the list holds what was asked."""
    asked = []

    def prepare(answer):
        monkeypatch.setattr(
            dialogs, "ask_to_save", lambda parent, name: asked.append(name) or answer
        )
        return asked

    return prepare


@pytest.fixture
def open_files(window, qtbot):
    """Return a function that opens files and waits until they are read."""

    def open_and_wait(*paths, tensor=None):
        with qtbot.waitSignal(window.studio.busy, check_params_cb=lambda busy: not busy):
            window.documents.open_files(paths, tensor)

    return open_and_wait


def tensor(window, name):
    return window.studio.session.state.tensors[name].values


def save_pair(folder):
    np.save(folder / "y_true.npy", NEW_TRUE)
    np.save(folder / "y_pred.npy", NEW_PRED)
    return folder / "y_true.npy", folder / "y_pred.npy"


def drop(window, paths, position):
    """Drop files the way a file manager does: enter, then drop."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    rest = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(position.toPoint(), Qt.DropAction.CopyAction, data, *rest)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    event = QDropEvent(position, Qt.DropAction.CopyAction, data, *rest)
    QApplication.sendEvent(window, event)
    assert event.isAccepted()


def test_two_files_opened_together_are_one_undo_step(window, open_files, tmp_path):
    open_files(*save_pair(tmp_path))
    assert (tensor(window, "y_true") == NEW_TRUE).all()
    assert (tensor(window, "y_pred") == NEW_PRED).all()
    assert window.studio.session.undo_text == "Open y_pred.npy, y_true.npy"
    window.command("undo").trigger()
    assert tensor(window, "y_true").shape == tensor(window, "y_pred").shape == (3, 3)


def test_files_dropped_on_the_window_are_opened(window, qtbot, tmp_path):
    with qtbot.waitSignal(window.studio.session_changed):
        drop(window, save_pair(tmp_path), QPointF(700, 300))
    assert (tensor(window, "y_pred") == NEW_PRED).all()


@pytest.mark.parametrize("place", [0, 1])
def test_a_file_dropped_on_a_grid_takes_that_tensor_s_place(window, qtbot, tmp_path, place):
    path = tmp_path / "anything.csv"
    path.write_text("0.5,0.5,0.5\n0.5,0.5,0.5\n0.5,0.5,0.5\n")
    box = window.tensors.boxes[place]
    position = QPointF(box.mapTo(window, box.rect().center()))
    with qtbot.waitSignal(window.studio.session_changed):
        drop(window, [path], position)
    assert (tensor(window, box.name) == 0.5).all()


def test_text_dragged_over_the_window_is_not_taken(window):
    data = QMimeData()
    data.setText("0.5")
    event = QDragEnterEvent(
        QPointF(10, 10).toPoint(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, event)
    assert not event.isAccepted()


def test_an_array_of_unknown_name_is_asked_about_without_blocking(window, open_files, tmp_path):
    np.save(tmp_path / "network output.npy", NEW_TRUE)
    open_files(tmp_path / "network output.npy")
    chooser = window.findChild(ChooseTensors)
    assert chooser.isVisible()
    assert not chooser.isModal()
    box = chooser.findChild(QComboBox, "choose_0")
    assert box.currentText() == "y_pred"
    box.setCurrentText("y_true")
    chooser.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()
    assert (tensor(window, "y_true") == NEW_TRUE).all()


def test_the_chooser_refuses_one_name_for_two_arrays(window, open_files, tmp_path):
    np.savez(tmp_path / "run.npz", left=NEW_TRUE, right=NEW_PRED)
    open_files(tmp_path / "run.npz")
    chooser = window.findChild(ChooseTensors)
    ok = chooser.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    second = chooser.findChild(QComboBox, "choose_1")
    assert second.currentText() == "y_pred"
    second.setCurrentText("y_true")
    assert not ok.isEnabled()
    second.setCurrentIndex(0)
    ok.click()
    assert (tensor(window, "y_true") == NEW_TRUE).all()
    assert tensor(window, "y_pred").shape == (3, 3)


def test_arrays_that_do_not_fit_are_shown_with_the_reason(window, open_files, tmp_path):
    np.save(tmp_path / "y_true.npy", np.zeros((4, 7)))
    open_files(tmp_path / "y_true.npy")
    assert tensor(window, "y_true").shape == (4, 7)
    assert tensor(window, "y_pred").shape == (3, 3)
    row = window.studio.snapshot.rows[0]
    assert row.error
    assert row.error in window.notices.text
    assert window.notices.text.startswith("y_true.npy is open, but loss A has no value now")
    window.command("undo").trigger()
    assert window.studio.snapshot.rows[0].error is None


BAD_FILES = {
    "ragged.csv": b"1,2,3\n4,5\n",
    "text.csv": b"1,2\n3,four\n",
    "broken.npz": b"PK\x03\x04 this is no archive",
    "pickle.npy": b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (2,), }"
    + b" " * 58
    + b"\n\x80\x04.",
    "huge.npy": b"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': "
    b"(100000, 10000), }" + b" " * 41 + b"\n",
    "notes.pdf": b"%PDF",
    "broken.lossgui": b"PK\x05\x06",
    "empty.csv": b"",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_one_sentence_and_changes_nothing(window, open_files, tmp_path, name):
    (tmp_path / name).write_bytes(BAD_FILES[name])
    before = window.studio.session.state
    open_files(tmp_path / name)
    assert window.studio.session.state is before
    assert window.studio.session.saved
    assert name in window.notices.text
    assert "\n" not in window.notices.text
    assert "Traceback" not in window.notices.text


def test_one_bad_file_among_good_ones_opens_none(window, open_files, tmp_path):
    good, _ = save_pair(tmp_path)
    (tmp_path / "y_pred.csv").write_text("1,2,3\n4,5\n")
    before = window.studio.session.state
    open_files(good, tmp_path / "y_pred.csv")
    assert window.studio.session.state is before


def test_a_session_and_an_array_together_are_refused(window, tmp_path):
    window.documents.open_files([tmp_path / "a.lossgui", tmp_path / "b.npy"])
    assert "open it alone" in window.notices.text


def test_a_session_is_saved_and_comes_back(window, open_files, tmp_path):
    session = window.studio.session
    session.set_cells("y_pred", (0, 2), 0.125)
    session.duplicate_loss(session.state.losses[0].ident)
    assert window.isWindowModified()
    path = tmp_path / "学习 1.lossgui"
    window.documents.save_to(path)
    assert not window.isWindowModified()
    assert window.windowTitle() == "学习 1.lossgui[*] - lossgui"
    window.documents.new()
    assert len(session.state.losses) == 2
    assert window.windowTitle() == "Untitled[*] - lossgui"
    open_files(path)
    assert tensor(window, "y_pred")[0, 2] == 0.125
    assert [row.name for row in session.state.losses] == ["A", "C", "B"]
    assert session.saved
    assert not session.can_undo


def test_the_star_follows_undo_back_to_the_saved_state(window):
    assert not window.isWindowModified()
    window.studio.session.set_cells("y_pred", (0, 0), 0.5)
    assert window.isWindowModified()
    window.command("undo").trigger()
    assert not window.isWindowModified()


@pytest.fixture
def shared(window, open_files, tmp_path):
    """A file that is open here with an edit, and that another window has saved since."""
    path = tmp_path / "a.lossgui"
    window.documents.save_to(path)
    open_files(path)
    window.studio.session.set_cells("y_pred", (0, 0), 0.5)
    other = Session()
    other.set_cells("y_pred", (0, 0), 0.75)
    save_session(path, other.state)
    return path


def in_file(path):
    return load_session(path).tensors["y_pred"][0, 0]


@pytest.mark.parametrize(
    "ask", [dialogs.ask_to_save, dialogs.ask_to_overwrite, dialogs.ask_to_lose_code]
)
def test_what_looks_like_markup_in_a_name_is_shown_as_it_is(window, monkeypatch, ask):
    shown = []
    monkeypatch.setattr(
        dialogs.QMessageBox, "exec", lambda box: shown.append((box.textFormat(), box.text())) or 0
    )
    ask(window, "<b>a</b>.lossgui")
    [(kind, text)] = shown
    assert kind == Qt.TextFormat.PlainText
    assert "<b>a</b>.lossgui" in text


@pytest.fixture
def answer_change(monkeypatch):
    """Give an answer to the question about a file that was changed; the list holds the names."""
    asked = []

    def prepare(answer):
        monkeypatch.setattr(
            dialogs, "ask_to_overwrite", lambda parent, name: asked.append(name) or answer
        )
        return asked

    return prepare


def test_a_file_that_another_window_has_saved_is_not_overwritten_unasked(
    window, shared, answer_change
):
    asked = answer_change(dialogs.CANCEL)
    window.command("save").trigger()
    assert asked == ["a.lossgui"]
    assert in_file(shared) == 0.75
    assert window.isWindowModified()
    answer_change(dialogs.OVERWRITE)
    window.command("save").trigger()
    assert in_file(shared) == 0.5
    assert not window.isWindowModified()
    window.studio.session.set_cells("y_pred", (0, 0), 0.25)
    window.command("save").trigger()
    assert asked == ["a.lossgui"] * 2
    assert in_file(shared) == 0.25


def test_a_changed_file_can_be_left_and_another_one_saved(window, shared, answer_change, tmp_path):
    answer_change(dialogs.SAVE_AS)
    window.command("save").trigger()
    dialog = next(d for d in window.findChildren(QFileDialog) if d.isVisible())
    dialog.fileSelected.emit(str(tmp_path / "b.lossgui"))
    dialog.reject()
    assert in_file(shared) == 0.75
    assert in_file(tmp_path / "b.lossgui") == 0.5


def test_closing_stops_at_a_changed_file(window, shared, answer, answer_change):
    answer(dialogs.SAVE)
    answer_change(dialogs.CANCEL)
    assert not window.close()
    window.documents.save_to(shared)
    assert window.isVisible()


def test_a_file_that_is_gone_is_written_again(window, shared, answer_change):
    asked = answer_change(dialogs.CANCEL)
    shared.unlink()
    window.command("save").trigger()
    assert asked == []
    assert in_file(shared) == 0.5


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Save &As…", dialogs.SAVE_AS), ("&Overwrite", dialogs.OVERWRITE), (None, dialogs.CANCEL)],
)
def test_the_question_about_a_changed_file_names_it(window, monkeypatch, text, expected):
    def press(box):
        assert box.text() == "a.lossgui was changed after it was opened here."
        buttons = {button.text(): button for button in box.buttons()}
        press = buttons[text] if text else box.button(QMessageBox.StandardButton.Cancel)
        press.click()

    monkeypatch.setattr(QMessageBox, "exec", press)
    assert dialogs.ask_to_overwrite(window, "a.lossgui") == expected


def test_a_failed_save_is_a_sentence_and_keeps_the_star(window, tmp_path):
    window.studio.session.set_cells("y_pred", (0, 0), 0.5)
    window.documents.save_to(tmp_path / "no folder" / "a.lossgui")
    assert "a.lossgui" in window.notices.text
    assert window.isWindowModified()
    assert window.documents.path is None


def test_recent_files_are_in_the_menu(window, tmp_path):
    window.documents.save_to(tmp_path / "first.lossgui")
    window.findChild(QMenu, "menu_new").aboutToShow.emit()
    menu = window.findChild(QMenu, "menu_recent")
    assert [action.text() for action in menu.actions()] == ["first.lossgui"]


def test_open_and_save_use_a_dialog_that_does_not_run_its_own_loop(window, tmp_path):
    window.command("open").trigger()
    dialog = window.findChild(QFileDialog)
    assert dialog.isVisible()
    dialog.reject()
    window.command("save").trigger()
    dialog = next(d for d in window.findChildren(QFileDialog) if d.isVisible())
    dialog.fileSelected.emit(str(tmp_path / "a.lossgui"))
    dialog.reject()
    assert (tmp_path / "a.lossgui").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a folder that is in use")
def test_the_folder_that_lossgui_was_started_in_may_be_gone(window, tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    window.command("open").trigger()
    dialog = window.findChild(QFileDialog)
    assert dialog.isVisible()
    dialog.reject()
    monkeypatch.chdir(tmp_path)


def test_closing_without_changes_asks_nothing(window, answer):
    asked = answer(dialogs.CANCEL)
    assert window.close()
    assert asked == []


def test_closing_with_changes_can_be_called_off(window, answer):
    asked = answer(dialogs.CANCEL)
    window.studio.session.set_cells("y_pred", (0, 0), 0.5)
    assert not window.close()
    assert window.isVisible()
    assert asked == ["Untitled"]
    window.studio.session.mark_saved()


def test_closing_with_changes_can_lose_them(window, answer):
    answer(dialogs.DISCARD)
    window.studio.session.set_cells("y_pred", (0, 0), 0.5)
    window.close()
    assert not window.isVisible()


def test_closing_with_changes_can_save_them_first(window, answer, tmp_path):
    path = tmp_path / "a.lossgui"
    window.documents.save_to(path)
    before = path.read_bytes()
    answer(dialogs.SAVE)
    window.studio.session.set_cells("y_pred", (0, 0), 0.5)
    window.close()
    assert not window.isVisible()
    assert path.read_bytes() != before


def test_closing_an_untitled_session_asks_for_a_name_and_then_closes(window, answer, tmp_path):
    answer(dialogs.SAVE)
    window.studio.session.set_cells("y_pred", (0, 0), 0.5)
    window.close()
    assert window.isVisible()
    dialog = window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "a.lossgui"))
    assert not window.isVisible()
    assert (tmp_path / "a.lossgui").is_file()


def test_calling_off_the_name_calls_off_the_closing(window, answer, tmp_path):
    answer(dialogs.SAVE)
    window.studio.session.set_cells("y_pred", (0, 0), 0.5)
    window.close()
    window.findChild(QFileDialog).reject()
    window.documents.save_to(tmp_path / "later.lossgui")
    assert window.isVisible()


def test_new_asks_before_it_throws_changes_away(window, answer):
    asked = answer(dialogs.CANCEL)
    window.studio.session.set_cells("y_pred", (0, 0), 0.5)
    window.command("new").trigger()
    assert asked == ["Untitled"]
    assert tensor(window, "y_pred")[0, 0] == 0.5
    answer(dialogs.DISCARD)
    window.command("new").trigger()
    assert tensor(window, "y_pred")[0, 0] == 0.0


def incoming(name, file="f.npz"):
    return Incoming(Path(file).name, name, np.zeros(2))


NAMES = ["y_true", "y_pred", "sample_weight", "mask"]


def test_known_names_are_matched_and_others_are_not():
    both = [incoming("y_pred"), incoming("mask")]
    assert match(both, NAMES) == {"y_pred": both[0], "mask": both[1]}
    assert match([incoming("other")], NAMES) is None
    assert match([incoming("y_pred", "a.npy"), incoming("y_pred", "b.npy")], NAMES) is None
    assert match([], NAMES) is None


def test_a_place_in_the_window_decides_for_a_single_array_only():
    one = incoming("y_pred")
    assert match([one], NAMES, "y_true") == {"y_true": one}
    assert match([one, incoming("y_true")], NAMES, "mask").keys() == {"y_pred", "y_true"}


def test_proposals_use_each_name_once():
    assert proposals([incoming("what")], NAMES) == ["y_pred"]
    assert proposals([incoming("a"), incoming("y_true")], NAMES) == ["y_pred", "y_true"]
    assert proposals([incoming("y_true"), incoming("y_true")], NAMES) == ["y_true", "y_pred"]
    assert proposals([incoming(str(n)) for n in range(5)], NAMES) == [*NAMES, None]
