"""Reading tensors from files that other programs wrote; nothing that is open changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lossgui.session.archive import open_archive, read_array
from lossgui.session.files_npy import read_npy
from lossgui.session.files_table import read_table
from lossgui.session.names import tensor_name, valid_name
from lossgui.session.problems import FileProblem, memory_problem, system_problem

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from lossgui.session.state import Array

__all__ = ["SUFFIXES", "FileProblem", "read_tensor", "read_tensors"]


def read_tensors(path: str | os.PathLike[str]) -> dict[str, Array]:
    """Read the tensors of a .npy, .npz, .csv, .tsv or .txt file, by name.

    An array is called y_true or y_pred if its file's name says so, else after the file; the arrays
    of a .npz keep their names. NumPy files keep their dtype, tables are float64 (rows, columns).

    Raises
    ------
    FileProblem
        If the file can't be read, holds something else than numbers or too many of them; one
        sentence that says what is wrong, where, and what would be right.
    """
    path = Path(path)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise FileProblem(
            f"{path.name} is of a kind that lossgui cannot read: it reads {', '.join(SUFFIXES)}"
        )
    check_readable(path)
    try:
        return reader(path)
    except OSError as problem:
        raise system_problem(path, problem, "read") from None
    except MemoryError:
        raise memory_problem(path) from None


def read_tensor(path: str | os.PathLike[str], name: str) -> Array:
    """Read the only array of a file, or the one with this name among several.

    Raises
    ------
    FileProblem
        If it can't be read, or holds several arrays and none has the name.
    """
    found = read_tensors(path)
    if name in found or len(found) == 1:
        return found.get(name, next(iter(found.values())))
    held = ", ".join(found)
    raise FileProblem(f"{Path(path).name} holds {held}, but none is called {name}")


def check_readable(path: Path) -> None:
    """Refuse what is no plain file: opening a pipe or a device could take forever."""
    try:
        path.stat()
    except OSError as problem:
        raise system_problem(path, problem, "read") from None
    except ValueError:  # a NUL in the path
        raise FileProblem(f"{path.name!r} cannot be read: no file has such a name") from None
    if not path.is_file():
        kind = "a folder" if path.is_dir() else "no ordinary file"
        raise FileProblem(f"{path.name} cannot be read: it is {kind}")


def _read_single(path: Path) -> dict[str, Array]:
    return {tensor_name(path.stem): read_npy(path)}


def _read_table(path: Path) -> dict[str, Array]:
    return {tensor_name(path.stem): read_table(path)}


def _read_several(path: Path) -> dict[str, Array]:
    tensors: dict[str, Array] = {}
    with open_archive(path) as archive:
        for member in archive.infolist():
            stem, point, suffix = member.filename.rpartition(".")
            if (point, suffix) != (".", "npy"):
                continue
            name = valid_name(stem)
            if name in tensors:
                raise FileProblem(f"{path.name} has two arrays called {name}: rename one of them")
            tensors[name] = read_array(archive, member, f"{path.name}, array {stem!r}")
    if not tensors:
        raise FileProblem(f"{path.name} has no arrays in it: save them with numpy.savez")
    return tensors


_READERS: dict[str, Callable[[Path], dict[str, Array]]] = {
    ".npy": _read_single,
    ".npz": _read_several,
    ".csv": _read_table,
    ".tsv": _read_table,
    ".txt": _read_table,
}

SUFFIXES = tuple(_READERS)
"""The endings of the files that `read_tensors` reads."""
