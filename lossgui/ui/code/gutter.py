"""The line numbers beside the code."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from lossgui.ui.appearance import appearance

PADDING = 6


class Gutter(QWidget):
    """Numbers the lines of a `CodeEditor`; the line of the caret in full colour."""

    def __init__(self, editor):
        super().__init__(editor)
        self.setObjectName("line_numbers")
        self._editor = editor

    def width_needed(self):
        """Return the width for the largest number, at least two digits."""
        digits = max(len(str(self._editor.blockCount())), 2)
        return 2 * PADDING + digits * self._editor.fontMetrics().horizontalAdvance("9")

    def sizeHint(self):
        return QSize(self.width_needed(), 0)

    def paintEvent(self, event):
        theme = appearance().theme
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme.window))
        painter.setFont(self._editor.font())
        height = self._editor.fontMetrics().height()
        current = self._editor.textCursor().blockNumber()
        for number, top in self._editor.visible_lines(event.rect()):
            painter.setPen(QColor(theme.text if number == current else theme.muted_text))
            right = Qt.AlignmentFlag.AlignRight
            painter.drawText(0, top, self.width() - PADDING, height, right, str(number + 1))
        painter.end()
