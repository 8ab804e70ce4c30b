"""Session files: a zip of session.json and one .npy member per tensor.

    session.json    {"format": "lossgui session", "version": 1, "tensors": [...], "losses": [...],
                     "reference": ident or null, "lesson": key of a lesson, if it is of one}
    tensors/0.npy   the first tensor's cells, and so on

The same session always gives the same bytes. A floating-point number that JSON lacks is written as
``{"number": "inf"}``.
"""

from __future__ import annotations

import json
import math
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from numpy.lib import format as npy_format

from lossgui.session.archive import open_archive
from lossgui.session.files import check_readable
from lossgui.session.problems import FileProblem, memory_problem, system_problem
from lossgui.session.session_json import FORMAT, INDEX, VERSION, loaded_session, parsed_index
from lossgui.session.writing import written

if TYPE_CHECKING:
    import os

    from lossgui.session.state import LoadedSession, LossRow, State

__all__ = ["FileProblem", "load_session", "save_session"]

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that zip knows; a real one would change the bytes
_UNIX = 3


def save_session(path: str | os.PathLike[str], state: State) -> None:
    """Write a session file; what was there stays as it is until the new one is complete.

    An existing file keeps its permissions, and a link stays a link. The cells are read while this
    runs: edit them only afterwards.

    Raises
    ------
    FileProblem
        If the system refuses, for example because the disk is full; nothing is left behind.
    """
    with written(path) as stream:
        _write(stream, state)


def load_session(path: str | os.PathLike[str]) -> LoadedSession:
    """Read a session file: everything in it, or nothing.

    Raises
    ------
    FileProblem
        If it is damaged, no session, or from a version that this one does not know.
    """
    path = Path(path)
    check_readable(path)
    try:
        with open_archive(path) as archive:
            return loaded_session(archive, parsed_index(archive, path.name), path.name)
    except OSError as problem:
        raise system_problem(path, problem, "read") from None
    except MemoryError:
        raise memory_problem(path) from None


def _write(stream: IO[bytes], state: State) -> None:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        index = json.dumps(_index(state), indent=1, allow_nan=False)
        archive.writestr(_member(INDEX), index.encode())
        for place, record in enumerate(state.tensors.values()):
            member = _member(f"tensors/{place}.npy")
            member.file_size = record.values.nbytes  # lets zipfile choose the 64-bit form
            with archive.open(member, "w") as file:
                npy_format.write_array(file, record.values, version=(1, 0), allow_pickle=False)


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _DATE)
    member.create_system = _UNIX
    member.external_attr = 0o644 << 16
    return member


def _index(state: State) -> dict[str, Any]:
    lesson = {"lesson": state.lesson} if state.lesson else {}
    return {
        "format": FORMAT,
        "version": VERSION,
        "tensors": [
            {"name": name, "file": f"tensors/{place}.npy"}
            for place, name in enumerate(state.tensors)
        ],
        "losses": [_row_entry(row) for row in state.losses],
        "reference": state.reference,
        **lesson,
    }


def _row_entry(row: LossRow) -> dict[str, Any]:
    return {
        "ident": row.ident,
        "name": row.name,
        "colour": row.colour,
        "sources": dict(row.sources),
        "spec": _plain(row.spec.as_json()),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": str(value)}
    return value
