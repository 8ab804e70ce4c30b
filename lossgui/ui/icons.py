"""Icons as lines on a 24 x 24 grid, drawn in the theme's colours.

Drawn rather than loaded: they follow light and dark without a second set of files, stay sharp at
every scale, and need no SVG plugin while the window starts.
"""

from functools import cache

import shiboken6
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPen, QPixmap

from lossgui.ui.theme import current_theme

GRID = 24

LINES = {
    "new": ("M6 3 L14 3 L18 7 L18 21 L6 21 Z", "M14 3 L14 7 L18 7"),
    "open": ("M3 19 L3 5 L9 5 L11 8 L19 8 L19 11", "M3 19 L7 11 L22 11 L18 19 Z"),
    "save": (
        "M4 4 L17 4 L20 7 L20 20 L4 20 Z",
        "M8 4 L8 9 L15 9 L15 4",
        "M7 20 L7 13 L17 13 L17 20",
    ),
    "undo": ("M9 5 L4 10 L9 15", "M4 10 L14 10 C22 10 22 20 14 20 L9 20"),
    "redo": ("M15 5 L20 10 L15 15", "M20 10 L10 10 C2 10 2 20 10 20 L15 20"),
    "copy": ("M8 8 L20 8 L20 20 L8 20 Z", "M16 8 L16 4 L4 4 L4 16 L8 16"),
    "paste": ("M6 5 L4 5 L4 21 L20 21 L20 5 L18 5", "M8 3 L16 3 L16 7 L8 7 Z"),
    "add": ("M12 5 L12 19", "M5 12 L19 12"),
    "remove": ("M5 12 L19 12",),
    "close": ("M6 6 L18 18", "M18 6 L6 18"),
    "float": ("M4 9 L15 9 L15 20 L4 20 Z", "M9 9 L9 4 L20 4 L20 15 L15 15"),
    "check": ("M4 13 L10 19 L20 6",),
    "cross": ("M6 6 L18 18", "M18 6 L6 18"),
    "wait": ("M12 3 C24 3 24 21 12 21 C0 21 0 3 12 3", "M12 7 L12 12 L16 14"),
    "unknown": ("M8 9 C8 3 17 4 16 10 C15 13 12 12 12 16", "M12 19 L12 20"),
    "code": ("M8 6 L2 12 L8 18", "M16 6 L22 12 L16 18", "M14 4 L10 20"),
    "into": ("M12 3 L12 16", "M7 11 L12 16 L17 11", "M6 21 L18 21"),
    "over": ("M3 14 C4 4 18 4 20 12", "M20 6 L20 13 L13 13", "M9 20 L15 20"),
    "back": ("M19 12 L5 12", "M11 6 L5 12 L11 18"),
    "play": ("M7 4 L19 12 L7 20 Z",),
    "zoom_in": (
        "M10 3 C19 3 19 17 10 17 C1 17 1 3 10 3",
        "M15 15 L21 21",
        "M10 7 L10 13",
        "M7 10 L13 10",
    ),
    "zoom_out": ("M10 3 C19 3 19 17 10 17 C1 17 1 3 10 3", "M15 15 L21 21", "M7 10 L13 10"),
    "search": ("M10 3 C19 3 19 17 10 17 C1 17 1 3 10 3", "M15 15 L21 21"),
    "export": ("M12 15 L12 3", "M7 8 L12 3 L17 8", "M4 14 L4 21 L20 21 L20 14"),
    "warning": ("M12 3 L22 20 L2 20 Z", "M12 9 L12 14", "M12 17 L12 17.5"),
}


_clones: list[QIconEngine] = []


class LineEngine(QIconEngine):
    """Paints one icon when it is needed, in the colours of the theme that is in force then."""

    def __init__(self, name, colour=None):
        super().__init__()
        self._name = name
        self._colour = colour

    def paint(self, painter, rect, mode, state):
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(rect.x(), rect.y())
        painter.scale(rect.width() / GRID, rect.height() / GRID)
        # A line of one and a half pixels reads well in a toolbar and is not heavy at 48 pixels.
        pen = QPen(QColor(self._pen_colour(mode)), 1.5 * GRID / max(1, min(rect.width(), GRID)))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for line in LINES[self._name]:
            painter.drawPath(path_of(line))
        painter.restore()

    def pixmap(self, size, mode, state):
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self):
        # Qt takes the clone, but PySide6 does not know that and would delete it at once.
        _clones[:] = [engine for engine in _clones if shiboken6.isValid(engine)]
        _clones.append(LineEngine(self._name, self._colour))
        return _clones[-1]

    def _pen_colour(self, mode):
        theme = current_theme()
        if mode == QIcon.Mode.Disabled:
            return theme.disabled_text
        return getattr(theme, self._colour or "text")


def icon(name, colour=None):
    """Return the icon with this name in the theme's text colour, or in its colour `colour`.

    Parameters
    ----------
    name : str
        One of `LINES`.
    colour : str, optional
        The name of a theme's colour, such as "good"; the icon follows the theme by itself.
    """
    return QIcon(LineEngine(name, colour))


def app_icon():
    """Return the program's icon: a curve falling to its minimum."""
    result = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = _painter(pixmap, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#0b5cad"))
        painter.drawRoundedRect(1, 1, 22, 22, 5, 5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor("#ffffff"), 2.2, c=Qt.PenCapStyle.RoundCap))
        painter.drawPath(path_of("M5 5 C8 22 13 22 19 8"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#f2b134"))
        painter.drawEllipse(QPointF(11.2, 17.4), 2.6, 2.6)
        painter.end()
        result.addPixmap(pixmap)
    return result


@cache
def path_of(line):
    """Return the painter path of one line written as "M x y L x y C x y x y x y Z"."""
    path = QPainterPath()
    for letter, numbers in _commands(line):
        points = [QPointF(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        if letter == "M":
            path.moveTo(*points)
        elif letter == "L":
            path.lineTo(*points)
        elif letter == "C":
            path.cubicTo(*points)
        else:
            path.closeSubpath()
    return path


def _commands(line):
    letter, numbers = None, []
    for word in line.replace("M", "M ").replace("L", "L ").replace("C", "C ").split():
        if word in "MLCZ":
            if letter:
                yield letter, numbers
            letter, numbers = word, []
        else:
            numbers.append(float(word))
    yield letter, numbers


def _painter(pixmap, size):
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / GRID, size / GRID)
    return painter
