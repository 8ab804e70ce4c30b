"""How the cells of the table are painted."""

from dataclasses import replace

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle

from lossgui.ui.losses.columns import CHOICES, Column
from lossgui.ui.losses.marks import draw_badge_shape, draw_chevron, draw_radio, square_at
from lossgui.ui.losses.model import BADGES, COLOUR, FAILED
from lossgui.ui.theme import current_theme

PADDING = 5
_TINT = 0.16
_ROUNDING = 2
"""Letters have fractions of pixels; without this a text that just fits would be cut."""


def blend(colour, background, share):
    """Mix this share of a colour into a background."""
    mixed = [
        round(share * over + (1 - share) * under)
        for over, under in zip(colour.getRgb()[:3], background.getRgb()[:3], strict=True)
    ]
    return QColor(*mixed)


def mark_side(metrics):
    """Give the side of radio, dot and badge marks: they grow with the font."""
    return round(metrics.height() * 0.72)


def name_indent(metrics):
    """Give the width that radio and dot take before the name."""
    return 2 * (mark_side(metrics) + PADDING) + PADDING


def extra_width(column, metrics):
    """Give the width that a cell needs beside its text."""
    if column == Column.NAME:
        return name_indent(metrics) + PADDING
    if column == Column.CHECK:
        return mark_side(metrics) + 3 * PADDING + _ROUNDING
    return 2 * PADDING + _ROUNDING


def badge_width(badge, metrics):
    """Give the width of a badge's sign and text with what keeps it from the next one."""
    return mark_side(metrics) + 3 * PADDING + _ROUNDING + metrics.horizontalAdvance(badge.text)


def cell_size(column, text, metrics):
    """Give the size of a cell with this text."""
    width = metrics.horizontalAdvance(text) + extra_width(column, metrics)
    return QSize(width, metrics.height() + 2 * PADDING)


def radio_rectangle(rectangle, metrics):
    """Give the place of the reference marker in a cell of the name column."""
    return square_at(QRectF(rectangle), rectangle.left() + PADDING, mark_side(metrics))


def chevron_rectangle(rectangle, metrics):
    """Give the place of the arrow at the right end of a cell with a list."""
    side = metrics.height()
    return QRectF(rectangle.right() - side + 1, rectangle.top(), side, rectangle.height())


def paint_cell(painter, option, index):
    """Paint one cell; `option` is initialised for the index already."""
    theme = current_theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    background = _background(option, index, theme)
    painter.fillRect(option.rect, background)
    painter.setFont(option.font)
    _PAINTERS.get(index.column(), _paint_text)(painter, option, index, theme)
    if _shows_list(option, index):
        _paint_chevron(painter, option, background, theme)
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.drawRect(QRectF(option.rect).adjusted(1, 1, -1, -1))
    painter.restore()


def _background(option, index, theme):
    base = QColor(theme.base)
    if option.state & QStyle.StateFlag.State_Selected:
        return blend(QColor(theme.loss_colour(index.data(COLOUR))), base, _TINT)
    return base


def _shows_list(option, index):
    state = QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus
    offered = index.column() in CHOICES or index.column() == Column.LOSS
    return offered and bool(option.state & state)


def _paint_chevron(painter, option, background, theme):
    rectangle = chevron_rectangle(option.rect, option.fontMetrics)
    painter.fillRect(rectangle, background)
    draw_chevron(painter, rectangle, QColor(theme.text))


def _paint_name(painter, option, index, theme):
    metrics = option.fontMetrics
    radio = radio_rectangle(option.rect, metrics)
    chosen = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
    draw_radio(painter, radio, QColor(theme.text if chosen else theme.border), chosen=chosen)
    dot = radio.translated(radio.width() + PADDING, 0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.loss_colour(index.data(COLOUR))))
    painter.drawEllipse(dot)
    bold = painter.font()
    bold.setBold(True)
    painter.setFont(bold)
    rectangle = option.rect.adjusted(name_indent(metrics), 0, 0, 0)
    _draw(painter, rectangle, index.data(), QColor(theme.text))


def _paint_value(painter, option, index, theme):
    colour = QColor(theme.bad if index.data(FAILED) else theme.text)
    _draw(painter, option.rect.adjusted(PADDING, 0, -PADDING, 0), index.data(), colour)


def _paint_check(painter, option, index, theme):
    side = mark_side(option.fontMetrics)
    rectangle = QRect(option.rect)
    badges = index.data(BADGES)
    wanted = sum(badge_width(badge, option.fontMetrics) for badge in badges)
    if wanted > rectangle.width():  # signs alone for the others; the tooltip has their names
        badges = (badges[0], *(_without_name(badge) for badge in badges[1:]))
    for badge in badges:
        colour = QColor(getattr(theme, badge.colour))
        square = square_at(QRectF(rectangle), rectangle.left() + PADDING, side)
        if square.right() > option.rect.right():
            return
        draw_badge_shape(painter, badge.shape, square, colour)
        _draw(painter, rectangle.adjusted(side + 2 * PADDING, 0, 0, 0), badge.text, colour)
        rectangle.setLeft(rectangle.left() + badge_width(badge, option.fontMetrics))


def _without_name(badge):
    """Keep the sign, and the text only where it is the number of those not asked."""
    return badge if badge.text.startswith("+") else replace(badge, text="")


def _paint_text(painter, option, index, theme):
    rectangle = option.rect.adjusted(PADDING, 0, -PADDING, 0)
    _draw(painter, rectangle, index.data(), QColor(theme.text))


def _draw(painter, rectangle, text, colour):
    painter.setPen(colour)
    elide = painter.fontMetrics().elidedText
    shown = elide(text, Qt.TextElideMode.ElideRight, rectangle.width())
    painter.drawText(
        rectangle, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown
    )


_PAINTERS = {
    Column.NAME: _paint_name,
    Column.VALUE: _paint_value,
    Column.CHECK: _paint_check,
}
