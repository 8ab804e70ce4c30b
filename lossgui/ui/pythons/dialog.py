"""Python for the Cross-Check: which Pythons there are, what each has, and which one is asked."""

from pathlib import Path

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from lossgui.backends.interpreter import PYTHON_VARIABLE, choose_python
from lossgui.backends.pythons.finding import find_pythons, python_in
from lossgui.backends.pythons.problem import PythonProblem
from lossgui.backends.pythons.remembered import forget_python, remember_python, remembered_python
from lossgui.backends.pythons.report import advice
from lossgui.backends.pythons.system import is_folder
from lossgui.session.problems import FileProblem
from lossgui.ui.losses.sentence import SentenceLabel
from lossgui.ui.pythons.advice_box import AdviceBox
from lossgui.ui.pythons.inquiry import Inquiry
from lossgui.ui.pythons.table import ASKING, PythonTable
from lossgui.ui.pythons.trial import Trial

_SIZE = 860, 480


class PythonDialog(QDialog):
    """A window of its own that blocks nothing; it forgets what it found when it is closed.

    Parameters
    ----------
    find : callable
        Gives the paths of Pythons; those of this computer by default.
    """

    changed = Signal()
    """Another Python is remembered than before, or none any more."""

    def __init__(self, parent=None, *, find=find_pythons):
        super().__init__(parent)
        self.setObjectName("python_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Python for the Cross-Check"))
        self.resize(*_SIZE)
        self._touched = False
        self._tried = {}
        self._inquiry = Inquiry(find, self)
        self._trial = Trial(self)
        self._make_widgets()
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._table.setFocus()
        self.look_again()

    @property
    def table(self):
        """The list of Pythons."""
        return self._table

    @property
    def advice(self):
        """What is said about the Python in the current line."""
        return self._advice

    @property
    def state(self):
        """Which Python is in use, and why."""
        return self._state.text()

    # -------------------------------------------------------------------------------- building

    def _make_widgets(self):
        self._purpose = QLabel(
            self.tr(
                "The cross-check asks the framework itself, in a Python that has it. Choose one of "
                "yours; nothing is changed in it."
            )
        )
        self._purpose.setWordWrap(True)
        self._state = SentenceLabel(self)
        self._state.setObjectName("python_state")
        self._state.set_purpose(self.tr("The Python in use"))
        self._table = PythonTable(self)
        self._advice = AdviceBox(self)

    def _make_buttons(self):
        self._browse = self._button("browse", self.tr("&Browse…"), self.browse)
        self._browse.setToolTip(self.tr("Choose the program of a Python that is not listed"))
        self._folder = self._button("folder", self.tr("&Folder…"), self.browse_folder)
        self._folder.setToolTip(self.tr("Choose the folder of a virtual environment"))
        self._again = self._button("again", self.tr("&Look Again"), self.look_again)
        self._again.setToolTip(self.tr("Look for Pythons again and ask each what it has"))
        self._try = self._button("try", self.tr("&Try"), self.try_out)
        self._try.setToolTip(self.tr("Start the framework in this Python and ask it a question"))
        self._forget = self._button("forget", self.tr("Find by &Itself"), self.forget)
        self._forget.setToolTip(self.tr("Forget the choice: use the Python that is found first"))
        self._use = self._button("use", self.tr("&Use This Python"), self.use)
        self._use.setDefault(True)
        self._close = self._button("close", self.tr("Close"), self.reject)

    def _button(self, name, text, slot):
        button = QPushButton(text, self)
        button.setObjectName(f"python_{name}")
        # Enter means to use the Python, whatever button was pressed last.
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: slot())
        return button

    def _lay_out(self):
        below = _row(self._browse, self._folder, self._again, None, self._try)
        bottom = _row(self._forget, None, self._use, self._close)
        layout = QVBoxLayout(self)
        layout.addWidget(self._purpose)
        layout.addWidget(self._state)
        layout.addWidget(self._table, 1)
        layout.addLayout(below)
        layout.addWidget(self._advice)
        layout.addLayout(bottom)

    def _connect(self):
        self._inquiry.found.connect(self._list)
        self._inquiry.answered.connect(self._take)
        self._trial.finished.connect(self._show_trial)
        self._table.chosen.connect(self._touch)
        self._table.currentCellChanged.connect(self._show_current)
        self._table.cellDoubleClicked.connect(lambda *_cell: self.use())

    # ---------------------------------------------------------------------------------- asking

    def look_again(self):
        """Look for Pythons again, and ask each again."""
        self._tried.clear()
        self._show_state()
        for path in self._table.paths:
            self._table.show_answer(path, ASKING)
            self._inquiry.ask(path)
        in_use = choose_python().path
        if in_use:
            self._add(in_use)
        self._inquiry.look(self._table.paths)
        self._propose()
        self._show_current()

    def add(self, path):
        """List a Python that was named, or the one in a folder that was, and go to its line."""
        try:
            path = str(python_in(Path(path))) if is_folder(Path(path)) else path
        except PythonProblem as problem:
            self._advice.say(str(problem))
            return
        self._touched = True
        self._add(path)
        self._table.propose(path)
        self._show_current()

    def _add(self, path):
        if self._table.add(path):
            self._inquiry.ask(path)

    def _list(self, paths):
        for path in paths:
            self._add(path)
        self._propose()
        self._show_current()

    def _take(self, path, answer):
        self._table.show_answer(path, answer)
        self._propose()
        self._show_current()

    def _touch(self):
        self._touched = True

    def _propose(self):
        """Go to the Python in use, or one that has TensorFlow, until the user goes elsewhere."""
        if self._touched or not self._table.paths:
            return
        in_use = choose_python().path
        paths = sorted(self._table.paths, key=lambda path: path != in_use)
        able = (path for path in paths if _has_tensorflow(self._table.answer_of(path)))
        self._table.propose(next(able, paths[0]))

    # --------------------------------------------------------------------------------- choosing

    def use(self):
        """Remember the Python of the current line, and close."""
        if self._use.isEnabled() and self._keep(lambda: remember_python(self._table.path)):
            self.accept()

    def forget(self):
        """Forget the choice."""
        if self._keep(forget_python):
            self._touched = False
            self._show_state()
            self._propose()

    def _keep(self, change):
        try:
            change()
        except FileProblem as problem:
            self._advice.say(self.tr("The choice cannot be remembered: {0}.").format(problem))
            return False
        self.changed.emit()
        return True

    def browse(self):
        """Ask for the program of a Python."""
        self._open_files(self.tr("Python"), QFileDialog.FileMode.ExistingFile)

    def browse_folder(self):
        """Ask for the folder of a virtual environment or an installation."""
        self._open_files(self.tr("Folder of a virtual environment"), QFileDialog.FileMode.Directory)

    def _open_files(self, title, mode):
        dialog = QFileDialog(self, title, str(Path.home()))
        dialog.setObjectName("python_files")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        dialog.setFilter(dialog.filter() | QDir.Filter.Hidden)  # many are called .venv
        dialog.fileSelected.connect(self.add)
        dialog.open()

    def try_out(self):
        """Ask a framework of this Python one question; the answer comes later."""
        report = self._table.answer
        title = self._trial.start(report)
        said = self.tr("{0} is being started in this Python; that takes some seconds.")
        self._tried[report.path] = said.format(title)
        self._show_current()

    # ---------------------------------------------------------------------------------- showing

    def _show_trial(self, path, sentence):
        self._tried[path] = sentence
        self._show_current()

    def _show_state(self):
        choice = choose_python()
        sentences = {
            "variable": self.tr(
                "The environment variable {1} names {0}: as long as it is set, it wins over what "
                "is chosen here."
            ),
            "remembered": self.tr("In use: {0}, chosen here."),
        }
        said = sentences.get(choice.source, self.tr("In use: {0}, found by itself."))
        if choice.path is None:
            said = self.tr("No Python is in use: none is on the path.")
        said = choice.note or said.format(choice.path, PYTHON_VARIABLE)
        self._state.set_sentence(said)
        self._table.mark(choice.path or "")
        self._forget.setEnabled(remembered_python() is not None)

    def _show_current(self, *_cell):
        answer, path = self._table.answer, self._table.path
        usable = not (answer is ASKING or isinstance(answer, PythonProblem))
        self._use.setEnabled(usable)
        self._try.setEnabled(usable and not self._trial.is_running)
        if usable:
            sentence, command = advice(answer)
            self._advice.say(self._tried.get(path, sentence), command)
        elif isinstance(answer, PythonProblem):
            self._advice.say(str(answer))
        else:
            self._advice.say(self.tr("It is being asked what it has.") if path else "")

    def done(self, result):
        """Close, and end what is asked."""
        self._inquiry.close()
        self._trial.close()
        super().done(result)


def _row(*widgets):
    """Put widgets side by side; None is a gap."""
    row = QHBoxLayout()
    for widget in widgets:
        if widget is None:
            row.addStretch()
        else:
            row.addWidget(widget)
    return row


def _has_tensorflow(answer):
    return any(worker.key == "tensorflow" for worker in getattr(answer, "workers", ()))
