"""The small marks in the table, drawn with the painter so that they follow theme and zoom."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPen, QPolygonF

from lossgui.ui.losses.badge import Shape


def draw_badge_shape(painter, shape, rectangle, colour):
    """Draw the badge's sign into a square; the colour only repeats what the shape says."""
    pen = QPen(colour, max(1.4, rectangle.width() / 8))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _DRAWINGS[shape](painter, rectangle)


def _at(rectangle, x, y):
    """Give the point at these shares of the rectangle's width and height."""
    return QPointF(
        rectangle.left() + x * rectangle.width(), rectangle.top() + y * rectangle.height()
    )


def _polyline(*shares):
    def draw(painter, rectangle):
        painter.drawPolyline(QPolygonF([_at(rectangle, x, y) for x, y in shares]))

    return draw


def _ring(painter, rectangle):
    painter.drawEllipse(rectangle.adjusted(1, 1, -1, -1))


def _dash(painter, rectangle):
    _ring(painter, rectangle)
    painter.drawLine(QLineF(_at(rectangle, 0.3, 0.5), _at(rectangle, 0.7, 0.5)))


def _dots(painter, rectangle):
    painter.setBrush(painter.pen().brush())
    radius = rectangle.width() / 12
    for x in (0.15, 0.5, 0.85):
        painter.drawEllipse(_at(rectangle, x, 0.5), radius, radius)


def _triangle(painter, rectangle):
    _polyline((0.5, 0.06), (0.97, 0.92), (0.03, 0.92), (0.5, 0.06))(painter, rectangle)
    painter.drawLine(QLineF(_at(rectangle, 0.5, 0.4), _at(rectangle, 0.5, 0.62)))
    painter.drawPoint(_at(rectangle, 0.5, 0.79))


def _cross(painter, rectangle):
    painter.drawLine(QLineF(_at(rectangle, 0.15, 0.15), _at(rectangle, 0.85, 0.85)))
    painter.drawLine(QLineF(_at(rectangle, 0.85, 0.15), _at(rectangle, 0.15, 0.85)))


_DRAWINGS = {
    Shape.RING: _ring,
    Shape.DASH: _dash,
    Shape.DOTS: _dots,
    Shape.TICK: _polyline((0.08, 0.55), (0.38, 0.86), (0.95, 0.16)),
    Shape.TRIANGLE: _triangle,
    Shape.CROSS: _cross,
    Shape.DIAMOND: _polyline((0.5, 0.04), (0.96, 0.5), (0.5, 0.96), (0.04, 0.5), (0.5, 0.04)),
}


def draw_radio(painter, rectangle, colour, *, chosen):
    """Draw the marker of the reference row; filled where it is chosen."""
    painter.setPen(QPen(colour, 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(rectangle)
    if chosen:
        quarter = rectangle.width() / 4
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(rectangle.adjusted(quarter, quarter, -quarter, -quarter))


def draw_chevron(painter, rectangle, colour):
    """Draw the arrow that says a list opens here."""
    size = min(rectangle.width(), rectangle.height()) / 2.6
    middle = rectangle.center()
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(
        QPolygonF(
            [
                QPointF(middle.x() - size, middle.y() - size / 2),
                QPointF(middle.x(), middle.y() + size / 2),
                QPointF(middle.x() + size, middle.y() - size / 2),
            ]
        )
    )


def square_at(rectangle, left, side):
    """Give the square of this side, centred vertically, that starts at `left`."""
    return QRectF(left, rectangle.center().y() - side / 2 + 0.5, side, side)
