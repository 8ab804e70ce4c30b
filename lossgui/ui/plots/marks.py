"""The drawn marks: items made once, kept, and given new numbers."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor

from lossgui.plots.figure import Band, Bars, Curve, Heat, Level, Points
from lossgui.ui.plots.band_item import BandItem
from lossgui.ui.plots.overlay import shade_colour

CURVE_WIDTH, LEVEL_WIDTH, HANDLE_WIDTH, RIM_WIDTH = 2.0, 1.4, 2.0, 1.5
BAND_WIDTH = 1.0
"""Wider lines are outlined before they are filled: 20 times slower for hundreds of zigzags."""
POINT_SIZE, CROWD_SIZE = 10, 5
BAND_ALPHA, CROWD_ALPHA = 90, 170


class Pool:
    """Items of one kind: as many as were ever needed at once, the others hidden."""

    def __init__(self, make, view, depth):
        self._make = make
        self._view = view
        self._depth = depth
        self.items = []

    def give(self, count):
        """Return `count` visible items and hide the rest."""
        while len(self.items) < count:
            item = self._make()
            item.setZValue(self._depth)
            self._view.addItem(item, ignoreBounds=True)
            self.items.append(item)
        for index, item in enumerate(self.items):
            item.setVisible(index < count)
        return self.items[:count]


class Marks:
    """Draws the marks of one figure after the other into a view box.

    pyqtgraph items keep memory when they are removed and added, so nothing is ever removed.
    """

    def __init__(self, view):
        self.pools = {name: Pool(make, view, depth) for name, (_, make, _, depth) in KINDS.items()}

    def show(self, figure, theme):
        """Draw the figure's marks in the theme's colours."""
        for name, (kinds, _, give, _) in KINDS.items():
            wanted = [mark for mark in figure.marks if isinstance(mark, kinds)]
            for item, mark in zip(self.pools[name].give(len(wanted)), wanted, strict=True):
                give(item, mark, theme)


def _image():
    item = pg.ImageItem(axisOrder="row-major")
    item.setAutoDownsample(False)
    return item


def _bars():
    return pg.BarGraphItem(x=[0.0], height=[0.0], width=1.0, pen=None)


def _level():
    return pg.InfiniteLine(angle=0, movable=False)


def _curve():
    return pg.PlotCurveItem(antialias=True, connect="finite")


def _points():
    return pg.ScatterPlotItem(size=POINT_SIZE, pxMode=True)


def _set_image(item, mark, theme):
    if mark.codes.size == 0:
        item.setVisible(False)
        return
    shades = (shade_colour(theme, code).getRgb()[:3] for code in range(256))
    table = np.array(list(shades), dtype=np.uint8)
    # autoDownsample and levels would touch every number; codes with a colour table do not.
    item.setImage(np.ascontiguousarray(mark.codes), levels=(0, 255), lut=table, autoLevels=False)
    row, column = mark.corner
    item.setRect(QRectF(column - 0.5, row - 0.5, mark.shape[1], mark.shape[0]))


def _set_bars(item, mark, theme):
    colour = QColor(theme.loss_colour(mark.colour))
    kept = np.isfinite(mark.heights)
    heights = mark.heights[kept].astype(np.float64)
    base = np.full(heights.size, mark.base)
    item.setOpts(
        x=mark.x[kept], y0=base, y1=heights, width=mark.width, height=None, brush=colour, pen=None
    )


def _set_band(item, mark, theme):
    colour = QColor(theme.loss_colour(mark.colour))
    colour.setAlpha(BAND_ALPHA)
    item.set_band(mark, colour)


def _set_level(item, mark, theme):
    style = Qt.PenStyle.DashLine if mark.dashed else Qt.PenStyle.SolidLine
    width = LEVEL_WIDTH if mark.dashed else CURVE_WIDTH
    item.setPen(pg.mkPen(theme.loss_colour(mark.colour), width=width, style=style))
    item.setVisible(bool(np.isfinite(mark.value)))
    item.setValue(mark.value if np.isfinite(mark.value) else 0.0)


def _set_curve(item, mark, theme):
    y = mark.middle if isinstance(mark, Band) else mark.y
    width = BAND_WIDTH if isinstance(mark, Band) else CURVE_WIDTH
    item.setData(x=mark.x, y=y, pen=pg.mkPen(theme.loss_colour(mark.colour), width=width))


def _set_points(item, mark, theme):
    kept = np.isfinite(mark.y)
    crowd = bool(mark.positions)
    colour = QColor(theme.loss_colour(mark.colour))
    colour.setAlpha(CROWD_ALPHA if crowd else 255)
    rim = pg.mkPen(None) if crowd else pg.mkPen(theme.plot_background, width=RIM_WIDTH)
    item.setData(
        x=mark.x[kept],
        y=mark.y[kept].astype(np.float64),
        size=CROWD_SIZE if crowd else POINT_SIZE,
        brush=pg.mkBrush(colour),
        pen=rim,
    )


KINDS = {
    "heats": ((Heat,), _image, _set_image, -10),
    "bands": ((Band,), BandItem, _set_band, -5),
    "bars": ((Bars,), _bars, _set_bars, 0),
    "levels": ((Level,), _level, _set_level, 5),
    "curves": ((Curve, Band), _curve, _set_curve, 10),
    "points": ((Points,), _points, _set_points, 20),
}
"""For each pool: the marks it shows, what makes an item, what gives it numbers, and its depth."""
