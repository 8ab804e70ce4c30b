"""Our core against Keras 3 itself on JAX and on PyTorch: values, per-sample values, gradients."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from lossgui.backends.catalogue import find_worker, workers
from lossgui.backends.check import check, check_spec
from lossgui.core.dialects import find_dialect
from lossgui.core.examples import example
from lossgui.core.losses import LOSSES
from lossgui.core.spec import make_spec
from tests.backends.agreement import REAL, Known, disagreement
from tests.backends.cases import OWN_CLASSES, PLAIN_CLASSES, Case, own_class_cases

ASKED = tuple(sorted(OWN_CLASSES | PLAIN_CLASSES))
# Classes that take no ops.mean, which computes in float32 on JAX.
KEEPS_FLOAT64 = (
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_generalized_cross_entropy",
    "categorical_hinge",
    "circle",
    "cosine_similarity",
    "dice",
    "kl_divergence",
    "sparse_categorical_crossentropy",
    "tversky",
)
Y_TRUE = [[0, 1, 0], [0, 0, 1], [1, 1, 1]]
Y_PRED = [[0, 0.8, 0.9], [0.5, 0.7, 0.6], [0.8, 0.7, 0.5]]

# Losses whose first tensor is a number with a limit as well, and no label.
LIMITED_TRUTH = (
    "kl_divergence",
    "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error",
)


def on_a_limit(case: Case) -> bool:
    """Whether a number is exactly where the loss cuts it off, at either end."""
    epsilon = case.spec.parameters.get("epsilon") or 1e-7
    limits = np.array([epsilon, 1 - epsilon, -epsilon, 1], "float32")
    first, second = case.tensors.values()
    arrays = (first, second) if case.spec.loss in LIMITED_TRUTH else (second,)
    return any(np.isin(np.float32(array), limits).any() for array in arrays)


def is_far(case: Case) -> bool:
    """Whether a score is so large that its square is no float32."""
    return bool((np.abs(case.tensors["y_pred"]) > 1e19).any())


HALF = "at its limit a number gets the whole slope here, as on TensorFlow, and the half of it there"
JAX_KNOWN = (
    Known(
        (
            "binary_crossentropy",
            "binary_focal_crossentropy",
            "kl_divergence",
            "mean_absolute_percentage_error",
            "mean_squared_logarithmic_error",
        ),
        "the gradient",
        f"{HALF} (jax/_src/lax/lax.py 0.10.2, maximum and minimum)",
        on_a_limit,
    ),
    Known(
        ("binary_focal_crossentropy",),
        "the gradient",
        "an infinite factor times the slope 0 behind the limit is NaN on JAX, and 0 here",
        is_far,
    ),
    Known(
        ("dice", "tversky"),
        "the gradient",
        "JAX divides by the square of the divisor, which is infinite for 1e20 in float32",
        is_far,
    ),
)
TORCH_KNOWN = (
    Known(
        ("mean_absolute_percentage_error", "mean_squared_logarithmic_error"),
        "the gradient",
        f"{HALF} (torch.maximum 2.13; torch.clamp gives the whole one)",
        on_a_limit,
    ),
)


@pytest.fixture(scope="module", params=["jax", "torch"])
def backend(request, keras_jax, keras_torch):
    """The dialect of one of the two, and the real thing."""
    return f"keras-3-{request.param}", {"jax": keras_jax, "torch": keras_torch}[request.param]


# JAX compiles every operation anew for every shape.
@given(case=own_class_cases(ASKED, "keras-3-jax", (None, "float32")))
@settings(REAL, max_examples=90)
def test_keras_on_jax_gives_what_we_say_it_gives(keras_jax, case):
    assert disagreement(case, keras_jax, JAX_KNOWN) == ""


@given(case=own_class_cases(KEEPS_FLOAT64, "keras-3-jax", ("float64",)))
@settings(REAL, max_examples=30)
def test_keras_on_jax_in_float64_gives_what_we_say_it_gives(keras_jax, case):
    assert disagreement(case, keras_jax, JAX_KNOWN) == ""


@given(case=own_class_cases(ASKED, "keras-3-torch", (None, "float32")))
@settings(REAL, max_examples=150)
def test_keras_on_pytorch_gives_what_we_say_it_gives(keras_torch, case):
    assert disagreement(case, keras_torch, TORCH_KNOWN) == ""


@pytest.mark.parametrize("key", [*ASKED, "ctc"])
def test_every_loss_of_these_dialects_is_asked(backend, key):
    dialect, host = backend
    assert set(find_dialect(dialect).own) == {*ASKED, "ctc"}
    found = check_spec(make_spec(key, dialect=dialect), example(LOSSES[key]), host=host)
    assert found.agrees, found.sentence
    assert found.source.startswith(f"{find_dialect(dialect).own[key].name}(")
    assert np.asarray(found.theirs).dtype == "float32"


@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "mean_with_sample_weight", "none"])
@pytest.mark.parametrize("weights", [{}, {"sample_weight": [1.0, 2.0, 0.0]}])
@pytest.mark.parametrize("mask", [None, [1, 0, 1], [0, 0, 0]])
def test_weights_and_masks_do_what_we_say(backend, reduction, weights, mask):
    dialect, host = backend
    choices = {"dialect": dialect, "reduction": reduction, "mask": mask}
    found = check("mse", Y_TRUE, Y_PRED, host=host, **choices, **weights)
    assert found.agrees, found.sentence


def test_the_mask_changes_the_number(backend):
    dialect, host = backend
    found = check("mae", [[0.0], [0.0]], [[1.0], [3.0]], mask=[0, 1], dialect=dialect, host=host)
    assert found.agrees, found.sentence
    assert float(found.theirs) == 3.0
    after = check("mae", [[0.0], [0.0]], [[1.0], [3.0]], dialect=dialect, host=host)
    assert float(after.theirs) == 2.0


def test_one_epsilon_does_not_leak_into_the_next_check(backend):
    # The clipped loss of a sure and wrong prediction is -log(1e-2), then -log(1e-7).
    dialect, host = backend
    wide = check("bce", [[1.0]], [[0.0]], epsilon=1e-2, dialect=dialect, host=host)
    usual = check("bce", [[1.0]], [[0.0]], dialect=dialect, host=host)
    assert (wide.agrees, usual.agrees) == (True, True)
    assert float(wide.theirs) == pytest.approx(4.60517, abs=1e-4)
    assert float(usual.theirs) == pytest.approx(16.118095, abs=1e-5)


def test_both_refuse_weights_that_do_not_fit(backend):
    dialect, host = backend
    tensors = np.zeros((3, 4)), np.zeros((3, 4))
    found = check("mse", *tensors, sample_weight=[1, 2], dialect=dialect, host=host)
    assert found.sentence.startswith("Agrees: both refuse."), found.sentence


@pytest.mark.parametrize(
    ("loss", "first", "second"),
    [
        ("hinge", [[1.0, -1.0]], [[1.0, 0.5]]),
        ("categorical_hinge", [[0.0, 1.0]], [[0.0, 1.0]]),
        ("categorical_crossentropy", [[1.0, 0.0]], [[0.25, 0.75]]),
        ("categorical_focal_crossentropy", [[1.0, 0.0]], [[0.25, 0.75]]),
        ("sparse_categorical_crossentropy", [0.0], [[0.25, 0.75]]),
    ],
)
def test_these_have_the_same_slope_at_a_limit(backend, loss, first, second):
    dialect, host = backend
    limit = {} if "hinge" in loss else {"epsilon": 0.25}
    found = check(loss, first, second, dialect=dialect, host=host, **limit)
    assert found.agrees, found.sentence


def test_pytorch_cannot_make_weights_as_large_as_the_mask(keras_torch, keras_jax):
    tensors = np.zeros((2, 3, 4)), np.ones((2, 3, 4))
    given = {"sample_weight": np.full((2, 1), 0.5), "mask": np.ones((2, 3))}
    found = check("mse", *tensors, dialect="keras-3-torch", host=keras_torch, **given)
    assert found.sentence.startswith("Agrees: both refuse."), found.sentence
    found = check("mse", *tensors, dialect="keras-3-jax", host=keras_jax, **given)
    assert (found.agrees, float(found.theirs)) == (True, 0.5)


@pytest.mark.parametrize("choices", [{"dtype": "float64"}, {"axis": 0}, {"factor": 2.0}])
def test_what_keras_class_does_not_do_there_is_not_comparable(backend, choices):
    dialect, host = backend
    found = check("mse", Y_TRUE, Y_PRED, dialect=dialect, host=host, **choices)
    assert (found.status, found.agrees) == ("not comparable", None)


@pytest.mark.parametrize("backend_name", ["jax", "torch"])
def test_each_dialect_has_one_worker(backend_name):
    dialect = f"keras-3-{backend_name}"
    having = [key for key, worker in workers().items() if dialect in worker.dialects]
    assert having == [f"keras-{backend_name}"]
    assert find_worker(having[0]).modules == ("keras", backend_name)
