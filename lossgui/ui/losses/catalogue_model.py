"""The catalogue of losses as a list: families as headings, losses with one line each."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt

from lossgui.core.dialects.naming import framework_names
from lossgui.core.losses import LOSSES

Role = Qt.ItemDataRole

KEY = Role.UserRole + 1
"""The loss's key; None for a heading."""
SUMMARY = Role.UserRole + 2
"""What the loss does, in one line."""
FOUND_AS = Role.UserRole + 3
"""The frameworks' names in which the searched words occur; empty where none has them."""

_MOST_NAMES = 3


def matching(text):
    """List the losses in which every word of `text` occurs, by family, in catalogue order.

    What is searched is title, key, family, summary, aliases and the names that frameworks give to
    the loss, with or without the module before them.
    """
    words = text.casefold().split()
    families = {}
    for entry in LOSSES.values():
        places = (entry.title, entry.key, entry.family, entry.summary, *entry.aliases)
        searched = " ".join((*places, *framework_names(entry))).casefold()
        if all(word in searched for word in words):
            families.setdefault(entry.family, []).append(entry)
    return families


def names_found(entry, text):
    """List the frameworks' names of a loss that hold every word of `text`, the shortest first.

    Examples
    --------
    >>> from lossgui.core.losses import find_loss
    >>> names_found(find_loss("binary_focal_crossentropy"), "sigmoid_focal")
    ['optax.sigmoid_focal_loss (optax)']
    """
    words = text.casefold().split()
    names = framework_names(entry) if words else {}
    found = [name for name in names if all(word in name.casefold() for word in words)]
    return [f"{name} ({names[name]})" for name in sorted(found, key=len)]


def is_called(entry, text):
    """Tell whether `text` is one of the loss's names, its own or a framework's, as a whole."""
    own = (entry.key, entry.title, *entry.aliases)
    theirs = framework_names(entry)
    known = {name.casefold() for name in (*own, *theirs)}
    known |= {name.casefold().rpartition(".")[2] for name in theirs}
    return text.strip().casefold() in known


class CatalogueModel(QAbstractListModel):
    """The losses that match what is searched for, under the headings of their families."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._entries = []
        self._text = ""
        self.search("")

    def search(self, text):
        """Show only the losses in which every word of `text` occurs."""
        self.beginResetModel()
        self._text = text
        self._entries = []
        for family, losses in matching(text).items():
            self._entries += [family, *losses]
        self.endResetModel()

    def best(self):
        """Give the index of the loss that is called as searched, else of the first one shown.

        Invalid if none matches.
        """
        for number, entry in enumerate(self._entries):
            if not isinstance(entry, str) and is_called(entry, self._text):
                return self.index(number)
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
        reader = _READERS.get(role)
        return reader and reader(entry, self._text)


def _found_as(entry, text):
    names = names_found(entry, text)
    more = ["…"] if len(names) > _MOST_NAMES else []
    return ", ".join([*names[:_MOST_NAMES], *more])


def _tooltip(entry, text):
    names = names_found(entry, text) or [f"{n} ({t})" for n, t in framework_names(entry).items()]
    return "\n".join([entry.summary, entry.formula, *names])


def _spoken(entry, text):
    found = _found_as(entry, text)
    return f"{entry.title}: {entry.summary}" + (f" {found}" if found else "")


_READERS = {
    Role.DisplayRole: lambda entry, text: entry.title,
    Role.ToolTipRole: _tooltip,
    Role.AccessibleTextRole: _spoken,
    KEY: lambda entry, text: entry.key,
    SUMMARY: lambda entry, text: entry.summary,
    FOUND_AS: _found_as,
}
