"""The plot's area: zoom, pan and the way back."""

import pyqtgraph as pg
from PySide6.QtCore import QElapsedTimer, QPointF, Qt, Signal

WHEEL_PAUSE = 700
"""Milliseconds: turns of the wheel closer together than this are one zoom."""


class PlotViewBox(pg.ViewBox):
    """A view box without pyqtgraph's menu and without ranges of its own accord.

    Dragging pans, the wheel zooms, with the right button held dragging zooms each axis. Whoever
    listens is told before a zoom begins, so that it can be taken back.
    """

    zoom_begins = Signal()
    zoomed = Signal()
    menu_wanted = Signal(QPointF)
    clicked = Signal(QPointF)

    def __init__(self, parent=None):
        super().__init__(parent=parent, enableMenu=False, defaultPadding=0.0)
        self.disableAutoRange()
        self._wheel = QElapsedTimer()
        self.setBackgroundColor(None)

    def wheelEvent(self, event, axis=None):
        if not self._wheel.isValid() or self._wheel.restart() > WHEEL_PAUSE:
            self._wheel.start()
            self.zoom_begins.emit()
        super().wheelEvent(event, axis=axis)
        self.zoomed.emit()

    def mouseDragEvent(self, event, axis=None):
        if event.isStart():
            self.zoom_begins.emit()
        super().mouseDragEvent(event, axis=axis)
        self.zoomed.emit()

    def mouseClickEvent(self, event):
        if event.button() == Qt.MouseButton.RightButton:
            event.accept()
            self.menu_wanted.emit(event.screenPos())
        elif event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self.mapSceneToView(event.scenePos()))

    def keyPressEvent(self, event):
        # pyqtgraph zooms through a history of its own with + and -; those are the window's keys.
        event.ignore()
