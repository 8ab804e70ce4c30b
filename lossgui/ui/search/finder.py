"""The search in a thread of its own: answers arrive one by one, and stale ones never."""

from threading import Event

from PySide6.QtCore import QObject, Qt, Signal

from lossgui.ui.jobs import Jobs

_STEP = 0.02
"""The share of the work after which the progress is told again."""


class Finder(QObject):
    """Looks for one number at a time; a new search ends the one that runs."""

    found = Signal(object)
    """One more `Found`."""
    progressed = Signal(float)
    """The share of the work that is done, 0 to 1."""
    finished = Signal()
    """The search has come to its end by itself."""
    _arrived = Signal(int, object)
    _told = Signal(int, float)

    def __init__(self, parent=None):
        super().__init__(parent)
        self._number = 0
        self._stop = None
        self._jobs = Jobs("search", self)
        self._jobs.done.connect(self._done)
        # Emitted in the search's thread, delivered in the window's.
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self._progress, Qt.ConnectionType.QueuedConnection)

    @property
    def is_running(self):
        """Whether a search is under way."""
        return self._stop is not None

    def start(self, target, state, row):
        """Search for a number over the tensors of a session.

        Parameters
        ----------
        target : Target
            The number with its digits.
        state : State
            The session's tensors.
        row : LossRow or None
            The loss whose dialect and tensors count as usual.
        """
        self.cancel()
        self._number += 1
        self._stop = Event()
        tensors = {name: record.values for name, record in state.tensors.items()}
        choices = {} if row is None else {"home": row.spec.dialect, "reads": dict(row.sources)}
        number, stop = self._number, self._stop
        self._jobs.start(number, lambda: self._search(number, stop, target, tensors, choices))

    def cancel(self):
        """Stop the search; nothing of it arrives any more."""
        if self._stop is not None:
            self._stop.set()
            self._stop = None
            self._number += 1

    def close(self):
        """End the thread."""
        stop = self._stop
        self.cancel()
        self._jobs.close(stop.set if stop else lambda: None)

    def _search(self, number, stop, target, tensors, choices):
        from lossgui.core.search import search

        last = 0.0

        def goes_on(share):
            nonlocal last
            if share >= last + _STEP:
                last = share
                self._told.emit(number, share)
            return not stop.is_set()

        for answer in search(target, tensors, goes_on=goes_on, **choices):
            if stop.is_set():
                return
            self._arrived.emit(number, answer)

    def _deliver(self, number, answer):
        if number == self._number:
            self.found.emit(answer)

    def _progress(self, number, share):
        if number == self._number:
            self.progressed.emit(share)

    def _done(self, number, future):
        if number == self._number:
            self._stop = None
            self.finished.emit()
        # An exception of the search is nobody's answer: the hook for the unexpected shows it.
        future.result()
