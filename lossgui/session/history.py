"""The list of what was done: steps that can be taken back and done again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lossgui.core.saying import worded
from lossgui.session.cells import fitted, same_bits
from lossgui.session.region import Region, apart, box_of, cell_text, check_region

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lossgui.session.state import Array, Structure

UNDO_LIMIT = 256 * 1024 * 1024
"""How many bytes of old values the list keeps by default."""

_STEP_COST = 200
_MERGE_DEPTH = 16


@dataclass(frozen=True, slots=True, eq=False)
class CellChange:
    """Other values in a region of one array, edited in place.

    `old` has the region's shape; `new` broadcasts to it.
    """

    name: str
    target: Array
    region: Region
    old: Array
    new: Array

    @property
    def nbytes(self) -> int:
        """Memory that this entry keeps alive."""
        return _STEP_COST + self.old.nbytes + self.new.nbytes

    @property
    def text(self) -> str:
        """What undo calls it, if nothing else is said."""
        if self.new.size == self.old.size == 1:
            return worded("Edit {cell}", cell=cell_text(self.name, self.region))
        return worded("Edit {count} cells of {name}", count=self.old.size, name=self.name)


def cell_change(name: str, target: Array, region: Region, values: object) -> CellChange | None:
    """Give the change that puts values into a region; None where they are there already.

    Raises
    ------
    TypeError, ValueError
        If the region is none of the array, or the values do not fit its shape or dtype.
    """
    region = check_region(name, target.shape, region)
    cells = target[(*region, ...)]
    new = fitted(values, target.dtype, cells.shape, cell_text(name, region))
    if same_bits(cells, new):
        return None
    return CellChange(name, target, region, cells.copy(), new)


@dataclass(frozen=True, slots=True, eq=False)
class StructureChange:
    """Other arrays, rows or another reference."""

    before: Structure
    after: Structure

    @property
    def nbytes(self) -> int:
        """Memory that this entry keeps alive: the arrays that are no longer shown."""
        shown = {id(array) for array in self.after.arrays.values()}
        gone = [array for array in self.before.arrays.values() if id(array) not in shown]
        return _STEP_COST + sum(array.nbytes for array in gone)


Change = CellChange | StructureChange


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One entry of the undo list.

    `serial` is the number of the state that the step leads to; `key` is set while further edits
    with the same key join the step.
    """

    text: str
    changes: tuple[Change, ...]
    serial: int
    key: str | None = None

    @property
    def nbytes(self) -> int:
        """Memory that this step keeps alive."""
        return sum(change.nbytes for change in self.changes)


class History:
    """Done and undone steps, oldest first, within a limit of bytes.

    The newest step is kept even if it is larger than the limit: the last action can always be taken
    back.
    """

    def __init__(self, limit: int = UNDO_LIMIT) -> None:
        self.limit = limit
        self.position = 0
        self._steps: list[Step] = []
        self._sizes: list[int] = []
        self._used = 0
        self._bottom = 0  # serial of the state before the oldest step
        self._serial = 0

    @property
    def texts(self) -> tuple[str, ...]:
        """What all steps are called, the undone ones included."""
        return tuple(step.text for step in self._steps)

    @property
    def nbytes(self) -> int:
        """Memory that the list keeps alive."""
        return self._used

    @property
    def serial(self) -> int:
        """Number of the present state; undo and redo bring the same number back."""
        return self._steps[self.position - 1].serial if self.position else self._bottom

    @property
    def last(self) -> Step | None:
        """The step that undo would take back."""
        return self._steps[self.position - 1] if self.position else None

    @property
    def next(self) -> Step | None:
        """The step that redo would do again."""
        return self._steps[self.position] if self.position < len(self._steps) else None

    def add(self, text: str, changes: Sequence[Change], key: str | None = None) -> None:
        """Put a step on top, or join it to the last one if that has the same key.

        What was undone is forgotten, and so are the oldest steps beyond the limit.
        """
        joins = key is not None and self.last is not None and self.last.key == key
        self._drop_undone()
        if joins and self.last is not None:
            text, changes = self.last.text, _merged(self.last.changes, changes)
            self._remove_last()
        self._serial += 1
        self._push(Step(text, tuple(changes), self._serial, key))
        self._drop_oldest()

    def end_merge(self) -> None:
        """Let the next edit be a step of its own, whatever its key."""
        if self.last is not None and self.last.key is not None:
            step = self._steps[self.position - 1]
            self._steps[self.position - 1] = Step(step.text, step.changes, step.serial)

    def walk(self, position: int) -> Iterator[tuple[Step, bool]]:
        """Give the steps on the way to `position`, each with True to do it or False to undo it.

        Raises
        ------
        ValueError
            If the list has no such position.
        """
        if position not in range(len(self._steps) + 1):
            raise ValueError(
                f"the history has the positions 0 to {len(self._steps)}, not {position!r}"
            )
        while self.position < position:
            self.position += 1
            yield self._steps[self.position - 1], True
        while self.position > position:
            self.position -= 1
            yield self._steps[self.position], False
        self.end_merge()

    def clear(self) -> None:
        """Forget all steps."""
        self._serial += 1
        self._bottom = self._serial
        self._steps.clear()
        self._sizes.clear()
        self._used = self.position = 0

    def _push(self, step: Step) -> None:
        self._steps.append(step)
        self._sizes.append(step.nbytes)
        self._used += self._sizes[-1]
        self.position += 1

    def _remove_last(self) -> None:
        self._steps.pop()
        self._used -= self._sizes.pop()
        self.position -= 1

    def _drop_undone(self) -> None:
        self._used -= sum(self._sizes[self.position :])
        del self._steps[self.position :], self._sizes[self.position :]

    def _drop_oldest(self) -> None:
        drop = 0
        while self._used > self.limit and drop < len(self._steps) - 1:
            self._used -= self._sizes[drop]
            self._bottom = self._steps[drop].serial
            drop += 1
        del self._steps[:drop], self._sizes[:drop]
        self.position -= drop


def _merged(earlier: Sequence[Change], later: Sequence[Change]) -> tuple[Change, ...]:
    """Join the changes of one drag: the same region again only replaces its new values."""
    changes = list(earlier)
    for change in later:
        place = _same_region(changes, change)
        if place is None:
            changes.append(change)
        else:
            changes[place] = _joined(changes[place], change)
    return tuple(changes)


def _joined(first: Change, second: Change) -> Change:
    if isinstance(first, CellChange) and isinstance(second, CellChange):
        return CellChange(first.name, first.target, first.region, first.old, second.new)
    if isinstance(first, StructureChange) and isinstance(second, StructureChange):
        return StructureChange(first.before, second.after)
    raise TypeError("an edit of cells and a change of structure cannot be joined")


def _same_region(changes: Sequence[Change], wanted: Change) -> int | None:
    """Find an earlier edit of the same cells that nothing after it stands in the way of."""
    if not isinstance(wanted, CellChange):
        follows = bool(changes) and isinstance(changes[-1], StructureChange)
        return len(changes) - 1 if follows else None
    box = box_of(wanted.region, wanted.target.shape)
    lowest = max(0, len(changes) - _MERGE_DEPTH)
    for place in range(len(changes) - 1, lowest - 1, -1):
        change = changes[place]
        if not isinstance(change, CellChange):
            return None
        if change.target is not wanted.target:
            continue
        if change.region == wanted.region:
            return place
        if not apart(box, box_of(change.region, change.target.shape)):
            return None
    return None
