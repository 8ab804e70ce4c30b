"""Golden numbers: the founding questions, and what Keras 3.15.1 returned for the same scenarios.

Every case of the two files is either computed here or stands in a list with the reason why not; one
test holds the lists against the files.
"""

from __future__ import annotations

import json
from math import log, pi
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lossgui.core.api import compare_specs, evaluate, gradient
from lossgui.core.dialects import DialectError
from lossgui.core.spec import make_spec

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).parents[1] / "data"
SEEDS = json.loads((DATA / "golden_seeds.json").read_text("utf-8"))
LEGACY = json.loads((DATA / "legacy_golden.json").read_text("utf-8"))
KERAS = LEGACY["measured"]["keras-3.15.1-tensorflow"]["results"]
CASES = {case["id"]: case for case in SEEDS["cases"]}

# Every number of the file is a sum of at most a few thousand products in float64.
FLOAT64 = 1e-12
# One float32 step is 6e-8 of the value; sums of a few numbers in another order move it by some.
FLOAT32_RELATIVE = 2e-6

# The file's own generator: four successive draws.
BATCHES = dict(
    zip(("x1", "y1", "x2", "y2"), np.random.RandomState(0).randn(4, 32, 10), strict=True)
)


class Inputs:
    """The arrays of a case by name; those that the file gives as an expression are written out."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given

    def __getattr__(self, name: str) -> Any:
        if name in BATCHES:
            return BATCHES[name]
        value = self._given[name]
        if not isinstance(value, str):
            return np.asarray(value, dtype=np.float64)
        count = np.arange(2 * 7 * 16 * 16)
        return {
            "np.sin(np.arange(2*7*16*16)).reshape(2,7,16,16)": np.sin(count),
            "np.cos(0.5*np.arange(2*7*16*16)).reshape(2,7,16,16)": np.cos(0.5 * count),
            "zeros (5,2)": np.zeros(10),
        }[value].reshape((5, 2) if value.startswith("zeros") else (2, 7, 16, 16))


def of(loss: str, **choices: Any) -> Callable[[Inputs, str], Any]:
    """Compute one loss on y_true and y_pred, with the weights if the case has some."""

    def value(inputs: Inputs, dtype: str) -> Any:
        weight = inputs.sample_weight if "sample_weight" in inputs._given else None
        return evaluate(
            loss, inputs.y_true, inputs.y_pred, sample_weight=weight, dtype=dtype, **choices
        ).value

    return value


def bce(inputs: Inputs, dtype: str, inner: str = "mean") -> Any:
    x, decoded = inputs.x, inputs.x_decoded_mean
    return evaluate("bce", x, decoded, reduction="none", inner=inner, dtype=dtype).value


def kl(inputs: Inputs, dtype: str, inner: str = "sum") -> Any:
    mean, log_var = inputs.z_mean, inputs.z_log_var
    return evaluate(
        "kl_standard_normal", mean, log_var, reduction="none", inner=inner, dtype=dtype
    ).value


def first(inputs: Inputs, dtype: str) -> Any:
    return bce(inputs, dtype) + kl(inputs, dtype, "mean")


def second(inputs: Inputs, dtype: str) -> Any:
    """The later form, per sample: original_dim * mean BCE + sum KL."""
    return bce(inputs, dtype, "sum") + kl(inputs, dtype)


def rmse(p: Any, y: Any, dtype: str) -> Any:
    return evaluate("rmse", y, p, dtype=dtype).value


def rmse_so_far(i: Inputs, dtype: str) -> Any:
    """The streaming metric's results: each the root over all samples it has seen until then."""
    batches = [(i.x1, i.y1), (i.x2, i.y2)] * 2
    return [
        rmse(*(np.concatenate(side) for side in zip(*batches[: seen + 1], strict=True)), dtype)
        for seen in range(4)
    ]


def gradient_factor(i: Inputs, dtype: str) -> Any:
    half, mse = (
        gradient(loss, i.y_true, i.y_pred, dtype=dtype) for loss in ("half_sum_of_squares", "mse")
    )
    quotient = half[mse != 0] / mse[mse != 0]
    assert np.ptp(quotient) <= (1e-6 if dtype == "float32" else 1e-15)
    return [np.mean(quotient)]


def half_sum_ratio(i: Inputs, dtype: str) -> Any:
    shapes = {"y_true": i.y_true.shape, "y_pred": i.y_pred.shape}
    half = make_spec("half_sum_of_squares", dtype=dtype)
    found = compare_specs(half, make_spec("mse", dtype=dtype), shapes)
    assert found.ratio == "2/d"
    return found.ratio_value * evaluate(half, i.y_true, i.y_pred).value


