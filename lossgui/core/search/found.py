"""What the search answers with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.spec import LossSpec


@dataclass(frozen=True)
class Found:
    """One pipeline that gives the number, ready to be added as a loss.

    Parameters
    ----------
    spec
        The loss with all its choices; where several dialects agree, in the nearest one.
    sources
        Which tensor each argument reads.
    value
        What it gives, as the dialect prints it.
    simplicity
        How far the pipeline departs from what is usual; 0 is the usual itself, smaller is simpler.
    sentence
        The answer in a sentence for a student.
    departures
        What differs from the defaults, a phrase each.
    specs
        The same pipeline in each dialect that gives the number, by dialect.
    place
        Which value of an unreduced loss it is; None for a loss that is one number.
    also
        Titles of other losses whose values are the very same here.
    matches
        Whether it has all the typed digits; without, it is only near.
    digits
        Up to how many digits the number and the value agree.
    """

    spec: LossSpec
    sources: Mapping[str, str]
    value: float
    simplicity: float
    sentence: str
    departures: tuple[str, ...]
    specs: Mapping[str, LossSpec]
    digits: int
    place: tuple[int, ...] | None = None
    also: tuple[str, ...] = ()
    matches: bool = field(default=True)

    @property
    def dialects(self) -> tuple[str, ...]:
        """Keys of the dialects that give the number this way."""
        return tuple(self.specs)
