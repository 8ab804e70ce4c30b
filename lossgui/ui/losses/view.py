"""The table itself: widths, keys, and which cell opens what."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView

from lossgui.ui.letters import letter_width
from lossgui.ui.losses.badge import all_texts
from lossgui.ui.losses.cells import value_exact_text
from lossgui.ui.losses.columns import CHOICES, TYPED, Column
from lossgui.ui.losses.delegate import LossesDelegate
from lossgui.ui.losses.editors import ChoiceEditor
from lossgui.ui.losses.fitting import fitted
from lossgui.ui.losses.headers import column_title
from lossgui.ui.losses.painting import PADDING, badge_width, extra_width

_FEWEST_ROWS = 2
_MOST_ROWS = 5
_FEWEST_LETTERS = 12
_WIDEST_VALUE = "-2.36667e-05"


class LossesView(QTableView):
    """The losses, one per row; every cell is reached and edited with the keyboard too."""

    catalogue_wanted = Signal(object)
    """The index of a cell whose loss is to be chosen in the catalogue."""
    check_wanted = Signal(object)
    """The index of a cell with verdicts that was double-clicked, or entered."""
    insert_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, studio, model, parent=None):
        super().__init__(parent)
        self.setModel(model)
        self._delegate = LossesDelegate(studio, self)
        self.setItemDelegate(self._delegate)
        self._delegate.list_wanted.connect(self._open)
        self._set_up()
        model.rows_failed.connect(self._arrange)
        model.rowsInserted.connect(self._arrange)
        model.rowsRemoved.connect(self._arrange)
        model.modelReset.connect(self._arrange)
        model.dataChanged.connect(self._text_changed)
        self._arrange()

    def _set_up(self):
        self.setObjectName("losses_table")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(20)

    def retranslate(self):
        """Write all texts again in the language in force."""
        self.setAccessibleName(self.tr("Losses"))
        self.model().retranslate()
        self._arrange()

    # ------------------------------------------------------------------------------- widths

    def _text_changed(self, first, last):
        # A new value must not cost a layout: its column has room for every number. A ratio is a
        # formula of any length.
        if first.column() < Column.VALUE or self._cuts(first.column()):
            self._arrange()

    def _cuts(self, column):
        if column not in (Column.DIVISOR, Column.CHECK, Column.RATIO):
            return False
        return self._wanted(column, self.fontMetrics()) > self.columnWidth(column)

    def _arrange(self):
        """Give every column its width, and the sentence of a failed loss the room of three."""
        metrics = self.fontMetrics()
        wanted = {column: self._wanted(column, metrics) for column in Column}
        readable = letter_width(metrics) * _FEWEST_LETTERS
        smallest = {column: max(readable, self._header_width(column)) for column in Column}
        smallest[Column.LOSS] += readable // 2
        for column, width in fitted(wanted, self.viewport().width(), smallest).items():
            self.setColumnWidth(column, width)
        self.verticalHeader().setDefaultSectionSize(self._row_height())
        self._span_failures()
        self.updateGeometry()

    def _wanted(self, column, metrics):
        model = self.model()
        texts = [model.text(row, column) for row in range(model.rowCount())]
        if column == Column.VALUE:
            texts = [_WIDEST_VALUE]
        if column == Column.CHECK:
            return max(self._badges_width(metrics), self._header_width(column))
        advance = QFontMetrics(self._bold()) if column == Column.NAME else metrics
        widest = max((advance.horizontalAdvance(text) for text in texts), default=0)
        return max(self._header_width(column), widest + extra_width(column, metrics))

    def _badges_width(self, metrics):
        """Give room for every state of the usual badge, and for all badges that are there."""
        usual = max(metrics.horizontalAdvance(text) for text in all_texts(("TensorFlow",)))
        model = self.model()
        present = (model.badges(model.ident(row)) for row in range(model.rowCount()))
        widths = (sum(badge_width(badge, metrics) for badge in badges) for badges in present)
        return max(usual + extra_width(Column.CHECK, metrics), *widths, 0)

    def _header_width(self, column):
        title = column_title(column)
        return self.horizontalHeader().fontMetrics().horizontalAdvance(title) + 3 * PADDING

    def _bold(self):
        font = self.font()
        font.setBold(True)
        return font

    def _span_failures(self):
        model = self.model()
        for row in range(model.rowCount()):
            columns = len(Column) - Column.VALUE if model.row(row).result is None else 1
            if self.columnSpan(row, Column.VALUE) != columns:
                self.setSpan(row, Column.VALUE, 1, columns)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        # A sentence below the table changes its height at almost every edit.
        if event.size().width() != event.oldSize().width():
            self._arrange()
        if 0 <= self.rowViewportPosition(self.currentIndex().row()) < event.oldSize().height():
            self.show_current_row()

    def show_current_row(self):
        """Bring the row that is looked at into sight, and never go sideways for it."""
        sideways = self.horizontalScrollBar().value()
        self.scrollTo(self.currentIndex())
        self.horizontalScrollBar().setValue(sideways)

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    def _row_height(self):
        return self.fontMetrics().height() + 2 * PADDING

    def _height_of(self, rows):
        frame = 2 * self.frameWidth()
        return self.horizontalHeader().sizeHint().height() + rows * self._row_height() + frame

    def sizeHint(self):
        rows = min(max(self.model().rowCount(), _FEWEST_ROWS), _MOST_ROWS)
        return QSize(super().sizeHint().width(), self._height_of(rows))

    def minimumSizeHint(self):
        return QSize(super().minimumSizeHint().width(), self._height_of(_FEWEST_ROWS))

    def paintEvent(self, event):
        super().paintEvent(event)
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            text = self.tr("No loss yet. Press Insert or “Add” to add one.")
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect(), flags, text)

    # -------------------------------------------------------------------------------- editing

    def edit(self, index, trigger=QAbstractItemView.EditTrigger.AllEditTriggers, event=None):
        """Edit a cell where it stands, or ask for the small window that edits it."""
        if trigger == QAbstractItemView.EditTrigger.AnyKeyPressed and index.column() not in TYPED:
            return False
        if trigger in _ASKED and index.column() == Column.LOSS:
            self.catalogue_wanted.emit(index)
            return True
        if trigger in _ASKED and index.column() == Column.CHECK:
            self.check_wanted.emit(index)
            return True
        opened = super().edit(index, trigger, event)
        editor = self.indexWidget(index) if opened is not False and trigger in _ASKED else None
        if isinstance(editor, ChoiceEditor) and not editor.isEditable():
            editor.open_list()
        return opened

    def _open(self, index):
        """Open the list of a cell at once, also where something may be typed instead."""
        self.setCurrentIndex(index)
        self.edit(index)
        editor = self.indexWidget(index)
        if isinstance(editor, ChoiceEditor):
            editor.open_list()

    def keyPressEvent(self, event):
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Insert:
            self.insert_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy(index)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(index)
        elif event.key() == Qt.Key.Key_Space:
            self._press_space(index)
        else:
            super().keyPressEvent(event)

    def _press_space(self, index):
        if index.column() == Column.NAME:
            role = Qt.ItemDataRole.CheckStateRole
            self.model().setData(index, Qt.CheckState.Checked, role)
        elif index.column() in CHOICES or index.column() == Column.LOSS:
            self._open(index)

    def _copy(self, index):
        if index.column() == Column.VALUE:
            self.copy_value(self.model().ident(index.row()))
        elif index.isValid():
            QApplication.clipboard().setText(index.data())

    def copy_value(self, ident):
        """Put a loss's value on the clipboard, with all digits."""
        model = self.model()
        QApplication.clipboard().setText(value_exact_text(model.row(model.row_of(ident))))


_ASKED = (
    QAbstractItemView.EditTrigger.AllEditTriggers,
    QAbstractItemView.EditTrigger.DoubleClicked,
    QAbstractItemView.EditTrigger.EditKeyPressed,
)
