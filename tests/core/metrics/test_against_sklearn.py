"""Every metric of the dialect sklearn-1 against scikit-learn itself."""

from __future__ import annotations

import importlib.util
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lossgui.core.metrics import metrics
from tests.core.metrics.ask import Answer, Question, ask
from tests.core.metrics.comparing import compare
from tests.core.metrics.random_batches import Update, maker, settings, whole_weights

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("sklearn") is None, reason="scikit-learn is not installed"
)

OURS = metrics("sklearn-1")
BATCHES = (6, 5, 20)
BINARY = ("precision", "recall", "f1_score", "fbeta_score")


def questions() -> Iterator[Question]:
    for entry in OURS:
        for chosen in settings(entry):
            for weights in (False, True):
                rng = np.random.default_rng(zlib.crc32(f"{entry.key}{chosen}{weights}".encode()))
                updates = []
                for n in BATCHES:
                    y_true, y_pred = (array.astype("f8") for array in maker(entry)(rng, n))
                    # A batch needs both classes to have an area of its own.
                    y_true.reshape(-1)[:2] = 0, 1
                    weight = whole_weights(rng, n) + np.eye(n)[0] if weights else None
                    updates.append(Update(y_true, y_pred, weight))
                yield Question(entry.key, entry.name, chosen, None, tuple(updates))


def refusals() -> Iterator[Question]:
    """Ask with shapes, labels, weights and values that may be refused."""
    rng = np.random.default_rng(3)
    pairs = (
        *(((4,), (4, 1)), ((4, 3), (4, 1)), ((4, 1), (4, 1)), ((4,), (3,)), ((4,), (4,))),
        ((2, 3, 2), (2, 3, 2)),
    )
    for entry in OURS:
        chosen = settings(entry)[0]
        for a, b in pairs:
            # Columns of labels have averages that are not computed here.
            if entry.name in ("roc_auc_score", "average_precision_score") and len(a) == len(b) == 2:
                continue
            tensors = [rng.integers(0, 2, shape).astype("f8") for shape in (a, b)]
            tensors[0].reshape(-1)[:2] = 0, 1
            yield Question(entry.key, entry.name, chosen, None, (Update(*tensors),))
        y_true, y_pred = np.array([0.0, 1, 1, 0]), np.array([0.0, 1, 0, 1])
        for weight in ([1.0, 2, 3], [[1.0], [2], [3], [4]], [1.0, np.nan, 1, 1], [0.0, 1, 2, 0.5]):
            update = Update(y_true, y_pred, np.array(weight))
            yield Question(entry.key, entry.name, chosen, None, (update,))
        for bad in (np.nan, np.inf, -2.0, 3.0):
            changed = np.array([0.0, bad, 0, 1])
            yield Question(entry.key, entry.name, chosen, None, (Update(y_true, changed),))
            yield Question(entry.key, entry.name, chosen, None, (Update(changed, y_pred),))
        yield Question(entry.key, entry.name, chosen, None, (Update(y_true * 0, y_pred),))


def two_classes() -> Iterator[Question]:
    """Ask about averages over one label that counts as yes."""
    labels = ([0.0, 1, 1, 0], [1.0, 1, 1, 1], [0.0, 0, 0, 0], [0.0, 1, 2, 1], [2.0, 3, 3, 2])
    for entry in OURS:
        extra = {"beta": 2.0} if entry.key == "fbeta_score" else {}
        for y_true in labels if entry.key in BINARY else ():
            for label in (0, 1):
                arrays = np.array(y_true), np.array(y_true)[::-1] * [1, 1, 0, 1]
                chosen = {**extra, "average": "binary", "pos_label": label}
                yield Question(entry.key, entry.name, chosen, None, (Update(*arrays),))


ALL = [*questions(), *refusals(), *two_classes()]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[list[Answer]]:
    return ask("sklearn_results.py", ALL, tmp_path_factory.mktemp("sklearn"))


@pytest.mark.parametrize("key", [entry.key for entry in OURS])
def test_every_result_is_scikit_learns_own(key: str, answers: list) -> None:
    asked = [(q, a) for q, a in zip(ALL, answers, strict=True) if q.key == key]
    assert len(asked) >= 12
    for question, answer in asked:
        compare("sklearn-1", question, answer)
