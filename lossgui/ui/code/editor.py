"""A text field for Python: line numbers, colours, indentation, and marks under what is wrong."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from lossgui.ui.appearance import appearance
from lossgui.ui.code.gutter import Gutter
from lossgui.ui.code.indentation import INDENT, indentation_after, indented, outdented
from lossgui.ui.code.marks import faded, lit, underlined
from lossgui.ui.code.places import cursor_over
from lossgui.ui.letters import letter_width

FEWEST_LINES = 6
"""What is seen of the code at least."""
LARGEST_PASTE = 200_000
"""Characters; more is no loss function, and laying it out would hold the window up."""


def code_font():
    """Return the font of code; its size stays that of its surroundings."""
    font = QFont()
    font.setFamilies([QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()])
    return font


class CodeEditor(QPlainTextEdit):
    """Shows and takes Python source.

    Tab and Shift+Tab move lines in and out by four blanks; Escape leaves the field, so that
    nobody is caught in it.
    """

    confirmed = Signal()
    """Ctrl+Return was pressed."""
    paste_refused = Signal(int)
    """So many characters were not taken."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._error = self._step = None
        self._left_out = ()
        self._gutter = Gutter(self)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(code_font())
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scroll_gutter)
        self.cursorPositionChanged.connect(self._gutter.update)
        appearance().theme_changed.connect(self._mark)
        self._make_room()
        self._space_tabs()

    # -------------------------------------------------------------------------------- marks

    @property
    def error(self):
        """The `Span` that is underlined as wrong, or None."""
        return self._error

    @property
    def step(self):
        """The `Span` that is lit up because the selected step was made there, or None."""
        return self._step

    def show_error(self, span):
        """Underline a piece of the source; None takes the line away."""
        if span != self._error:
            self._error = span
            self._mark()

    def forget_marks(self):
        """Take the marks away that belong to a text which has changed."""
        self.show_error(None)
        self.show_left_out(())

    def show_left_out(self, lines):
        """Let lines, as numbers from 1, look like what is not read."""
        if lines != self._left_out:
            self._left_out = lines
            self._mark()

    def show_step(self, span, *, scroll=True):
        """Light up a piece of the source, and scroll to it; None takes the light away."""
        if span == self._step:
            return
        self._step = span
        self._mark()
        if span is not None and scroll:
            self._scroll_to(cursor_over(self.document(), span))

    def _mark(self, _theme=None):
        marks = [faded(line, self.document()) for line in self._left_out]
        marks += [lit(self._step, self.document())] if self._step else []
        marks += [underlined(self._error, self.document())] if self._error else []
        self.setExtraSelections(marks)

    def _scroll_to(self, cursor):
        block = cursor.document().findBlock(cursor.selectionStart())
        area = self.blockBoundingGeometry(block).translated(self.contentOffset())
        if area.top() < 0 or area.bottom() > self.viewport().height():
            above = block.blockNumber() - self.viewport().height() / max(area.height(), 1) / 3
            self.verticalScrollBar().setValue(max(0, round(above)))
        self._scroll_sideways(cursor)

    def _scroll_sideways(self, cursor):
        """Bring as much of a selection into view as there is room for, its start in any case."""
        ends = QTextCursor(cursor), QTextCursor(cursor)
        for end, place in zip(ends, (cursor.selectionStart(), cursor.selectionEnd()), strict=True):
            end.setPosition(place)
        left, right = (self.cursorRect(end) for end in ends)
        width, bar = self.viewport().width(), self.horizontalScrollBar()
        if left.top() != right.top():
            right = left
        if left.left() < 0 or right.right() > width:
            blank = 2 * letter_width(self.fontMetrics())
            needed = right.right() + blank - width
            bar.setValue(
                bar.value() + min(left.left() - blank, max(needed, left.left() - width // 2))
            )

    # --------------------------------------------------------------------------- line numbers

    def visible_lines(self, area):
        """Yield the number, from 0, and the top of each line within a rectangle."""
        block = self.firstVisibleBlock()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if place.top() > area.bottom():
                return
            if place.bottom() >= area.top():
                yield block.blockNumber(), round(place.top())
            block = block.next()

    def _make_room(self, _count=0):
        self.setViewportMargins(self._gutter.width_needed(), 0, 0, 0)
        self._place_gutter()

    def _place_gutter(self):
        inside = self.contentsRect()
        width = self._gutter.width_needed()
        self._gutter.setGeometry(QRect(inside.left(), inside.top(), width, inside.height()))

    def _scroll_gutter(self, area, dy):
        if dy:
            self._gutter.scroll(0, dy)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())

    def _space_tabs(self):
        self.setTabStopDistance(len(INDENT) * self.fontMetrics().horizontalAdvance(" "))

    # --------------------------------------------------------------------------------- events

    def minimumSizeHint(self):
        frame = 2 * (self.frameWidth() + round(self.document().documentMargin()))
        height = FEWEST_LINES * self.fontMetrics().lineSpacing() + frame
        return QSize(super().minimumSizeHint().width(), height)

    def setDocument(self, document):
        document.setDefaultFont(self.font())
        super().setDocument(document)
        self._error = self._step = None
        self._left_out = ()
        self._mark()
        self._make_room()
        self._space_tabs()

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._place_gutter()

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._make_room()
            self._space_tabs()

    def wheelEvent(self, event):
        # Text that cannot be edited would be zoomed by Qt, apart from everything else.
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().wheelEvent(event)

    def insertFromMimeData(self, source):
        if source.hasText() and len(source.text()) > LARGEST_PASTE:
            self.paste_refused.emit(len(source.text()))
            return
        super().insertFromMimeData(source)

    def keyPressEvent(self, event):
        key, modifiers = event.key(), event.modifiers()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if key == Qt.Key.Key_Escape:
            self._leave(forward=True)
        elif enter and modifiers & Qt.KeyboardModifier.ControlModifier:
            self.confirmed.emit()
        elif self.isReadOnly():
            super().keyPressEvent(event)
        elif enter and not modifiers:
            self._new_line()
        elif key == Qt.Key.Key_Tab and not modifiers:
            self._indent()
        elif key == Qt.Key.Key_Backtab:
            self._outdent()
        elif key == Qt.Key.Key_Backspace and not modifiers and self._before_is_indent():
            self._change_lines(outdented)
        else:
            super().keyPressEvent(event)

    def _leave(self, *, forward):
        # An editor keeps Tab to itself unless it is told otherwise.
        self.setTabChangesFocus(True)
        self.focusNextPrevChild(forward)
        self.setTabChangesFocus(False)

    # --------------------------------------------------------------------------- indentation

    def _new_line(self):
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        cursor.insertText("\n" + indentation_after(before))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _indent(self):
        cursor = self.textCursor()
        if cursor.hasSelection():
            self._change_lines(indented)
        else:
            column = cursor.positionInBlock()
            cursor.insertText(" " * (len(INDENT) - column % len(INDENT)))

    def _outdent(self):
        """Move lines out; where nothing can be moved, Shift+Tab goes back as everywhere else."""
        if not self._change_lines(outdented):
            self._leave(forward=False)

    def _before_is_indent(self):
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        return not cursor.hasSelection() and before.endswith(" ") and not before.strip(" ")

    def _change_lines(self, change):
        """Change the selected lines, or that of the caret, in one step; tell if any did change."""
        cursor = self.textCursor()
        document, changed = self.document(), False
        first = document.findBlock(cursor.selectionStart()).blockNumber()
        end = max(cursor.selectionEnd() - 1, cursor.selectionStart())
        edit = QTextCursor(document)
        edit.beginEditBlock()
        for number in range(first, document.findBlock(end).blockNumber() + 1):
            block = document.findBlockByNumber(number)
            changed |= _change_start(edit, block, change(block.text()))
        edit.endEditBlock()
        return changed


def _change_start(edit, block, new):
    """Make a line longer or shorter at its start; tell if that changes anything."""
    more = len(new) - len(block.text())
    edit.setPosition(block.position())
    if more > 0:
        edit.insertText(new[:more])
    elif more < 0:
        edit.setPosition(block.position() - more, QTextCursor.MoveMode.KeepAnchor)
        edit.removeSelectedText()
    return bool(more)
