"""What a search came to, in one sentence."""

from PySide6.QtGui import QPalette

from lossgui.ui.losses.sentence import SentenceLabel


class SearchSummary(SentenceLabel):
    """Says how far the search is and what it found, or why the text is no number."""

    def show_problem(self, problem):
        """Say in a colour of its own why there is nothing to search for."""
        self._say(problem, QPalette.ColorRole.BrightText)

    def show_state(self, text, model, *, running, cancelled):
        """Say what the search for a text came to so far.

        Parameters
        ----------
        text : str
            The number as it was typed; empty where nothing was searched for.
        model : AnswersModel
            What was found.
        running, cancelled : bool
            Whether the search goes on, and whether it was stopped.
        """
        sentence = self._sentence(text, model, running, cancelled)
        self._say(sentence, QPalette.ColorRole.WindowText)

    def _sentence(self, text, model, running, cancelled):
        count = model.matching
        if not text:
            return self.tr("The search looks for losses, axes, factors and slips that give it.")
        if cancelled:
            return self.tr("Cancelled; {0} pipelines were found so far.").format(count)
        if running:
            return self.tr("Searching for {0}: {1} found so far.").format(text, count)
        if count == 1:
            return self.tr("One pipeline gives {0}.").format(text)
        if count:
            more = self.tr("{0} pipelines give {1}, the simplest first. More digits leave fewer.")
            return more.format(count, text)
        if model.rowCount():
            return self.tr("Nothing here gives {0}. The nearest without a slip are:").format(text)
        return self.tr("Nothing here gives {0}.").format(text)

    def _say(self, sentence, role):
        self.setForegroundRole(role)
        self.set_sentence(sentence)
