"""The list of Pythons: what each is called, what it has, and where it is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from lossgui.backends.pythons.problem import PythonProblem

ASKING = None
"""Stands for the answer of a Python that has not answered yet."""
_VERSION, _FRAMEWORKS, _PATH = range(3)


class PythonTable(QTableWidget):
    """One line for each Python, filled in when it answers; nothing is in use by being selected."""

    chosen = Signal()
    """The user, and not `propose`, has gone to another line."""

    def __init__(self, parent=None):
        super().__init__(0, 3, parent)
        self.setObjectName("python_table")
        self.setAccessibleName(self.tr("Pythons"))
        self.setHorizontalHeaderLabels([self.tr("Python"), self.tr("Has"), self.tr("Path")])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_VERSION, QHeaderView.ResizeMode.ResizeToContents)
        self._answers = {}
        self._in_use = ""
        self._proposing = False
        self.currentCellChanged.connect(self._moved)

    @property
    def paths(self):
        """The paths, from top to bottom."""
        return list(self._answers)

    @property
    def path(self):
        """The path in the current line; empty without one."""
        paths = self.paths
        return paths[self.currentRow()] if 0 <= self.currentRow() < len(paths) else ""

    @property
    def answer(self):
        """What the Python in the current line has said: a report, a problem or ASKING."""
        return self._answers.get(self.path, ASKING)

    def answer_of(self, path):
        """Give what a Python has said: a report, a problem or ASKING."""
        return self._answers[path]

    def add(self, path):
        """Add a Python that is being asked; returns False if it is listed already."""
        if path in self._answers:
            return False
        self._answers[path] = ASKING
        self.setRowCount(len(self._answers))
        self._write(path)
        return True

    def show_answer(self, path, answer):
        """Write what a Python has said into its line."""
        self._answers[path] = answer
        self._write(path)

    def mark(self, path):
        """Mark the Python that is in use."""
        before, self._in_use = self._in_use, path
        for each in {before, path} & set(self._answers):
            self._write(each)

    def propose(self, path):
        """Go to the line of a Python, as a proposal."""
        self._proposing = True
        self.setCurrentCell(self.paths.index(path), _VERSION)
        self._proposing = False

    def _moved(self, row, _column, row_before, _column_before):
        if row != row_before and not self._proposing:
            self.chosen.emit()

    def _write(self, path):
        row, answer = self.paths.index(path), self._answers[path]
        version, frameworks = self._texts(answer)
        used = path == self._in_use
        if used:
            version = self.tr("{0}, in use").format(version)
        for column, text in enumerate((version, frameworks, path)):
            item = QTableWidgetItem(text)
            item.setToolTip(str(answer) if isinstance(answer, PythonProblem) else text)
            font = item.font()
            font.setBold(used)
            item.setFont(font)
            self.setItem(row, column, item)

    def _texts(self, answer):
        if answer is ASKING:
            return self.tr("asking…"), ""
        if isinstance(answer, PythonProblem):
            return self.tr("not usable"), ""
        return answer.name, answer.frameworks or self.tr("no framework")
