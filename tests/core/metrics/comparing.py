"""Our states and results beside a framework's, after each update."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from lossgui.core.metrics import metric

if TYPE_CHECKING:
    from lossgui.core.metrics import StreamingMetric
    from tests.core.metrics.ask import Answer, Question
    from tests.core.metrics.random_batches import Update

# Totals are added up in another order than the framework's: a few units in the last of 24 bits.
CLOSE = {"float32": 3e-6, "float64": 3e-6, "float16": 4e-3, "int64": 0.0}
# R2 and correlations subtract sums that are nearly equal, an F-score and an area divide several.
RESULTS = 2e-5
WITHOUT_WEIGHTS = ("pearson_correlation",)


def compare(dialect: str, question: Question, answers: list[Answer]) -> None:
    """Make the same updates, and compare every variable, its dtype and every result."""
    ours = metric(question.key, dialect, question.dtype, **question.settings)
    for update, theirs in zip(question.updates, answers, strict=True):
        if theirs.error:
            with pytest.raises(ValueError, match=r"raises|shape|has the"):
                updated_result(ours, update)
            return
        step = ours.update(*update)
        about = f"{question.key} {question.settings} {question.dtype} {described(update)}"
        # A framework of plain functions has no state to compare.
        assert not theirs.state or set(ours.state) == set(theirs.state), about
        for name, value in theirs.state.items():
            mine = ours.state[name]
            assert mine.dtype == value.dtype, f"{name} of {about}"
            near = CLOSE[str(value.dtype)]
            size = np.max(np.abs(np.nan_to_num(value, posinf=0, neginf=0)), initial=0)
            np.testing.assert_allclose(mine, value, near, near * size, err_msg=f"{name} of {about}")
        np.testing.assert_allclose(
            ours.result(), theirs.result, RESULTS, RESULTS, err_msg=f"result of {about}"
        )
        np.testing.assert_allclose(
            step.printed, theirs.returned, RESULTS, RESULTS, err_msg=f"return of {about}"
        )


def updated_result(ours: StreamingMetric, update: Update) -> object:
    """Update, then ask for the result: some frameworks see only there what they refuse."""
    ours.update(*update)
    return ours.result()


def described(update: Update) -> str:
    given = {name: array for name, array in update._asdict().items() if array is not None}
    return ", ".join(f"{name} {np.shape(array)}" for name, array in given.items())