def beta(i: Inputs, dtype: str) -> Any:
    """How much heavier the first form weighs the KL part, against the ELBO's sum + sum."""
    shapes = {"y_true": (128, 784), "y_pred": (128, 784), "z_mean": (128, 2), "z_log_var": (128, 2)}
    ratios = [
        compare_specs(make_spec(loss, inner="sum"), make_spec(loss, inner="mean"), shapes)
        for loss in ("kl_standard_normal", "bce")
    ]
    assert [found.ratio for found in ratios] == ["1/d", "1/d"]
    return ratios[0].ratio_value / ratios[1].ratio_value


def shown_over_batches(i: Inputs, dtype: str) -> Any:
    """What fit shows: the batches' values, averaged with the batch sizes."""
    parts = [slice(0, 2), slice(2, 4), slice(4, 5)]
    values = [
        evaluate("mse", i.y_true[p], i.y_pred[p], axis=None, inner="sum", dtype=dtype).value
        for p in parts
    ]
    return sum(n * float(v) for n, v in zip((2, 2, 1), values, strict=True)) / 5


REACHED: dict[str, Callable[[Inputs, str], Any]] = {
    "000-mse-custom-half-sum": of("half_sum_of_squares"),
    "000-mse-auto": of("mse"),
    "000-ratio": half_sum_ratio,
    "000-edit-global-mean": of("mse", axis=None),
    "000-sum": of("mse", reduction="sum"),
    "000-sum-torch-contrast": of("mse", inner="sum", reduction="sum"),
    "000-sum-over-batch-size": of("mse", reduction="sum_over_batch_size"),
    "000-none": of("mse", reduction="none"),
    "000-none-recover-sum": lambda i, t: np.sum(of("mse", reduction=None)(i, t)),
    "000-none-recover-mean": lambda i, t: np.sum(of("mse", reduction=None)(i, t)) / 4,
    "000-gradient-factor": gradient_factor,
    "001-axis-last-then-mean": of("mse"),
    "001-axis1-then-mean": of("mse", axis=1),
    "001-unreduced-shapes": lambda i, t: np.shape(of("mse", reduction="none")(i, t)),
    "001-sample-weight-keras1": of("mse", dialect="keras-1"),
    "001-discount-positions": lambda i, t: (
        evaluate(
            "mse",
            i.y_true,
            i.y_pred,
            sample_weight=i.channel_discount.reshape(1, 7, 1),
            dtype=t,
        ).value
    ),
    "002-scalar-loss-no-weight": of("mse", axis=None),
    "002-scalar-loss-with-weight": of("mse", axis=None),
    "002-per-sample-loss-with-weight": of("mse"),
    "002-custom-reduce-sum": of("mse", axis=None, inner="sum"),
    "002-reduce-sum-epoch-display": shown_over_batches,
    "003-first-vector": first,
    "003-second-scalar": lambda i, t: np.mean(second(i, t)),
    "003-second-over-d-original": lambda i, t: second(i, t) / 4,
    "003-second-over-d-latent": lambda i, t: second(i, t) / 2,
    "003-difference": lambda i, t: first(i, t) - second(i, t) / 4,
    "003-gaussian-nll-unit-variance": lambda i, t: (
        evaluate("half_sum_of_squares", i.x, i.mean, dtype=t).value + 2 * log(2 * pi)
    ),
    "003-beta-eff-mnist": beta,
    "004-rmse-stateful-sequence": rmse_so_far,
    "004-rmse-stateless": lambda i, t: [rmse(i.x1, i.y1, t), rmse(i.x2, i.y2, t)],
    "004-mean-of-batch-rmse": lambda i, t: (rmse(i.x1, i.y1, t) + rmse(i.x2, i.y2, t)) / 2,
    "004-asker-loss-axis-1": lambda i, t: evaluate("sample_rmse", i.y1, i.x1, dtype=t).value,
    "004-one-output-is-mae": of("sample_rmse"),
}

