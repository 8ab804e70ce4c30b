"""The running error analysis: no number lies further off than its bound, and few much nearer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lossgui.core import ops
from lossgui.core.dialects import DIALECTS
from lossgui.core.evaluate import Evaluator
from lossgui.core.expr import variable
from lossgui.core.gradient import gradient
from lossgui.core.losses import LOSSES
from lossgui.core.pipeline import WEIGHTS, build
from lossgui.core.rounding import SMALLEST, error_bounds, precision
from lossgui.core.spec import make_spec
from tests.core import random_cases, random_graphs
from tests.core import random_cases as random

# NumPy's vectorised exp and log in float32 are wrong by up to 4 units in the last place, which are
# 8 half ones (numpy/core/src/umath/loops_exponent_log.dispatch.c.src).
NUMPY = precision("float32", 8.0)
EXTREMES = (0.0, 1.0, -1.0, 1e20, -1e20, 1e-20, 0.5, 1.0 - 2.0**-24, 1.0 + 2.0**-23)


def evaluated(outputs, tensors, dtype="float32"):
    evaluator = Evaluator(outputs, dtype)
    evaluator.run(tensors)
    return evaluator


def single(array):
    """Numbers that float32 holds, so that both evaluations start from the same."""
    return np.asarray(array, np.float32).astype(np.float64)


def compared(outputs, tensors, how=NUMPY):
    """Deviation and bound of each node that the outputs need, as far as float32 reaches.

    What float64 can hold and float32 can't is certain to be inf there: no rounding, no bound. What
    is computed from it is left out as well.
    """
    beyond = set()
    computed, exact = (evaluated(outputs, tensors, dtype) for dtype in ("float32", "float64"))
    bounds = error_bounds(outputs, computed, how)
    for node in computed.order:
        ours, truth = (np.asarray(e[node], np.float64) for e in (computed, exact))
        over = np.isinf(ours) & np.isfinite(truth) & (np.abs(truth) > 2.0**127)
        if over.any() or any(id(child) in beyond for child in node.inputs):
            beyond.add(id(node))
            continue
        same = (ours == truth) | (np.isnan(ours) & np.isnan(truth))
        with np.errstate(invalid="ignore"):
            apart = np.where(same, 0.0, np.abs(ours - truth))
        yield node, np.where(np.isnan(apart), np.inf, apart), np.asarray(bounds[node], np.float64)


def assert_within(outputs, tensors):
    for node, apart, allowed in compared(outputs, tensors):
        assert allowed.shape == node.shape
        assert not (allowed < 0).any()
        assert not np.isnan(allowed).any()
        beyond = apart > allowed + SMALLEST["float32"]
        assert not beyond.any(), (node.operation, apart, allowed)


# ------------------------------------------------------------------------- bounds that hold


@given(seed=st.integers(0, 2**32 - 1), depth=st.integers(1, 5), n=st.integers(1, 3))
@settings(max_examples=1500)
def test_random_graphs_in_float32_stay_within_their_bounds(seed, depth, n):
    rng = np.random.default_rng(seed)
    leaves = random_graphs.leaves(n, 3)
    try:
        output = random_graphs.build(random_graphs.recipe(rng, depth), leaves)
    except ValueError:  # shapes that do not fit
        assume(False)
    coarse = rng.integers(-4, 5, 64) / 4  # equal numbers and zeros
    tensors = {
        name: single(np.where(rng.random(node.shape) < 0.3, rng.choice(coarse), 0.0))
        + single(np.where(rng.random(node.shape) < 0.7, rng.normal(size=node.shape), 0.0))
        for name, node in leaves.items()
    }
    assert_within([output], {name: single(array) for name, array in tensors.items()})


CHAINS = {
    "sigmoid": ops.sigmoid,
    "softplus": ops.softplus,
    "log1p": ops.log1p,
    "log of sigmoid": lambda x: ops.log(ops.sigmoid(x)),
    "cube": lambda x: ops.power(x, 3.0),
    "inverse root": lambda x: ops.power(ops.square(x), -0.5),
    "root": lambda x: ops.power(ops.absolute(x), 0.5),
    "clip": lambda x: ops.clip(x, -0.1, 0.7),
    "maximum": lambda x: ops.maximum(x, 0.3 * x + 0.1),
    "minimum": lambda x: ops.minimum(0.1, x),
    "logsumexp": lambda x: x - ops.keep_axis(ops.logsumexp(x, -1), -1),
    "max": lambda x: x - ops.keep_axis(ops.max_(x, -1), -1),
    "less": lambda x: ops.where(ops.less(x, 0.2), x, 2.0 - x),
    "near one": lambda x: ops.log(1.0 + 0.001 * x),
}


@given(
    names=st.lists(st.sampled_from(sorted(CHAINS)), min_size=1, max_size=4),
    seed=st.integers(0, 2**32 - 1),
    coarse=st.booleans(),
)
@settings(max_examples=800)
def test_chains_of_the_other_operations_and_their_slopes_stay_within_bounds(names, seed, coarse):
    x = variable("x", (3, 4))
    output = x
    for name in names:
        output = CHAINS[name](output)
    rng = np.random.default_rng(seed)
    numbers = rng.integers(-4, 5, x.shape) / 4 if coarse else rng.normal(size=x.shape)
    assert_within([output, *gradient(output, [x])], {"x": single(numbers)})


@st.composite
def pipelines(draw):
    """A loss in any dialect with weights and mask, on ordinary or extreme numbers."""
    shape = draw(random_cases.shapes(max_rank=3))
    spec = draw(random_cases.specs(len(shape)))
    shapes = dict.fromkeys(spec.entry.arguments, shape)
    left = random_cases.reduced(spec, shape)
    for name in draw(st.sampled_from(((), ("sample_weight",), ("mask",), WEIGHTS))):
        shapes[name] = draw(random_cases.weight_shapes(left))
    assume(random_cases.is_taken(spec, shapes))
    seed = draw(random_cases.SEEDS)
    arrays = random_cases.tensors(spec, shapes, seed)
    rng = np.random.default_rng(seed)
    if draw(st.booleans()):
        for name in spec.entry.arguments:
            places = rng.random(arrays[name].shape) < 0.3
            arrays[name] = np.where(places, rng.choice(EXTREMES, arrays[name].shape), arrays[name])
    return build(spec, shapes), {name: single(array) for name, array in arrays.items()}


@given(case=pipelines())
@settings(max_examples=600)
def test_every_loss_in_every_dialect_stays_within_its_bounds(case):
    pipeline, tensors = case
    slopes = [pipeline.gradient(name) for name in pipeline.spec.entry.arguments]
    assert_within([pipeline.output, pipeline.unreduced, *slopes], tensors)


# --------------------------------------------------------------- bounds that say something


# Its slope says which element lies in the middle: rounding may choose another one, so no bound
# can be given for it.
CHOOSING = ("median_absolute_error",)
# Nothing is rounded: the values are 0 or 1.
EXACT = ("zero_one",)
# Where cosines, their softmax and the slopes of both follow each other, worst cases add up further.
# So do the errors of frames, each of which has its own.
# Dice is one number: by chance its only deviation, which all slopes share, may be a small one.
WIDER = {"ntxent": 100, "ctc": 100, "dice": 150, "tversky": 150}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("loss", LOSSES)
def test_bounds_are_finite_and_near_what_rounding_does(rng, loss, dialect):
    """On ordinary numbers; half of all bounds are within 50 times of the deviation.

    A bound adds up the worst cases of ten to twenty operations, each half a last place. Most are
    wrong by a fourth of one or less, and their errors cancel; bounds do not.
    """
    spec = make_spec(loss, dialect=dialect, dtype="float32")
    drawn = random.example(loss, 1, (6, 5), dialect)
    tensors = {name: single(array) for name, array in drawn.items()}
    shapes = {name: array.shape for name, array in tensors.items()}
    pipeline = build(spec, shapes)
    slope = pipeline.gradient(spec.entry.arguments[1])
    ratios = []
    for _, apart, allowed in compared(
        [pipeline.unreduced, pipeline.output, slope], tensors, precision("float32")
    ):
        if loss in CHOOSING:
            continue
        assert np.isfinite(allowed).all()
        ratios += list((allowed[apart > 0] / apart[apart > 0]).ravel())
    assert loss in CHOOSING + EXACT or np.median(ratios) < WIDER.get(loss, 50)
