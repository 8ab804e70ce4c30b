"""The icons of the plot's toolbar, drawn like the window's in the theme's colours."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from lossgui.ui.icons import GRID, path_of

LINES = {
    "home": ("M3 12 L12 4 L21 12", "M6 10 L6 20 L18 20 L18 10"),
    "zoom_back": (
        "M11 3 C20 3 20 17 11 17 C2 17 2 3 11 3",
        "M16 15 L21 21",
        "M15 10 L7 10",
        "M10 7 L7 10 L10 13",
    ),
    "log": (
        "M4 3 L4 20 L21 20",
        "M4 17 L8 17",
        "M4 10 L8 10",
        "M4 6 L8 6",
        "M9 16 C10 9 14 6 20 5",
    ),
    "grid": (
        "M4 4 L20 4 L20 20 L4 20 Z",
        "M4 9.3 L20 9.3",
        "M4 14.7 L20 14.7",
        "M9.3 4 L9.3 20",
        "M14.7 4 L14.7 20",
    ),
    "crosshair": (
        "M12 2 L12 9",
        "M12 15 L12 22",
        "M2 12 L9 12",
        "M15 12 L22 12",
        "M12 11 L12 13",
        "M11 12 L13 12",
    ),
    "copy": ("M8 8 L20 8 L20 20 L8 20 Z", "M16 8 L16 4 L4 4 L4 16 L8 16"),
    "save": (
        "M4 4 L17 4 L20 7 L20 20 L4 20 Z",
        "M8 4 L8 9 L15 9 L15 4",
        "M7 20 L7 13 L17 13 L17 20",
    ),
}


def plot_icon(name, theme):
    """Return the icon with this name in the theme's text colour; greyed where it is disabled."""
    result = QIcon()
    for size in (16, 20, 24, 32, 48):
        result.addPixmap(_draw(name, size, theme.text), QIcon.Mode.Normal)
        result.addPixmap(_draw(name, size, theme.disabled_text), QIcon.Mode.Disabled)
    return result


def _draw(name, size, colour):
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / GRID, size / GRID)
    pen = QPen(QColor(colour), 1.5 * GRID / min(size, GRID))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for line in LINES[name]:
        painter.drawPath(path_of(line))
    painter.end()
    return pixmap
