"""Where everything stands in the window: remembered, put back, and pulled onto the screen."""

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QGuiApplication

from lossgui.ui.settings import read_bytes

DEFAULT_SIZE = (1280, 800)
TITLE_HEIGHT = 32
"""Kept free above the window: its frame is unknown before it is shown."""
STATE_VERSION = 2
"""Raised when docks or toolbars change so much that an older arrangement makes no sense."""


class LayoutMemory(QObject):
    """Saves and restores the window's geometry, docks and splitters.

    Parameters
    ----------
    window : QMainWindow
        The window, with its docks and toolbars in their first places.
    splitters : dict of str to (QSplitter, tuple of int)
        Each splitter by name with its first sizes.
    """

    def __init__(self, window, splitters):
        super().__init__(window)
        self._window = window
        self._splitters = splitters
        self._first_state = window.saveState(STATE_VERSION)
        self._reset_splitters()

    def restore(self, settings):
        """Put everything where it was; what was not saved or is damaged stays as it is."""
        window = self._window
        window.resize(*DEFAULT_SIZE)
        geometry = read_bytes(settings, "window/geometry")
        if geometry is None or not window.restoreGeometry(geometry):
            window.resize(*DEFAULT_SIZE)
        self.pull_onto_screen()
        state = read_bytes(settings, "window/state")
        if state is not None:
            window.restoreState(state, STATE_VERSION)
        for name, (splitter, _) in self._splitters.items():
            sizes = read_bytes(settings, f"window/splitter_{name}")
            if sizes is not None:
                splitter.restoreState(sizes)

    def save(self, settings):
        """Remember where everything is."""
        settings.setValue("window/geometry", self._window.saveGeometry())
        settings.setValue("window/state", self._window.saveState(STATE_VERSION))
        for name, (splitter, _) in self._splitters.items():
            settings.setValue(f"window/splitter_{name}", splitter.saveState())

    def reset(self):
        """Put every panel back in its first place."""
        self._window.restoreState(self._first_state, STATE_VERSION)
        self._reset_splitters()

    def pull_onto_screen(self):
        """Move and shrink the window so that all of it is on a screen that exists."""
        screen = QGuiApplication.screenAt(self._window.frameGeometry().center())
        free = (screen or QGuiApplication.primaryScreen()).availableGeometry()
        free.setTop(free.top() + TITLE_HEIGHT)
        wanted = self._window.geometry()
        frame = fitted(wanted, free)
        if frame != wanted:
            self._window.setGeometry(frame)

    def _reset_splitters(self):
        for splitter, sizes in self._splitters.values():
            splitter.setSizes(sizes)


def fitted(frame, free):
    """Return the rectangle `frame`, moved and shrunk as little as needed to lie within `free`."""
    width, height = min(frame.width(), free.width()), min(frame.height(), free.height())
    left = min(max(frame.left(), free.left()), free.left() + free.width() - width)
    top = min(max(frame.top(), free.top()), free.top() + free.height() - height)
    return QRect(left, top, width, height)
