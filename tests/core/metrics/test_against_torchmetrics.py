"""Every metric of the dialect torchmetrics-1 against TorchMetrics itself."""

from __future__ import annotations

import importlib.util
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lossgui.core.metrics import metric, metrics
from tests.core.metrics.ask import Answer, Question, ask
from tests.core.metrics.comparing import compare
from tests.core.metrics.random_batches import Update, maker, settings, whole_weights

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("torchmetrics") is None, reason="TorchMetrics is not installed"
)

OURS = metrics("torchmetrics-1")
BATCHES = (5, 3, 12)
# BinaryAUROC forms a curve of labels and scores of any number.
UNCHECKED = ("auc",)


def questions() -> Iterator[Question]:
    for entry in OURS:
        for chosen in settings(entry):
            rng = np.random.default_rng(zlib.crc32(f"{entry.key}{chosen}".encode()))
            updates = []
            labels = entry.task == "labels"
            for n in BATCHES:
                y_true, y_pred = maker(entry)(rng, n)
                weight = whole_weights(rng, n)[:, None] + 1 if entry.takes_weights else None
                updates.append(Update(y_true.astype("i8") if labels else y_true, y_pred, weight))
            yield Question(entry.key, entry.name, chosen, None, tuple(updates))


def refusals() -> Iterator[Question]:
    """Ask with shapes and values that may be refused."""
    rng = np.random.default_rng(3)
    pairs = (
        *(((4,), (4, 1)), ((4, 3), (4, 1)), ((4, 3), (3,)), ((2, 3), (3, 2)), ((4,), (4,))),
        *(((), ()), ((4, 1), (4, 1)), ((2, 3, 2), (2, 3, 2))),
    )
    for entry in OURS:
        chosen = settings(entry)[0]
        for a, b in pairs if len(entry.arguments) == 2 else ():
            unchecked = entry.key in UNCHECKED and np.prod(a) != np.prod(b)
            if unchecked or (len(a) < 2 and "num_outputs" in chosen):
                continue
            tensors = (rng.integers(0, 2, a), rng.integers(0, 2, b).astype("f4"))
            yield Question(entry.key, entry.name, chosen, None, (Update(*tensors),))


def oddities() -> Iterator[Question]:
    nan = float("nan")
    values = np.array([1, nan, 3], "f4")
    for entry in OURS:
        chosen = settings(entry)[0]
        if entry.task == "values":
            yield Question(entry.key, entry.name, chosen, None, (Update(values),))
        if entry.key.startswith("binary_") or entry.key in ("auc", "average_precision"):
            for y_true in ([1, 0, 1, 1], [1, 0, 2, 1], [1, 1, 1, 1], [0, 0, 0, 0]):
                for y_pred in ([0.5, -1.0, 3.0, 0.2], [0.5, 0.5, 0.5, 0.2]):
                    arrays = np.array(y_true), np.array(y_pred, "f4")
                    yield Question(entry.key, entry.name, chosen, None, (Update(*arrays),))
        if entry.key.startswith("multiclass_"):
            for y_pred in ([0, 1, 1, 3], [0, 1, 5, 3], [0, -1, 2, 3]):
                arrays = np.array([0, 0, 1, 3]), np.array(y_pred)
                yield Question(entry.key, entry.name, chosen, None, (Update(*arrays),))


@pytest.mark.parametrize("key", UNCHECKED)
def test_labels_and_scores_of_different_number_are_refused(key: str) -> None:
    with pytest.raises(ValueError, match="y_true has 3 labels but y_pred has 2 scores"):
        metric(key, "torchmetrics-1").update([0, 1, 1], [0.5, 0.2])


ALL = [*questions(), *refusals(), *oddities()]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[list[Answer]]:
    return ask("torchmetrics_states.py", ALL, tmp_path_factory.mktemp("torchmetrics"))


@pytest.mark.parametrize("key", [entry.key for entry in OURS])
def test_every_state_and_result_is_torchmetrics_own(key: str, answers: list) -> None:
    asked = [(q, a) for q, a in zip(ALL, answers, strict=True) if q.key == key]
    assert len(asked) >= 2
    for question, answer in asked:
        compare("torchmetrics-1", question, answer)
