"""Finds Pythons and asks them what they are, without ever holding up the window."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from lossgui.backends.pythons.asking import Asker
from lossgui.backends.pythons.finding import find_pythons, left_out
from lossgui.backends.pythons.problem import PythonProblem
from lossgui.ui.jobs import Jobs

AT_ONCE = 3
"""A Python that hangs keeps the others waiting only when there are as many of its kind."""


class Inquiry(QObject):
    """Looks for Pythons in a thread, and asks several at a time.

    Parameters
    ----------
    find : callable
        Gives the paths of Pythons; those of this computer by default.
    """

    found = Signal(object)
    """A list of paths that were not known, the nearest to the user first."""
    answered = Signal(str, object)
    """A path, and the `PythonReport` or the `PythonProblem` of it."""

    def __init__(self, find=find_pythons, parent=None):
        super().__init__(parent)
        self._find = find
        self._asker = Asker()
        self._search = Jobs("python search", self)
        self._search.done.connect(lambda _number, future: self.found.emit(future.result()))
        self._threads = [Jobs("python inquiry", self) for _ in range(AT_ONCE)]
        for jobs in self._threads:
            jobs.done.connect(partial(self._deliver, jobs))
        self._idle = list(self._threads)
        self._waiting = []

    def look(self, known):
        """Look for Pythons other than those of the `known` paths."""
        self._search.start(None, lambda: left_out(self._find(), known))

    def ask(self, path):
        """Ask the Python of this path."""
        self._waiting.append(path)
        self._go_on()

    def close(self):
        """End what is asked, and the threads."""
        self._waiting.clear()
        self._asker.stop()
        for jobs in (self._search, *self._threads):
            jobs.close(interrupt=self._asker.stop)

    def _go_on(self):
        while self._idle and self._waiting:
            path = self._waiting.pop(0)
            self._idle.pop().start(path, partial(self._asker.ask, path))

    def _deliver(self, jobs, path, future):
        self._idle.append(jobs)
        self._go_on()
        try:
            answer = future.result()
        except PythonProblem as problem:
            answer = problem
        self.answered.emit(path, answer)
