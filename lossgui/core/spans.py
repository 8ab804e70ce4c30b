"""Pieces of source code, and what is said of them."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of source: lines counted from 1, columns (in characters) from 0, end excluded."""

    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column + 1}"


class ParseError(ValueError):
    """Source code that can't be read as a loss.

    Parameters
    ----------
    problem
        The sentence: what is there and what would be right.
    span
        Where it is; None where the whole text is meant.
    """

    def __init__(self, problem: str, span: Span | None = None) -> None:
        self.problem = problem
        self.span = span or Span(1, 0, 1, 0)
        super().__init__(f"{self.span}: {problem}" if span else problem)

    @property
    def line(self) -> int:
        """The line, from 1."""
        return self.span.line

    @property
    def column(self) -> int:
        """The column, from 0."""
        return self.span.column

    @property
    def end_line(self) -> int:
        """The line in which the piece ends."""
        return self.span.end_line

    @property
    def end_column(self) -> int:
        """The column behind the piece."""
        return self.span.end_column


_CURRENT: ContextVar[Span | None] = ContextVar("origin", default=None)


@contextmanager
def origin(span: Span | None) -> Iterator[None]:
    """Say which piece of source the nodes come from that are made inside."""
    token = _CURRENT.set(span)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current_origin() -> Span | None:
    """Give the piece of source that is being read, None outside of pasted code."""
    return _CURRENT.get()
