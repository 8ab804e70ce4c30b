"""Tries a Python out: its framework is really asked, in a process of its own."""

from PySide6.QtCore import QObject, Signal

from lossgui.backends.pythons.trial import try_out, worker_to_try
from lossgui.ui.jobs import Jobs


class Trial(QObject):
    """Starts the framework of a Python, asks it one question and stops it again."""

    finished = Signal(str, str)
    """The path of the Python, and what came of it in a sentence."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._host = None
        self._jobs = Jobs("python trial", self)
        self._jobs.done.connect(self._deliver)

    @property
    def is_running(self):
        """Whether a framework is being asked."""
        return self._host is not None

    def start(self, report):
        """Ask a framework of this Python; returns its title."""
        from lossgui.backends.host import Host

        host = self._host = Host(report.path, worker_to_try(report))

        def work():
            try:
                return try_out(host)
            finally:
                host.stop()

        self._jobs.start(report.path, work)
        return host.worker.title

    def close(self):
        """End the framework and the thread."""
        self._jobs.close(interrupt=self._host.stop if self._host else lambda: None)

    def _deliver(self, path, future):
        self._host = None
        self.finished.emit(path, future.result())
