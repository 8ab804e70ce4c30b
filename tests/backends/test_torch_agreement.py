"""Our core against the real PyTorch: values, values per element, gradients, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lossgui.backends.check import check, check_spec
from lossgui.core.dialects import find_dialect
from lossgui.core.losses import LOSSES
from lossgui.core.spec import make_spec
from tests.backends.cases import Case, numbers
from tests.core import random_cases as random

REAL = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
OWN = find_dialect("torch-2").own

# The parameters that each function takes, and values for them beside the default.
PARAMETERS = {
    "huber": {"delta": (0.5, 0.25)},
    "smooth_l1": {"beta": (0.5, 0.0)},
    "poisson": {"log_input": (True, False), "full": (True,), "epsilon": (0.25,)},
    "gaussian_nll": {"full": (True,), "epsilon": (0.25,)},
    "kl_divergence": {"log_target": (True,)},
    "hinge_embedding": {"margin": (0.25,)},
    "margin_ranking": {"margin": (0.25,)},
    "cosine_embedding": {"margin": (0.25,)},
    "triplet_margin": {"margin": (0.25,), "p": (1.0, 3.0), "swap": (True,)},
    "binary_crossentropy": {"from_logits": (True,)},
    "sparse_categorical_crossentropy": {
        "ignore_class": (0.0, 1.0),
        "label_smoothing": (0.25, 0.5),
    },
    "categorical_crossentropy": {"label_smoothing": (0.25, 0.5)},
}
ALWAYS = {
    "sparse_categorical_crossentropy": {"from_logits": True},
    "categorical_crossentropy": {"from_logits": True},
}
WEIGHTED = ("mean_squared_error", "mean_absolute_error", "huber", "binary_crossentropy")
# Exception: PyTorch's derivative by the target takes the logarithms without their floor of -100, so
# it is infinite for a probability of 0 or 1 (aten/native/Loss.cpp 2.13, binary_cross_entropy).
TARGET = "the gradient by y_true"
BY_CLASS = ("sparse_categorical_crossentropy", "categorical_crossentropy")


@st.composite
def torch_cases(draw: st.DrawFn) -> Case:
    """A loss as torch.nn.functional has it, on tensors that it is made for."""
    key = draw(st.sampled_from(sorted(OWN)))
    shape = (draw(st.integers(1, 4)), draw(st.integers(2, 4)))
    parameters = dict(ALWAYS.get(key, {}))
    for name, values in PARAMETERS.get(key, {}).items():
        if draw(st.booleans()):
            parameters[name] = draw(st.sampled_from(values))
    reductions = ["mean", "sum", "none"] + (["batchmean"] if key == "kl_divergence" else [])
    spec = make_spec(
        key,
        dialect="torch-2",
        reduction=draw(st.sampled_from(reductions)),
        dtype=draw(st.sampled_from((None, "float64"))),
        **parameters,
    )
    seed = draw(st.integers(0, 2**31 - 1))
    values = np.random.default_rng(seed)
    tensors: dict[str, Any] = random.example(key, seed, shape)
    if key in BY_CLASS or parameters.get("from_logits"):
        tensors["y_pred"] = numbers(values, shape, -3, 3)
        if draw(st.booleans()):
            weights = {"class_weight": numbers(values, shape[1:], 0.1, 3)}
            tensors |= weights if key in BY_CLASS else {"pos_weight": weights["class_weight"]}
    if key == "binary_crossentropy" and not parameters.get("from_logits"):
        tensors["y_pred"] = numbers(values, shape, 0, 1)  # both ends come up
    weight = None
    if key in WEIGHTED and draw(st.booleans()):
        weight = numbers(values, shape, 0.1, 3)
    return Case(spec, tensors, weight, None)


@given(case=torch_cases())
@settings(REAL, max_examples=600)
def test_pytorch_gives_what_we_say_it_gives(pytorch, case):
    found = check_spec(case.spec, case.tensors, sample_weight=case.sample_weight, host=pytorch)
    if case.spec.loss == "binary_crossentropy" and TARGET in (found.first_difference or ""):
        return
    assert found.agrees, found.sentence


@pytest.mark.parametrize("key", sorted(OWN))
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_loss_that_pytorch_has_is_asked_of_it(pytorch, key, dtype):
    spec = make_spec(key, dialect="torch-2", dtype=dtype, **ALWAYS.get(key, {}))
    found = check_spec(spec, random.example(key), host=pytorch)
    assert found.agrees, found.sentence
    assert found.source.startswith(OWN[key].name)
    assert np.asarray(found.theirs).dtype == dtype


# CONVENTIONS 1.3 and 5, measured on torch 2.13.
@pytest.mark.parametrize(("loss", "expected"), [("mse", 3.25), ("mae", 1.75), ("huber", 2.5)])
def test_weights_divide_but_not_in_huber(pytorch, loss, expected):
    found = check(
        loss,
        [[0.0, 0.0]],
        [[1.0, 2.0]],
        dialect="torch-2",
        sample_weight=[[1.0, 3.0]],
        host=pytorch,
    )
    assert found.agrees, found.sentence
    assert float(found.theirs) == expected


def test_everything_ignored_is_not_a_number(pytorch):
    choices = {"dialect": "torch-2", "from_logits": True, "ignore_class": 1.0}
    found = check("scce", [1.0, 1.0], [[0.0, 1.0], [2.0, 1.0]], host=pytorch, **choices)
    assert found.agrees, found.sentence
    assert np.isnan(found.theirs)
    summed = check("scce", [1.0], [[0.0, 1.0]], reduction="sum", host=pytorch, **choices)
    assert (summed.agrees, float(summed.theirs)) == (True, 0.0)


@pytest.mark.parametrize(
    ("loss", "first", "second"),
    [
        ("bce", np.zeros((4, 1)), np.full((4, 3), 0.5)),
        ("mse", np.zeros((4, 2)), np.zeros((4, 3))),
    ],
)
def test_both_refuse_shapes(pytorch, loss, first, second):
    found = check(loss, first, second, dialect="torch-2", host=pytorch)
    assert found.sentence.startswith("Agrees: both refuse."), found.sentence


def test_the_mean_of_an_empty_batch_is_not_a_number(pytorch):
    found = check("mse", np.zeros((0, 3)), np.zeros((0, 3)), dialect="torch-2", host=pytorch)
    assert found.agrees, found.sentence
    assert np.isnan(found.theirs)


def test_what_pytorch_lacks_is_not_comparable(pytorch):
    found = check("log_cosh", [[0.0]], [[1.0]], dialect="torch-2", host=pytorch)
    assert (found.status, found.agrees) == ("not comparable", None)


def test_the_catalogue_names_what_pytorch_has():
    assert set(OWN) <= set(LOSSES)


@pytest.mark.parametrize("label", [3.0, -1.0])
def test_real_frameworks_refuse_a_label_that_no_class_has(tensorflow, pytorch, label):
    scores = [[0.1, 0.2, 0.7]]
    torch = check("scce", [label], scores, dialect="torch-2", from_logits=True, host=pytorch)
    assert torch.sentence.startswith("Agrees: both refuse."), torch.sentence
    keras = check("scce", [label], scores, host=tensorflow)
    assert keras.sentence.startswith("Agrees: both refuse."), keras.sentence
    ignored = check(
        "scce", [-100.0, 1.0], scores * 2, dialect="torch-2", from_logits=True, host=pytorch
    )
    assert ignored.agrees, ignored.sentence
    with pytest.raises(
        ValueError, match=r"y_true\[0\] is .*: labels are whole numbers from 0 to 2"
    ):
        check("scce", [label], scores, dialect="textbook", host=pytorch)
