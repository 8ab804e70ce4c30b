"""What else the fifteen builds and tf.losses printed, and that no number is left untested."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

import lossgui
from lossgui.core.activations import seen_by_fit
from lossgui.core.dialects import DialectError
from lossgui.core.metrics.stream import metric
from lossgui.core.spec import make_spec
from tests.core import test_compiled, test_eras
from tests.core.metrics import test_numbers
from tests.core.test_eras import DIALECT_OF, FLAT, FLOAT32_SUMS, GOLDEN, INPUTS, MASKED

BUILDS = list(DIALECT_OF.items())
COSINE = ([[1.0, 2.0, 3.0]], [[3.0, 2.0, 1.0]])
# How builds within an era differ from the others of it.
COSINE_CHOICES = {
    "keras-1.2.2-theano": {"inner": "mean"},
    "keras-2.0.0-theano": {"inner": "mean"},
    "keras-2.0.8-theano": {"inner": "mean"},
    "tfkeras-1.15": {"negated": False},
}
# The builds whose metric does not read the mask.
MASK_UNREAD = ("keras-1.2.2-theano", "tfkeras-2.2")
# What kept a build from running the model at all, which says nothing about the loss.
NOT_RUN = "'Activation' object has no attribute 'is_placeholder'"


def measured(build: str, scenario: str) -> Any:
    return GOLDEN["measured"][build]["results"][scenario]


def value(loss: str, *tensors: Any, dialect: str, **choices: Any) -> float:
    return float(lossgui.evaluate(loss, *tensors, dialect=dialect, **choices).value)


# ------------------------------------------------------------------------------- fifteen builds


@pytest.mark.parametrize(("build", "dialect"), BUILDS)
@pytest.mark.parametrize(
    ("scenario", "loss", "label"), [("cce_p0", "cce", [[0.0, 1.0, 0.0]]), ("scce_p0", "scce", [1])]
)
def test_a_class_that_is_given_no_chance(build, dialect, scenario, loss, label):
    found = value(loss, label, [[1.0, 0.0, 0.0]], dialect=dialect)
    np.testing.assert_allclose([found], measured(build, scenario), rtol=FLOAT32_SUMS)


@pytest.mark.parametrize(("build", "dialect"), BUILDS)
def test_the_cosine_has_three_values_and_two_signs(build, dialect):
    found = value("cosine_similarity", *COSINE, dialect=dialect, **COSINE_CHOICES.get(build, {}))
    np.testing.assert_allclose([found], measured(build, "cos_fn"), rtol=FLOAT32_SUMS)


def test_the_dialects_say_which_builds_have_another_cosine():
    for dialect, said in {
        "keras-1": "inner reduction mean",
        "tf.keras-2.1": "negated=False",
    }.items():
        notes = lossgui.evaluate("cosine_similarity", *COSINE, dialect=dialect).notes
        assert any(said in note for note in notes)


@pytest.mark.parametrize(("build", "dialect"), BUILDS)
def test_a_metric_takes_the_mask_as_weights_or_does_not_read_it(build, dialect):
    loss = value("mse", *MASKED, dialect=dialect, mask=INPUTS["mask3"])
    if build in MASK_UNREAD:
        shown = value("mse", *MASKED, dialect="keras-3")
    elif dialect in ("keras-3", "tf.keras-2.15"):
        mse = metric("mse", dialect=dialect)
        mse.update(*MASKED, mask=INPUTS["mask3"])
        shown = float(mse.result())
    else:
        shown = value("mse", *MASKED, dialect="textbook", mask=INPUTS["mask3"])
    expected = measured(build, "mse3_mask_metric")
    np.testing.assert_allclose([loss, shown], expected, rtol=FLOAT32_SUMS)


@pytest.mark.parametrize(("build", "dialect"), BUILDS)
def test_a_metric_without_weights_stands_beside_a_weighted_loss(build, dialect):
    expected = measured(build, "metric_vs_weighted")
    if isinstance(expected, str):
        assert NOT_RUN in expected
        return
    loss = value("mse", *FLAT, dialect=dialect, sample_weight=INPUTS["w1"])
    shown = value("mae", *FLAT, dialect=dialect)
    np.testing.assert_allclose([loss, shown], expected, rtol=FLOAT32_SUMS)


# ------------------------------------------------------------------------------------ tf.losses

LABELS = [1, 2, 0, 0]
TF_1 = {
    "absolute_difference": ("mae", FLAT, {}),
    "huber": ("huber", FLAT, {"delta": 0.3}),
    "hinge": ("hinge", FLAT, {}),
    "log_loss": ("bce", FLAT, {}),
    "cosine": ("cosine_distance", FLAT, {}),
    "mpse": ("mean_pairwise_squared_error", FLAT, {}),
    "sigmoid_ce_ls": ("bce", FLAT, {"from_logits": True, "label_smoothing": 0.1, "axis": ()}),
    "softmax_ce_ls": ("cce", FLAT, {"from_logits": True, "label_smoothing": 0.1}),
    "sparse_ce": ("scce", (LABELS, FLAT[1]), {"from_logits": True}),
    "default_w_b1": ("mse", FLAT, {"sample_weight": INPUTS["w1"][:, np.newaxis]}),
}


@pytest.mark.parametrize("release", ["1.15", "2.21"])
@pytest.mark.parametrize("name", TF_1)
def test_tf_losses_gives_what_it_printed(release, name):
    loss, tensors, choices = TF_1[name]
    expected = GOLDEN["tf1_losses"][release]["results"][name]
    assert value(loss, *tensors, dialect="tf-1", **choices) == pytest.approx(
        expected, rel=FLOAT32_SUMS
    )


@pytest.mark.parametrize("release", ["1.15", "2.21"])
def test_get_total_loss_adds_up_what_the_calls_have_collected(release):
    parts = [value(loss, *FLAT, dialect="tf-1") for loss in ("mse", "mae")]
    expected = GOLDEN["tf1_losses"][release]["results"]["collection_total"]
    assert sum(parts) == pytest.approx(expected, rel=FLOAT32_SUMS)


# tf.compat.v1.losses of TF 2.21 in a graph, on the file's inputs.
@pytest.mark.parametrize(
    ("loss", "weight", "expected"),
    [
        ("mean_pairwise_squared_error", INPUTS["w1"][:, np.newaxis], 2.299999952316284),
        ("mean_pairwise_squared_error", INPUTS["w2"], 6.190000057220459),
        ("mean_pairwise_squared_error", 2.0, 2.999999761581421),
        ("cosine_distance", INPUTS["w1"][:, np.newaxis], 0.43333330750465393),
    ],
)
def test_tf_losses_weighs_pairs_and_directions_as_measured(loss, weight, expected):
    found = value(loss, *FLAT, dialect="tf-1", sample_weight=weight)
    assert found == pytest.approx(expected, rel=FLOAT32_SUMS)


def test_pairs_of_places_want_weights_of_the_same_rank():
    with pytest.raises(
        DialectError, match=r"sample_weight has shape \(4,\); it needs as many axes"
    ):
        lossgui.evaluate("mpse", *FLAT, dialect="tf-1", sample_weight=INPUTS["w1"])


def test_the_pairs_of_a_single_place_and_of_deeper_tensors():
    # TF 2.21 in a graph: 0 for one place, 1.0938866 for the file's (4, 3, 2).
    one = value("mpse", [0.0, 1.0], [1.0, 3.0], dialect="tf-1")
    deep = value("mpse", INPUTS["Y3"], INPUTS["P3"], dialect="tf-1")
    assert (one, deep) == (0.0, pytest.approx(1.0938866, abs=5e-7))


# -------------------------------------------------------------------------- the file's extra part

IGNORED = "ignore_class=-1 sparse CCE, no sample_weight: loss / metric"
# The file keeps no arrays for it; four steps with these chances for the true class, and two that
# are ignored, have the printed mean: -ln(0.6 * 0.7 * 0.6 * 0.8) / 4 and, over all six, / 6.
CHANCES = np.array([[0.6, 0.7, 0.5], [0.6, 0.8, 0.5]])
STEPS = np.array([[0.0, 0.0, -1.0], [0.0, 0.0, -1.0]])


@pytest.mark.parametrize(
    ("dialect", "builds"),
    [("keras-3", "keras-3.15.1"), ("tf.keras-2.15", "tf2.15, tf_keras-2.21")],
)
def test_the_metric_of_keras_3_forgets_that_a_class_is_ignored(dialect, builds):
    scores = np.stack([CHANCES, 1.0 - CHANCES], axis=-1)
    loss = value("scce", STEPS, scores, dialect=dialect, ignore_class=-1)
    shown = metric("sparse_categorical_crossentropy", dialect=dialect, ignore_class=-1)
    shown.update(STEPS, scores)
    found = [loss, float(shown.result())]
    np.testing.assert_allclose(found, GOLDEN["extra"][IGNORED][builds], rtol=FLOAT32_SUMS)


SOFTMAX = "softmax output + binary_crossentropy evaluate (z=[0.06089559,0], y=[0,1])"
SIGMOID = "sigmoid logit 30, y=0, evaluate / loss(y, predict)"
CACHING = ("keras-3.15.1-tensorflow", "keras-3.15.1-jax", "keras-3.15.1-torch", "tf_keras-2.21")


@pytest.mark.parametrize("build", CACHING)
def test_logits_are_kept_on_tensorflow_only(build):
    spec = make_spec("bce", dialect=DIALECT_OF[build])
    kept, seen, _ = seen_by_fit(spec, "softmax", [[0.06089559, 0.0]])
    shown = float(lossgui.evaluate(kept, [[0.0, 1.0]], seen).value)
    assert shown == pytest.approx(GOLDEN["extra"][SOFTMAX][build], rel=2e-6)
    kept, seen, _ = seen_by_fit(spec, "sigmoid", [[30.0]])
    shown = float(lossgui.evaluate(kept, [[0.0]], seen).value)
    assert shown == pytest.approx(GOLDEN["extra"][SIGMOID][build][0], rel=2e-6)


# ------------------------------------------------------------------------- nothing is left untested

# The test of each scenario, beside those of `test_eras.SCENARIOS`; each runs for every build.
TEST_OF = {
    "cce_p0": test_a_class_that_is_given_no_chance,
    "scce_p0": test_a_class_that_is_given_no_chance,
    "cos_fn": test_the_cosine_has_three_values_and_two_signs,
    "mse3_mask_metric": test_a_metric_takes_the_mask_as_weights_or_does_not_read_it,
    "metric_vs_weighted": test_a_metric_without_weights_stands_beside_a_weighted_loss,
    "multi_lw": test_compiled.test_two_outputs_are_added_by_weight_and_shown_without,
    "multi_nolw": test_compiled.test_two_outputs_are_added_by_weight_and_shown_without,
    "l2_reg_eval": test_compiled.test_a_regulariser_is_added_after_the_reduction,
    "fit_mse_b2": test_compiled.test_an_epoch_weighs_batches_by_their_size,
    "fit_rmse_b2": test_compiled.test_an_epoch_weighs_batches_by_their_size,
    "fit_mse_b2_w": test_compiled.test_an_epoch_weighs_batches_by_their_size,
    "eval_mse_b2": test_compiled.test_evaluate_weighs_batches_by_their_size,
    "c_scalar_w1": test_compiled.test_a_custom_loss_is_weighted_by_the_shape_that_it_returns,
    "c_sum_w1": test_compiled.test_a_custom_loss_is_weighted_by_the_shape_that_it_returns,
    "c_persample_w1": test_compiled.test_a_custom_loss_is_weighted_by_the_shape_that_it_returns,
    "c_rmse_w1": test_compiled.test_a_custom_loss_is_weighted_by_the_shape_that_it_returns,
}
# The tests of the measurements that are not of every build.
TESTS_OF_EXTRA = {
    "generator_or_dataset_evaluate_rmse (X5 in batches 2,2,1; scalar rmse loss)": (
        test_compiled.test_a_generator_was_averaged_in_three_ways
    ),
    "reduction_none_in_evaluate (y=[2,4,6,8], p=[1,2,3,4], batch 3)": (
        test_compiled.test_an_unreduced_loss_is_shown_in_three_ways
    ),
    "vector add_loss (x**2 for x=1..4, plus mse 7.5)": (
        test_compiled.test_a_vector_in_add_loss_is_summed_refused_or_kept
    ),
    SOFTMAX: test_logits_are_kept_on_tensorflow_only,
    SIGMOID: test_logits_are_kept_on_tensorflow_only,
    "RootMeanSquaredError metric with masked y_pred ([1,masked,3] vs 0)": (
        test_numbers.test_every_mean_of_tf_keras_reads_the_mask
    ),
    IGNORED: test_the_metric_of_keras_3_forgets_that_a_class_is_ignored,
}


def builds_of(test: Any) -> set[str]:
    """The builds that a test is parametrized with."""
    lists = [mark.args[1] for mark in test.pytestmark if mark.args[0] == ("build", "dialect")]
    return {build for pairs in lists for build, _ in pairs}


def test_every_build_of_the_file_has_a_dialect():
    assert set(DIALECT_OF) == set(GOLDEN["measured"])


@pytest.mark.parametrize("build", DIALECT_OF)
def test_every_scenario_of_every_build_has_a_test(build):
    scenarios = set(GOLDEN["measured"][build]["results"])
    assert scenarios == set(test_eras.SCENARIOS) | set(TEST_OF)
    tested = {param.values[0:3:2] for param in test_eras.cases()}
    assert {(build, scenario) for scenario in test_eras.SCENARIOS} <= tested
    for scenario, test in TEST_OF.items():
        assert build in builds_of(test), scenario
        assert f'"{scenario}"' in inspect.getsource(test), scenario


def test_every_extra_measurement_has_a_test():
    assert set(TESTS_OF_EXTRA) == set(GOLDEN["extra"])
    assert all(map(callable, TESTS_OF_EXTRA.values()))


@pytest.mark.parametrize("release", ["1.15", "2.21"])
def test_every_number_of_tf_losses_has_a_test(release):
    results = GOLDEN["tf1_losses"][release]["results"]
    marks = test_eras.test_tf_losses_reduces_as_measured.pytestmark
    values = {mark.args[0]: mark.args[1] for mark in marks}
    reduced = {
        f"mse/{weights}/{reduction.upper()}"
        for weights in values["weights"]
        for reduction in values["reduction"]
    }
    assert release in values["release"]
    assert set(results) == reduced | set(TF_1) | {"collection_total", "w_rank1"}
