"""An axis as the student writes it: all, -1, (0, 1)."""

import re
import unicodedata
from itertools import combinations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate

_WRITTEN = re.compile(r"[(\[]?\s*([+-]?\d+(?:\s*,\s*[+-]?\d+)*)\s*,?\s*[)\]]?")


def axis_text(axis):
    """Write an axis as it stands in the table: ``all``, ``-1``, ``(0, 1)``."""
    if axis is None:
        return translate("Axis", "all")
    if isinstance(axis, tuple):
        inside = ", ".join(str(part) for part in axis)
        return f"({inside},)" if len(axis) == 1 else f"({inside})"
    return str(axis)


def axis_choices(rank):
    """List the axes to offer for tensors of this rank: all, -1, 0, 1, (0, 1), ..."""
    axes = [None]
    if rank:
        axes += [-1, *range(rank)]
    axes += [pair for count in range(2, rank) for pair in combinations(range(rank), count)]
    if rank > 1:
        axes.append(tuple(range(rank)))
    return [axis_text(axis) for axis in axes]


def parse_axis(text, rank):
    """Read an axis for tensors of this rank.

    Full-width digits, brackets and commas count like the ASCII ones, square brackets like round
    ones; ``none`` means ``all`` as in NumPy. One number in brackets stays a tuple; empty brackets
    leave the elements as they are, as in the rows of dialects that reduce nothing themselves.

    Raises
    ------
    ValueError
        With a sentence for the student: not an axis, no such axis, or an axis named twice.
    """
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").replace("、", ",").strip()
    if plain.casefold() in {"all", "none", translate("Axis", "all").casefold()}:
        return None
    if plain in {"()", "[]"}:
        return ()
    written = _WRITTEN.fullmatch(plain)
    if written is None:
        raise ValueError(_not_an_axis(text))
    numbers = tuple(int(part) for part in written[1].split(","))
    for number in numbers:
        if not -rank <= number < rank:
            raise ValueError(_no_such_axis(number, rank))
    positions = [number % rank for number in numbers]
    for place, position in enumerate(positions):
        if position in positions[:place]:
            template = translate("Axis", "Axis {axis} is named twice in {text}; name it once.")
            raise ValueError(template.format(axis=numbers[place], text=plain))
    return numbers if len(numbers) > 1 or plain[0] in "([" else numbers[0]


def _not_an_axis(text):
    if not text.strip():
        return translate("Axis", "Type an axis: a number such as -1, several as (0, 1), or all.")
    template = translate(
        "Axis",
        "“{text}” is not an axis. Write a whole number such as -1, several as (0, 1), or all.",
    )
    return template.format(text=text.strip())


def _no_such_axis(number, rank):
    if rank == 0:
        return translate("Axis", "The tensors are single numbers, so they have no axis; write all.")
    if rank == 1:
        template = translate(
            "Axis", "There is no axis {axis}: the tensors have only axis 0 (or -1)."
        )
    else:
        template = translate(
            "Axis", "There is no axis {axis}: the tensors have the axes {first} (or {last})."
        )
    first = ", ".join(str(position) for position in range(rank))
    last = ", ".join(str(position) for position in range(-rank, 0))
    return template.format(axis=number, first=first, last=last)
