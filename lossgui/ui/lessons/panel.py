"""The text of a lesson, with links into the window, and buttons to the lessons beside it."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from lossgui.lessons import find_lesson
from lossgui.ui.appearance import appearance
from lossgui.ui.language import spoken
from lossgui.ui.lessons.page import CELL, LESSON, ROW, cell_of, lesson_page, list_page

SMALLEST_WIDTH = 250
"""Pixels: less would leave three words to a line."""


class LessonPanel(QWidget):
    """Shows one lesson, or the list of all where the session belongs to none.

    Parameters
    ----------
    studio, selection
        Where links to rows and cells lead.
    dock : LessonDock
        Opens the lessons that are asked for.
    """

    def __init__(self, studio, selection, dock):
        super().__init__(dock)
        self.setObjectName("lesson_panel")
        self._studio, self._selection, self._dock = studio, selection, dock
        self._key = ""
        self.text = QTextBrowser()
        self.text.setObjectName("lesson_text")
        self.text.setAccessibleName(self.tr("Lesson"))
        self.text.setWhatsThis(
            self.tr(
                "A question, what to do about it, and the answer. Links lead to losses and cells."
            )
        )
        self.text.setOpenLinks(False)
        self.text.setMinimumWidth(SMALLEST_WIDTH)
        self.text.anchorClicked.connect(self._go)
        self.previous = self._button("previous", self.tr("← &Previous"), dock.previous)
        self.again = self._button("again", self.tr("&Start Again"), self._start_again)
        self.next = self._button("next", self.tr("&Next →"), dock.next)
        row = QHBoxLayout()
        row.addWidget(self.previous)
        row.addStretch(1)
        row.addWidget(self.again)
        row.addStretch(1)
        row.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.text, 1)
        layout.addLayout(row)
        appearance().theme_changed.connect(self._refresh)

    def show_lesson(self, key):
        """Show the lesson with this key from its beginning; with "" the list of all."""
        self._key = key
        self._refresh()
        self.text.verticalScrollBar().setValue(0)

    def _button(self, name, text, pressed):
        button = QPushButton(text)
        button.setObjectName(f"lesson_{name}")
        button.clicked.connect(lambda _checked: pressed())
        return button

    def _refresh(self, *_what_changed):
        theme, language = appearance().theme, spoken()
        self.text.document().setDefaultStyleSheet(f"a {{ color: {theme.link} }}")
        if self._key:
            self.text.setHtml(lesson_page(find_lesson(self._key), language, theme))
        else:
            self.text.setHtml(list_page(language))
        self.previous.setEnabled(self._dock.has_previous)
        self.next.setEnabled(self._dock.has_next)
        self.again.setEnabled(bool(self._key))

    def _start_again(self):
        self._dock.open(self._key)

    def _go(self, link):
        """Follow a link; what it leads to may have been removed meanwhile."""
        target = link.toString()
        if target.startswith(LESSON):
            self._dock.open(target.removeprefix(LESSON))
        elif target.startswith(ROW):
            self._select_row(target.removeprefix(ROW))
        elif target.startswith(CELL):
            self._select_cell(*cell_of(target.removeprefix(CELL)))

    def _select_row(self, name):
        for row in self._studio.session.state.losses:
            if row.name == name:
                self._selection.select_loss(row.ident)

    def _select_cell(self, tensor, index):
        record = self._studio.session.state.tensors.get(tensor)
        shape = () if record is None else record.values.shape
        if len(index) == len(shape) and all(map(int.__lt__, index, shape)):
            self._selection.select_cell(tensor, index)
            self._dock.cell_wanted.emit()
