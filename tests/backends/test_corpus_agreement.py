"""Pasted losses and single expressions as they are read, against what their frameworks compute."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import numpy as np
import pytest

import lossgui
from lossgui.backends.tolerance import tolerance_of
from lossgui.core.evaluate import Evaluator
from lossgui.core.parse.functions import FUNCTIONS
from lossgui.core.parse.modules import USUAL, settled
from lossgui.core.pipeline import build
from tests.backends.native_answers import native_answers
from tests.pasted import CORPUS, EXPRESSIONS

if TYPE_CHECKING:
    from lossgui.core.losses.catalogue import Loss
    from tests.pasted import Pasted

# Names of older releases than those that are asked, and those of SciPy.
NOT_HERE = (
    *("keras.backend.identity", "keras.backend.split", "keras.backend.squared_difference"),
    *("tensorflow.to_float", "tensorflow.to_int32"),
    *("scipy.special.expit", "scipy.special.log1p", "scipy.special.logsumexp"),
    "scipy.special.xlogy",
)

# NumPy and metrics are differentiated by central differences with a step of 6e-6, which are wrong
# by the square of that and by 1e-16 / 6e-6, both times numbers up to some hundreds.
BY_DIFFERENCES = 1e-8

# In these the order in which the framework adds up is not ours, and much cancels: rounding errors
# of one unit of float32 in each of some ten terms of size 1.
CANCELLING = 2e-6


def assert_agrees(case: Pasted, loss: Loss) -> None:
    """Compare value and gradients, within what rounding may have moved them."""
    for sizes, seed, answer in native_answers(case):
        drawn = case.draw(seed, sizes)
        numbers = {n: v for n, v in case.values(sizes).items() if n in names_of_numbers(loss)}
        spec = lossgui.make_spec(loss, reduction="none", dtype=case.dtype, **numbers)
        pipeline = build(spec, {name: drawn[name].shape for name in loss.arguments})
        slopes = {name: pipeline.gradient(name) for name in answer if name != "value"}
        evaluator = Evaluator([pipeline.output, *slopes.values()], case.dtype)
        evaluator.run({name: drawn[name] for name in loss.arguments})
        allowed = tolerance_of(pipeline, slopes, evaluator)
        close(evaluator[pipeline.output], answer["value"], allowed.value, f"the value at {sizes}")
        for name, node in slopes.items():
            bound = allowed.gradients[name] + CANCELLING * (case.dtype == "float32")
            if case.style == "numpy" or "update_state" in case.source:
                bound = bound + BY_DIFFERENCES * (1.0 + np.abs(answer[name]))
            close(evaluator[node], answer[name], bound, f"the gradient by {name} at {sizes}")


def names_of_numbers(loss: Loss) -> set[str]:
    return {item.name for item in loss.parameters}


def close(ours: np.ndarray, theirs: np.ndarray, allowed: np.ndarray, what: str) -> None:
    assert np.shape(ours) == theirs.shape, what
    apart = np.abs(np.asarray(ours, float) - theirs)
    both = np.isnan(ours) & np.isnan(theirs)
    assert np.all(both | (apart <= allowed)), f"{what}: {ours} here, {theirs} there"


@pytest.mark.parametrize("key", CORPUS)
def test_a_pasted_loss_and_its_gradients_are_what_its_framework_computes(key):
    assert_agrees(CORPUS[key], lossgui.parse(CORPUS[key].source))


@pytest.mark.parametrize("key", EXPRESSIONS)
def test_an_expression_and_its_gradients_are_what_its_framework_computes(key):
    case = EXPRESSIONS[key]
    loss = lossgui.parse(f"lambda {', '.join(case.tensors)}: {case.source}")
    assert loss.arguments == tuple(case.tensors)
    assert_agrees(case, loss)


def called() -> set[str]:
    """List the full names of the functions that the expressions and the losses use."""
    found = set()
    for case in (*EXPRESSIONS.values(), *CORPUS.values()):
        for part in ast.walk(ast.parse(case.source)):
            if isinstance(part, ast.Attribute):
                first, _, rest = ast.unparse(part).partition(".")
                found.add(settled(f"{USUAL.get(first, first)}.{rest}"))
                if case.style == "torch":
                    found.add(f"torch.Tensor.{part.attr}")
    return found


def test_every_meaning_that_a_framework_has_here_was_compared_with_it():
    """A function may stand under several names of a framework; one of them at least is called.

    A new one gets a line in `tests/data/pasted/expressions`.
    """
    seen = called()
    missing = {}
    for path, function in FUNCTIONS.items():
        framework = path.partition(".")[0]
        same = [
            name for name, other in FUNCTIONS.items()
            if other is function and name.partition(".")[0] == framework
        ]  # fmt: skip
        if not any(name in seen for name in same):
            missing[same[0]] = framework
    assert sorted(missing) == sorted(NOT_HERE)
