"""The command that opens the search for a number."""

from PySide6.QtCore import QObject


class Why(QObject):
    """Opens the search's window, which is made with its first use.

    Parameters
    ----------
    studio : Studio
        Its session is searched.
    selection : Selection
        Tells the selected loss.
    window : QWidget
        What the search's window belongs to.
    """

    def __init__(self, studio, selection, window):
        super().__init__(window)
        self._studio, self._selection, self._window = studio, selection, window
        self._dialog = None

    @property
    def dialog(self):
        """The search's window, None before its first use."""
        return self._dialog

    def open(self):
        """Show the search's window with the keyboard in the number."""
        from lossgui.ui.search.dialog import WhyDialog

        if self._dialog is None:
            self._dialog = WhyDialog(self._studio, self._selection, self._window)
        self._dialog.open_field()

    def close(self):
        """End what runs."""
        if self._dialog is not None:
            self._dialog.finish()
