"""The fields beside the tabs: the range of a sweep, and the switches of a plot."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from lossgui.plots.sentences import number_text
from lossgui.session.numbers import parse_number
from lossgui.ui.saying import in_language
from lossgui.ui.theme import current_theme

FIELD_WIDTH = 9
"""Digits that a range field shows at once."""


class RangeFields(QWidget):
    """Two fields for the visible x range; wrong text stays with its reason."""

    range_chosen = Signal(float, float)
    reason_changed = Signal(str)

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("plot_range")
        self._span = (0.0, 1.0)
        self._labels = [QLabel(self), QLabel(self)]
        self.low, self.high = QLineEdit(self), QLineEdit(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for name, label, field in zip(
            ("plot_range_low", "plot_range_high"), self._labels, (self.low, self.high), strict=True
        ):
            field.setObjectName(name)
            label.setBuddy(field)
            field.editingFinished.connect(self._finished)
            layout.addWidget(label)
            layout.addWidget(field)
        self.retranslate()
        self.fit()

    def retranslate(self):
        """Write the texts in the present language."""
        texts = self.tr("from"), self.tr("to")
        names = self.tr("Range from"), self.tr("Range to")
        tip = self.tr("The range of the horizontal axis: a number such as -1, 0.5 or 1e-3")
        for label, field, text, name in zip(
            self._labels, (self.low, self.high), texts, names, strict=True
        ):
            label.setText(text)
            field.setAccessibleName(name)
            field.setToolTip(tip)

    def fit(self):
        """Make the fields as wide as the present font needs."""
        for field in (self.low, self.high):
            field.setFixedWidth(field.fontMetrics().horizontalAdvance("0" * FIELD_WIDTH) + 14)

    def show_span(self, span):
        """Show the visible range, unless something else is being typed."""
        self._span = span
        for field, value in zip((self.low, self.high), span, strict=True):
            if not (field.hasFocus() and field.isModified()):
                field.setText(number_text(value).replace("−", "-"))
                field.setCursorPosition(0)
        self._judge("")

    def _finished(self):
        if not (self.low.isModified() or self.high.isModified()):
            return
        try:
            span = self._typed()
        except ValueError as problem:
            self._judge(str(problem))
            return
        for field in (self.low, self.high):
            field.setModified(False)
        self._judge("")
        self.range_chosen.emit(*span)

    def _typed(self):
        """Return the range in the fields; an untouched field keeps all its digits."""
        span = []
        for field, value in zip((self.low, self.high), self._span, strict=True):
            span.append(parse_number(field.text()) if field.isModified() else value)
        if not all(abs(value) < 1e300 for value in span):  # also false for NaN
            raise ValueError(self.tr("The range needs two finite numbers."))
        if not span[0] < span[1]:
            raise ValueError(self.tr("The range must go from a smaller to a larger number."))
        return span

    def _judge(self, reason):
        colour = f"border: 1px solid {current_theme().bad};" if reason else ""
        for field in (self.low, self.high):
            if field.styleSheet() != colour:
                field.setStyleSheet(colour)
        self.reason_changed.emit(reason)


MOST_LETTERS = 16
"""A choice with longer texts is cut in its field."""


class Switch(QComboBox):
    """One choice of a plot, such as what a gradient is scaled to."""

    chosen = Signal(str, str)

    def __init__(self, plot, choice, parent=None):
        super().__init__(parent)
        self._choice = choice
        self.plot_key = plot.key
        self.setObjectName(f"plot_choice_{plot.key}_{choice.key}")
        self.view().setObjectName(f"{self.objectName()}_list")
        for key, text in choice.options:
            self.addItem(text, key)
        # The longest of many options must not widen the window; the open list shows all of it.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        longest = max(len(text) for _key, text in choice.options)
        self.setMinimumContentsLength(min(longest, MOST_LETTERS))
        self.activated.connect(lambda _: self.chosen.emit(choice.key, self.currentData()))
        self.retranslate()

    def retranslate(self):
        """Write the texts in the present language."""
        for index, (_, text) in enumerate(self._choice.options):
            self.setItemText(index, in_language(text))
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 24)
        self.setAccessibleName(in_language(self._choice.title))
        self.view().setAccessibleName(in_language(self._choice.title))
