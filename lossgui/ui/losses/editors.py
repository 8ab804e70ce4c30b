"""The editors that open in a cell of the table."""

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit

from lossgui.core.dialects import DIALECTS
from lossgui.core.spec import INNER_REDUCTIONS
from lossgui.ui.losses.axis import axis_choices
from lossgui.ui.losses.columns import Column
from lossgui.ui.losses.edits import rank_of


class ChoiceEditor(QComboBox):
    """A list of choices that opens by itself; choosing one finishes the edit.

    Parameters
    ----------
    choices : sequence of (str, str)
        What each entry is called, and the text that is handed to the session for it.
    typed : bool
        Whether other texts than those on the list may be typed.
    """

    finished = Signal()
    """One entry of the list was chosen."""

    def __init__(self, choices, parent, *, typed=False):
        super().__init__(parent)
        for title, key in choices:
            self.addItem(title, key)
        self.setEditable(typed)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaxVisibleItems(20)
        self.activated.connect(lambda _index: self.finished.emit())
        if typed:
            # A completer would turn a typed 1 into the (0, 1) that it finds first.
            self.setCompleter(None)
            self.lineEdit().setFrame(False)

    def text(self):
        """Give the text that is handed to the session."""
        if self.isEditable():
            return self.currentText()
        return self.currentData()

    def set_text(self, text):
        """Show the present choice."""
        with QSignalBlocker(self):
            index = self.findData(text)
            self.setCurrentIndex(index)
            if self.isEditable():
                self.setEditText(text)
                self.lineEdit().selectAll()

    def open_list(self):
        """Open the list as soon as the editor has its place in the table."""
        QTimer.singleShot(0, self, self.showPopup)


class TextEditor(QLineEdit):
    """A line for a name or a number; it starts with everything selected."""

    def __init__(self, parent):
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft)

    def set_text(self, text):
        """Show the present text."""
        self.setText(text)
        self.selectAll()


def make_editor(column, row, state, parent):
    """Make the editor of one cell.

    Parameters
    ----------
    column : Column
        The cell's column.
    row : LossRow
        The row that is edited.
    state : State
        Gives the tensors, whose rank decides which axes are offered.
    """
    if column in (Column.NAME, Column.FACTOR):
        return TextEditor(parent)
    return ChoiceEditor(choices_of(column, row, state), parent, typed=column is Column.AXIS)


def choices_of(column, row, state):
    """List the titles and texts that the list of this column offers for this row."""
    if column is Column.DIALECT:
        return [(dialect.title, dialect.key) for dialect in DIALECTS.values()]
    if column is Column.AXIS:
        names = axis_choices(rank_of(row, state))
    else:
        names = INNER_REDUCTIONS if column is Column.INNER else row.spec.rules.reductions
    return [(name, name) for name in names]
