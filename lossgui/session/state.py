"""Frozen records of what is open at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from lossgui.session.names import closest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.spec import LossSpec

Array = npt.NDArray[Any]
Box = tuple[slice, ...]

WEIGHTS = ("sample_weight", "mask")
"""What a row may read besides the two arguments of its loss."""


@dataclass(frozen=True, slots=True, eq=False)
class TensorRecord:
    """One tensor at one revision.

    Parameters
    ----------
    values
        Read-only view of the session's live memory, C-contiguous and in native byte order. Cells
        are edited in place, so an older record of the same memory shows the new cells too.
    revision
        Counts the published changes of the tensor of this name; grows by one each and is never used
        twice, not even after the tensor was removed and brought back.
    touched
        The box of cells, one slice with step 1 per axis, that changed since the previous revision;
        None says that the array is a new one.
    """

    name: str
    values: Array
    revision: int
    touched: Box | None


@dataclass(frozen=True, slots=True)
class LossRow:
    """One row of the losses table.

    Parameters
    ----------
    ident
        Number that stays with the row for good; never used again for another one.
    name
        What the user calls it: "A", "B", ...
    colour
        Place in the theme's list of loss colours; larger than the list where there are many rows.
    sources
        Which tensor each argument reads, by the argument's name. ``sample_weight`` and ``mask`` are
        here only if the row uses them.
    """

    ident: int
    name: str
    spec: LossSpec
    colour: int
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Everything that is open; `tensors` keep the order in which they are shown.

    `reference` is the ident of the row that the others are compared with, None without rows.
    `revision` counts the changes of the session. `lesson` is the key of the lesson that this was
    opened with, empty without one; no edit changes it.
    """

    tensors: Mapping[str, TensorRecord]
    losses: tuple[LossRow, ...]
    reference: int | None
    revision: int
    lesson: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class LoadedSession:
    """What a session file holds, for `Session.open`; `lesson` is the key of one, or empty."""

    tensors: Mapping[str, Array]
    losses: tuple[LossRow, ...]
    reference: int | None
    lesson: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """Everything that is open except the cells' values: which arrays, which rows.

    Undo keeps two of these for every change that is not an edit of cells. They share the arrays
    with the session, so they cost nothing until an array is no longer shown.
    """

    arrays: Mapping[str, Array]
    losses: tuple[LossRow, ...]
    reference: int | None

    def array(self, name: object) -> Array:
        """Give an array by its name.

        Raises
        ------
        ValueError
            If there is none; the sentence has the closest name.
        """
        if isinstance(name, str) and name in self.arrays:
            return self.arrays[name]
        raise ValueError(f"there is no tensor called {name!r}; {closest(name, self.arrays)}")

    def with_arrays(self, arrays: Mapping[str, Array]) -> Structure:
        """Give a copy with other arrays."""
        return Structure(MappingProxyType(dict(arrays)), self.losses, self.reference)

    def with_losses(self, losses: tuple[LossRow, ...]) -> Structure:
        """Give a copy with other rows; the reference moves to the first row if its row is gone."""
        idents = [row.ident for row in losses]
        kept = self.reference if self.reference in idents else next(iter(idents), None)
        return Structure(self.arrays, losses, kept)


def read_only(values: Array) -> Array:
    """Give a view of the same memory that refuses to be written to."""
    view = values.view()
    view.flags.writeable = False
    return view


def shape_text(values: Array | tuple[int, ...]) -> str:
    """Write a shape as in ``(3, 3)``, with plain numbers."""
    shape = values if isinstance(values, tuple) else values.shape
    return str(tuple(int(length) for length in shape))
