"""Frozen records of what a lesson's file says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from lossgui.session.state import LoadedSession, LossRow

ENGLISH = "en"


class LessonProblem(ValueError):
    """A lesson's file that cannot be used; one sentence that names the file and the place."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A cell that the student is told to change, and what to."""

    tensor: str
    cell: tuple[int, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement about a row, which texts quote by its name.

    Parameters
    ----------
    kind
        Which of `lossgui.lessons.claims.KINDS`: ``value``, ``shape``, ``ratio``, ...
    expected
        What the file says: a number with the digits that it is written with, or a text, or a list.
    against
        The row that the row is compared with, for claims about two rows; else empty.
    edits, choices
        What is changed before: cells, and choices of the row such as its reduction.
    """

    name: str
    row: str
    kind: str
    expected: Decimal | str | tuple[Any, ...]
    against: str
    edits: tuple[Edit, ...]
    choices: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """What a lesson says in one language; places in braces name a claim or a row."""

    title: str
    question: str
    steps: tuple[str, ...]
    answer: str

    @property
    def parts(self) -> tuple[str, ...]:
        """Everything that it says."""
        return (self.title, self.question, *self.steps, self.answer)


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A question, what to open for it, what to do, and what is claimed.

    `order` is its place among the lessons; `session` is what opens; `texts` are by the code of a
    language; `sources` name where the question is asked and where the numbers come from.
    """

    key: str
    order: int
    session: LoadedSession
    claims: Mapping[str, Claim]
    texts: Mapping[str, Text]
    sources: tuple[str, ...]

    def text(self, language: str) -> Text:
        """Give the text in a language, in English if it does not have that one."""
        return self.texts.get(language, self.texts[ENGLISH])

    def row(self, name: str) -> LossRow:
        """Give the row of this name, one of those that the claims are about."""
        return next(row for row in self.session.losses if row.name == name)
