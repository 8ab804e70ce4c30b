"""What a Python has, and what to do where it lacks a framework."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lossgui.backends.catalogue import Worker, find_worker, workers
from lossgui.backends.interpreter import environment_commands, shell_word
from lossgui.backends.pythons.problem import PythonProblem

OLDEST = (3, 9)
"""Workers are written for this version of Python and newer ones."""


@dataclass(frozen=True)
class PythonReport:
    """What a Python has said about itself.

    Parameters
    ----------
    path
        The program, as it was started.
    version
        Three numbers.
    modules
        Versions of the modules of frameworks, by name; empty where nothing tells the version.
    bits
        32 or 64; frameworks need 64.
    managed
        Whether it belongs to the system, which keeps pip from installing into it.
    """

    path: str
    version: tuple[int, ...]
    modules: Mapping[str, str]
    bits: int = 64
    managed: bool = False

    @property
    def name(self) -> str:
        """What it is called: Python with its version."""
        return f"Python {'.'.join(map(str, self.version))}"

    @property
    def workers(self) -> tuple[Worker, ...]:
        """The frameworks that can be asked here, TensorFlow first and plain NumPy last."""
        there = (w for w in workers().values() if all(m in self.modules for m in w.modules))
        order = {"tensorflow": 0, "numpy": 2}
        return tuple(sorted(there, key=lambda worker: (order.get(worker.key, 1), worker.title)))

    @property
    def frameworks(self) -> str:
        """The frameworks with their versions, in a line.

        One without a part of its own is not named: Keras on PyTorch, where TensorFlow is there too.
        """
        named: set[str] = set()
        texts = []
        for worker in sorted(self.workers, key=lambda worker: worker.key.startswith("keras-")):
            if not named.issuperset(worker.modules):
                named.update(worker.modules)
                texts.append(f"{worker.title} {self.modules[worker.modules[0]]}".rstrip())
        return ", ".join(texts)


def report_of(path: str, answer: Mapping[str, Any]) -> PythonReport:
    """Read what the program ``workers/_about.py`` said.

    Raises PythonProblem for a Python that is too old, and for what is no answer of that program.
    """
    try:
        version = tuple(int(number) for number in answer["version"])
        if version < OLDEST:
            raise PythonProblem(
                f"{path} is Python {'.'.join(map(str, version))}, but the frameworks are asked "
                f"with Python {'.'.join(map(str, OLDEST))} or newer."
            )
        modules = {str(name): str(number) for name, number in answer["modules"].items()}
        return PythonReport(path, version, modules, int(answer["bits"]), bool(answer["managed"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise PythonProblem(f"{path} did not say what it is, as a Python does.") from None


def advice(report: PythonReport) -> tuple[str, str]:
    """Say whether TensorFlow is there, and give the command that adds it; empty where it is."""
    tensorflow = find_worker("tensorflow")
    if tensorflow in report.workers:
        return f"{report.name} has {report.frameworks}.", ""
    has = f"It has {report.frameworks}. " if report.frameworks else ""
    if report.bits < 64:
        sentence = f"{report.name} has 32 bits, but {tensorflow.title} needs one of 64 bits. {has}"
        return sentence.rstrip(), ""
    lacks = f"{report.name} has no {tensorflow.title}. {has}"
    if report.managed:
        sentence = (
            f"{lacks}It belongs to the system and takes no packages. These commands make a "
            "virtual environment that has it; then look again."
        )
        return sentence, environment_commands(report.path, tensorflow.install)
    command = f"{shell_word(report.path)} -m pip install {tensorflow.install}"
    return f"{lacks}This command adds it; then look again.", command
