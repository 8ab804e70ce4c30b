"""Losses of directions and overlap: numbers worked by hand, and what Keras 3.15.1 printed."""

from __future__ import annotations

from math import exp, log1p

import numpy as np
import pytest

import lossgui
from lossgui.core.dialects import DialectError

KERAS_3 = ("keras-3", "keras-3-jax", "keras-3-torch")
QUERIES = [[1.0, 0.0], [0.6, 0.8]]
REFERENCES = {"ref_labels": [0, 1, 1], "ref_embeddings": [[0.8, 0.6], [0.0, 1.0], [1.0, 0.0]]}


# keras.losses.circle 3.15.1 with gamma 4 and margin 0.25, the same on TensorFlow, JAX and PyTorch.
@pytest.mark.parametrize(
    ("remove_diagonal", "expected"), [(True, [0.0, 3.847954]), (False, [3.7031057, 4.3214445])]
)
@pytest.mark.parametrize("dialect", KERAS_3)
def test_embeddings_can_be_compared_with_references(dialect, remove_diagonal, expected):
    choices = {"gamma": 4.0, "margin": 0.25, "remove_diagonal": remove_diagonal, **REFERENCES}
    found = lossgui.evaluate("circle", [0, 1], QUERIES, dialect=dialect, **choices)
    np.testing.assert_allclose(found.unreduced, expected, rtol=1e-6)
    valid = sum(value > 0 for value in expected)
    assert float(found.value) == pytest.approx(sum(expected) / valid, rel=1e-6)


def test_the_textbook_counts_embeddings_without_a_partner_and_keras_does_not():
    points = [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]
    terms = log1p(exp(0.68)) + log1p(exp(1.68))
    for dialect, count in {"textbook": 3, "keras-3": 2}.items():
        found = lossgui.evaluate("circle", [0, 0, 1], points, gamma=1.0, dialect=dialect)
        assert float(found.value) == pytest.approx(terms / count, rel=1e-6)


@pytest.mark.parametrize(
    ("labels", "points", "references", "sentence"),
    [
        ([0, 1, 2], QUERIES, {}, r"labels has shape \(3,\) but there are 2 embeddings"),
        ([0, 1], [1.0, 2.0], {}, r"embeddings has shape \(2,\)"),
        ([0, 1], QUERIES, {"ref_embeddings": [[1.0]]}, r"it needs \(m, 2\)"),
        ([0, 1], QUERIES, {"ref_labels": [1]}, "one label for each of the 2 references"),
    ],
)
def test_embeddings_that_do_not_fit_are_refused(labels, points, references, sentence):
    with pytest.raises(DialectError, match=sentence):
        lossgui.evaluate("circle", labels, points, **references)


# One place is missed: the index is 1 / (1 + weight of what is missed).
@pytest.mark.parametrize(
    ("dialect", "expected"), [("textbook", 1 - 1 / 1.2), *((key, 1 - 1 / 1.8) for key in KERAS_3)]
)
def test_keras_has_the_weights_of_tversky_the_other_way_round(dialect, expected):
    found = lossgui.evaluate(
        "tversky", [[1.0, 1.0]], [[1.0, 0.0]], alpha=0.8, beta=0.2, dialect=dialect
    )
    assert float(found.value) == pytest.approx(expected, rel=1e-6)
    assert any("opposite" in note for note in found.notes) is (dialect != "textbook")


# The example in the documentation of keras.losses.dice 3.15.1.
@pytest.mark.parametrize(("axis", "expected"), [((1, 2, 3), [0.5, 0.75757575]), (None, 0.6164384)])
@pytest.mark.parametrize("loss", ["dice", "tversky"])
def test_dice_pools_the_batch_unless_an_axis_is_given(loss, axis, expected):
    y_true = np.reshape([1.0, 1.0, 0.0, 0.0] * 2, (2, 2, 2, 1))
    y_pred = np.reshape([0.0, 1.0, 0.0, 1.0, 0.4, 0.0, 0.0, 0.9], (2, 2, 2, 1))
    found = lossgui.evaluate(loss, y_true, y_pred, axis=axis, reduction="none")
    np.testing.assert_allclose(found.value, expected, rtol=2e-7)


# keras.losses.cosine_similarity 3.15.1 in float32, by the vector of zeros: TensorFlow 2.21 gives
# numbers, JAX 0.10.2 and PyTorch 2.13 give NaN; the value is 0 on all of them.
@pytest.mark.parametrize("dialect", KERAS_3)
def test_a_vector_of_zeros_has_a_slope_on_tensorflow_only(dialect):
    pair = [[0.0, 0.0, 0.0]], [[1.0, 2.0, 2.0]]
    assert float(lossgui.evaluate("cosine_similarity", *pair, dialect=dialect).value) == 0.0
    slope = lossgui.gradient("cosine_similarity", *pair, wrt="y_true", dialect=dialect)
    if dialect == "keras-3":
        np.testing.assert_allclose(slope, [[-3333333.5, -6666667.0, -6666667.0]], rtol=1e-6)
    else:
        assert np.isnan(slope).all()


def test_the_textbook_gives_a_vector_of_zeros_no_direction():
    pair = [[0.0, 0.0]], [[1.0, 2.0]]
    assert np.isnan(lossgui.evaluate("cosine_similarity", *pair, dialect="textbook").value)


def test_optax_gives_the_similarity_itself():
    pair = [[0.0, 2.0]], [[3.0, 4.0]]
    similarity, distance = (
        float(lossgui.evaluate(loss, *pair, dialect="optax").value)
        for loss in ("cosine_similarity", "cosine_distance")
    )
    assert similarity == pytest.approx(0.8, rel=1e-6)
    assert distance == pytest.approx(0.2, rel=1e-6)
