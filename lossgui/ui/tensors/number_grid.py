"""A table that paints numbers: heat colours, bars, frames; uniform rows, no key of its own."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QTableView

from lossgui.ui.appearance import appearance
from lossgui.ui.tensors.axis_header import AxisHeader
from lossgui.ui.tensors.painting import PADDING, paint_cells, paint_frames, visible_part

ROW_SPACE = 8
WIDEST_COLUMN = 220
ROOMY = "-0.0000000"
"""Columns get wider than their numbers need where there is room, up to the width of this."""
HINTED_ROWS = 12
LARGEST_WIDGET = (1 << 24) - 1
CACHED_WIDTHS = 20_000
"""Texts whose width is remembered."""

_REFIT = frozenset({QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LanguageChange})


class NumberGrid(QTableView):
    """Shows a `GridModel`.

    Set `bars` to draw each cell's share, `hugs_columns` to leave the room beside the columns to
    others; without `claims_room` somebody else sets its size. `colour` and `light` choose heat
    colours and the cells that enter what the student looks at.
    """

    current_changed = Signal(QModelIndex)
    """Another cell is the current one."""
    columns_sized = Signal(int)
    """The columns have another width."""
    width_needed = Signal()
    """The numbers need columns of another width."""
    _too_narrow = Signal(int)

    def __init__(self, model, name, parent=None):
        super().__init__(parent)
        self.setObjectName(name)
        self.scale = None
        self.lit = None
        self.bars = False
        self.hugs_columns = False
        self.claims_room = True
        self.theme = appearance().theme
        self._needed_width = self._least_width = 0
        self._widths = {}
        self.setVerticalHeader(AxisHeader(Qt.Orientation.Vertical, self))
        self.setHorizontalHeader(AxisHeader(Qt.Orientation.Horizontal, self))
        self.setModel(model)
        self.setCornerButtonEnabled(False)
        corner = self.findChild(QAbstractButton)
        corner.installEventFilter(_FlatCorner(self))
        corner.setAccessibleName(self.tr("Corner of the grid"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._too_narrow.connect(self._widen, Qt.ConnectionType.QueuedConnection)
        model.modelReset.connect(self.fit)
        model.headerDataChanged.connect(self.fit)
        model.extent_changed.connect(self.viewport().update)
        appearance().theme_changed.connect(self._use_theme)
        self.fit()

    def text_width(self, text):
        """Give the width of a cell's text in pixels."""
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) >= CACHED_WIDTHS:
                self._widths.clear()
            width = self._widths[text] = self.fontMetrics().horizontalAdvance(text)
        return width

    def light(self, block):
        """Light up a block of cells (top, left, bottom, right); None: no cell."""
        if block != self.lit:
            self.lit = block
            self.viewport().update()

    def colour(self, scale):
        """Colour the cells on a `heat.Scale`; None: not at all."""
        if scale != self.scale:
            self.scale = scale
            self.viewport().update()

    # ----------------------------------------------------------------------------- geometry

    def fit(self):
        """Find the sizes anew: from the range of the numbers, never from all cells."""
        model = self.model()
        kind = model.array.dtype.type  # whole numbers are written without decimals
        ends = {model.format(kind(end)) for end in (model.extent.low, model.extent.high)}
        if model.header_axis(Qt.Orientation.Horizontal) is None:
            ends.add(self.horizontalHeader().title)  # there is one column to write it over
        self._need_width(max(map(self.text_width, ends)) + 2 * PADDING + 2)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + ROW_SPACE)
        self._share_width()
        self.updateGeometries()
        self.updateGeometry()

    @property
    def needed_width(self):
        """The width that the numbers of a column need."""
        return self._needed_width

    @property
    def natural_width(self):
        """The width of a column where there is no room to spare."""
        return max(self._needed_width, self._least_width)

    def set_least_width(self, width):
        """Give the columns at least this width, so that two grids scroll alike."""
        if width != self._least_width:
            self._least_width = width
            self._share_width()
            self.updateGeometry()

    def _need_width(self, width):
        if width != self._needed_width:
            self._needed_width = width
            self.width_needed.emit()

    def natural_size(self):
        """Give the size at which every cell is seen without scrolling."""
        across, down = self.horizontalHeader(), self.verticalHeader()
        rows = max(self.model().rowCount(), 1)
        width = self._columns() * self.natural_width + _shown(down, down.sizeHint().width())
        header = max(across.sizeHint().height(), across.minimumHeight())
        height = rows * down.defaultSectionSize() + _shown(across, header)
        frame = 2 * self.frameWidth()
        return QSize(width + frame, height + frame)

    def set_header_height(self, height):
        """Give the header of the columns this height at least: rows of two grids are level."""
        if height != self.horizontalHeader().minimumHeight():
            self.horizontalHeader().setMinimumHeight(height)
            self.updateGeometries()
            self._claim_room()

    def sizeHint(self):
        natural = self.natural_size()
        most = (HINTED_ROWS + 2) * self.verticalHeader().defaultSectionSize()
        return QSize(min(natural.width(), 2 * most), min(natural.height(), most))

    def minimumSizeHint(self):
        rows = min(self.model().rowCount(), 3) + 3
        return QSize(
            self.natural_width + 40, rows * self.verticalHeader().defaultSectionSize()
        ).boundedTo(self.natural_size())

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._share_width()
        self._claim_room()

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() in _REFIT and self.model() is not None:
            self._widths.clear()
            self.fit()

    def _claim_room(self):
        """Take no more room than the cells need."""
        if not self.claims_room:
            return
        height = self.natural_size().height()
        if self.horizontalHeader().length() > self.viewport().width():
            height += self.horizontalScrollBar().sizeHint().height()
        most = QSize(self._widest(), height).boundedTo(QSize(LARGEST_WIDGET, LARGEST_WIDGET))
        if most != self.maximumSize():
            self.setMaximumSize(most)
            self.updateGeometry()

    def _widest(self):
        """Give the width of the grid with the widest columns it takes."""
        if not self.hugs_columns:
            return LARGEST_WIDGET
        extra = self.natural_size().width() - self.natural_width * self._columns()
        if self.verticalHeader().length() > self.viewport().height():
            extra += self.verticalScrollBar().sizeHint().width()
        return extra + self._columns() * max(self.natural_width, self.text_width(ROOMY))

    def _columns(self):
        return max(self.model().columnCount(), 1)

    def _share_width(self):
        """Let few columns use the room there is, up to a limit."""
        room = self.viewport().width() // self._columns()
        width = max(self.natural_width, min(room, self.text_width(ROOMY)))
        if width != self.horizontalHeader().defaultSectionSize():
            self.horizontalHeader().setDefaultSectionSize(width)
            self.columns_sized.emit(width)
        self._claim_room()

    def _widen(self, width):
        width = min(width, WIDEST_COLUMN)
        if width > self._needed_width:
            self._need_width(width)
            self._share_width()
            self.updateGeometry()

    # ----------------------------------------------------------------------------- painting

    def paintEvent(self, event):
        visible = visible_part(self, event.rect())
        if visible is None:
            return
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        widest = paint_cells(painter, self, visible) + 2 * PADDING
        paint_frames(painter, self)
        painter.end()
        if widest > self._needed_width < WIDEST_COLUMN:
            self._too_narrow.emit(widest)

    def currentChanged(self, current, previous):
        super().currentChanged(current, previous)
        self.horizontalHeader().viewport().update()
        self.verticalHeader().viewport().update()
        self.current_changed.emit(current)

    def focusInEvent(self, event):
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event):
        super().focusOutEvent(event)
        self.viewport().update()

    def _use_theme(self, theme):
        self.theme = theme
        self.viewport().update()


class _FlatCorner(QObject):
    """Paints the corner plainly: styles draw it as a button, but it is none here."""

    def eventFilter(self, watched, event):
        if event.type() != QEvent.Type.Paint:
            return False
        painter = QPainter(watched)
        painter.fillRect(watched.rect(), QColor(self.parent().theme.window))
        painter.end()
        return True


def _shown(header, size):
    return 0 if header.isHidden() else size
