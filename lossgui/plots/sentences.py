"""The few phrases that several plots share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.saying import worded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lossgui.session.calculator import RowSnapshot


def listed(names: Sequence[str]) -> str:
    """Join names as in a sentence: ``A``, ``A and B``, ``A, B and C``."""
    if len(names) < 2:
        return "".join(names)
    return worded("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])


def ended(text: str | None) -> str:
    """Return a sentence with its full stop; the errors of other parts come without."""
    text = text or ""
    return text if text.endswith((".", "!", "?")) else worded("{sentence}.", sentence=text)


def about(name: str, text: str | None) -> str:
    """Return what is to be said of a loss, as a sentence with its name before it."""
    return worded("{name}: {sentence}", name=name, sentence=ended(text))


def shape_text(shape: tuple[int, ...]) -> str:
    """Write a shape as a product: ``3``, ``3 × 4``."""
    return " × ".join(str(size) for size in shape)


def number_text(value: float, digits: int = 6) -> str:
    """Write a number for reading, to so many significant digits; NaN and ∞ by their names."""
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:.{digits}g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    return "0" if text == "-0" else text.replace("-", "−")


def cell_text(tensor: str, cell: tuple[int, ...]) -> str:
    """Name a cell as in code, ``y_pred[0, 2]``; a tensor without axes by its name alone."""
    return f"{tensor}[{', '.join(map(str, cell))}]" if cell else tensor


def final_value(row: RowSnapshot) -> float:
    """Return the row's final number; NaN where nothing was reduced and it is an array."""
    value = np.asarray(row.result.value if row.result is not None else np.nan)
    return float(value) if value.ndim == 0 else float("nan")


def final_text(row: RowSnapshot) -> str:
    """Write the row's final number, or the shape of its losses where nothing was reduced."""
    value = np.asarray(row.result.value if row.result is not None else np.nan)
    if value.ndim == 0:
        return number_text(float(value))
    return worded("{shape} losses", shape=shape_text(value.shape))
