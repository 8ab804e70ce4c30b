"""The player's buttons, drawn so that they follow theme and zoom."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette, QPolygonF
from PySide6.QtWidgets import QToolButton

LEFT = ((0.82, 0.08), (0.22, 0.5), (0.82, 0.92))
RIGHT = ((0.18, 0.08), (0.78, 0.5), (0.18, 0.92))
STEP_LEFT = ((0.66, 0.06), (0.8, 0.2), (0.48, 0.5), (0.8, 0.8), (0.66, 0.94), (0.2, 0.5))
# Open, not filled: it must not be taken for the triangle that plays.
STEP_RIGHT = tuple((1 - x, y) for x, y in STEP_LEFT)
BAR_LEFT = ((0.04, 0.08), (0.18, 0.08), (0.18, 0.92), (0.04, 0.92))
BAR_RIGHT = tuple((1 - x, y) for x, y in BAR_LEFT)
PAUSE = (
    ((0.2, 0.12), (0.42, 0.12), (0.42, 0.88), (0.2, 0.88)),
    ((0.58, 0.12), (0.8, 0.12), (0.8, 0.88), (0.58, 0.88)),
)
PLAY = (((0.22, 0.08), (0.88, 0.5), (0.22, 0.92)),)
OVER = (
    ((0.02, 0.08), (0.5, 0.5), (0.02, 0.92)),
    ((0.5, 0.08), (0.98, 0.5), (0.5, 0.92)),
)


class DrawnButton(QToolButton):
    """A button whose picture is some polygons in the colour of the text.

    Parameters
    ----------
    polygons : sequence of sequence of (float, float)
        Corners as shares of the picture's width and height.
    name : str
        The object's name.
    """

    def __init__(self, polygons, name, parent=None):
        super().__init__(parent)
        self._polygons = polygons
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoRaise(True)

    def show_polygons(self, polygons):
        """Show another picture."""
        self._polygons = polygons
        self.update()

    def describe(self, name, tooltip):
        """Set what the button is called and what its tooltip says."""
        self.setAccessibleName(name)
        self.setToolTip(tooltip)

    def sizeHint(self):
        side = self.fontMetrics().height() + 10
        return QSize(side, side)

    def minimumSizeHint(self):
        return self.sizeHint()

    def paintEvent(self, event):
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        group = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        painter.setBrush(self.palette().color(group, QPalette.ColorRole.ButtonText))
        side = self.fontMetrics().height() * 0.75
        picture = QRectF(0, 0, side, side)
        picture.moveCenter(QRectF(self.rect()).center())
        for polygon in self._polygons:
            corners = [
                QPointF(picture.left() + x * side, picture.top() + y * side) for x, y in polygon
            ]
            painter.drawPolygon(QPolygonF(corners))
