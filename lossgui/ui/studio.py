"""What stands behind the window: the session, its numbers, and the cross-check."""

import math

from PySide6.QtCore import QObject, Signal

from lossgui.session.calculator import Calculator
from lossgui.session.session import Session
from lossgui.ui.crosscheck import CrossCheck
from lossgui.ui.jobs import Jobs

LARGE = 200_000
"""More cells than this are computed in a thread of their own."""


class Studio(QObject):
    """Turns every change of the session into a snapshot that the panels show.

    Small changes are computed at once: after an edit `snapshot` is already the new one. Large
    ones go to a thread; an answer that a later edit has made stale is dropped.

    Parameters
    ----------
    session : Session, optional
        What is open; the founding example by default.
    host : Host, optional
        The worker process of the cross-check; TensorFlow in this Python by default.
    check_automatically : bool
        Ask the framework by itself after every change, or only when told to.
    """

    snapshot_changed = Signal(object)
    """The new `Snapshot`."""
    session_changed = Signal(object)
    """The session's new `State`, at once: a large computation's snapshot comes later."""
    check_changed = Signal(int, object)
    """A loss's ident and its `Check`, or "checking" or "not checked"."""
    host_changed = Signal(object)
    """The cross-check worker's `HostState`."""
    framework_missing = Signal(str)
    """A sentence: the user had a framework asked that is not installed."""
    problem = Signal(str)
    """A sentence for the student; the window shows it in its notice bar."""
    notice = Signal(str)
    """One that stays true for the whole run: it is shown until it is closed, and once."""
    busy = Signal(bool)
    """Whether a large computation is under way."""

    def __init__(self, session=None, *, host=None, check_automatically=True, parent=None):
        super().__init__(parent)
        self._session = Session() if session is None else session
        self._calculator = Calculator()
        self._computing = None
        self._jobs = Jobs("calculator", self)
        self._jobs.done.connect(self._computed)
        self._cross_check = CrossCheck(host, self, automatic=check_automatically)
        self._cross_check.check_changed.connect(self.check_changed)
        self._cross_check.host_changed.connect(self.host_changed)
        self._cross_check.framework_missing.connect(self.framework_missing)
        self._cross_check.lost.connect(self.problem)
        self._snapshot = self._calculator.update(None, self._session.state)
        self._cross_check.follow(self._snapshot)
        self._unsubscribe = self._session.changed.subscribe(self._session_told)

    @property
    def session(self):
        """The `Session`: every edit goes through it."""
        return self._session

    @property
    def snapshot(self):
        """The latest `Snapshot`: the state and each loss's result."""
        return self._snapshot

    @property
    def is_busy(self):
        """Whether a large computation is under way."""
        return self._computing is not None

    @property
    def host_state(self):
        """The cross-check worker's `HostState`, or None before it was asked anything."""
        return self._cross_check.host_state

    def check(self, ident):
        """Return the loss's `Check`, or "checking" or "not checked"."""
        return self._cross_check.answer(ident)

    def other_checks(self, ident):
        """Return what the other installed frameworks say: worker, spec in their dialect, answer."""
        return self._cross_check.other_answers(ident)

    def watch_checks(self, watched):
        """Note whether anybody can see the checks."""
        self._cross_check.watch(watched)

    def check_own_now(self):
        """Ask each loss's own framework, and no other one."""
        self._cross_check.check_now()

    def check_now(self):
        """Ask every installed framework about every loss again."""
        self._cross_check.check_now(everything=True)

    def start_checks_again(self):
        """Ask the Python that is chosen now; what another one has said counts no more."""
        self._cross_check.start_again()

    def close(self):
        """End every thread, timer and process; the studio is of no use afterwards."""
        self._unsubscribe()
        self._cross_check.close()
        self._jobs.close()

    def _session_told(self, before, after):
        self.session_changed.emit(after)
        if self._computing is not None:
            return  # `_computed` sees that its answer is stale and starts again
        # After a failure the calculator's last state is not the one before this change.
        base = before if before is self._snapshot.state else None
        if cells_to_compute(base, after) > LARGE:
            self._compute(base, after)
        else:
            self._show(self._calculator.update(base, after))

    def _compute(self, before, after):
        self._computing = after.revision
        calculator = self._calculator
        self._jobs.start(after.revision, lambda: calculator.update(before, after))
        self.busy.emit(True)

    def _computed(self, revision, future):
        self._computing = None
        state = self._session.state
        if state.revision != revision:
            # Cells were edited in place while the calculator read them, so nothing that it
            # kept can be trusted: everything is computed again.
            self._compute(None, state)
            return
        self.busy.emit(False)
        self._show(future.result())

    def _show(self, snapshot):
        self._snapshot = snapshot
        self._cross_check.follow(snapshot)
        self.snapshot_changed.emit(snapshot)


def cells_to_compute(before, after):
    """Count the cells that the losses read again; with `before` None, all of them."""
    old_rows = {row.ident: (row.spec, row.sources) for row in before.losses} if before else {}
    old_tensors = before.tensors if before else {}
    touched = {name: _touched(old_tensors.get(name), new) for name, new in after.tensors.items()}
    cells = 0
    for row in after.losses:
        names = set(row.sources.values())
        if old_rows.get(row.ident) != (row.spec, row.sources):
            cells += sum(after.tensors[name].values.size for name in names)
        else:
            cells += sum(touched[name] for name in names)
    return cells


def _touched(old, new):
    """Count the cells in which two records of a tensor may differ."""
    if old is not None and old.revision == new.revision:
        return 0
    shape = new.values.shape
    if old is None or new.touched is None or len(new.touched) != len(shape):
        return new.values.size
    return math.prod(
        len(range(*part.indices(size))) for part, size in zip(new.touched, shape, strict=True)
    )
