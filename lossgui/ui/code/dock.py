"""The Code dock: made when it is first seen, so that the first paint does not wait for it."""

from PySide6.QtWidgets import QDockWidget

from lossgui.ui.action_making import set_dock_title


class CodeDock(QDockWidget):
    """Holds the `CodePanel`.

    Parameters
    ----------
    studio, selection
        What the panel follows.
    settings : QSettings
        Where texts that are not part of a session are kept.
    """

    def __init__(self, studio, selection, settings, parent=None):
        super().__init__(parent)
        self.setObjectName("dock_code")
        set_dock_title(self, self.tr("Co&de"))
        self.toggleViewAction().setShortcut("F8")
        self._parts = studio, selection, settings
        self._panel = None
        self.visibilityChanged.connect(self._seen)

    def panel(self):
        """Return the `CodePanel`; it is made if it is not there yet."""
        if self._panel is None:
            from lossgui.ui.code.code_panel import CodePanel

            self._panel = CodePanel(*self._parts, self)
            self.setWidget(self._panel)
        return self._panel

    def write_own(self):
        """Show the editor and put the keyboard into it."""
        self._open().write_own()

    def edit(self, ident):
        """Show the source of a row that is made of code, and put the keyboard into it."""
        self._open().edit(ident)

    def follow(self, _index=None):
        """Show the selected loss again, where another text has been looked at since."""
        if self._panel is not None:
            self._panel.own.follow()

    def show_source(self):
        """Show the selected loss as code."""
        self._open().show_source()

    def keep(self):
        """Put texts that are not part of a session into the settings; returns whether any are."""
        if self._panel is None:
            return False
        self._panel.keep()
        return self._panel.has_texts

    def _open(self):
        panel = self.panel()  # before it is shown, so that it is never seen empty
        self.show()
        self.raise_()
        return panel

    def _seen(self, visible):
        if visible:
            self.panel()