NOT_REACHED = {
    "002-adam-lr": "no number: the name of an optimiser's argument",
    "003-m-mnist": "no loss: the product 28 * 28 * 1",
    "003-objectives-module": "no number: a module's name",
    "004-log-jensen-violation": "a printed log without its data",
    "004-validation-split": "no loss: how many samples a split leaves",
}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", REACHED)
def test_a_golden_value_comes_out_in_both_dtypes(name, dtype):
    case = CASES[name]
    expected, tolerance = case["expected"], case["tolerance"]
    found = np.asarray(REACHED[name](Inputs(case["inputs"]), dtype), dtype=np.float64)
    if dtype == "float64":
        wanted, allowed = expected["float64"], min(FLOAT64, tolerance["float64"])
    else:
        wanted = expected["float64"] if expected["float32"] is None else expected["float32"]
        # The file's float32 tolerances are absolute, for values of about one.
        allowed = tolerance["float32"] * max(1.0, float(np.max(np.abs(wanted))))
    np.testing.assert_allclose(found, wanted, rtol=0, atol=allowed, strict=True)


def test_every_golden_case_is_computed_or_has_a_reason_why_not():
    assert set(REACHED) | set(NOT_REACHED) == set(CASES)
    assert not set(REACHED) & set(NOT_REACHED)


@pytest.mark.parametrize(
    "name", [name for name in REACHED if CASES[name]["printed_in_seed"] is not None]
)
def test_the_founding_questions_show_these_digits(name):
    printed = CASES[name]["printed_in_seed"]
    if isinstance(printed, str):  # an identity, spelled out in the case's loss
        return
    shown = np.asarray(printed)
    found = np.asarray(REACHED[name](Inputs(CASES[name]["inputs"]), "float64"))
    digits = max(len(repr(float(number)).partition(".")[2]) for number in shown.flat)
    # The last printed digit is rounded, and float32 printed one more digit than it has.
    np.testing.assert_allclose(found, shown, rtol=0, atol=0.5 * 10.0 ** -min(digits, 14) + 6e-8)


def test_float32_prints_what_the_frameworks_print():
    inputs = Inputs(CASES["000-sum"]["inputs"])
    shown = {
        choice: str(of("mse", reduction=choice)(inputs, "float32"))
        for choice in ("none", "sum", "sum_over_batch_size")
    }
    assert shown == {
        "none": "[0.28333333 0.09666666 0.12666667 0.03666667]",
        "sum": "0.54333335",
        "sum_over_batch_size": "0.13583334",
    }
    founding = Inputs(CASES["000-mse-auto"]["inputs"])
    assert str(of("mse")(founding, "float32")) == "0.23666666"
    assert str(of("mse", axis=None)(founding, "float32")) == "0.23666665"
    assert str(of("half_sum_of_squares")(founding, "float32")) == "0.35500002"


def test_the_claim_that_the_first_form_is_the_second_over_d_is_false():
    inputs = Inputs(CASES["003-first-vector"]["inputs"])
    claimed = first(inputs, "float64")
    for d in (2, 4):
        assert np.min(np.abs(second(inputs, "float64") / d - claimed)) > 0.04


def test_the_mean_of_roots_never_exceeds_the_root_of_the_mean(rng):
    for _ in range(50):
        y, p = rng.normal(size=(2, 6, 3))
        assert evaluate("sample_rmse", y, p).exact <= evaluate("rmse", y, p).exact


# ------------------------------------------------------------------------------- Keras 3.15.1

KERAS_INPUTS = {
    name: np.asarray(value)
    for name, value in LEGACY["inputs"].items()
    if not isinstance(value, str)
}


def keras(loss: str, data: str = "2d", weight: str | None = None, **choices: Any) -> Any:
    """Compute a scenario with the arrays of the file."""
    i = KERAS_INPUTS
    mask = choices.pop("mask", None)
    y, p = {
        "2d": (i["Yt"], i["Yp"]),
        "3d": (i["Y3"], i["P3"]),
        "masked": (i["Y3"], i["P3"] * i["mask3"][..., np.newaxis]),
        "huber": ([[0.0, 1.0]], [[3.0, 0.6]]),
    }[data]
    weights = None if weight is None else i.get(weight, np.zeros(4))
    return evaluate(loss, y, p, sample_weight=weights, mask=mask, **choices).value


def over_batches(loss: str, *, axis: Any = -1, dense: bool = True, weight: Any = None) -> float:
    """Average the batches' values with the batch sizes, as evaluate(batch_size=2) shows them."""
    x = KERAS_INPUTS["X5"]
    p = np.sum(x, axis=1, keepdims=True) if dense else x
    total = 0.0
    for part in (slice(0, 2), slice(2, 4), slice(4, 5)):
        weights = None if weight is None else weight[part]
        value = evaluate(loss, 0 * p[part], p[part], axis=axis, sample_weight=weights).value
        total += float(value) * len(p[part])
    return total / len(p)


