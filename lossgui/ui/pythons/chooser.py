"""The command that opens the choice of a Python, and the notice that offers it."""

from PySide6.QtCore import QObject


class PythonChooser(QObject):
    """Opens the dialog; a changed choice makes the cross-check start again.

    Parameters
    ----------
    window : MainWindow
        What the dialog belongs to; its notices offer it where a framework is missing.
    """

    def __init__(self, window):
        super().__init__(window)
        self._window = window
        self._dialog = None
        self._offered = ""
        window.studio.framework_missing.connect(self._offer)
        window.losses.python_wanted.connect(self.open)
        window.closed.connect(self.close)

    @property
    def dialog(self):
        """The dialog; None while it is closed."""
        return self._dialog

    def open(self):
        """Show the dialog."""
        from lossgui.ui.pythons.dialog import PythonDialog

        if self._dialog is None:
            self._dialog = PythonDialog(self._window)
            self._dialog.changed.connect(self._start_again)
            self._dialog.finished.connect(self._forget)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def close(self):
        """End what runs."""
        if self._dialog is not None:
            self._dialog.reject()

    def _forget(self, _result):
        self._dialog = None

    def _start_again(self):
        self._window.notices.take_back(self._offered)
        self._window.studio.start_checks_again()

    def _offer(self, sentence):
        self._offered = sentence
        self._window.notices.show_sentence(sentence, action=self._window.command("choose_python"))
