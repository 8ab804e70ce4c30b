"""Work that would hold up the window: one thread, one piece after the other."""

from PySide6.QtCore import QObject, Qt, Signal


class Jobs(QObject):
    """A queue with one thread; answers arrive in the window's thread.

    The signal belongs to this object and not to the piece of work, so that nothing of Qt is
    destroyed in the wrong thread. An exception travels inside the future and is raised where
    the answer is read, so the one hook that shows exceptions also shows these.
    """

    done = Signal(object, object)
    """The number given to `start` and the finished `concurrent.futures.Future`."""
    _arrived = Signal(object, object)

    def __init__(self, name, parent=None):
        super().__init__(parent)
        self._name = name
        self._executor = None
        self._closed = False
        self._last = None
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(self, number, work):
        """Queue `work`, a function without arguments; `number` comes back with its answer."""
        if self._executor is None:
            # Imported with the first piece of work: the first paint does not wait for it.
            from concurrent.futures import ThreadPoolExecutor

            self._executor = ThreadPoolExecutor(1, thread_name_prefix=self._name)
        future = self._executor.submit(work)
        self._last = future
        future.add_done_callback(lambda future: self._arrived.emit(number, future))

    def close(self, interrupt=lambda: None):
        """Drop what waits, let the running piece finish, and end the thread.

        `interrupt` is called until the running piece has ended: once is not enough for a piece
        that had only just begun.
        """
        self._closed = True
        if self._executor is None:
            return
        from concurrent.futures import wait

        self._executor.shutdown(wait=False, cancel_futures=True)
        interrupt()
        # Not `wait` alone: it never counts a piece as done that was cancelled before it began.
        while not self._last.done():
            wait([self._last], timeout=0.05)
            interrupt()
        self._executor.shutdown(wait=True)

    def _deliver(self, number, future):
        if not self._closed:
            self.done.emit(number, future)
