"""What the View menu and the shortcut of a dock do where docks lie behind each other as tabs."""

from PySide6.QtCore import QObject


class DockToggle(QObject):
    """Brings a dock to the front that is asked for behind another; in front it closes, as ever.

    Parameters
    ----------
    dock : QDockWidget
        Its `toggleViewAction` only knows whether it is closed.
    """

    def __init__(self, dock):
        super().__init__(dock)
        self._dock = dock
        self._in_front = self._was_in_front = False
        dock.visibilityChanged.connect(self._note)
        # The mark changes before the dock does, which is the last moment to know where it was.
        dock.toggleViewAction().toggled.connect(self._remember)
        dock.toggleViewAction().triggered.connect(self._bring)

    def _note(self, in_front):
        self._in_front = in_front

    def _remember(self, _open):
        self._was_in_front = self._in_front

    def _bring(self, is_open):
        if is_open or not self._was_in_front:
            self._dock.show()
            self._dock.raise_()
