"""The texts that the editor can show: one for each row made of code, and those not added yet."""

import json

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout

from lossgui.ui.code.highlighter import PythonHighlighter


class Sheet(QObject):
    """One text with its own undo.

    Parameters
    ----------
    text : str
        What it holds at first.
    ident : int, optional
        The row of the losses table that it belongs to.
    origin : str
        The row's source; "" without a row.
    """

    edited = Signal()
    """The text is another one now."""

    def __init__(self, text="", ident=None, origin="", parent=None):
        super().__init__(parent)
        self.ident, self.origin = ident, plain(origin)
        self.sources, self.numbers = {}, {}
        self.position = 0
        self.document = QTextDocument(self)
        self.document.setDocumentLayout(QPlainTextDocumentLayout(self.document))
        self.document.setPlainText(plain(text))
        self._last = self.text
        self._highlighter = PythonHighlighter(self.document)
        self.document.contentsChanged.connect(self._changed)

    @property
    def text(self):
        """The text as it stands."""
        return self.document.toPlainText()

    @property
    def unsaved(self):
        """Whether the text is nowhere but here."""
        return self.text != self.origin and bool(self.text.strip())

    def replace(self, text):
        """Put another text in, as a step that the editor can undo."""
        if plain(text) != self.text:
            cursor = QTextCursor(self.document)
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(plain(text))

    def belong(self, ident, source):
        """Belong to a row with this source from now on."""
        self.ident, self.origin = ident, plain(source)
        self.sources, self.numbers = {}, {}

    def _changed(self):
        # Qt also says so when only colours changed.
        if self.text != self._last:
            self._last = self.text
            self.edited.emit()


class Sheets(QObject):
    """All texts, and the one being shown.

    Parameters
    ----------
    kept : str
        What `kept` gave at the end of an earlier run.
    """

    changed = Signal()
    """There are other texts, or they go by other names."""
    current_changed = Signal(object)
    """The `Sheet` being shown."""
    edited = Signal()
    """The text being shown was changed."""

    def __init__(self, kept="", parent=None):
        super().__init__(parent)
        self._sheets = []
        for text, origin in read_kept(kept):
            self._add(Sheet(text, None, origin, self))
        if not self._sheets:
            self._add(Sheet(parent=self))
        self._current = self._sheets[0]

    def __iter__(self):
        return iter(self._sheets)

    @property
    def current(self):
        """The sheet being shown."""
        return self._current

    def of_row(self, ident):
        """Give the sheet of a row, None if the row is not made of code."""
        return next((s for s in self._sheets if s.ident == ident and ident is not None), None)

    def show_sheet(self, sheet):
        """Let this one be the one that is shown."""
        before = self._current
        if sheet is before:
            return
        self._current = sheet
        self.current_changed.emit(sheet)
        if before.ident is None and not before.text.strip():
            self._remove(before)
            self.changed.emit()

    def show_new(self):
        """Show an empty text that belongs to no row, made if there is none."""
        for sheet in self._sheets:
            if sheet.ident is None and not sheet.text.strip():
                self.show_sheet(sheet)
                return
        sheet = Sheet(parent=self)
        self._add(sheet)
        self.changed.emit()
        self.show_sheet(sheet)

    def follow(self, rows):
        """Have one sheet for each row made of code.

        A text that is nowhere else outlives its row. One without a row that reads as a row does
        is that row's: so undo and redo of adding it keep the editor as it is.
        """
        sources = {row.ident: row.spec.entry.source for row in rows if row.spec.entry.source}
        for sheet in list(self._sheets):
            if sheet.ident is not None and sheet.ident not in sources:
                self._orphan(sheet)
        for ident, source in sources.items():
            self._match(ident, plain(source))
        self.changed.emit()

    def _orphan(self, sheet):
        needless = not sheet.unsaved
        sheet.belong(None, "")
        if needless and sheet is not self._current:
            self._remove(sheet)

    def _match(self, ident, source):
        sheet = self.of_row(ident)
        if sheet is not None:
            if sheet.origin != source:
                clean = not sheet.unsaved
                sheet.belong(ident, source)
                if clean:
                    sheet.replace(source)
            return
        free = [sheet for sheet in self._sheets if sheet.ident is None]
        waiting = [s for s in free if source in (s.text, s.origin)]
        if waiting:
            waiting[0].belong(ident, source)
        else:
            self._add(Sheet(source, ident, source, self))

    def _add(self, sheet):
        self._sheets.append(sheet)
        sheet.edited.connect(self._edited)

    def _remove(self, sheet):
        self._sheets.remove(sheet)
        sheet.deleteLater()

    def _edited(self):
        if self.sender() is self._current:
            self.edited.emit()

    def kept(self):
        """Give every text that is nowhere but here, as one text for the settings."""
        return json.dumps([[s.text, s.origin] for s in self._sheets if s.unsaved])


def plain(text):
    """Give the text as an editor holds it: with line feeds only, and usual blanks."""
    for sign in ("\r\n", "\r", "\u2028", "\u2029"):
        text = text.replace(sign, "\n")
    return text.replace("\xa0", " ").replace("\0", "")


def read_kept(kept):
    """Read what `Sheets.kept` gave: pairs of text and origin; damaged parts are left out."""
    try:
        found = json.loads(kept)
    except ValueError:
        return []
    if not isinstance(found, list):
        return []
    pairs = [pair for pair in found if isinstance(pair, list) and len(pair) == 2]
    return [pair for pair in pairs if all(isinstance(part, str) for part in pair)]
