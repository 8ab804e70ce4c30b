"""The grid that takes keys: moving, editing, copying, pasting, filling, slicing."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QMenu

from lossgui.ui.tensors import edits
from lossgui.ui.tensors.blocks import BlockProblem, CommaProblem, block_text, parse_block
from lossgui.ui.tensors.cell_delegate import CellDelegate, CellEditor
from lossgui.ui.tensors.commands import COMMANDS, command_of, menu_text
from lossgui.ui.tensors.number_grid import NumberGrid

Trigger = QAbstractItemView.EditTrigger
Move = QAbstractItemView.CursorAction
Select = QItemSelectionModel.SelectionFlag
Revert = QAbstractItemDelegate.EndEditHint.RevertModelCache

_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)

LARGEST_COPY = 4_000_000


class GridView(NumberGrid):
    """A `NumberGrid` with the keys of `commands.COMMANDS`; read-only without a session."""

    notice = Signal(str)
    """A sentence about what could not be done; "" after something was done."""
    slice_step = Signal(int)
    """The student wants the next (1) or the previous (-1) slice."""
    axis_step = Signal(int)
    """The student wants these keys to move the next (1) or the previous (-1) axis."""
    touched = Signal(QModelIndex)
    """A cell was clicked, or the keyboard came to it, also if it was the current one already."""

    def __init__(self, model, name, parent=None):
        super().__init__(model, name, parent)
        self.setItemDelegate(CellDelegate(self))
        self.setEditTriggers(Trigger.DoubleClicked | Trigger.AnyKeyPressed)
        self._to_edge = False
        self._menu = QMenu(self)
        self._menu.setObjectName("grid_menu")
        self.clicked.connect(self.touched)

    # -------------------------------------------------------------------------------- events

    def event(self, event):
        # Without this the window's own shortcuts would take Ctrl+C and the others first.
        if event.type() == QEvent.Type.ShortcutOverride and command_of(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event):
        editor = self.open_editor()
        if editor is not None:
            editor.setFocus()
            return
        command = command_of(event)
        if command is None:
            super().keyPressEvent(event)
            return
        event.accept()
        if command.slot == "move_to_edge":
            self._move_to_edge(event)
        elif command.edits and self.model().session is None:
            self.notice.emit(self.tr("These cells are computed: they change with the tensors."))
        elif getattr(self, command.slot)() is False:
            event.ignore()

    def focusInEvent(self, event):
        super().focusInEvent(event)
        if event.reason() in _BY_KEYBOARD and self.currentIndex().isValid():
            self.touched.emit(self.currentIndex())

    def mousePressEvent(self, event):
        editor = self.open_editor()
        if editor is not None and not self.itemDelegate().finish(editor):
            editor.setFocus()
            return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event):
        self._menu.clear()
        for command in COMMANDS:
            if command.text and (self.model().session is not None or not command.edits):
                action = self._menu.addAction(menu_text(command))
                action.triggered.connect(getattr(self, command.slot))
        self._menu.popup(event.globalPos())

    def closeEditor(self, editor, hint):
        # The current cell may move for other reasons; a text that cannot be read stays.
        if hint == Revert or not getattr(editor, "reason", ""):
            self.itemDelegate().note.dismiss()
            super().closeEditor(editor, hint)

    def open_editor(self):
        """Return the editor that is open, or None."""
        if self.state() != QAbstractItemView.State.EditingState:
            return None
        return next((e for e in self.viewport().findChildren(CellEditor) if e.isVisible()), None)

    def end_editing(self):
        """Close the editor before the cells under it change: commit it if that is possible."""
        editor = self.open_editor()
        if editor is not None and not self.itemDelegate().finish(editor):
            self.closeEditor(editor, Revert)

    # -------------------------------------------------------------------------------- moving

    def moveCursor(self, action, modifiers):
        current = self.currentIndex()
        if not self._to_edge or not current.isValid():
            return super().moveCursor(action, modifiers)
        model, row, column = self.model(), current.row(), current.column()
        ends = {
            Move.MoveLeft: (row, 0),
            Move.MoveRight: (row, model.columnCount() - 1),
            Move.MoveUp: (0, column),
            Move.MoveDown: (model.rowCount() - 1, column),
        }
        return model.index(*ends[action]) if action in ends else current

    def move_right(self):
        """Go to the next cell, at a row's end to the next row; False after the last cell."""
        return self._move_along(1)

    def move_left(self):
        """Go to the cell before, at a row's start to the row above; False before the first."""
        return self._move_along(-1)

    def move_up(self):
        """Go one row up."""
        self._move_down(-1)

    def move_down(self):
        """Go one row down."""
        self._move_down(1)

    def leave(self):
        """Give the keyboard to the next widget: Tab goes from cell to cell."""
        self._leave(forward=True)

    def leave_back(self):
        """Give the keyboard to the widget before."""
        self._leave(forward=False)

    def _move_to_edge(self, event):
        # Qt's own handling of the plain arrow moves or extends the selection.
        plain = event.modifiers() & ~Qt.KeyboardModifier.ControlModifier
        self._to_edge = True
        try:
            super().keyPressEvent(QKeyEvent(event.type(), event.key(), plain))
        finally:
            self._to_edge = False

    def _move_along(self, step):
        current, columns = self.currentIndex(), self.model().columnCount()
        if not current.isValid():
            return False
        place = current.row() * columns + current.column() + step
        if not 0 <= place < self.model().rowCount() * columns:
            return False
        self.setCurrentIndex(self.model().index(*divmod(place, columns)))
        return True

    def _move_down(self, step):
        current = self.currentIndex()
        target = current.siblingAtRow(current.row() + step) if current.isValid() else current
        if target.isValid():
            self.setCurrentIndex(target)

    def _leave(self, *, forward):
        self.setTabKeyNavigation(False)
        self.focusNextPrevChild(forward)
        self.setTabKeyNavigation(True)

    # ------------------------------------------------------------------------------- slicing

    def next_slice(self):
        """Ask for the next slice."""
        self.slice_step.emit(1)

    def previous_slice(self):
        """Ask for the previous slice."""
        self.slice_step.emit(-1)

    def next_axis(self):
        """Ask that the slice keys move the next axis."""
        self.axis_step.emit(1)

    def previous_axis(self):
        """Ask that the slice keys move the axis before."""
        self.axis_step.emit(-1)

    # ------------------------------------------------------------------------------- editing

    def parts(self):
        """Return the selected rectangles; the current cell where nothing is selected."""
        selection = self.selectionModel().selection()
        if selection.isEmpty() and self.currentIndex().isValid():
            selection.select(self.currentIndex(), self.currentIndex())
        return list(selection)

    def edit_current(self):
        """Open the editor of the current cell."""
        if self.currentIndex().isValid():
            self.edit(self.currentIndex())

    def set_zero(self):
        """Put 0 into the selected cells."""
        self._edit(edits.set_all, 0.0)

    def set_nan(self):
        """Put nan into the selected cells."""
        self._edit(edits.set_all, float("nan"))

    def fill_down(self):
        """Copy the selection's first row to its other rows."""
        self._edit(edits.fill_down)

    def fill_right(self):
        """Copy the selection's first column to its other columns."""
        self._edit(edits.fill_right)

    def copy(self):
        """Put the selected block on the clipboard, tab-separated and with full precision."""
        parts = self.parts()
        if len(parts) != 1:
            if parts:
                self.notice.emit(self.tr("Select one block of cells to copy it."))
            return
        part = parts[0]
        if part.width() * part.height() > LARGEST_COPY:
            message = self.tr("{0} cells are too many to copy as text: select fewer.")
            self.notice.emit(message.format(part.width() * part.height()))
            return
        block = self.model().cells[part.top() : part.bottom() + 1, part.left() : part.right() + 1]
        QGuiApplication.clipboard().setText(block_text(block))
        self.notice.emit("")

    def paste(self):
        """Put the numbers on the clipboard into the cells from the selection's first one on."""
        self.paste_text(QGuiApplication.clipboard().text())

    def paste_text(self, text, *, decimal_comma=None):
        """Paste this text; where a comma may mean two things, ask which."""
        if self.model().session is None or not self.parts():
            return
        try:
            dtype = self.model().array.dtype
            block = parse_block(text, dtype, decimal_comma=decimal_comma)
        except CommaProblem as problem:
            self._ask_comma(text, str(problem))
        except BlockProblem as problem:
            self.notice.emit(str(problem))
        else:
            self._edit(edits.paste, block)

    def _edit(self, edit, *arguments):
        if self.model().session is not None and self.parts():
            self.notice.emit(edit(self.model(), self.parts(), *arguments))

    def _ask_comma(self, text, sentence):
        self.notice.emit(sentence)
        menu = QMenu(self)
        menu.setObjectName("comma_question")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("The comma is the decimal sign")).triggered.connect(
            lambda: self.paste_text(text, decimal_comma=True)
        )
        menu.addAction(self.tr("The comma separates two cells")).triggered.connect(
            lambda: self.paste_text(text, decimal_comma=False)
        )
        place = self.visualRect(self.currentIndex()).bottomLeft()
        menu.popup(self.viewport().mapToGlobal(place))
