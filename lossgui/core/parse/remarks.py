"""What is said of the lines of a pasted text that are left out."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lossgui.core.parse.choosing import trained_with
from lossgui.core.parse.statements import free_in, lines_of_statement, name_of, root_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lossgui.core.excerpt import Excerpt
    from lossgui.core.parse.statements import Known

NOTHING = "there is no loss here: paste a function, a lambda, a class or an expression"
MOST_RANGES = 4


def remarks_of(
    entry: ast.stmt,
    kept: Sequence[ast.stmt],
    dropped: Sequence[ast.stmt],
    excerpt: Excerpt,
    opened: Mapping[str, int],
    others: Sequence[ast.stmt],
) -> tuple[str, ...]:
    """Say which lines are left out and why, which names are asked for, and which loss it is."""
    told = [item for item in dropped if not _is_silent(item)]
    said = []
    if others:
        rest = ", ".join(dict.fromkeys(map(name_of, others)))
        said.append(f"The loss is {name_of(entry) or 'the expression'}, not {rest}.")
    ranges = _ranges(
        [*map(lines_of_statement, told), *(range(n, n + 1) for n in excerpt.left_out)],
        {line for item in kept for line in lines_of_statement(item)},
    )
    if ranges:
        using = not excerpt.left_out and _all_use(told, name_of(entry))
        said.append(_left_out(ranges, using=using))
    if opened:
        said.append(_asked_for(opened))
    return tuple(said)


def _asked_for(opened: Mapping[str, int]) -> str:
    names = sorted(opened, key=lambda name: (opened[name], name))
    lines = [str(line) for line in sorted(set(opened.values()))]
    where, are = "line" if len(lines) == 1 else "lines", "is" if len(names) == 1 else "are"
    return f"In place of {where} {_listed(lines)}, {_listed(names)} {are} asked for."


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)


def _is_silent(item: ast.stmt) -> bool:
    """Tell whether a statement is nothing that a reader would miss: an import, a text, pass."""
    if isinstance(item, ast.Expr):
        return isinstance(item.value, ast.Constant)
    return isinstance(item, ast.Import | ast.ImportFrom | ast.Pass)


def _all_use(told: Iterable[ast.stmt], name: str) -> bool:
    """Tell whether each statement reads the loss, or what such a statement made."""
    made = {name}
    for item in told:
        read = free_in(item)
        if read.isdisjoint(made):
            return False
        made |= {part.id for part in ast.walk(item) if isinstance(part, ast.Name)} - read
    return bool(name)


def _ranges(pieces: Iterable[range], kept: set[int]) -> list[tuple[int, int]]:
    """Join pieces with nothing of the loss between them."""
    found: list[tuple[int, int]] = []
    for piece in sorted(pieces, key=lambda item: item.start):
        first, last = piece.start, piece.stop - 1
        if found and kept.isdisjoint(range(found[-1][1] + 1, first)):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _left_out(ranges: Sequence[tuple[int, int]], *, using: bool) -> str:
    parts = [str(a) if a == b else f"{a}-{b}" for a, b in ranges]
    if len(parts) > MOST_RANGES:
        parts = [*parts[: MOST_RANGES - 1], f"{len(parts) - MOST_RANGES + 1} more places"]
    where = _listed(parts)
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        why = "it uses the loss, it does not define it" if using else "it is no part of the loss"
        return f"Line {where} is left out: {why}."
    why = "they use the loss, they do not define it" if using else "they are no part of the loss"
    return f"Lines {where} are left out: {why}."


def nothing_but_uses(tree: ast.Module, known: Known) -> str:
    """Say what to paste where a text has no loss."""
    for statement in tree.body:
        for piece in trained_with(statement):
            root = root_of(piece)
            if isinstance(root, ast.Name) and known.is_open(root.id):
                return (
                    f"{root.id} is used here, but not defined: paste its definition, the lines "
                    f"from 'def {root.id}' on"
                )
    if any(not _is_silent(item) for item in tree.body):
        return (
            "these lines use a loss or prepare data, but define no loss: paste the function, "
            "class or expression that computes it"
        )
    return NOTHING
