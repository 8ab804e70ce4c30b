"""What must hold for every loss of the catalogue, whichever will be added to it."""

from __future__ import annotations

import inspect
import itertools
from math import prod, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lossgui.core.api import compare, evaluate, evaluate_spec, gradient, losses
from lossgui.core.dialects import DIALECTS, DialectError
from lossgui.core.evaluate import Evaluator
from lossgui.core.explain import step_sentence
from lossgui.core.losses import LOSSES, Loss, Parameter, find_loss, loss
from lossgui.core.ops import log, reduce, square
from lossgui.core.ops import sqrt as root
from lossgui.core.pipeline import build
from lossgui.core.spec import LossSpec, make_spec
from tests.core import random_cases as random

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = random.PLAIN
PAIRS = list(itertools.product(KEYS, DIALECTS))
# The dialects whose shape rules the tests here know: every shape, per-sample values, any weights.
GENERAL = ("keras-3", "textbook")

# Losses that go below 0 by their definition, with the reason.
MAY_BE_NEGATIVE = {
    "cosine_similarity": "-1 is the same direction",
    "poisson": "the part without the prediction is left out",
    "kl_divergence": "the numbers drawn here are no distributions",
}

# Losses whose smallest value is not where the prediction is the truth.
BEST_ELSEWHERE = {
    "poisson": "at the logarithm of the truth, or with a constant left out",
    "cosine_similarity": "every length of the right direction is as good, and gives -1",
    "kl_divergence": "the numbers drawn here are no distributions",
    "hinge": "beyond the margin",
    "squared_hinge": "beyond the margin",
    "perceptron": "wherever the sign is right",
    "sparsemax": "beyond the margin",
    "generalized_kl_divergence": "at the logarithm of the truth, where logarithms are predicted",
    "soft_margin": "at infinity",
    "multilabel_soft_margin": "at infinity: the predictions are logits",
    "hinge_embedding": "at 0 or beyond the margin",
    "binary_focal_crossentropy": "its focal factor moves it for shares between 0 and 1",
}


# Settings that move the smallest value away from where prediction and truth are the same.
DISTORTING = ("label_smoothing", "log_epsilon", "log_floor")


