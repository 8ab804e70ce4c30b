"""Asks the real framework about every loss, without ever holding up the window."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from lossgui.ui.jobs import Jobs

QUIET_TIME = 400
"""Milliseconds without a change before the framework is asked."""
AUTOMATIC_LIMIT = 2_000_000
"""With more cells than this the framework is asked only on request: copying costs memory."""

CHECKING = "checking"
NOT_CHECKED = "not checked"


class CrossCheck(QObject):
    """Keeps one `Check` per loss up to date with the latest snapshot.

    A loss's answer is "checking" from a change on until the framework has spoken about exactly
    these numbers; an answer about older numbers is dropped.
    """

    check_changed = Signal(int, object)
    """The loss's ident and its `Check`, or CHECKING or NOT_CHECKED."""
    host_changed = Signal(object)
    """The worker's `HostState`, after it was asked something."""

    def __init__(self, host=None, parent=None, *, automatic=True):
        super().__init__(parent)
        self._given_host = host
        self._other_hosts = {}
        self._automatic = automatic
        self._snapshot = None
        self._answers = {}
        self._keys = {}
        self._waiting = []
        self._asked = None
        self._jobs = Jobs("cross-check", self)
        self._jobs.done.connect(self._answered)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_TIME)
        self._timer.timeout.connect(self.check_now)

    @property
    def host_state(self):
        """The worker's `HostState`, or None before it was asked anything."""
        return self._given_host and self._given_host.state

    @property
    def _host(self):
        # Made at the first question: its modules need not be there for the first paint.
        if self._given_host is None:
            from lossgui.backends.host import Host

            self._given_host = Host()
        return self._given_host

    def _host_for(self, dialect):
        """Give the framework to ask: TensorFlow, unless only another one knows the dialect."""
        worker = getattr(self._host, "worker", None)
        if worker is None or dialect in worker.dialects:
            return self._host
        from lossgui.backends.catalogue import workers
        from lossgui.backends.host import Host

        for key, other in workers().items():
            if dialect in other.dialects:
                if key not in self._other_hosts:
                    self._other_hosts[key] = Host(worker=key)
                return self._other_hosts[key]
        return self._host

    def answer(self, ident):
        """Return the loss's `Check`, or CHECKING or NOT_CHECKED."""
        return self._answers.get(ident, NOT_CHECKED)

    def follow(self, snapshot):
        """Note which answers the new snapshot makes stale, and ask again after a quiet time."""
        self._snapshot = snapshot
        keys = {row.row.ident: _question(row, snapshot.state) for row in snapshot.rows}
        changed = [ident for ident, key in keys.items() if self._keys.get(ident) != key]
        self._keys = keys
        self._answers = {ident: a for ident, a in self._answers.items() if ident in keys}
        self._waiting = [ident for ident in self._waiting if ident in keys]
        automatic = self._automatic and _cells(snapshot.state) <= AUTOMATIC_LIMIT
        for ident in changed:
            self._set(ident, CHECKING if automatic else NOT_CHECKED)
        if automatic and CHECKING in self._answers.values():
            self._timer.start()

    def check_now(self, *, everything=False):
        """Ask about every loss without an answer, or about `everything` again."""
        self._timer.stop()
        for ident in self._keys:
            unanswered = isinstance(self.answer(ident), str)
            if (everything or unanswered) and ident not in self._waiting:
                self._waiting.append(ident)
                self._set(ident, CHECKING)
        self._ask_next()

    def close(self):
        """Stop the worker, which also ends the question under way, and the thread."""
        self._timer.stop()
        self._waiting.clear()
        self._jobs.close(interrupt=self._stop_hosts)
        self._stop_hosts()

    def _stop_hosts(self):
        for host in (self._given_host, *self._other_hosts.values()):
            if host is not None:
                host.stop()

    def _set(self, ident, answer):
        self._answers[ident] = answer
        self.check_changed.emit(ident, answer)

    def _ask_next(self):
        if self._asked is not None or not self._waiting:
            return
        ident = self._waiting.pop(0)
        self._asked = (ident, self._keys[ident])
        row = self._snapshot.row(ident)
        host = self._host_for(row.row.spec.dialect)
        question = partial(ask, host, row, self._snapshot.state)
        self._jobs.start(self._asked, question)
        self.host_changed.emit(self._host.state)

    def _answered(self, asked, future):
        self._asked = None
        ident, key = asked
        try:
            # An edit during the question makes the answer one about other numbers.
            if self._keys.get(ident) == key:
                self._set(ident, future.result())
        finally:
            self.host_changed.emit(self._host.state)
            self._ask_next()


def _question(row, state):
    """Return what the answer depends on."""
    used = sorted(row.row.sources.items())
    return row.row.spec, tuple(
        (name, source, state.tensors[source].revision) for name, source in used
    )


def ask(host, row, state):
    """Ask the framework about one row; blocks, so it runs in a thread of its own.

    A row without a value is asked about too: where the dialect says that the framework raises,
    the framework should. Arrays that do not fit for another reason are no question for it.
    """
    found = _asked(host, row, state)
    worker = getattr(host, "worker", None)
    if worker is None or isinstance(found, str):
        return found
    return replace(found, framework=worker.title)


def _asked(host, row, state):
    from lossgui.backends.check import check_result, check_spec

    arrays = {name: state.tensors[source].values for name, source in row.row.sources.items()}
    weights = {name: arrays.pop(name, None) for name in ("sample_weight", "mask")}
    if row.result is None:
        try:
            return check_spec(row.row.spec, arrays, host=host, **weights)
        except (ValueError, TypeError):
            return NOT_CHECKED
    answer = host.check(row.row.spec, arrays, **weights)
    return check_result(row.result, arrays, answer, **weights)


def _cells(state):
    return sum(record.values.size for record in state.tensors.values())
