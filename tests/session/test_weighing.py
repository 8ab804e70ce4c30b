"""Weights and masks that are added to a loss, and what the dialects make of them."""

import numpy as np
import pytest

from lossgui.core.spec import make_spec
from lossgui.session.calculator import Calculator
from lossgui.session.session import Session
from lossgui.session.weighing import add_weighing, remove_weighing, takes


@pytest.fixture
def session():
    return Session()


def row_of(session, ident):
    return next(row for row in session.state.losses if row.ident == ident)


def value(session, ident):
    found = Calculator().update(None, session.state).row(ident)
    assert found.error is None, found.error
    return float(found.result.exact)


@pytest.mark.parametrize("argument", ["sample_weight", "mask"])
def test_ones_change_nothing_and_are_one_undo_step(session, argument):
    before = value(session, 1)
    assert add_weighing(session, 1, argument) == argument
    np.testing.assert_array_equal(session.state.tensors[argument].values, np.ones(3))
    assert value(session, 1) == pytest.approx(before, rel=1e-15)
    assert row_of(session, 1).sources[argument] == argument
    assert not takes(row_of(session, 1), argument)
    session.undo()
    assert argument not in session.state.tensors
    assert argument not in row_of(session, 1).sources


def test_a_weight_weighs_its_sample(session):
    add_weighing(session, 1, "sample_weight")
    session.set_cells("sample_weight", (1,), 0.0)
    # Per-sample losses 0.85 / 3, 0.9 / 3 and 0.38 / 3, and Keras divides by all three samples.
    assert value(session, 1) == pytest.approx((0.85 + 0.38) / 9, rel=1e-12)


def test_class_weights_have_one_number_per_class(session):
    session.set_spec(1, make_spec("categorical_crossentropy", dialect="torch-2", from_logits=True))
    add_weighing(session, 1, "class_weight")
    assert session.state.tensors["class_weight"].values.shape == (3,)
    with pytest.raises(ValueError, match="reads such a tensor already"):
        add_weighing(session, 1, "class_weight")
    remove_weighing(session, 1)
    assert set(row_of(session, 1).sources) == {"y_true", "y_pred"}
    assert session.undo_text == "Remove the weights of A"
    assert "class_weight" in session.state.tensors


def test_a_loss_without_classes_takes_no_class_weights(session):
    assert not takes(row_of(session, 1), "class_weight")
    with pytest.raises(ValueError, match="loss A takes no such tensor: class_weight"):
        add_weighing(session, 1, "class_weight")


def test_a_tensor_that_exists_is_used_as_it_is(session):
    session.set_tensor("sample_weight", [1.0, 2.0, 0.0])
    add_weighing(session, 1, "sample_weight")
    assert session.undo_text == "Add sample weights to A"
    session.undo()
    assert "sample_weight" in session.state.tensors
