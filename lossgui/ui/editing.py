"""Menu commands that act on what has the keyboard, or on the selected loss."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from lossgui.session.eras import compare_eras
from lossgui.session.weighing import add_weighing, remove_weighing, takes


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

    @property
    def takes_weights(self):
        """Whether the selected loss could read sample weights and does not yet."""
        return self._takes("sample_weight")

    @property
    def takes_mask(self):
        """Whether the selected loss could read a mask and does not yet."""
        return self._takes("mask")

    @property
    def takes_class_weights(self):
        """Whether the selected loss could read class weights and does not yet."""
        return self._takes("class_weight") or self._takes("pos_weight")

    @property
    def has_weights(self):
        """Whether the selected loss reads more than the tensors that it needs."""
        row = self._row()
        return row is not None and set(row.sources) > set(row.spec.entry.arguments)

    def add_weights(self):
        """Give the selected loss sample weights of 1."""
        self._add("sample_weight")

    def add_mask(self):
        """Give the selected loss a mask that keeps everything."""
        self._add("mask")

    def add_class_weights(self):
        """Give the selected loss class weights of 1."""
        self._add("class_weight" if self._takes("class_weight") else "pos_weight")

    def remove_weights(self):
        """Take weights and mask from the selected loss."""
        if self.has_weights:
            remove_weighing(self._studio.session, self._selection.loss)

    def _row(self):
        rows = self._studio.session.state.losses
        return next((row for row in rows if row.ident == self._selection.loss), None)

    def _takes(self, argument):
        row = self._row()
        return row is not None and takes(row, argument)

    def _add(self, argument):
        if self._takes(argument):
            name = add_weighing(self._studio.session, self._selection.loss, argument)
            values = self._studio.session.state.tensors[name].values
            self._selection.select_cell(name, (0,) * values.ndim)

    def _do(self, name):
        widget = QApplication.focusWidget()
        while widget is not None and not callable(getattr(widget, name, None)):
            widget = widget.parentWidget()
        method = getattr(widget or self._fallback, name, None)
        if method is not None:
            method()
