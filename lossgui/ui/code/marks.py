"""How pieces of source code are marked in the editor."""

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from lossgui.ui.appearance import appearance
from lossgui.ui.code.places import cursor_over


def faded(line, document):
    """Show a line, counted from 1, as one that is not read."""
    mark = QTextEdit.ExtraSelection()
    mark.cursor = QTextCursor(document.findBlockByNumber(line - 1))
    end = QTextCursor.MoveOperation.EndOfBlock
    mark.cursor.movePosition(end, QTextCursor.MoveMode.KeepAnchor)
    look = QTextCharFormat()
    look.setForeground(QColor(appearance().theme.muted_text))
    look.setFontItalic(True)
    mark.format = look
    return mark


def lit(span, document):
    """Light up the piece of the source that made the selected step."""
    mark = QTextEdit.ExtraSelection()
    mark.cursor = cursor_over(document, span)
    look = QTextCharFormat()
    look.setBackground(QColor(appearance().theme.lit))
    mark.format = look
    return mark


def underlined(span, document):
    """Draw a wave under what is wrong."""
    mark = QTextEdit.ExtraSelection()
    mark.cursor = cursor_over(document, span)
    if span.end_line > span.line:
        # What is wrong begins here; a line under all of a loop would only be hard to read.
        mark.cursor.setPosition(mark.cursor.selectionStart())
        end = QTextCursor.MoveOperation.EndOfBlock
        mark.cursor.movePosition(end, QTextCursor.MoveMode.KeepAnchor)
    if not mark.cursor.hasSelection():
        # Something is missing at the end of a line: the last character before it is marked.
        forward = not mark.cursor.atBlockEnd()
        move = QTextCursor.MoveOperation
        way = move.NextCharacter if forward else move.PreviousCharacter
        mark.cursor.movePosition(way, QTextCursor.MoveMode.KeepAnchor)
    look = QTextCharFormat()
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    look.setUnderlineColor(QColor(appearance().theme.bad))
    mark.format = look
    return mark
