"""What stands around the plot: title, legend and colour bar, painted items without children."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient
from PySide6.QtWidgets import QGraphicsWidget, QSizePolicy

from lossgui.plots.ticks import ticks
from lossgui.ui.letters import letter_width

MOST_LETTERS = 30
"""The legend is at most so many average letters wide."""
MOST_SHARE = 0.34
"""And takes at most this share of the figure's width from the plot."""


class Furniture(QGraphicsWidget):
    """A painted item that knows its theme and asks for just the room it needs."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._theme = None
        self._wanted = QSizeF(0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)

    def set_theme(self, theme):
        """Use this theme's colours."""
        self._theme = theme
        self.update()

    def sizeHint(self, which, constraint=None):
        if which == Qt.SizeHint.MaximumSize:
            return QSizeF(self._wanted.width(), 1e6)
        return QSizeF(self._wanted.width(), 0)

    def claim(self, width, height=0.0):
        """Ask for room; 0 wide where there is nothing to show."""
        if (width, height) != (self._wanted.width(), self._wanted.height()):
            self._wanted = QSizeF(width, height)
            self.updateGeometry()
        self.update()


class Title(Furniture):
    """The figure's title, cut at the end where it is too long."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self, which, constraint=None):
        height = QFontMetricsF(self.font()).height() + 12
        return QSizeF(1e6 if which == Qt.SizeHint.MaximumSize else 0, height)

    def show_text(self, text):
        """Show this title."""
        if text != self.text:
            self.text = text
            self.setToolTip(text)
            self.update()

    def paint(self, painter, option, widget=None):
        if self._theme is None:
            return
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text))
        box = self.rect()
        text = QFontMetricsF(font).elidedText(self.text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft), text)


class Legend(Furniture):
    """The losses: colour, name and number, with what they are underneath."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.entries = ()
        self._share = 1e6

    def show_entries(self, entries):
        """Show these entries, as many as there is room for."""
        if entries != self.entries:
            self.entries = entries
            lines = (f"{_headline(entry)}  {entry.detail}".strip() for entry in entries)
            self.setToolTip("\n".join(lines))
            self.settle()

    def fit(self, width):
        """Leave most of a figure of this width to the plot."""
        self._share = width * MOST_SHARE
        self.settle()

    def settle(self):
        """Work out the room for the entries in the present font."""
        metrics = QFontMetricsF(self.font())
        texts = [text for entry in self.entries for text in (_headline(entry), entry.detail)]
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        # The headline is bolder than the metrics say.
        most = min(MOST_LETTERS * letter_width(metrics), self._share)
        self.claim(min(widest * 1.06 + 32, most) if texts else 0.0)

    def paint(self, painter, option, widget=None):
        if self._theme is None or not self.entries:
            return
        metrics = QFontMetricsF(self.font())
        line = metrics.height()
        detailed = 2 * line + 8
        step = detailed if len(self.entries) * detailed <= self.size().height() else line + 2
        room = max(1, int(self.size().height() / step))
        shown = self.entries[:room]
        if len(shown) < len(self.entries):
            shown = self.entries[: max(room - 1, 0)]
        for index, entry in enumerate(shown):
            self._paint_entry(painter, metrics, index * step, entry, step == detailed)
        if len(shown) < len(self.entries):
            painter.setPen(QColor(self._theme.muted_text))
            painter.setFont(self.font())
            more = f"+ {len(self.entries) - len(shown)}"
            painter.drawText(QPointF(26, len(shown) * step + metrics.ascent()), more)

    def _paint_entry(self, painter, metrics, top, entry, detailed):
        line = metrics.height()
        width = self.size().width() - 26
        swatch = QRectF(12, top + line / 2 - 4.5, 9, 9)
        painter.fillRect(swatch, QColor(self._theme.loss_colour(entry.colour)))
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.TextElideMode.ElideRight
        text = QFontMetricsF(font).elidedText(_headline(entry), right, width)
        painter.drawText(QRectF(26, top, width, line), flags, text)
        if detailed and entry.detail:
            painter.setFont(self.font())
            painter.setPen(QColor(self._theme.muted_text))
            text = metrics.elidedText(entry.detail, right, width)
            painter.drawText(QRectF(26, top + line, width, line), flags, text)


def _headline(entry):
    if not entry.value:
        return entry.name
    return f"{entry.name}  {entry.value}"


class ColourBar(Furniture):
    """Which colour stands for which number: from -limit to limit, zero in the middle."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.limit = None

    def show_limit(self, limit):
        """Show the colours of -limit .. limit; None shows nothing."""
        if limit != self.limit:
            self.limit = limit
            self.settle()

    def settle(self):
        """Work out the room for the numbers in the present font."""
        metrics = QFontMetricsF(self.font())
        widest = max((metrics.horizontalAdvance(text) for _, text in self._ticks(5)), default=0)
        self.claim(0.0 if self.limit is None else -(-(widest + 40) // 8) * 8)

    def _ticks(self, count):
        if not self.limit:
            return [] if self.limit is None else [(0.0, "0")]
        return ticks((-self.limit, self.limit), count)

    def paint(self, painter, option, widget=None):
        if self._theme is None or self.limit is None:
            return
        metrics = QFontMetricsF(self.font())
        box = QRectF(14, 1, 14, self.size().height() - 2)
        shades = QLinearGradient(box.bottomLeft(), box.topLeft())
        for place, colour in zip((0.0, 0.5, 1.0), self._theme.diverging, strict=True):
            shades.setColorAt(place, QColor(colour))
        painter.setPen(QColor(self._theme.border))
        painter.setBrush(shades)
        painter.drawRect(box)
        painter.setPen(QColor(self._theme.plot_foreground))
        painter.setFont(self.font())
        count = max(3, int(box.height() / (2.4 * metrics.height())))
        for value, text in self._ticks(count):
            share = 0.5 if not self.limit else (value / self.limit + 1) / 2
            y = box.bottom() - share * box.height()
            top = min(max(y - metrics.height() / 2, 0), self.size().height() - metrics.height())
            painter.drawLine(QPointF(box.right(), y), QPointF(box.right() + 3, y))
            place = QRectF(box.right() + 7, top, self.size().width() - 34, metrics.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, text)
