"""Asks a program whether it is a Python, and what it has, in a process of its own."""

import threading
from pathlib import Path

from lossgui.backends.catalogue import WORKER_FOLDER, workers
from lossgui.backends.process import WorkerProcess
from lossgui.backends.pythons.finding import python_in
from lossgui.backends.pythons.problem import PythonProblem
from lossgui.backends.pythons.report import PythonReport, report_of
from lossgui.backends.pythons.system import is_file, is_folder
from lossgui.session.problems import reason_of

PROGRAM = WORKER_FOLDER / "_about.py"
ASK_SECONDS = 20.0
"""It answers in half a second; a disk that sleeps, or is scanned, takes several."""


class Asker:
    """Asks Pythons what they are, several at once if several threads do so, until `stop`.

    Nothing is imported that is asked about. Each Python is started in the environment that a worker
    gets, so that what it says holds for the worker.
    """

    def __init__(self, timeout: float = ASK_SECONDS) -> None:
        self._timeout = timeout
        self._changed = threading.Condition()
        self._stopped = False

    def ask(self, path: str) -> PythonReport:
        """Ask the Python of this path, or the one inside of this folder; blocks.

        Raises
        ------
        PythonProblem
            If there is no such file, or it is no Python, or too old, or says nothing in time, or
            after `stop`. The text is a sentence.
        """
        program = program_at(path)
        modules = sorted({module for worker in workers().values() for module in worker.modules})
        try:
            process = WorkerProcess([program, "-E", str(PROGRAM), *modules], self._changed)
        except OSError as problem:
            raise PythonProblem(f"{program} cannot be started: {reason_of(problem)}.") from None
        try:
            return self._answer(program, process)
        finally:
            process.stop()

    def stop(self) -> None:
        """End what is asked; it raises at once."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _answer(self, program: str, process: WorkerProcess) -> PythonReport:
        with self._changed:
            in_time = self._changed.wait_for(
                lambda: self._stopped or process.answers or process.ended is not None, self._timeout
            )
            if self._stopped:
                raise PythonProblem(f"{program} was not asked to the end.")
            if not in_time:
                raise PythonProblem(
                    f"{program} did not say what it is within {self._timeout:g} s and was stopped."
                )
            if 0 not in process.answers:
                raise PythonProblem(f"{program} is not a Python that works: it {process.ended}")
            return report_of(program, process.answers[0].header)


def program_at(path: str) -> str:
    """Give the program to start for a path that was chosen; see `Asker.ask` for what is refused.

    A program that is not called Python is not started to find out: it could be anything.
    """
    chosen = Path(path)
    if is_folder(chosen):
        return str(python_in(chosen))
    if not is_file(chosen):
        raise PythonProblem(f"There is no file {path}.")
    if not any(word in chosen.name.lower() for word in ("python", "pypy")):
        raise PythonProblem(
            f"{chosen.name} is not called python, so it was not started: choose python.exe or "
            "python3, or the folder of a virtual environment."
        )
    return str(chosen)
