"""Fifteen real framework builds against our dialects: the numbers that they printed."""

import json
from pathlib import Path

import numpy as np
import pytest

import lossgui
from lossgui.core.dialects import DIALECTS, DialectError
from tests.core import random_cases as random

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "data" / "legacy_golden.json").read_text(encoding="utf-8")
)
INPUTS = {
    name: np.array(value) for name, value in GOLDEN["inputs"].items() if isinstance(value, list)
}
MASKED_P3 = INPUTS["P3"] * INPUTS["mask3"][..., np.newaxis]

DIALECT_OF = {
    "keras-1.2.2-theano": "keras-1",
    "keras-2.0.0-theano": "keras-1",
    "keras-2.0.8-theano": "keras-1",
    "keras-2.1.6-theano": "keras-1",
    "keras-2.2.4-tf115": "keras-1",
    "keras-2.3.1-tf115": "keras-2.3",
    "tfkeras-1.15": "tf.keras-2.1",
    "tfkeras-2.1": "tf.keras-2.1",
    "tfkeras-2.2": "tf.keras-2.3",
    "tfkeras-2.3": "tf.keras-2.3",
    "keras-2.15": "tf.keras-2.15",
    "tf_keras-2.21": "tf.keras-2.15",
    "keras-3.15.1-tensorflow": "keras-3",
    "keras-3.15.1-jax": "keras-3-jax",
    "keras-3.15.1-torch": "keras-3-torch",
}

# The builds add up in different orders: one or two units in the last place of float32.
FLOAT32_SUMS = 5e-7

# What was run on the file's inputs, as a call of ours.
FLAT = (INPUTS["Yt"], INPUTS["Yp"])
DEEP = (INPUTS["Y3"], INPUTS["P3"])
MASKED = (INPUTS["Y3"], MASKED_P3)
POINTS = ([[0.0, 1.0]], [[3.0, 0.6]])
SCENARIOS = {
    "mse_none": ("mse", FLAT, {}),
    "mse_w1": ("mse", FLAT, {"sample_weight": INPUTS["w1"]}),
    "mse_w0": ("mse", FLAT, {"sample_weight": np.zeros(4)}),
    "mse3_none": ("mse", DEEP, {}),
    "mse3_w1": ("mse", DEEP, {"sample_weight": INPUTS["w1"]}),
    "mse3_w2": ("mse", DEEP, {"sample_weight": INPUTS["w2"]}),
    "mse3_mask": ("mse", MASKED, {"mask": INPUTS["mask3"]}),
    "mse3_mask_w1": ("mse", MASKED, {"mask": INPUTS["mask3"], "sample_weight": INPUTS["w1"]}),
    "c_scalar": ("mse", FLAT, {"axis": None}),
    "c_sum": ("mse", FLAT, {"axis": None, "inner": "sum"}),
    "c_elem": ("mse", FLAT, {"axis": ()}),
    "c_persample": ("mse", FLAT, {"axis": -1}),
    "c_rmse": ("root_mean_squared_error", FLAT, {}),
    "c_rmse_ax": ("sample_root_mean_squared_error", FLAT, {}),
    "bce_p0y1": ("binary_crossentropy", ([[1.0]], [[0.0]]), {}),
    "bce_p1y0": ("binary_crossentropy", ([[0.0]], [[1.0]]), {}),
    "huber": ("huber", POINTS, {"reduction": "none"}),
    "logcosh": ("log_cosh", POINTS, {}),
}

# Numbers that the dialect does not give, and why.
EXCEPTIONS = {
    ("keras-2.3.1-tf115", "bce_p1y0"): "a TF 1 graph folds 1 - p + eps in another order",
    ("tfkeras-1.15", "bce_p1y0"): "a TF 1 graph folds 1 - p + eps in another order",
    ("tfkeras-2.2", "huber"): "the function came with 2.3, within the era",
}


def cases():
    for build, dialect in DIALECT_OF.items():
        for scenario in SCENARIOS:
            expected = GOLDEN["measured"][build]["results"][scenario]
            yield pytest.param(build, dialect, scenario, expected, id=f"{build}-{scenario}")


def run(dialect, scenario):
    loss, (first, second), choices = SCENARIOS[scenario]
    if dialect == "keras-1":
        choices = {name: value for name, value in choices.items() if name != "reduction"}
    return lossgui.evaluate(loss, first, second, dialect=dialect, **choices)


@pytest.mark.parametrize(("build", "dialect", "scenario", "expected"), list(cases()))
def test_the_dialect_prints_what_the_build_printed(build, dialect, scenario, expected):
    if isinstance(expected, str) and "has no attribute" in expected:
        # The build could not run identity models, or its module lacks the function.
        own = "is_placeholder" in expected or "logcosh" in expected
        if not own and (build, scenario) not in EXCEPTIONS:
            assert run(dialect, scenario).notes, "a missing function must be said"
        return
    if isinstance(expected, str):
        with pytest.raises(DialectError):
            run(dialect, scenario)
        return
    value = np.ravel(run(dialect, scenario).value)
    if (build, scenario) in EXCEPTIONS:
        assert abs(value - np.ravel(expected))[0] < 0.1, EXCEPTIONS[build, scenario]
        return
    np.testing.assert_allclose(value, np.ravel(expected), rtol=FLOAT32_SUMS)


