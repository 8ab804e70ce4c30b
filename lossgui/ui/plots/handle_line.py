"""The line that is dragged across a sweep."""

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGraphicsItem

from lossgui.ui.plots.marks import HANDLE_WIDTH


class HandleLine(pg.InfiniteLine):
    """A vertical line that says where it is being dragged to, and when it is let go."""

    dragged = Signal(float)
    released = Signal()

    def __init__(self):
        super().__init__(angle=90, movable=True)
        self.setZValue(15)
        self.setVisible(False)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsFocusable, False)
        self.sigDragged.connect(lambda: self.dragged.emit(float(self.value())))
        self.sigPositionChangeFinished.connect(self.released)

    def show_at(self, handle):
        """Stand at the handle's value, within its bounds; None hides the line."""
        self.setVisible(handle is not None)
        # While it is dragged the line is where the pointer is, whatever has been computed.
        if handle is None or self.moving:
            return
        if handle.value != self.value():
            # The pointer stays where it was, and is told of no move: it is not over the line now.
            self.setMouseHover(False)
        self.maxRange = list(handle.bounds)
        self.setValue(handle.value)

    def set_theme(self, theme):
        """Use this theme's colours."""
        self.setPen(pg.mkPen(theme.accent, width=HANDLE_WIDTH))
        self.setHoverPen(pg.mkPen(theme.accent, width=2 * HANDLE_WIDTH))

    def setMouseHover(self, hover):
        super().setMouseHover(hover)
        if hover:
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        else:
            self.unsetCursor()
