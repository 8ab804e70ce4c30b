"""What is said about one Python, and the command that adds what it lacks."""

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from lossgui.ui.losses.sentence import SentenceLabel


class AdviceBox(QWidget):
    """A sentence, and under it a command to be copied, where there is one."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._sentence = SentenceLabel(self)
        self._sentence.setObjectName("python_sentence")
        self._sentence.set_purpose(self.tr("About this Python"))
        self._command = QLineEdit(self)
        self._command.setObjectName("python_command")
        self._command.setAccessibleName(self.tr("Command that adds TensorFlow"))
        self._command.setReadOnly(True)
        self._command.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._copy = QPushButton(self.tr("&Copy"), self)
        self._copy.setObjectName("python_copy")
        self._copy.setAccessibleName(self.tr("Copy the command"))
        self._copy.setAutoDefault(False)
        self._copy.clicked.connect(self.copy)
        line = QHBoxLayout()
        line.addWidget(self._command)
        line.addWidget(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._sentence)
        layout.addLayout(line)

    @property
    def sentence(self):
        """What is said."""
        return self._sentence.text()

    @property
    def command(self):
        """The command; empty without one."""
        return self._command.text()

    def say(self, sentence, command=""):
        """Show a sentence, and a command if there is one."""
        self._sentence.set_sentence(sentence)
        self._command.setText(command)
        self._command.setCursorPosition(0)
        for part in (self._command, self._copy):
            part.setVisible(bool(command))

    def copy(self):
        """Put the command on the clipboard."""
        QGuiApplication.clipboard().setText(self._command.text())
