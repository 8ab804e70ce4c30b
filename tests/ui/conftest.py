"""Fixtures of every window test: nothing of the user's is touched, nothing is left behind."""

import gc
import os
import threading
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QInputDialog, QMessageBox

from lossgui.ui import language
from lossgui.ui.appearance import appearance
from lossgui.ui.selection import Selection
from lossgui.ui.studio import Studio

# What the platform without a screen says about every window with a smallest size.
HARMLESS = "This plugin does not support"

MODAL = [
    (QDialog, "exec"),
    (QMessageBox, "exec"),
    *((QMessageBox, name) for name in ("question", "warning", "information", "critical", "about")),
    *((QFileDialog, name) for name in ("getOpenFileName", "getOpenFileNames", "getSaveFileName")),
    *((QInputDialog, name) for name in ("getText", "getItem", "getInt", "getDouble")),
]


def pytest_configure(config):
    """Let every other warning of Qt fail the test that caused it."""
    config.addinivalue_line("qt_log_ignore", HARMLESS)


@pytest.fixture(autouse=True)
def settings_folder(tmp_path, monkeypatch):
    """A temporary folder for everything the application keeps per user."""
    folder = tmp_path / "settings"
    monkeypatch.setenv("LOSSGUI_SETTINGS", str(folder))
    for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
        for form in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
            QSettings.setPath(form, scope, str(folder))
    return folder


@pytest.fixture(autouse=True)
def english_system(monkeypatch):
    """A system that is set to English, whatever the one is on which the tests run."""
    monkeypatch.setattr(language, "system_languages", lambda: ["en-US"])


@pytest.fixture(autouse=True)
def no_modal_dialog(monkeypatch):
    """A modal box raises: in a test nobody could ever press its buttons."""

    def refuse(*arguments, **options):
        message = f"a modal dialog was opened: {arguments}"
        raise AssertionError(message)

    for owner, name in MODAL:
        monkeypatch.setattr(owner, name, refuse)


def children_of_this_process():
    """The process ids of this process's children, where the system tells."""
    found = set()
    for file in Path("/proc/self/task").glob("*/children"):
        found.update(file.read_text().split())
    return found


def settle():
    """Carry out what was put off: deleteLater, then the garbage of reference circles."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    gc.collect()


def running_timers():
    return {
        wrapper
        for wrapper in shiboken6.getAllValidWrappers()
        if isinstance(wrapper, QTimer) and wrapper.isActive()
    }


def what_is_there():
    return {
        "top-level widgets": set(QApplication.topLevelWidgets()),
        "running timers": running_timers(),
        "threads": set(threading.enumerate()),
        "processes": children_of_this_process(),
    }


@pytest.fixture(autouse=True)
def nothing_left(qapp, no_modal_dialog, settings_folder):
    """No top-level widget, timer, thread or process outlives a test."""
    before = what_is_there()
    yield
    for _ in range(3):
        settle()
        left = {kind: now - before[kind] for kind, now in what_is_there().items()}
        if not any(left.values()):
            return
    assert {kind: found for kind, found in left.items() if found} == {}


@pytest.fixture(params=["C", "de_DE", "zh_CN"])
def locale(request):
    """Run the test in a locale with a decimal point, a decimal comma, and Chinese."""
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield QLocale()
    QLocale.setDefault(before)


@pytest.fixture(params=["light", "dark"])
def theme(request, qapp):
    """Run the test in both themes."""
    appearance().choose(request.param)
    yield appearance().theme
    appearance().choose("light")


@pytest.fixture
def studio(qapp):
    """The founding example, without a cross-check of its own accord."""
    studio = Studio(check_automatically=False)
    yield studio
    studio.close()
    studio.deleteLater()


@pytest.fixture
def make_window(qtbot):
    """Return a function that opens the main window; all windows are closed at the end."""
    # Imported here: the tests of a single panel need no other panel.
    from lossgui.ui.window import MainWindow

    windows = []

    def make(studio=None):
        window = MainWindow(studio or Studio(check_automatically=False))
        windows.append(window)
        window.show()
        window.activateWindow()
        qtbot.waitActive(window)
        return window

    yield make
    for window in windows:
        # Not through the question about unsaved changes: it would raise inside `closeEvent`, and
        # PySide6 6.11 loses a reference to the next overridden method after an exception there.
        window._may_close = True
        window.close()
        window.deleteLater()
    appearance().zoom_reset()


@pytest.fixture
def window(make_window):
    """The main window with the founding example, without a cross-check of its own accord."""
    return make_window()


@pytest.fixture
def selection(studio):
    """A selection that follows the studio, as in the window."""
    selection = Selection()
    studio.snapshot_changed.connect(selection.keep_valid)
    selection.keep_valid(studio.snapshot)
    yield selection
    selection.deleteLater()
