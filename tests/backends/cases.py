"""Random questions for a framework: losses with all choices, shapes that fit and that do not."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from lossgui.core.losses import LOSSES, Loss
from lossgui.core.spec import LossSpec, make_spec
from tests.core import random_cases as random

LENGTHS = st.sampled_from((1, 2, 3, 4, 2, 3, 1, 0))
RANKS = st.sampled_from((0, 1, 2, 2, 3, 3, 4, 5))
SHAPES = RANKS.flatmap(lambda rank: st.tuples(*([LENGTHS] * rank)))

# Constants that other frameworks put into their logarithms; Keras 3 has no such arguments.
NOT_IN_KERAS = ("log_epsilon", "log_floor")
# Losses whose formula the worker has as well, so that it knows every axis and inner reduction.
FORMULAS = (
    "mean_squared_error",
    "half_sum_of_squares",
    "mean_absolute_error",
    "root_mean_squared_error",
    "sample_root_mean_squared_error",
    "huber",
    "log_cosh",
    "binary_crossentropy",
    "kl_standard_normal",
)

# Losses that are asked of Keras' own class, with the parameters that the class takes.
OWN_CLASSES = {
    "mean_absolute_percentage_error": ("epsilon",),
    "mean_squared_logarithmic_error": ("epsilon",),
    "poisson": ("epsilon",),
    "kl_divergence": ("epsilon",),
    "hinge": (),
    "squared_hinge": (),
    "categorical_hinge": (),
    "binary_focal_crossentropy": (
        "apply_class_balancing",
        "alpha",
        "gamma",
        "from_logits",
        "label_smoothing",
        "epsilon",
    ),
    "categorical_crossentropy": ("from_logits", "label_smoothing", "epsilon"),
    "categorical_focal_crossentropy": (
        "alpha",
        "gamma",
        "from_logits",
        "label_smoothing",
        "epsilon",
    ),
    "sparse_categorical_crossentropy": ("from_logits", "ignore_class", "epsilon"),
    "categorical_generalized_cross_entropy": ("q",),
    "cosine_similarity": ("epsilon",),
    "dice": ("epsilon",),
    "tversky": ("alpha", "beta", "epsilon"),
    "circle": ("gamma", "margin", "remove_diagonal"),
}
# Classes of losses that FORMULAS has as well.
PLAIN_CLASSES = {
    "mean_squared_error": (),
    "mean_absolute_error": (),
    "huber": ("delta",),
    "log_cosh": (),
    "binary_crossentropy": ("from_logits", "label_smoothing", "epsilon"),
}
# Those whose class takes any axis, several of them too.
ANY_AXIS = ("cosine_similarity", "dice", "tversky")

# TensorFlow cannot broadcast to more.
LARGEST_RANK = 5
SPECIAL = st.sampled_from((float("nan"), float("inf"), -float("inf"), 1e30, -1e30, 1e-30, -0.0))


@dataclass(frozen=True)
class Case:
    """One question; its printed form is enough to ask it again."""

    spec: LossSpec
    tensors: dict[str, Any]
    sample_weight: Any
    mask: Any


@st.composite
def cases(draw: st.DrawFn, dialect: str = "keras-3") -> Case:
    """A loss with random choices on random tensors, weights and mask."""
    shape = draw(SHAPES)
    shapes = draw(st.permutations((shape, draw(partners(shape)))))
    spec = draw(specs(dialect, len(shape)))
    values = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    low, high = draw(ranges(spec))
    tensors = {
        name: numbers(values, shape, low, high)
        for name, shape in zip(spec.entry.arguments, shapes, strict=True)
    }
    if draw(st.integers(0, 5)) == 0:
        tensors[draw(st.sampled_from(spec.entry.arguments))].flat[:1] = draw(SPECIAL)
    left = shape if spec.axis == () else _without(shape, spec.axis)
    weight = mask = None
    if draw(st.booleans()):
        weight = numbers(values, draw(weight_shapes(left)), draw(st.sampled_from((0, 0, -1))), 3)
    if draw(st.integers(0, 3)) == 0:
        mask = values.random(draw(weight_shapes(left))) < draw(st.sampled_from((0.6, 0.6, 0.0)))
    return Case(spec, tensors, weight, mask)


@st.composite
def partners(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[int, ...]:
    """A shape for the other tensor: mostly the same, else squeezed, broadcast or refused."""
    kind = draw(st.sampled_from(("same",) * 5 + ("longer", "shorter", "ones", "any")))
    if kind == "longer" and len(shape) < LARGEST_RANK:
        return (*shape, 1)
    if kind == "shorter":
        return shape[1:]
    if kind == "ones":
        return tuple(draw(st.sampled_from((1, length))) for length in shape)
    return draw(SHAPES) if kind == "any" else shape


@st.composite
def specs(draw: st.DrawFn, dialect: str, rank: int) -> LossSpec:
    """A loss of the catalogue with every choice drawn."""
    entry = LOSSES[draw(st.sampled_from(FORMULAS))]
    spec = make_spec(entry.key, dialect=dialect)
    parameters = {}
    for item in entry.parameters:
        if item.name in NOT_IN_KERAS:
            continue
        if item.kind == "flag":
            parameters[item.name] = draw(st.booleans())
        else:
            parameters[item.name] = draw(st.sampled_from((item.default, 0.25, 0.01, 0.5)))
    some_axes = st.lists(st.integers(0, max(rank - 1, 0)), max_size=3, unique=True).map(tuple)
    usual = draw(st.booleans())
    return spec.replace(
        reduction=draw(st.sampled_from(spec.rules.reductions)),
        axis=-1 if usual else draw(st.one_of(st.integers(-3, 3), some_axes, st.none())),
        inner=draw(st.sampled_from(("mean", "mean", "sum"))),
        factor=draw(st.sampled_from((1.0, 1.0, 0.5, -3.0, 1e-3))),
        dtype=draw(st.sampled_from((None, "float32", "float64", "float16"))),
        parameters=parameters,
    )


@st.composite
def ranges(draw: st.DrawFn, spec: LossSpec) -> tuple[float, float]:
    """Limits of the tensors' numbers, such that float16 does not overflow in a sum."""
    if spec.loss == "binary_crossentropy" and not spec.parameters["from_logits"]:
        return 0.0, 1.0
    return draw(st.sampled_from(((-2.0, 2.0), (0.0, 1.0), (-8.0, 8.0), (-0.01, 0.01))))


