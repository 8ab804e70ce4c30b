"""The answers as a list, the simplest first, and how one of them is painted."""

from bisect import bisect

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from lossgui.session.numbers import exact_text
from lossgui.ui.losses.painting import PADDING, blend
from lossgui.ui.theme import current_theme

Role = Qt.ItemDataRole
DETAIL = Role.UserRole + 1
"""The value with all its digits, and what differs from the defaults."""
_TINT = 0.16


class AnswersModel(QAbstractListModel):
    """What was found so far; each answer takes its place by its simplicity."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._answers = []
        self._keys = []

    def clear(self):
        """Forget all answers."""
        self.beginResetModel()
        self._answers, self._keys = [], []
        self.endResetModel()

    def add(self, answer):
        """Put one more answer in its place."""
        # What is only near has no place of its own: the search tells the nearest first.
        key = answer.simplicity if answer.matches else len(self._keys)
        place = bisect(self._keys, key)
        self.beginInsertRows(QModelIndex(), place, place)
        self._answers.insert(place, answer)
        self._keys.insert(place, key)
        self.endInsertRows()

    def answer(self, index):
        """Give the answer at an index, None at an invalid one."""
        return self._answers[index.row()] if index.isValid() else None

    @property
    def matching(self):
        """How many of the answers have all the typed digits."""
        return sum(answer.matches for answer in self._answers)

    def rowCount(self, parent=QModelIndex()):  # noqa: B008 - the signature is Qt's
        return 0 if parent.isValid() else len(self._answers)

    def data(self, index, role=Role.DisplayRole):
        answer = self.answer(index)
        if answer is None:
            return None
        if role == Role.DisplayRole:
            return answer.sentence
        if role == DETAIL:
            return self._detail(answer)
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return f"{answer.sentence}\n{self._detail(answer)}"
        return None

    def _detail(self, answer):
        dtype = answer.spec.computed_dtype
        parts = [self.tr("value {0} in {1}").format(_digits(answer.value, dtype), dtype)]
        if not answer.matches:
            parts.append(self.tr("digits that agree: {0}").format(answer.digits))
        elif answer.digits > 1:
            parts.append(self.tr("all {0} digits agree").format(answer.digits))
        if answer.departures:
            parts.append(self.tr("differs by: {0}").format("; ".join(answer.departures)))
        else:
            parts.append(self.tr("all choices are the defaults"))
        if answer.also:
            parts.append(self.tr("the same here: {0}").format(", ".join(answer.also)))
        return " · ".join(parts)


def _digits(value, dtype):
    import numpy as np

    return exact_text(np.dtype(dtype).type(value))


class AnswerDelegate(QStyledItemDelegate):
    """Paints the sentence, wrapped, and what differs under it in a quieter colour."""

    def sizeHint(self, option, index):
        width = self.parent().viewport().width() - 2 * PADDING
        heights = (
            option.fontMetrics.boundingRect(QRect(0, 0, width, 10_000), _FLAGS, text).height()
            for text in (index.data(), index.data(DETAIL))
        )
        return QSize(width, sum(heights) + 3 * PADDING)

    def paint(self, painter, option, index):
        theme = current_theme()
        painter.save()
        background = QColor(theme.base)
        selected = option.state & QStyle.StateFlag.State_Selected
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            share = 2 * _TINT if selected else _TINT / 2
            background = blend(QColor(theme.accent), background, share)
        painter.fillRect(option.rect, background)
        room = option.rect.adjusted(PADDING, PADDING, -PADDING, -PADDING)
        painter.setFont(option.font)
        painter.setPen(QColor(theme.text))
        used = painter.drawText(room, _FLAGS, index.data())
        painter.setPen(QColor(theme.text if selected else theme.muted_text))
        painter.drawText(
            room.adjusted(0, used.height() + PADDING, 0, 0), _FLAGS, index.data(DETAIL)
        )
        painter.setPen(QColor(theme.grid))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()


_FLAGS = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
