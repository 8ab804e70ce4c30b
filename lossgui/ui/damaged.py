"""Damaged files of our own: kept under another name, never used, never overwritten."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QCoreApplication, QSettings

from lossgui.session.problems import reason_of
from lossgui.ui.settings import is_number, open_settings, settings_file


def set_aside(path):
    """Give a file the next free name that says that it is damaged, and return its new path.

    Raises
    ------
    OSError
        If the system refuses.
    """
    path, number = Path(path), 1
    aside = path.with_name(f"{path.name}.damaged")
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{number}")
    path.rename(aside)
    return aside


def set_damaged_settings_aside():
    """Start with new settings where the file is damaged; returns the sentence about it, or ""."""
    file = settings_file()
    if not _is_damaged(file):
        return ""
    texts = _texts_in(open_settings())
    try:
        aside = set_aside(file)
    except OSError as problem:
        return QCoreApplication.translate(
            "damaged",
            "The settings in {0} are damaged and cannot be put aside ({1}): what can be read of "
            "them is used.",
        ).format(file, reason_of(problem))
    if texts:
        settings = open_settings()
        settings.setValue(*texts)
        settings.sync()
    return QCoreApplication.translate(
        "damaged",
        "Your settings were damaged, so lossgui starts with new ones. The damaged file is kept as "
        "{0}.",
    ).format(aside)


def _is_damaged(file):
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError:
        return False  # not there, or not to be read, which is told elsewhere
    except UnicodeDecodeError:
        return True
    if "\0" in text or not all(map(_is_sound, text.split("\n"))):
        return True
    settings = open_settings()
    return settings.status() == QSettings.Status.FormatError or not all(
        _fits(key, settings.value(key)) for key in settings.allKeys()
    )


def _is_sound(line):
    """Return whether it is a line of an ini file; Qt skips others without a word."""
    line = line.strip()
    section = line.startswith("[") and line.endswith("]")
    return not line or section or line.startswith((";", "#")) or "=" in line


def _fits(key, value):
    """Return whether a value is of the kind that is kept under this key; others may be anything.

    A newer version has keys that this one does not know, and an older one has keys of the past.
    """
    if key.startswith("window/"):
        return isinstance(value, QByteArray)
    return _KINDS.get(key, lambda value: True)(value)


def _is_text(value):
    return isinstance(value, str)


def _are_texts(value):
    return value is None or all(map(_is_text, value if isinstance(value, list) else [value]))


_KINDS = {
    "theme": _is_text,
    "language": _is_text,
    "zoom": is_number,
    "recent_files": _are_texts,
    "code/sheets": _is_text,
    "code/framework": _is_text,
}


def _texts_in(settings):
    """Return the key and the value of what was typed into the editor, if that is still whole."""
    from lossgui.ui.code.code_panel import SHEETS
    from lossgui.ui.code.sheets import read_kept

    value = settings.value(SHEETS)
    return (SHEETS, value) if _is_text(value) and read_kept(value) else None
