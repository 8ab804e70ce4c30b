"""The session: what is open, how it is edited, and undo for all of it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from lossgui.core.dialects import find_dialect
from lossgui.core.saying import worded
from lossgui.session import rows
from lossgui.session.cells import owned_array, same_array
from lossgui.session.example import founding_example
from lossgui.session.history import UNDO_LIMIT, StructureChange, cell_change
from lossgui.session.journal import Journal
from lossgui.session.names import check_row_name, check_tensor_name
from lossgui.session.state import LoadedSession, LossRow, State, Structure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from contextlib import AbstractContextManager

    from lossgui.core.spec import LossSpec
    from lossgui.session.event import Event
    from lossgui.session.region import Region


class Session:
    """What the user has open; every change goes through it and can be taken back.

    Use it from one thread. Every wrong use raises ValueError or TypeError with a sentence and
    changes nothing. After each edit, undo and redo ``changed`` tells its subscribers once.

    Parameters
    ----------
    loaded
        What to start with; the founding example if it is not given.
    undo_limit
        How many bytes of old values undo may keep.
    """

    def __init__(
        self, loaded: LoadedSession | None = None, *, undo_limit: int = UNDO_LIMIT
    ) -> None:
        self._journal = Journal(undo_limit)
        self._history = self._journal.history
        self._last_ident = 0
        self._saved = 0
        self.open(founding_example() if loaded is None else loaded)

    @property
    def state(self) -> State:
        """What is open now; inside a `group` with the edits made so far."""
        return self._journal.state

    @property
    def changed(self) -> Event:
        """``changed.subscribe(callback)`` calls ``callback(before, after)`` after each change."""
        return self._journal.changed

    # ------------------------------------------------------------------------- whole sessions

    def open(self, loaded: LoadedSession) -> None:
        """Replace everything by what was loaded, as a saved session with nothing to undo."""
        self._refuse_in_group("another session cannot be opened")
        arrays = {
            check_tensor_name(name): owned_array(values, name)
            for name, values in loaded.tensors.items()
        }
        rows.check_rows(loaded.losses, arrays, loaded.reference)
        after = Structure(MappingProxyType(arrays), tuple(loaded.losses), loaded.reference)
        self._last_ident = max([self._last_ident, *(row.ident for row in after.losses)])
        self._history.clear()
        self.mark_saved()
        self._journal.restart(after, loaded.lesson)

    def new(self) -> None:
        """Start again with the founding example."""
        self.open(founding_example())

    @property
    def saved(self) -> bool:
        """Whether the present state is the one of the last `mark_saved`, `open` or `new`."""
        return not self._journal.grouping and self._history.serial == self._saved

    def mark_saved(self) -> None:
        """Remember the present state as the saved one."""
        self.end_merge()
        self._saved = self._history.serial

    # --------------------------------------------------------------------------------- tensors

    def set_cells(
        self,
        tensor: str,
        region: Region,
        values: object,
        *,
        text: str | None = None,
        merge: str | None = None,
    ) -> None:
        """Put values into cells; one undo step, at the cost of the cells that it touches.

        Parameters
        ----------
        region
            One integer or slice per axis, ``()`` for a 0-d tensor; axes left out are taken whole.
        values
            Whatever broadcasts to the region.
        text
            What undo calls the step; "Edit y_pred[0, 2]" or "Edit 12 cells of y_pred" by default.
        merge
            Edits with the same word in a row become one step, until `end_merge`.
        """
        change = cell_change(tensor, self._now.array(tensor), region, values)
        if change is not None:
            self._journal.do(text or change.text, change, merge)

    def set_tensor(self, name: str, array: object, *, text: str | None = None) -> None:
        """Put a whole array in place of a tensor, or add a new tensor; a copy is taken."""
        self.set_tensors({name: array}, text=text)

    def set_tensors(self, arrays: Mapping[str, object], *, text: str | None = None) -> None:
        """Put several arrays in place of tensors or beside them, in one step."""
        given = {
            check_tensor_name(name): owned_array(array, name) for name, array in arrays.items()
        }
        old = self._now.arrays
        fresh = {n: a for n, a in given.items() if n not in old or not same_array(old[n], a)}
        if fresh:
            after = self._now.with_arrays({**old, **fresh})
            self._restructure(text or rows.tensors_text(list(fresh), old), after)

    def remove_tensor(self, name: str) -> None:
        """Close a tensor that no loss reads."""
        self._now.array(name)
        rows.check_unused(self._now.losses, name)
        rest = {other: a for other, a in self._now.arrays.items() if other != name}
        self._restructure(worded("Remove {name}", name=name), self._now.with_arrays(rest))

    # ---------------------------------------------------------------------------------- losses

    def add_loss(self, spec: LossSpec, *, sources: Mapping[str, str] | None = None) -> int:
        """Add a row at the end and give its ident.

        Each argument reads the tensor that `sources` says, else the one of its own name; where that
        does not exist, it is made in the same step, filled with zeros.
        """
        given = dict(sources or {})
        wanted = rows.default_sources(rows.check_spec(spec), given) | given
        structure = rows.with_missing(spec, self._now, wanted)
        row = rows.new_row(self._take_ident(), spec, structure.losses, wanted)
        after = structure.with_losses((*structure.losses, row))
        self._restructure(worded("Add loss {name}", name=row.name), after)
        return row.ident

    def duplicate_loss(self, ident: int) -> int:
        """Put a copy of a row under it and give the copy's ident."""
        row, losses = self._row(ident), self._now.losses
        copy = rows.new_row(self._take_ident(), row.spec, losses, row.sources)
        place = losses.index(row) + 1
        after = self._now.with_losses((*losses[:place], copy, *losses[place:]))
        self._restructure(worded("Duplicate loss {name}", name=row.name), after)
        return copy.ident

    def remove_loss(self, ident: int) -> None:
        """Take a row away; if it was the reference, the first one left takes its place."""
        row = self._row(ident)
        rest = tuple(other for other in self._now.losses if other is not row)
        self._restructure(worded("Remove loss {name}", name=row.name), self._now.with_losses(rest))

    def set_spec(
        self,
        ident: int,
        spec: LossSpec,
        *,
        sources: Mapping[str, str] | None = None,
        merge: str | None = None,
    ) -> None:
        """Change the choices of a row; the step is named after the choice that changes.

        `sources` are the tensors that it reads from now on, as far as they are other ones.
        """
        row = self._row(ident)
        kept = {**row.sources, **(sources or {})}
        wanted = rows.default_sources(rows.check_spec(spec), kept)
        structure = rows.with_missing(spec, self._now, wanted)
        changed = rows.replaced(self._now.losses, row, spec=spec, sources=wanted)
        self._set_rows(rows.change_text(row, spec), changed, structure, merge)

    def set_sources(self, ident: int, sources: Mapping[str, str]) -> None:
        """Say which tensors a row reads, also as ``sample_weight`` and ``mask``."""
        row = self._row(ident)
        chosen = rows.check_sources(row.spec, sources, self._now.arrays)
        changed = rows.replaced(self._now.losses, row, sources=chosen)
        self._set_rows(worded("Change tensors of {name}", name=row.name), changed)

    def rename_loss(self, ident: int, name: str) -> None:
        """Give a row another name, which no other row has."""
        row, name = self._row(ident), check_row_name(name)
        if any(other.name == name for other in self._now.losses if other is not row):
            raise ValueError(f"there is already a loss called {name!r}: take another name")
        changed = rows.replaced(self._now.losses, row, name=name)
        text = worded("Rename loss {name} to {new}", name=row.name, new=name)
        self._set_rows(text, changed)

    def set_reference(self, ident: int) -> None:
        """Choose the row that the others are compared with."""
        row, now = self._row(ident), self._now
        if row.ident != now.reference:
            after = Structure(now.arrays, now.losses, row.ident)
            self._restructure(worded("Make {name} the reference", name=row.name), after)

    def set_dtype(self, dtype: str | None) -> None:
        """Let all rows compute in one dtype; None is each dialect's own."""
        changed = [rows.with_choice(row, dtype=dtype) for row in self._now.losses]
        text = worded("Change dtype to {dtype}", dtype=dtype or rows.DIALECT_DTYPE)
        self._set_rows(text, changed)

    def set_dialect(self, key: str) -> None:
        """Let all rows follow one dialect; each reduction becomes the nearest one that it has."""
        dialect = find_dialect(key)
        changed = [rows.with_dialect(row, dialect) for row in self._now.losses]
        self._set_rows(worded("Change dialect to {dialect}", dialect=dialect.title), changed)

    # ------------------------------------------------------------------------------------ undo

    def group(self, text: str, key: str | None = None) -> AbstractContextManager[None]:
        """Make the edits inside one step, told once; an error takes all of them back.

        Groups with the same `key` in a row become one step, until `end_merge`.
        """
        return self._journal.group(text, key)

    def end_merge(self) -> None:
        """End a drag: the next edit is a step of its own."""
        self._history.end_merge()

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._history.last is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return self._history.next is not None

    @property
    def undo_text(self) -> str:
        """What `undo` would take back, for example "Edit y_pred[0, 2]"; empty if nothing."""
        return self._history.last.text if self._history.last else ""

    @property
    def redo_text(self) -> str:
        """What `redo` would do again; empty if nothing."""
        return self._history.next.text if self._history.next else ""

    @property
    def history(self) -> tuple[str, ...]:
        """The texts of all steps, oldest first, the undone ones included."""
        return self._history.texts

    @property
    def history_position(self) -> int:
        """How many steps of `history` are done."""
        return self._history.position

    def undo(self) -> None:
        """Take back the last step."""
        if not self.can_undo:
            raise ValueError("there is nothing to undo")
        self.go_to(self._history.position - 1)

    def redo(self) -> None:
        """Do the last undone step again."""
        if not self.can_redo:
            raise ValueError("there is nothing to redo")
        self.go_to(self._history.position + 1)

    def go_to(self, position: int) -> None:
        """Undo or redo until `position` steps are done; told once."""
        self._refuse_in_group("nothing can be undone or redone")
        self._journal.go_to(position)

    # --------------------------------------------------------------------------------- private

    @property
    def _now(self) -> Structure:
        return self._journal.structure

    def _row(self, ident: int) -> LossRow:
        return rows.find_row(self._now.losses, ident)

    def _take_ident(self) -> int:
        self._last_ident += 1
        return self._last_ident

    def _restructure(self, text: str, after: Structure, key: str | None = None) -> None:
        self._journal.do(text, StructureChange(self._now, after), key)

    def _set_rows(
        self,
        text: str,
        losses: Iterable[LossRow],
        base: Structure | None = None,
        key: str | None = None,
    ) -> None:
        after = (base or self._now).with_losses(tuple(losses))
        if after.losses != self._now.losses:
            self._restructure(text, after, key)

    def _refuse_in_group(self, what: str) -> None:
        if self._journal.grouping:
            raise ValueError(f"{what} while a group of edits is being made")
