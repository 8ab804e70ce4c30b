"""Ask a real framework for the states of its metrics: the questions, its run, its answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from tests.core.metrics.random_batches import Update

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Question:
    """One metric with its settings and the updates it gets."""

    key: str
    name: str
    settings: dict[str, Any]
    dtype: str | None
    updates: tuple[Update, ...]


@dataclass(frozen=True)
class Answer:
    """After one update: the state, the result, what the call returned; or what was raised."""

    state: dict[str, Any]
    result: Any
    returned: Any
    error: str


def ask(program: str, questions: list[Question], folder: Path) -> list[list[Answer]]:
    """Let a program of this folder answer every question, update by update."""
    arrays = {}
    for number, question in enumerate(questions):
        for place, update in enumerate(question.updates):
            for name, array in update._asdict().items():
                if array is not None:
                    arrays[f"{number}/{place}/{name}"] = np.asarray(array)
    np.savez(folder / "questions.npz", **arrays)
    listed = [
        {"name": q.name, "settings": q.settings, "dtype": q.dtype, "updates": len(q.updates)}
        for q in questions
    ]
    (folder / "questions.json").write_text(json.dumps(listed), "utf-8")
    command = [sys.executable, str(HERE / program), str(folder)]
    quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=quiet, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return _read(questions, folder)


def _read(questions: list[Question], folder: Path) -> list[list[Answer]]:
    errors = json.loads((folder / "answers.json").read_text("utf-8"))
    with np.load(folder / "answers.npz") as stored:
        arrays = dict(stored)
    answers = []
    for number, question in enumerate(questions):
        row = []
        for place in range(len(question.updates)):
            start = f"{number}/{place}/"
            mine = {k.removeprefix(start): a for k, a in arrays.items() if k.startswith(start)}
            state = {k.removeprefix("state/"): a for k, a in mine.items() if "state/" in k}
            error = errors.get(start[:-1], "")
            row.append(Answer(state, mine.get("result"), mine.get("returned"), error))
        answers.append(row)
    return answers
