"""Where nothing can be kept until the next start, lossgui works, and says so once."""

import os
import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from lossgui.ui import application, dialogs, keeping
from lossgui.ui.keeping import refusal, what_cannot_be_kept
from lossgui.ui.settings import remember_file
from lossgui.ui.studio import Studio
from lossgui.ui.window import MainWindow

NEITHER = "your choices will not be remembered, and there will be no copy of your work"


@pytest.fixture
def started(monkeypatch, qapp, qtbot):
    """Start the program, wait for a notice, call a function with the window, close it."""
    monkeypatch.setattr(
        application, "Studio", lambda session: Studio(session, check_automatically=False)
    )
    problems = []

    def start(look):
        timer = QTimer(interval=20)

        def once():
            window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
            if not window.notices.text:
                return
            timer.stop()
            try:
                look(window)
            except AssertionError as problem:
                problems.append(problem)
            window._may_close = True
            window.close()

        timer.timeout.connect(once)
        timer.start()
        assert application.run() == 0

    yield start
    if problems:
        raise problems[0]


def test_a_file_where_the_folder_should_be_is_told_in_one_sentence(settings_folder, started):
    settings_folder.write_text("mine")

    def look(window):
        said = window.notices.text
        assert said.startswith(f"Nothing can be written to {settings_folder}")
        assert "(it is a file, not a folder): " in said
        assert NEITHER in said
        assert said.count("\n") == 0
        window.studio.session.set_cells("y_pred", (0, 0), 0.5)
        assert window.studio.snapshot.rows[0].result is not None

    started(look)
    assert settings_folder.read_text() == "mine"


def test_it_is_said_once_however_often_something_is_saved(window, tmp_path, settings_folder):
    settings_folder.write_text("mine")
    window.studio.notice.emit(what_cannot_be_kept())
    assert NEITHER in window.notices.text
    window.notices.clear()
    window.documents.save_to(tmp_path / "a.lossgui")
    window.documents.save_to(tmp_path / "b.lossgui")
    assert window.notices.text == ""
    assert window.documents.saved


def test_a_disk_that_is_full_by_now_is_told_when_a_file_is_remembered(
    window, tmp_path, settings_folder
):
    window.settings.sync()
    settings_folder.write_text("something else")
    window.documents.save_to(tmp_path / "a.lossgui")
    assert window.notices.text.startswith(f"Nothing can be written to {settings_folder}")


def test_a_folder_in_the_place_of_the_settings_is_named(settings_folder):
    (settings_folder / "lossgui.ini").mkdir(parents=True)
    reason = "you have no permission" if sys.platform == "win32" else "it is a folder"
    assert what_cannot_be_kept() == (
        f"Nothing can be written to {settings_folder} (lossgui.ini: {reason}): your choices will "
        "not be remembered."
    )


def test_a_file_in_the_place_of_the_copies_leaves_the_settings(settings_folder):
    settings_folder.mkdir()
    (settings_folder / "recovery").touch()
    assert what_cannot_be_kept() == (
        f"Nothing can be written to {settings_folder / 'recovery'} (it is a file, not a "
        "folder): there will be no copy of your work after a crash."
    )


def test_nothing_is_said_and_nothing_is_left_where_all_can_be_kept(settings_folder):
    assert what_cannot_be_kept() == ""
    assert [path.name for path in settings_folder.rglob("*")] == ["recovery"]


def test_a_disk_without_room_for_the_settings_refuses(tmp_path, monkeypatch):
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        assert refusal(tmp_path) == "the disk does not take files of this size"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []
    assert keeping.ROOM > 100


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_a_file_that_its_owner_must_not_write_is_told(settings_folder, monkeypatch):
    """Root may write everything, so the refusal of the system is put in its place."""
    settings_folder.mkdir()
    file = settings_folder / "lossgui.ini"
    file.touch(mode=0o444)
    if os.geteuid() == 0:

        def refuse(path):
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr(keeping, "_open", refuse)
    assert what_cannot_be_kept().startswith(
        f"Nothing can be written to {settings_folder} (lossgui.ini: you have no permission)"
    )


def test_what_is_remembered_is_told_apart_from_what_is_not(window, tmp_path, settings_folder):
    (tmp_path / "a.lossgui").touch()
    assert remember_file(window.settings, tmp_path / "a.lossgui")
    assert str(tmp_path) in (settings_folder / "lossgui.ini").read_text()


@pytest.fixture
def with_code(window, settings_folder):
    """The window with code in the editor, and no place any more to keep it."""
    window.docks[1].show()
    window.docks[1].panel().workbench.sheets.current.replace("def mine(y, p):\n    return 1\n")
    window.settings.sync()
    (settings_folder / "lossgui.ini").unlink(missing_ok=True)
    if settings_folder.is_dir():
        settings_folder.rename(settings_folder.with_name("before"))
    settings_folder.write_text("something else")
    return window


def test_code_that_cannot_be_kept_is_not_lost_by_closing(with_code, settings_folder, monkeypatch):
    asked = []
    monkeypatch.setattr(dialogs, "ask_to_lose_code", lambda parent, why: asked.append(why))
    assert not with_code.close()
    assert with_code.isVisible()
    assert asked == [f"{settings_folder}: it is a file, not a folder"]
    monkeypatch.setattr(dialogs, "ask_to_lose_code", lambda parent, why: True)
    assert with_code.close()


def test_code_is_kept_and_nothing_asked_when_there_is_room_again(with_code, settings_folder):
    with_code.settings.sync()
    settings_folder.unlink()
    assert with_code.close()
    assert "def mine" in (settings_folder / "lossgui.ini").read_text("utf-8")


def test_without_code_a_window_closes_whatever_becomes_of_the_settings(window, settings_folder):
    window.settings.sync()
    settings_folder.write_text("something else")
    assert window.close()


@pytest.mark.parametrize(("text", "expected"), [("Close and &Lose It", True), (None, False)])
def test_the_question_about_code_says_why(window, monkeypatch, text, expected):
    def press(box):
        assert box.text().endswith("cannot be kept until the next start: the disk is full.")
        buttons = {button.text(): button for button in box.buttons()}
        press = buttons[text] if text else box.button(QMessageBox.StandardButton.Cancel)
        press.click()

    monkeypatch.setattr(QMessageBox, "exec", press)
    assert dialogs.ask_to_lose_code(window, "the disk is full") is expected
