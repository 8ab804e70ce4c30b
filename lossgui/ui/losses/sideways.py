"""A line of fields that scrolls sideways where the window is too narrow for it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy


class SidewaysScroll(QScrollArea):
    """Shows one widget in its full height; its width never widens the window."""

    def __init__(self, widget, parent=None):
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setWidgetResizable(True)
        self.setWidget(widget)

    def _height(self):
        inside = self.widget().minimumSizeHint()
        bar = self.horizontalScrollBar().sizeHint().height()
        return inside.height() + (bar if inside.width() > self.width() else 0)

    def sizeHint(self):
        return QSize(self.widget().sizeHint().width(), self._height())

    def minimumSizeHint(self):
        return QSize(0, self._height())

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.updateGeometry()
