"""The catalogue of losses as a list: families as headings, losses with one line each."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt

from lossgui.core.losses import LOSSES

Role = Qt.ItemDataRole

KEY = Role.UserRole + 1
"""The loss's key; None for a heading."""
SUMMARY = Role.UserRole + 2
"""What the loss does, in one line."""


def matching(text):
    """List the losses in which every word of `text` occurs, by family, in catalogue order."""
    words = text.casefold().split()
    families = {}
    for entry in LOSSES.values():
        places = (entry.title, entry.key, entry.family, entry.summary, *entry.aliases)
        searched = " ".join(places).casefold()
        if all(word in searched for word in words):
            families.setdefault(entry.family, []).append(entry)
    return families


class CatalogueModel(QAbstractListModel):
    """The losses that match what is searched for, under the headings of their families."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._entries = []
        self.search("")

    def search(self, text):
        """Show only the losses in which every word of `text` occurs."""
        self.beginResetModel()
        self._entries = []
        for family, losses in matching(text).items():
            self._entries += [family, *losses]
        self.endResetModel()

    def first(self):
        """Give the index of the first loss, invalid if none matches."""
        return self.index(1 if self._entries else -1)

    def find(self, key):
        """Give the index of the loss with this key, invalid if it is not shown."""
        for number in range(len(self._entries)):
            index = self.index(number)
            if index.data(KEY) == key:
                return index
        return QModelIndex()

    def rowCount(self, parent=QModelIndex()):  # noqa: B008 - the signature is Qt's
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index):
        if index.isValid() and index.data(KEY) is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index, role=Role.DisplayRole):
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if isinstance(entry, str):
            return entry.capitalize() if role == Role.DisplayRole else None
        return {
            Role.DisplayRole: entry.title,
            Role.ToolTipRole: f"{entry.summary}\n{entry.formula}",
            Role.AccessibleTextRole: f"{entry.title}: {entry.summary}",
            KEY: entry.key,
            SUMMARY: entry.summary,
        }.get(role)
