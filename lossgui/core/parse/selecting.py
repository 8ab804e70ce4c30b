"""The statements of a text that its loss needs; all others are left out."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from lossgui.core.parse.choosing import chosen, rivals
from lossgui.core.parse.remarks import nothing_but_uses, remarks_of
from lossgui.core.parse.statements import (
    Assigning,
    Known,
    free_in,
    is_definition,
    is_of_an_example,
    lines_of_statement,
    name_of,
)
from lossgui.core.spans import ParseError

if TYPE_CHECKING:
    from lossgui.core.excerpt import Excerpt
    from lossgui.core.parse.names import Names


@dataclass(frozen=True)
class Selected:
    """What is read of a text.

    Parameters
    ----------
    entry
        The statement that is the loss.
    tree
        The statements that are kept, in their order.
    excerpt
        The text without the others.
    opened
        Names whose lines are left out, so that they are asked for, and these lines.
    """

    entry: ast.stmt
    tree: ast.Module
    excerpt: Excerpt
    opened: dict[str, int] = field(default_factory=dict)


def selected(tree: ast.Module, excerpt: Excerpt, names: Names) -> Selected:
    """Choose the loss and what it needs.

    Raises
    ------
    ParseError
        If there is no loss in the text; says what to paste.
    """
    known = Known(tree, names)
    entry = chosen(tree, known)
    if entry is None:
        raise ParseError(nothing_but_uses(tree, known))
    choice = _Needed(known, entry)
    choice.follow(entry)
    if not is_definition(entry) and not choice.reads_open():
        choice = _Needed(known, entry, opens_all=True)
        choice.follow(entry)
    kept = _with_line_mates(tree, choice.kept)
    read = choice.read if kept is choice.kept else set().union(*map(free_in, kept))
    kept = [item for item in tree.body if item in kept or _is_needed_import(item, read)]
    dropped = [item for item in tree.body if item not in kept]
    opened = {name: item.lineno for name, item in choice.opened.items() if item in dropped}
    if not (dropped or excerpt.left_out):
        return Selected(entry, ast.Module(kept, []), excerpt, opened)
    said = remarks_of(entry, kept, dropped, excerpt, opened, rivals(tree, entry, kept))
    rest = ast.Module(kept, [])
    return Selected(entry, rest, _blanked(excerpt, dropped, said), opened)


class _Needed:
    """Follows the names from the loss to the statements that bind them."""

    def __init__(self, known: Known, entry: ast.stmt, *, opens_all: bool = False) -> None:
        self.known, self.entry, self.opens_all = known, entry, opens_all
        self.defines = is_definition(entry)
        self.kept: list[ast.stmt] = []
        self.opened: dict[str, ast.stmt] = {}
        self.read: set[str] = set()

    def follow(self, statement: ast.stmt) -> None:
        """Keep a statement and what it needs."""
        waiting = [statement]
        while waiting:
            item = waiting.pop()
            if item in self.kept:
                continue
            self.kept.append(item)
            read = free_in(item)
            self.read |= read
            for name in read:
                waiting += self._binders(name)

    def reads_open(self) -> bool:
        """Tell whether the loss reads a name that the text leaves open."""
        return any(name in self.opened or self.known.is_open(name) for name in self.read)

    def _binders(self, name: str) -> list[ast.stmt]:
        """List the statements that give a name its value; none if it is asked for instead."""
        found = [item for item in self.known.binders.get(name, ()) if item is not self.entry]
        definitions = [item for item in found if is_definition(item)]
        if definitions:
            return definitions
        if not self.defines:
            found = [item for item in found if item.lineno <= self.entry.lineno]
        plain = [item for item in found if isinstance(item, Assigning) and self._is_before(item)]
        strange = next((item for item in plain if self._is_strange(item, name)), None)
        if strange is not None:
            self.opened[name] = strange
            return []
        choices = [item for item in found if isinstance(item, ast.If) and not _is_main(item)]
        return [*plain, *choices] or found

    def _is_before(self, item: ast.stmt) -> bool:
        """Tell whether an assignment can come before the loss is called: it does not use it."""
        return not self.defines or name_of(self.entry) not in free_in(item)

    def _is_strange(self, item: Assigning, name: str) -> bool:
        """Tell whether a value is made of what is no loss: then it is asked for, not computed."""
        known = self.known
        if not self.defines:
            is_number = known.is_example(item) and (self.opens_all or is_of_an_example(name))
            return is_number or self._is_foreign(item)
        return item in self._made_of_data

    def _is_foreign(self, item: Assigning) -> bool:
        return item.value is not None and self.known.is_foreign(item.value)

    @cached_property
    def _made_of_data(self) -> set[ast.stmt]:
        """The assignments of what is no loss, and those that read them, however far behind.

        Found from there on: following what each of them reads takes forever where many names read
        each other.
        """
        binders = self.known.binders
        read_by: dict[ast.stmt, list[ast.stmt]] = {}
        found: set[ast.stmt] = set()
        for item in {item for items in binders.values() for item in items}:
            if not isinstance(item, Assigning) or is_definition(item):
                continue
            if self._is_foreign(item) or self.known.reads_strangers(item):
                found.add(item)
            for name in free_in(item) - {name_of(item)}:
                for binder in binders.get(name, ()):
                    read_by.setdefault(binder, []).append(item)
        waiting = list(found)
        while waiting:
            more = set(read_by.get(waiting.pop(), ())) - found
            found |= more
            waiting += more
        return found


def _is_main(item: ast.If) -> bool:
    return "__name__" in free_in(item.test)


def _with_line_mates(tree: ast.Module, kept: list[ast.stmt]) -> list[ast.stmt]:
    """Keep what shares a line with something kept: a line is read or left out as a whole."""
    while True:
        lines = {line for item in kept for line in lines_of_statement(item)}
        more = [
            item
            for item in tree.body
            if item not in kept and not lines.isdisjoint(lines_of_statement(item))
        ]
        if not more:
            return kept
        kept = [*kept, *more]


def _is_needed_import(item: ast.stmt, read: set[str]) -> bool:
    if not isinstance(item, ast.Import | ast.ImportFrom):
        return False
    bound = {(name.asname or name.name).split(".")[0] for name in item.names}
    return not read.isdisjoint(bound)


def _blanked(excerpt: Excerpt, dropped: list[ast.stmt], said: tuple[str, ...]) -> Excerpt:
    """Empty the lines that are left out."""
    empty = {line for item in dropped for line in lines_of_statement(item)}
    lines = excerpt.lines
    if empty:
        lines = tuple("" if number in empty else line for number, line in enumerate(lines, 1))
    silent = (ast.Import, ast.ImportFrom)
    seen = {
        line
        for item in dropped
        if not isinstance(item, silent)
        for line in lines_of_statement(item)
    }
    left_out = tuple(sorted(seen | set(excerpt.left_out)))
    return replace(excerpt, lines=lines, left_out=left_out, remarks=(*excerpt.remarks, *said))
