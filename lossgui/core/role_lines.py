"""The comment lines of a source that say what its free names are: tensors or numbers.

``# tensors: z_mean, w`` and ``# numbers: beta = 0.5, original_dim``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TENSOR, NUMBER = "tensor", "number"

_LINE = re.compile(r"^[ \t]*#[ \t]*(tensors|numbers)[ \t]*:(.*)$", re.MULTILINE)
_WORDS = {TENSOR: "tensors", NUMBER: "numbers"}


@dataclass(frozen=True)
class Said:
    """What the comment lines ``# tensors: a, b`` and ``# numbers: beta = 0.5`` say."""

    tensors: tuple[str, ...]
    numbers: dict[str, float | None]


def said_in(source: str) -> Said:
    """Read the comment lines that settle what a name is.

    Examples
    --------
    >>> said_in("# numbers: beta = 0.5, gamma").numbers
    {'beta': 0.5, 'gamma': None}
    """
    tensors: list[str] = []
    numbers: dict[str, float | None] = {}
    for kind, text in _LINE.findall(source):
        for item in text.split(","):
            name, _, value = (part.strip() for part in item.partition("="))
            if not name.isidentifier():
                continue
            if kind == "tensors":
                tensors.append(name)
            else:
                numbers[name] = _number(value)
    return Said(tuple(tensors), numbers)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def with_role(source: str, name: str, role: str) -> str:
    r"""Give the source with a name said to be a tensor or a number.

    The name is taken out of the other line and added to its own one, which is made at the top
    where there is none. A name that has the role already keeps its place and value.

    Examples
    --------
    >>> with_role("K.mean(y * beta)", "beta", "number")
    '# numbers: beta\nK.mean(y * beta)'
    """
    wanted = _WORDS[role]
    entries = {word: _entries(source, word) for word in _WORDS.values()}
    if any(_name(entry) == name for entry in entries[wanted]):
        return source
    other = next(word for word in _WORDS.values() if word != wanted)
    without = [entry for entry in entries[other] if _name(entry) != name]
    if len(without) < len(entries[other]):
        source = _with_line(source, other, without)
    return _with_line(source, wanted, [*entries[wanted], name])


def _entries(source: str, word: str) -> list[str]:
    found = [text for kind, text in _LINE.findall(source) if kind == word]
    parts = (part.strip() for text in found for part in text.split(","))
    return [part for part in parts if part]


def _name(entry: str) -> str:
    return entry.partition("=")[0].strip()


def _with_line(source: str, word: str, entries: list[str]) -> str:
    """Put the entries of one word into the first line of it, and take its other lines away."""
    line = f"# {word}: {', '.join(entries)}"
    lines, written = [], not entries
    for old in source.split("\n"):
        found = _LINE.match(old)
        if found is None or found[1] != word:
            lines.append(old)
        elif not written:
            lines.append(line)
            written = True
    return "\n".join(lines if written else [line, *lines])
