"""The Python that was chosen for the cross-check, remembered over the end of the program.

It has a file of its own, one line of text, and not an entry in the window's settings: those are
Qt's, and the command line, which asks the same Python, starts without Qt.
"""

from lossgui.session.problems import system_problem
from lossgui.session.writing import written
from lossgui.settings_folder import settings_folder

FILE = "python.txt"


def remembered_python() -> str | None:
    """Give the path that was chosen; None if none was. It need not be there any more."""
    try:
        # An editor of Windows may have put its mark in front.
        text = (settings_folder() / FILE).read_text("utf-8-sig", errors="surrogateescape")
    except OSError:
        return None
    lines = text.splitlines()
    return (lines[0].strip() if lines else "") or None


def remember_python(path: str) -> None:
    """Keep the path of a Python; FileProblem where the user's own folder takes no file."""
    folder = settings_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise system_problem(folder, problem, "made") from None
    with written(folder / FILE) as stream:
        stream.write(f"{path}\n".encode(errors="surrogateescape"))


def forget_python() -> None:
    """Choose no Python any more; FileProblem where that cannot be kept."""
    try:
        (settings_folder() / FILE).unlink(missing_ok=True)
    except OSError as problem:
        raise system_problem(settings_folder() / FILE, problem, "removed") from None
