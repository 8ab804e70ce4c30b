"""Proofs through cuts, reshapes, transposes and matrix products: what holds, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings

from lossgui.core import ops
from lossgui.core.algebra import AxisNames, Canonical, SizeExpression, Unprovable, proportion
from lossgui.core.algebra.opened import Opened
from lossgui.core.expr import Node, apply, size, variable
from tests.core import random_cases as random
from tests.core import random_graphs as graphs

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL, FIRST, LATER, EARLIER = slice(None), slice(0, 1), slice(1, None), slice(None, -1)
BACK, SECOND, LAST = slice(None, None, -1), slice(None, None, 2), slice(-1, None)
X, Y, R = variable("x", (3, 4)), variable("y", (3, 4)), variable("r", (4,))


def ratio(a: Node, b: Node) -> str | None:
    """Give b / a as the plain form proves it; None where it proves none."""
    names = AxisNames([X + Y + R, a, b])
    if names.of(a) != names.of(b):
        return None
    canonical = Canonical(names)
    found = proportion(canonical.form(a), canonical.form(b))
    return None if found is None else str(found)


def column(x: Node, place: int) -> Node:
    return ops.squeeze(ops.slice_(x, (ALL, slice(place, place + 1))), 1)


def flat(x: Node) -> Node:
    return ops.reshape(x, (-1,))


# ------------------------------------------------------------------------------------- what holds


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (ops.sum_(X), ops.sum_(flat(X)), "1"),
        (ops.mean(X), ops.sum_(flat(X)), "n*d"),
        (ops.sum_(X), ops.sum_(flat(X)) / size(flat(X)), "1/(n*d)"),
        (ops.mean(ops.square(X - Y)), ops.mean(ops.square(flat(X) - flat(Y))), "1"),
        (ops.sum_(X, 1), ops.sum_(ops.reshape(X, (3, -1)), 1), "1"),
        (X, ops.reshape(flat(X), (3, 4)), "1"),
        (ops.sum_(X, 1), ops.sum_(ops.reshape(flat(X), (3, 4)), 1), "1"),
        (ops.mean(X), ops.mean(ops.reshape(X, (3, 4, 1))), "1"),
        (ops.sum_(X, 1), ops.sum_(ops.transpose(X), 0), "1"),
        (ops.transpose(X - Y), ops.transpose(X) - ops.transpose(Y), "1"),
        (X, ops.transpose(ops.transpose(X)), "1"),
        (ops.sum_(X * R, 1), ops.matmul(X, R), "1"),
        (ops.sum_(X * R, 1), ops.matmul(R, ops.transpose(X)), "1"),
        (ops.sum_(ops.square(R)), ops.matmul(R, R), "1"),
        (ops.mean(X * R, 1), ops.matmul(X, R), "d"),
        (
            ops.matmul(X, ops.matmul(ops.transpose(Y), ops.sum_(X, 1))),
            ops.matmul(ops.matmul(X, ops.transpose(Y)), ops.sum_(X, 1)),
            None,  # an outer product has n twice: no index notation for it
        ),
        (column(X, 0) - column(Y, 0), column(X - Y, 0), "1"),
        (column(ops.exp(2.0 * X), 1), ops.exp(2.0 * column(X, 1)), "1"),
        (column(3.0 * X, 0), column(X, 0), "1/3"),
        (column(X, 0), column(X, 1), None),
        (column(X, 0), column(Y, 0), None),
        (X, ops.slice_(X, (ALL, BACK)), None),
        (
            ops.sum_(ops.slice_(X * R, (ALL, LATER))),
            ops.sum_(ops.slice_(X, (ALL, LATER)) * ops.slice_(R, (LATER,))),
            "1",
        ),
        (ops.sum_(ops.slice_(X, (ALL, LATER))), ops.sum_(ops.slice_(X, (ALL, EARLIER))), None),
        (ops.sum_(ops.slice_(X, (LATER,)), 1), ops.slice_(ops.sum_(X, 1), (LATER,)), "1"),
        (ops.max_(X), ops.max_(flat(X)), None),  # true, and not found
        (ops.slice_(ops.max_(X, 1), (LATER,)), ops.max_(ops.slice_(X, (LATER,)), 1), None),
    ],
)
def test_moved_numbers_keep_what_is_proven_of_them(a, b, expected):
    try:
        found = ratio(a, b)
    except Unprovable:
        found = None
    assert found == expected


def test_a_sum_over_a_cut_counts_what_it_keeps():
    x = variable("x", (3, 4))
    kept = ops.slice_(x, (ALL, LATER))
    names = AxisNames([x, kept])
    assert names.of(kept) == ("n", "d'")
    assert dict(names.sizes) == {"n": 3, "d": 4, "d'": 3}
    whole = Canonical(names).form(ops.sum_(kept) / ops.mean(kept))
    assert "cut[d 1:](x)" in str(whole)


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (lambda x: x - ops.transpose(x), "its own transpose"),
        (lambda x: flat(x) - flat(ops.transpose(x)), "its own transpose"),
        (lambda x: ops.matmul(x, ops.transpose(x)), "its own transpose"),
        (lambda x: ops.reshape(x, (9, 1)) - ops.reshape(x, (1, 9)), "its own transpose"),
        (lambda x: ops.slice_(x, (slice(2, 2),)), "a cut that keeps nothing"),
        (lambda x: ops.concatenate([x, x]), "concatenate has no rule"),
        (ops.cumsum, "cumsum has no rule"),
    ],
)
def test_what_has_no_index_notation_is_unprovable(build, reason):
    with pytest.raises(Unprovable, match=reason):
        AxisNames([build(variable("x", (3, 3)))])


def test_axes_that_a_reshape_cuts_or_puts_together_otherwise_are_unprovable():
    x, y = variable("x", (4, 3)), variable("y", (3, 4))
    with pytest.raises(Unprovable, match="cuts an axis into pieces"):
        AxisNames([ops.reshape(x, (2, 6))])
    with pytest.raises(Unprovable, match="put together in two ways"):
        AxisNames([flat(x) + flat(y)])
    with pytest.raises(Unprovable, match="put together in two ways"):
        AxisNames([flat(x) + variable("w", (12,))])


# ------------------------------------------------------------------------- random formulas, moved

REDUCTIONS = ("sum", "mean", "min", "max", "prod", "argmax", "logsumexp")
UNARY = ("tanh", "square", "floor", "absolute", "sin", "exp", "sqrt", "log")
PARTS = (FIRST, LATER, EARLIER, BACK, SECOND, LAST, slice(1, 2), slice(0, None, 1))


def recipe(rng: np.random.Generator, depth: int) -> graphs.Recipe:
    """Draw a formula in which numbers are moved, multiplied and picked."""
    kind = rng.random()
    if depth == 0 or kind < 0.15:
        return graphs.recipe(rng, int(rng.integers(0, 2)))
    inside = recipe(rng, depth - 1)
    if kind < 0.3:
        return ("cut", int(rng.integers(3)), int(rng.integers(len(PARTS))), inside)
    if kind < 0.36:
        return ("column", int(rng.integers(2)), inside)
    if kind < 0.52:
        return (str(rng.choice(["flat", "flat", "whole", "rows", "turned", "row"])), inside)
    if kind < 0.62:
        right = (("tensor", "r"), ("turned", ("tensor", "u")), recipe(rng, depth - 1))
        return ("product", inside, right[int(rng.integers(3))])
    if kind < 0.74:
        return ("reduced", str(rng.choice(REDUCTIONS)), int(rng.integers(4)), inside)
    if kind < 0.84:
        return ("unary", str(rng.choice(UNARY)), inside)
    name = str(rng.choice(["add", "subtract", "multiply", "divide"]))
    return ("binary", name, inside, recipe(rng, depth - 1))


def build(formula: graphs.Recipe, tensors: dict[str, Node]) -> Node:
    """Build a formula; raises ValueError where its shapes do not fit."""
    kind, *rest = formula
    if kind in ("unary", "binary"):
        return apply(rest[0], *(build(part, tensors) for part in rest[1:]))
    if kind == "product":
        return ops.matmul(*(build(part, tensors) for part in rest))
    if kind not in ("cut", "column", "flat", "whole", "rows", "turned", "row", "reduced"):
        return graphs.build(formula, tensors)
    node = build(rest[-1], tensors)
    if kind == "reduced":
        return graphs._reduction(rest[0], rest[1], False, node)
    if not node.shape:
        return node
    return moved(kind, rest, node, tensors["x"].shape)


def moved(kind: str, rest: list[Any], node: Node, whole: tuple[int, ...]) -> Node:
    if kind == "cut":
        axis = rest[0] % len(node.shape)
        return ops.slice_(node, (*(ALL,) * axis, PARTS[rest[1]]))
    if kind == "column":
        return ops.squeeze(ops.slice_(node, (*(ALL,) * (len(node.shape) - 1), FIRST)), -1)
    if kind == "whole":
        return ops.reshape(node, whole if node.shape == (whole[0] * whole[1],) else (-1,))
    shapes = {"flat": (-1,), "rows": (node.shape[0], -1), "row": (1, -1)}
    return ops.transpose(node) if kind == "turned" else ops.reshape(node, shapes[kind])


def claims(found: list[tuple[Any, Node]], canonical: Canonical, names: AxisNames) -> Iterator[Any]:
    """Yield each pair of formulas that have one ratio by their forms."""
    groups: dict[object, list[tuple[Any, Any]]] = {}
    for node in found:
        try:
            form = canonical.form(node)
        except Unprovable:
            continue
        key = names.of(node), tuple(product for product, _ in form.terms)
        groups.setdefault(key, []).append((node, form))
    for (first, form), *rest in groups.values():
        for second, other in rest:
            claim = proportion(form, other)
            if claim is not None:
                yield first, second, claim


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize("lengths", [(2, 3), (3, 3), (4, 2), (1, 3), (2, 1), (1, 1)])
@settings(max_examples=25)
@given(seed=random.SEEDS)
def test_moved_graphs_with_proportional_forms_are_multiples_of_each_other(lengths, opened, seed):
    rng, tensors = np.random.default_rng(seed), graphs.leaves(*lengths)
    together = tensors["x"] + tensors["y"] + tensors["r"] + tensors["c"] + tensors["u"]
    found: list[Node] = []
    while len(found) < 40:
        try:
            node = build(recipe(rng, int(rng.integers(1, 5))), tensors)
            AxisNames([together, *found, node])
        except (ValueError, Unprovable):
            continue
        found.append(node)
    names = AxisNames([together, *found])
    canonical = Opened(names) if opened else Canonical(names)
    for a, b, claim in claims(found, canonical, names):
        check(a, b, tensors, claim, names, rng)


def check(
    a: Node, b: Node, tensors: dict[str, Node], claim: SizeExpression, names: AxisNames, rng: Any
) -> None:
    """b = factor * a on random numbers wherever both are defined."""
    factor = claim.value(names.sizes)
    for low, high in ((0.2, 2.0), (-2.0, 2.0)):
        at = {name: np.asarray(rng.uniform(low, high, v.shape)) for name, v in tensors.items()}
        with np.errstate(all="ignore"):
            left, right = (np.asarray(graphs.numbers(node, at), float) for node in (a, b))
            assert left.shape == right.shape
            both = np.isfinite(left) & np.isfinite(right)
            size_ = np.max(np.abs(right[both]), initial=0.0)
            size_ += abs(factor) * np.max(np.abs(left[both]), initial=0.0)
            apart = np.abs(right[both] - factor * left[both])
        assert np.all(apart <= 1e-9 * size_ + 1e-300), (list(map(spelled, (a, b))), str(claim))


def spelled(node: Node) -> str:
    from lossgui.core.formula import spell

    return f"{spell(node)} {node.shape}"
