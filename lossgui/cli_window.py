"""What the command line does with a window: open it, or try it out."""

from __future__ import annotations

import difflib
import gc
import signal
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from lossgui.missing_libraries import missing_libraries, what_to_install

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lossgui.session.session import Session


def open_window(
    files: Sequence[str],
    *,
    reset: bool,
    language: str | None = None,
    session: Session | None = None,
) -> int:
    """Open the window with files or a session; return the exit status when it is closed.

    Raises
    ------
    ValueError
        If Qt cannot be loaded, or there is no such language; the sentence names what there is.
    """
    # Nothing that is loaded now ever becomes garbage: `run` turns the search for it on again.
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python hears of Ctrl+C only between two events
    with _said_what_is_missing():
        from lossgui.ui.application import run

    return run(files, reset=reset, language=language, session=session)


def try_out(folder: str, files: Sequence[str], language: str | None = None) -> int:
    """Try everything once and return 0 if all of it held; see `lossgui.ui.smoke`.

    Raises
    ------
    ValueError
        If Qt cannot be loaded, or there is no such language; the sentence names what there is.
    """
    with _said_what_is_missing():
        from lossgui.ui.smoke import try_out as try_window

    return try_window(folder, files, language)


def check_files(files: Iterable[str], commands: Iterable[str]) -> None:
    """Raise ValueError for the first that is not there, with the command that may be meant."""
    missing = [file for file in files if not Path(file).exists()]
    if missing:
        close = difflib.get_close_matches(missing[0], commands, n=1)
        hint = f"did you mean {close[0]}?" if close else f"commands are {', '.join(commands)}"
        raise ValueError(f"{missing[0]!r} is neither a file nor a command; {hint}")


def joined(words: Sequence[str]) -> list[str]:
    """Write ``--smoke DIR`` as one word, and ``--lang CODE``: the others are files or a command."""
    left = list(words)
    for option in ("--smoke", "--lang"):
        if option in left[:-1]:
            place = left.index(option)
            left[place : place + 2] = [f"{option}={left[place + 1]}"]
    return left


@contextmanager
def _said_what_is_missing() -> Iterator[None]:
    """Turn a system library that is missing into a sentence; a fault of ours stays what it is."""
    try:
        yield
    except ImportError as problem:
        if ".so" not in str(problem) and "DLL" not in str(problem):
            raise
        lacking = missing_libraries(problem.path) if problem.path else []
        install = what_to_install(lacking) if lacking else "install it"
        said = ", ".join(lacking) or problem
        sentence = f"the window needs a library that this system lacks ({said}); {install}"
        raise ValueError(sentence) from None
