"""Random losses with all their choices, and tensors that fit: what the property tests draw from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

from lossgui.core import examples
from lossgui.core.dialects import DIALECTS
from lossgui.core.losses import LOSSES
from lossgui.core.pipeline import build
from lossgui.core.spec import LossSpec, make_spec

if TYPE_CHECKING:
    from collections.abc import Mapping

Shape = tuple[int, ...]

LENGTHS = st.integers(1, 4)
SEEDS = st.integers(0, 2**32 - 1)
# The losses whose tensors can have any one shape: what the tests over shapes and axes draw from.
# Those with class numbers, three tensors or no axis are tested in test_every_loss.py.
PLAIN = sorted(
    key
    for key, entry in LOSSES.items()
    if entry.pairing == "elementwise"
    and len(entry.arguments) == 2
    and entry.has_inner
    and not isinstance(make_spec(key).axis, tuple)
    and key not in ("categorical_crossentropy", "categorical_focal_crossentropy")
)

FACTORS = st.sampled_from((1.0, 1.0, 0.5, -2.0, 3.0, 0.1, 0.0))


def shapes(max_rank: int = 5, min_length: int = 1) -> st.SearchStrategy[Shape]:
    """Shapes of rank 0 .. `max_rank`; short axes, so that axes of length 1 come up often."""
    lengths = st.integers(min_length, 4)
    return st.integers(0, max_rank).flatmap(lambda rank: st.tuples(*[lengths] * rank))


@st.composite
def partners(draw: st.DrawFn, shape: Shape) -> Shape:
    """A shape for the other tensor: mostly the same, else one that is broadcast or squeezed."""
    kind = draw(st.sampled_from(("same", "same", "same", "ones", "shorter", "longer")))
    if kind == "ones":
        return tuple(draw(st.sampled_from((length, 1))) for length in shape)
    return {"shorter": shape[1:], "longer": (*shape, 1)}.get(kind, shape)


def axes(rank: int) -> st.SearchStrategy[Any]:
    """Every kind of axis argument that exists in a tensor of this rank."""
    some = st.lists(st.integers(0, max(rank - 1, 0)), max_size=rank, unique=True).map(tuple)
    if rank == 0:
        return st.sampled_from((None, ()))
    return st.one_of(st.none(), st.just(-1), st.integers(-rank, rank - 1), some)


def parameters(spec: LossSpec) -> st.SearchStrategy[dict[str, Any]]:
    """Values for the loss' own settings, inside their limits."""
    chosen = {}
    for item in spec.entry.parameters:
        if item.kind == "flag":
            chosen[item.name] = st.booleans()
        elif item.name == "epsilon" and item.maximum is None:  # small, away from what is drawn
            chosen[item.name] = st.sampled_from((item.default, 1e-7, 1e-3))
        elif item.minimum is None and item.maximum is None:
            chosen[item.name] = st.sampled_from((item.default, 0.3))
        elif item.minimum is None:
            chosen[item.name] = st.sampled_from((item.default, item.maximum - 0.5))
        else:
            length = 2.0 if item.maximum is None else item.maximum - item.minimum
            inside = (item.minimum + 0.25 * length, item.minimum + 0.1 * length)
            chosen[item.name] = st.sampled_from((item.default, *inside))
    return st.fixed_dictionaries(chosen)


def example(
    key: str, seed: int = 0, shape: Shape = (4, 3), dialect: str = "textbook"
) -> dict[str, np.ndarray]:
    """Tensors that a dialect's version of a loss is made for; see `lossgui.core.examples`."""
    version = DIALECTS[dialect].version_of(LOSSES[key])
    return examples.example(LOSSES[key], seed, shape, version)


def reductions(key: str, dialect: str) -> list[str]:
    """The reductions that a dialect's version of a loss has."""
    shapes = {name: array.shape for name, array in example(key, dialect=dialect).items()}
    return [
        name
        for name in DIALECTS[dialect].reductions
        if is_taken(make_spec(key, dialect=dialect, reduction=name), shapes)
    ]


@st.composite
def specs(draw: st.DrawFn, rank: int, dialects: tuple[str, ...] = tuple(DIALECTS)) -> LossSpec:
    """A loss of the catalogue with every choice drawn; the axis fits tensors of this rank."""
    key = draw(st.sampled_from(PLAIN))
    spec = make_spec(key, dialect=draw(st.sampled_from(dialects)))
    return spec.replace(
        axis=draw(axes(rank)),
        inner=draw(st.sampled_from(("mean", "sum"))),
        reduction=draw(st.sampled_from(spec.rules.reductions)),
        factor=draw(FACTORS),
        parameters=draw(parameters(spec)),
    )


def limits(spec: LossSpec) -> tuple[float, float]:
    """Between which numbers a loss is defined and smooth enough for all that is tried here."""
    wanted = set(spec.entry.domains.values()) - {"signs"}
    if wanted and not spec.parameters.get("from_logits"):
        return 0.05, 0.95
    return -2.0, 2.0


def tensors(
    spec: LossSpec, named_shapes: Mapping[str, Shape], seed: int, bounds: Any = None
) -> dict[str, np.ndarray]:
    """Random numbers for each named tensor; a mask gets 0 and 1."""
    rng = np.random.default_rng(seed)
    low, high = bounds or limits(spec)
    found = {name: np.asarray(rng.uniform(low, high, s)) for name, s in named_shapes.items()}
    if "mask" in found:
        found["mask"] = np.where(found["mask"] < low + 0.7 * (high - low), 1.0, 0.0)
    return found


def weight_shapes(left: Shape) -> st.SearchStrategy[Shape]:
    """Shapes of weights that fit an unreduced loss of the shape `left` in NumPy's way."""
    return st.one_of(
        st.just(left),
        st.just(()),
        st.just(left[-1:]),
        st.tuples(*(st.sampled_from((1, length)) for length in left)),
    )


def is_taken(spec: LossSpec, shapes: Mapping[str, Shape]) -> bool:
    """Tell whether the dialect takes these shapes, weights and masks."""
    try:
        build(spec, shapes)
    except ValueError:
        return False
    return True


def reduced(spec: LossSpec, shape: Shape) -> Shape:
    """The shape that the loss function leaves of its inputs' common shape."""
    if spec.axis is None:
        return ()
    items = spec.axis if isinstance(spec.axis, tuple) else (spec.axis,)
    gone = {item % len(shape) for item in items}
    return tuple(length for place, length in enumerate(shape) if place not in gone)
