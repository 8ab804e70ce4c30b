"""The list of the texts that can be edited, and the button for another one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

LONGEST_TITLE = 30
_SHORTEST_LIST = 12


class SheetList(QWidget):
    """Names the `Sheet` being shown and offers the others.

    Parameters
    ----------
    studio : Studio
        Tells what the rows are called.
    sheets : Sheets
        What can be shown.
    """

    chosen = Signal(object)
    """A `Sheet` was chosen from the list."""
    new_wanted = Signal()
    """An empty text is wanted."""

    def __init__(self, studio, sheets, parent=None):
        super().__init__(parent)
        self._studio, self._sheets = studio, sheets
        self._shown = []
        self._list = QComboBox(self)
        self._list.setObjectName("code_sheets")
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self._list.setSizeAdjustPolicy(policy)
        self._list.setMinimumContentsLength(_SHORTEST_LIST)
        self._list.activated.connect(lambda place: self.chosen.emit(self._shown[place]))
        self._new = QPushButton(self)
        self._new.setObjectName("code_new")
        self._new.clicked.connect(lambda _checked: self.new_wanted.emit())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._new)
        sheets.current_changed.connect(self.refresh)
        sheets.changed.connect(self.refresh)
        sheets.edited.connect(self.refresh)
        self.retranslate()

    def retranslate(self):
        """Write all texts again in the language in force."""
        self._list.setAccessibleName(self.tr("Which code is shown"))
        self._list.setToolTip(self.tr("The losses made of code, and code that is not added yet"))
        self._new.setText(self.tr("&New"))
        self._new.setAccessibleName(self.tr("Write another loss"))
        self._new.setToolTip(self.tr("Start with an empty text; what is here is kept"))
        self.refresh()

    def refresh(self, *_what_changed):
        """Show the texts that there are, those without a row first."""
        names = {row.ident: row.name for row in self._studio.session.state.losses}
        self._shown = sorted(self._sheets, key=lambda sheet: sheet.ident or 0)
        texts = [self._title_of(sheet, names) for sheet in self._shown]
        if texts != [self._list.itemText(place) for place in range(self._list.count())]:
            self._list.clear()
            self._list.addItems(texts)
        self._list.setCurrentIndex(self._shown.index(self._sheets.current))

    def _title_of(self, sheet, names):
        if sheet.ident in names:
            title = f"{names[sheet.ident]}: {first_name(sheet.origin)}"
            return self.tr("{0} (changed)").format(title) if sheet.unsaved else title
        if not sheet.text.strip():
            return self.tr("New code")
        return self.tr("Not added: {0}").format(first_name(sheet.text))


def first_name(source):
    r"""Give what a source calls its loss, as far as that can be told without reading it.

    Examples
    --------
    >>> first_name("class A:\n    def call(self, y):"), first_name("# note")
    ('A', '')
    """
    lines = source.split("\n")
    defined = [line.partition(" ")[2] for line in lines if line.startswith(("def ", "class "))]
    if defined:
        return defined[-1].partition("(")[0].strip(" :")[:LONGEST_TITLE]
    code = (line.strip() for line in lines)
    first = next((line for line in code if line and not line.startswith("#")), "")
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"
