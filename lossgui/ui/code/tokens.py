"""Which pieces of a line of Python get which colour, whatever state the text is in.

A pattern and not the `tokenize` module: that one stops at the first open bracket or quote, and
while somebody types there is mostly one.
"""

import builtins
import keyword
import re

KEYWORD, NAME, STRING, NUMBER, COMMENT = "keyword", "name", "string", "number", "comment"

PLAIN = 0
"""The state of a line's end outside of every text; 1 and 2 are inside of a text of many lines."""
_QUOTES = {1: "'''", 2: '"""'}
_STATES = {quotes: state for state, quotes in _QUOTES.items()}

_KEYWORDS = frozenset(keyword.kwlist)
_CALLABLES = frozenset(name for name in dir(builtins) if name.islower())

_TOKEN = re.compile(
    r"""
    (?P<comment>\#.*)
    | (?P<long>[rRbBfFuU]{0,2}(?:'''|\"\"\"))
    | (?P<string>[rRbBfFuU]{0,2}(?:'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?))
    | (?P<number>(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+
        |(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)[jJ]?)
    | (?P<word>[^\W\d]\w*)
    | (?P<decorator>@[^\W\d][\w.]*)
    """,
    re.VERBOSE,
)
_BEFORE_DECORATOR = re.compile(r"\s*")


def styled(line, state=PLAIN):
    """Give the coloured pieces of one line.

    Parameters
    ----------
    line : str
        The line without its end.
    state : int
        What the line before ended in.

    Returns
    -------
    list of (int, int, str)
        Start, length and one of the five styles, in order; characters between them are plain.
    int
        What this line ends in.
    """
    pieces, place = [], 0
    if state in _QUOTES:
        place, state = _end_of_long(line, 0, state)
        pieces.append((0, place, STRING))
    defining = False
    while state == PLAIN and (found := _TOKEN.search(line, place)):
        start, place = found.span()
        if found.lastgroup == "long":
            place, state = _end_of_long(line, place, _STATES[found.group()[-3:]])
            style = STRING
        else:
            style = _style(line, found, defining)
        defining = found.group() in ("def", "class")
        if style:
            pieces.append((start, place - start, style))
    return pieces, state


def _end_of_long(line, place, state):
    """Find where a text of many lines ends: behind its quotes, or not in this line."""
    end = line.find(_QUOTES[state], place)
    return (len(line), state) if end < 0 else (end + 3, PLAIN)


def _style(line, found, defining):
    kind, text = found.lastgroup, found.group()
    if kind == "word":
        return _style_of_word(line, found, defining)
    if kind == "decorator":
        at_start = _BEFORE_DECORATOR.fullmatch(line, 0, found.start())
        return NAME if at_start else ""
    if kind == "number" and found.start() and line[found.start() - 1].isidentifier():
        return ""
    return {"comment": COMMENT, "string": STRING, "number": NUMBER}[kind] if text else ""


def _style_of_word(line, found, defining):
    word, end = found.group(), found.end()
    if word in _KEYWORDS:
        return KEYWORD
    called = line[end:].lstrip()[:1] == "("
    if defining or called:
        return NAME
    after_dot = line[: found.start()].rstrip()[-1:] == "."
    return NAME if word in _CALLABLES and not after_dot else ""
