"""Under the table: how the selected loss relates to the reference, and what shows it."""

from functools import partial

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lossgui.ui.jobs import Jobs
from lossgui.ui.losses.cells import terms_text
from lossgui.ui.losses.sentence import SentenceLabel

# Looking for an example may take longer than a frame: it waits until a row stays selected.
_PAUSE = 150


class DifferenceNote(QWidget):
    """One sentence, under it a list: the terms with their factors, or the smallest example.

    An example and evidence are looked for in a thread and shown when they are there.
    """

    def __init__(self, parent=None):
        super().__init__(parent)
        self._sentence = SentenceLabel(self)
        self._sentence.setObjectName("difference_sentence")
        self._details = SentenceLabel(self)
        self._details.setObjectName("difference_details")
        self._shown, self._number = None, 0
        self._jobs = Jobs("example", self)
        self._jobs.done.connect(self._found)
        self.destroyed.connect(partial(_close, self._jobs))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._sentence)
        layout.addWidget(self._details)
        self.retranslate()

    def retranslate(self):
        """Write all texts again in the language in force."""
        self._sentence.set_purpose(self.tr("How the losses relate"))
        self._details.set_purpose(self.tr("What shows it"))

    def show_sentence(self, sentence, *, failed=False):
        """Show a sentence with nothing under it; `failed` where a loss has no value."""
        self._show(sentence, None, failed=failed)

    def show_comparison(self, sentence, comparison, names):
        """Show a sentence, and of this `Comparison` what belongs under it.

        Parameters
        ----------
        names : tuple of str
            The names of the reference and of the other loss.
        """
        self._show(sentence, (comparison, names), failed=False)

    def _show(self, sentence, shown, *, failed):
        self._sentence.setForegroundRole(
            QPalette.ColorRole.BrightText if failed else QPalette.ColorRole.WindowText
        )
        self._sentence.set_sentence(sentence)
        if shown != self._shown or shown is None:
            self._shown, self._number = shown, self._number + 1
            self._tell(terms_text(*shown) if shown else "")
            self._timer.stop()
            if shown and shown[0].kind in ("different", "unknown"):
                self._timer.start()
        self.setVisible(bool(sentence))

    def _tell(self, details):
        self._details.set_sentence(details)
        self._details.setVisible(bool(details))

    def _look(self):
        comparison, names = self._shown
        self._jobs.start(self._number, lambda: _shown_by(comparison, names))

    def _found(self, number, future):
        if number == self._number:
            self._tell(future.result())

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _shown_by(comparison, names):
    """Write the smallest example, or what random numbers show, a line each."""
    if comparison.example is not None:
        return "\n".join(comparison.example.lines(*names))
    return comparison.evidence.sentence(*names) if comparison.evidence is not None else ""


def _close(jobs, *_destroyed):
    jobs.close()
