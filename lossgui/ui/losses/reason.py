"""The sentence beside an editor that says why its text cannot be taken."""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QLabel

from lossgui.ui.losses.sentence import announce
from lossgui.ui.theme import current_theme

_WIDTH = 420
_GAP = 3
_FRAME = 2
_ENDS = frozenset({QEvent.Type.Hide, QEvent.Type.Close})
_MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize})


class Reason(QLabel):
    """A notice under an editor, or over it where there is no room; it takes no clicks.

    It lies above everything in the editor's window, so that a low table does not cut it off.
    """

    def __init__(self, parent):
        super().__init__(parent)
        self._editor = None
        self.setObjectName("reason")
        self.setWordWrap(True)
        self.setMargin(6)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def editor(self):
        """The editor that the sentence belongs to, or None."""
        return self._editor

    def explain(self, editor, sentence):
        """Show the sentence beside this editor until the editor goes or `dismiss` is called."""
        self.dismiss()
        self._editor = editor
        editor.installEventFilter(self)
        editor.setAccessibleDescription(sentence)
        theme = current_theme()
        self.setStyleSheet(
            f"QLabel#reason {{ color: {theme.text}; background: {theme.notice};"
            f" border: 1px solid {theme.warning}; border-radius: 3px; }}"
        )
        self.setParent(editor.window())
        self.setText(sentence)
        self._place()
        self.show()
        self.raise_()
        announce(editor, sentence)

    def dismiss(self):
        """Take the sentence away: the text is being put right."""
        if self._editor is not None:
            self._editor.removeEventFilter(self)
            self._editor.setAccessibleDescription("")
            self._editor = None
        self.hide()

    def eventFilter(self, watched, event):
        if watched is self._editor and event.type() in _ENDS:
            self.dismiss()
        elif watched is self._editor and event.type() in _MOVES:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self):
        window, editor = self.parentWidget(), self._editor
        text = self.fontMetrics().horizontalAdvance(self.text()) + 2 * self.margin() + 2 * _FRAME
        self.setFixedWidth(min(text, _WIDTH, window.width()))
        self.setFixedHeight(self.heightForWidth(self.width()))
        corner = editor.mapTo(window, QPoint(0, editor.height() + _GAP))
        if corner.y() + self.height() > window.height():
            above = editor.mapTo(window, QPoint(0, -_GAP)).y() - self.height()
            corner.setY(max(0, above))
        corner.setX(max(0, min(corner.x(), window.width() - self.width())))
        self.move(corner)
