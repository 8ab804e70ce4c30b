"""The names of the losses before their lines of steps; they stay when the lines are scrolled."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView

from lossgui.ui.losses.painting import PADDING, mark_side
from lossgui.ui.steps.chips import bold_font
from lossgui.ui.steps.steps_model import COLOUR
from lossgui.ui.theme import current_theme


class LineNames(QHeaderView):
    """A dot in the loss's colour and the loss's name for each line."""

    def __init__(self, parent=None):
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setObjectName("line_names")
        self.viewport().setAutoFillBackground(False)

    def sizeHint(self):
        metrics = QFontMetrics(bold_font(self.font()))
        names = (
            self.model().headerData(line, Qt.Orientation.Vertical) or ""
            for line in range(self.model().rowCount())
        )
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        return QSize(widest + mark_side(metrics) + 3 * PADDING, super().sizeHint().height())

    def paintSection(self, painter, rectangle, line):
        theme = current_theme()
        colour = self.model().headerData(line, Qt.Orientation.Vertical, COLOUR)
        name = self.model().headerData(line, Qt.Orientation.Vertical)
        side = mark_side(self.fontMetrics())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.loss_colour(colour)))
        y = rectangle.center().y() - side / 2 + 0.5
        painter.drawEllipse(QRectF(rectangle.left() + PADDING, y, side, side))
        painter.setFont(bold_font(self.font()))
        painter.setPen(QColor(theme.text))
        text = rectangle.adjusted(side + 2 * PADDING, 0, 0, 0)
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter), name)
        painter.restore()
