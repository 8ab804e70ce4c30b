"""Names of tensors and of loss rows."""

from __future__ import annotations

import difflib
import keyword
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

LONGEST_NAME = 60

_TARGET = re.compile(r"(?:.*[^a-z0-9])?y[\W_]*true(?:[^a-z].*)?", re.DOTALL)
_PREDICTION = re.compile(r"(?:.*[^a-z0-9])?y[\W_]*pred(?:[^a-z].*)?", re.DOTALL)


def check_tensor_name(name: object) -> str:
    """Give the name back if it can stand in code, as in ``y_pred[0, 2]``.

    Raises
    ------
    TypeError, ValueError
        If it can't; the sentence proposes a name that can.
    """
    if not isinstance(name, str):
        raise TypeError(f"a tensor's name must be text, not {name!r}")
    if name != valid_name(name):
        raise ValueError(
            f"{name[:LONGEST_NAME]!r} cannot be a tensor's name, which has letters, digits and _ "
            f"only; {valid_name(name)} would be right"
        )
    return name


def valid_name(text: str) -> str:
    """Make a name that can stand in code out of any text.

    Examples
    --------
    >>> valid_name("my data (2)"), valid_name("2nd"), valid_name("class")
    ('my_data_2', 't_2nd', 't_class')
    """
    plain = unicodedata.normalize("NFKC", text)
    if not ("_" + plain).isidentifier():
        signs = [sign if ("_" + sign).isidentifier() else " " for sign in plain]
        plain = "_".join("".join(signs).split())
    plain = plain[:LONGEST_NAME] or "tensor"
    if keyword.iskeyword(plain) or not plain.isidentifier():
        plain = f"t_{plain}"[:LONGEST_NAME]
    return plain


def tensor_name(stem: str) -> str:
    """Name the tensor read from a file: y_true or y_pred where the file's name says so.

    ``mnist-y-true`` and ``YPred 3`` do, ``any_predictions`` does not.
    """
    plain = unicodedata.normalize("NFKC", stem).casefold()
    if _TARGET.fullmatch(plain):
        return "y_true"
    if _PREDICTION.fullmatch(plain):
        return "y_pred"
    return valid_name(stem)


def row_name(taken: Collection[str]) -> str:
    """Give the first of A, B, ... Z, AA, AB, ... that is not taken."""
    number = 0
    while (name := _letters(number)) in taken:
        number += 1
    return name


def _letters(number: int) -> str:
    name = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def check_row_name(name: object) -> str:
    """Give the name of a loss row without surrounding blanks.

    Raises
    ------
    TypeError, ValueError
        If it is no text, empty, too long or has control characters.
    """
    if not isinstance(name, str):
        raise TypeError(f"a loss' name must be text, not {name!r}")
    plain = name.strip()
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise ValueError(
            f"a loss' name has 1 to {LONGEST_NAME} visible characters; got {name[:80]!r}"
        )
    return plain


def closest(name: object, known: Iterable[str]) -> str:
    """Say which of the known names was meant, or list them all; for the end of a sentence."""
    names = list(known)
    close = difflib.get_close_matches(str(name)[:LONGEST_NAME], names, n=2)
    if close:
        return f"did you mean {' or '.join(close)}?"
    return f"there are: {', '.join(names)}" if names else "there are none yet"
