"""Paints the visible cells of a grid in one go.

Qt's own way asks the model for eight roles and the style for a layout, for every cell, through
Python; that takes 10 ms for a window full of numbers. Here a paint event costs one look at the
slice, and per cell one rectangle and one text.
"""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPen

from lossgui.ui.tensors.heat import NO_LEVEL, ramp, readable_on

PADDING = 6
_TINT = 0.18
_BAR_INSET = 2
_FAR = 20_000


@dataclass(frozen=True)
class Visible:
    """The rows and columns that a paint event concerns, and where they are."""

    rows: range
    columns: range
    tops: tuple[int, ...]
    lefts: tuple[int, ...]
    widths: tuple[int, ...]
    height: int

    @property
    def slices(self):
        """The visible part as an index of the slice."""
        return np.s_[self.rows.start : self.rows.stop, self.columns.start : self.columns.stop]


def visible_part(view, area):
    """Find the cells of a view that lie in an area of its viewport; None if there are none."""
    rows = _lines(view.rowAt(area.top()), view.rowAt(area.bottom()), view.model().rowCount())
    columns = _lines(
        view.columnAt(area.left()), view.columnAt(area.right()), view.model().columnCount()
    )
    if not rows or not columns:
        return None
    return Visible(
        rows,
        columns,
        tuple(view.rowViewportPosition(row) for row in rows),
        tuple(view.columnViewportPosition(column) for column in columns),
        tuple(view.columnWidth(column) for column in columns),
        view.rowHeight(rows.start),
    )


def _lines(first, last, count):
    """Give the lines between two answers of rowAt or columnAt, which say -1 for none."""
    if first < 0:
        return range(0)
    return range(first, (count - 1 if last < 0 else last) + 1)


def paint_cells(painter, view, visible):
    """Paint background, bar and text of every visible cell; give the widest text's width."""
    theme, model = view.theme, view.model()
    painter.fillRect(_area(visible), QColor(theme.grid))
    fills, texts = _colours(view, visible, theme)
    bars = _bar_widths(view, visible)
    bar_colour = QColor(theme.share)
    metrics = painter.fontMetrics()
    baseline = (visible.height - 1 + metrics.ascent() - metrics.descent()) // 2
    lines = tuple(zip(visible.columns, visible.lefts, visible.widths, strict=True))
    widest, inside, pen = 0, visible.height - 1, None
    for place, (row, top) in enumerate(zip(visible.rows, visible.tops, strict=True)):
        row_fills, row_texts, row_bars = fills[place], texts[place], bars and bars[place]
        for at, (column, left, width) in enumerate(lines):
            painter.fillRect(left, top, width - 1, inside, row_fills[at])
            if row_bars and row_bars[at]:
                painter.fillRect(
                    left, top + _BAR_INSET, row_bars[at], inside - 2 * _BAR_INSET, bar_colour
                )
            text = model.text(row, column)
            advance = view.text_width(text)
            widest = max(widest, advance)
            if row_texts[at] is not pen:
                pen = row_texts[at]
                painter.setPen(pen)
            if advance > width - 2 * PADDING:
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - PADDING)
                advance = width - PADDING - 2
            painter.drawText(left + width - PADDING - advance, top + baseline, text)
    return widest


def _area(visible):
    left, top = visible.lefts[0], visible.tops[0]
    right = visible.lefts[-1] + visible.widths[-1]
    return QRect(left, top, right - left, visible.tops[-1] + visible.height - top)


def _colours(view, visible, theme):
    """Choose fill and text colour of each visible cell, as lists of rows."""
    pairs = _Pairs(view.scale, theme)
    keys = zip(_levels(view, visible), _selected(view, visible), _lit(view, visible), strict=True)
    rows = [[pairs[key] for key in zip(*row, strict=True)] for row in keys]
    return [[fill for fill, _ in row] for row in rows], [[text for _, text in row] for row in rows]


