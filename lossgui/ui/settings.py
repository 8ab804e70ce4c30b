"""What is remembered between two starts: one ini file in the user's own folder."""

import math
import os
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

FOLDER_VARIABLE = "LOSSGUI_SETTINGS"
"""An environment variable that moves everything kept per user into another folder."""
MOST_RECENT = 10


def open_settings():
    """Return the application's settings; a missing or damaged file gives empty ones."""
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder:
        return QSettings(str(Path(folder) / "lossgui.ini"), QSettings.Format.IniFormat)
    user = QSettings.Scope.UserScope
    return QSettings(QSettings.Format.IniFormat, user, "lossgui", "lossgui")


def reset_settings():
    """Forget everything that is remembered."""
    settings = open_settings()
    settings.clear()
    settings.sync()


def data_folder():
    """Return the user's folder for the recovery file, made if it is not there yet."""
    folder = os.environ.get(FOLDER_VARIABLE) or QStandardPaths.writableLocation(
        QStandardPaths.StandardLocation.AppLocalDataLocation
    )
    path = Path(folder)
    path.mkdir(parents=True, exist_ok=True)
    return path


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
    try:
        number = float(settings.value(key, default))
    except (TypeError, ValueError):
        return default
    return number if math.isfinite(number) else default


def recent_files(settings):
    """Return the recently used files, the latest first; files that are gone are left out."""
    value = settings.value("recent_files") or []
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list):
        return []
    paths = [Path(name) for name in names if isinstance(name, str) and name]
    return [path for path in paths if path.is_file()][:MOST_RECENT]


def remember_file(settings, path):
    """Put a file at the top of the recently used ones."""
    path = Path(path).absolute()
    paths = [path, *(old for old in recent_files(settings) if old != path)]
    settings.setValue("recent_files", [str(path) for path in paths[:MOST_RECENT]])
