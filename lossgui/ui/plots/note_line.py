"""One line of notes under the plot, cut where it is too long."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QLabel


class NoteLine(QLabel):
    """Shows sentences in one line; the whole text is in the tool tip and for screen readers."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("plot_notes")
        # Nothing wraps here; it says to layouts that any width will do.
        self.setWordWrap(True)
        self._colour = QColor()
        self.setVisible(False)

    def show_text(self, text, colour):
        """Show this text in this colour; an empty one takes no room."""
        self._colour = QColor(colour)
        if text != self.text():
            self.setText(text)
            self.setToolTip(text)
            self.setAccessibleDescription(text)
            self.setVisible(bool(text))
        self.update()

    def minimumSizeHint(self):
        return QSize(40, self.fontMetrics().height() + 4)

    def sizeHint(self):
        return self.minimumSizeHint()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setPen(self._colour)
        box = self.rect().adjusted(8, 0, -8, 0)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)
