"""The parts of a lesson's file: tensors, losses as rows of the table, claims about them."""

from __future__ import annotations

import re
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from lossgui.core.losses.catalogue import CODE
from lossgui.core.spec import from_json
from lossgui.lessons.claims import KINDS, PAIR_KINDS
from lossgui.lessons.lesson import Claim, Edit
from lossgui.session.cells import owned_array
from lossgui.session.names import check_tensor_name, closest
from lossgui.session.rows import check_rows, check_sources, default_sources, new_row
from lossgui.session.state import LoadedSession

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.spec import LossSpec
    from lossgui.session.state import Array, LossRow

ALL_AXES = "all"
"""TOML has no null: an axis of None is written as this word."""

_CHOICES = ("loss", "dialect", "reduction", "axis", "inner", "factor", "dtype", "parameters")
_BESIDE = ("row", "against", "edits", "choices")
_CELL = re.compile(r"(\w+)\[((?:\d+(?:, ?)?)*)\]")
_KINDS = {str: "text", int: "a whole number", list: "a list", dict: "a table"}

_Kind = TypeVar("_Kind")


def wanted(entries: Mapping[str, Any], name: str, kind: type[_Kind], where: str) -> _Kind:
    """Give an entry of this kind.

    Raises
    ------
    TypeError
        If it is missing or something else.
    """
    value = entries.get(name)
    if isinstance(value, kind) and not isinstance(value, bool):
        return value
    came = "it is missing" if value is None else f"not {str(value)[:40]!r}"
    raise TypeError(f"{where}: {name!r} must be {_KINDS[kind]}; {came}")


def loaded_session(data: Mapping[str, Any]) -> LoadedSession:
    """Build what opens with a lesson from its tensors, losses and reference.

    Raises
    ------
    ValueError, TypeError
        If something is missing or does not fit; the sentence says where.
    """
    tensors = {
        check_tensor_name(name): _array(name, cells)
        for name, cells in wanted(data, "tensors", dict, "the lesson").items()
    }
    rows: tuple[LossRow, ...] = ()
    for place, entry in enumerate(wanted(data, "losses", list, "the lesson"), 1):
        try:
            rows = (*rows, _row(place, entry, rows, tensors))
        except (ValueError, TypeError) as problem:
            raise ValueError(f"loss {place}: {problem}") from None
    names = {row.name: row.ident for row in rows}
    reference = data.get("reference", next(iter(names), None))
    if reference not in names:
        raise ValueError(f"'reference' must be the name of a row, not {reference!r}")
    check_rows(rows, tensors, names[reference])
    return LoadedSession(MappingProxyType(tensors), rows, names[reference])


def _array(name: str, cells: Any) -> Array:
    try:
        return owned_array(np.array(cells, dtype=np.float64), name)
    except (ValueError, TypeError):
        raise ValueError(f"tensor {name} must be numbers in rows of one length") from None


def _row(
    place: int, entry: Any, rows: tuple[LossRow, ...], tensors: Mapping[str, Array]
) -> LossRow:
    if not isinstance(entry, dict):
        raise TypeError(f"it must be a table with 'loss' or 'code', not {entry!r}")
    chosen = dict(entry)
    reads = chosen.pop("reads", {})
    if "code" in chosen:
        chosen["loss"] = f"{CODE}{chosen.pop('code').strip()}\n"
    spec = from_json(plain(chosen))
    sources = default_sources(spec, reads) | reads
    return new_row(place, spec, rows, check_sources(spec, sources, tensors))


def plain(choices: Mapping[str, Any]) -> dict[str, Any]:
    """Give choices as `LossSpec` takes them: floats for decimals, None for all axes."""
    changed = {name: _plain(value) for name, value in choices.items()}
    if changed.get("axis") == ALL_AXES:
        changed["axis"] = None
    return changed


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return float(value) if isinstance(value, Decimal) else value


def claim_of(name: str, entry: Any, session: LoadedSession) -> Claim:
    """Read one claim.

    Raises
    ------
    ValueError, TypeError
        If it is not about a row, claims nothing or several things, or changes what is not there.
    """
    where = f"claim {name!r}"
    if not isinstance(entry, dict):
        raise TypeError(f"{where} must be a table, not {entry!r}")
    if not name.islower():
        raise ValueError(f"{where} must have a name in small letters: capital ones are rows")
    row, against = wanted(entry, "row", str, where), entry.get("against", "")
    kind, expected = _said(entry, where)
    if (kind in PAIR_KINDS) != bool(against):
        raise ValueError(f"{where}: {', '.join(PAIR_KINDS)} need 'against', and only they do")
    rows = {row.name: row for row in session.losses}
    for one in filter(None, (row, against)):
        if one not in rows:
            raise ValueError(f"{where} is about row {one!r}; {closest(one, rows)}")
    edits = tuple(_edit(place, to, session, where) for place, to in entry.get("edits", {}).items())
    choices = plain(entry.get("choices", {}))
    _check_choices(rows[row].spec, choices, where)
    return Claim(name, row, kind, expected, against, edits, MappingProxyType(choices))


def _said(entry: Mapping[str, Any], where: str) -> tuple[str, Decimal | str | tuple[Any, ...]]:
    """Give the kind of a claim and what it says."""
    said = [kind for kind in KINDS if kind in entry]
    if len(said) != 1:
        raise ValueError(f"{where} must say one of {', '.join(KINDS)}, and it says {len(said)}")
    for name in entry:
        if name not in (*said, *_BESIDE):
            raise ValueError(f"{where} has the unknown entry {name!r}; {closest(name, _BESIDE)}")
    expected = entry[said[0]]
    if isinstance(expected, list):
        return said[0], tuple(expected)
    return said[0], expected if isinstance(expected, str) else Decimal(expected)


def _check_choices(spec: LossSpec, choices: Mapping[str, Any], where: str) -> None:
    try:
        spec.replace(**choices)
    except (ValueError, TypeError) as problem:
        raise ValueError(f"{where}: 'choices' do not fit: {problem}") from None


def _edit(place: str, value: Any, session: LoadedSession, where: str) -> Edit:
    found = _CELL.fullmatch(place)
    if found is None or found[1] not in session.tensors:
        raise ValueError(f'{where} edits {place!r}: write a cell as in "y_pred[0, 2]" = 0.5')
    cell = tuple(int(part) for part in found[2].split(",") if part.strip())
    shape = session.tensors[found[1]].shape
    if len(cell) != len(shape) or any(i >= n for i, n in zip(cell, shape, strict=True)):
        raise ValueError(f"{where} edits {place!r}, but {found[1]} has the shape {shape}")
    return Edit(found[1], cell, float(value))
