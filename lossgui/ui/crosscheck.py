"""Asks the real frameworks about every loss, without ever holding up the window."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from lossgui.ui.framework_queue import FrameworkQueue
from lossgui.ui.known_answers import KnownAnswers
from lossgui.ui.questions import NOT_CHECKED, ask, ask_in, in_dialect_of, question, tensors_of

QUIET_TIME = 400
"""Milliseconds without a change before a row's own framework is asked."""
IDLE_TIME = 1500
"""The same for the other frameworks."""
AUTOMATIC_LIMIT = 2_000_000
"""With more cells than this the framework is asked only on request: copying costs memory."""

CHECKING = "checking"
OWN = None
"""Stands for a row's own framework in a place (ident, framework)."""


class CrossCheck(QObject):
    """Keeps the `Check` of each loss by each framework up to date with the latest snapshot.

    An answer is "checking" from a change on until the framework has spoken about exactly these
    numbers; an answer about older numbers is dropped.

    A row's own framework, that of its dialect, is asked by itself. The other installed ones that
    have the loss are asked in their own dialects; each is a process of some hundred megabytes, so
    the first request (F9) starts them. From then on they follow when nothing was changed for a
    while and the losses can be seen.
    """

    check_changed = Signal(int, object)
    """The loss's ident and its own framework's `Check`, or CHECKING or NOT_CHECKED."""
    host_changed = Signal(object)
    """The worker's `HostState`, after it was asked something."""
    framework_missing = Signal(str)
    """The sentence about a framework that is not installed, where the user had it asked."""
    lost = Signal(str)
    """The sentence about a chosen Python that is gone."""

    def __init__(self, host=None, parent=None, *, automatic=True):
        super().__init__(parent)
        self._given_host = host
        self._queues = {}
        self._automatic = automatic
        self._watched = True
        self._others = ()
        self._others_wanted = False
        self._tell_what_is_missing = False
        self._snapshot = None
        self._answers = {}
        self._questions = {}
        self._known = KnownAnswers()
        self._timer = self._make_timer(QUIET_TIME, self.check_now)
        self._idle = self._make_timer(IDLE_TIME, self._ask_others)

    def _make_timer(self, milliseconds, slot):
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer

    # --------------------------------------------------------------------------- the frameworks

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

    def _own_framework(self, spec):
        """Give the key of the framework to ask: TensorFlow, unless only another has the dialect.

        Pasted code is run by the one that it is written for.
        """
        worker = getattr(self._host, "worker", None)
        if worker is not None and spec.entry.source:
            from lossgui.backends.request import worker_of_code

            return worker_of_code(spec)
        if worker is None or spec.dialect in worker.dialects:
            return worker and worker.key
        from lossgui.backends.catalogue import workers

        keys = (key for key, other in workers().items() if spec.dialect in other.dialects)
        return next(keys, worker.key)

    def _queue(self, framework):
        if framework not in self._queues:
            queue = FrameworkQueue(self._host_of(framework), self._work, self)
            queue.answered.connect(self._answered)
            self._queues[framework] = queue
        return self._queues[framework]

    def _host_of(self, framework):
        from lossgui.backends.host import Host

        worker = getattr(self._host, "worker", None)
        if worker is None or worker.key == framework:
            return self._host
        return Host(python=self._host.python, worker=framework)

    def _find_others(self):
        """List the installed frameworks; none of them is imported or started for that."""
        if self._others or getattr(self._host, "worker", None) is None:
            return
        from lossgui.backends.interpreter import installed_workers

        self._others = installed_workers(self._host.python)
        self._note_questions()

    # ------------------------------------------------------------------------------ the answers

    def answer(self, ident):
        """Return the `Check` of the loss's own framework, or CHECKING or NOT_CHECKED."""
        return self._answers.get((ident, OWN), NOT_CHECKED)

    def other_answers(self, ident):
        """Return what the other frameworks that have the loss say: the worker, spec and answer."""
        return tuple(
            (worker, self._questions[ident, worker.key].spec, self._answers[ident, worker.key])
            for worker in self._others
            if (ident, worker.key) in self._answers
        )

    def follow(self, snapshot):
        """Note which answers the new snapshot makes stale, and ask again after a quiet time."""
        self._snapshot = snapshot
        self._note_questions()
        automatic = self._is_automatic()
        if automatic and CHECKING in self._answers.values():
            self._timer.start()
            if self._others_wanted:
                self._idle.start()

    def watch(self, watched):
        """Note whether the losses can be seen; the other frameworks rest while they can't."""
        self._watched = watched
        if watched and self._others_wanted and self._is_automatic():
            self._idle.start()

    def check_now(self, *, everything=False):
        """Ask each loss's own framework without an answer, or `everything` and everyone again."""
        self._timer.stop()
        if self._given_host is None:
            self._tell_what_is_lost()
        self._find_others()
        self._others_wanted |= everything
        self._tell_what_is_missing |= everything
        for place in self._places(own=True):
            self._ask(place, again=everything)
        if everything:
            for place in self._places(own=False):
                self._ask(place, again=True)

    def start_again(self):
        """Ask the Python that is chosen now, and forget what another one has said."""
        self.close()
        for queue in self._queues.values():
            queue.deleteLater()
        self._given_host, self._queues, self._others = None, {}, ()
        self._known, self._questions = KnownAnswers(), {}
        self._note_questions()
        self.check_now(everything=self._others_wanted)

    def _tell_what_is_lost(self):
        from lossgui.backends.interpreter import choose_python

        if note := choose_python().note:
            self.lost.emit(note)

    def close(self):
        """Stop the workers, which also ends the questions under way, and the threads."""
        self._timer.stop()
        self._idle.stop()
        for queue in self._queues.values():
            queue.close()

    def _is_automatic(self):
        cells = sum(record.values.size for record in self._snapshot.state.tensors.values())
        return self._automatic and cells <= AUTOMATIC_LIMIT

    def _note_questions(self):
        asked = self._all_questions()
        changed = [place for place, about in asked.items() if self._questions.get(place) != about]
        self._questions = asked
        self._answers = {place: a for place, a in self._answers.items() if place in asked}
        for queue in self._queues.values():
            queue.keep(asked)
        automatic = self._is_automatic()
        for place in changed:
            followed = place[1] is OWN or self._others_wanted
            self._set(place, CHECKING if automatic and followed else NOT_CHECKED)

    def _all_questions(self):
        asked, state = {}, self._snapshot.state
        for row in self._snapshot.rows:
            spec = row.row.spec
            asked[row.row.ident, OWN] = question(spec, row, state)
            own = self._own_framework(spec) if self._others else None
            for worker in self._others:
                theirs = None if worker.key == own else in_dialect_of(worker, spec)
                if theirs is not None:
                    asked[row.row.ident, worker.key] = question(theirs, row, state)
        return asked

    def _places(self, *, own):
        return [place for place in self._questions if (place[1] is OWN) == own]

    def _ask_others(self):
        if self._watched:
            for place in self._places(own=False):
                self._ask(place)

    def _ask(self, place, *, again=False):
        if not again and not isinstance(self._answers.get(place), str):
            return
        known = None if again else self._known.find(*self._known_place(place))
        if known is not None:
            self._set(place, known)
            return
        self._set(place, CHECKING)
        self._queue(self._framework(place)).ask(place)
        self.host_changed.emit(self._host.state)

    def _framework(self, place):
        ident, framework = place
        spec = self._snapshot.row(ident).row.spec
        return self._own_framework(spec) if framework is OWN else framework

    def _known_place(self, place):
        row = self._snapshot.row(place[0])
        tensors = tensors_of(row, self._snapshot.state)
        return self._framework(place), self._questions[place].spec, tensors

    def _work(self, host, place):
        ident, framework = place
        row, state, about = self._snapshot.row(ident), self._snapshot.state, self._questions[place]
        if framework is OWN:
            return partial(ask, host, row, state), about
        return partial(ask_in, host, about.spec, row, state), about

    def _answered(self, place, about, future):
        try:
            # An edit during the question makes the answer one about other numbers.
            if self._questions.get(place) == about:
                self._set(place, future.result())
                self._known.remember(*self._known_place(place), future.result())
                self._tell_if_missing(place, future.result())
        finally:
            self.host_changed.emit(self._host.state)

    def _tell_if_missing(self, place, answer):
        missing = getattr(answer, "status", "") == "missing" and place[1] is OWN
        if missing and self._tell_what_is_missing:
            self._tell_what_is_missing = False
            self.framework_missing.emit(answer.sentence)

    def _set(self, place, answer):
        self._answers[place] = answer
        self.check_changed.emit(place[0], self.answer(place[0]))
