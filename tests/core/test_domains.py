"""What is said of numbers that a loss is not made for, and what becomes of them."""

from __future__ import annotations

import numpy as np
import pytest

import lossgui
from lossgui.core.dialects import DIALECTS, DialectError
from lossgui.core.domains import DOMAINS
from lossgui.core.losses import LOSSES
from tests.core import random_cases as random


def notes(loss, *tensors, **choices):
    return " ".join(lossgui.evaluate(loss, *tensors, **choices).notes)


def test_every_domain_of_the_catalogue_and_of_the_dialects_is_known():
    wanted = {key for entry in LOSSES.values() for key in entry.domains.values()}
    for rules in DIALECTS.values():
        wanted |= {key for own in (rules.own or {}).values() for key in own.domains.values()}
    assert wanted <= set(DOMAINS)


@pytest.mark.parametrize("loss", LOSSES)
def test_nothing_is_said_of_numbers_that_a_loss_is_made_for(loss):
    found = lossgui.evaluate(loss, *random.example(loss).values(), dialect="textbook")
    assert "without a word" not in " ".join(found.notes)


# keras.losses 3.15.1 clips to [epsilon, 1 - epsilon]; CONVENTIONS of PyTorch: it raises.
def test_a_probability_above_one_is_clipped_by_keras_refused_by_pytorch_and_computed_by_none():
    labels, shares = [[1.0, 0.0]], [[0.5, 1.5]]
    assert notes("bce", labels, shares) == (
        "y_pred[0, 1] is 1.5, where 'Binary crossentropy' wants a probability, from 0 to 1: "
        "Keras 3 takes it without a word and clips it to 0.9999999."
    )
    with pytest.raises(DialectError, match=r"y_pred\[0, 1\] is 1.5"):
        lossgui.evaluate("bce", labels, shares, dialect="torch-2")
    assert notes("bce", labels, shares, from_logits=True) == ""


def test_the_number_of_strange_numbers_is_told():
    said = notes("kl_divergence", [[0.5, 0.5]], [[-1.0, 2.0]], dialect="textbook")
    assert said.startswith("y_pred[0, 0] is -1 (and 1 more), where 'Kullback-Leibler")


def test_labels_of_zero_and_one_are_signs_only_where_they_are_converted():
    labels, scores = [[0.0, 1.0]], [[0.5, 0.5]]
    assert notes("hinge", labels, scores) == ""
    assert "computes with it as it is" in notes("hinge", labels, scores, convert_labels=False)
    assert "y_true[0, 0] is 0.5" in notes("hinge", [[0.5, 1.0]], scores)


def test_logarithms_that_a_dialect_wants_are_no_strange_probabilities():
    # torch.nn.functional.kl_div takes log-probabilities as its input.
    assert "wants a" not in notes("kl_divergence", [[0.5, 0.5]], [[-1.0, -2.0]], dialect="torch-2")


def test_not_a_number_is_no_strange_number():
    assert "wants" not in notes("bce", [[1.0]], [[np.nan]])


# Measured: keras.losses.mean_squared_error([[1.5, 2]], int [[3, 4]]) is 4, the class gives 3.125.
@pytest.mark.parametrize(
    ("dialect", "said"),
    [
        ("keras-3", "cuts y_true to whole numbers"),
        ("tf.keras-2.15", "gives a whole number"),
        ("torch-2", "'not implemented for Long'"),
        ("optax", "TypeError"),
    ],
)
def test_what_a_framework_makes_of_integer_predictions_is_said(dialect, said):
    found = lossgui.evaluate("mse", [[1.5, 2.0]], np.array([[3, 4]]), dialect=dialect)
    assert np.mean(found.value) == 3.125
    assert "y_pred holds integers (int64)" in " ".join(found.notes)
    assert said in " ".join(found.notes)
    assert notes("mse", [[1.5, 2.0]], [[3.0, 4.0]], dialect=dialect) == ""


# tf.compat.v1 of TF 2.21 raises InvalidArgumentError for both: it is the operation of all eras.
@pytest.mark.parametrize("label", [3.0, -1.0])
@pytest.mark.parametrize(
    "dialect", ["tf-1", "keras-1", "keras-2.3", "tf.keras-2.1", "tf.keras-2.3", "tf.keras-2.15"]
)
def test_the_eras_of_tensorflow_refuse_a_label_that_no_class_has(dialect, label):
    with pytest.raises(DialectError, match=r"y_true\[0\] is .*, but there are 3 classes"):
        lossgui.evaluate("scce", [label], [[0.1, 0.2, 0.7]], dialect=dialect)


def test_integer_labels_are_nothing_strange():
    assert "integers" not in notes("sparse_categorical_crossentropy", [1], [[0.25, 0.75]])
