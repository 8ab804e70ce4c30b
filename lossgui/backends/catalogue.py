"""The frameworks that can check a loss: one file in ``workers`` each.

A worker file says what it is in a literal ``WORKER = {...}``, which is read here without running
the file.
"""

import ast
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

WORKER_FOLDER = Path(__file__).parent / "workers"


@dataclass(frozen=True)
class Worker:
    """What the host knows about a worker program.

    `modules` are the top-level packages it imports; `install` is what pip would install for them;
    `dialects` are the keys of the dialects it can calculate.
    """

    key: str
    title: str
    modules: tuple[str, ...]
    install: str
    dialects: tuple[str, ...]
    file: Path


@cache
def workers() -> dict[str, Worker]:
    """List every worker of this installation by key."""
    found = (read_worker(file) for file in sorted(WORKER_FOLDER.glob("[!_]*.py")))
    return {worker.key: worker for worker in found}


def read_worker(file: Path) -> Worker:
    """Read the record of the worker program `file`.

    Raises ValueError when the file has no literal ``WORKER``.
    """
    for statement in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "WORKER":
            told = ast.literal_eval(statement.value)
            return Worker(
                key=told["key"],
                title=told["title"],
                modules=tuple(told["modules"]),
                install=told["install"],
                dialects=tuple(told["dialects"]),
                file=file,
            )
    raise ValueError(f"{file.name} has no WORKER = {{...}}, so it is not a worker program")


def find_worker(key: str) -> Worker:
    """Give the worker called `key`; ValueError with the nearest name for an unknown one."""
    known = workers()
    if key in known:
        return known[key]
    near = get_close_matches(key, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(map(repr, known))}"
    raise ValueError(f"backend {key!r} is not known: {hint}")
