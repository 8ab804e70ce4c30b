"""Emitted source gives our values and gradients in the real frameworks."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

import lossgui
from lossgui.core import ops
from lossgui.core.dialects import find_dialect
from lossgui.core.emit import TARGETS, write
from lossgui.core.evaluate import Evaluator
from lossgui.core.expr import variable
from lossgui.core.gradient import gradient
from lossgui.core.losses import LOSSES
from lossgui.core.spec import make_spec
from tests.backends.emitted_code import FRAMEWORKS, Job, run_jobs
from tests.core import random_cases as random
from tests.pasted import CORPUS

# CTC's table of paths has no source.
LACKING = ("ctc",)
# The slope of a median neither: it is where the order of the numbers says.
NO_SLOPE = ("median_absolute_error",)
KEYS = [key for key in LOSSES if key not in LACKING]


def example(loss, dialect, dtype=None):
    tensors = random.example(loss, 4, dialect=dialect).values()
    return tuple(np.asarray(tensor, dtype or "float32") for tensor in tensors)


def installed(framework):
    modules = {"keras": ("keras",), "tf.keras-2": ("tensorflow",)}.get(framework, ())
    return all(find_spec(name) for name in (*modules, FRAMEWORKS[framework]))


def target_of(framework):
    return framework.partition(" ")[0]


def dialects_of(framework):
    own = {"keras on jax": "keras-3-jax", "keras on torch": "keras-3-torch", "jax": "optax"}
    return own.get(framework) or TARGETS[framework].dialects[0]


def close(dtype):
    # Both round each step once, in another order inside sums; float64 as float32 by its bits.
    return 2e-5 if dtype == "float32" else 1e-10


def parted(job, found, expected, rtol, atol):
    """Say how an answer differs from ours; empty where it does not."""
    if isinstance(found, str):
        return f"{job.said}: {found}\n{job.source}"
    if found.dtype != expected.dtype:
        return f"{job.said} is {found.dtype}, not {expected.dtype}\n{job.source}"
    if found.shape == expected.shape and np.allclose(found, expected, rtol, atol, equal_nan=True):
        return ""
    return f"{job.said}: {found} instead of {expected}\n{job.source}"


def questions(framework, dialect, slopes):
    """Every loss of the catalogue as a source, with what we say about it."""
    asked = []
    for key in KEYS:
        tensors = example(key, dialect)
        choices = {"dialect": dialect}
        wrt = LOSSES[key].arguments[1] if slopes else None
        if slopes and key in NO_SLOPE:
            continue
        source = lossgui.emit(key, target_of(framework), *tensors, wrt=wrt, steps=True, **choices)
        if slopes:
            expected = lossgui.gradient(key, *tensors, wrt=wrt, **choices)
        else:
            expected = np.asarray(lossgui.evaluate(key, *tensors, **choices).value)
        asked.append((Job(f"{key} ({dialect}) by {wrt}", source, tensors), expected))
    return asked


def disagreements(framework, asked, folder, rtol_of_slopes=20):
    """Run what was asked and say of each that does not agree what came out."""
    if not installed(framework):
        pytest.skip(f"{framework} is not installed")
    answers = run_jobs(framework, [job for job, _ in asked], folder)
    problems = []
    for (job, expected), found in zip(asked, answers, strict=True):
        rtol = close(str(expected.dtype)) * (1 if job.said.endswith("None") else rtol_of_slopes)
        problems.append(parted(job, found, expected, rtol, rtol / 10))
    return [problem for problem in problems if problem]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_code_of_every_loss_gives_our_value_and_gradient(framework, tmp_path):
    asked = []
    for dialect in dict.fromkeys((dialects_of(framework), "textbook")):
        # keras.ops takes means in float32 on these backends, whatever the dtype is.
        if dialect == "textbook" and " on " in framework:
            continue
        for slopes in (False, True):
            asked += questions(framework, dialect, slopes)
    assert disagreements(framework, asked, tmp_path) == []


# Settings of the losses that a framework has itself, beside the defaults.
SETTINGS = {
    "huber": {"delta": 0.25},
    "smooth_l1": {"beta": 0.25},
    "poisson": {"full": True},
    "gaussian_nll": {"full": True, "epsilon": 0.5},
    "kl_divergence": {"log_target": True},
    "hinge_embedding": {"margin": 0.5},
    "margin_ranking": {"margin": 0.5},
    "cosine_embedding": {"margin": 0.5},
    "binary_crossentropy": {"label_smoothing": 0.2, "from_logits": True},
    "binary_focal_crossentropy": {"apply_class_balancing": True, "alpha": 0.4, "gamma": 1.5},
    "categorical_crossentropy": {"label_smoothing": 0.2, "from_logits": True},
    "categorical_focal_crossentropy": {"alpha": 0.4, "gamma": 1.5, "label_smoothing": 0.2},
    "sparse_categorical_crossentropy": {"ignore_class": 1, "from_logits": True},
    "categorical_generalized_cross_entropy": {"q": 0.7},
    "negative_log_likelihood": {"ignore_class": 1},
    "multi_margin": {"p": 2.0, "margin": 0.5},
    "triplet_margin": {"p": 3.0, "margin": 0.5},
    "tversky": {"alpha": 0.3, "beta": 0.8},
    "circle": {"gamma": 20.0, "margin": 0.3, "remove_diagonal": False},
    "poly_crossentropy": {"poly_epsilon": 1.0},
    "cosine_distance": {"epsilon": 0.1},
    "ntxent": {"temperature": 0.5},
    "soft_dice": {"smooth": 0.5, "alpha": 0.3, "beta": 0.8, "from_logits": False},
    "binary_dice": {"smooth": 0.5, "from_logits": False},
    "multiclass_generalized_dice": {"smooth": 0.5, "ignore_background": True},
}


def own_questions(framework, dialect):
    """Each loss that the framework has itself, called in every way that we write."""
    asked, called = [], set()
    target = TARGETS[target_of(framework)]
    rules = find_dialect(dialect)
    for key in target.calls.losses:
        version = rules.version_of(LOSSES[key])
        if version is None:
            continue
        tensors = example(key, dialect)
        choices = [{"reduction": name} for name in rules.reductions] + [{**SETTINGS.get(key, {})}]
        choices += [{"sample_weight": np.float32([0.5, 2.0, 0.0, 1.0])}, {"axis": 0}]
        for chosen in ({"dialect": dialect, **version.requires, **extra} for extra in choices):
            try:
                expected = lossgui.evaluate(key, *tensors, **chosen).value
            except ValueError:  # the framework raises as well
                continue
            source = lossgui.emit(key, target.key, *tensors, **chosen)
            if not any(f"{name}(" in source for name in (version.name, *version.also)):
                continue
            called.add(key)
            given = tensors + tuple(chosen[name] for name in ("sample_weight",) if name in chosen)
            asked.append((Job(f"{key} {chosen} by None", source, given), np.asarray(expected)))
    return asked, called


@pytest.mark.timeout(300)
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_loss_that_a_framework_has_itself_gives_our_value(framework, tmp_path):
    dialect = dialects_of(framework)
    asked, called = own_questions(framework, dialect)
    listed = TARGETS[target_of(framework)].calls.losses
    assert called == set(listed) & set(find_dialect(dialect).own)
    assert disagreements(framework, asked, tmp_path) == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("framework", ["tf.keras-2", "torch", "jax"])
def test_the_framework_differentiates_the_code_as_we_do(framework, tmp_path):
    asked = []
    for key in DIFFERENTIATED:
        tensors = example(key, "textbook", "float64")
        source = lossgui.emit(key, framework, *tensors, dialect="textbook")
        wrt = LOSSES[key].arguments[1]
        slope = lossgui.gradient(key, *tensors, wrt=wrt, dialect="textbook")
        asked.append((Job(f"the slope of {key}", source, tensors, 1), slope))
    assert disagreements(framework, asked, tmp_path) == []


# A sample over the families; all of them are smooth where the examples are.
DIFFERENTIATED = (
    "mean_squared_error",
    "root_mean_squared_error",
    "huber",
    "log_cosh",
    "mean_absolute_percentage_error",
    "binary_crossentropy",
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
    "binary_focal_crossentropy",
    "kl_divergence",
    "kl_standard_normal",
    "poisson",
    "cosine_similarity",
    "categorical_hinge",
    "soft_margin",
    "gaussian_nll",
    "dice",
    "r2_score",
    "triplet_margin",
    "ntxent",
    "mean_tweedie_deviance",
    "mean_pairwise_squared_error",
)


X, Y, V = variable("x", (4, 3)), variable("y", (4, 3)), variable("v", (3,))
# Operations that no loss of the catalogue needs.
FORMULAS = {
    "cut": ops.slice_(X, [slice(1, None), slice(0, 2)]),
    "cut at the end": ops.slice_(X, [slice(None, -1)]),
    "reshape": ops.reshape(X, (2, 6)),
    "reshape of each sample": ops.reshape(ops.expand_dims(X * Y, 1), (4, 3)),
    "one list": ops.reshape(X * Y, (12,)),
    "transpose": ops.transpose(X) * 2.0,
    "concatenate": ops.concatenate([X, Y, X], 1),
    "matrix product": ops.matmul(X, ops.transpose(Y)),
    "matrix and vector": ops.matmul(X, V),
    "vector and matrix": ops.matmul(V, ops.transpose(X)),
    "smallest": ops.min_(X, -1) + ops.min_(Y),
    "tanh": ops.tanh(X - Y),
    "circular": ops.sin(X) * ops.cos(Y) + ops.arctan(X),
    "expm1": ops.expm1(X),
    "error function": ops.erf(2.0 * X),
    "products": ops.prod(X, -1) + ops.prod(Y) * ops.prod(X, (0, 1)),
    "product kept": X / ops.keep_axis(ops.prod(X + 3.0, 1), 1),
    "running sum": ops.cumsum(X, 1) * Y,
    "places": ops.argmax(X, -1) + ops.argmin(Y) + ops.sum_(X, -1),
    "place kept": X * ops.keep_axis(ops.argmax(Y, -1), -1),
    "whole numbers": X * (ops.floor(3.0 * Y) + ops.ceil(4.0 * Y) + ops.round_(5.0 * Y)),
    "cut off": X * ops.truncate(6.0 * Y),
    "finite": ops.where(ops.is_finite(X / ops.floor(Y + 0.5)), X, Y),
    "power of a tensor": ops.power(X + 2.0, Y),
    "conditions": ops.where(
        ops.logical_and(ops.logical_not(ops.is_nan(X)), ops.logical_or(ops.less(X, Y), V)),
        X * Y,
        -1.0,
    ),
    "number of the condition": ops.mean(ops.where(ops.greater(X, 0.5), 1.0, -0.1)) * X,
}


def formula_question(framework, name, node, slope):
    tensors = tuple(np.random.default_rng(7).uniform(-1, 1, item.shape) for item in (X, Y, V))
    node = gradient(node, [X])[0] if slope else node
    evaluator = Evaluator([node], "float64")
    evaluator.run(dict(zip("xyv", tensors, strict=True)))
    target = TARGETS[target_of(framework)]
    source = write(target, "formula", node, ("x", "y", "v"), "float64", is_value=not slope)
    said = f"{name} by {'x' if slope else None}"
    return Job(said, source, tensors), np.asarray(evaluator[node])


@pytest.mark.parametrize("framework", [name for name in FRAMEWORKS if " on " not in name])
def test_the_code_of_every_other_operation_gives_our_value_and_gradient(framework, tmp_path):
    asked = [
        formula_question(framework, name, node, slope)
        for name, node in FORMULAS.items()
        for slope in (False, True)
    ]
    assert disagreements(framework, asked, tmp_path) == []


def pasted_questions(framework, slopes):
    """Every pasted loss that is read, written in another framework's words."""
    asked = []
    # JAX compiles each function of each shape anew: a third of them has to do.
    for key, case in list(CORPUS.items())[:: 3 if framework == "jax" else 1]:
        tensors = tuple(case.draw(1).values())
        try:
            loss = lossgui.parse(case.source)
            own = {item.name for item in loss.parameters}
            numbers = {name: value for name, value in case.values().items() if name in own}
            spec = make_spec(loss.key, dialect="textbook", reduction="none", **numbers)
            expected = np.asarray(lossgui.evaluate(spec, *tensors).value)
        except (ValueError, TypeError):  # whether it is read is tested where it is read
            continue
        wrt = case.trained[0] if slopes else None
        if slopes:
            expected = lossgui.gradient(spec, *tensors, wrt=wrt)
        source = lossgui.emit(spec, target_of(framework), *tensors, wrt=wrt)
        asked.append((Job(f"{key} by {wrt}", source, tensors), expected))
    return asked


@pytest.mark.timeout(300)
@pytest.mark.parametrize("slopes", [False, True])
@pytest.mark.parametrize("framework", [name for name in FRAMEWORKS if " on " not in name])
def test_pasted_losses_come_back_as_code_that_agrees(framework, slopes, tmp_path):
    asked = pasted_questions(framework, slopes)
    assert len(asked) > (50 if framework == "jax" else 150)
    assert disagreements(framework, asked, tmp_path) == []
