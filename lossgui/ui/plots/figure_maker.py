"""Computes figures: small ones at once, large ones outside the window's thread."""

import time

from PySide6.QtCore import QObject, Signal

from lossgui.ui.jobs import Jobs

DIRECT = 0.008
"""Seconds: what is expected to take longer leaves the window's thread."""
FIRST_GUESS = 3e-9
"""Seconds for each number, until the first measurement."""
MEASURED_FROM = 20_000
"""Fewer numbers than this say nothing about the time per number."""


class FigureMaker(QObject):
    """Answers the latest wish for a figure, and only that one.

    While one figure is computed elsewhere, further wishes replace each other: when it is done, the
    last wish is started. An answer that is no longer wished for is dropped.
    """

    made = Signal(object, object)
    """The plot's key and its `Figure`."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._jobs = Jobs("plots", self)
        self._jobs.done.connect(self._done)
        self._seconds_per_cell = {}
        self._number = 0
        self._running = None
        self._waiting = None
        self.direct = 0
        self.elsewhere = 0

    @property
    def is_busy(self):
        """Whether a figure is being computed outside the window's thread."""
        return self._running is not None

    def expected(self, plot, cells):
        """Return the seconds that a plot over so many numbers probably takes."""
        return cells * self._seconds_per_cell.get(plot.key, FIRST_GUESS)

    def wish(self, plot, snapshot, view):
        """Ask for a figure; `made` brings it, at once if it is cheap."""
        self._number += 1
        self._waiting = None
        cells = plot.cells(snapshot, view)
        if self.expected(plot, cells) <= DIRECT:
            self.direct += 1
            figure, seconds = _draw(plot, snapshot, view)
            self.learn(plot, cells, seconds)
            self.made.emit(plot.key, figure)
            return
        self._waiting = (self._number, plot, snapshot, view, cells)
        if self._running is None:
            self._start()

    def close(self):
        """Let the running computation finish and end its thread."""
        self._waiting = None
        self._jobs.close()

    def _start(self):
        self._running, self._waiting = self._waiting, None
        _, plot, snapshot, view, _ = self._running
        self.elsewhere += 1
        self._jobs.start(self._running[0], lambda: _draw(plot, snapshot, view))

    def _done(self, number, future):
        _, plot, _, _, cells = self._running
        self._running = None
        if self._waiting is not None:
            self._start()
        if future.exception() is not None and number != self._number:
            return  # arrays that changed shape meanwhile: the answer is not wanted anyway
        figure, seconds = future.result()
        self.learn(plot, cells, seconds)
        if number == self._number:
            self.made.emit(plot.key, figure)

    def learn(self, plot, cells, seconds):
        """Remember how long so many numbers took."""
        if cells >= MEASURED_FROM:
            self._seconds_per_cell[plot.key] = seconds / cells


def _draw(plot, snapshot, view):
    start = time.perf_counter()
    figure = plot.draw(snapshot, view)
    return figure, time.perf_counter() - start
