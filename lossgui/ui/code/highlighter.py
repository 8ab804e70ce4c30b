"""Python in the theme's colours."""

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat

from lossgui.ui.appearance import appearance
from lossgui.ui.code.tokens import PLAIN, styled

LONGEST_LINE = 5000
"""Characters; a longer line is left in one colour, so that no line holds the window up."""


class PythonHighlighter(QSyntaxHighlighter):
    """Colours one document and follows the theme."""

    def __init__(self, document):
        super().__init__(document)
        self._formats = formats(appearance().theme)
        appearance().theme_changed.connect(self._follow_theme)

    def highlightBlock(self, text):
        state = max(self.previousBlockState(), PLAIN)
        if len(text) > LONGEST_LINE:
            self.setCurrentBlockState(state)
            return
        pieces, state = styled(text, state)
        wide = not text.isascii() and max(text) > "\uffff"
        for start, length, style in pieces:
            if wide:
                # Qt counts the halves of characters beyond the first 65536.
                length = _halves(text[start : start + length])
                start = _halves(text[:start])
            self.setFormat(start, length, self._formats[style])
        self.setCurrentBlockState(state)

    def _follow_theme(self, theme):
        self._formats = formats(theme)
        self.rehighlight()


def formats(theme):
    """Return how each style of `tokens` looks in a theme."""
    made = {}
    for style in ("keyword", "name", "string", "number", "comment"):
        look = QTextCharFormat()
        look.setForeground(QColor(getattr(theme, f"code_{style}")))
        made[style] = look
    made["keyword"].setFontWeight(QFont.Weight.DemiBold)
    made["comment"].setFontItalic(True)
    return made


def _halves(text):
    return len(text.encode("utf-16-le")) // 2
