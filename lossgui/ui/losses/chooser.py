"""The small window in which a loss of the catalogue is chosen."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
)

from lossgui.ui.letters import letter_width
from lossgui.ui.losses.catalogue_model import FOUND_AS, KEY, SUMMARY, CatalogueModel
from lossgui.ui.losses.painting import PADDING, blend
from lossgui.ui.losses.popup import place_beside
from lossgui.ui.theme import current_theme

_MOVES = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
_MOST_LETTERS = 90


class LossChooser(QFrame):
    """The catalogue by family with a search field; it closes with the choice or with Escape."""

    chosen = Signal(str)
    """The key of the chosen loss."""

    def __init__(self, parent):
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("loss_chooser")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._model = CatalogueModel(self)
        self._search = QLineEdit(self)
        self._search.setObjectName("loss_search")
        self._search.setClearButtonEnabled(True)
        self._search.installEventFilter(self)
        self._search.textChanged.connect(self._filter)
        self._search.returnPressed.connect(lambda: self._choose(self._list.currentIndex()))
        self._list = self._make_list()
        self._nothing = QLabel(self)
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        for widget in (self._search, self._list, self._nothing):
            layout.addWidget(widget)
        self.retranslate()

    def _make_list(self):
        view = QListView(self)
        view.setObjectName("loss_list")
        view.setModel(self._model)
        view.setItemDelegate(_EntryDelegate(view))
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setMouseTracking(True)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.clicked.connect(self._choose)
        view.activated.connect(self._choose)
        return view

    def retranslate(self):
        """Write all texts again in the language in force."""
        self.setAccessibleName(self.tr("Choose a loss"))
        self._search.setPlaceholderText(self.tr("Search: mse, huber, logits, BCEWithLogitsLoss…"))
        self._search.setAccessibleName(self.tr("Search the losses"))
        self._list.setAccessibleName(self.tr("Losses of the catalogue"))
        self._nothing.setText(self.tr("No loss matches; clear the field to see all of them."))

    def open_beside(self, rectangle, current=None):
        """Open under a rectangle of the screen, with the loss `current` selected."""
        self._search.clear()
        self._filter("")
        if current is not None:
            self._list.setCurrentIndex(self._model.find(current))
        self.resize(self._wanted_size())
        place_beside(self, rectangle)
        self.show()
        self._search.setFocus()

    def _wanted_size(self):
        summaries = (self._model.index(row).data(SUMMARY) for row in range(self._model.rowCount()))
        metrics = self._list.fontMetrics()
        widest = max(metrics.horizontalAdvance(text) for text in summaries if text)
        width = min(widest + 10 * PADDING, letter_width(metrics) * _MOST_LETTERS)
        rows = sum(self._list.sizeHintForRow(row) for row in range(self._model.rowCount()))
        margins = self.layout().contentsMargins()
        around = margins.top() + margins.bottom() + self.layout().spacing()
        height = rows + around + self._search.sizeHint().height() + 2 * PADDING
        return QSize(width, min(height, self.screen().availableGeometry().height() - 40))

    def _filter(self, text):
        self._model.search(text)
        self._list.setCurrentIndex(self._model.best())
        self._list.scrollTo(self._list.currentIndex())
        self._list.setVisible(self._model.rowCount() > 0)
        self._nothing.setVisible(self._model.rowCount() == 0)

    def _choose(self, index):
        key = index.data(KEY)
        if key is not None:
            self.hide()
            self.chosen.emit(key)

    def eventFilter(self, watched, event):
        # Up and down move in the list while the search field keeps the keyboard.
        if event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            self._list.event(event)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event):
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


class _EntryDelegate(QStyledItemDelegate):
    """Paints a heading, or a title with its summary under it."""

    def sizeHint(self, option, index):
        lines = 1 if index.data(KEY) is None else 2
        return QSize(0, lines * option.fontMetrics.height() + 2 * PADDING)

    def paint(self, painter, option, index):
        theme = current_theme()
        painter.save()
        background = QColor(theme.base)
        marks = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver
        if index.data(KEY) is not None and option.state & marks:
            background = blend(QColor(theme.accent), background, 0.16)
        painter.fillRect(option.rect, background)
        if index.data(KEY) is None:
            self._paint_heading(painter, option, index, theme)
        else:
            self._paint_loss(painter, option, index, theme)
        painter.restore()

    def _paint_heading(self, painter, option, index, theme):
        rectangle = option.rect.adjusted(PADDING, 0, -PADDING, -2)
        font = option.font
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(theme.muted_text))
        painter.drawText(rectangle, int(Qt.AlignmentFlag.AlignBottom), index.data())
        painter.setPen(QPen(QColor(theme.grid), 1))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())

    def _paint_loss(self, painter, option, index, theme):
        rectangle = option.rect.adjusted(3 * PADDING, PADDING, -PADDING, -PADDING)
        metrics = option.fontMetrics
        painter.setFont(option.font)
        painter.setPen(QColor(theme.text))
        painter.drawText(rectangle, int(Qt.AlignmentFlag.AlignTop), index.data())
        title_width = metrics.horizontalAdvance(index.data()) + 3 * PADDING
        beside = rectangle.adjusted(title_width, 0, 0, 0)
        elide = Qt.TextElideMode.ElideRight
        found = metrics.elidedText(index.data(FOUND_AS), elide, beside.width())
        painter.setPen(QColor(theme.accent))
        painter.drawText(beside, int(Qt.AlignmentFlag.AlignTop), found)
        painter.setPen(QColor(theme.muted_text))
        summary = metrics.elidedText(index.data(SUMMARY), elide, rectangle.width())
        painter.drawText(rectangle, int(Qt.AlignmentFlag.AlignBottom), summary)
