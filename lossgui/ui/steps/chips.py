"""How the steps are painted: chips with arrows between them."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from lossgui.ui.losses.painting import PADDING
from lossgui.ui.steps.steps_model import CHIP
from lossgui.ui.theme import current_theme

ARROW = 16
"""Width of the arrow before a chip."""
_MARGIN = 3
_WIDEST_VALUE = "= -2.36667e-05"


def readable_on(colour):
    """Give black or white, whichever has more contrast on this colour (WCAG 2.1)."""
    shares = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    luminance = sum(w * s for w, s in zip((0.2126, 0.7152, 0.0722), shares, strict=True))
    return QColor("#000000" if luminance > 0.179 else "#ffffff")


def chip_width(chip, font):
    """Give the width that a chip needs, with the arrow before it.

    The last chip has room for every value: a new value must not move the line.
    """
    if chip is None:
        return ARROW
    metrics, bold = QFontMetrics(font), QFontMetrics(bold_font(font))
    space = metrics.horizontalAdvance(" ")
    width = bold.horizontalAdvance(chip.name) + space + metrics.horizontalAdvance(chip.shape)
    if chip.number:
        width += metrics.horizontalAdvance(chip.number) + space
    if chip.value:
        shown = max(bold.horizontalAdvance(text) for text in (chip.value, _WIDEST_VALUE))
        width += space + shown
    return ARROW + width + 4 * PADDING


def chip_height(font):
    """Give the height of a line of chips."""
    return QFontMetrics(font).height() + 2 * PADDING + 2 * _MARGIN


def bold_font(font):
    """Give a bold copy of a font."""
    font = type(font)(font)
    font.setBold(True)
    return font


class ChipDelegate(QStyledItemDelegate):
    """Paints one step; the selected one is filled with the loss's colour."""

    def sizeHint(self, option, index):
        return QSize(chip_width(index.data(CHIP), option.font), chip_height(option.font))

    def paint(self, painter, option, index):
        chip, theme = index.data(CHIP), current_theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rectangle = QRectF(option.rect)
        if chip is None:
            _paint_gap(painter, rectangle, theme)
        else:
            if chip.stage:
                _paint_arrow(painter, rectangle, theme)
            _paint_chip(painter, option, chip, theme)
        painter.restore()


def _paint_gap(painter, rectangle, theme):
    """Draw the line on past a step that this loss does not have."""
    painter.setPen(QPen(QColor(theme.border), 1, Qt.PenStyle.DotLine))
    y = rectangle.center().y()
    painter.drawLine(QPointF(rectangle.left() + 2, y), QPointF(rectangle.right(), y))


def _paint_arrow(painter, rectangle, theme):
    middle = QPointF(rectangle.left() + ARROW / 2, rectangle.center().y())
    painter.setPen(QPen(QColor(theme.muted_text), 1.6))
    painter.drawPolyline(
        QPolygonF(
            [middle + QPointF(-2.5, -4.5), middle + QPointF(2.5, 0), middle + QPointF(-2.5, 4.5)]
        )
    )


def _paint_chip(painter, option, chip, theme):
    box = QRectF(option.rect).adjusted(ARROW + 1, _MARGIN, -1, -_MARGIN)
    colour = QColor(theme.loss_colour(chip.colour))
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    strong = QColor(theme.text)
    weak = QColor(theme.muted_text)
    if selected:
        painter.setBrush(colour)
        painter.setPen(QPen(colour, 1))
        strong = weak = readable_on(colour)
    else:
        painter.setBrush(QColor(theme.base))
        painter.setPen(QPen(QColor(theme.border), 1))
    painter.drawRoundedRect(box, 5, 5)
    if chip.parts:
        _paint_parting(painter, box, theme)
    if selected and option.state & QStyle.StateFlag.State_HasFocus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(strong, 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(box.adjusted(2.5, 2.5, -2.5, -2.5), 3, 3)
    _paint_text(painter, option, chip, box, strong, weak)


def _paint_parting(painter, box, theme):
    """Mark the step where two losses part with a thick frame in the warning colour."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.warning), 2.4))
    painter.drawRoundedRect(box, 5, 5)


def _paint_text(painter, option, chip, box, strong, weak):
    left = box.left() + 1.5 * PADDING
    for text, is_bold, colour in (
        (chip.number, False, weak),
        (chip.name, True, strong),
        (chip.shape, False, weak),
        (chip.value, True, strong),
    ):
        if not text:
            continue
        font = bold_font(option.font) if is_bold else option.font
        painter.setFont(font)
        painter.setPen(colour)
        place = QRectF(left, box.top(), box.right() - left, box.height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), text)
        left += QFontMetrics(font).horizontalAdvance(text + " ")
