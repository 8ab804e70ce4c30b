"""Sentences that know how they were made, so that the window can say them in its own language.

They are English text like any other. What makes them keeps the template beside the text, and
``make translations`` finds the templates by the name `worded`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Said(str):
    """An English text with the template and the parts that it was made of.

    Whatever is done to it as to a text (joining, cutting) gives plain text, which stays English.
    """

    __slots__ = ("parts", "template")
    template: str
    parts: Mapping[str, object]

    def __new__(cls, template: str, parts: Mapping[str, object]) -> Said:
        """Fill the parts into the template; a template without any is taken as it stands."""
        made = super().__new__(cls, template.format(**parts) if parts else template)
        made.template, made.parts = template, parts
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, object]]:  # type: ignore[override]
        """Tell copying and pickling what to make it of."""
        return self.template, self.parts


def worded(template: str, **parts: object) -> Said:
    """Make a sentence; the parts are numbers, names, or sentences themselves.

    The template is a literal, a whole sentence with names for its gaps: other languages have
    another order.

    Examples
    --------
    >>> worded("{name} has no samples: a tensor is empty.", name="A")
    'A has no samples: a tensor is empty.'
    """
    return Said(template, parts)


def one_after_another(texts: Iterable[str], *, between: str = " ") -> str:
    """Put sentences behind each other; empty ones are left out."""
    parts = {f"part{number}": text for number, text in enumerate(filter(None, texts))}
    return Said(between.join(f"{{{name}}}" for name in parts), parts) if parts else ""
