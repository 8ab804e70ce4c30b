"""Sentences in the notice bar, and unexpected errors with their details."""

import sys
import threading

import pytest
from PySide6.QtCore import qCritical, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QToolButton

from lossgui.ui.dialogs import TextDialog
from lossgui.ui.notices import ErrorHook


@pytest.fixture
def hook(qapp, monkeypatch):
    """The hook in place of pytest-qt's, which would fail the test."""
    monkeypatch.setattr(sys, "__excepthook__", lambda *error: None)
    hook = ErrorHook()
    hook.install()
    yield hook
    hook.uninstall()
    hook.deleteLater()


def raised(error):
    """Return what the interpreter hands to the hook for this error."""
    try:
        raise error
    except type(error) as caught:
        return type(caught), caught, caught.__traceback__


def test_a_problem_is_shown_until_it_is_closed(window):
    assert window.notices.text == ""
    window.studio.problem.emit("y_true has 3 rows but y_pred has 4.")
    assert window.notices.text == "y_true has 3 rows but y_pred has 4."
    assert not window.notices.findChild(QPushButton, "notice_details").isVisible()
    window.notices.findChild(QToolButton, "notice_close").click()
    assert window.notices.text == ""


def test_what_stands_outlives_what_passes_until_the_bar_is_closed(window):
    window.studio.notice.emit("Nothing can be kept.")
    window.studio.problem.emit("y_true has 3 rows but y_pred has 4.")
    assert window.notices.text == "Nothing can be kept.\ny_true has 3 rows but y_pred has 4."
    window.studio.problem.emit("")
    window.studio.notice.emit("")
    assert window.notices.text == "Nothing can be kept."
    window.notices.findChild(QToolButton, "notice_close").click()
    assert window.notices.text == ""
    window.studio.notice.emit("Nothing can be kept.")
    assert window.notices.text == ""
    window.studio.notice.emit("Something else.")
    assert window.notices.text == "Something else."


def test_a_notice_can_offer_a_command_and_be_taken_back(window):
    offer = window.notices.findChild(QToolButton, "notice_action")
    window.notices.show_sentence("Nothing is selected.", action=window.command("add_loss"))
    assert offer.isVisible()
    assert (offer.text(), offer.accessibleName()) == ("Add Loss", "Add Loss")
    window.notices.show_sentence("Something else.")
    assert not offer.isVisible()
    window.notices.take_back("Nothing is selected.")
    assert window.notices.text == "Something else."
    window.notices.take_back("Something else.")
    assert window.notices.text == ""


def test_a_notice_does_not_take_the_keyboard(window, qtbot):
    view = window.tensors.boxes[0].view
    view.setFocus()
    before = window.focusWidget()
    window.studio.problem.emit("Something to know.")
    assert window.focusWidget() is before


def test_an_unexpected_error_in_a_slot_is_shown_with_details(window, hook, tmp_path):
    hook.raised.connect(window.notices.show_error)
    sys.excepthook(*raised(RuntimeError("no luck")))
    assert "no luck" in window.notices.text
    window.notices.findChild(QPushButton, "notice_details").click()
    details = window.findChild(TextDialog)
    text = details.findChild(QPlainTextEdit).toPlainText()
    assert "Traceback" in text
    assert "RuntimeError: no luck" in text
    details.copy()
    assert QGuiApplication.clipboard().text() == text
    details.save(tmp_path / "details.txt")
    assert (tmp_path / "details.txt").read_text() == text
    details.close()


def test_an_error_in_a_thread_reaches_the_window(window, hook, qtbot):
    hook.raised.connect(window.notices.show_error)

    def work():
        message = "lost in a thread"
        raise RuntimeError(message)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: "lost in a thread" in window.notices.text)


@pytest.mark.qt_log_ignore("disaster", "trifle", extend=True)
def test_a_critical_message_of_qt_is_shown_and_a_warning_only_kept(window, hook, capfd):
    hook.complained.connect(window.notices.show_sentence)
    qWarning("a trifle")
    assert window.notices.text == ""
    qCritical("a disaster")
    assert "a disaster" in window.notices.text
    assert list(hook.messages) == ["a trifle", "a disaster"]
    assert "a trifle" in capfd.readouterr().err


def test_the_hooks_go_back_to_what_they_were(qapp):
    before = sys.excepthook, threading.excepthook
    hook = ErrorHook()
    hook.install()
    assert sys.excepthook != before[0]
    hook.uninstall()
    assert (sys.excepthook, threading.excepthook) == before
    hook.deleteLater()


@pytest.mark.qt_log_ignore("a trifle", extend=True)
def test_without_a_stderr_an_error_still_reaches_the_window(window, qapp, monkeypatch):
    hook = ErrorHook()
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(sys, "stdout", None)
    hook.install()
    hook.raised.connect(window.notices.show_error)
    sys.excepthook(*raised(RuntimeError("no luck")))
    qWarning("a trifle")
    hook.uninstall()
    monkeypatch.undo()
    assert "no luck" in window.notices.text
    assert list(hook.messages) == ["a trifle"]
    hook.deleteLater()