class _Pairs(dict):
    """Fill and text colour by (level, selected, lit), made when they are needed first."""

    def __init__(self, scale, theme):
        super().__init__()
        self._theme = theme
        self._fills = () if scale is None else ramp(theme, scale.kind)
        self._base, self._text = QColor(theme.base), QColor(theme.text)

    def __missing__(self, key):
        level, selected, lit = key
        if level != NO_LEVEL:
            fill = self._fills[level]
        else:
            fill = QColor(self._theme.lit) if lit and not self._fills else self._base
        if selected:
            fill = mixed(QColor(self._theme.accent), fill, _TINT)
        text = self._text if fill == self._base else readable_on(fill)
        self[key] = fill, text
        return self[key]


def mixed(colour, background, share):
    """Lay this share of a colour over a background."""
    over, under = colour.getRgb()[:3], background.getRgb()[:3]
    parts = (round(share * a + (1 - share) * b) for a, b in zip(over, under, strict=True))
    return QColor(*parts)


def _levels(view, visible):
    shape = len(visible.rows), len(visible.columns)
    if view.scale is None:
        return np.full(shape, NO_LEVEL).tolist()
    return view.scale.levels(view.model().cells[visible.slices]).tolist()


def _selected(view, visible):
    chosen = np.zeros((len(visible.rows), len(visible.columns)), dtype=bool)
    for part in view.selectionModel().selection():
        _mark(chosen, visible, part.top(), part.left(), part.bottom(), part.right())
    # The current cell has a frame; without a tint its own colour and bar stay readable.
    current = view.currentIndex()
    row, column = current.row(), current.column()
    if row in visible.rows and column in visible.columns:
        chosen[row - visible.rows.start, column - visible.columns.start] = False
    return chosen.tolist()


def _lit(view, visible):
    lit = np.zeros((len(visible.rows), len(visible.columns)), dtype=bool)
    if view.lit is not None:
        _mark(lit, visible, *view.lit)
    return lit.tolist()


def _mark(mask, visible, top, left, bottom, right):
    first_row, first_column = visible.rows.start, visible.columns.start
    rows = slice(max(top - first_row, 0), max(bottom + 1 - first_row, 0))
    columns = slice(max(left - first_column, 0), max(right + 1 - first_column, 0))
    mask[rows, columns] = True


def _bar_widths(view, visible):
    """Give the length of each cell's bar, the largest cell's being the cell's width."""
    largest = view.model().extent.largest
    if not view.bars or not largest:
        return None
    cells = np.abs(np.asarray(view.model().cells[visible.slices], dtype=np.float64))
    parts = np.nan_to_num(cells / largest, nan=0.0, posinf=0.0)
    return np.rint(np.minimum(parts, 1) * (np.array(visible.widths) - 1)).astype(int).tolist()


def paint_frames(painter, view):
    """Paint the frames around lit cells, the selection, and the current cell."""
    theme = view.theme
    accent, muted = QColor(theme.accent), QColor(theme.border)
    colour = accent if view.hasFocus() else muted
    for part in view.selectionModel().selection():
        block = (part.top(), part.left(), part.bottom(), part.right())
        _frame(painter, view, block, colour, Qt.PenStyle.SolidLine)
    if view.lit is not None:
        # Two colours one over the other, so that the dashes show on every heat colour.
        _frame(painter, view, view.lit, QColor(theme.base), Qt.PenStyle.SolidLine)
        _frame(painter, view, view.lit, QColor(theme.text), Qt.PenStyle.DashLine)
    current = view.currentIndex()
    if current.isValid():
        block = (current.row(), current.column(), current.row(), current.column())
        _frame(painter, view, block, colour, Qt.PenStyle.SolidLine)


def _frame(painter, view, block, colour, style):
    top, left, bottom, right = block
    first = view.visualRect(view.model().index(top, left))
    last = view.visualRect(view.model().index(bottom, right))
    if first.isValid() and last.isValid():
        painter.setPen(QPen(colour, 2, style, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # A frame round millions of rows would be drawn dash by dash far outside the window.
        near = view.viewport().rect().adjusted(-_FAR, -_FAR, _FAR, _FAR)
        painter.drawRect(first.united(last).intersected(near).adjusted(1, 1, -2, -2))