MASK = KERAS_INPUTS["mask3"]
SCENARIOS: dict[str, Callable[[], list[Any]]] = {
    "mse_none": lambda: [keras("mse")],
    "mse_w1": lambda: [keras("mse", weight="w1")],
    "mse3_none": lambda: [keras("mse", "3d")],
    "mse3_w1": lambda: [keras("mse", "3d", weight="w1")],
    "mse3_w2": lambda: [keras("mse", "3d", weight="w2")],
    "mse3_mask": lambda: [keras("mse", "masked", mask=MASK)],
    "mse3_mask_w1": lambda: [keras("mse", "masked", mask=MASK, weight="w1")],
    # The metric takes the mask as weights and divides by their sum, which is the same number here.
    "mse3_mask_metric": lambda: [
        keras("mse", "masked", mask=MASK),
        keras("mse", "masked", mask=MASK, reduction="mean_with_sample_weight"),
    ],
    "c_scalar": lambda: [keras("mse", axis=None)],
    "c_scalar_w1": lambda: [keras("mse", axis=None, weight="w1")],
    "c_sum": lambda: [keras("mse", axis=None, inner="sum")],
    "c_sum_w1": lambda: [keras("mse", axis=None, inner="sum", weight="w1")],
    "c_elem": lambda: [keras("mse", axis=())],
    "c_persample": lambda: [keras("mse", axis=-1)],
    "c_persample_w1": lambda: [keras("mse", axis=-1, weight="w1")],
    "c_rmse": lambda: [keras("rmse")],
    "c_rmse_w1": lambda: [keras("rmse", weight="w1")],
    "c_rmse_ax": lambda: [keras("sample_rmse")],
    "metric_vs_weighted": lambda: [keras("mse", weight="w1"), keras("mae")],
    "eval_mse_b2": lambda: [over_batches("mse", dense=False)],
    "fit_rmse_b2": lambda: [over_batches("rmse", axis=None)],
    "fit_mse_b2": lambda: [over_batches("mse")],
    "fit_mse_b2_w": lambda: [over_batches("mse", weight=KERAS_INPUTS["w5"])],
    "multi_lw": lambda: [
        keras("mse", factor=2.0) + keras("mae", factor=0.5),
        keras("mse"),
        keras("mae"),
    ],
    "multi_nolw": lambda: [keras("mse") + keras("mae"), keras("mse"), keras("mae")],
    "mse_w0": lambda: [keras("mse", weight="zeros")],
    "bce_p0y1": lambda: [evaluate("bce", [[1.0]], [[0.0]]).value],
    "bce_p1y0": lambda: [evaluate("bce", [[0.0]], [[1.0]]).value],
    "huber": lambda: [keras("huber", "huber")],
    "logcosh": lambda: [keras("log_cosh", "huber")],
    "cce_p0": lambda: [evaluate("cce", [[0.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]]).value],
    "scce_p0": lambda: [evaluate("scce", [1], [[1.0, 0.0, 0.0]]).value],
    "cos_fn": lambda: [evaluate("cosine_similarity", [[1.0, 2.0, 3.0]], [[3.0, 2.0, 1.0]]).value],
}
NOT_IN_THE_CATALOGUE = {
    "l2_reg_eval": "a regulariser's penalty is no part of a loss; see test_compiled.py",
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_gives_what_keras_gave(name):
    expected = KERAS[name]
    if isinstance(expected, str):
        assert expected.startswith("ERR ValueError")
        with pytest.raises(DialectError, match="Keras 3 raises here: sample_weight has shape"):
            SCENARIOS[name]()
        return
    np.testing.assert_allclose(SCENARIOS[name](), expected, rtol=FLOAT32_RELATIVE)


def test_a_mask_with_weights_per_time_step_divides_by_the_valid_steps():
    # Measured with the file's arrays: sum of mask * weight * loss, divided by 9 valid steps.
    assert keras("mse", "masked", mask=MASK, weight="w2") == pytest.approx(0.121389, abs=5e-7)


def test_every_scenario_is_computed_or_has_a_reason_why_not():
    assert set(SCENARIOS) | set(NOT_IN_THE_CATALOGUE) == set(KERAS)
    assert not set(SCENARIOS) & set(NOT_IN_THE_CATALOGUE)
