"""The two axes of the plot and its grid.

pyqtgraph's own AxisItem has no ticks on a logarithmic axis within one decade, changes its width
while numbers change, and keeps its colours when the theme changes; these are plain painted items.
"""

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsWidget, QSizePolicy

from lossgui.plots.figure import Axis
from lossgui.plots.ticks import logarithmic_ticks, ticks

TICK = 4
GAP = 4
OVERHANG = 16
WIDTH_STEP = 8
"""The left axis grows and shrinks by so many pixels, so that the plot stands still meanwhile."""


class PlotAxis(QGraphicsWidget):
    """One axis: ticks with their texts, and a label.

    It shows `axis` over `span`; `places` are its ticks as pairs of pixel and text, which the grid
    follows.
    """

    def __init__(self, vertical, parent=None):
        super().__init__(parent)
        self.vertical = vertical
        self.axis = Axis()
        self.span = (0.0, 1.0)
        self.places = []
        self._theme = None
        self._extent = 0.0
        policy = QSizePolicy.Policy
        self.setSizePolicy(*((policy.Fixed, policy.Ignored)[:: 1 if vertical else -1]))

    def set_theme(self, theme):
        """Use this theme's colours."""
        self._theme = theme
        self.update()

    def show_axis(self, axis, span):
        """Show this axis over the visible `span`, which a zoom may have made another one."""
        if (axis, span) != (self.axis, self.span):
            self.axis, self.span = axis, span
            self.settle()

    def settle(self):
        """Work out the ticks and the room they need."""
        self.places = self._places()
        extent = self._wanted_extent()
        if extent != self._extent:
            self._extent = extent
            self.updateGeometry()
        self.update()

    def position(self, value):
        """Return the pixel along the axis at which a value lies."""
        low, high = self.span
        length = self.size().height() if self.vertical else self.size().width()
        share = (value - low) / (high - low) if high != low else 0.5
        if self.vertical and not self.axis.inverted:
            share = 1 - share
        return share * length

    def sizeHint(self, which, constraint=None):
        if which == Qt.SizeHint.MaximumSize:
            return QSizeF(self._extent, 1e6) if self.vertical else QSizeF(1e6, self._extent)
        return QSizeF(self._extent, 0) if self.vertical else QSizeF(0, self._extent)

    def boundingRect(self):
        # The numbers at both ends are centred on their ticks and reach beyond the axis.
        return self.rect().adjusted(-OVERHANG, -OVERHANG, OVERHANG, OVERHANG)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.settle()

    def wheelEvent(self, event):
        # The wheel over an axis zooms that axis only; the layout's owner connects the view box.
        self.parentItem().zoom_axis(event, 1 if self.vertical else 0)

    def paint(self, painter, option, widget=None):
        if self._theme is None:
            return
        painter.setFont(self.font())
        metrics = QFontMetricsF(self.font())
        colour = QColor(self._theme.plot_foreground)
        line = QPen(QColor(self._theme.border), 1)
        painter.setPen(line)
        width, height = self.size().width(), self.size().height()
        if self.vertical:
            painter.drawLine(QPointF(width - 0.5, 0), QPointF(width - 0.5, height))
        else:
            painter.drawLine(QPointF(0, 0.5), QPointF(width, 0.5))
        for pixel, text in self.places:
            self._paint_tick(painter, metrics, pixel, text, line, colour)
        self._paint_label(painter, metrics, colour)

    def _paint_tick(self, painter, metrics, pixel, text, line, colour):
        painter.setPen(line)
        size = QSizeF(metrics.horizontalAdvance(text) + 2, metrics.height())
        if self.vertical:
            right = self.size().width()
            painter.drawLine(QPointF(right - TICK, pixel), QPointF(right, pixel))
            corner = QPointF(right - TICK - GAP - size.width(), pixel - size.height() / 2)
        else:
            painter.drawLine(QPointF(pixel, 0), QPointF(pixel, TICK))
            # The last number may stand out a little, but not beyond the margin of the figure.
            left = min(pixel - size.width() / 2, self.size().width() + OVERHANG - size.width())
            corner = QPointF(left, TICK + GAP / 2)
        painter.setPen(colour)
        painter.drawText(QRectF(corner, size), Qt.AlignmentFlag.AlignCenter, text)

    def _paint_label(self, painter, metrics, colour):
        if not self.axis.label:
            return
        painter.setPen(colour)
        length = self.size().height() if self.vertical else self.size().width()
        text = metrics.elidedText(self.axis.label, Qt.TextElideMode.ElideMiddle, length)
        middle = Qt.AlignmentFlag.AlignCenter
        if self.vertical:
            painter.save()
            painter.translate(0, length)
            painter.rotate(-90)
            painter.drawText(QRectF(0, 0, length, metrics.height()), middle, text)
            painter.restore()
        else:
            top = self.size().height() - metrics.height() - 1
            painter.drawText(QRectF(0, top, length, metrics.height()), middle, text)

    def _places(self):
        length = self.size().height() if self.vertical else self.size().width()
        low, high = sorted(self.span)
        if length < 20 or high <= low:
            return []
        metrics = QFontMetricsF(self.font())
        if self.axis.ticks is not None:
            found = [tick for tick in self.axis.ticks if low <= tick[0] <= high]
            return self._thinned(found, metrics, length)
        count = int(length / (2.4 * metrics.height() if self.vertical else 72))
        make = logarithmic_ticks if self.axis.logarithmic else ticks
        options = {} if self.axis.logarithmic else {"whole": self.axis.whole}
        found = make((low, high), max(count, 2), **options)
        return self._thinned(found, metrics, length)

    def _thinned(self, found, metrics, length):
        """Leave out every other tick (or more) until their texts stand apart."""
        if self.vertical:
            needed = metrics.height()
        else:
            needed = max((metrics.horizontalAdvance(text) for _, text in found), default=0) + 10
        low, high = sorted(self.span)
        room = length / (high - low) * _spacing(found)
        for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000):
            if room * step >= needed:
                return [(self.position(at), text) for at, text in found[::step]]
        return []

    def _wanted_extent(self):
        metrics = QFontMetricsF(self.font())
        label = metrics.height() + 2 if self.axis.label else 0
        if not self.vertical:
            texts = metrics.height() if self.places or self.axis.ticks != () else 0
            return TICK + GAP / 2 + texts + label + 1
        widest = max((metrics.horizontalAdvance(text) for _, text in self.places), default=0)
        wanted = TICK + GAP + widest + label + 4
        return -(-wanted // WIDTH_STEP) * WIDTH_STEP


def _spacing(found):
    """Return the smallest distance of neighbouring ticks."""
    places = [place for place, _ in found]
    return min((b - a for a, b in pairwise(places)), default=1e300)


class Grid(QGraphicsItem):
    """Faint lines across the plot at the ticks of both axes; lies behind the marks."""

    def __init__(self, across, along, parent):
        super().__init__(parent)
        self._across, self._along = across, along
        self._theme = None
        self.setZValue(-50)

    def set_theme(self, theme):
        """Use this theme's colours."""
        self._theme = theme
        self.update()

    def boundingRect(self):
        return self.parentItem().rect()

    def paint(self, painter, option, widget=None):
        if self._theme is None:
            return
        box = self.boundingRect()
        painter.setPen(QPen(QColor(self._theme.grid), 1))
        # Lines between named places (samples, cells) would only be clutter.
        if self._along.axis.ticks is None:
            for pixel, _ in self._along.places:
                y = round(pixel) + 0.5
                painter.drawLine(QPointF(0, y), QPointF(box.width(), y))
        if self._across.axis.ticks is None:
            for pixel, _ in self._across.places:
                x = round(pixel) + 0.5
                painter.drawLine(QPointF(x, 0), QPointF(x, box.height()))
