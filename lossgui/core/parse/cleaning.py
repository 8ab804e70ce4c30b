"""A text as it was copied -> the text that Python reads: no fences, prompts, magics and margins.

Only a text that Python refuses as it stands is cleaned. Each step gives as many lines as it gets,
and each line knows where its characters stood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from typing import TYPE_CHECKING

from lossgui.core.excerpt import Excerpt
from lossgui.core.parse.signs import INVISIBLE, said_of_signs, texts_in, with_own_signs

if TYPE_CHECKING:
    from collections.abc import Sequence

# Fences and commands are looked for in lines without blanks around them: no blank can be matched
# in two ways, which takes long in a line of many.
_FENCE = re.compile(r"(```+|~~~+)[\w{}.+ -]*$")
_PROMPT = re.compile(r"\s*(?P<first>>>>|In ?\[[\d* ]*\]:)( |$)|\s*(?P<next>\.\.\.:?)( |$)")
_OUTPUT = re.compile(r"\s*Out ?\[\d*\]:")
_NUMBER = re.compile(r"\s*(\d+)[.:|]?(?:[ \t]|$)")
# Commands of IPython: magics, of the shell, and questions for help.
_COMMAND = re.compile(r"(%%?\w|!!?\s*[\w./~]|\?\??\w|[\w.]+\?\??$|[\w, ]+=\s*[!%]\s*\w)")


@dataclass(frozen=True)
class Line:
    """A line, and where each of its characters stood in the line that was pasted."""

    text: str
    columns: tuple[int, ...]

    def without(self, start: int, end: int) -> Line:
        """Cut a piece out."""
        return Line(self.text[:start] + self.text[end:], self.columns[:start] + self.columns[end:])


EMPTY = Line("", ())


def cleaned(lines: Sequence[str]) -> Excerpt:
    """Clean a text that Python refuses as it stands."""
    found = [Line(text, tuple(range(len(text)))) for text in lines]
    found = _visible(found)
    unread = _behind_the_first_fences(found)
    for step in (_unfenced, _unprompted, _unnumbered):
        found = step(found)
    code, signs = with_own_signs("\n".join(line.text for line in found))
    found = [Line(text, line.columns) for text, line in zip(code.split("\n"), found, strict=True)]
    commands = _commands(found)
    found = [EMPTY if number in commands else line for number, line in enumerate(found, 1)]
    found = _outdented(found)
    remark = said_of_signs(signs)
    return Excerpt(
        tuple(line.text for line in found),
        {
            number: line.columns
            for number, line in enumerate(found, 1)
            if line.columns != tuple(range(len(line.columns)))
        },
        tuple(sorted(commands | unread)),
        (remark,) if remark else (),
    )


def _visible(lines: list[Line]) -> list[Line]:
    """Take characters without any width out."""
    found = []
    for line in lines:
        if INVISIBLE.search(line.text):
            kept = [n for n, sign in enumerate(line.text) if not INVISIBLE.match(sign)]
            text = "".join(line.text[n] for n in kept)
            found.append(Line(text, tuple(line.columns[n] for n in kept)))
        else:
            found.append(line)
    return found


def _is_empty(line: Line) -> bool:
    """Tell whether there is nothing, or only a comment such as those that say what a name is."""
    text = line.text.strip()
    return not text or text.startswith("#")


def _unfenced(lines: list[Line]) -> list[Line]:
    """Take the fences of Markdown away, and what stands around the first pair of them."""
    fences = _fences(lines)
    if not fences:
        return lines
    begin, end = fences[0], fences[1] if len(fences) > 1 else len(lines)
    if len(fences) == 1 and any(not _is_empty(line) for line in lines[:begin]):
        begin, end = -1, begin  # only the closing one was copied
    return [
        line if begin < number < end or line.text.lstrip().startswith("#") else EMPTY
        for number, line in enumerate(lines)
    ]


def _behind_the_first_fences(lines: list[Line]) -> set[int]:
    """List the lines, from 1, of more code in fences: unlike words around it, it may be missed."""
    fences = _fences(lines)
    pairs = zip(fences[2::2], [*fences[3::2], len(lines)], strict=False)
    return {
        number + 1
        for begin, end in pairs
        for number in range(begin + 1, end)
        if not _is_empty(lines[number])
    }


def _fences(lines: list[Line]) -> list[int]:
    return [number for number, line in enumerate(lines) if _FENCE.match(line.text.strip())]


def _unprompted(lines: list[Line]) -> list[Line]:
    """Take the prompts of Python and IPython away, and what was printed between them."""
    first = next((line for line in lines if not _is_empty(line)), EMPTY)
    begin = _PROMPT.match(first.text)
    if begin is None or not begin["first"]:
        return lines
    found, is_code = [], False
    for line in lines:
        prompt = _PROMPT.match(line.text)
        if prompt is not None:
            line = line.without(0, prompt.end())
            # Pages show the prompt in a line of its own and the code below it.
            is_code = bool(prompt["first"]) and not line.text.strip()
        elif _OUTPUT.match(line.text):
            line, is_code = EMPTY, False
        elif not (is_code or line.text.lstrip().startswith("#")):
            line = EMPTY
        found.append(line)
    return found


def _unnumbered(lines: list[Line]) -> list[Line]:
    """Take the line numbers of a web page away: each line has the next one."""
    numbers = [_NUMBER.match(line.text) for line in lines]
    filled = [n for n, line in zip(numbers, lines, strict=True) if not _is_empty(line)]
    values = [int(found[1][:9]) for found in filled if found]
    if len(filled) < 2 or len(values) < len(filled):
        return lines
    if values != list(range(values[0], values[0] + len(values))):
        return lines
    return [
        line.without(0, found.end()) if found else line
        for found, line in zip(numbers, lines, strict=True)
    ]


def _begun(lines: Sequence[Line]) -> set[int]:
    """List the lines, from 1, that begin in no text and in no bracket."""
    code = "\n".join(line.text for line in lines)
    starts = [0, *accumulate(len(line.text) + 1 for line in lines)][:-1]
    texts = texts_in(code)
    inside = {place for begin, end in texts for place in range(begin, end)}
    depth, begun, waiting = 0, set(), dict(zip(starts, range(1, len(lines) + 1), strict=True))
    opened = {begin for begin, _ in texts}
    for place in range(len(code) + 1):
        free = place not in inside or place in opened
        if place in waiting and depth <= 0 and free:
            begun.add(waiting[place])
        if place < len(code) and place not in inside:
            depth = max(depth + (code[place] in "([{") - (code[place] in ")]}"), 0)
    return begun


def _commands(lines: list[Line]) -> set[int]:
    """List the lines, from 1, that are commands of IPython."""
    if not any(_COMMAND.match(line.text.strip()) for line in lines):
        return set()
    begun, found, goes_on = _begun(lines), set(), False
    for number, line in enumerate(lines, 1):
        if goes_on or (number in begun and _COMMAND.match(line.text.strip())):
            found.add(number)
            goes_on = line.text.rstrip().endswith("\\")
    return found


def _outdented(lines: list[Line]) -> list[Line]:
    """Take the margin away that all lines have which begin something."""
    begun = _begun(lines)
    margins = [
        line.text[: len(line.text) - len(line.text.lstrip(" \t"))]
        for number, line in enumerate(lines, 1)
        if number in begun and not _is_empty(line)
    ]
    margin = reduce(_common_start, margins) if margins else ""
    if not margin:
        return lines
    return [line.without(0, len(_common_start(line.text, margin))) for line in lines]


def _common_start(a: str, b: str) -> str:
    """Give what two texts begin with: blanks and tabs are not the same."""
    pairs = enumerate(zip(a, b, strict=False))
    return a[: next((n for n, (one, other) in pairs if one != other), min(len(a), len(b)))]
