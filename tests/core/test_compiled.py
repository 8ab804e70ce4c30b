"""Whole models, epochs and activations: what fifteen real builds showed, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lossgui
from lossgui.core.activations import seen_by_fit
from lossgui.core.compiled import Output, Penalty, class_weights, total_loss
from lossgui.core.dialects import DialectError
from lossgui.core.epochs import batches, epoch_loss
from lossgui.core.spec import LossSpec, make_spec
from tests.core.test_eras import DIALECT_OF

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "data" / "legacy_golden.json").read_text(encoding="utf-8")
)
INPUTS = {
    name: np.array(value) for name, value in GOLDEN["inputs"].items() if isinstance(value, list)
}
YT, YP, W1, X5, W5 = (INPUTS[name] for name in ("Yt", "Yp", "w1", "X5", "w5"))

# The builds add up in different orders: a few units in the last place of float32.
ROUNDING = 1e-6

BUILDS = [(build, dialect) for build, dialect in DIALECT_OF.items()]


def measured(build: str, scenario: str) -> Any:
    """What the build printed; a test is skipped by None where it could not run the model at all."""
    found = GOLDEN["measured"][build]["results"][scenario]
    return None if isinstance(found, str) and "is_placeholder" in found else found


def epoch(
    spec: LossSpec, y_true: Any, y_pred: Any, size: int, mode: str, weight: Any = None
) -> Any:
    named = {"y_true": y_true, "y_pred": y_pred}
    named |= {} if weight is None else {"sample_weight": weight}
    losses, sizes = [], []
    for part, count in batches(named, size):
        own = part.pop("sample_weight", None)
        losses.append(lossgui.evaluate(spec, *part.values(), sample_weight=own).value)
        sizes.append(count)
    return epoch_loss(losses, sizes, dialect=spec.dialect, mode=mode).value


@pytest.mark.parametrize(("build", "dialect"), BUILDS)
@pytest.mark.parametrize(
    ("scenario", "weights"), [("multi_lw", (2.0, 0.5)), ("multi_nolw", (1.0, 1.0))]
)
def test_two_outputs_are_added_by_weight_and_shown_without(build, dialect, scenario, weights):
    expected = measured(build, scenario)
    if expected is None:
        return
    tensors = {"y_true": YT, "y_pred": YP}
    total = total_loss(
        [
            Output(name, make_spec(loss, dialect=dialect), tensors, loss_weight=weight)
            for name, loss, weight in zip("ab", ("mse", "mae"), weights, strict=True)
        ]
    )
    np.testing.assert_allclose(
        [total.value, total.losses["a"], total.losses["b"]], expected, rtol=ROUNDING
    )


@pytest.mark.parametrize(("build", "dialect"), BUILDS)
def test_a_regulariser_is_added_after_the_reduction(build, dialect):
    tensors = {"y_true": np.zeros((5, 1)), "y_pred": X5.sum(axis=1, keepdims=True)}
    total = total_loss(
        [Output("y", make_spec("mse", dialect=dialect), tensors)],
        [Penalty("kernel", np.ones((2, 1)), "l2", 0.1)],
    )
    np.testing.assert_allclose(total.value, measured(build, "l2_reg_eval")[0], rtol=ROUNDING)
    assert float(total.losses["y"]) == 67.0
    assert float(total.penalties["kernel"]) == pytest.approx(0.2, rel=1e-6)


@pytest.mark.parametrize(("build", "dialect"), BUILDS)
@pytest.mark.parametrize(
    ("scenario", "loss", "weighted"),
    [
        ("fit_mse_b2", "mse", False),
        ("fit_rmse_b2", "rmse", False),
        ("fit_mse_b2_w", "mse", True),
    ],
)
def test_an_epoch_weighs_batches_by_their_size(build, dialect, scenario, loss, weighted):
    y_pred = X5.sum(axis=1, keepdims=True)
    spec = make_spec(loss, dialect=dialect)
    value = epoch(spec, np.zeros((5, 1)), y_pred, 2, "fit", W5 if weighted else None)
    np.testing.assert_allclose(value, measured(build, scenario)[0], rtol=ROUNDING)


@pytest.mark.parametrize(("build", "dialect"), BUILDS)
def test_evaluate_weighs_batches_by_their_size(build, dialect):
    expected = measured(build, "eval_mse_b2")
    if expected is not None:
        value = epoch(make_spec("mse", dialect=dialect), np.zeros((5, 2)), X5, 2, "evaluate")
        np.testing.assert_allclose(value, expected[0], rtol=ROUNDING)


# The file's extra measurements: a scalar RMSE loss over batches of 2, 2 and 1.
@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ("keras-1", 2.8854339122772217),
        ("keras-2.3", 8.631338119506836),
        ("tf.keras-2.1", 3.8430846532185874),
        ("tf.keras-2.3", 2.8854339122772217),
        ("tf.keras-2.15", 2.8854339122772217),
        ("keras-3", 2.8854339122772217),
    ],
)
def test_a_generator_was_averaged_in_three_ways(dialect, expected):
    spec = make_spec("rmse", dialect=dialect)
    value = epoch(spec, np.zeros((5, 2)), X5, 2, "evaluate_generator")
    assert value == pytest.approx(expected, rel=ROUNDING)


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ("tf.keras-2.1", [4.75, 7.0, 10.75]),
        ("tf.keras-2.3", 5.800000190734863),
        ("tf.keras-2.15", 5.800000190734863),
        ("keras-3", 7.5),
    ],
)
def test_an_unreduced_loss_is_shown_in_three_ways(dialect, expected):
    y_true, y_pred = np.array([[2.0], [4.0], [6.0], [8.0]]), np.array([[1.0], [2.0], [3.0], [4.0]])
    spec = make_spec("mse", dialect=dialect, reduction="none")
    np.testing.assert_allclose(epoch(spec, y_true, y_pred, 3, "evaluate"), expected, rtol=ROUNDING)


def test_a_vector_in_add_loss_is_summed_refused_or_kept():
    tensors = {"y_true": [[2.0], [4.0], [6.0], [8.0]], "y_pred": [[1.0], [2.0], [3.0], [4.0]]}
    squares = Penalty("x squared", [1.0, 4.0, 9.0, 16.0], "add_loss", 1.0)

    def total(dialect: str) -> Any:
        return total_loss([Output("y", make_spec("mse", dialect=dialect), tensors)], [squares])

    assert float(total("keras-3").value) == 37.5
    np.testing.assert_array_equal(total("tf.keras-2.1").value, [8.5, 11.5, 16.5, 23.5])
    for dialect in ("tf.keras-2.3", "tf.keras-2.15"):
        with pytest.raises(DialectError, match="add_loss of x squared must be one number"):
            total(dialect)


@pytest.mark.parametrize(("build", "dialect"), BUILDS)
@pytest.mark.parametrize(
    ("scenario", "loss", "choices"),
    [
        ("c_scalar_w1", "mse", {"axis": None}),
        ("c_sum_w1", "mse", {"axis": None, "inner": "sum"}),
        ("c_persample_w1", "mse", {"axis": -1}),
        ("c_rmse_w1", "rmse", {}),
    ],
)
def test_a_custom_loss_is_weighted_by_the_shape_that_it_returns(
    build, dialect, scenario, loss, choices
):
    expected = measured(build, scenario)
    if expected is None:
        return
    spec = make_spec(loss, dialect=dialect, **choices)
    if isinstance(expected, str):
        with pytest.raises(DialectError):
            lossgui.evaluate(spec, YT, YP, sample_weight=W1)
        return
    value = lossgui.evaluate(spec, YT, YP, sample_weight=W1).value
    np.testing.assert_allclose(value, expected[0], rtol=ROUNDING)


# CONVENTIONS: one value per element with weights per sample, by era.
@pytest.mark.parametrize(
    ("dialect", "expected"),
    [("keras-1", 0.331111), ("tf.keras-2.3", 0.248333), ("keras-2.3", 0.248333), ("keras-3", None)],
)
def test_a_loss_per_element_with_weights_per_sample(dialect, expected):
    spec = make_spec("mse", dialect=dialect, axis=())
    if expected is None:
        with pytest.raises(DialectError, match="weights per sample need the shape"):
            lossgui.evaluate(spec, YT, YP, sample_weight=W1)
        return
    value = lossgui.evaluate(spec, YT, YP, sample_weight=W1).value
    assert float(value) == pytest.approx(expected, abs=5e-7)


# --------------------------------------------------------------------------------- activations


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ("tf.keras-2.1", 0.724058210849762),
        ("tf.keras-2.3", 0.724058210849762),
        ("tf.keras-2.15", 0.708602786064148),
        ("keras-3", 0.708602786064148),
    ],
)
def test_binary_crossentropy_after_softmax_takes_the_wrong_logits(dialect, expected):
    spec = make_spec("bce", dialect=dialect)
    spec, seen, note = seen_by_fit(spec, "softmax", [[0.06089559, 0.0]])
    value = lossgui.evaluate(spec, [[0.0, 1.0]], seen).value
    assert float(value) == pytest.approx(expected, rel=2e-6)
    assert bool(note) is (dialect in ("tf.keras-2.15", "keras-3"))


def test_evaluate_after_a_sigmoid_sees_the_logit_and_predict_does_not():
    spec = make_spec("bce")
    kept, seen, note = seen_by_fit(spec, "sigmoid", [[30.0]])
    assert float(lossgui.evaluate(kept, [[0.0]], seen).value) == 30.0
    assert "keeps" in note
    probability = 1.0 / (1.0 + np.exp(-np.float32(30.0)))
    shown = float(lossgui.evaluate(spec, [[0.0]], [[probability]]).value)
    assert shown == pytest.approx(15.942385, abs=5e-7)


def test_an_unknown_activation_is_refused():
    with pytest.raises(ValueError, match="one of sigmoid, softmax, not 'relu'"):
        seen_by_fit(make_spec("bce"), "relu", [[0.0]])


# ------------------------------------------------------------------------------- class weights


def test_class_weights_are_weights_per_sample():
    labels = np.array([0, 1, 2, 1])
    for form in (labels, labels[:, np.newaxis], np.eye(3)[labels]):
        np.testing.assert_array_equal(class_weights(form, {1: 5.0, 2: 0.5}), [1.0, 5.0, 0.5, 5.0])


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        (np.zeros((2, 2, 2)), r"not \(2, 2, 2\)"),
        ([0.5, 1.0], "class numbers"),
        ([-1, 1], "class numbers"),
    ],
)
def test_labels_that_are_no_class_numbers_are_refused(labels, sentence):
    with pytest.raises(ValueError, match=sentence):
        class_weights(labels, {0: 1.0})


# ------------------------------------------------------------------------------------ refusals


def test_outputs_that_do_not_go_together_are_refused():
    tensors = {"y_true": [[0.0]], "y_pred": [[1.0]]}
    a = Output("a", make_spec("mse"), tensors)
    other = Output("b", make_spec("mse", dialect="tf.keras-2.3"), tensors)
    with pytest.raises(ValueError, match="at least one output"):
        total_loss([])
    with pytest.raises(ValueError, match="two outputs have one name"):
        total_loss([a, a])
    with pytest.raises(ValueError, match="one dialect in one dtype"):
        total_loss([a, other])
    with pytest.raises(ValueError, match="a penalty is one of l1, l2, add_loss, not 'l3'"):
        total_loss([a], [Penalty("kernel", [1.0], "l3")])


@pytest.mark.parametrize(
    ("losses", "sizes", "choices", "sentence"),
    [
        ([], [], {}, "got 0 and 0"),
        ([1.0], [1, 2], {}, "got 1 and 2"),
        ([1.0], [0], {}, "at least one sample"),
        ([1.0], [1], {"dialect": "torch-2"}, "no fit and no evaluate"),
        ([1.0], [1], {"mode": "predict"}, "mode must be one of"),
    ],
)
def test_epochs_that_make_no_sense_are_refused(losses, sizes, choices, sentence):
    with pytest.raises(ValueError, match=sentence):
        epoch_loss(losses, sizes, **choices)


def test_batches_want_tensors_of_one_length():
    with pytest.raises(ValueError, match="x has 2, y has 3"):
        list(batches({"x": [1, 2], "y": [1, 2, 3]}, 2))
    with pytest.raises(ValueError, match="batch size must be 1 or more"):
        list(batches({"x": [1]}, 0))


@given(st.integers(1, 20), st.integers(1, 25), st.integers(0, 2**32 - 1))
def test_the_epoch_of_a_plain_mean_is_the_mean_of_the_data_set(count, size, seed):
    y_true, y_pred = np.random.default_rng(seed).normal(size=(2, count, 3))
    spec = make_spec("mse", dtype="float64")
    whole = lossgui.evaluate(spec, y_true, y_pred).value
    assert epoch(spec, y_true, y_pred, size, "fit") == pytest.approx(float(whole), rel=1e-12)
