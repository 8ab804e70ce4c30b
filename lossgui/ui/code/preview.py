"""What the loss in the editor gives: its value, its shape, and how it relates to the reference."""

import numpy as np
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lossgui.ui.losses.cells import shape_text, value_text
from lossgui.ui.losses.sentence import SentenceLabel


class Preview(QWidget):
    """Shows a `Trial`, or what is wrong with the text."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("code_preview")
        self._value = SentenceLabel(self)
        self._value.setObjectName("preview_value")
        font = self._value.font()
        font.setBold(True)
        self._value.setFont(font)
        self._sentence = SentenceLabel(self)
        self._sentence.setObjectName("preview_sentence")
        self._left_out = SentenceLabel(self)
        self._left_out.setObjectName("preview_left_out")
        self._left_out.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._value)
        layout.addWidget(self._sentence)
        layout.addWidget(self._left_out)
        self.retranslate()

    def retranslate(self):
        """Write all texts again in the language in force."""
        self._value.set_purpose(self.tr("What this code gives"))
        self._sentence.set_purpose(self.tr("About this code"))
        self._left_out.set_purpose(self.tr("About this code"))

    @property
    def value(self):
        """The line with the value."""
        return self._value.text()

    @property
    def sentence(self):
        """The sentence under it."""
        return self._sentence.text()

    @property
    def left_out(self):
        """What is said of the lines that are not read."""
        return self._left_out.text()

    def show_excerpt(self, excerpt):
        """Say which lines of the text are left out, if there are such."""
        self._left_out.set_sentence(" ".join(excerpt.remarks) if excerpt else "")
        self._left_out.setVisible(bool(self._left_out.text()))

    def say(self, sentence, *, bad=False):
        """Show only a sentence."""
        self._show("", sentence, bad)

    def show_trial(self, name, trial, missing=""):
        """Show what the loss gives, under the name that it has or would have.

        `missing` is a sentence about tensors that have to be made first.
        """
        if trial.result is None:
            self._show("", " ".join(part for part in (trial.problem, missing) if part), True)
            return
        shape = shape_text(np.shape(trial.result.unreduced))
        value = value_text(trial)
        dialect, dtype = trial.result.spec.rules.title, trial.result.dtype
        line = self.tr("{0} = {1} · returns {2} · {3}, {4}")
        text = line.format(name, value, shape, dialect, dtype)
        sentences = (missing, *trial.result.notes, trial.sentence)
        self._show(text, " ".join(part for part in sentences if part), False)

    def _show(self, value, sentence, bad):
        self._value.set_sentence(value)
        self._value.setVisible(bool(value))
        role = QPalette.ColorRole
        self._sentence.setForegroundRole(role.BrightText if bad else role.WindowText)
        self._sentence.set_sentence(sentence)
        self._sentence.setVisible(bool(sentence))