def weight_shapes(left: tuple[int, ...]) -> st.SearchStrategy[tuple[int, ...]]:
    """Shapes of weights for per-sample values of the shape `left`, accepted and refused ones."""
    return st.one_of(
        st.sampled_from(
            (
                left,
                left,
                (),
                (1,),
                left[:1],
                left[-1:],
                left[1:],
                (*left, 1)[:LARGEST_RANK],
                (*left[:1], *(1 for _ in left[1:])),
                (*left[:-1], 1) if left else (),
                (2, *left)[:LARGEST_RANK],
            )
        ),
        SHAPES,
    )


def numbers(
    values: np.random.Generator, shape: tuple[int, ...], low: float, high: float
) -> np.ndarray:
    """Numbers of a coarse grid, so that equal ones, zeros and both limits come up."""
    steps = values.integers(0, 41, shape)
    return np.asarray(low + (high - low) * steps / 40.0)


def _without(shape: tuple[int, ...], axis: Any) -> tuple[int, ...]:
    if axis is None:
        return ()
    rank = len(shape)
    gone = {item % rank for item in ((axis,) if isinstance(axis, int) else axis)} if rank else set()
    return tuple(length for position, length in enumerate(shape) if position not in gone)


@st.composite
def own_class_cases(
    draw: st.DrawFn,
    keys: tuple[str, ...] = tuple(sorted(OWN_CLASSES)),
    dialect: str = "keras-3",
    dtypes: tuple[str | None, ...] = (None, "float32", "float64"),
) -> Case:
    """A loss as Keras' own class has it, on tensors that it is made for, ends and extremes too."""
    key = draw(st.sampled_from(keys))
    entry, taken = LOSSES[key], OWN_CLASSES | PLAIN_CLASSES
    shape = (*draw(st.sampled_from(((3,), (2, 3), (3, 2)))), draw(st.sampled_from((2, 3, 4))))
    shape = shape[-2:] if key == "circle" else shape
    spec = make_spec(key, dialect=dialect)
    if key in ANY_AXIS:
        spec = spec.replace(axis=draw(st.sampled_from((spec.axis, -1, 0, None, (0, 1)))))
    spec = spec.replace(
        reduction=draw(st.sampled_from(spec.rules.reductions)),
        dtype=draw(st.sampled_from(dtypes)),
        parameters={name: draw(parameter_values(entry, name)) for name in taken[key]},
    )
    values = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    tensors = random.example(key, int(values.integers(2**31)), shape)
    scores = entry.arguments[1]
    if spec.parameters.get("from_logits") or draw(st.integers(0, 4)) == 0:
        tensors[scores] = numbers(values, shape, *draw(st.sampled_from(((-3, 3), (0, 1)))))
    if entry.domains.get("y_true") == "signs" and draw(st.booleans()):
        tensors["y_true"] = (tensors["y_true"] > 0).astype(float)
    if draw(st.integers(0, 4)) == 0:
        tensors[scores].flat[:1] = draw(st.sampled_from((0.0, 1.0, 1e20, -1e20, -0.0)))
    weight = mask = None
    left = shape[:-1]
    if draw(st.booleans()):
        weight = numbers(values, draw(weight_shapes(left)), draw(st.sampled_from((0, 0, -1))), 3)
    if draw(st.integers(0, 3)) == 0:
        mask = values.random(left) < draw(st.sampled_from((0.6, 0.6, 0.0)))
    return Case(spec, tensors, weight, mask)


def parameter_values(entry: Loss, name: str) -> st.SearchStrategy[Any]:
    """Values of a parameter, the default among them."""
    item = entry.parameter(name)
    if item.kind == "flag":
        return st.booleans()
    if name == "ignore_class":
        return st.sampled_from((None, 0.0, 1.0, -1.0))
    return st.sampled_from((item.default, 0.25, 0.01, 0.5))
