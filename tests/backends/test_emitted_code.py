"""Emitted source gives our values and gradients in the real frameworks."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

import lossgui
from lossgui.core import ops
from lossgui.core.emit import TARGETS, write
from lossgui.core.evaluate import Evaluator
from lossgui.core.expr import variable
from lossgui.core.gradient import gradient
from lossgui.core.losses import LOSSES
from tests.backends.emitted_code import FRAMEWORKS, Job, run_jobs
from tests.core import random_cases as random

# CTC's table of paths has no source.
LACKING = ("ctc",)
# The slope of a median neither: it is where the order of the numbers says.
NO_SLOPE = ("median_absolute_error",)
KEYS = [key for key in LOSSES if key not in LACKING]


def example(loss, dialect, dtype=None):
    tensors = random.example(loss, 3, dialect=dialect).values()
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
        source = lossgui.emit(key, target_of(framework), *tensors, wrt=wrt, **choices)
        if slopes:
            expected = lossgui.gradient(key, *tensors, wrt=wrt, **choices)
        else:
            expected = np.asarray(lossgui.evaluate(key, *tensors, **choices).value)
        asked.append((Job(f"{key} ({dialect}) by {wrt}", source, tensors), expected))
    return asked


def ask(framework, asked, folder, rtol_of_slopes=20):
    """Run what was asked and list what does not agree."""
    if not installed(framework):
        pytest.skip(f"{framework} is not installed")
    answers = run_jobs(framework, [job for job, _ in asked], folder)
    problems = []
    for (job, expected), found in zip(asked, answers, strict=True):
        rtol = close(str(expected.dtype)) * (1 if job.said.endswith("None") else rtol_of_slopes)
        problems.append(parted(job, found, expected, rtol, rtol / 10))
    said = [problem for problem in problems if problem]
    assert not said, f"{len(said)} of {len(asked)}:\n" + "\n".join(said)


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
    ask(framework, asked, tmp_path)


X, Y, V = variable("x", (4, 3)), variable("y", (4, 3)), variable("v", (3,))
# Operations that no loss of the catalogue needs.
FORMULAS = {
    "cut": ops.slice_(X, [slice(1, None), slice(0, 2)]),
    "cut at the end": ops.slice_(X, [slice(None, -1)]),
    "reshape": ops.reshape(X, (2, 6)),
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
    ask(framework, asked, tmp_path)
