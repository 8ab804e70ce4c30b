"""The marks for a file: painted in pixels, with lines as thick at every scale.

On the screen pyqtgraph paints in the figure's own coordinates, with pens that keep their width by
being "cosmetic". In a file that width is a pixel of the device (half as thick in an image twice as
fine), and in SVG it hangs on ``vector-effect``, which several viewers do not know: they paint a
line of two pixels across the whole plot.
"""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainterPath, QPen, qRgb

from lossgui.plots.figure import Band, Bars, Curve, Heat, Level, Points
from lossgui.ui.plots.marks import (
    BAND_ALPHA,
    BAND_WIDTH,
    CROWD_ALPHA,
    CROWD_SIZE,
    CURVE_WIDTH,
    HANDLE_WIDTH,
    LEVEL_WIDTH,
    POINT_SIZE,
    RIM_WIDTH,
)
from lossgui.ui.plots.overlay import shade_colour

FAR = 1e5
"""Pixels: what lies farther away is moved here, as painters count in limited numbers."""
MOST_RECTANGLES = 4000
"""A heat of more cells than this is an image, not a rectangle for each."""


def paint_marks(painter, canvas):
    """Paint the marks of a canvas's figure; the caller clips what reaches beyond the plot."""
    place = Place(canvas.view)
    order = (Heat, Bars, Band, Level, Curve, Points)
    marks = sorted(canvas.drawn.marks, key=lambda mark: order.index(type(mark)))
    for mark in marks:
        PAINT[type(mark)](painter, mark, place, canvas.theme)
        if isinstance(mark, Band):
            _paint_line(painter, mark.x, mark.middle, place, _pen(mark, canvas.theme, BAND_WIDTH))
    handle = canvas.drawn.handle
    if handle is not None:
        x = place.x(handle.value)
        painter.setPen(QPen(QColor(canvas.theme.accent), HANDLE_WIDTH))
        painter.drawLine(QPointF(x, place.box.top()), QPointF(x, place.box.bottom()))


class Place:
    """Where the figure's coordinates are in the scene."""

    def __init__(self, view):
        self.box = view.sceneBoundingRect()
        self._transform = view.childGroup.sceneTransform()

    def x(self, values):
        """Return the pixels of x values."""
        return self._map(values, self._transform.m11(), self._transform.dx())

    def y(self, values):
        """Return the pixels of y values."""
        return self._map(values, self._transform.m22(), self._transform.dy())

    def _map(self, values, scale, shift):
        with np.errstate(all="ignore"):
            return np.clip(np.asarray(values, np.float64) * scale + shift, -FAR, FAR)

    def rectangles(self, left, right, low, high):
        """Return rectangles between these coordinates."""
        parts = np.broadcast_arrays(self.x(left), self.y(low), self.x(right), self.y(high))
        return [
            QRectF(QPointF(x0, y0), QPointF(x1, y1)).normalized()
            for x0, y0, x1, y1 in zip(*(part.tolist() for part in parts), strict=True)
        ]


def _pen(mark, theme, width):
    return QPen(QColor(theme.loss_colour(mark.colour)), width)


def _paint_bars(painter, mark, place, theme):
    kept = np.isfinite(mark.heights)
    half = mark.width / 2
    x = mark.x[kept]
    boxes = place.rectangles(x - half, x + half, mark.base, mark.heights[kept])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.loss_colour(mark.colour)))
    painter.drawRects(boxes)


def _paint_band(painter, mark, place, theme):
    colour = QColor(theme.loss_colour(mark.colour))
    colour.setAlpha(BAND_ALPHA)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    x, y = _outline(mark)
    if x.size:
        painter.drawPath(pg.arrayToQPath(place.x(x), place.y(y), connect="finite"))


def _outline(mark):
    """Return the x and y of a band's outline; a NaN stands between the runs of a band with gaps."""
    kept = np.isfinite(mark.low) & np.isfinite(mark.high)
    ends = np.flatnonzero(np.diff(np.concatenate([[False], kept, [False]])))
    xs, ys = [np.empty(0)], [np.empty(0)]
    for first, last in zip(ends[::2], ends[1::2], strict=True):
        edges = (mark.x[first:last, None] + np.array([-0.5, 0.5]) * mark.size).ravel()
        top, bottom = (np.repeat(part[first:last], 2) for part in (mark.high, mark.low))
        xs += [edges, edges[::-1], edges[:1], [np.nan]]
        ys += [top, bottom[::-1], top[:1], [np.nan]]
    return np.concatenate(xs), np.concatenate(ys)


def _paint_level(painter, mark, place, theme):
    if not np.isfinite(mark.value):
        return
    pen = _pen(mark, theme, LEVEL_WIDTH if mark.dashed else CURVE_WIDTH)
    pen.setStyle(Qt.PenStyle.DashLine if mark.dashed else Qt.PenStyle.SolidLine)
    painter.setPen(pen)
    y = float(place.y(mark.value))
    painter.drawLine(QPointF(place.box.left(), y), QPointF(place.box.right(), y))


def _paint_curve(painter, mark, place, theme):
    _paint_line(painter, mark.x, mark.y, place, _pen(mark, theme, CURVE_WIDTH))


def _paint_line(painter, x, y, place, pen):
    path = pg.arrayToQPath(place.x(x), place.y(y), connect="finite") if len(x) else QPainterPath()
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def _paint_points(painter, mark, place, theme):
    crowd = bool(mark.positions)
    colour = QColor(theme.loss_colour(mark.colour))
    colour.setAlpha(CROWD_ALPHA if crowd else 255)
    rim = QPen(QColor(theme.plot_background), RIM_WIDTH)
    painter.setPen(QPen(Qt.PenStyle.NoPen) if crowd else rim)
    painter.setBrush(colour)
    radius = (CROWD_SIZE if crowd else POINT_SIZE) / 2
    kept = np.isfinite(mark.y)
    for x, y in zip(place.x(mark.x[kept]).tolist(), place.y(mark.y[kept]).tolist(), strict=True):
        painter.drawEllipse(QPointF(x, y), radius, radius)


def _paint_heat(painter, mark, place, theme):
    rows, columns = mark.codes.shape
    if not mark.codes.size:
        return
    row, column = mark.corner
    whole = place.rectangles(
        [column - 0.5], column - 0.5 + mark.shape[1], row - 0.5, row - 0.5 + mark.shape[0]
    )[0]
    if mark.codes.size > MOST_RECTANGLES:
        # Enlarged here, as viewers would blur the cells into each other.
        size = (whole.size() * 2).toSize()
        painter.drawImage(whole, _image(mark, theme).scaled(size))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    width, height = whole.width() / columns, whole.height() / rows
    for at in np.ndindex(rows, columns):
        painter.setBrush(shade_colour(theme, int(mark.codes[at])))
        corner = QPointF(whole.left() + at[1] * width, whole.top() + at[0] * height)
        painter.drawRect(QRectF(corner.x(), corner.y(), width, height))


def _image(mark, theme):
    rows, columns = mark.codes.shape
    codes = np.ascontiguousarray(mark.codes)
    image = QImage(codes.data, columns, rows, columns, QImage.Format.Format_Indexed8)
    shades = (shade_colour(theme, code) for code in range(256))
    image.setColorTable([qRgb(shade.red(), shade.green(), shade.blue()) for shade in shades])
    return image.convertToFormat(QImage.Format.Format_RGB32)  # a copy: `codes` ends here


PAINT = {
    Bars: _paint_bars,
    Band: _paint_band,
    Level: _paint_level,
    Curve: _paint_curve,
    Points: _paint_points,
    Heat: _paint_heat,
}
