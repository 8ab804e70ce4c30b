"""Source code as the editor sees it: the loss that it is, or what is wrong and where."""

from dataclasses import dataclass
from typing import Any

from lossgui.core.spans import ParseError, Span


@dataclass(frozen=True)
class Reading:
    """What became of one text.

    Parameters
    ----------
    text
        The text that was read.
    loss
        The `Loss`, or None.
    problem, span
        Why there is none, and where.
    """

    text: str
    loss: Any = None
    problem: str = ""
    span: Span | None = None

    @property
    def empty(self):
        """Whether there is nothing to read yet."""
        return not self.text.strip()


def read(text):
    """Read a text; nothing in it is executed."""
    if not text.strip():
        return Reading(text)
    from lossgui.core.parse import parse

    try:
        return Reading(text, parse(text))
    except ParseError as error:
        return Reading(text, None, str(error), error.span)
