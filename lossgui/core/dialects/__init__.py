"""The dialects: one framework era's rules for weights, masks, reduction, constants and dtype."""

from __future__ import annotations

import difflib

from lossgui.core.dialects import keras1, keras3, optax, sklearn1, textbook, tf1, tfkeras, torch2
from lossgui.core.dialects.rules import (
    Denominator,
    Dialect,
    DialectError,
    Own,
    Reduced,
    Unreduced,
    Values,
)

DIALECTS: dict[str, Dialect] = {
    item.key: item
    for item in (
        keras3.DIALECT,
        keras3.JAX,
        keras3.TORCH,
        tfkeras.TF_KERAS_2_15,
        tfkeras.TF_KERAS_2_3,
        tfkeras.TF_KERAS_2_1,
        keras1.KERAS_2_3,
        keras1.KERAS_1,
        tf1.DIALECT,
        torch2.DIALECT,
        optax.DIALECT,
        sklearn1.DIALECT,
        textbook.DIALECT,
    )
}


def find_dialect(name: str) -> Dialect:
    """Find a dialect by key or title.

    Raises
    ------
    ValueError
        If there is none; the sentence names the closest or all of them.
    """
    if str(name) in DIALECTS:
        return DIALECTS[str(name)]
    known = {text.casefold(): item for item in DIALECTS.values() for text in (item.key, item.title)}
    found = known.get(str(name).casefold())
    if found is None:
        close = difflib.get_close_matches(str(name).casefold(), known, n=2)
        hint = (
            f"did you mean {' or '.join(close)}?" if close else f"there are: {', '.join(DIALECTS)}"
        )
        raise ValueError(f"there is no dialect called {name!r}; {hint}")
    return found


__all__ = [
    "DIALECTS",
    "Denominator",
    "Dialect",
    "DialectError",
    "Own",
    "Reduced",
    "Unreduced",
    "Values",
    "find_dialect",
]
