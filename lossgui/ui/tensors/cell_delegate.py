"""Edits one cell: the exact number as text, which stays open while it cannot be read."""

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate

from lossgui.ui.losses.reason import Reason

NoHint = QStyledItemDelegate.EndEditHint.NoHint
Revert = QStyledItemDelegate.EndEditHint.RevertModelCache

_MOVES = {
    Qt.Key.Key_Tab: "move_right",
    Qt.Key.Key_Backtab: "move_left",
    Qt.Key.Key_Return: "move_down",
    Qt.Key.Key_Enter: "move_down",
}
_STAY = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


_EDITOR_SPACE = 18


class CellEditor(QLineEdit):
    """The line in which a cell is edited.

    `original` is the text it was opened with: committing that text changes nothing. `reason`
    says why the present text cannot be taken, or is empty.
    """

    def __init__(self, parent):
        super().__init__(parent)
        self.setObjectName("cell_editor")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.original = None
        self.reason = ""
        self._cell = QRect()
        self.textChanged.connect(self._fit)

    def place(self, cell):
        """Lie over this rectangle of the viewport, and beyond it where the text needs room."""
        self._cell = QRect(cell)
        self._fit()

    def _fit(self, *_):
        room, whole = self._cell.adjusted(0, 0, -1, -1), self.parentWidget().width()
        wanted = self.fontMetrics().horizontalAdvance(self.text()) + _EDITOR_SPACE
        room.setLeft(room.right() + 1 - min(max(room.width(), wanted), whole))
        room.moveLeft(max(room.left(), 0))
        self.setGeometry(room)

    def mark(self, reason, colour):
        """Show by the frame whether the text can be taken."""
        self.reason = reason
        self.setStyleSheet(f"QLineEdit {{ border: 2px solid {colour}; padding: 0 2px; }}")


class CellDelegate(QStyledItemDelegate):
    """Opens, checks and closes the editors of a `GridView`."""

    def __init__(self, view):
        super().__init__(view)
        self._view = view
        self._note = Reason(view)

    @property
    def note(self):
        """The sentence beside the editor."""
        return self._note

    def createEditor(self, parent, option, index):
        editor = CellEditor(parent)
        editor.setAccessibleName(index.data(Qt.ItemDataRole.AccessibleTextRole))
        editor.mark("", self._view.theme.accent)
        editor.setAutoFillBackground(True)
        editor.setBackgroundRole(QPalette.ColorRole.Base)
        editor.textEdited.connect(lambda: self._retry(editor))
        return editor

    def setEditorData(self, editor, index):
        # Qt asks again when the cell changes behind an open editor; what is typed must stay.
        if editor.original is None:
            editor.original = index.data(Qt.ItemDataRole.EditRole)
            editor.setText(editor.original)

    def setModelData(self, editor, model, index):
        if editor.text().strip() == editor.original:
            self._accept(editor)
        elif model.setData(index, editor.text()):
            editor.original = index.data(Qt.ItemDataRole.EditRole)
            self._accept(editor)
        else:
            editor.mark(model.problem, self._view.theme.bad)
            self._note.explain(editor, model.problem)

    def updateEditorGeometry(self, editor, option, index):
        editor.place(option.rect)

    def eventFilter(self, editor, event):
        kind = event.type()
        if kind == QEvent.Type.KeyPress:
            return self._key_pressed(editor, event)
        if kind == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if kind == QEvent.Type.FocusOut:
            if event.reason() not in _STAY:
                self.finish(editor)
            return False
        return False

    def finish(self, editor):
        """Commit and close the editor; False if its text cannot be taken and it stays open."""
        self.commitData.emit(editor)
        if editor.reason:
            return False
        self.closeEditor.emit(editor, NoHint)
        return True

    def _key_pressed(self, editor, event):
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.closeEditor.emit(editor, Revert)
            return True
        if key not in _MOVES:
            return False
        if self.finish(editor):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            move = "move_up" if back and _MOVES[key] == "move_down" else _MOVES[key]
            getattr(self._view, move)()
        return True

    def _accept(self, editor):
        editor.mark("", self._view.theme.accent)
        self._note.dismiss()

    def _retry(self, editor):
        """Take the complaint away as soon as the text can be read."""
        if editor.reason and self._view.model().readable(editor.text()):
            self._accept(editor)
