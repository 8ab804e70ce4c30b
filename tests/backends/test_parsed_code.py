"""Pasted code as the parser reads it, against the same text run by its framework."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest

import lossgui
from lossgui.core.ops import mean, sqrt, square
from lossgui.core.parse.functions import FUNCTIONS
from tests.pasted import CORPUS

if TYPE_CHECKING:
    from lossgui.core.losses.catalogue import Loss

TENSORS = (
    np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    np.array([[0.1, 0.8, 0.9], [0.5, 0.7, 0.6]]),
)


@pytest.mark.parametrize("key", CORPUS)
def test_the_framework_agrees_with_the_reading_of_every_pasted_loss(key):
    case = CORPUS[key]
    loss = lossgui.parse(case.source)
    drawn = case.draw()
    tensors = [drawn[name] for name in loss.arguments]
    known = {item.name for item in loss.parameters}
    numbers = {name: float(value) for name, value in case.values().items() if name in known}
    found = lossgui.check(loss, *tensors, **numbers)
    assert found.status == "agrees", found.sentence


def misread(monkeypatch: pytest.MonkeyPatch, loss: Loss, reading: object) -> Loss:
    """Have the parser give another graph for the text of a loss."""
    wrong = dataclasses.replace(loss, function=reading)
    monkeypatch.setattr("lossgui.core.parse.parse", lambda source: wrong)
    return wrong


def test_a_reading_of_the_parser_that_is_wrong_by_fault_is_told(monkeypatch):
    loss = lossgui.parse("def spread(y_true, y_pred):\n    return torch.std(y_pred - y_true)")
    assert lossgui.check(loss, *TENSORS).agrees

    def population(y_true, y_pred):
        error = y_pred - y_true
        return sqrt(mean(square(error - mean(error))))

    found = lossgui.check(misread(monkeypatch, loss, population), *TENSORS)
    assert (found.status, found.agrees) == ("disagrees", False)
    # The errors 0.1, -0.2, 0.9, 0.5, 0.7, -0.4: the sample's deviation is sqrt(6 / 5) times larger.
    assert found.theirs / found.ours == pytest.approx(np.sqrt(6 / 5), rel=1e-6)


def test_the_piece_that_the_parser_reads_wrongly_by_fault_is_named(monkeypatch):
    source = (
        "def spread(y_true, y_pred):\n"
        "    error = y_pred - y_true\n"
        "    deviation = torch.std(error, dim=-1)\n"
        "    return torch.mean(deviation * deviation)"
    )
    monkeypatch.setitem(FUNCTIONS, "torch.std", FUNCTIONS["numpy.std"])
    found = lossgui.check(lossgui.parse(source), *TENSORS)
    assert found.agrees is False
    # The errors 0.1, -0.2, 0.9 lie 1/6, 7/15, 19/30 from their mean; together squared 0.64667, of
    # which the population's variance is a third and the sample's the half.
    assert found.first_difference.startswith("line 3, torch.std(error, dim=-1) [0]: 0.4642")
    assert " here, 0.5686" in found.first_difference


def test_a_loss_of_another_framework_is_not_asked_of_the_one_that_is_named():
    loss = lossgui.parse("def loss(y_true, y_pred):\n    return torch.mean(y_pred - y_true)")
    found = lossgui.check(loss, *TENSORS, backend="tensorflow")
    assert found.sentence == "TensorFlow cannot run loss, which is not written for it."


@pytest.mark.parametrize(
    ("source", "version"),
    [
        ("def loss(a, b):\n    return (a - b).pow(2).mean()", "torch"),
        ("def loss(a, b):\n    return ((a - b) ** 2).mean()", "numpy"),
        ("def loss(a, b):\n    return (a - b) ** 2", "tensorflow"),
        ("import torch\ndef loss(a, b):\n    return ((a - b) ** 2).mean()", "torch"),
        ("from scipy.special import xlogy\ndef loss(a, b):\n    return xlogy(b, b) - a", "numpy"),
    ],
)
def test_code_is_run_by_the_framework_whose_words_it_uses(source, version):
    found = lossgui.check(lossgui.parse(source), *TENSORS)
    assert found.agrees, found.sentence
    assert version in found.version
