"""Carries changes out, writes them down for undo, and publishes the state after each."""

from __future__ import annotations

from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING

from lossgui.session.event import Event
from lossgui.session.history import CellChange, Change, History, StructureChange
from lossgui.session.region import box_of, joined
from lossgui.session.state import Array, Box, State, Structure, TensorRecord, read_only

if TYPE_CHECKING:
    from collections.abc import Iterator


class Journal:
    """The present structure and the way back to the earlier ones.

    `structure` holds the arrays themselves, which only this class writes to; `state` is what the
    rest of the app sees. ``changed`` tells about each step once, when the state is complete.
    """

    def __init__(self, undo_limit: int) -> None:
        self.changed = Event()
        self.history = History(undo_limit)
        self.structure = Structure(MappingProxyType({}), (), None)
        self.state = self._told = State(MappingProxyType({}), (), None, 0)
        self._lesson = ""
        self._group: list[Change] | None = None
        self._revisions: dict[str, int] = {}
        self._touched: dict[str, Box | None] = {}  # since the subscribers were told

    @property
    def grouping(self) -> bool:
        """Whether a group is open."""
        return self._group is not None

    def do(self, text: str, change: Change, key: str | None = None) -> None:
        """Carry out one change as a step, or as a part of the group that is open."""
        self._apply(change)
        if self._group is None:
            self.history.add(text, (change,), key)
            self._tell()
        else:
            self._group.append(change)

    @contextmanager
    def group(self, text: str, key: str | None = None) -> Iterator[None]:
        """Make the changes inside one step; an error takes them back, also in a group's group."""
        outer = self._group
        changes = self._group = [] if outer is None else outer
        start = len(changes)
        try:
            yield
        except BaseException:
            self._take_back(changes, start)
            self._group = outer
            raise
        self._group = outer
        if outer is None and changes:
            self.history.add(text, changes, key)
            self._tell()

    def go_to(self, position: int) -> None:
        """Undo or redo until `position` steps are done."""
        for step, forward in self.history.walk(position):
            for change in step.changes if forward else reversed(step.changes):
                self._apply(change, forward=forward)
        self._tell()

    def restart(self, structure: Structure, lesson: str = "") -> None:
        """Show something else; the history is the caller's to clear."""
        self._lesson = lesson
        self._apply(StructureChange(self.structure, structure))
        self._tell()

    def _take_back(self, changes: list[Change], start: int) -> None:
        for change in reversed(changes[start:]):
            self._apply(change, forward=False)
        del changes[start:]
        if not changes:
            self._touched.clear()
            self.state = self._told

    def _apply(self, change: Change, *, forward: bool = True) -> None:
        if isinstance(change, CellChange):
            change.target[(*change.region, ...)] = change.new if forward else change.old
            self._touch(change.name, box_of(change.region, change.target.shape))
        else:
            before = self.structure.arrays
            self.structure = change.after if forward else change.before
            for name, array in self.structure.arrays.items():
                if before.get(name) is not array:
                    self._touched[name] = None
        self.state = self._published()

    def _touch(self, name: str, box: Box) -> None:
        self._touched[name] = joined(self._touched[name], box) if name in self._touched else box

    def _published(self) -> State:
        records = {name: self._record(name, a) for name, a in self.structure.arrays.items()}
        return State(
            MappingProxyType(records),
            self.structure.losses,
            self.structure.reference,
            self._told.revision + 1,
            self._lesson,
        )

    def _record(self, name: str, array: Array) -> TensorRecord:
        if name not in self._touched:
            return self._told.tensors[name]
        revision = self._revisions.get(name, 0) + 1
        return TensorRecord(name, read_only(array), revision, self._touched[name])

    def _tell(self) -> None:
        before, after = self._told, self.state
        if before is after:
            return
        for name in self._touched:
            self._revisions[name] = self._revisions.get(name, 0) + 1
        self._touched.clear()
        self._told = after
        self.changed.tell(before, after)
