"""Whether anything can be kept until the next start: tried once, said in one sentence."""

import os
import tempfile

from PySide6.QtCore import QCoreApplication, QSettings

from lossgui.session.problems import reason_of
from lossgui.ui.settings import copies_folder, settings_file

ROOM = 8192
"""Bytes that have to fit: more than the settings usually have."""


def what_cannot_be_kept():
    """Try to write where settings and copies go; return a sentence, "" if both can be written."""
    file, copies = settings_file(), copies_folder()
    found = {file.parent: _refused_file(file), copies: refusal(copies)}
    refused = {folder: reason for folder, reason in found.items() if reason}
    if not refused:
        return ""
    if copies.parent in refused:  # a folder in a folder: one of them says it
        refused.pop(copies, None)
    folders, reasons = ", ".join(map(str, refused)), ", ".join(dict.fromkeys(refused.values()))
    return _template(*map(bool, found.values())).format(folders, reasons)


def why_settings_are_lost(settings):
    """Return why what was last put into the settings is not on the disk, "" if it is."""
    settings.sync()
    if settings.status() == QSettings.Status.NoError:
        return ""
    file = settings_file()
    reason = _refused_file(file)  # the status of a failure stays when there is room again
    return f"{file.parent}: {reason}" if reason else ""


def refusal(folder):
    """Return why nothing can be written into a folder, "" if something can."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(bytes(ROOM))
            trial.flush()
    except OSError as problem:
        return reason_of(problem)
    return ""


def _refused_file(file):
    """Return why a file can neither be read nor written, "" if it can or is not there yet."""
    reason = refusal(file.parent)
    if reason or not os.path.lexists(file):
        return reason
    try:
        _open(file).close()
    except OSError as problem:
        return f"{file.name}: {reason_of(problem)}"
    return ""


def _open(file):
    """Open a file for reading and writing; it stays as it is."""
    return file.open("r+b")


def _template(settings, copies):
    if settings and copies:
        return QCoreApplication.translate(
            "keeping",
            "Nothing can be written to {0} ({1}): your choices will not be remembered, and there "
            "will be no copy of your work after a crash.",
        )
    if settings:
        return QCoreApplication.translate(
            "keeping",
            "Nothing can be written to {0} ({1}): your choices will not be remembered.",
        )
    return QCoreApplication.translate(
        "keeping",
        "Nothing can be written to {0} ({1}): there will be no copy of your work after a crash.",
    )
