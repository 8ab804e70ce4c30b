"""Draws the window with the founding example into a file, for the README and for tests."""

import os
import tempfile
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QEventLoop, QIODevice, QTimer
from PySide6.QtGui import QImageWriter

from lossgui.backends.host import Host
from lossgui.session.writing import written
from lossgui.settings_folder import FOLDER_VARIABLE
from lossgui.ui.application import create_application
from lossgui.ui.crosscheck import CHECKING
from lossgui.ui.layout import DEFAULT_SIZE
from lossgui.ui.notices import ErrorHook
from lossgui.ui.questions import NOT_CHECKED
from lossgui.ui.studio import Studio
from lossgui.ui.window import MainWindow

LONGEST_WAIT = 180_000
"""Milliseconds after which the picture is taken without the cross-check's answer."""


def save_screenshot(path: str, host: Host, size: tuple[int, int] = DEFAULT_SIZE) -> Path:
    """Draw the window into a file, once every loss has been checked, and return the path.

    Raises
    ------
    ValueError
        If the file cannot be written or its ending is not one of a picture.
    """
    _check_place(Path(path))
    app = create_application()
    hook = ErrorHook(app)
    hook.install()
    with tempfile.TemporaryDirectory() as folder:
        # The picture shows the first day's window, and leaves no trace in the user's settings.
        os.environ[FOLDER_VARIABLE] = folder
        window = MainWindow(Studio(host=host, check_automatically=False))
        window.appearance.choose("light")
        window.resize(*size)
        window.show()
        _wait_for_checks(window.studio)
        app.processEvents()
        data = _encoded(window.grab(), Path(path).suffix)
        window.close()
    window.deleteLater()
    QCoreApplication.processEvents()
    hook.uninstall()
    with written(path) as stream:
        stream.write(data)
    return Path(path)


def _encoded(picture, suffix):
    """Return the picture as the bytes of a file of this kind."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, suffix[1:])
    return bytes(buffer.data())


def _check_place(path):
    """Raise ValueError before any work is done where its result could not be saved."""
    kinds = [bytes(kind).decode() for kind in QImageWriter.supportedImageFormats()]
    if path.suffix[1:].lower() not in kinds:
        raise ValueError(f"{path} has no ending of a picture: give it a name that ends in .png")
    if not path.absolute().parent.is_dir():
        raise ValueError(f"{path} cannot be saved: there is no folder {path.absolute().parent}")


def _wait_for_checks(studio):
    waiting = QEventLoop()

    def look(*_answer):
        answers = [studio.check(row.row.ident) for row in studio.snapshot.rows]
        if not any(answer in (CHECKING, NOT_CHECKED) for answer in answers):
            waiting.quit()

    studio.check_changed.connect(look)
    longest = QTimer(waiting, singleShot=True, interval=LONGEST_WAIT)
    longest.timeout.connect(waiting.quit)
    longest.start()
    QTimer.singleShot(0, studio.check_own_now)
    waiting.exec()
    studio.check_changed.disconnect(look)
