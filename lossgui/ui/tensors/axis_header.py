"""Headers that count an axis and say its name once, along the axis."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHeaderView

from lossgui.ui.tensors.painting import PADDING

_LINE = 2


class AxisHeader(QHeaderView):
    """Shows the places along an axis; the axis' name stands once beside or above them.

    The name does not move when the grid is scrolled.
    """

    def __init__(self, orientation, view):
        super().__init__(orientation, view)
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self.setMinimumSectionSize(1)
        upright = orientation == Qt.Orientation.Vertical
        mode = QHeaderView.ResizeMode.Fixed if upright else QHeaderView.ResizeMode.Interactive
        self.setSectionResizeMode(mode)
        bar = view.verticalScrollBar() if upright else view.horizontalScrollBar()
        # Qt moves the old pixels when it scrolls; the name has to stay where it is.
        bar.valueChanged.connect(self.viewport().update)

    @property
    def title(self):
        """The name of the axis, or ""."""
        model = self.model()
        return "" if model is None else model.header_title(self.orientation())

    @property
    def counts(self):
        """Whether there is an axis to count."""
        model = self.model()
        return model is not None and model.header_axis(self.orientation()) is not None

    def sizeHint(self):
        metrics = self.fontMetrics()
        name = metrics.height() + _LINE if self.title else 0
        if self.orientation() == Qt.Orientation.Horizontal:
            return QSize(0, (metrics.height() if self.counts else 0) + 2 * _LINE + name)
        last = str(max(self.count() - 1, 0)) if self.counts else ""
        return QSize(metrics.horizontalAdvance(last) + 2 * PADDING + name, 0)

    def paintEvent(self, event):
        painter = self._painter()
        theme = self.parentWidget().theme
        painter.fillRect(self.viewport().rect(), QColor(theme.window))
        painter.setPen(QColor(theme.grid))
        self._paint_edge(painter)
        title = self.title
        if self.counts:
            self._paint_places(painter, theme)
        if title:
            painter.setPen(QColor(theme.muted_text))
            self._paint_title(painter, title)
        painter.end()

    def _painter(self):
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        return painter

    def _paint_edge(self, painter):
        area = self.viewport().rect()
        if self.orientation() == Qt.Orientation.Horizontal:
            painter.drawLine(area.bottomLeft(), area.bottomRight())
        else:
            painter.drawLine(area.topRight(), area.bottomRight())

    def _paint_places(self, painter, theme):
        across = self.orientation() == Qt.Orientation.Horizontal
        area = self.viewport().rect()
        first = self.visualIndexAt(0)
        last = self.visualIndexAt((area.width() if across else area.height()) - 1)
        if first < 0:
            return
        current = self.parentWidget().currentIndex()
        here = current.column() if across else current.row()
        plain, strong = QColor(theme.text), QColor(theme.accent)
        name = self.fontMetrics().height() + _LINE
        for place in range(first, (self.count() - 1 if last < 0 else last) + 1):
            start, size = self.sectionViewportPosition(place), self.sectionSize(place)
            painter.setPen(strong if place == here else plain)
            if across:
                box = QRect(start, name, size - PADDING, area.height() - name)
            else:
                box = QRect(name, start, area.width() - name - PADDING, size)
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, align, str(place))

    def _paint_title(self, painter, title):
        area, metrics = self.viewport().rect(), self.fontMetrics()
        if self.orientation() == Qt.Orientation.Horizontal:
            room = min(area.width(), self.length())
            text = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room - PADDING)
            painter.drawText(
                QRect(0, _LINE, room - PADDING, metrics.height()), Qt.AlignmentFlag.AlignRight, text
            )
            return
        room = min(area.height(), self.length())
        text = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
        painter.save()
        painter.rotate(-90)
        painter.drawText(
            QRect(-room, 0, room, metrics.height() + _LINE), Qt.AlignmentFlag.AlignCenter, text
        )
        painter.restore()
