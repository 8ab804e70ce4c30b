"""What is read of a pasted text, and where its characters stand in what was pasted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.spans import Span


@dataclass(frozen=True)
class Excerpt:
    """The part of a pasted text that is read, line by line as it was pasted.

    Parameters
    ----------
    lines
        The text as Python reads it: without prompts, margins, magic commands and what is left out.
        It has as many lines as what was pasted.
    columns
        For the lines that lost characters, by number from 1: where each character of the line stood
        in what was pasted. All other lines keep their columns.
    left_out
        The lines that are left out, as numbers from 1.
    remarks
        What is to be said about that, in sentences.
    """

    lines: tuple[str, ...]
    columns: Mapping[int, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))
    left_out: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The text that is read, which a framework may run."""
        return "\n".join(self.lines)

    def placed(self, span: Span) -> Span:
        """Give the place in what was pasted, of a piece of the lines.

        Examples
        --------
        >>> from lossgui.core.spans import Span
        >>> Excerpt(("x + 1",), {1: (4, 5, 6, 7, 8)}).placed(Span(1, 0, 1, 1))
        Span(line=1, column=4, end_line=1, end_column=5)
        """
        if not self.columns:
            return span
        begin = self._column(span.line, span.column)
        end = self._column(span.end_line, span.end_column - 1) + 1 if span.end_column else 0
        if (span.end_line, end) < (span.line, begin):
            end = begin
        return replace(span, column=begin, end_column=end)

    def _column(self, line: int, column: int) -> int:
        columns = self.columns.get(line)
        if not columns:
            return column
        if column < len(columns):
            return columns[column]
        return columns[-1] + 1 + column - len(columns)


def lines_of(source: str) -> tuple[str, ...]:
    r"""Cut a text into lines, whichever system wrote it.

    Examples
    --------
    >>> lines_of("a\r\nb\rc\n")
    ('a', 'b', 'c', '')
    """
    return tuple(source.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
