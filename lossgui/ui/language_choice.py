"""The choice of a language in the View menu."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

from lossgui.ui.language import SYSTEM, chosen_language, languages, said_in, spoken
from lossgui.ui.settings import read_text


class LanguageChoice(QObject):
    """Remembers which language is to be spoken; the window that is open keeps its own.

    Parameters
    ----------
    window : MainWindow
        Whose settings remember it, and whose notices say when it takes effect.
    """

    AT_THE_NEXT_START = QT_TRANSLATE_NOOP(
        "LanguageChoice", "The language changes when lossgui is started again."
    )

    def __init__(self, window):
        super().__init__(window)
        self._window = window

    @property
    def choice(self):
        """What was chosen: `SYSTEM`, or the code of a language."""
        remembered = read_text(self._window.settings, "language", SYSTEM)
        return remembered if remembered in languages() else SYSTEM

    def choose(self, choice):
        """Speak this language from the next start on; say so in that language, and at once."""
        self._window.settings.setValue("language", choice)
        self.mark()
        code = chosen_language(remembered=choice)
        notices = self._window.notices
        if code == spoken():
            notices.show_sentence("")
        else:
            notices.show_sentence(said_in(code, "LanguageChoice", self.AT_THE_NEXT_START))

    def mark(self):
        """Put the mark in the menu at what is chosen."""
        self._window.command(f"language_{self.choice}").setChecked(True)