def perfect(spec: LossSpec, first: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The pair of tensors at which the loss is smallest."""
    if spec.loss == "kl_standard_normal":
        return 0 * first, 0 * first
    if spec.parameters.get("from_logits"):
        return first, np.log(first / (1 - first))
    return first, first


def value(spec: LossSpec, *pair: Any, **weights: Any) -> np.ndarray:
    tensors = dict(zip(spec.entry.arguments, pair, strict=True))
    return np.asarray(evaluate_spec(spec, tensors, **weights).exact)


# ------------------------------------------------------------------------------ values and bounds


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("dialect", GENERAL)
@settings(max_examples=30)
@given(shape=random.shapes(min_length=0), data=st.data())
def test_any_shape_from_no_axis_to_five_gives_a_value(key, dialect, shape, data):
    spec = make_spec(key, dialect=dialect)
    reduction = data.draw(st.sampled_from(spec.rules.reductions))
    spec = spec.replace(axis=data.draw(random.axes(len(shape))), reduction=reduction)
    pair = np.random.default_rng(data.draw(random.SEEDS)).uniform(0.1, 0.9, (2, *shape))
    result = evaluate_spec(spec, dict(zip(spec.entry.arguments, pair, strict=True)))
    left = random.reduced(spec, shape)
    kept = reduction == "none" or (dialect == "keras-3" and left in ((), (0,)))
    assert np.shape(result.value) == (left if kept else ())
    assert result.unreduced.shape == left
    assert result.stages[-1].shape == np.shape(result.value)
    if prod(shape):
        assert np.all(np.isfinite(result.value))


@pytest.mark.parametrize(("key", "dialect"), PAIRS)
@settings(max_examples=10)
@given(shape=random.shapes(max_rank=3, min_length=0), data=st.data())
def test_every_dialect_gives_a_value_or_says_why_not(key, dialect, shape, data):
    spec = make_spec(key, dialect=dialect)
    reduction = data.draw(st.sampled_from(spec.rules.reductions))
    spec = spec.replace(axis=data.draw(random.axes(len(shape))), reduction=reduction)
    other = data.draw(random.partners(shape))
    shapes = dict(
        zip(spec.entry.arguments, data.draw(st.permutations((shape, other))), strict=True)
    )
    if data.draw(st.booleans()):
        shapes["sample_weight"] = data.draw(random.weight_shapes(shape))
    if data.draw(st.booleans()):
        shapes["mask"] = data.draw(random.weight_shapes(shape))
    arrays = random.tensors(spec, shapes, data.draw(random.SEEDS))
    weights = {name: arrays.pop(name, None) for name in ("sample_weight", "mask")}
    try:
        result = evaluate_spec(spec, arrays, **weights)
    except ValueError as problem:
        refusal = str(problem)
    else:
        refusal = ""
    if refusal:
        assert len(refusal) > 20
        return
    assert result.value.dtype == spec.computed_dtype
    assert result.stages or shape == ()


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=25)
@given(shape=random.shapes(), seed=random.SEEDS, data=st.data())
def test_a_loss_is_never_below_zero(key, shape, seed, data):
    if key in MAY_BE_NEGATIVE:
        return
    spec = make_spec(key, dialect="textbook").replace(axis=data.draw(random.axes(len(shape))))
    spec = spec.replace(parameters=data.draw(random.parameters(spec)))
    pair = random.tensors(spec, {"a": shape, "b": shape}, seed).values()
    if key.startswith("binary_"):  # labels are 0 .. 1, also where the predictions are logits
        pair = np.clip(next(iter(pair)), 0, 1), list(pair)[1]
    # Terms of about one that cancel leave at most their rounding.
    assert value(spec, *pair) >= -1e-14 * prod(shape)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("dialect", GENERAL)
@settings(max_examples=15)
@given(shape=random.shapes(), seed=random.SEEDS, data=st.data())
def test_nothing_is_better_than_the_perfect_prediction(key, dialect, shape, seed, data):
    if key in BEST_ELSEWHERE:
        return
    spec = make_spec(key, dialect=dialect, axis=None)
    drawn = data.draw(random.parameters(spec))
    spec = spec.replace(parameters={k: v for k, v in drawn.items() if k not in DISTORTING})
    first, other = np.random.default_rng(seed).uniform(0.1, 0.9, (2, *shape))
    best = perfect(spec, first)
    # Keras' log-cosh lies 2e-9 lower everywhere; rounding is far below that.
    assert value(spec, *best) <= value(spec, best[0], other) + 1e-15 * prod(shape)
    if key != "binary_crossentropy":  # its smallest value is the labels' entropy
        assert abs(value(spec, *best)) <= 2e-9 * prod(shape)


def refused(key: str, *pair: np.ndarray, **choices: Any) -> bool:
    """Whether the framework looks at the numbers and raises, as our sentence says."""
    try:
        evaluate(key, *pair, **choices)
    except DialectError:
        return True
    return False


EXTREMES = (0.0, -0.0, 1.0, -1.0, 1e20, -1e20, 1e-30, np.inf, -np.inf, np.nan)
FLAGS = [
    (key, flags)
    for key in KEYS
    for flags in [{}, *({p.name: True} for p in LOSSES[key].parameters if p.kind == "flag")]
]


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize(("key", "flags"), FLAGS)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_extremes_raise_nothing_and_warn_of_nothing(key, flags, dialect, dtype):
    pairs = np.array(list(itertools.product(EXTREMES, repeat=2)))
    choices = {"dialect": dialect, "dtype": dtype} | flags
    pairs = np.array([pair for pair in pairs if not refused(key, *pair[:, None, None], **choices)])
    assert len(pairs)
    first, second = pairs[:, :1], pairs[:, 1:]
    if (key, dialect) == ("hinge", "sklearn-1"):
        first = np.where(first > 0, 1.0, -1.0)  # it takes no more than two labels
    whole = evaluate(key, first, second, **choices)
    for argument in LOSSES[key].arguments:
        slope = gradient(key, first, second, wrt=argument, **choices)
        assert slope.shape == first.shape
    odd = np.isnan(pairs).any(axis=1)
    if (key, dialect) == ("sparsemax", "optax"):
        odd = np.isnan(pairs[:, 1])  # every label but 0 is a yes
    if key == "hinge_embedding":
        odd = np.isnan(pairs[:, 1])  # labels are only compared
    assert np.isnan(whole.value) or not odd.any()
    if whole.unreduced.shape[:1] == odd.shape:
        assert np.all(np.isnan(whole.unreduced[odd])), "a NaN was swallowed"
    for index in range(len(whole.stages)):
        assert step_sentence(whole, index)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("dialect", GENERAL)
def test_values_of_any_finite_size_give_a_finite_loss_where_the_framework_does(key, dialect):
    """Nothing in a formula overflows before its result does."""
    spec = make_spec(key, dialect=dialect, axis=None, dtype="float32")
    second = -80.0 if key == "kl_standard_normal" else 0.999
    if (key, dialect) == ("mean_absolute_percentage_error", "textbook"):
        assert np.isinf(evaluate(spec, 0.0, second).value)  # an error relative to nothing
        return
    if (key, dialect) == ("cosine_similarity", "textbook"):
        assert np.isnan(evaluate(spec, 0.0, second).value)  # nothing has no direction
        return
    assert np.isfinite(evaluate(spec, 0.0, second).value)
    if spec.loss in ("log_cosh", "huber", "mean_absolute_error"):
        assert evaluate(spec, 0.0, 1e20).value == np.float32(1e20)


# --------------------------------------------------------------------------------------- gradients


def smooth_tensors(spec: LossSpec, shapes: dict[str, Any], seed: int) -> dict[str, np.ndarray]:
    """Tensors at which every loss has a derivative, whatever is broadcast against whatever.

    The first tensor's cells lie in 0.42 .. 0.46, the second's in 0.17 .. 0.21 or 0.67 .. 0.71. So
    every error's size is 0.21 .. 0.29: never 0, where absolute values and roots have their kink,
    and never one of the deltas that are drawn (0.2, 0.5, 1); and all lie inside 0 .. 1, away from
    where probabilities are clipped. Differences are taken over steps of less than 1e-4.
    """
    rng = np.random.default_rng(seed)
    first, second = spec.entry.arguments
    found = {name: rng.uniform(0.5, 2.0, shape) for name, shape in shapes.items()}
    found[first] = rng.uniform(0.42, 0.46, shapes[first])
    sides = rng.choice([0.17, 0.67], shapes[second])
    found[second] = sides + rng.uniform(0, 0.04, shapes[second])
    if "mask" in shapes:
        found["mask"] = (rng.random(shapes["mask"]) < 0.7).astype(float)
    return found


@st.composite
def smooth_cases(draw: st.DrawFn, key: str, dialect: str) -> Any:
    """A spec and tensors (with weights and a mask, sometimes) at which it has a derivative."""
    # scikit-learn takes nothing but (n,) and (n, outputs).
    shape = draw(st.sampled_from(((5,), (4, 3))) if dialect == "sklearn-1" else random.shapes())
    spec = make_spec(key, dialect=dialect)
    spec = spec.replace(
        axis=draw(random.axes(len(shape))),
        inner=draw(st.sampled_from(("mean", "sum"))),
        factor=draw(st.sampled_from((1.0, 0.5, -2.0))),
        reduction=draw(st.sampled_from(spec.rules.reductions)),
        dtype="float64",
    )
    spec = spec.replace(parameters=draw(random.parameters(spec)))
    pair = [shape, shape]
    if dialect in GENERAL and not spec.rules.wants_equal_shapes(spec.entry):
        pair[draw(st.integers(0, 1))] = tuple(draw(st.sampled_from((n, n, 1))) for n in shape)
    shapes = dict(zip(spec.entry.arguments, pair, strict=True))
    left = random.reduced(spec, np.broadcast_shapes(*pair))
    if draw(st.booleans()):
        shapes["sample_weight"] = draw(random.weight_shapes(left))
    if draw(st.integers(0, 3)) == 0:
        shapes["mask"] = left
    # Weights or masks that a dialect does not take are left out; the rest must fit.
    for refused in ("mask", "sample_weight"):
        if not random.is_taken(spec, shapes):
            shapes.pop(refused, None)
    assume(random.is_taken(spec, shapes))
    return spec, smooth_tensors(spec, shapes, draw(random.SEEDS))


def summed(spec: LossSpec, tensors: dict[str, np.ndarray]) -> float:
    pipeline = build(spec, {name: array.shape for name, array in tensors.items()})
    evaluator = Evaluator([pipeline.output], "float64")
    evaluator.run(tensors)
    return float(np.sum(evaluator[pipeline.output]))


@pytest.mark.parametrize(("key", "dialect"), PAIRS)
@settings(max_examples=10)
@given(st.data())
def test_the_gradient_is_the_slope_of_central_differences(key, dialect, data):
    spec, tensors = data.draw(smooth_cases(key, dialect))
    rng = np.random.default_rng(0)
    weights = {name: tensors.get(name) for name in ("sample_weight", "mask")}
    pair = [tensors[name] for name in spec.entry.arguments]
    # The truncation error of step h is h^2, the rounding error 1e-16 / h: smallest at about 6e-6.
    step = 6e-6
    for name in [*spec.entry.arguments, *(["sample_weight"] if "sample_weight" in tensors else [])]:
        slope = gradient(spec, *pair, wrt=name, **weights)
        assert slope.shape == tensors[name].shape
        for _ in range(3):
            way = rng.uniform(-1, 1, slope.shape)
            ends = [summed(spec, tensors | {name: tensors[name] + h * way}) for h in (step, -step)]
            found, size = float(np.sum(slope * way)), float(np.sum(np.abs(slope * way)))
            nan = np.isnan(found)  # everything is masked
            if key in ("hinge_embedding", "perceptron") and np.isnan(ends[0]):
                continue  # what is right already is left out: nothing of the NaN flows back
            assert nan == np.isnan(ends[0])
            rounding = 1e-15 * abs(ends[0]) / step
            assert nan or abs((ends[0] - ends[1]) / (2 * step) - found) <= 1e-7 * size + rounding


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=10)
@given(shape=random.shapes(min_length=0), data=st.data())
def test_a_gradient_of_nothing_has_the_shape_of_nothing(key, shape, data):
    shape = (*shape[:-1], 0)
    axis = data.draw(random.axes(len(shape)))
    for dialect in GENERAL:
        slope = gradient(key, np.zeros(shape), np.zeros(shape), axis=axis, dialect=dialect)
        assert slope.shape == shape


# ----------------------------------------------------------------------- weights, dtypes, relations


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("dialect", GENERAL)
@settings(max_examples=15)
@given(shape=random.shapes(), seed=random.SEEDS, data=st.data())
def test_weights_multiply_the_unreduced_loss(key, dialect, shape, seed, data):
    spec = make_spec(key, dialect=dialect, reduction="none").replace(
        axis=data.draw(random.axes(len(shape)))
    )
    left = random.reduced(spec, shape)
    first, second = np.random.default_rng(seed).uniform(0.1, 0.9, (2, *shape))
    weight = np.random.default_rng(seed + 1).uniform(-1, 3, left)
    plain, weighted = value(spec, first, second), value(spec, first, second, sample_weight=weight)
    np.testing.assert_array_equal(weighted, plain * weight)
    total = value(spec.replace(reduction="sum"), first, second, sample_weight=weight)
    if dialect == "textbook" or left:
        np.testing.assert_allclose(total, np.sum(weighted), rtol=1e-12, atol=1e-13)


def one_output(key: str, dialect: str) -> bool:
    """Whether the framework takes one number per sample only."""
    version = DIALECTS[dialect].version_of(LOSSES[key])
    return version is not None and version.one_output


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("given_dtype", ["float16", "float32", "float64", "int8", "uint64", "bool"])
@pytest.mark.parametrize("key", KEYS)
def test_a_dtype_gives_its_dtype_whatever_comes_in(key, given_dtype, dtype):
    pair = np.array([[0, 1, 1], [1, 0, 1]]).astype(given_dtype), np.full((2, 3), 0.5)
    for dialect in DIALECTS:
        pair = [x[:, 0] for x in pair] if one_output(key, dialect) else pair
        result = evaluate(key, *pair, dtype=dtype, dialect=dialect)
        assert result.value.dtype == result.unreduced.dtype == dtype
        assert result.exact.dtype == np.float64
        assert gradient(key, *pair, dtype=dtype, dialect=dialect).dtype == dtype


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=15)
@given(shape=random.shapes(), seed=random.SEEDS, data=st.data())
def test_the_inner_sum_is_the_count_times_the_mean_or_its_root(key, shape, seed, data):
    axis = data.draw(random.axes(len(shape)))
    spec = make_spec(key, dialect="textbook", reduction="none").replace(axis=axis)
    left = random.reduced(spec, shape)
    count = prod(shape) // prod(left)
    pair = np.random.default_rng(seed).uniform(0.1, 0.9, (2, *shape))
    mean, total = (value(spec.replace(inner=inner), *pair) for inner in ("mean", "sum"))
    rooted = evaluate_spec(spec, dict(zip(spec.entry.arguments, pair, strict=True)))
    power = sqrt(count) if rooted.stages[-1].operation == "sqrt" else count
    np.testing.assert_allclose(total, power * mean, rtol=1e-12)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("factor", [2.0, -0.5, 0.0])
def test_a_factor_multiplies_value_and_gradient(key, factor):
    for dialect in DIALECTS:
        pair = random.example(key, 5, dialect=dialect).values()
        plain = evaluate(key, *pair, dialect=dialect, dtype="float64")
        scaled = evaluate(key, *pair, dialect=dialect, dtype="float64", factor=factor)
        assert scaled.value == pytest.approx(factor * plain.value, rel=1e-15)
        slopes = (gradient(key, *pair, dialect=dialect, factor=c) for c in (1.0, factor))
        np.testing.assert_allclose(factor * next(slopes), next(slopes), rtol=1e-6)


# --------------------------------------------------------------------------------------- catalogue


@pytest.mark.parametrize("entry", losses(), ids=lambda entry: entry.key)
def test_an_entry_says_what_a_reader_needs(entry: Loss):
    text = inspect.getdoc(entry.function) or ""
    assert "Source: " in text, "the formula needs its source"
    assert "Examples\n--------\n>>> import lossgui" in text
    assert entry.summary
    assert entry.summary.endswith(".")
    assert entry.formula
    assert entry.title
    signature = inspect.signature(entry.function).parameters
    for item in entry.parameters:
        assert item.meaning
        assert item.name in signature
        assert item.default is None or item.check(item.default) == item.default
    for name in (entry.key, entry.title, entry.key.upper(), *entry.aliases):
        assert find_loss(name) is entry


def test_no_name_stands_for_two_losses():
    each = [{n.casefold() for n in (e.key, e.title, *e.aliases)} for e in losses()]
    names = [name for own in each for name in own]
    assert len(names) == len(set(names))


@pytest.fixture
def added() -> Iterator[Loss]:
    """A loss that exists for one test."""

    @loss(
        title="Root of squared logarithms",
        formula="√Σ s (ln p - ln y)²",
        aliases=("log_root",),
        parameters=(Parameter("scale", "multiplies", default=1.0, minimum=0.0),),
    )
    def log_root_loss(truth, guess, *, axis=-1, inner="sum", scale=1.0):
        """Take a root."""
        return root(reduce(scale * square(log(guess) - log(truth)), inner, axis))

    yield LOSSES["log_root_loss"]
    del LOSSES["log_root_loss"]


def test_a_new_loss_is_one_function(added):
    assert (added.arguments, added.axis, added.inner) == (("truth", "guess"), -1, "sum")
    assert added in losses()
    pair = [[1.0, 1.0]], [[np.e**3, np.e**4]]
    assert evaluate("Log_Root", *pair).value == pytest.approx(5.0)
    result = evaluate("log_root", *pair, scale=4.0, dialect="textbook")
    assert result.value == pytest.approx(10.0)
    assert [step_sentence(result, index) for index in range(len(result.stages))]
    # d/dp √(Σ ln² p) = ln p / (p √Σ ln² p)
    slope = gradient("log_root_loss", *pair, dialect="textbook")
    np.testing.assert_allclose(slope, [[3 / 5 / np.e**3, 4 / 5 / np.e**4]])
    fourfold = make_spec("log_root", scale=4.0)
    assert compare("log_root", fourfold, *pair).ratio == "2"


def test_a_removed_loss_is_gone():
    with pytest.raises(ValueError, match="no loss called 'log_root'"):
        find_loss("log_root")


@pytest.mark.parametrize("taken", ["mse", "Huber", "mean_absolute_error"])
def test_a_name_can_be_taken_once(taken):
    def twin(y_true, y_pred, *, axis=-1, inner="mean"):
        return reduce(y_pred - y_true, inner, axis)

    with pytest.raises(ValueError, match=f"(?i)the name {taken!r} is taken"):
        loss(title="Twin", formula="e", aliases=(taken,))(twin)
    assert "twin" not in LOSSES
