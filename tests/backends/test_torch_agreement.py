"""Our core against the real PyTorch: values, values per element, gradients, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from lossgui.backends.check import check, check_spec
from lossgui.core.api import gradient
from lossgui.core.examples import example
from lossgui.core.losses import LOSSES
from tests.backends.agreement import REAL, Asked, Known, asked_cases, disagreement, misfits

# Scores in a batch, or one vector; these functions take no more axes, and no empty batch (`known`).
ROWS = ((4, 3), (1, 2), (3, 4), (3,), (2, 1))
BATCHES = ((4, 3), (1, 2), (3, 4), (2, 3, 4), (0, 3), (3,), (2, 1))
UNITY = (0.0, 1.0)


def has_one_label(case) -> bool:
    """Whether there is a single label, in whatever shape."""
    return np.size(case.tensors[case.spec.entry.arguments[0]]) == 1


def is_of_numbers(case) -> bool:
    """Whether there is no axis at all."""
    return all(np.ndim(array) == 0 for array in case.tensors.values())


def at_an_end(case) -> bool:
    """Whether there is a probability of 0 or 1."""
    return bool(np.isin(case.tensors["y_pred"], UNITY).any())


def has_zero_target(case) -> bool:
    """Whether a target is 0, and is no logarithm."""
    return bool((case.tensors["y_true"] == 0).any())


def has_nan(case) -> bool:
    """Whether a tensor has a cell that is not a number."""
    return any(np.isnan(array).any() for array in case.tensors.values())


def has_infinity(case) -> bool:
    """Whether a tensor has an infinite cell."""
    return any(np.isinf(array).any() for array in case.tensors.values())


def has_infinite_logit(case) -> bool:
    """Whether a score is infinite."""
    return bool(np.isposinf(case.tensors["y_pred"]).any())


def is_cubic_and_far(case) -> bool:
    """Whether points lie far apart in the norm of degree 3."""
    far = any((np.abs(array) > 1e9).any() for array in case.tensors.values())
    return far and case.spec.parameters["p"] == 3.0


def is_empty(case) -> bool:
    """Whether there is no sample."""
    return any(0 in np.shape(array) for array in case.tensors.values())


TORCH = Asked(
    dialect="torch-2",
    elsewhere=("ctc",),
    parameters={
        "huber": {"delta": (0.5, 0.25)},
        "smooth_l1": {"beta": (0.5, 0.0)},
        "poisson": {"log_input": (True, False), "full": (True,), "epsilon": (0.25,)},
        "gaussian_nll": {"full": (True,), "epsilon": (0.25,)},
        "kl_divergence": {"log_target": (True,)},
        "hinge_embedding": {"margin": (0.25,)},
        "margin_ranking": {"margin": (0.25,)},
        "cosine_embedding": {"margin": (0.25,)},
        "triplet_margin": {"margin": (0.25, 0.0), "p": (1.0, 3.0), "swap": (True,)},
        "multi_margin": {"margin": (0.25,), "p": (2.0, 3.0)},
        "binary_crossentropy": {"from_logits": (True,)},
        "sparse_categorical_crossentropy": {
            "ignore_class": (0.0, 1.0, -1.0),
            "label_smoothing": (0.25, 1.0),
        },
        "categorical_crossentropy": {"label_smoothing": (0.25, 1.0)},
        "negative_log_likelihood": {"ignore_class": (0.0, 1.0, -1.0)},
    },
    optional={
        "sparse_categorical_crossentropy": ("class_weight",),
        "categorical_crossentropy": ("class_weight",),
        "negative_log_likelihood": ("class_weight",),
        "multi_margin": ("class_weight",),
        "multilabel_soft_margin": ("class_weight",),
    },
    weighted=("mean_squared_error", "mean_absolute_error", "huber", "binary_crossentropy"),
    shapes=BATCHES,
    shapes_of={
        "multi_margin": ROWS,
        "multilabel_margin": ROWS,
        "cosine_embedding": (*ROWS, (0, 3)),
    },
    ranges={"binary_crossentropy": UNITY},
    known=(
        Known(
            ("binary_crossentropy",),
            "the gradient by y_true",
            "PyTorch's derivative by the target takes the logarithms without their floor of -100 "
            "(aten/native/Loss.cpp 2.13, binary_cross_entropy)",
            at_an_end,
        ),
        Known(
            ("mean_absolute_error", "smooth_l1"),
            "the gradient",
            "PyTorch takes the sign of NaN as 0; here it is NaN, as in TensorFlow",
            has_nan,
        ),
        Known(
            ("huber", "smooth_l1"),
            "the gradient",
            "behind an infinite error both branches have a slope here, inf * 0 is NaN; PyTorch has "
            "one slope by cases",
            has_infinity,
        ),
        Known(
            ("triplet_margin",),
            "the gradient",
            "behind NaN our derivative of a root is 0, as in TensorFlow; PyTorch's is NaN",
            has_nan,
        ),
        Known(
            ("triplet_margin",),
            "the gradient",
            "1/3 and -2/3 as exponents are rounded: 1e60 raised to them differs by 140 last places",
            is_cubic_and_far,
        ),
        Known(
            ("categorical_crossentropy", "sparse_categorical_crossentropy"),
            "the ",
            "beside an infinite logit PyTorch's log_softmax is NaN for all classes; here -inf",
            has_infinite_logit,
        ),
        Known(
            (
                "multi_margin",
                "multilabel_margin",
                "negative_log_likelihood",
                "sparse_categorical_crossentropy",
            ),
            "only one of the two raises",
            "PyTorch takes a single label beside one vector of scores in several shapes",
            has_one_label,
        ),
        Known(
            ("triplet_margin", "multi_margin", "multilabel_margin"),
            "only one of the two raises",
            "PyTorch takes single numbers as vectors of one number",
            is_of_numbers,
        ),
        Known(
            ("kl_divergence",),
            "the gradient by y_true",
            "PyTorch's slope of xlogy(t, t) has the term t / t, NaN at a target of 0; here 0",
            has_zero_target,
        ),
        Known(
            ("kl_divergence",),
            "the gradient",
            "a tensor broadcast to nothing gets a slope of 0 here, and NaN from PyTorch's 0 / 0",
            is_empty,
        ),
        Known(
            ("multi_margin", "multilabel_margin"),
            "the value",
            "PyTorch does not write their result for an empty batch: what is in memory comes back",
            is_empty,
        ),
    ),
)


@given(case=asked_cases(TORCH))
@settings(REAL, max_examples=1200)
def test_pytorch_gives_what_we_say_it_gives(pytorch, case):
    assert disagreement(case, pytorch, TORCH.known) == ""


@given(case=misfits(TORCH))
@settings(REAL, max_examples=1000)
def test_pytorch_broadcasts_and_refuses_shapes_as_we_say(pytorch, case):
    assert disagreement(case, pytorch, TORCH.known) == ""


@pytest.mark.parametrize("key", TORCH.losses)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_loss_that_pytorch_has_is_asked_of_it(pytorch, key, dtype):
    spec = TORCH.spec(key, dtype=dtype)
    found = check_spec(spec, example(LOSSES[key]), host=pytorch)
    assert found.agrees, found.sentence
    assert found.source.startswith(spec.rules.own[key].name)
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


# Both measured on torch 2.13: the input's derivative is kept finite, whatever the logarithm's is.
@pytest.mark.parametrize(
    ("label", "probability", "expected"),
    [(1.0, 0.0, -999999995904.0), (0.0, 1.0, 999999995904.0), (1.0, 1e-30, -999999995904.0)],
)
def test_the_slope_of_binary_cross_entropy_at_an_end(label, probability, expected):
    slope = gradient("bce", [[label]], [[probability]], dialect="torch-2", dtype="float32")
    assert float(slope[0, 0]) == expected


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
    assert set(TORCH.losses) <= set(LOSSES)


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
