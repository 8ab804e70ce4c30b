"""Paints the table's cells and opens editors that keep a text which cannot be taken."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QStyleOptionViewItem

from lossgui.ui.losses.columns import Column
from lossgui.ui.losses.editors import ChoiceEditor, make_editor
from lossgui.ui.losses.headers import column_title
from lossgui.ui.losses.model import ROW
from lossgui.ui.losses.painting import (
    cell_size,
    chevron_rectangle,
    paint_cell,
    radio_rectangle,
)
from lossgui.ui.losses.reason import Reason

_STILL_HERE = frozenset({Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason})
_LEAVING_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab})


class LossesDelegate(QStyledItemDelegate):
    """One delegate for all columns.

    An edit that the session refuses leaves the editor open with its text, and says why beside it.
    """

    list_wanted = Signal(object)
    """The index of a cell whose arrow was clicked."""

    def __init__(self, studio, view):
        super().__init__(view)
        self._studio = studio
        self._view = view
        self._refused = None
        self.reason = Reason(view)
        view.model().refused.connect(self._remember_refusal)

    # ------------------------------------------------------------------------------- painting

    def paint(self, painter, option, index):
        option = QStyleOptionViewItem(option)
        self.initStyleOption(option, index)
        paint_cell(painter, option, index)

    def sizeHint(self, option, index):
        return cell_size(index.column(), index.data() or "", option.fontMetrics)

    def editorEvent(self, event, model, option, index):
        if event.type() == QEvent.Type.MouseButtonRelease and self._clicked(event, option, index):
            return True
        if event.type() == QEvent.Type.KeyPress and index.column() == Column.NAME:
            return super().editorEvent(event, model, option, index)
        return False

    def _clicked(self, event, option, index):
        """Answer a click on the reference marker or on the arrow of a list."""
        place = event.position()
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        if index.column() == Column.NAME:
            marker = radio_rectangle(option.rect, option.fontMetrics).adjusted(-5, -5, 2, 5)
            if marker.contains(place):
                role = Qt.ItemDataRole.CheckStateRole
                return index.model().setData(index, Qt.CheckState.Checked, role)
        elif chevron_rectangle(option.rect, option.fontMetrics).contains(place):
            self.list_wanted.emit(index)
            return True
        return False

    # ------------------------------------------------------------------------------- editing

    def createEditor(self, parent, option, index):
        row = index.data(ROW).row
        column = Column(index.column())
        editor = make_editor(column, row, self._studio.session.state, parent)
        name = self.tr("{column} of loss {name}")
        editor.setAccessibleName(name.format(column=column_title(column), name=row.name))
        editor.setObjectName(f"editor_{column.name.lower()}")
        editor.setAutoFillBackground(True)
        if isinstance(editor, ChoiceEditor):
            editor.finished.connect(lambda: self._leave(editor))
        self._watch_typing(editor)
        return editor

    def _watch_typing(self, editor):
        if isinstance(editor, ChoiceEditor):
            editor.editTextChanged.connect(lambda _text: self.reason.dismiss())
        else:
            editor.textEdited.connect(lambda _text: self.reason.dismiss())

    def setEditorData(self, editor, index):
        # The view asks again whenever the cell changes; what was typed meanwhile must survive.
        if editor.property("filled") is None:
            editor.setProperty("filled", True)
            editor.set_text(index.data(Qt.ItemDataRole.EditRole))

    def setModelData(self, editor, model, index):
        self._refused = None
        model.setData(index, editor.text())
        if self._refused is not None:
            self.reason.explain(editor, self._refused)

    def _remember_refusal(self, _index, sentence):
        self._refused = sentence

    def updateEditorGeometry(self, editor, option, index):
        rectangle = option.rect
        if isinstance(editor, ChoiceEditor):
            # A list needs the width of its entries, whatever the column can spare.
            width = max(rectangle.width(), editor.sizeHint().width())
            rectangle.setWidth(min(width, self._view.viewport().width()))
            rectangle.moveRight(min(rectangle.right(), self._view.viewport().width() - 1))
        editor.setGeometry(rectangle)

    def eventFilter(self, editor, event):
        if event.type() == QEvent.Type.KeyPress and event.key() in _LEAVING_KEYS:
            return self._leave(editor, _HINTS.get(event.key()))
        if event.type() == QEvent.Type.FocusOut:
            if not _is_still_in(editor, event.reason()) and not self._is_refused(editor):
                self._leave(editor)
            return False
        return super().eventFilter(editor, event)

    def _is_refused(self, editor):
        # Looking elsewhere, perhaps for the right axis, must not throw the text away.
        return self.reason.editor is editor

    def _leave(self, editor, hint=None):
        """Commit the text; close the editor only if it was taken."""
        if editor.property("left"):
            return True  # a list says once more what was chosen when it loses the keyboard
        self._refused = None
        self.commitData.emit(editor)
        if self._refused is None:
            editor.setProperty("left", True)
            self.closeEditor.emit(editor, hint or self.EndEditHint.NoHint)
        return True


def _is_still_in(editor, reason):
    """Whether the keyboard only went to the editor's own list, or to another application."""
    widget = QApplication.focusWidget()
    while widget is not None and widget is not editor:
        widget = widget.parentWidget()
    return widget is editor or reason in _STILL_HERE


_HINTS = {
    Qt.Key.Key_Tab: LossesDelegate.EndEditHint.EditNextItem,
    Qt.Key.Key_Backtab: LossesDelegate.EndEditHint.EditPreviousItem,
}
