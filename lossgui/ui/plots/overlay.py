"""What is written over the marks: numbers at bars and cells, the message, the crosshair."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen
from PySide6.QtWidgets import QGraphicsItem

MARGIN = 5
SMALLEST_FRAMED = 12
"""Pixels from which on the cells of a heat have lines between them."""


class Overlay(QGraphicsItem):
    """One item that paints every text inside the plot.

    A text item for each number would cost some tenths of a millisecond each, at every update.
    Its coordinates are the view box's pixels, so texts keep their size under any zoom and in
    every export.
    """

    def __init__(self, view):
        super().__init__(view)
        self._view = view
        self._theme = None
        self._font = QFont()
        self._labels = ()
        self._message = ""
        self._heat = None
        self._reading = None
        self._handle = None
        self.setZValue(100)

    def set_theme(self, theme):
        """Use this theme's colours."""
        self._theme = theme
        self.update()

    def set_font(self, font):
        """Use this font."""
        self._font = font
        self.update()

    def show_figure(self, figure, heat):
        """Write the figure's labels and message; `heat` is its heat mark or None."""
        self._labels, self._message, self._heat = figure.labels, figure.message, heat
        self._handle = figure.handle
        self.update()

    def show_reading(self, reading):
        """Draw the crosshair at a reading; None takes it away."""
        if reading is not self._reading:
            self._reading = reading
            self.update()

    @property
    def reading(self):
        """The reading the crosshair stands at, or None."""
        return self._reading

    def boundingRect(self):
        return self._view.rect()

    def pixel(self, x, y):
        """Return the place in the view box of a point of the figure."""
        return self._view.mapFromView(QPointF(x, y))

    def paint(self, painter, option, widget=None):
        if self._theme is None:
            return
        painter.setFont(self._font)
        if self._message:
            self._paint_message(painter)
            return
        if self._heat is not None:
            self._paint_cells(painter)
        self._paint_labels(painter)
        if self._heat is not None and self._heat.marked is not None:
            self._paint_marked(painter, *self._heat.marked)
        if self._handle is not None:
            self._paint_handle(painter)
        if self._reading is not None:
            self._paint_reading(painter)

    def _paint_message(self, painter):
        painter.setPen(QColor(self._theme.muted_text))
        box = self.boundingRect().adjusted(24, 12, -24, -12)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(box, int(flags), self._message)

    def _paint_labels(self, painter):
        metrics = QFontMetricsF(self._font)
        placed = [(label, *self._box(label, metrics)) for label in self._labels]
        everything = all(fits for label, _, fits in placed if not label.needed)
        area = self.boundingRect()
        for label, box, fits in placed:
            visible = area.contains(box.center()) and (fits if label.needed else everything)
            if visible:
                if label.shade is None:
                    # Lines that pass behind a number would strike it out.
                    painter.fillRect(box.adjusted(0, 2, 0, -1), self._halo())
                painter.setPen(self._label_colour(label))
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), label.text)

    def _halo(self):
        colour = QColor(self._theme.plot_background)
        colour.setAlpha(215)
        return colour

    def _box(self, label, metrics):
        """Return where a label goes and whether it fits there."""
        at = self.pixel(label.x, label.y)
        size = QSizeF(metrics.horizontalAdvance(label.text) + 2, metrics.height())
        left = at.x() - size.width() / 2
        if label.place == "above":
            top = at.y() - size.height() - 1
        elif label.place == "below":
            top = at.y() + 1
        else:
            top = at.y() - size.height() / 2
        corner = self.pixel(label.x + (label.room or 0), label.y + (label.tall or 0))
        fits = label.room is None or size.width() <= abs(corner.x() - at.x())
        fits = fits and (label.tall is None or size.height() <= abs(corner.y() - at.y()))
        return QRectF(QPointF(left, top), size), fits

    def _label_colour(self, label):
        if label.shade is not None:
            return text_colour(shade_colour(self._theme, label.shade))
        if label.colour is not None:
            return QColor(self._theme.loss_colour(label.colour))
        return QColor(self._theme.text)

    def _paint_cells(self, painter):
        """Draw lines between cells that are large enough: zero looks like the background."""
        rows, columns = self._heat.values.shape
        origin, corner = self.pixel(-0.5, -0.5), self.pixel(columns - 0.5, rows - 0.5)
        box = QRectF(origin, corner).normalized()
        painter.setPen(QPen(QColor(self._theme.grid), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if columns and box.width() / columns >= SMALLEST_FRAMED:
            for column in range(1, columns):
                x = round(box.left() + box.width() * column / columns) + 0.5
                painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        if rows and box.height() / rows >= SMALLEST_FRAMED:
            for row in range(1, rows):
                y = round(box.top() + box.height() * row / rows) + 0.5
                painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.drawRect(box.adjusted(0, 0, -1, 0))

    def _paint_marked(self, painter, row, column):
        box = QRectF(self.pixel(column - 0.5, row - 0.5), self.pixel(column + 0.5, row + 0.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._theme.accent), 2))
        box = box.normalized().adjusted(1, 1, -1, -1)
        # A cell smaller than its frame still needs a frame that can be seen.
        if box.width() < 6 or box.height() < 6:
            box = QRectF(box.center() - QPointF(4, 4), QSizeF(8, 8))
        painter.drawRect(box)

    def _paint_handle(self, painter):
        """Write the handle's value beside its line, on the side that has room."""
        x, area = self.pixel(self._handle.value, 0).x(), self.boundingRect()
        if not 0 <= x <= area.width():
            return
        metrics = QFontMetricsF(self._font)
        width = metrics.horizontalAdvance(self._handle.label) + 2 * MARGIN
        left = x + 4 if x + 4 + width < area.width() else x - 4 - width
        box = QRectF(left, 3, width, metrics.height() + 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.accent))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor(self._theme.accent_text))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._handle.label)

    def _paint_reading(self, painter):
        reading = self._reading
        at, area = self.pixel(reading.x, reading.y), self.boundingRect()
        if not area.adjusted(-1, -1, 1, 1).contains(at):
            return
        pen = QPen(QColor(self._theme.muted_text), 1, Qt.PenStyle.DotLine)
        painter.setPen(pen)
        if reading.place is None:
            painter.drawLine(QPointF(at.x(), 0), QPointF(at.x(), area.height()))
            painter.drawLine(QPointF(0, at.y()), QPointF(area.width(), at.y()))
            painter.setPen(QPen(QColor(self._theme.base), 1.5))
            painter.setBrush(self._reading_colour())
            painter.drawEllipse(at, 4.5, 4.5)
        self._paint_box(painter, at, area)

    def _reading_colour(self):
        colour = self._reading.colour
        return QColor(self._theme.accent if colour is None else self._theme.loss_colour(colour))

    def _paint_box(self, painter, at, area):
        metrics = QFontMetricsF(self._font)
        text = metrics.elidedText(
            self._reading.text, Qt.TextElideMode.ElideRight, area.width() - 4 * MARGIN
        )
        size = QSizeF(metrics.horizontalAdvance(text) + 2 * MARGIN + 2, metrics.height() + MARGIN)
        # To the upper right of the point, and to the other side where the plot ends.
        left = at.x() + 9 if at.x() + 9 + size.width() < area.width() else at.x() - 9 - size.width()
        top = at.y() - 9 - size.height() if at.y() - 9 - size.height() > 0 else at.y() + 9
        left = min(max(left, 1.0), area.width() - size.width() - 1)
        box = QRectF(QPointF(left, min(top, area.height() - size.height() - 1)), size)
        painter.setPen(QPen(self._reading_colour(), 1))
        background = QColor(self._theme.base)
        background.setAlpha(240)
        painter.setBrush(background)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor(self._theme.text))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


def shade_colour(theme, code):
    """Return the heat colour of a code: 0 most negative, 127 zero, 254 most positive, 255 bad."""
    if code == 255:
        return QColor(theme.border)
    ends = [QColor(colour) for colour in theme.diverging]
    low, high = (ends[0], ends[1]) if code < 127 else (ends[1], ends[2])
    share = code / 127 if code < 127 else (code - 127) / 127
    parts = (
        round(a + (b - a) * share) for a, b in zip(low.getRgb()[:3], high.getRgb()[:3], strict=True)
    )
    return QColor(*parts)


def text_colour(background):
    """Return black or white, whichever has the higher contrast against a background."""
    parts = [value / 255 for value in background.getRgb()[:3]]
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in parts
    ]
    # Relative luminance of WCAG 2.1; 0.179 is where black and white have the same contrast.
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return QColor("#000000") if luminance > 0.179 else QColor("#ffffff")
