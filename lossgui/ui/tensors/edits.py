"""Edits of several cells at once; each is one undo step, or a sentence and no change."""

from contextlib import nullcontext

import numpy as np
from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def set_all(model, parts, number):
    """Put one number into all cells of these parts of a selection."""
    count = sum(part.width() * part.height() for part in parts)
    text = translate("GridEdits", "Set {0} cells of {1} to {2}").format(
        count, model.name, f"{number:g}"
    )
    if count == 1:
        text = None
    blocks = [
        (part.top(), part.left(), np.full((part.height(), part.width()), number)) for part in parts
    ]
    return _write_all(model, blocks, text)


def fill_down(model, parts):
    """Copy the first row of each part down; a single row takes the values above it."""
    blocks = []
    for part in parts:
        top = part.top() if part.height() > 1 else part.top() - 1
        source = top if top >= 0 else 0
        row = model.cells[source, part.left() : part.right() + 1]
        height = part.bottom() - source
        if height > 0:
            blocks.append((source + 1, part.left(), np.tile(row, (height, 1))))
    return _fill(model, blocks)


def fill_right(model, parts):
    """Copy the first column of each part to the right; a single column takes those before it."""
    blocks = []
    for part in parts:
        left = part.left() if part.width() > 1 else part.left() - 1
        source = left if left >= 0 else 0
        column = model.cells[part.top() : part.bottom() + 1, source : source + 1]
        width = part.right() - source
        if width > 0:
            blocks.append((part.top(), source + 1, np.tile(column, (1, width))))
    return _fill(model, blocks)


def fill_parts(model, parts, make):
    """Put what ``make(shape)`` gives into each part of a selection."""
    return _fill(
        model,
        [(part.top(), part.left(), make((part.height(), part.width()))) for part in parts],
    )


def paste(model, parts, block):
    """Put a block into the cells from the selection's first one on.

    A single number fills the whole selection. What would lie beyond the grid's edge is left
    out.

    Returns
    -------
    str
        A sentence if something was left out or refused, else "".
    """
    if block.size == 1:
        return set_all(model, parts, block[0, 0])
    top, left = min(part.top() for part in parts), min(part.left() for part in parts)
    fits = block[: model.rowCount() - top, : model.columnCount() - left]
    text = translate("GridEdits", "Paste {0} cells into {1}").format(fits.size, model.name)
    problem = _write_all(model, [(top, left, fits)], text)
    if problem or fits.shape == block.shape:
        return problem
    message = translate(
        "GridEdits", "The pasted block has {0} × {1} cells; the {2} × {3} that fit were pasted."
    )
    return message.format(*block.shape, *fits.shape)


def _fill(model, blocks):
    count = sum(block.size for _, _, block in blocks)
    text = translate("GridEdits", "Fill {0} cells of {1}").format(count, model.name)
    return _write_all(model, blocks, text)


def _write_all(model, blocks, text):
    """Write blocks as one step; give the reason if one of them is refused."""
    group = model.session.group(text) if len(blocks) > 1 else nullcontext()
    try:
        with group:
            for top, left, block in blocks:
                if not model.write(top, left, block, text):
                    raise _RefusedError
    except _RefusedError:
        return model.problem
    return ""


class _RefusedError(Exception):
    """Leaves a group, so that the session takes back what the group has done."""
