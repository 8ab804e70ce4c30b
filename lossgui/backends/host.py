"""Asks a framework in a process of its own, and survives whatever that process does."""

import re
import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from numpy.typing import ArrayLike, NDArray

from lossgui.backends.answer import Answer, AnswerKind, answer_from
from lossgui.backends.catalogue import Worker, find_worker
from lossgui.backends.interpreter import (
    FrameworkMissingError,
    interpreter_for,
    missing_sentence,
)
from lossgui.backends.messages import Message, MessageError
from lossgui.backends.process import WorkerProcess
from lossgui.backends.request import request_of, why_not_asked
from lossgui.core.spec import LossSpec

# TensorFlow imports in 3 to 6 s; on a cold or scanned disk it can take ten times as long.
START_SECONDS = 120.0
REQUEST_SECONDS = 60.0
# The number of the hello; requests count from 1.
HELLO = 0
CANCELLED = "The check was cancelled."

StateKind = Literal["unknown", "missing", "starting", "ready", "busy", "failed"]


@dataclass(frozen=True)
class HostState:
    """How things stand with a framework: `message` is a sentence, `version` empty until known."""

    kind: StateKind
    message: str
    version: str = ""


class _NoAnswer(Exception):
    """Why a request ends without an answer; never leaves the host."""

    def __init__(self, kind: AnswerKind, message: str) -> None:
        super().__init__(message)
        self.kind: AnswerKind = kind
        self.message = message


