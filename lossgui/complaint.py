"""What is said when there is no window: on stderr, in a box of the system, in a file."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
import textwrap
import traceback
from typing import TYPE_CHECKING

from lossgui.backends.environment import child_environment
from lossgui.settings_folder import data_folder

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

LARGEST_LOG = 1_000_000
"""Bytes after which the file of complaints starts again."""
_BOXES = {
    "zenity": ("--error", "--no-markup", "--text"),
    "kdialog": ("--title", "lossgui", "--error"),
    "xmessage": ("-center",),
    "notify-send": ("lossgui",),
}
"""What desktops have that shows a text, and what comes before the text."""


def complain(sentence: str, *, window: bool) -> None:
    """Write a sentence to stderr; with `window` also show it, if no terminal would.

    Started from a menu, a program that cannot open its window would just not be there: its stderr
    is the system's journal. Windows gives it none, and then everything is shown.
    """
    text = f"lossgui: {sentence}"
    if sys.stderr is not None:
        print(text, file=sys.stderr, flush=True)
    if (window or isinstance(sys.stderr, _Log)) and not _has_terminal():
        _show(text)


def take_last_words() -> None:
    """Let an error that nobody catches be seen as a sentence, too; until the window does better."""
    sys.excepthook = _last_words


def give_streams() -> None:
    """Give the program places to write to, where Windows gives one without a terminal none."""
    if sys.stdout is None:
        sys.stdout = _Nowhere()
    if sys.stderr is None:
        sys.stderr = _Log()


def log_file() -> Path:
    """Return where complaints are written that have no other place."""
    return data_folder() / "lossgui.log"


def _last_words(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    traceback.print_exception(kind, error, trace)
    if not issubclass(kind, KeyboardInterrupt):
        what = str(error) or kind.__name__
        where = f" (details are in {log_file()})" if isinstance(sys.stderr, _Log) else ""
        complain(f"something unexpected happened: {what}{where}", window=True)


def _has_terminal() -> bool:
    streams = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
    return any(stream is not None and stream.isatty() for stream in streams)


def _show(text: str) -> None:
    if sys.platform == "win32":
        import ctypes

        error_icon = 0x10
        ctypes.windll.user32.MessageBoxW(None, text, "lossgui", error_icon)
    elif sys.platform == "darwin":
        script = ("on run words", "display alert (item 1 of words)", "end run")
        _start(["osascript", *(part for line in script for part in ("-e", line))], text)
    elif os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        name = next((name for name in _BOXES if shutil.which(name)), None)
        if name is not None:
            _start([name, *_BOXES[name]], textwrap.fill(text, 76))  # xmessage breaks no lines


def _start(command: list[str], text: str) -> None:
    """Start a program that outlives this one; stderr has the text in any case."""
    nowhere = subprocess.DEVNULL
    with contextlib.suppress(OSError):
        box = subprocess.Popen(
            [*command, text],
            env=child_environment(os.environ),
            stdin=nowhere,
            stdout=nowhere,
            stderr=nowhere,
            start_new_session=True,
        )
        box.returncode = 0  # nobody waits for it, and Python would warn of that


class _Nowhere(io.TextIOBase):
    """A stream that takes everything and keeps nothing."""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return len(text)


class _Log(_Nowhere):
    """A stream into `log_file`, which is made with the first complaint; it never raises."""

    def __init__(self) -> None:
        super().__init__()
        with contextlib.suppress(OSError):
            if log_file().stat().st_size > LARGEST_LOG:
                log_file().unlink()

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError):
            path = log_file()
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8", errors="replace") as file:
                file.write(text)
        return super().write(text)
