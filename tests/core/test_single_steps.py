"""Steps that move, multiply and pick numbers: their code, their sentence and their rounding."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import lossgui
from lossgui.core import ops
from lossgui.core.emit import TARGETS, write
from lossgui.core.evaluate import Evaluator
from lossgui.core.explain import step_sentence
from lossgui.core.expr import Node, apply, variable, walk
from lossgui.core.gradient import gradient
from lossgui.core.rounding import error_bounds, precision
from lossgui.core.trace import trace

ARRAYS = {
    "x": np.array([[1.0, 2.0, 3.0], [4.0, 5.0, -6.0]]),
    "y": np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]]),
    "r": np.array([1.0, -1.0, 2.0]),
}
NODES = {name: variable(name, array.shape) for name, array in ARRAYS.items()}
x, y, r = NODES.values()
ALL = slice(None)
FIRST, BACK = slice(0, 1), slice(None, None, -1)
put_back = apply("unslice", ops.slice_(x, (ALL, FIRST)), x, parts=((None,) * 3, (1, 2, None)))
smaller, large = ops.less(x, 3.0), ops.greater(x, 1.5)

EACH = "each the product of an element of the row and one of the column."

# What each step is, and what is said of it.
STEPS: dict[str, tuple[Node, str]] = {
    "slice": (
        ops.slice_(x, (BACK, slice(0, 2))),
        "The cut [::-1, 0:2] takes 4 of 6 elements: the shape goes from (2, 3) to (2, 2).",
    ),
    "unslice": (
        put_back,
        "The 2 elements go back to [:, 1:2]; the other 4 are 0, since the cut left them out.",
    ),
    "reshape": (
        ops.reshape(x, (-1,)),
        "The numbers stay; the shape goes from (2, 3) to (6,).",
    ),
    "transpose": (
        ops.transpose(x),
        "The axes change places to 1, 0: the shape goes from (2, 3) to (3, 2).",
    ),
    "concatenate": (
        ops.concatenate([x, ops.transpose(y)], 0),
        "Behind each other along axis 0: (2, 3) + (2, 3) make (4, 3).",
    ),
    "matmul": (
        ops.matmul(x, y),
        f"At [1, 0]: 14 = 4 + 10 + 0, {EACH}",
    ),
    "matmul with a vector": (
        ops.matmul(x, r),
        f"At [1]: -13 = 4 - 5 - 12, {EACH}",
    ),
    "matmul of vectors": (
        ops.matmul(r, r),
        "6 = 1 + 1 + 4, each the product of an element of the row and one of the column.",
    ),
    "matmul from the left": (
        ops.matmul(r, y),
        "At [1]: 5 = 0 - 1 + 6, each the product of an element of the row and one of the column.",
    ),
    "cumsum": (
        ops.cumsum(x, 1),
        "At [1, 1]: 9 = 4 + 5, up to its own element.",
    ),
    "prod": (ops.prod(x, 1), "At [1]: -120 = 4 * 5 * -6."),
    "min": (ops.min_(x, 1), "At [1]: -6 is the smallest of 3 elements."),
    "max": (ops.max_(x, 1), "At [1]: 5 is the largest of 3 elements."),
    "argmax": (
        ops.argmax(x, 1),
        "At [0]: 2 is the place, from 0 on, of the largest of 3 elements.",
    ),
    "argmin": (ops.argmin(x), "5 is the place, from 0 on, of the smallest of 6 elements."),
    "logical_and": (
        ops.logical_and(smaller, large),
        "logical_and(x < 3, x > 1.5) holds for 1 of 6 elements.",
    ),
    "logical_or": (
        ops.logical_or(smaller, large),
        "logical_or(x < 3, x > 1.5) holds for 6 of 6 elements.",
    ),
    "logical_not": (
        ops.logical_not(smaller),
        "logical_not(x < 3) holds for 3 of 6 elements.",
    ),
    "is_nan": (ops.is_nan(ops.sqrt(r)), "isnan(sqrt(r)) holds for 1 of 3 elements."),
    "is_finite": (ops.is_finite(r / 0.0), "isfinite(r / 0) holds for 0 of 3 elements."),
    "tanh": (ops.tanh(r), "Each element by itself; at [2]: tanh(2) = 0.964028."),
    "sin": (ops.sin(r), "Each element by itself; at [2]: sin(2) = 0.909297."),
    "cos": (ops.cos(r), "Each element by itself; at [0]: cos(1) = 0.540302."),
    "arctan": (ops.arctan(r), "Each element by itself; at [2]: arctan(2) = 1.10715."),
    "expm1": (ops.expm1(r), "Each element by itself; at [2]: exp(2) - 1 = 6.38906."),
    "erf": (ops.erf(r), "Each element by itself; at [2]: erf(2) = 0.995322."),
    "floor": (ops.floor(r / 3.0), "at [1]: -0.333333 rounded down = -1."),
    "ceil": (ops.ceil(r / 3.0), "at [0]: 0.333333 rounded up = 1."),
    "round": (ops.round_(r / 4.0), "at [0]: 0.25 rounded = 0."),
    "truncate": (ops.truncate(r * 1.25), "at [2]: 2.5 without its decimals = 2."),
    "power": (ops.power(ops.absolute(r), r), "at [2]: (2) ^ 2 = 4."),
}
each_step = pytest.mark.parametrize("name", STEPS)


def evaluated(*nodes: Node, dtype: str = "float64", given: Any = None) -> Evaluator:
    evaluator = Evaluator(nodes, dtype)
    evaluator.run(given or ARRAYS)
    return evaluator


@each_step
def test_a_step_is_told_with_its_numbers(name):
    node, sentence = STEPS[name]
    stages = trace(SimpleNamespace(output=node), evaluated(node)).stages
    result = SimpleNamespace(stages=stages, inputs=ARRAYS, denominator=None)
    told = step_sentence(result, len(stages) - 1)
    assert told.endswith(sentence)


@each_step
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_its_code_gives_its_numbers_and_slopes(name, dtype):
    node = STEPS[name][0]
    if evaluated(node)[node].dtype == bool:
        node = ops.where(node, 1.0, 0.0)
    for output in (node, *gradient(node, list(NODES.values()))):
        names: dict[str, Any] = {}
        source = write(TARGETS["numpy"], "step", output, tuple(NODES), dtype, is_value=False)
        exec(compile(source, "emitted", "exec"), names)
        with np.errstate(all="ignore"):
            found = names["step"](**ARRAYS)
        expected = evaluated(output, dtype=dtype)[output]
        assert np.asarray(found).dtype == dtype
        close = 1e-6 if dtype == "float32" else 1e-14
        np.testing.assert_allclose(found, expected, rtol=close, atol=close)


@each_step
@pytest.mark.parametrize("seed", range(20))
def test_its_float32_number_is_within_its_bound_of_the_exact_one(name, seed):
    """Over inputs that have errors of their own: each is (t / 3) * 3 of a given number."""
    rng = np.random.default_rng(seed)
    arrays = {
        key: np.float32(np.round(rng.normal(size=array.shape) * 8) / 8)
        for key, array in ARRAYS.items()
    }
    node = STEPS[name][0]
    rounded = {id(NODES[key]): NODES[key] / 3.0 * 3.0 for key in NODES}
    inside = _over(node, rounded)
    narrow = evaluated(inside, dtype="float32", given=arrays)
    exact = evaluated(node, given=arrays)[node].astype(np.float64)
    bound = error_bounds([inside], narrow, precision("float32", 4.0))[inside]
    assert bound.shape == node.shape
    apart = np.abs(narrow[inside].astype(np.float64) - exact)
    same = (np.isnan(exact) & np.isnan(narrow[inside])) | (exact == narrow[inside])
    assert np.all(same | (apart <= bound))


def _over(output: Node, instead: dict[int, Node]) -> Node:
    """Build a graph again over other tensors."""
    made = dict(instead)
    for node in walk(output):
        if id(node) not in made:
            inputs = tuple(made[id(child)] for child in node.inputs)
            made[id(node)] = (
                node if node.is_leaf else apply(node.operation, *inputs, **node.attributes)
            )
    return made[id(output)]


def bound_of(node: Node, **arrays: Any) -> np.ndarray:
    """The bounds in float32 of a step over x + 1, which is half a last place wrong."""
    evaluator = evaluated(
        node, dtype="float32", given={k: np.asarray(v) for k, v in arrays.items()}
    )
    found = error_bounds([node], evaluator, precision("float32"))[node]
    return np.asarray(found, np.float64) * 2.0**24


def about(expected: Any) -> Any:
    return pytest.approx(expected, rel=1e-3)


def test_the_errors_of_a_matrix_product_are_summed_with_the_sizes_of_the_others():
    a, b = variable("a", (1, 2)), variable("b", (2, 1))
    given = {"a": [[0.0, 2.0]], "b": [[5.0], [-7.0]]}
    # Errors of 1 and 3 by 5 and 7; then 1 for each product and (1 + 2 * sqrt 2) for the sum, of
    # 1 * 5 + 3 * 7.
    expected = 1 * 5 + 3 * 7 + (2 + 2 * 2**0.5) * 26
    assert bound_of(ops.matmul(a + 1.0, b), **given) == about(np.array([[expected]]))
    assert bound_of(ops.matmul(a, b), a=[[np.inf, 1.0]], b=[[1.0], [1.0]]) == 0
    largest = float(np.finfo(np.float32).max)
    assert bound_of(ops.matmul(a, b), a=[[1.0, 1.0]], b=[[largest], [-largest]]) == np.inf


def test_the_errors_of_a_product_are_multiplied_by_the_other_factors():
    a = variable("a", (2,))
    # 2 and 3, wrong by 2 and 3: relative errors of 1 each, and one of the product for each factor.
    assert bound_of(ops.prod(a + 1.0), a=[1.0, 2.0]) == about(6 * (2 + 2))
    assert bound_of(ops.prod(a), a=[1e30, 1e30]) == about(np.inf)
    assert bound_of(ops.prod(a), a=[0.0, 1e30]) == about(0)
    assert bound_of(ops.prod(a), a=[np.nan, 2.0]) == about(0)
    assert bound_of(ops.prod((a + 1.0) - 3.0), a=[np.inf, 2.0]) == about(np.inf)


def test_the_errors_of_a_running_sum_add_up():
    a = variable("a", (2,))
    own = 1 + 2 * 2**0.5
    assert bound_of(ops.cumsum(a + 1.0), a=[1.0, 2.0]) == about([2 + own * 2, 5 + own * 5])
    assert bound_of(ops.cumsum(a), a=[1.0, np.nan]) == about([own, 0])


def test_a_place_is_doubtful_where_two_are_closer_than_their_errors():
    a = variable("a", (3,))
    assert bound_of(ops.argmax(a), a=[1.0, 1.0, 0.0]) == about(0)
    assert bound_of(ops.argmax(a + 1.0), a=[1.0, 0.5, 0.0]) == about(0)
    assert bound_of(ops.argmax(a + 1.0), a=[1.0, 1.0, 0.0]) * 2.0**-24 == about(3)
    assert bound_of(ops.argmin(a + 1.0), a=[1.0, 1.0, 0.0]) == about(0)


def test_a_rounded_number_is_doubtful_where_its_error_reaches_the_next():
    a = variable("a", (2,))
    assert bound_of(ops.floor(a + 1.0), a=[1.0, 1.5]) * 2.0**-24 == about([1, 0])
    assert bound_of(ops.round_(a + 1.0), a=[1.0, 1.5]) * 2.0**-24 == about([0, 1])


@pytest.mark.parametrize(
    "source",
    [
        "import tensorflow as tf\ndef loss(y, p):\n    return tf.reduce_mean(tf.math.erf(p - y))",
        "import torch\ndef loss(y, p):\n    return torch.erf(p - y).mean()",
        "import torch\ndef loss(y, p):\n    return (p - y).erf().mean()",
        "import jax\ndef loss(y, p):\n    return jax.scipy.special.erf(p - y).mean()",
        "import keras\ndef loss(y, p):\n    return keras.ops.mean(keras.ops.erf(p - y))",
    ],
)
def test_the_error_function_is_read_in_pasted_code(source):
    value = lossgui.evaluate(lossgui.parse(source).key, [[0.0, 1.0]], [[0.5, 0.2]]).value
    assert float(value) == pytest.approx((math.erf(0.5) + math.erf(-0.8)) / 2, rel=1e-6)


def test_a_pasted_loss_over_flat_tensors_is_proven_to_be_the_mean_square():
    pasted = lossgui.parse(
        "import tensorflow as tf\n"
        "def loss(y_true, y_pred):\n"
        "    a, b = tf.reshape(y_true, [-1]), tf.reshape(y_pred, [-1])\n"
        "    return tf.reduce_sum(tf.square(a - b)) / tf.cast(tf.size(a), tf.float32)\n"
    )
    shown = [[0.0, 1.0], [1.0, 0.0]], [[0.2, 0.3], [0.4, 0.5]]
    assert lossgui.compare(pasted.key, "mse", *shown).kind == "identical"
