"""From the start of the program to its end."""

import sys

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from lossgui.ui import application
from lossgui.ui.application import create_application, explore, run
from lossgui.ui.settings import open_settings
from lossgui.ui.studio import Studio
from lossgui.ui.window import MainWindow


@pytest.fixture
def in_window(monkeypatch, qapp):
    """Have a function called with the window once it is open; the window is closed after it.

    What goes wrong in there is raised again when the program has ended.
    """
    monkeypatch.setattr(
        application, "Studio", lambda session: Studio(session, check_automatically=False)
    )
    problems = []

    def look(function, delay=0):
        def call():
            window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
            try:
                function(window)
            except AssertionError as problem:
                problems.append(problem)
            window._may_close = True
            window.close()

        QTimer.singleShot(delay, call)

    yield look
    if problems:
        raise problems[0]


def test_the_window_opens_and_the_program_ends_with_it(in_window):
    before = sys.excepthook
    seen = []
    in_window(lambda window: seen.append((window.isVisible(), sys.excepthook is before)))
    assert run() == 0
    assert seen == [(True, False)]
    assert sys.excepthook is before


def test_files_on_the_command_line_are_opened(in_window, tmp_path):
    np.save(tmp_path / "y_pred.npy", np.full((3, 3), 0.5))

    def look(window):
        assert (window.studio.session.state.tensors["y_pred"].values == 0.5).all()

    in_window(look, delay=800)
    assert run([str(tmp_path / "y_pred.npy")]) == 0


def test_a_file_that_the_system_hands_over_is_opened(in_window, tmp_path, monkeypatch):
    monkeypatch.setattr(application.sys, "platform", "darwin")
    opened = []

    def look(window):
        monkeypatch.setattr(window.documents, "open_files", opened.append)
        QApplication.sendEvent(QApplication.instance(), QFileOpenEvent(str(tmp_path / "a.lossgui")))

    in_window(look)
    assert run() == 0
    assert opened == [[str(tmp_path / "a.lossgui")]]


def test_reset_settings_forgets_before_the_window_opens(in_window):
    settings = open_settings()
    settings.setValue("theme", "dark")
    settings.sync()

    def look(window):
        assert window.appearance.choice == "system"

    in_window(look)
    assert run(reset=True) == 0


def test_explore_shows_the_arrays_without_anything_to_undo_or_save(in_window):
    def look(window):
        session = window.studio.session
        assert session.state.tensors["y_pred"].values.tolist() == [[0.25, 0.5]]
        assert session.saved
        assert not session.can_undo

    in_window(look)
    assert explore([[0, 1]], [[0.25, 0.5]]) == 0


def test_explore_refuses_what_is_no_array_before_a_window_opens():
    with pytest.raises((TypeError, ValueError), match="y_true"):
        explore(["a", "b"], [1, 2])


def test_an_unexpected_error_while_running_is_shown_in_the_window(in_window, monkeypatch):
    monkeypatch.setattr(sys, "__excepthook__", lambda *error: None)

    def look(window):
        sys.excepthook(RuntimeError, RuntimeError("no luck"), None)
        assert "no luck" in window.notices.text

    in_window(look)
    assert run() == 0


def test_a_window_that_cannot_be_made_leaves_the_error_to_whoever_shows_it(qapp, monkeypatch):
    before = sys.excepthook

    def fail(*_parts):
        message = "no luck"
        raise RuntimeError(message)

    monkeypatch.setattr(application, "MainWindow", fail)
    monkeypatch.setattr(application, "Studio", lambda session: None)
    with pytest.raises(RuntimeError, match="no luck"):
        run()
    assert sys.excepthook is before


def test_the_application_has_names_an_icon_and_one_style(qapp):
    app = create_application()
    assert app is qapp
    assert app.applicationName() == "lossgui"
    assert app.style().objectName() == "fusion"
    assert not app.windowIcon().isNull()
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]
