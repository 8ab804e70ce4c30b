"""The undo list: every change so far, and those that were undone. A click goes there."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QListView

from lossgui.ui.saying import in_language


class HistoryModel(QAbstractListModel):
    """One row for the start and one for each step; undone steps are in italics and dimmed."""

    def __init__(self, session, parent=None):
        super().__init__(parent)
        self._session = session
        self._texts = session.history
        self._position = session.history_position

    @property
    def position(self):
        """The row of the present state."""
        return self._position

    def refresh(self):
        """Read the session's list again."""
        texts, position = self._session.history, self._session.history_position
        if texts != self._texts:
            self.beginResetModel()
            self._texts, self._position = texts, position
            self.endResetModel()
        elif position != self._position:
            self._position = position
            self.dataChanged.emit(self.index(0), self.index(len(texts)))

    def rowCount(self, parent=QModelIndex()):  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._texts) + 1

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if not index.isValid():
            return None
        row = index.row()
        undone = row > self._position
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._accessible_text(row, undone)
        if role == Qt.ItemDataRole.FontRole and (undone or row == self._position):
            font = QFont()
            font.setItalic(undone)
            font.setBold(not undone)
            return font
        return None

    def _text(self, row):
        return in_language(self._texts[row - 1]) if row else self.tr("As opened")

    def _accessible_text(self, row, undone):
        text = self._text(row)
        if undone:
            return self.tr("{0}, undone").format(text)
        if row == self._position:
            return self.tr("{0}, present state").format(text)
        return text


class HistoryView(QListView):
    """Shows the undo list; a click, or Enter, goes to that state."""

    def __init__(self, studio, parent=None):
        super().__init__(parent)
        self._session = studio.session
        self.setObjectName("history")
        self.setAccessibleName(self.tr("History"))
        self.setWhatsThis(self.tr("Every change so far. Click one to go back or forward to it."))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._model = HistoryModel(studio.session, self)
        self.setModel(self._model)
        self.clicked.connect(self._go)
        self.activated.connect(self._go)
        studio.session_changed.connect(self.refresh)

    def refresh(self, *_what_changed):
        """Show the present list; while the dock is closed this costs nothing."""
        if self.isVisible():
            self._model.refresh()
            self.setCurrentIndex(self._model.index(self._model.position))

    def showEvent(self, event):
        super().showEvent(event)
        self.refresh()

    def _go(self, index):
        if index.row() != self._session.history_position:
            self._session.go_to(index.row())