@pytest.mark.parametrize("release", ["1.15", "2.21"])
@pytest.mark.parametrize("weights", ["1.0", "scalar2", "b1", "elem", "zeros"])
@pytest.mark.parametrize(
    "reduction",
    [
        "none",
        "sum",
        "mean",
        "sum_over_batch_size",
        "sum_by_nonzero_weights",
        "sum_over_nonzero_weights",
    ],
)
def test_tf_losses_reduces_as_measured(release, weights, reduction):
    given = {
        "1.0": None,
        "scalar2": 2.0,
        "b1": INPUTS["w1"][:, np.newaxis],
        "elem": INPUTS["w2"],
        "zeros": np.zeros((4, 3)),
    }[weights]
    expected = GOLDEN["tf1_losses"][release]["results"][f"mse/{weights}/{reduction.upper()}"]
    result = lossgui.evaluate(
        "mse", *FLAT, dialect="tf-1", reduction=reduction, sample_weight=given
    )
    np.testing.assert_allclose(result.value, expected, rtol=FLOAT32_SUMS)


def test_tf_losses_refuses_weights_of_another_rank():
    assert GOLDEN["tf1_losses"]["1.15"]["results"]["w_rank1"].startswith("ERR ValueError")
    with pytest.raises(DialectError, match="same rank"):
        lossgui.evaluate("mse", *FLAT, dialect="tf-1", sample_weight=INPUTS["w1"])


def test_one_weighted_mse_has_three_values():
    values = {
        key: float(lossgui.evaluate("mse", *FLAT, dialect=key, sample_weight=weight).value)
        for key, weight in {
            "keras-3": INPUTS["w1"],
            "keras-1": INPUTS["w1"],
            "sklearn-1": INPUTS["w1"],
        }.items()
    }
    assert values == pytest.approx(
        {"keras-3": 0.248333, "keras-1": 0.331111, "sklearn-1": 0.165556}, abs=5e-7
    )


def test_denominators_have_the_names_of_their_conventions():
    names = {
        key: lossgui.evaluate("mse", *FLAT, dialect=key, sample_weight=INPUTS["w1"]).denominator
        for key in ("keras-3", "tf.keras-2.3", "keras-1", "sklearn-1")
    }
    assert {key: (item.name, item.value) for key, item in names.items()} == {
        "keras-3": ("n", 4.0),
        "tf.keras-2.3": ("n", 4.0),
        "keras-1": ("count(w≠0)", 3.0),
        "sklearn-1": ("sum of w", 6.0),
    }


# torch 2.13 on [0, 0] against [1, 2] with weights [1, 3] (CONVENTIONS 1.3).
@pytest.mark.parametrize(("loss", "expected"), [("mse", 3.25), ("mae", 1.75), ("huber", 2.5)])
def test_pytorch_divides_by_the_weights_except_in_huber(loss, expected):
    result = lossgui.evaluate(
        loss, [[0.0, 0.0]], [[1.0, 2.0]], dialect="torch-2", sample_weight=[[1.0, 3.0]]
    )
    assert float(result.value) == expected


# p = 0 with label 1: the same crossentropy in six dialects.
@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ("keras-3", 16.118095),
        ("keras-1", 16.118095),
        ("tf.keras-2.15", 15.424949),
        ("keras-2.3", 15.424949),
        ("torch-2", 100.0),
        ("sklearn-1", 36.043653),
    ],
)
def test_crossentropy_at_probability_zero(dialect, expected):
    result = lossgui.evaluate("bce", [[1.0]], [[0.0]], dialect=dialect)
    assert float(result.value) == pytest.approx(expected, abs=5e-7)


def test_sklearn_averages_the_roots_of_the_outputs():
    # One root per output, then the mean of them: 0.8227 where the root of everything is 0.8416.
    y_true, y_pred = [[0.5, 1.0], [-1.0, 1.0], [7.0, -6.0]], [[0.0, 2.0], [-1.0, 2.0], [8.0, -5.0]]
    theirs = lossgui.evaluate("rmse", y_true, y_pred, dialect="sklearn-1").value
    textbook = lossgui.evaluate("rmse", y_true, y_pred, dialect="textbook").value
    assert theirs == pytest.approx(0.8227, abs=5e-5)
    assert textbook == pytest.approx(0.8416, abs=5e-5)


def test_pytorch_refuses_what_is_no_probability_but_takes_logits():
    with pytest.raises(DialectError, match=r"y_pred\[0, 1\] is 1.5; .* from 0 to 1"):
        lossgui.evaluate("bce", [[0.0, 1.0]], [[0.5, 1.5]], dialect="torch-2")
    logits = lossgui.evaluate("bce", [[0.0]], [[1.5]], dialect="torch-2", from_logits=True)
    assert float(logits.value) == pytest.approx(1.701413, abs=5e-7)


@pytest.mark.parametrize("key", list(DIALECTS))
def test_every_dialect_gives_each_loss_a_gradient(key):
    for loss in lossgui.losses():
        tensors = list(random.example(loss.key, dialect=key).values())
        slope = lossgui.gradient(loss.key, *tensors, dialect=key, dtype="float64")
        assert slope.shape == tensors[1].shape
        assert np.all(np.isfinite(slope))


@pytest.mark.parametrize("key", list(DIALECTS))
def test_changing_the_dialect_there_and_back_changes_nothing(key):
    spec = lossgui.make_spec("mse")
    assert spec.replace(dialect=key).replace(dialect="keras-3") == spec
