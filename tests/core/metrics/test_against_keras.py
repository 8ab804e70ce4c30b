"""Every metric of the dialect keras-3 against Keras itself: each state variable, each result."""

from __future__ import annotations

import importlib.util
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lossgui.core.metrics import Metric, metrics
from tests.core.metrics.ask import Answer, Question, ask
from tests.core.metrics.comparing import compare
from tests.core.metrics.random_batches import (
    CLASS_SETTINGS,
    Update,
    class_maker,
    maker,
    settings,
    some_kept,
    whole_weights,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("keras") is None, reason="Keras is not installed"
)

KERAS = metrics("keras-3")
BATCHES = (5, 1, 12)


def questions() -> Iterator[Question]:
    for entry in KERAS:
        for chosen in settings(entry):
            for dtype in (None, "float64"):
                yield from weighed(entry, maker(entry), chosen, dtype)
        for chosen in CLASS_SETTINGS.get(entry.key, ()):
            yield from weighed(entry, class_maker(entry), chosen, None)


def weighed(entry: Metric, make: Any, chosen: dict[str, Any], dtype: str | None) -> Iterator:
    """Ask with and without weights, with and without a mask, in three batches."""
    rng = np.random.default_rng(zlib.crc32(f"{entry.key}{chosen}".encode()))
    for weights in (False, True):
        for masks in (False, True):
            updates = tuple(
                Update(
                    *make(rng, n),
                    whole_weights(rng, n) if weights else None,
                    some_kept(rng, n) if masks else None,
                )
                for n in BATCHES
            )
            yield Question(entry.key, entry.name, chosen, dtype, updates)


def shapes() -> Iterator[Question]:
    """Ask with shapes that Keras expands, broadcasts or refuses, for tensors and weights."""
    rng = np.random.default_rng(7)
    pairs = ((4,), (4, 1)), ((4, 1), (4,)), ((4, 3), (4, 1)), ((4, 3), (3,)), ((4, 3), (2, 3))
    for entry in KERAS:
        if len(entry.arguments) == 2:
            for a, b in (*pairs, ((4,), (4,)), ((2, 3, 4), (2, 3, 4)), ((2, 3), (3, 2))):
                tensors = (rng.integers(0, 2, s).astype("f4") for s in (a, b))
                yield Question(entry.key, entry.name, settings(entry)[0], None, (Update(*tensors),))
        for shape in ((), (1,), (4,), (4, 1), (4, 3), (1, 3), (3,), (4, 3, 1), (2,)):
            tensors = (rng.integers(0, 2, (4, 3)).astype("f4") for _ in entry.arguments)
            first, second = (*tensors, None)[:2]
            weight = rng.integers(1, 4, shape).astype("f4")
            update = Update(first, second, weight)
            yield Question(entry.key, entry.name, settings(entry)[0], None, (update,))


def oddities() -> Iterator[Question]:
    """Ask about labels out of range, predictions outside 0 .. 1, NaN, infinity, ties, nothing."""
    nan, inf = float("nan"), float("inf")
    scores = np.array([[0.5, 0.5, nan], [nan, 0.1, 0.2], [inf, 0.1, inf], [0.3, -1, 7]], "f4")
    labels = np.array([0, -1, 7, 2])
    for entry in KERAS:
        if entry.task == "labels" and "top_k" not in entry.key:
            key, name, chosen = entry.key, entry.name, settings(entry)[0]
            yes = np.array([1, 0, 1, 1, 0, 1], "f4")
            p = np.array([1.5, -0.5, nan, 0.0, 1.0, 0.5], "f4")
            yield Question(key, name, chosen, None, (Update(yes, p),))
        if entry.key.startswith("sparse_"):
            yield Question(entry.key, entry.name, {}, None, (Update(labels, scores),))
        if entry.key in ("categorical_accuracy", "top_k_categorical_accuracy"):
            yield Question(entry.key, entry.name, {}, None, (Update(scores[::-1], scores),))
        if entry.key in ("iou", "mean_iou"):
            chosen = settings(entry)[0]
            weights = np.array([0.5, 1.5, 2, 3], "f4")
            yield Question(
                entry.key, entry.name, chosen, None, (Update(labels, labels[::-1], weights),)
            )
        if entry.key in ("mean", "sum", "mean_squared_error", "root_mean_squared_error"):
            empty = np.zeros((0, 3), "f4")
            second = None if len(entry.arguments) == 1 else empty
            yield Question(entry.key, entry.name, {}, None, (Update(empty, second),))


ALL = [*questions(), *shapes(), *oddities()]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[list[Answer]]:
    return ask("keras_states.py", ALL, tmp_path_factory.mktemp("keras"))


@pytest.mark.parametrize("key", [entry.key for entry in KERAS])
def test_every_state_variable_and_result_is_keras_own(key: str, answers: list) -> None:
    asked = [(q, a) for q, a in zip(ALL, answers, strict=True) if q.key == key]
    assert len(asked) >= 12
    for question, answer in asked:
        compare("keras-3", question, answer)
