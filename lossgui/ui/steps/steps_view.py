"""The line of steps: scrolled sideways where it is long, with the current step in sight."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QSizePolicy, QTableView

from lossgui.ui.steps.chips import ChipDelegate, chip_height, chip_width
from lossgui.ui.steps.line_names import LineNames
from lossgui.ui.steps.steps_model import CHIP


class StepsView(QTableView):
    """Chips in one line, or in two lines under one another; a click or an arrow key selects."""

    step_chosen = Signal(int, int)
    """A loss's ident and the index of one of its steps, chosen by the student."""

    def __init__(self, model, parent=None):
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(ChipDelegate(self))
        self._set_up()
        self._following = False
        model.modelReset.connect(self.arrange)
        model.dataChanged.connect(self._chip_changed)
        self.selectionModel().currentChanged.connect(self._chosen)
        self.horizontalScrollBar().rangeChanged.connect(lambda *_range: self._fit_height())
        self.arrange()

    def _set_up(self):
        self.setObjectName("steps_line")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setAutoScroll(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        # The chip itself shows that it is selected; the view would fill its whole cell.
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.setVerticalHeader(LineNames(self))
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(4)
            header.hide()

    def show_current(self, ident, stage):
        """Select a loss's step and bring it, and a part of its neighbours, into sight."""
        index = self.model().find(ident, stage)
        self._following = True
        flags = QItemSelectionModel.SelectionFlag
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)
            self._bring_into_sight(index)
        else:
            self.selectionModel().clear()
        self._following = False

    def _bring_into_sight(self, index):
        bar, room = self.horizontalScrollBar(), self.viewport().width()
        left = self.columnViewportPosition(index.column())
        right = left + self.columnWidth(index.column())
        peek = min(60, max(0, (room - (right - left)) // 2))
        if right + peek > room:
            bar.setValue(bar.value() + right + peek - room)
        elif left - peek < 0:
            bar.setValue(bar.value() + left - peek)

    def _chosen(self, current, _previous):
        chip = current.data(CHIP)
        if chip is not None and not self._following:
            self.step_chosen.emit(chip.ident, chip.stage)

    def _chip_changed(self, first, _last):
        if self._wanted_width(first.column()) != self.columnWidth(first.column()):
            self.arrange()

    def arrange(self):
        """Give every step its width and every line its height."""
        for column in range(self.model().columnCount()):
            self.setColumnWidth(column, self._wanted_width(column))
        self.verticalHeader().setDefaultSectionSize(chip_height(self.font()))
        self.verticalHeader().setVisible(self.model().rowCount() > 1)
        # At once: the current step cannot be scrolled to in a bar with the old range.
        self.updateGeometries()
        self._fit_height()

    def _wanted_width(self, column):
        model = self.model()
        chips = (model.index(row, column).data(CHIP) for row in range(model.rowCount()))
        return max((chip_width(chip, self.font()) for chip in chips), default=0)

    def _fit_height(self):
        lines = max(1, self.model().rowCount())
        bar = self.horizontalScrollBar()
        room = bar.sizeHint().height() if bar.maximum() > bar.minimum() else 0
        self.setFixedHeight(lines * chip_height(self.font()) + room)

    def minimumSizeHint(self):
        return QSize(120, super().minimumSizeHint().height())

    def resizeEvent(self, event):
        super().resizeEvent(event)
        if self.currentIndex().isValid():
            self._bring_into_sight(self.currentIndex())

    def wheelEvent(self, event):
        # There is nothing to scroll up or down, so the wheel moves along the line.
        bar = self.horizontalScrollBar()
        delta = event.angleDelta()
        bar.setValue(bar.value() - (delta.x() or delta.y()))
        event.accept()

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.arrange()
