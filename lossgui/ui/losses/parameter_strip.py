"""Under the table: the settings that only the selected loss has (delta, label_smoothing, ...)."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from lossgui.session.numbers import parse_number
from lossgui.ui.letters import letter_width
from lossgui.ui.losses.cells import parameter_text
from lossgui.ui.losses.edits import change_parameter
from lossgui.ui.losses.sentence import SentenceLabel
from lossgui.ui.losses.sideways import SidewaysScroll

_FIELD_WIDTH_IN_LETTERS = 11
_ARROW_WIDTH = 40


class ParameterStrip(QWidget):
    """One field per parameter of the selected loss; hidden where the loss has none.

    A value that cannot be taken stays in its field, with the reason under it; Escape brings the
    value in force back. Each accepted value is a step of undo.
    """

    def __init__(self, studio, parent=None):
        super().__init__(parent)
        self.setObjectName("parameter_strip")
        self._studio = studio
        self._row = None
        self._pages = {}
        self._title = QLabel(self)
        self._stack = QStackedWidget(self)
        self._problem = SentenceLabel(self)
        self._problem.setObjectName("parameter_problem")
        self._problem.setForegroundRole(QPalette.ColorRole.BrightText)
        line = QHBoxLayout()
        line.addWidget(self._title)
        line.addWidget(self._stack, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(line)
        layout.addWidget(self._problem)
        self._tell(None, "")
        self.retranslate()

    def retranslate(self):
        """Write all texts again in the language in force."""
        self._problem.set_purpose(self.tr("Why the value is not accepted"))

    def show_row(self, row):
        """Show the parameters of this `LossRow`; None where no loss is selected."""
        another = row is None or self._row is None or row.ident != self._row.ident
        self._row = row
        parameters = row.spec.entry.parameters if row is not None else ()
        self.setVisible(bool(parameters))
        if not parameters:
            return
        page = self._page(row.spec.entry)
        another = another or self._stack.currentWidget() is not page
        self._stack.setCurrentWidget(page)
        # A stack is as high as its highest page: those that are not shown must not count.
        for other in self._pages.values():
            shown = QSizePolicy.Policy.Fixed if other is page else QSizePolicy.Policy.Ignored
            other.setSizePolicy(QSizePolicy.Policy.Ignored, shown)
        self._title.setText(f"{row.name}:")
        if another:
            self._tell(None, "")
            for field in self._fields():
                _forget_typing(field)
        self._fill()

    def field(self, name):
        """Give the editor of the selected loss's parameter with this name."""
        return self._stack.currentWidget().findChild(QWidget, f"parameter_{name}")

    def focus_first(self):
        """Put the keyboard into the first field."""
        fields = self._fields()
        if fields:
            fields[0].setFocus()

    def _fields(self):
        if self._row is None or not self._row.spec.entry.parameters:
            return []
        return [self.field(parameter.name) for parameter in self._row.spec.entry.parameters]

    # -------------------------------------------------------------------------------- building

    def _page(self, entry):
        """Give the fields for a loss of the catalogue; they are made once."""
        # Not by the loss: pasted code is another one after every change of its text.
        if entry.parameters not in self._pages:
            page = QWidget(self)
            layout = QHBoxLayout(page)
            layout.setContentsMargins(0, 0, 0, 0)
            for parameter in entry.parameters:
                self._add_field(layout, page, parameter)
            layout.addStretch()
            scroll = SidewaysScroll(page, self)
            self._stack.addWidget(scroll)
            self._pages[entry.parameters] = scroll
        return self._pages[entry.parameters]

    def _add_field(self, layout, page, parameter):
        if parameter.kind == "flag" and parameter.default is not None:
            field = QCheckBox(parameter.name, page)
            field.clicked.connect(lambda on: self._commit(parameter, on, field))
        else:
            label = QLabel(parameter.name, page)
            label.setToolTip(_explanation(parameter))
            layout.addWidget(label)
            made = self._number_field if parameter.kind == "number" else self._flag_list
            field = made(page, parameter)
            label.setBuddy(field)
        field.setObjectName(f"parameter_{parameter.name}")
        field.setAccessibleName(parameter.name)
        field.setToolTip(_explanation(parameter))
        layout.addWidget(field)
        layout.addSpacing(8)

    def _flag_list(self, page, parameter):
        """Make the list of a flag that may be left to the dialect: the dialect's value, yes, no."""
        field = QComboBox(page)
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for value in (None, True, False):
            field.addItem("", value)
        field.activated.connect(lambda place: self._commit(parameter, field.itemData(place), field))
        return field

    def _fill_flag_list(self, field, parameter):
        spec = self._row.spec
        left = spec.replace(parameters={**spec.parameters, parameter.name: None})
        yes, no = self.tr("yes"), self.tr("no")
        theirs = yes if left.in_force(parameter.name) else no
        texts = (self.tr("{0} (from dialect)").format(theirs), yes, no)
        for place, text in enumerate(texts):
            if field.itemText(place) != text:
                field.setItemText(place, text)
        # The list's own hint does not follow texts that are changed later.
        widest = max(field.fontMetrics().horizontalAdvance(text) for text in texts)
        field.setMinimumWidth(widest + _ARROW_WIDTH)
        field.setCurrentIndex((None, True, False).index(spec.parameters[parameter.name]))

    def _number_field(self, page, parameter):
        field = QLineEdit(page)
        field.setFixedWidth(letter_width(self.fontMetrics()) * _FIELD_WIDTH_IN_LETTERS)
        field.textEdited.connect(lambda _text: self._tell(None, ""))
        field.editingFinished.connect(lambda: self._commit_number(parameter, field))
        field.installEventFilter(self)
        return field

    # -------------------------------------------------------------------------------- following

    def _fill(self):
        spec = self._row.spec
        for parameter, field in zip(spec.entry.parameters, self._fields(), strict=True):
            value = spec.parameters[parameter.name]
            if isinstance(field, QComboBox):
                self._fill_flag_list(field, parameter)
                continue
            if parameter.kind == "flag":
                field.setChecked(bool(value))
                continue
            field.setPlaceholderText(parameter_text(spec, parameter))
            if not field.isModified():
                field.setText("" if value is None else repr(value).removesuffix(".0"))

    # ----------------------------------------------------------------------------------- editing

    def _commit_number(self, parameter, field):
        if not field.isModified():
            return
        text = field.text().strip()
        try:
            value = None if not text and parameter.default is None else parse_number(text)
        except ValueError as problem:
            self._tell(field, str(problem))
        else:
            self._commit(parameter, value, field)

    def _commit(self, parameter, value, field):
        try:
            change_parameter(self._studio.session, self._row, parameter, value)
        except ValueError as problem:
            self._tell(field, str(problem))
            return
        self._tell(None, "")
        _forget_typing(field)
        self._fill()

    def _tell(self, field, sentence):
        """Say why a value is not taken; an empty sentence takes the last one away."""
        for other in self._fields():
            other.setAccessibleDescription(sentence if other is field else "")
        self._problem.set_sentence(sentence)
        self._problem.setVisible(bool(sentence))

    def eventFilter(self, watched, event):
        escape = event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape
        if escape and watched.isModified():
            _forget_typing(watched)
            self._tell(None, "")
            self._fill()
            return True
        return super().eventFilter(watched, event)


def _forget_typing(field):
    if isinstance(field, QLineEdit):
        field.setModified(False)


def _explanation(parameter):
    if parameter.kind == "flag":
        return parameter.meaning
    return f"{parameter.meaning} ({parameter.limits})"
