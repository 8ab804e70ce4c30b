"""Why not my number: a number is typed, and the pipelines that give it are listed."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
)

from lossgui.core.search import Target
from lossgui.session.numbers import NumberProblem, parse_digits
from lossgui.ui.search.answers import AnswerDelegate, AnswersModel
from lossgui.ui.search.finder import Finder
from lossgui.ui.search.summary import SearchSummary

PAUSE = 400
"""Milliseconds without a key after which the search begins by itself."""
_LIST_KEYS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
_SIZE = 760, 460


class WhyDialog(QDialog):
    """A window of its own that blocks nothing; it follows the tensors while it is open.

    Parameters
    ----------
    studio : Studio
        Its session has the tensors and takes the loss that is added.
    selection : Selection
        The selected loss's dialect and tensors count as usual; an added loss is selected.
    """

    added = Signal(int)
    """The ident of the loss that was added."""

    def __init__(self, studio, selection, parent=None):
        super().__init__(parent)
        self.setObjectName("why_dialog")
        self._studio, self._selection = studio, selection
        self._searched = None
        self._finder = Finder(self)
        self._model = AnswersModel(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._make_widgets()
        self._lay_out()
        self._connect()
        self.retranslate()
        self.resize(*_SIZE)

    @property
    def field(self):
        """Where the number is typed."""
        return self._field

    @property
    def view(self):
        """The list of answers."""
        return self._view

    @property
    def model(self):
        """The answers."""
        return self._model

    @property
    def summary(self):
        """What the search came to, in a sentence; or why the text is no number."""
        return self._summary.text()

    @property
    def is_searching(self):
        """Whether a search runs, or is about to begin."""
        return self._finder.is_running or self._pause.isActive()

    # -------------------------------------------------------------------------------- building

    def _make_widgets(self):
        self._label = QLabel(self)
        self._field = QLineEdit(self)
        self._field.setObjectName("why_number")
        self._field.setClearButtonEnabled(True)
        self._field.installEventFilter(self)
        self._label.setBuddy(self._field)
        self._summary = SearchSummary(self)
        self._summary.setObjectName("why_summary")
        self._view = QListView(self)
        self._view.setObjectName("why_answers")
        self._view.setModel(self._model)
        self._view.setItemDelegate(AnswerDelegate(self._view))
        self._view.setWordWrap(True)
        self._view.setMouseTracking(True)
        self._view.setResizeMode(QListView.ResizeMode.Adjust)
        self._view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._progress = QProgressBar(self)
        self._progress.setObjectName("why_progress")
        self._progress.setRange(0, 100)
        self._progress.setTextVisible(False)
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(policy)
        self._cancel = self._make_button("why_cancel", self.cancel)
        self._add = self._make_button("why_add", self.add)
        self._close = self._make_button("why_close", self.close)

    def _make_button(self, name, slot):
        button = QPushButton(self)
        button.setObjectName(name)
        # Enter belongs to the number and to the list, whatever button was used last.
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: slot())
        return button

    def _lay_out(self):
        top = QGridLayout()
        top.addWidget(self._label, 0, 0)
        top.addWidget(self._field, 0, 1)
        top.addWidget(self._progress, 0, 2)
        top.addWidget(self._cancel, 0, 3)
        top.setColumnStretch(1, 2)
        top.setColumnStretch(2, 1)
        bottom = QHBoxLayout()
        bottom.addStretch()
        bottom.addWidget(self._add)
        bottom.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self._summary)
        layout.addWidget(self._view, 1)
        layout.addLayout(bottom)

    def _connect(self):
        self._field.textEdited.connect(self._edited)
        self._field.returnPressed.connect(self.search)
        self._pause.timeout.connect(self.search)
        self._view.activated.connect(lambda _index: self.add())
        self._view.selectionModel().currentChanged.connect(self._show_buttons)
        self._finder.found.connect(self._take)
        self._finder.progressed.connect(lambda share: self._progress.setValue(round(100 * share)))
        self._finder.finished.connect(self._finished)
        self._studio.session_changed.connect(self._follow)

    def retranslate(self):
        """Write all texts again in the language in force."""
        self.setWindowTitle(self.tr("Why Not My Number?"))
        self.setAccessibleName(self.tr("Why not my number"))
        self._label.setText(self.tr("&Your number:"))
        self._field.setAccessibleName(self.tr("Your number"))
        self._field.setPlaceholderText(self.tr("with the digits you got, such as 0.355"))
        self._summary.set_purpose(self.tr("What the search came to"))
        self._view.setAccessibleName(self.tr("Pipelines that give the number"))
        self._progress.setAccessibleName(self.tr("Progress of the search"))
        self._cancel.setText(self.tr("Ca&ncel"))
        self._cancel.setAccessibleName(self.tr("Cancel the search"))
        self._add.setText(self.tr("&Add as Loss"))
        self._add.setToolTip(self.tr("Add the chosen pipeline to the losses table (Enter)"))
        self._close.setText(self.tr("&Close"))
        self._show_state()

    # --------------------------------------------------------------------------------- searching

    def open_field(self):
        """Show the window with the keyboard in the number."""
        self.show()
        self.raise_()
        self.activateWindow()
        self._field.setFocus()
        self._field.selectAll()

    def search(self):
        """Search for the typed number now."""
        self._pause.stop()
        target = self._target()
        if target is None:
            return
        state = self._studio.session.state
        self._searched = target, _revisions(state)
        self._model.clear()
        self._progress.setValue(0)
        self._finder.start(target, state, self._row())
        self._show_state()

    def cancel(self):
        """Stop the search; what was found stays."""
        self._pause.stop()
        self._finder.cancel()
        self._show_state(cancelled=True)

    def add(self):
        """Add the chosen answer as a loss, in one step, and select it."""
        answer = self._model.answer(self._view.currentIndex())
        if answer is None:
            return
        try:
            ident = self._studio.session.add_loss(answer.spec, sources=answer.sources)
        except ValueError as problem:  # its tensor was removed a moment ago
            self._studio.problem.emit(str(problem))
            return
        self._selection.select_loss(ident)
        self.added.emit(ident)

    def finish(self):
        """End the search's thread; the window is closing."""
        self._pause.stop()
        self._finder.close()

    def _target(self):
        """Give the typed number, or None after saying why it is none."""
        text = self._field.text()
        if not text.strip():
            return None
        try:
            value, slack = parse_digits(text)
        except NumberProblem as problem:
            self._forget()
            self._summary.show_problem(str(problem))
            return None
        return Target(value, slack, text.strip())

    def _row(self):
        rows = {row.ident: row for row in self._studio.session.state.losses}
        return rows.get(self._selection.loss)

    # --------------------------------------------------------------------------------- following

    def _edited(self):
        self._forget()
        self._show_state()
        if self._target() is not None:
            self._pause.start()

    def _forget(self):
        """Leave a search whose number or tensors are no longer those on screen."""
        self._pause.stop()
        self._finder.cancel()
        self._searched = None
        self._model.clear()

    def _follow(self, state):
        if self._searched is None or self._searched[1] == _revisions(state):
            return
        self._forget()
        if self.isVisible():
            self._pause.start()
        self._show_state()

    def _take(self, answer):
        current = self._view.currentIndex().row()
        self._model.add(answer)
        # The simplest one is the proposal until somebody has chosen another one.
        if current < 0 or (current == 0 and not self._view.hasFocus()):
            self._view.setCurrentIndex(self._model.index(0))
        self._show_state()

    def _finished(self):
        self._progress.setValue(100)
        self._show_state()

    def _show_state(self, cancelled=False):
        running = self.is_searching
        self._cancel.setEnabled(running)
        self._progress.setVisible(running)
        self._show_buttons()
        text = self._searched[0].text if self._searched else ""
        self._summary.show_state(text, self._model, running=running, cancelled=cancelled)

    def _show_buttons(self, *_index):
        self._add.setEnabled(self._view.currentIndex().isValid())

    # ------------------------------------------------------------------------------------ events

    def eventFilter(self, watched, event):
        # Up and down move in the list while the number keeps the keyboard.
        if event.type() == QEvent.Type.KeyPress and event.key() in _LIST_KEYS:
            self._view.event(event)
            return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event):
        self._pause.stop()
        self._finder.cancel()
        super().hideEvent(event)

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _revisions(state):
    """Give what changes with every edit of a tensor, and with nothing else."""
    return {name: record.revision for name, record in state.tensors.items()}
