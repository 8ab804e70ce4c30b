"""After a crash the last edit is there again, as an unsaved copy."""

import os
import signal
import subprocess
import sys

import pytest

from lossgui.session.storage import load_session
from lossgui.ui.recovery import LARGEST, Recovery
from lossgui.ui.settings import copies_folder

CRASH = """
import os
import signal
from PySide6.QtCore import QTimer
from lossgui.ui import recovery
from lossgui.ui.application import create_application, run
from PySide6.QtWidgets import QApplication

recovery.QUIET_TIME = 50
app = create_application()


def edit():
    window = next(w for w in app.topLevelWidgets() if w.objectName() == "main_window")
    window.studio.session.set_cells("y_pred", (0, 2), 0.123)


def crash_when_written():
    file = recovery.copies_folder() / "recovery-1.lossgui"
    if file.exists():
        os.kill(os.getpid(), signal.SIGKILL)


timer = QTimer()
timer.timeout.connect(crash_when_written)
timer.start(50)
QTimer.singleShot(100, edit)
run()
"""


@pytest.fixture
def make_recovery(window):
    """Return a function that starts the recovery of the window; finished at the end."""
    made = []

    def make(**options):
        recovery = Recovery(window.documents, window.studio, window)
        made.append(recovery)
        recovery.start(**options)
        return recovery

    yield make
    for recovery in made:
        recovery.finish()


def value(window):
    return window.studio.session.state.tensors["y_pred"].values[0, 2]


def test_after_a_killed_process_the_last_edit_is_back(
    window, make_recovery, qtbot, settings_folder
):
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", CRASH], env=environment, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    file = settings_folder / "recovery" / "recovery-1.lossgui"
    content = file.read_bytes()
    recovery = make_recovery()
    assert recovery.file == file
    qtbot.waitUntil(lambda: value(window) == 0.123)
    assert window.isWindowModified()
    assert window.documents.path is None
    assert "as an unsaved copy" in window.notices.text
    assert file.read_bytes() == content


def test_an_edit_is_written_after_a_moment(window, make_recovery, qtbot):
    recovery = make_recovery()
    window.studio.session.set_cells("y_pred", (0, 2), 0.25)
    assert not recovery.file.exists()
    qtbot.waitUntil(recovery.file.exists)
    assert load_session(recovery.file).tensors["y_pred"][0, 2] == 0.25


def test_saving_and_closing_leave_nothing_to_recover(window, make_recovery, qtbot, tmp_path):
    recovery = make_recovery()
    window.studio.session.set_cells("y_pred", (0, 2), 0.25)
    qtbot.waitUntil(recovery.file.exists)
    window.documents.save_to(tmp_path / "a.lossgui")
    assert not recovery.file.exists()
    window.studio.session.set_cells("y_pred", (0, 2), 0.5)
    recovery.write()
    qtbot.waitUntil(recovery.file.exists)
    file = recovery.file
    recovery.finish()
    assert not file.exists()


def test_a_window_that_is_still_open_is_not_taken_for_a_crash(window, make_recovery, qtbot):
    first = make_recovery()
    window.studio.session.set_cells("y_pred", (0, 2), 0.25)
    qtbot.waitUntil(first.file.exists)
    second = make_recovery()
    assert second.file not in (None, first.file)
    assert window.notices.text == ""


def test_a_file_to_open_leaves_the_left_behind_session_alone(window, make_recovery, qtbot):
    folder = copies_folder()
    folder.mkdir(parents=True)
    left = folder / "recovery-1.lossgui"
    left.write_bytes(b"left behind")
    recovery = make_recovery(recover=False)
    assert recovery.file != left
    recovery.finish()
    assert left.read_bytes() == b"left behind"


def test_a_damaged_copy_is_a_sentence_and_the_window_stays(window, make_recovery, qtbot):
    folder = copies_folder()
    folder.mkdir(parents=True)
    (folder / "recovery-1.lossgui").write_bytes(b"no session")
    recovery = make_recovery()
    qtbot.waitUntil(lambda: "recovery-1.lossgui" in window.notices.text)
    assert value(window) == 0.9
    aside = folder / "recovery-1.lossgui.damaged"
    assert str(aside) in window.notices.text
    window.studio.session.set_cells("y_pred", (0, 2), 0.25)
    qtbot.waitUntil(recovery.file.exists)
    recovery.finish()
    assert aside.read_bytes() == b"no session"


def test_a_window_closed_while_it_reads_the_copy_leaves_it(window, make_recovery):
    file = copies_folder() / "recovery-1.lossgui"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"not read yet")
    recovery = make_recovery()
    window.documents.changed.emit()
    recovery.finish()
    assert file.read_bytes() == b"not read yet"


def test_a_file_to_open_says_that_a_crash_left_something_behind(window, make_recovery):
    file = copies_folder() / "recovery-2.lossgui"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"left behind")
    make_recovery(recover=False)
    assert "did not end properly the last time. Start it once more" in window.notices.text
    assert make_recovery().file == file


def test_the_copy_of_a_window_that_is_still_open_is_no_news(window, make_recovery, qtbot):
    first = make_recovery()
    window.studio.session.set_cells("y_pred", (0, 2), 0.25)
    qtbot.waitUntil(first.file.exists)
    make_recovery(recover=False)
    assert window.notices.text == ""


def test_without_a_folder_there_is_no_copy_and_no_error(window, make_recovery, settings_folder):
    settings_folder.write_text("a file where the folder should be")
    recovery = make_recovery()
    assert recovery.file is None
    window.studio.session.set_cells("y_pred", (0, 2), 0.25)
    recovery.write()
    window.studio.session.mark_saved()


def test_a_recovered_session_is_saved_like_any_other(window, make_recovery, qtbot, tmp_path):
    recovery = make_recovery()
    window.studio.session.set_cells("y_pred", (0, 2), 0.25)
    qtbot.waitUntil(recovery.file.exists)
    window.documents.recover(recovery.file, lambda problem: None)
    qtbot.waitUntil(lambda: "unsaved copy" in window.notices.text)
    assert not window.documents.saved
    window.documents.save_to(tmp_path / "a.lossgui")
    assert window.documents.saved
    assert not window.isWindowModified()


def test_a_copy_that_cannot_be_written_is_said_once(window, make_recovery, qtbot, monkeypatch):
    def fail(path, state):
        message = "recovery-1.lossgui cannot be saved: the disk is full"
        raise OSError(message)

    monkeypatch.setattr("lossgui.session.storage.save_session", fail)
    recovery = make_recovery()
    window.studio.session.set_cells("y_pred", (0, 2), 0.25)
    recovery.write()
    qtbot.waitUntil(lambda: "the disk is full" in window.notices.text)
    window.notices.hide()
    with qtbot.waitSignal(recovery._jobs.done):
        recovery.write()
    assert window.notices.text == ""
    monkeypatch.undo()
    recovery.write()
    qtbot.waitUntil(recovery.file.exists)


def test_very_large_tensors_are_not_copied(window, make_recovery, qtbot):
    import numpy as np

    recovery = make_recovery()
    with qtbot.waitSignal(window.studio.snapshot_changed, timeout=20000):
        window.studio.session.set_tensor("extra", np.zeros(LARGEST + 1, np.float32))
    recovery.write()
    qtbot.wait(100)
    assert not recovery.file.exists()
