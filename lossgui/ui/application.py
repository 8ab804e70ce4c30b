"""Makes the application and opens its window."""

import gc
import sys
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from lossgui.session.example import founding_example
from lossgui.session.session import Session
from lossgui.session.state import LoadedSession
from lossgui.ui.damaged import set_damaged_settings_aside
from lossgui.ui.icons import app_icon
from lossgui.ui.keeping import what_cannot_be_kept
from lossgui.ui.language import SYSTEM, chosen_language, speaking
from lossgui.ui.no_window import said_if_impossible
from lossgui.ui.notices import ErrorHook
from lossgui.ui.recovery import Recovery
from lossgui.ui.settings import open_settings, read_text, reset_settings
from lossgui.ui.studio import Studio
from lossgui.ui.window import MainWindow

AFTER_FIRST_PAINT = 300
"""Milliseconds."""


class FileOpener(QObject):
    """Opens the files that macOS hands to the application: there they are no arguments."""

    def __init__(self, app, documents):
        super().__init__(documents)
        self._documents = documents
        app.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() != QEvent.Type.FileOpen:
            return False
        self._documents.open_files([event.file()])
        return True


def create_application(arguments=()):
    """Return the application, made if there is none yet, with names, icon and style."""
    app = QApplication.instance()
    if app is None:
        with said_if_impossible():
            app = QApplication(["lossgui", *arguments])
    app.setApplicationName("lossgui")
    app.setOrganizationName("lossgui")
    # The name of the .desktop file: Wayland finds icon and task bar entry by it.
    app.setDesktopFileName("org.lossgui.lossgui")
    # Fusion follows our palette on every system; the native styles keep some of their own colours.
    app.setStyle("Fusion")
    app.setWindowIcon(app_icon())
    return app


def run(
    files: Sequence[str] = (),
    *,
    reset: bool = False,
    session: Session | None = None,
    language: str | None = None,
) -> int:
    """Open the window and return the exit status when it is closed.

    Parameters
    ----------
    files : iterable of str
        A session, or arrays, to open at once.
    reset : bool
        Forget the remembered settings first.
    session : Session, optional
        What to show instead of the founding example.
    language : str, optional
        The code of the language to speak, instead of the remembered one or the system's.

    Raises
    ------
    ValueError
        If there is no such language.
    """
    if reset:
        reset_settings()
    code = chosen_language(language, read_text(open_settings(), "language", SYSTEM))
    app = create_application()
    with speaking(app, code):
        return _run(app, files, session)


def _run(app, files, session):
    damage = set_damaged_settings_aside()
    hook = ErrorHook(app)
    hook.install()
    try:
        window = _opened(app, hook, files, session)
        window.studio.notice.emit(damage)
    except BaseException:
        hook.uninstall()  # it shows errors in the window, which is not there
        raise
    try:
        return app.exec()
    finally:
        hook.uninstall()
        window.studio.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _opened(app, hook, files, session):
    """Return the window, shown, with everything that follows the first paint put off."""
    window = MainWindow(Studio(session), hook.messages)
    hook.raised.connect(window.notices.show_error)
    hook.complained.connect(window.notices.show_sentence)
    if sys.platform == "darwin":  # elsewhere it would only look at every event for nothing
        FileOpener(app, window.documents)
    window.show()
    recovery = Recovery(window.documents, window.studio, window)
    window.closed.connect(recovery.finish)
    recover = not files and session is None
    _later(window, AFTER_FIRST_PAINT, lambda: _begin_to_keep(window, recovery, recover))
    _later(window, AFTER_FIRST_PAINT, _collect_garbage)
    if files:
        _later(window, 0, lambda: window.documents.open_files(files))
    return window


def _begin_to_keep(window, recovery, recover):
    """Say what cannot be kept until the next start, and keep the rest."""
    window.studio.notice.emit(what_cannot_be_kept())
    recovery.start(recover=recover)


def _later(window, milliseconds, function):
    """Call a function in the event loop, unless the window is gone by then."""
    timer = QTimer(window, singleShot=True, interval=milliseconds)
    timer.timeout.connect(function)
    timer.start()


def _collect_garbage():
    """Turn the garbage collector on, and spare it what was loaded at the start."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def explore(first: Any = None, second: Any = None) -> int:
    """Open the window on two arrays and return when it is closed.

    Raises
    ------
    ValueError, TypeError
        If the arrays cannot be shown, or there is no screen; the sentence says why.
    """
    example = founding_example()
    given = {"y_true": first, "y_pred": second}
    arrays = {name: array for name, array in given.items() if array is not None}
    tensors = {**example.tensors, **arrays}
    return run(session=Session(LoadedSession(tensors, example.losses, example.reference)))
