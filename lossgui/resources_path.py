"""Where the shipped files are: icons, sample tensors, translations."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """Return the path of one shipped file or folder, such as ``resource("icons", "undo.svg")``.

    An installed package carries the files inside itself, as ``lossgui/resources``. A source tree,
    and an editable install of it, has them beside the package, as ``resources``.

    Raises
    ------
    FileNotFoundError
        If there is no such file. The message names it.
    """
    for folder in (PACKAGE / "resources", PACKAGE.parent / "resources"):
        path = folder.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"lossgui ships no resource called {'/'.join(parts)!r}")
