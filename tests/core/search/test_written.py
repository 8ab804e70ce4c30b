"""Slips that are answered by code: what they compute, and that they are losses like any other."""

from __future__ import annotations

import math

import numpy as np
import pytest

import lossgui
from lossgui.core.search.written import ELEMENTS, QUALITIES, reduced
from lossgui.session.session import Session
from tests.core.search.numbers_typed import TENSORS, answers


def first_written(text, tensors=TENSORS):
    return next(a for a in answers(text, tensors) if a.spec.loss.startswith("code:"))


def test_the_root_of_the_mean_of_the_samples_sums_is_found():
    found = first_written("0.842615")  # sqrt(2.13 / 3)
    assert found.value == pytest.approx(math.sqrt(0.71))
    assert found.sentence == (
        "0.842615 = the square root of Mean squared error: the sum over axis -1, then the mean "
        "over the 3 samples, then the root."
    )


@pytest.mark.parametrize("shape", [(4,), (4, 1)])
def test_a_vector_against_its_column_is_found_where_both_tensors_are_alike(shape):
    vector = np.arange(1.0, 5).reshape(shape)
    found = answers("2.5", {"y_true": vector, "y_pred": vector})[0]
    assert "(4,) against (4, 1) broadcast to (4, 4)" in found.sentence
    assert found.departures == ("(4,) against (4, 1)",)
    assert lossgui.evaluate(found.spec, vector, vector).value == 2.5


def test_the_dice_coefficient_is_told_as_the_opposite_of_the_loss():
    # twice the overlap, 3.4, over the sums 5 and 5.5
    assert first_written("0.647619").sentence.startswith("0.647619 = the Dice coefficient")


def test_an_accuracy_is_told_as_no_loss():
    # of the nine cells, 0.9 and the first 0.7 are wrong, and 0.5 is not above 0.5
    assert "accuracy" in first_written("0.6667").sentence


def test_digits_of_single_precision_are_found_in_single_precision():
    single = first_written("0.842615").spec.replace(dtype="float32")
    value = lossgui.evaluate(single, *TENSORS.values()).value
    near = first_written(f"{float(value):.12f}")
    assert near.spec.dtype == "float32"


def test_an_answer_in_code_can_be_added_as_a_loss_and_undone():
    session = Session()
    found = first_written("0.842615")
    session.add_loss(found.spec, sources=found.sources)
    assert session.state.losses[-1].spec.entry.source.startswith("def root_of_mean_squared_error")
    session.undo()
    assert len(session.state.losses) == 2


@pytest.mark.parametrize("key", sorted(ELEMENTS))
def test_the_elements_written_by_hand_are_those_of_the_catalogue(key):
    y_true, y_pred = TENSORS["y_true"], TENSORS["y_pred"].clip(0.1, 0.9)
    source = f"def f(y_true, y_pred): return {ELEMENTS[key]}"
    given = {"axis": (), "dialect": "textbook", "reduction": "none"}
    wanted = lossgui.evaluate(key, y_true, y_pred, **given).value
    mine = lossgui.evaluate(lossgui.parse(source).key, y_true, y_pred, dialect="textbook").value
    assert np.mean(mine) == pytest.approx(wanted.mean())


@pytest.mark.parametrize("name", sorted(QUALITIES))
def test_the_qualities_lie_between_0_and_1(name):
    source = f"def f(y_true, y_pred): return {QUALITIES[name][0]}"
    value = lossgui.evaluate(lossgui.parse(source).key, *TENSORS.values()).value
    assert 0 < value < 1


@pytest.mark.parametrize(
    ("averaged", "wanted"), [((), 2.13), ((0,), 0.71), ((1,), 0.71), ((0, 1), 0.71 / 3)]
)
def test_the_reduction_is_written_as_it_is_computed(averaged, wanted):
    text = reduced("np.square(y_pred - y_true)", averaged, 2)
    loss = lossgui.parse(f"def f(y_true, y_pred): return {text}")
    assert lossgui.evaluate(loss.key, *TENSORS.values()).value == pytest.approx(wanted)
