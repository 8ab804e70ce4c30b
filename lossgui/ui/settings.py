"""What is remembered between two starts: one ini file in the user's own folder."""

import math
import os
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from lossgui.session.problems import FileProblem
from lossgui.settings_folder import FOLDER_VARIABLE

MOST_RECENT = 10


def open_settings():
    """Return the application's settings; a missing file gives empty ones.

    What a damaged file does, `damaged.set_damaged_settings_aside` decides before.
    """
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder:
        return QSettings(str(Path(folder) / "lossgui.ini"), QSettings.Format.IniFormat)
    user = QSettings.Scope.UserScope
    return QSettings(QSettings.Format.IniFormat, user, "lossgui", "lossgui")


def settings_file():
    """Return the path of the file that holds the settings."""
    return Path(open_settings().fileName())


def reset_settings():
    """Forget everything that is remembered, as far as the system lets us."""
    from lossgui.backends.pythons.remembered import forget_python

    settings = open_settings()
    settings.clear()
    settings.sync()
    with suppress(FileProblem):
        forget_python()


def copies_folder():
    """Return the user's folder for copies of unsaved sessions; it may not be there yet."""
    folder = os.environ.get(FOLDER_VARIABLE) or QStandardPaths.writableLocation(
        QStandardPaths.StandardLocation.AppLocalDataLocation
    )
    return Path(folder) / "recovery"


def read_text(settings, key, default=""):
    """Return a remembered text; anything else under this key counts as not there."""
    value = settings.value(key)
    return value if isinstance(value, str) else default


def read_bytes(settings, key):
    """Return a remembered state of a window or splitter, or None."""
    value = settings.value(key)
    return value if isinstance(value, QByteArray | bytes | bytearray) else None


def read_number(settings, key, default):
    """Return a remembered number, or `default` when there is none or it is not one."""
    value = settings.value(key, default)
    return float(value) if is_number(value) else default


def is_number(value):
    """Return whether a value from the file is a number that can be used."""
    try:
        return math.isfinite(float(value))
    except (TypeError, ValueError):
        return False


def recent_files(settings):
    """Return the recently used files, the latest first; files that are gone are left out."""
    return [path for path in _remembered(settings) if path.is_file()][:MOST_RECENT]


def _remembered(settings):
    value = settings.value("recent_files") or []
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list):
        return []
    return [Path(name) for name in names if isinstance(name, str) and name]


def remember_file(settings, path):
    """Put a file at the top of the recently used ones; returns whether that is on the disk.

    Other windows remember files, too: theirs are read first.
    """
    path = Path(path).absolute()
    settings.sync()
    paths = [path, *(old for old in _remembered(settings) if old != path)]
    # More than are shown: those on a disk that is not there now come back with it.
    settings.setValue("recent_files", [str(path) for path in paths[: 2 * MOST_RECENT]])
    settings.sync()
    return settings.status() == QSettings.Status.NoError
