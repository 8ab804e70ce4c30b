"""Where a small window opens: under what it belongs to, and never off the screen."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication


def place_beside(widget, rectangle):
    """Move a window under a rectangle of the screen, over it where there is no room below."""
    screen = QGuiApplication.screenAt(rectangle.center()) or QGuiApplication.primaryScreen()
    area = screen.availableGeometry()
    place = QRect(rectangle.bottomLeft() + QPoint(0, 1), widget.size())
    if place.bottom() > area.bottom() and rectangle.top() - place.height() >= area.top():
        place.moveBottom(rectangle.top() - 1)
    place.moveBottom(min(place.bottom(), area.bottom()))
    place.moveTop(max(place.top(), area.top()))
    place.moveRight(min(place.right(), area.right()))
    place.moveLeft(max(place.left(), area.left()))
    widget.move(place.topLeft())
