"""The losses as a table model: one row per loss, every edit goes through the session."""

from html import escape
from types import MappingProxyType

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal

from lossgui.ui.losses.badge import badge_of, other_badges
from lossgui.ui.losses.cells import (
    divisor_text,
    divisor_tooltip,
    factor_edit_text,
    loss_tooltip,
    ratio_text,
    ratio_tooltip,
    spec_texts,
    value_text,
    value_tooltip,
)
from lossgui.ui.losses.columns import EDITABLE, Column
from lossgui.ui.losses.edits import edit
from lossgui.ui.losses.headers import column_explanation, column_title

Role = Qt.ItemDataRole
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

BADGES = Role.UserRole + 1
"""The row's `Badge` of every framework, its own one first, in every column."""
COLOUR = Role.UserRole + 2
"""The row's colour number, in every column."""
FAILED = Role.UserRole + 3
"""Whether the loss has no value, in every column."""
ROW = Role.UserRole + 4
"""The `RowSnapshot`, in every column."""


class LossesModel(QAbstractTableModel):
    """Shows a snapshot's rows; keeps the texts, so that painting costs no formatting.

    Parameters
    ----------
    studio : Studio
        Gives the snapshots and the cross-checks, takes the edits.
    """

    refused = Signal(QModelIndex, str)
    """A cell and the sentence that says why an edit of it was not carried out."""
    rows_failed = Signal()
    """Which of the losses have no value has changed, or the rows have."""

    def __init__(self, studio, parent=None):
        super().__init__(parent)
        self._studio = studio
        self._reference = None
        self._rows = []
        self._texts = []
        self._badges = {}
        self.show_snapshot(studio.snapshot)

    # ---------------------------------------------------------------- from the session to the rows

    def show_snapshot(self, snapshot):
        """Show the new snapshot; only what differs is announced to the view."""
        before = [row.error for row in self._rows]
        old, self._reference = self._reference, snapshot.state.reference
        self._match_rows(snapshot.rows)
        for number, row in enumerate(snapshot.rows):
            self._refresh(number, row)
            if old != self._reference and row.row.ident in (old, self._reference):
                self._set_text(number, Column.NAME, row.row.name, always=True)
        if before != [row.error for row in self._rows]:
            self.rows_failed.emit()

    def show_check(self, ident, _answer=None):
        """Show the new state of a loss's cross-check."""
        number = self.row_of(ident)
        if number is not None:
            badges = self.badges(ident)
            changed = badges != self._badges.get(ident)
            self._badges[ident] = badges
            self._set_text(number, Column.CHECK, _joined(badges), always=changed)

    def retranslate(self):
        """Write all texts again in the language in force."""
        self._texts = [self._all_texts(row) for row in self._rows]
        if self._rows:
            last = self.index(len(self._rows) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def _match_rows(self, rows):
        """Remove and insert rows until there is one for each loss, in the losses' order."""
        idents = [row.row.ident for row in rows]
        for number in reversed(range(len(self._rows))):
            if self.ident(number) not in idents:
                self.beginRemoveRows(QModelIndex(), number, number)
                del self._rows[number], self._texts[number]
                self.endRemoveRows()
        for number, row in enumerate(rows):
            if number >= len(self._rows) or self.ident(number) != row.row.ident:
                self.beginInsertRows(QModelIndex(), number, number)
                self._rows.insert(number, row)
                self._texts.insert(number, self._all_texts(row))
                self.endInsertRows()
        if len(self._rows) > len(rows):  # the losses were put into another order
            self.beginResetModel()
            self._rows = list(rows)
            self._texts = [self._all_texts(row) for row in rows]
            self.endResetModel()

    def _refresh(self, number, row):
        old = self._rows[number]
        self._rows[number] = row
        if old.row is not row.row:
            for column, text in spec_texts(row.row).items():
                # A change of dtype or colour shows in no text of the row's own.
                self._set_text(number, column, text, always=column is Column.NAME)
        changed = old.result is not row.result
        self._set_text(number, Column.VALUE, value_text(row), always=changed)
        if changed:
            self._set_text(number, Column.DIVISOR, divisor_text(row))
        self._set_text(number, Column.RATIO, ratio_text(row, self._reference))

    def _all_texts(self, row):
        ident = row.row.ident
        badges = self._badges[ident] = self.badges(ident)
        return {
            **spec_texts(row.row),
            Column.VALUE: value_text(row),
            Column.DIVISOR: divisor_text(row),
            Column.CHECK: _joined(badges),
            Column.RATIO: ratio_text(row, self._reference),
        }

    def _set_text(self, number, column, text, *, always=False):
        if always or self._texts[number][column] != text:
            self._texts[number][column] = text
            index = self.index(number, column)
            self.dataChanged.emit(index, index)

    # ------------------------------------------------------------------------- asking for rows

    def row_of(self, ident):
        """Give the row's number of the loss with this ident, or None."""
        numbers = (n for n, row in enumerate(self._rows) if row.row.ident == ident)
        return next(numbers, None)

    def ident(self, number):
        """Give the ident of the loss in the row with this number."""
        return self._rows[number].row.ident

    def row(self, number):
        """Give the `RowSnapshot` of the row with this number."""
        return self._rows[number]

    def badges(self, ident):
        """Give the badges of the loss's cross-checks, that of its own framework first."""
        own = badge_of(self._studio.check(ident))
        return (own, *other_badges(self._studio.other_checks(ident)))

    # ------------------------------------------------------------------------ what Qt asks for

    def rowCount(self, parent=QModelIndex()):  # noqa: B008 - the signature is Qt's
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent=QModelIndex()):  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section, orientation, role=Role.DisplayRole):
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Role.DisplayRole:
            return column_title(section)
        if role == Role.ToolTipRole:
            return column_explanation(section)
        if role == Role.TextAlignmentRole:
            return _LEFT
        return None

    def flags(self, index):
        flags = super().flags(index)
        if not index.isValid():
            return flags
        if index.column() in EDITABLE:
            flags |= Qt.ItemFlag.ItemIsEditable
        if index.column() == Column.NAME:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index, role=Role.DisplayRole):
        if not index.isValid():
            return None
        reader = self._READERS.get(role)
        return reader and reader(self, index.row(), Column(index.column()))

    def setData(self, index, value, role=Role.EditRole):
        if not index.isValid() or index.column() not in EDITABLE:
            return False
        if role == Role.CheckStateRole:
            return self._make_reference(index, value)
        if role != Role.EditRole:
            return False
        try:
            edit(self._studio.session, self.ident(index.row()), Column(index.column()), value)
        except ValueError as problem:
            self.refused.emit(index, str(problem))
            return False
        return True

    def _make_reference(self, index, value):
        # There is always a reference: another one takes its place, nothing else unchecks it.
        if index.column() != Column.NAME or Qt.CheckState(value) != Qt.CheckState.Checked:
            return False
        ident = self.ident(index.row())
        if ident != self._reference:
            self._studio.session.set_reference(ident)
        return True

    # --------------------------------------------------------------------------- one role each

    def text(self, number, column):
        """Give the text that a cell shows."""
        return self._texts[number][column]

    def _edited(self, number, column):
        spec = self._rows[number].row.spec
        if column is Column.FACTOR:
            return factor_edit_text(spec.factor)
        keys = {Column.LOSS: spec.loss, Column.DIALECT: spec.dialect}
        return keys.get(column) or self.text(number, column)

    def _tooltip(self, number, column):
        row = self._rows[number]
        if column is Column.VALUE:
            return value_tooltip(row)
        if column is Column.DIVISOR:
            return divisor_tooltip(row)
        if column is Column.CHECK:
            return "\n\n".join(badge.tooltip for badge in self.badges(row.row.ident))
        if column is Column.RATIO:
            reference = self.row_of(self._reference)
            return "" if reference is None else ratio_tooltip(row, self._rows[reference].row)
        if column is Column.LOSS:
            return loss_tooltip(row.row.spec)
        return self.text(number, column)

    def _shown_tooltip(self, number, column):
        text = self._tooltip(number, column)
        # Code may have anything in it, also what Qt would take for a page with tags.
        from_code = "<" in text and self._rows[number].row.spec.entry.source
        return f"<pre>{escape(text)}</pre>" if from_code else text

    def _accessible(self, number, column):
        text = self.text(number, column)
        if column is not Column.NAME:
            template = self.tr("Loss {name}, {column}: {text}")
        elif self.ident(number) == self._reference:
            template = self.tr("Loss {name}, the reference")
        else:
            template = self.tr("Loss {name}")
        name = self._rows[number].row.name
        return template.format(name=name, column=column_title(column), text=text)

    def _checked(self, number, column):
        if column is not Column.NAME:
            return None
        is_reference = self.ident(number) == self._reference
        return Qt.CheckState.Checked if is_reference else Qt.CheckState.Unchecked

    _READERS = MappingProxyType(
        {
            Role.DisplayRole: text,
            Role.EditRole: _edited,
            Role.ToolTipRole: _shown_tooltip,
            Role.AccessibleTextRole: _accessible,
            Role.AccessibleDescriptionRole: _tooltip,
            Role.CheckStateRole: _checked,
            Role.TextAlignmentRole: lambda model, number, column: _LEFT,
            BADGES: lambda model, number, column: model.badges(model.ident(number)),
            COLOUR: lambda model, number, column: model.row(number).row.colour,
            FAILED: lambda model, number, column: model.row(number).result is None,
            ROW: lambda model, number, column: model.row(number),
        }
    )


def _joined(badges):
    return ", ".join(badge.text for badge in badges)
