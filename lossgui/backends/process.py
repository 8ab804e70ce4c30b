"""A running worker program: its process, the threads on its three pipes, its empty folder."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, cast

from numpy.typing import NDArray

from lossgui.backends.environment import child_environment, with_conda
from lossgui.backends.messages import Message, MessageError, encode, read_message

# How much of stderr is kept for the sentence about a dead worker.
LAST_LINES = 6
LONGEST_LINE = 400
# After its output has ended a process gets this long to be gone, to tell its exit status.
EXIT_SECONDS = 2.0
# A descendant that left the process group can hold a pipe open; its thread is then given up.
JOIN_SECONDS = 5.0


class WorkerProcess:
    """Starts `command` in an empty folder and exchanges messages with it, until `stop`.

    `changed` guards `answers` and `ended`, and is notified when one of them changes. The threads
    hold this object only, never its owner, so that an owner nobody needs is noticed and stops it.

    Raises OSError when the program cannot be started.
    """

    def __init__(self, command: Sequence[str], changed: threading.Condition) -> None:
        self.answers: dict[int, Message] = {}
        self.ended: str | None = None
        self._changed = changed
        self._outgoing: queue.SimpleQueue[list[bytes] | None] = queue.SimpleQueue()
        self._last_lines: deque[str] = deque(maxlen=LAST_LINES)
        self._kill_lock = threading.Lock()
        self._killed = False
        self._folder = tempfile.TemporaryDirectory(prefix="lossgui-", ignore_cleanup_errors=True)
        try:
            self._process = _start(command, self._folder.name)
        except OSError:
            self._folder.cleanup()
            raise
        self._input = cast("BinaryIO", self._process.stdin)
        self._output = cast("BinaryIO", self._process.stdout)
        self._errors = cast("BinaryIO", self._process.stderr)
        self._threads = [
            threading.Thread(target=task, name=f"lossgui worker {task.__name__}", daemon=True)
            for task in (self._write, self._read_errors, self._read)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def last_words(self) -> str:
        """The last lines of stderr as a sentence of its own; empty if there are none."""
        lines = " / ".join(tuple(self._last_lines))
        return f" Its last words: {lines}" if lines else ""

    def send(self, header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
        """Queue a message; never blocks on a process that does not read."""
        self._outgoing.put(encode(header, arrays))

    def stop(self) -> None:
        """End the process, everything it started, its threads and its folder; also twice."""
        self._kill()
        self._outgoing.put(None)
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(JOIN_SECONDS)
        for thread, pipe in zip(self._threads, (None, self._errors, self._output), strict=True):
            if pipe is not None and not thread.is_alive():  # close() would wait for a reader
                pipe.close()
        self._folder.cleanup()

    def _kill(self) -> None:
        # Once only: after the process is gone its number can belong to somebody else.
        with self._kill_lock:
            if not self._killed:
                self._killed = True
                _kill_group(self._process)
                self._process.wait()

    def _write(self) -> None:
        pipe = self._input
        try:
            while (pieces := self._outgoing.get()) is not None:
                for piece in pieces:
                    pipe.write(piece)
                pipe.flush()
        except OSError:
            pass  # the process is gone; _read tells why
        finally:
            with contextlib.suppress(OSError):  # close() flushes, and so can fail like a write
                pipe.close()

    def _read_errors(self) -> None:
        pipe = self._errors
        while line := pipe.readline(LONGEST_LINE):
            if text := line.decode("utf-8", "replace").strip():
                self._last_lines.append(text)

    def _read(self) -> None:
        pipe = self._output
        try:
            while (message := read_message(pipe)) is not None:
                with self._changed:
                    self.answers[message.header["id"]] = message
                    self._changed.notify_all()
            reason = self._how_it_ended()
        except MessageError as problem:
            reason = f"sent rubbish and was stopped: {problem}."
        self._kill()
        self._threads[1].join(EXIT_SECONDS)
        with self._changed:
            self.ended = reason + self.last_words
            self._changed.notify_all()

    def _how_it_ended(self) -> str:
        try:
            status = self._process.wait(EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            return "closed its output without ending and was stopped."
        if status < 0:
            return f"was ended by signal {signal.Signals(-status).name}."
        return f"ended by itself with exit status {status}."


def _start(command: Sequence[str], folder: str) -> subprocess.Popen[bytes]:
    # Keras would write its settings file into the user's home.
    own = {"KERAS_HOME": folder}
    environment = with_conda(child_environment(os.environ), command[0]) | own
    # A group of its own can be ended with all its descendants, and Ctrl-C in our terminal does not
    # reach it.
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment,
        start_new_session=sys.platform != "win32",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
        return
    # It is gone and so is everything it started; macOS says so by refusing permission.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
