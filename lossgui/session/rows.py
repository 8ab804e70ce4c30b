"""The rows of the losses table: making, checking and describing them."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.examples import transcripts
from lossgui.core.saying import worded
from lossgui.core.spec import LossSpec
from lossgui.session.names import check_row_name, closest, row_name
from lossgui.session.numbers import exact_text
from lossgui.session.state import WEIGHTS, LossRow, Structure

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping, Sequence

    from lossgui.core.dialects import Dialect
    from lossgui.core.losses import Loss
    from lossgui.session.state import Array

LABELS = "labels"
"""The tensor that holds class numbers."""

# As many sequences as frames and classes: so they fit with either axis first.
SEQUENCES = 3

DIALECT_DTYPE = worded("the dialect's own")

_CHOICES = ("reduction", "axis", "inner", "factor", "dtype")


def find_row(rows: Sequence[LossRow], ident: object) -> LossRow:
    """Give the row with this ident.

    Raises
    ------
    ValueError
        If there is none.
    """
    for row in rows:
        if row.ident == ident:
            return row
    raise ValueError(f"there is no loss with the ident {ident!r}")


def new_row(
    ident: int, spec: LossSpec, rows: Iterable[LossRow], sources: Mapping[str, str]
) -> LossRow:
    """Make a row with the first free name and colour."""
    rows = tuple(rows)
    colours = {row.colour for row in rows}
    colour = next(number for number in range(len(rows) + 1) if number not in colours)
    name = row_name({row.name for row in rows})
    return LossRow(ident, name, spec, colour, MappingProxyType(dict(sources)))


def changed_row(row: LossRow, **changes: Any) -> LossRow:
    """Give a copy of the row with other entries."""
    if "sources" in changes:
        changes["sources"] = MappingProxyType(dict(changes["sources"]))
    return dataclasses.replace(row, **changes)


def replaced(rows: Iterable[LossRow], row: LossRow, **changes: Any) -> tuple[LossRow, ...]:
    """Give the rows with other entries in one of them."""
    return tuple(changed_row(row, **changes) if other is row else other for other in rows)


def check_spec(spec: object) -> LossSpec:
    """Give the spec back.

    Raises
    ------
    TypeError
        If it is something else.
    """
    if isinstance(spec, LossSpec):
        return spec
    raise TypeError(f"a loss is a LossSpec, as make_spec makes it, not {spec!r}")


def check_sources(
    spec: LossSpec, sources: Mapping[str, str], tensors: Collection[str]
) -> dict[str, str]:
    """Give the sources in the order of the loss' arguments.

    Raises
    ------
    ValueError
        If an argument is missing or unknown, or a tensor does not exist.
    """
    allowed = tuple(dict.fromkeys((*spec.entry.arguments, *spec.entry.optional, *WEIGHTS)))
    for argument, tensor in sources.items():
        if argument not in allowed:
            raise ValueError(
                f"{spec.entry.title} has no argument {argument!r}; {closest(argument, allowed)}"
            )
        if tensor not in tensors:
            raise ValueError(f"there is no tensor called {tensor!r}; {closest(tensor, tensors)}")
    for argument in spec.entry.arguments:
        if argument not in sources:
            raise ValueError(f"{spec.entry.title} needs a tensor for its argument {argument}")
    return {argument: sources[argument] for argument in allowed if argument in sources}


def default_sources(spec: LossSpec, kept: Mapping[str, str]) -> dict[str, str]:
    """Let each argument read what `kept` says, else the tensor of its own name.

    Class numbers have a tensor of their own, called ``labels``: y_true mostly holds one number per
    score.
    """
    entry = spec.entry
    sources = {name: kept.get(name, _usual_name(entry, name)) for name in entry.arguments}
    extra = dict.fromkeys((*entry.optional, *WEIGHTS))
    return sources | {name: kept[name] for name in extra if name in kept}


def _usual_name(entry: Loss, argument: str) -> str:
    return LABELS if entry.domains.get(argument) == "labels" else argument


def with_missing(spec: LossSpec, structure: Structure, wanted: Mapping[str, str]) -> Structure:
    """Add the tensors that the loss reads by their usual name and that do not exist yet.

    They start in the shape of y_pred, or of the first tensor: class numbers as 0, 1, 2, ... without
    the class axis, signs and variances as ones, everything else as zeros. Sequences have a small
    shape of their own.
    """
    arrays, entry = structure.arrays, spec.entry
    like = arrays.get("y_pred", next(iter(arrays.values()), np.zeros((3, 3))))
    missing = {
        argument: wanted[argument]
        for argument in entry.arguments
        if wanted[argument] == _usual_name(entry, argument) and wanted[argument] not in arrays
    }
    fresh = {name: first_values(entry, a, like.shape) for a, name in missing.items()}
    structure = structure.with_arrays({**arrays, **fresh}) if fresh else structure
    check_sources(spec, wanted, structure.arrays)
    return structure


def first_values(entry: Loss, argument: str, shape: tuple[int, ...]) -> Array:
    """Give numbers that an argument can start with, in the shape of the scores.

    Examples
    --------
    >>> from lossgui.core.losses import find_loss
    >>> first_values(find_loss("sparse_categorical_crossentropy"), "y_true", (4, 3))
    array([0., 1., 2., 0.])
    """
    domain = entry.domains.get(argument, "")
    if domain == "transcripts":
        return transcripts((SEQUENCES, SEQUENCES))
    if domain == "frames":
        # Each frame speaks for another class, each sequence starts with another one.
        return np.stack([np.roll(np.eye(SEQUENCES), start, axis=1) for start in range(SEQUENCES)])
    if domain == "labels" and shape:
        count = int(np.prod(shape[:-1]))
        return np.reshape(np.arange(count, dtype=float) % max(shape[-1], 1), shape[:-1])
    if domain == "pair_signs":
        return np.ones(shape[:-1])
    return np.ones(shape) if domain in ("signs", "non_negative", "positive") else np.zeros(shape)


def with_choice(row: LossRow, **changes: Any) -> LossRow:
    """Change a choice of one row as a part of changing it for all of them.

    Raises
    ------
    ValueError
        If the row's loss or dialect does not allow it; the sentence names the row.
    """
    try:
        return changed_row(row, spec=row.spec.replace(**changes))
    except ValueError as problem:
        raise ValueError(f"loss {row.name}: {problem}") from None


def with_dialect(row: LossRow, dialect: Dialect) -> LossRow:
    """Let a row follow a dialect; a dtype that it does not compute in becomes its own one."""
    dtype = row.spec.dtype if row.spec.dtype in dialect.dtypes else None
    return with_choice(row, dialect=dialect.key, dtype=dtype)


def check_rows(rows: Sequence[LossRow], tensors: Collection[str], reference: int | None) -> None:
    """Check what the rows promise each other.

    Raises
    ------
    TypeError, ValueError
        If idents or names are used twice, a tensor is missing or the reference is not among them.
    """
    for row in rows:
        check_sources(check_spec(row.spec), row.sources, tensors)
        check_row_name(row.name)
    for what in ("ident", "name"):
        values = [getattr(row, what) for row in rows]
        if double := [value for value in values if values.count(value) > 1]:
            raise ValueError(f"two losses have the {what} {double[0]!r}")
    idents = [row.ident for row in rows]
    if (reference is None and idents) or (reference is not None and reference not in idents):
        raise ValueError(f"the reference must be one of the losses, not {reference!r}")


def check_unused(rows: Iterable[LossRow], tensor: str) -> None:
    """Check that no row reads the tensor.

    Raises
    ------
    ValueError
        If some do; the sentence names them.
    """
    users = [row.name for row in rows if tensor in row.sources.values()]
    if users:
        who = f"loss {users[0]} reads" if len(users) == 1 else f"losses {', '.join(users)} read"
        raise ValueError(
            f"{tensor} cannot be removed: {who} it; remove the loss or let it read another tensor"
        )


def tensors_text(names: Sequence[str], old: Container[str]) -> str:
    """Name the step that puts tensors in place of others, or beside them."""
    if all(name in old for name in names):
        if len(names) == 1:
            return worded("Replace {name}", name=names[0])
        return worded("Replace {count} tensors", count=len(names))
    if len(names) == 1:
        return worded("Add {name}", name=names[0])
    return worded("Add {count} tensors", count=len(names))


def change_text(row: LossRow, spec: LossSpec) -> str:
    """Name the step from the row's spec to another one."""
    old = row.spec
    if old.loss != spec.loss:
        return worded("Change loss of {name} to {loss}", name=row.name, loss=spec.entry.title)
    if old.dialect != spec.dialect:
        return worded(
            "Change dialect of {name} to {dialect}", name=row.name, dialect=spec.rules.title
        )
    changes = {
        name: getattr(spec, name) for name in _CHOICES if getattr(old, name) != getattr(spec, name)
    }
    changes |= {n: v for n, v in spec.parameters.items() if old.parameters.get(n) != v}
    if len(changes) != 1:
        return worded("Change loss {name}", name=row.name)
    [(name, value)] = changes.items()
    return worded(
        "Change {choice} of {name} to {value}",
        choice=name,
        name=row.name,
        value=_value_text(name, value),
    )


def _value_text(name: str, value: object) -> str:
    if value is None:
        return worded("all axes") if name == "axis" else DIALECT_DTYPE
    if isinstance(value, float):
        return exact_text(value)
    return str(value)