class Host:
    """One framework, started at the first question and again after a death.

    Every method may be called from any thread; questions are asked one at a time. What goes wrong
    with the framework is an `Answer` and a `HostState`, never an exception.

    Parameters
    ----------
    python
        The interpreter that has the framework; None: the running one.
    worker
        Key of a worker in the catalogue, or a worker of one's own.
    start_timeout
        Seconds that importing the framework may take.
    """

    def __init__(
        self,
        python: str | None = None,
        worker: str | Worker = "tensorflow",
        *,
        start_timeout: float = START_SECONDS,
    ) -> None:
        self.worker = worker if isinstance(worker, Worker) else find_worker(worker)
        self.python = python
        self._start_timeout = start_timeout
        # Guards all below; notified when an answer, an end, a cancel or a free turn may be there.
        self._changed = threading.Condition()
        self._starting = threading.Lock()
        self._process: WorkerProcess | None = None
        self._finalizer: Callable[[], object] | None = None
        self._occupied = False
        self._withdrawn = 0
        self._number = HELLO
        self._at_rest = HostState("unknown", f"{self.worker.title} has not been asked yet.")

    @property
    def state(self) -> HostState:
        """How things stand now."""
        with self._changed:
            process = self._process
            if process is None:
                return self._at_rest
            if process.ended is not None:
                return HostState("failed", self._ending(process))
            hello = process.answers.get(HELLO)
            if hello is None:
                return HostState("starting", f"{self.worker.title} is starting.")
            state = self._greeting(hello)
            if state.kind == "ready" and self._occupied:
                return HostState("busy", f"{self.worker.title} is calculating.", state.version)
            return state

    def check(
        self,
        spec: LossSpec,
        tensors: Mapping[str, ArrayLike],
        *,
        sample_weight: ArrayLike | None = None,
        mask: ArrayLike | None = None,
        wrt: Sequence[str] | None = None,
        timeout: float = REQUEST_SECONDS,
    ) -> Answer:
        """Ask for the framework's value, per-sample values and gradients for `spec`.

        Pasted code is run there, if it is written for this framework.
        `tensors` holds the loss' tensors by name; `wrt` names those whose gradient is wanted
        (default: all that it needs but labels and signs). After `timeout` seconds of calculating
        the process is stopped. Blocks; `cancel` ends it early.
        """
        if why := why_not_asked(self.worker, spec):
            return Answer("not comparable", why)
        weights = {"sample_weight": sample_weight, "mask": mask}
        return self._ask_in_turn(*request_of(spec, tensors, weights, wrt), timeout)

    def start(self) -> None:
        """Start the framework without waiting for it, so that the first check is quick."""
        with self._changed:
            withdrawn = self._withdrawn
        try:
            self._running_process(withdrawn)
        except _NoAnswer as problem:
            if problem.kind != "cancelled":
                self._rest(problem)

    def cancel(self) -> None:
        """Give up the questions being asked or waiting: they return at once with ``"cancelled"``.

        The process goes on; what it still answers to them is dropped.
        """
        with self._changed:
            self._withdrawn += 1
            self._changed.notify_all()

    def stop(self) -> None:
        """End the process and everything it started. The next check starts it again."""
        self.cancel()
        self._discard(HostState("unknown", f"{self.worker.title} was stopped."))

    def restart(self) -> None:
        """Stop, and start again without waiting."""
        self.stop()
        self.start()

    # ---- one question at a time

    def _ask_in_turn(
        self, header: dict[str, Any], arrays: dict[str, NDArray[Any]], timeout: float
    ) -> Answer:
        with self._changed:
            withdrawn = self._withdrawn
        try:
            self._take_turn(withdrawn, self._start_timeout + timeout)
        except _NoAnswer as problem:
            return Answer(problem.kind, problem.message)
        try:
            return self._ask(header, arrays, timeout, withdrawn)
        except _NoAnswer as problem:
            if problem.kind != "cancelled":
                self._rest(problem)
            return Answer(problem.kind, problem.message)
        finally:
            with self._changed:
                self._occupied = False
                self._changed.notify_all()

    def _take_turn(self, withdrawn: int, timeout: float) -> None:
        with self._changed:
            if not self._wait(lambda: not self._occupied, withdrawn, timeout):
                raise _NoAnswer(
                    "failed", f"{self.worker.title} was busy with other checks for {timeout:g} s."
                )
            self._occupied = True

    def _ask(
        self,
        header: dict[str, Any],
        arrays: dict[str, NDArray[Any]],
        timeout: float,
        withdrawn: int,
    ) -> Answer:
        process = self._running_process(withdrawn)
        hello = self._answer(process, HELLO, self._start_timeout, withdrawn)
        state = self._greeting(hello)
        if state.kind != "ready":
            raise _NoAnswer("missing" if state.kind == "missing" else "failed", state.message)
        with self._changed:
            self._number += 1
            number = self._number
            process.answers = {HELLO: hello}  # drops late answers to questions that were cancelled
            self._changed.notify_all()
        process.send({**header, "id": number}, arrays)
        message = self._answer(process, number, timeout, withdrawn)
        try:
            return answer_from(message, state.version)
        except MessageError as problem:
            said = f"{self.worker.title}'s process sent rubbish and was stopped: {problem}."
            raise _NoAnswer("failed", said) from None

    def _answer(
        self, process: WorkerProcess, number: int, timeout: float, withdrawn: int
    ) -> Message:
        with self._changed:
            if not self._wait(
                lambda: number in process.answers or process.ended is not None, withdrawn, timeout
            ):
                doing = "start" if number == HELLO else "answer"
                raise _NoAnswer(
                    "failed",
                    f"{self.worker.title} did not {doing} within {timeout:g} s and was stopped; "
                    f"the next check starts it again.{process.last_words}",
                )
            if number not in process.answers:
                raise self._no_answer_of(process)
            return process.answers[number]

    def _wait(self, ready: Callable[[], bool], withdrawn: int, timeout: float) -> bool:
        """Wait with the lock held; False after `timeout` seconds, _NoAnswer when withdrawn."""
        deadline = time.monotonic() + timeout
        while self._withdrawn == withdrawn:
            if ready():
                return True
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self._changed.wait(left)
        raise _NoAnswer("cancelled", CANCELLED)

    def _greeting(self, hello: Message) -> HostState:
        """Read the versions in the answer to hello, or why there is no framework."""
        title, header = self.worker.title, hello.header
        if "missing" in header:
            why = str(header["missing"])
            return HostState("missing", missing_sentence(self.worker, self.python, why))
        if "raised" in header:
            return HostState("failed", f"{title} cannot be used: {header['raised']}.")
        versions = header.get("versions")
        known = versions if isinstance(versions, dict) else {}
        shown = ", ".join(f"{name} {known[name]}" for name in self.worker.modules if name in known)
        return HostState("ready", f"{title} is ready.", shown or title)

    # ---- the process

    def _running_process(self, withdrawn: int) -> WorkerProcess:
        with self._starting:  # a check and start() must not both start one
            with self._changed:
                process = self._process
                if process is not None and process.ended is None:
                    return process
            self._discard(self._at_rest)
            process = self._new_process()
            with self._changed:
                self._process = process
                self._finalizer = weakref.finalize(self, process.stop)  # also runs when Python ends
                stopped = self._withdrawn != withdrawn
        if stopped:  # stop() came between and found nothing to stop
            self._discard(self._at_rest)
            raise _NoAnswer("cancelled", CANCELLED)
        return process

    def _new_process(self) -> WorkerProcess:
        try:
            python = interpreter_for(self.worker, self.python)
            # -E: the user's PYTHON* variables are meant for other programs. -I would hide what
            # `pip install --user` has installed.
            process = WorkerProcess([python, "-E", str(self.worker.file)], self._changed)
        except FrameworkMissingError as problem:
            raise _NoAnswer("missing", str(problem)) from None
        except OSError as problem:
            message = f"The Python for {self.worker.title} cannot be started: {problem}."
            raise _NoAnswer("missing", message) from None
        process.send({"kind": "hello", "id": HELLO}, {})
        return process

    def _no_answer_of(self, process: WorkerProcess) -> _NoAnswer:
        """Say how a process ended; a bare Python, which lacks even NumPy, is an ordinary state."""
        ending = self._ending(process)
        lacking = re.search(r"ModuleNotFoundError: No module named '([\w.]+)'", ending)
        if lacking is None:
            return _NoAnswer("failed", ending)
        why = f"no module {lacking[1]}"
        return _NoAnswer("missing", missing_sentence(self.worker, self.python, why))

    def _ending(self, process: WorkerProcess) -> str:
        return f"{self.worker.title}'s process {process.ended}"

    def _rest(self, problem: _NoAnswer) -> None:
        kind: StateKind = "missing" if problem.kind == "missing" else "failed"
        self._discard(HostState(kind, problem.message))

    def _discard(self, state: HostState) -> None:
        """Stop the process, if there is one, and rest in `state`."""
        with self._changed:
            finalizer, self._finalizer, self._process = self._finalizer, None, None
            self._at_rest = state
            self._changed.notify_all()
        if finalizer is not None:
            finalizer()  # outside the lock: it waits for threads that take it
