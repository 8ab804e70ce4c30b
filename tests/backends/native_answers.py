"""What the frameworks themselves say to the pasted losses, asked once for all tests."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.pasted import CORPUS, EXPRESSIONS, OTHER_SIZES, SIZES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.pasted import Pasted

    Array = np.ndarray[Any, np.dtype[Any]]

PROGRAM = Path(__file__).with_name("pasted_native.py")
# Styles that one process answers, because the same framework does.
TOGETHER = (("tfkeras", "keras1", "keras3"), ("torch",), ("jax",), ("numpy",))
ASKED = ((0, SIZES), (1, OTHER_SIZES))


Answers = "list[tuple[Mapping[str, int], int, dict[str, Array]]]"


def native_answers(case: Pasted) -> Answers:
    """Give for each asked drawing its sizes, its seed and the answer: value, and gradients by name.

    A loss is asked with two drawings of different sizes, an expression with the first.

    Raises
    ------
    AssertionError
        If the framework raised; the text is its own.
    """
    styles = next(styles for styles in TOGETHER if case.style in styles)
    found = []
    given = _asked(styles, case.result == "any")[case.key]
    for (seed, sizes), answer in zip(ASKED, given, strict=False):
        assert "problem" not in answer, answer["problem"]
        arrays = {name: np.array(values, dtype) for name, (dtype, values) in answer.items()}
        found.append((sizes, seed, arrays))
    return found


@functools.cache
def _asked(styles: tuple[str, ...], expressions: bool) -> dict[str, list[dict[str, Any]]]:
    cases = [c for c in (EXPRESSIONS if expressions else CORPUS).values() if c.style in styles]
    asked = ASKED[:1] if expressions else ASKED
    questions = [_question(case, seed, sizes) for case in cases for seed, sizes in asked]
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "KERAS_BACKEND": "tensorflow"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(PROGRAM)],
        input=json.dumps(questions) + "\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, **quiet},
    )
    assert done.returncode == 0, done.stderr
    answers = iter(json.loads(done.stdout))
    return {case.key: [next(answers) for _ in asked] for case in cases}


def _question(case: Pasted, seed: int, sizes: Mapping[str, int]) -> dict[str, Any]:
    drawn = case.draw(seed, sizes)
    return {
        "style": case.style,
        "source": case.source,
        "numbers": case.values(sizes),
        "trained": case.trained,
        "tensors": {name: [str(array.dtype), array.tolist()] for name, array in drawn.items()},
    }
