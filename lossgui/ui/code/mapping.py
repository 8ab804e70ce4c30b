"""Which tensor each argument of a pasted loss reads, and what its numbers are."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from lossgui.core.role_lines import NUMBER, TENSOR
from lossgui.session.numbers import NumberProblem, parse_number
from lossgui.session.state import shape_text
from lossgui.ui.letters import letter_width

MOST_ROWS, FEWEST_ROWS = 6, 2
"""How many rows are seen at once where there is room, and where there is little."""
FIELD_IN_LETTERS = 20
_SHORTEST_LIST = 8
UNREADABLE = "unreadable"
_TURN = "(turn)"


class MappingForm(QScrollArea):
    """One row for each argument and each number of the loss.

    Signals tell what was chosen; the form shows what it is told.

    Parameters
    ----------
    follows : QWidget
        What Tab comes from.
    """

    source_chosen = Signal(str, str)
    """An argument and the tensor that it is to read."""
    number_chosen = Signal(str, object)
    """A number's name and its value: None for an empty field, `UNREADABLE` for no number."""
    role_chosen = Signal(str, str)
    """A name and whether it is to be a tensor or a number."""

    def __init__(self, follows, parent=None):
        super().__init__(parent)
        self.setObjectName("mapping")
        self._follows = follows
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("What the loss reads"))
        self._names = None
        self._parameters = {}
        self._lists, self._fields, self._problems = {}, {}, {}
        self._rebuild((), ())

    def show_loss(self, entry, sources, numbers, tensors):
        """Show the rows of a loss.

        Parameters
        ----------
        entry : Loss or None
            None hides everything.
        sources : dict of str to str
            The tensor of each argument.
        numbers : dict of str to (float or None)
            The value of each number.
        tensors : dict of str to ndarray
            What can be chosen.
        """
        arguments = entry.arguments if entry else ()
        parameters = entry.parameters if entry else ()
        if self._names != (arguments, [(item.name, item.kind) for item in parameters]):
            self._rebuild(arguments, parameters)
        for name in arguments:
            self._fill_list(name, sources[name], tensors)
        for parameter in parameters:
            self._fill_field(parameter, numbers[parameter.name])
        self.setVisible(bool(arguments or parameters))
        self.updateGeometry()

    def list_of(self, name):
        """Give the list of an argument or number."""
        return self._lists[name]

    def field_of(self, name):
        """Give the field of a number."""
        return self._fields[name]

    @property
    def problem(self):
        """Why the text of a field is no number; empty if there is no such field."""
        return next(iter(self._problems.values()), "")

    # ------------------------------------------------------------------------------- building

    def _rebuild(self, arguments, parameters):
        self._names = arguments, [(item.name, item.kind) for item in parameters]
        self._parameters = {item.name: item for item in parameters}
        self._lists, self._fields, self._problems = {}, {}, {}
        inside = QWidget()
        inside.setObjectName("mapping_rows")
        layout = QGridLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(3)
        layout.setColumnStretch(1, 1)
        for line, name in enumerate((*arguments, *self._parameters)):
            label = QLabel(name, inside)
            label.setTextFormat(Qt.TextFormat.PlainText)
            chosen = self._make_list(name, inside)
            label.setBuddy(chosen)
            layout.addWidget(label, line, 0)
            layout.addWidget(chosen, line, 1, 1, 1 if name in self._parameters else 2)
            if name in self._parameters:
                layout.addWidget(self._make_field(self._parameters[name], inside), line, 2)
        self.setWidget(inside)
        before = self._follows
        for name in (*arguments, *self._parameters):
            for widget in filter(None, (self._lists[name], self._fields.get(name))):
                QWidget.setTabOrder(before, widget)
                before = widget

    def _make_list(self, name, parent):
        found = self._lists[name] = QComboBox(parent)
        found.setObjectName(f"mapping_{name}")
        found.setAccessibleName(self.tr("What {0} stands for").format(name))
        found.setToolTip(self.tr("The tensor that {0} reads, or a number").format(name))
        # As wide as the dock lets it be, not as its longest entry would like it.
        found.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        found.setSizeAdjustPolicy(policy)
        found.setMinimumContentsLength(_SHORTEST_LIST)
        found.activated.connect(lambda place: self._chosen(name, found.itemData(place)))
        return found

    def _make_field(self, parameter, parent):
        name = parameter.name
        if parameter.kind == "flag":
            field = QCheckBox(parent)
            field.clicked.connect(lambda on: self.number_chosen.emit(name, on))
        else:
            field = QLineEdit(parent)
            field.setMaximumWidth(FIELD_IN_LETTERS * letter_width(self.fontMetrics()))
            field.textEdited.connect(lambda text: self._typed(name, text))
        field.setObjectName(f"number_{name}")
        field.setAccessibleName(self.tr("Value of {0}").format(name))
        self._fields[name] = field
        return field

    def _height_of(self, most):
        """Return the height of so many rows, or of as many as there are."""
        inside = self.widget()
        rows = max(inside.layout().rowCount(), 1)
        return inside.sizeHint().height() * min(most, rows) // rows

    def sizeHint(self):
        return QSize(super().sizeHint().width(), self._height_of(MOST_ROWS))

    def minimumSizeHint(self):
        bar = self.verticalScrollBar().sizeHint().width()
        width = self.widget().minimumSizeHint().width() + bar
        return QSize(width, self._height_of(FEWEST_ROWS))

    # ------------------------------------------------------------------------------- following

    def _fill_list(self, name, source, tensors):
        entries = [(f"{tensor}  {shape_text(a)}", tensor) for tensor, a in tensors.items()]
        if source not in tensors:
            entries.insert(0, (self.tr("new tensor {0}").format(source), source))
        elif name not in tensors:
            entries.append((self.tr("new tensor {0}").format(name), name))
        entries.append((self.tr("a number"), _TURN))
        _fill(self._lists[name], entries, source)
        made = self.tr("{0} is made together with the loss").format(source)
        self._lists[name].setAccessibleDescription("" if source in tensors else made)

    def _fill_field(self, parameter, value):
        name, field = parameter.name, self._fields[parameter.name]
        entries = [(self.tr("a number"), name), (self.tr("a tensor"), _TURN)]
        _fill(self._lists[name], entries, name)
        if parameter.kind == "flag":
            field.setChecked(bool(value))
            return
        if not (field.hasFocus() and field.isModified()):
            field.setText("" if value is None else repr(float(value)).removesuffix(".0"))
            self._problems.pop(name, None)
        needs = self.tr("needs a value")
        missing = value is None and name not in self._problems
        field.setPlaceholderText(needs if missing else "")
        field.setAccessibleDescription(needs if missing else self._problems.get(name, ""))

    # --------------------------------------------------------------------------------- editing

    def _chosen(self, name, data):
        if data == _TURN:
            self.role_chosen.emit(name, TENSOR if name in self._fields else NUMBER)
        elif name not in self._fields:
            self.source_chosen.emit(name, data)

    def _typed(self, name, text):
        self._problems.pop(name, None)
        value = None
        try:
            value = parse_number(text) if text.strip() else None
        except NumberProblem as problem:
            self._problems[name] = str(problem)
            value = UNREADABLE
        self.number_chosen.emit(name, value)

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()


def _fill(found, entries, current):
    """Show these entries, without a change where there is none."""
    texts = [text for text, _data in entries]
    if texts != [found.itemText(place) for place in range(found.count())]:
        found.clear()
        for text, data in entries:
            found.addItem(text, data)
    found.setCurrentIndex(next(n for n, (_text, data) in enumerate(entries) if data == current))
