"""Why Qt cannot open a window, in one sentence: left alone, it aborts with a core dump."""

import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QtMsgType, qInstallMessageHandler

from lossgui.complaint import complain
from lossgui.missing_libraries import missing_libraries, what_to_install

STATUS = 2
"""What the process ends with."""
SCREENS = ("WAYLAND_DISPLAY", "DISPLAY")
_NOT_FOUND = re.compile(r'Could not find the Qt platform plugin "([^"]*)"')
_NOT_LOADED = re.compile(r'Could not load the Qt platform plugin "([^"]*)"')


@contextmanager
def said_if_impossible():
    """While the application is made, end the process with a sentence where Qt would abort it.

    Raises
    ------
    ValueError
        If there is plainly no screen: nothing has to end for that, least of all a notebook.
    """
    if _plainly_no_screen(os.environ):
        raise ValueError(_no_screen(os.environ))
    messages = []

    def listen(kind, _context, message):
        messages.append(message)
        if kind == QtMsgType.QtFatalMsg:
            complain(reason(messages, os.environ), window=True)
            os._exit(STATUS)  # back in Qt, abort() follows; there is nothing to tidy up yet

    before = qInstallMessageHandler(listen)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
    for message in messages:  # it worked, so these are remarks
        print(f"Qt: {message}", file=sys.stderr)


def reason(messages, environment):
    """Say why there is no window and what would be right.

    Parameters
    ----------
    messages : list of str
        What Qt said, the last of it fatal.
    environment : mapping
        The process's environment variables.
    """
    said = "\n".join(messages)
    lacking = _libraries(_NOT_LOADED.findall(said))
    if lacking:
        libraries = ", ".join(lacking)
        return f"the window needs {libraries}, which this system lacks; {what_to_install(lacking)}"
    unknown = _NOT_FOUND.search(said)
    if unknown is not None:
        return _unknown(unknown[1], environment)
    if sys.platform.startswith("linux"):
        return _no_screen(environment)
    return f"Qt cannot open a window: {' '.join(said.split())}"


def _libraries(plugins):
    """Return what these plugins of Qt lack."""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    found = [missing_libraries(folder / f"libq{name}.so") for name in plugins]
    return list(dict.fromkeys(library for lacking in found for library in lacking))


def _unknown(plugin, environment):
    if environment.get("QT_QPA_PLATFORM"):
        return (
            f"QT_QPA_PLATFORM asks for {plugin!r}, which this Qt does not have; unset it, or "
            "choose xcb, wayland or offscreen"
        )
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
    return f"Qt's part for {plugin} is missing in {folder}; install lossgui again"


def _plainly_no_screen(environment):
    named = any(environment.get(name) for name in (*SCREENS, "QT_QPA_PLATFORM"))
    return sys.platform.startswith("linux") and not named


def _no_screen(environment):
    given = [f"{name}={environment[name]}" for name in SCREENS if environment.get(name)]
    instead = "or do without a window, see lossgui --help"
    if not given:
        return (
            "there is no screen to open a window on, neither DISPLAY nor WAYLAND_DISPLAY is set; "
            f"start lossgui on a desktop (from afar with ssh -X), {instead}"
        )
    return (
        f"the screen cannot be reached ({', '.join(given)}); start lossgui as the user whose "
        f"desktop it is, {instead}"
    )
