"""What waits for one framework: its host, a thread of its own, one question at a time."""

from PySide6.QtCore import QObject, Signal

from lossgui.ui.jobs import Jobs


class FrameworkQueue(QObject):
    """Asks one framework; several queues work side by side.

    Parameters
    ----------
    host : Host
        The framework's process, started by the first question.
    make_work : callable
        Called with the host and a place when its turn comes; gives the work and what it is about,
        so that what waited is asked about the latest numbers.
    """

    answered = Signal(object, object, object)
    """The place, what was asked, and the finished future."""

    def __init__(self, host, make_work, parent=None):
        super().__init__(parent)
        self.host = host
        self._make_work = make_work
        self._waiting = []
        self._asked = None
        self._jobs = Jobs("cross-check", self)
        self._jobs.done.connect(self._deliver)

    def ask(self, place):
        """Put a place at the end, unless it waits already."""
        if place not in self._waiting:
            self._waiting.append(place)
        self._next()

    def keep(self, places):
        """Forget what waits for other places."""
        self._waiting = [place for place in self._waiting if place in places]

    def close(self):
        """End the question under way, the thread and the framework's process."""
        self._waiting.clear()
        self._jobs.close(interrupt=self.host.stop)
        self.host.stop()

    def _next(self):
        if self._asked is None and self._waiting:
            place = self._waiting.pop(0)
            work, question = self._make_work(self.host, place)
            self._asked = (place, question)
            self._jobs.start(self._asked, work)

    def _deliver(self, asked, future):
        self._asked = None
        try:
            self.answered.emit(*asked, future)
        finally:
            self._next()
