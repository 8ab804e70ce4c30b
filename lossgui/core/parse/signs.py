"""Signs that web pages and input methods put in the place of Python's own."""

from __future__ import annotations

import re

# Read as Python's sign, because nothing else can be meant outside of a text or a comment.
_SAME = {
    "\N{IDEOGRAPHIC COMMA}": ",",
    "\N{LEFT BLACK LENTICULAR BRACKET}": "[",
    "\N{RIGHT BLACK LENTICULAR BRACKET}": "]",
    "\N{MINUS SIGN}": "-",
    "\N{EN DASH}": "-",
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
}
# Full-width forms stand in the order of ASCII.
_FULL_WIDTH = {chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F)}
_BLANKS = dict.fromkeys(
    "\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " "
)
READ_AS = {**_FULL_WIDTH, **_SAME, **_BLANKS}

# These have no width: whoever copied them can't see them.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")

# Not read, because they could mean several things; what most people mean.
_MEANT = {
    "\N{LESS-THAN OR EQUAL TO}": "<=",
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "\N{NOT EQUAL TO}": "!=",
    "\N{MULTIPLICATION SIGN}": "*",
    "\N{MIDDLE DOT}": "*",
    "\N{DOT OPERATOR}": "*",
    "\N{DIVISION SIGN}": "/",
    "\N{SUPERSCRIPT TWO}": "** 2",
    "\N{SUPERSCRIPT THREE}": "** 3",
    "\N{IDEOGRAPHIC FULL STOP}": ".",
    "\N{EM DASH}": "-",
    "\N{RIGHTWARDS ARROW}": "->",
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{SQUARE ROOT}": "sqrt(…)",
    "\N{N-ARY SUMMATION}": "a function such as tf.reduce_sum",
    "\N{LEFT ANGLE BRACKET}": "<",
    "\N{RIGHT ANGLE BRACKET}": ">",
}

_SKIPPED = re.compile(
    r"#[^\n]*"
    r"|(?P<quote>\"\"\"|''')(?:\\.|(?!(?P=quote)).)*(?P=quote)?"
    r"|\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?"
    r"|“[^”\n]*”|‘[^’\n]*’",
    re.DOTALL,
)
_FOREIGN = re.compile("[" + re.escape("".join(READ_AS)) + "]")


def texts_in(code: str) -> list[tuple[int, int]]:
    """List where texts and comments begin and end, as places in the code."""
    return [found.span() for found in _SKIPPED.finditer(code)]


def with_own_signs(code: str) -> tuple[str, dict[str, str]]:
    """Put Python's signs in the place of others, one for one; give those that changed, too.

    Texts and comments stay as they are, but for the quotes around them.

    Examples
    --------
    >>> with_own_signs("f(a\uff0cb)  # \uff0c")[0]
    'f(a,b)  # \uff0c'
    """
    parts: list[str] = []
    changed: dict[str, str] = {}
    end = 0
    for start, stop in [*texts_in(code), (len(code), len(code))]:
        between, text = code[end:start], code[start:stop]
        changed |= {sign: READ_AS[sign] for sign in _FOREIGN.findall(between)}
        parts.append(_FOREIGN.sub(lambda found: READ_AS[found[0]], between))
        if text[:1] in ("“", "‘"):
            changed |= {sign: READ_AS[sign] for sign in (text[0], text[-1])}
            text = READ_AS[text[0]] + text[1:-1] + READ_AS[text[-1]]
        parts.append(text)
        end = stop
    return "".join(parts), changed


def said_of_sign(sign: str) -> str:
    """Say what to write instead of a sign that Python does not take.

    Examples
    --------
    >>> said_of_sign("\u2264")
    'Python does not know the sign \u2264 (U+2264): write <='
    """
    meant = _MEANT.get(sign) or READ_AS.get(sign, "").strip()
    name = f"{sign} (U+{ord(sign):04X})" if sign.isprintable() else f"U+{ord(sign):04X}"
    advice = f"write {meant}" if meant else "take it out, or write a word"
    return f"Python does not know the sign {name}: {advice}"


def said_of_signs(changed: dict[str, str]) -> str:
    """Say which signs were read as Python's; blanks can't be told apart and are not named."""
    seen = [sign for sign, own in changed.items() if own != " "]
    if len(seen) == 1:
        return f"The sign {seen[0]} is read as Python's own."
    return f"The signs {' '.join(seen)} are read as Python's own." if seen else ""
