"""Light, dark or the system's choice, and the zoom: both change while the window is open."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from lossgui.ui.theme import DARK, LIGHT, THEMES, apply_theme

CHOICES = ("system", *THEMES)
ZOOM_STEPS = (0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)


class Appearance(QObject):
    """The application's theme and zoom; `appearance()` gives the one there is."""

    theme_changed = Signal(object)
    """The `Theme` that is in force now; Qt hands the palette on to the widgets a moment later."""
    zoom_changed = Signal(float)
    """The new scale of text, grids and plots; 1.0 is the system's own size."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._choice = None
        self._zoom = 1.0
        self._point_size = None
        self._applied = None
        self.theme = LIGHT

    @property
    def choice(self):
        """What the student chose: "system", "light" or "dark"."""
        return self._choice or "system"

    @property
    def zoom(self):
        """The scale of text, grids and plots; 1.0 is the system's own size."""
        return self._zoom

    def choose(self, choice):
        """Follow "system", or stay "light" or "dark"; anything else counts as "system"."""
        if self._choice is None:
            hints = QApplication.styleHints()
            hints.colorSchemeChanged.connect(self._follow_system)
        self._choice = choice if choice in CHOICES else "system"
        self._apply(THEMES.get(self._choice) or _system_theme())

    def set_zoom(self, zoom):
        """Scale text, grids and plots; kept within half and three times the normal size."""
        zoom = min(max(float(zoom), ZOOM_STEPS[0]), ZOOM_STEPS[-1])
        if zoom == self._zoom:
            return
        self._zoom = zoom
        font = QApplication.font()
        if self._point_size is None:
            self._point_size = font.pointSizeF()
        font.setPointSizeF(self._point_size * zoom)
        QApplication.setFont(font)
        self.zoom_changed.emit(zoom)

    def zoom_in(self):
        """Go to the next larger step."""
        self.set_zoom(next((z for z in ZOOM_STEPS if z > self._zoom + 1e-9), ZOOM_STEPS[-1]))

    def zoom_out(self):
        """Go to the next smaller step."""
        smaller = [z for z in ZOOM_STEPS if z < self._zoom - 1e-9]
        self.set_zoom(smaller[-1] if smaller else ZOOM_STEPS[0])

    def zoom_reset(self):
        """Go back to the normal size."""
        self.set_zoom(1.0)

    def _follow_system(self):
        if self.choice == "system":
            self._apply(_system_theme())

    def _apply(self, theme):
        if theme is self._applied:
            return
        self.theme = self._applied = theme
        apply_theme(QApplication.instance(), theme)
        self.theme_changed.emit(theme)


def _system_theme():
    scheme = QApplication.styleHints().colorScheme()
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


_the_appearance = None


def appearance():
    """Return the application's `Appearance`; the same object every time."""
    global _the_appearance  # noqa: PLW0603 - an application has exactly one
    if _the_appearance is None:
        _the_appearance = Appearance()
    return _the_appearance
