"""Menu commands that act on what has the keyboard, or on the selected loss."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from lossgui.session.eras import compare_eras


class Editing(QObject):
    """Copy, paste and fill where the keyboard is; compare with the selected loss.

    Parameters
    ----------
    studio : Studio
        Its session takes the edits.
    selection : Selection
        Tells the selected loss.
    fallback : QWidget
        Gets the command when nothing with the keyboard takes it: the tensors.
    """

    def __init__(self, studio, selection, fallback, parent=None):
        super().__init__(parent)
        self._studio = studio
        self._selection = selection
        self._fallback = fallback

    @property
    def has_loss(self):
        """Whether a loss is selected."""
        return self._selection.loss is not None

    def copy(self):
        """Copy the selected cells or text."""
        self._do("copy")

    def paste(self):
        """Paste into the cells or the text field."""
        self._do("paste")

    def fill(self):
        """Open the choices for filling the selected cells."""
        self._do("fill")

    def compare(self):
        """Make the selected loss the one that the others are compared with."""
        if self.has_loss:
            self._studio.session.set_reference(self._selection.loss)

    def compare_eras(self):
        """Fill the table with the selected loss in every dialect."""
        if self.has_loss:
            compare_eras(self._studio.session, self._selection.loss)

    def _do(self, name):
        widget = QApplication.focusWidget()
        while widget is not None and not callable(getattr(widget, name, None)):
            widget = widget.parentWidget()
        method = getattr(widget or self._fallback, name, None)
        if method is not None:
            method()
