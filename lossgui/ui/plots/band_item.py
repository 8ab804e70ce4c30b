"""The band of an envelope on the screen."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage


class BandItem(pg.GraphicsObject):
    """Paints for each column of pixels the range of its group, as an image.

    Hundreds of translucent boxes, or one outline around them, take Qt 20 to 40 ms to fill when the
    ranges vary much; deciding every pixel with NumPy takes one, however wild they are.
    """

    def __init__(self):
        super().__init__()
        self._first, self._size = 0, 1
        self._low = self._high = np.empty(0)
        self._colour = 0
        self._box = QRectF()

    def set_band(self, band, colour):
        """Show this band in a colour with an alpha channel."""
        self.prepareGeometryChange()
        self._first, self._size = band.first, band.size
        self._low, self._high = band.low, band.high
        self._colour = _premultiplied(QColor(colour))
        finite = np.isfinite(band.low) & np.isfinite(band.high)
        self._box = QRectF()
        if finite.any():
            bottom, top = float(band.low[finite].min()), float(band.high[finite].max())
            self._box = QRectF(
                band.first - 0.5, bottom, float(band.x.size * band.size), top - bottom
            )
        self.update()

    def boundingRect(self):
        # A flat band has no height, yet is to be seen: the view's whole height is safe.
        view = self.getViewBox()
        return self._box if view is None else self._box.united(view.viewRect())

    def paint(self, painter, option, widget=None):
        view = self.getViewBox()
        if view is None or not self._low.size:
            return
        ratio = painter.device().devicePixelRatioF()
        width, height = (int(np.ceil(side * ratio)) for side in (view.width(), view.height()))
        area = view.viewRect()
        if width < 1 or height < 1 or area.height() <= 0:
            return
        low, high = self._ranges(area.left(), area.width(), width)
        scale = height / area.height()
        with np.errstate(over="ignore"):  # a zoom far into large numbers
            low, high = (low - area.top()) * scale, (high - area.top()) * scale
        # Even a group of equal numbers is one pixel high.
        high = np.maximum(high, low + 1.0)
        rows = np.arange(height)[:, np.newaxis] + 0.5
        pixels = np.where((rows >= low) & (rows < high), self._colour, np.uint32(0))
        image = QImage(
            pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
        )
        painter.drawImage(area, image)

    def _ranges(self, left, length, width):
        """Return the smallest and largest number at each column of pixels; NaN for none."""
        x = left + (np.arange(width) + 0.5) * (length / width)
        group = np.floor((x - self._first + 0.5) / self._size)
        outside = (group < 0) | (group >= self._low.size)
        group = np.clip(group, 0, self._low.size - 1).astype(np.intp)
        return (np.where(outside, np.nan, part[group]) for part in (self._low, self._high))


def _premultiplied(colour):
    alpha = colour.alpha()
    red, green, blue = (
        part * alpha // 255 for part in (colour.red(), colour.green(), colour.blue())
    )
    return np.uint32(alpha << 24 | red << 16 | green << 8 | blue)
