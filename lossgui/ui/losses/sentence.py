"""Sentences on screen that a screen reader hears of when they change."""

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
)
from PySide6.QtWidgets import QLabel, QSizePolicy

from lossgui.ui.saying import in_language

_QUIET = 400


def announce(widget, text):
    """Have a screen reader say the text; without one this costs nothing."""
    if text and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


class Announcer(QObject):
    """Says only the last of many quick changes, so that dragging does not become a torrent."""

    def __init__(self, widget):
        super().__init__(widget)
        self._widget = widget
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_QUIET)
        self._timer.timeout.connect(self._speak)

    def say(self, text):
        """Say the text after a moment without another one."""
        if QAccessible.isActive():
            self._text = text
            self._timer.start()

    def _speak(self):
        announce(self._widget, self._text)


class SentenceLabel(QLabel):
    """One sentence that wraps, can be selected and copied, and is announced when it changes."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._purpose = ""
        self._announcer = Announcer(self)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)

    def set_purpose(self, purpose):
        """Say what the sentence is about; that precedes it in the accessible name."""
        self._purpose = purpose
        self._name()

    def set_sentence(self, sentence):
        """Show the sentence in the window's language; the same one again changes nothing."""
        sentence = in_language(sentence)
        if sentence == self.text():
            return
        self.setText(sentence)
        self._name()
        if QAccessible.isActive():
            changed = QAccessibleEvent(self, QAccessible.Event.NameChanged)
            QAccessible.updateAccessibility(changed)
        self._announcer.say(sentence)

    def _name(self):
        sentence = self.text()
        self.setAccessibleName(f"{self._purpose}: {sentence}" if sentence else self._purpose)
