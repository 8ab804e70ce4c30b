"""Reading the parts of a session file, none of which is trusted."""

from __future__ import annotations

import json
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from lossgui.core.spec import from_json
from lossgui.session.archive import read_array
from lossgui.session.names import LONGEST_NAME, check_row_name, check_tensor_name
from lossgui.session.numbers import parse_number
from lossgui.session.problems import FileProblem
from lossgui.session.rows import check_rows
from lossgui.session.state import Array, LoadedSession, LossRow

if TYPE_CHECKING:
    import zipfile

FORMAT = "lossgui session"
VERSION = 1
INDEX = "session.json"

_LARGEST_INDEX = 4 * 1024 * 1024
_LARGEST_NUMBER = 2**31
_TENSOR_FILE = re.compile(r"tensors/[0-9]{1,4}\.npy")
_NOT_FINITE = ("inf", "-inf", "nan")
_KINDS = {str: "text", int: "a whole number", list: "a list", dict: "an object"}

_Kind = TypeVar("_Kind")


def parsed_index(archive: zipfile.ZipFile, what: str) -> dict[str, Any]:
    """Read session.json and check that it is one of this version.

    Raises
    ------
    FileProblem
        If it is not.
    """
    if INDEX not in archive.namelist():
        raise FileProblem(f"{what} is no lossgui session: it has no {INDEX} in it")
    member = archive.getinfo(INDEX)
    if member.file_size > _LARGEST_INDEX:
        raise FileProblem(f"{what}: {INDEX} has {member.file_size} bytes, which is too large")
    try:
        index = json.loads(
            archive.read(member).decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_refused,
            parse_float=parse_number,
        )
    except (ValueError, RecursionError) as problem:
        raise FileProblem(f"{what}: {INDEX} is damaged: {problem}") from None
    if not isinstance(index, dict) or index.get("format") != FORMAT:
        raise FileProblem(f"{what} is no lossgui session: {INDEX} does not say that it is one")
    version = _entry(index, "version", int, what)
    if version != VERSION:
        raise FileProblem(
            f"{what} has the session format {version}, this lossgui reads format {VERSION}: "
            "open it with the lossgui that wrote it"
        )
    return index


def loaded_session(archive: zipfile.ZipFile, index: dict[str, Any], what: str) -> LoadedSession:
    """Read the tensors and rows that the index lists.

    Raises
    ------
    FileProblem
        If anything is missing, of a wrong kind, or does not fit the rest.
    """
    members = _tensor_members(_entry(index, "tensors", list, what), what)
    rest = set(archive.namelist()) - {INDEX, *members.values()}
    if rest:
        raise FileProblem(f"{what} has a member that is no part of a session: {min(rest)!r}")
    losses = tuple(
        _row(entry, f"{what}: loss {place}")
        for place, entry in enumerate(_entry(index, "losses", list, what), 1)
    )
    lesson = _entry(index, "lesson", str, what) if "lesson" in index else ""
    reference = index.get("reference")
    if reference is not None:
        _entry(index, "reference", int, what)
    try:
        check_rows(losses, members, reference)
    except (ValueError, TypeError) as problem:
        raise FileProblem(f"{what}: {problem}") from None
    tensors = {name: _array(archive, file, f"{what}, {name}") for name, file in members.items()}
    return LoadedSession(MappingProxyType(tensors), losses, reference, lesson[:LONGEST_NAME])


def _tensor_members(entries: list[Any], what: str) -> dict[str, str]:
    members: dict[str, str] = {}
    for place, entry in enumerate(entries, 1):
        where = f"{what}: tensor {place}"
        name, file = (_entry(entry, key, str, where) for key in ("name", "file"))
        try:
            check_tensor_name(name)
        except ValueError as problem:
            raise FileProblem(f"{where}: {problem}") from None
        if not _TENSOR_FILE.fullmatch(file):
            raise FileProblem(f"{where} is kept in {file[:80]!r}, which is no place for a tensor")
        if name in members or file in members.values():
            raise FileProblem(f"{where} is listed twice: {name} in {file}")
        members[name] = file
    return members


def _array(archive: zipfile.ZipFile, file: str, what: str) -> Array:
    if file not in archive.namelist():
        raise FileProblem(f"{what}: its numbers are missing, there is no {file}")
    return read_array(archive, archive.getinfo(file), what)


def _row(entry: Any, where: str) -> LossRow:
    numbers = {key: _entry(entry, key, int, where) for key in ("ident", "colour")}
    if numbers["ident"] < 1 or numbers["colour"] < 0 or max(numbers.values()) > _LARGEST_NUMBER:
        raise FileProblem(f"{where}: its ident or colour is out of range")
    sources = _entry(entry, "sources", dict, where)
    if not all(isinstance(tensor, str) for tensor in sources.values()):
        raise FileProblem(f"{where}: 'sources' must be names of tensors")
    try:
        spec = from_json(_entry(entry, "spec", dict, where))
        name = check_row_name(_entry(entry, "name", str, where))
    except FileProblem:
        raise
    except (ValueError, TypeError, KeyError) as problem:
        raise FileProblem(f"{where}: {problem}") from None
    return LossRow(numbers["ident"], name, spec, numbers["colour"], MappingProxyType(sources))


def _entry(data: Any, key: str, kind: type[_Kind], where: str) -> _Kind:
    value = data.get(key) if isinstance(data, dict) else None
    if isinstance(value, kind) and not isinstance(value, bool):
        return value
    raise FileProblem(f"{where}: the entry {key!r} must be {_KINDS[kind]}, not {str(value)[:40]!r}")


def _object(pairs: list[tuple[str, Any]]) -> Any:
    entries = dict(pairs)
    if len(entries) != len(pairs):
        raise ValueError("an entry is there twice")
    if entries.keys() == {"number"} and entries["number"] in _NOT_FINITE:
        return float(entries["number"])
    return entries


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")
