"""No claim is ever wrong: random losses and random formulas, proven and then computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lossgui.core.algebra import (
    AxisNames,
    Canonical,
    Opened,
    SizeExpression,
    Unprovable,
    proportion,
    shares,
)
from lossgui.core.algebra.forms import collect
from lossgui.core.api import compare_specs
from lossgui.core.dialects import DIALECTS
from lossgui.core.evaluate import Evaluator
from lossgui.core.expr import Node, apply, variable, walk
from lossgui.core.formula import spell
from lossgui.core.losses import LOSSES
from lossgui.core.pipeline import Pipeline, build
from lossgui.core.rounding import error_bounds
from lossgui.core.rounding_precision import precision
from lossgui.core.spec import LossSpec, make_spec
from tests.core import random_cases as random
from tests.core import random_graphs as graphs

if TYPE_CHECKING:
    from collections.abc import Iterator


# ------------------------------------------------------------------------- random pairs of losses


@st.composite
def pairs(draw: st.DrawFn) -> tuple[LossSpec, LossSpec, dict[str, tuple[int, ...]]]:
    """Two losses, mostly close relatives, and shapes that both take."""
    shape = draw(random.shapes())
    a = draw(random.specs(len(shape)))
    b = draw(random.specs(len(shape)))
    if draw(st.integers(0, 3)):
        related = draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "axis": random.axes(len(shape)),
                    "inner": st.sampled_from(("mean", "sum")),
                    "factor": random.FACTORS,
                    "dialect": st.sampled_from(sorted(DIALECTS)),
                },
            )
        )
        b = a.replace(**related)
        b = b.replace(reduction=draw(st.sampled_from(b.rules.reductions)))
    other = draw(random.partners(shape))
    named = {"y_true": shape, "y_pred": other, "z_mean": shape, "z_log_var": other}
    left = random.reduced(a, shape)
    if draw(st.integers(0, 2)) == 0:
        named["sample_weight"] = draw(random.weight_shapes(left))
    if draw(st.integers(0, 5)) == 0:
        named["mask"] = draw(random.weight_shapes(left))
    assume(random.is_taken(a, named) and random.is_taken(b, named))
    return a, b, named


def values(pipeline: Pipeline, tensors: dict[str, np.ndarray]) -> np.ndarray:
    evaluator = Evaluator([pipeline.output], "float64")
    evaluator.run(tensors)
    return np.asarray(evaluator[pipeline.output])


def draws(named: dict[str, tuple[int, ...]]) -> list[dict[str, np.ndarray]]:
    """Random tensors inside 0 .. 1, where every loss is defined, and outside it."""
    spec = make_spec("mse")
    return [
        random.tensors(spec, named, seed, bounds)
        for seed, bounds in enumerate([(0.05, 0.95), (0.05, 0.95), (-3.0, 3.0), (-3.0, 3.0)])
    ]


def assert_multiple(a: np.ndarray, b: np.ndarray, factor: float, what: object) -> None:
    """b = factor * a wherever both are defined, up to the rounding of float64."""
    assert a.shape == b.shape, what
    both = np.isfinite(a) & np.isfinite(b)
    size = np.max(np.abs(b[both]), initial=0.0) + abs(factor) * np.max(np.abs(a[both]), initial=0.0)
    assert np.all(np.abs(b[both] - factor * a[both]) <= 1e-9 * size + 1e-300), what


def operations(pipeline: Pipeline) -> list[str]:
    return [node.operation for node in walk(pipeline.output)]


@settings(max_examples=400)
@given(pairs())
def test_a_claimed_ratio_holds_on_random_numbers_here_and_at_other_sizes(case):
    a, b, named = case
    found = compare_specs(a, b, named)
    assert found.sentence("A", "B")
    assert isinstance(found.consequence("A", "B"), str)
    if found.kind not in ("identical", "proportional"):
        return
    back = compare_specs(b, a, named)
    if back.kind in ("identical", "proportional"):
        assert back.kind == found.kind
        assert back.ratio_value * found.ratio_value in (pytest.approx(1.0), 0.0)
    else:  # 0 times a loss is a multiple of it, but the loss is none of 0
        allowed = {"different", "unknown"} if found.ratio == "0" else {"unknown"}
        assert back.kind in allowed
    first, second = build(a, named), build(b, named)
    for tensors in draws(named):
        assert_multiple(values(first, tensors), values(second, tensors), found.ratio_value, found)
    # The same pattern of axes with other lengths: each name gets a length of its own.
    try:
        names = AxisNames([first.output, second.output])
    except Unprovable:
        return  # proven step by step, for these lengths only
    lengths = dict(zip(sorted(names.sizes), (2, 3, 5, 7, 4, 6, 8, 9, 10, 11), strict=False))
    other = named | {
        str(node.attributes["name"]): tuple(
            1 if axis is None else lengths[axis] for axis in names.of(node)
        )
        for node in walk(first.output, second.output)
        if node.operation == "variable"
    }
    assume(random.is_taken(a, other) and random.is_taken(b, other))
    there = build(a, other), build(b, other)
    assume([operations(p) for p in there] == [operations(p) for p in (first, second)])
    if "=" in found.condition:
        return  # proven for sizes that are equal, and these are not
    symbolic = symbolic_ratio(first, second, names)
    assert str(symbolic) == found.ratio
    for tensors in draws(other):
        factor = symbolic.value(lengths)
        assert_multiple(values(there[0], tensors), values(there[1], tensors), factor, found)


def symbolic_ratio(a: Pipeline, b: Pipeline, names: AxisNames) -> SizeExpression:
    """The ratio by the first kind of form that shows one."""
    plain, expanded = Canonical(names), Canonical(names, expand=True)
    for canonical in (plain, expanded, Opened(names), Opened(names, assume=True)):
        found = proportion(canonical.form(a.output), canonical.form(b.output))
        if found is not None:
            return found
    raise AssertionError("no form shows the ratio that was claimed")


@settings(max_examples=300)
@given(pairs())
def test_different_is_said_only_of_losses_that_differ(case):
    a, b, named = case
    found = compare_specs(a, b, named)
    if found.kind != "different":
        return
    assert found.parts_at
    assert found.parts_in in ("A", "B")
    first, second = build(a, named), build(b, named)
    if first.output.shape != second.output.shape:
        return
    # Other draws than those that the comparison looked at; losses may part outside 0 .. 1 only.
    quotients = []
    for seed in range(10, 26):
        # Logarithms of 1 + x part between -1 and 0.
        low = -0.95 if "above_minus_one" in a.entry.domains.values() else -6.0
        tensors = random.tensors(a, named, seed, ((0.02, 0.98), (low, 6.0))[seed % 2])
        if seed % 4 == 3:  # hinge reads labels of 0 and 1 in a way of its own
            tensors["y_true"] = (tensors["y_true"] > 0).astype(float)
        if "sample_weight" in tensors:  # some dialects differ in weights of 0 only
            tensors["sample_weight"] *= (
                np.random.default_rng(seed).random(named["sample_weight"]) < 0.6
            )
        with np.errstate(all="ignore"):
            quotients.append(np.ravel(values(second, tensors) / values(first, tensors)))
    found_ones = np.concatenate(quotients)
    finite = found_ones[np.isfinite(found_ones)]
    if finite.size > 1:
        assert np.ptp(finite) > 1e-10 * np.max(np.abs(finite)), found


EVERYWHERE = [
    make_spec(key, dialect=dialect)
    for key, entry in LOSSES.items()
    for dialect in DIALECTS
    if entry.arguments == ("y_true", "y_pred")
]


@settings(max_examples=150)
@given(first=st.sampled_from(EVERYWHERE), second=st.sampled_from(EVERYWHERE), same=st.booleans())
def test_what_is_claimed_of_the_whole_catalogue_across_dialects_holds(first, second, same):
    if same:  # the same loss elsewhere: claims between strangers are rare
        second = make_spec(first.loss, dialect=second.dialect)
    named = {"y_true": (3, 4), "y_pred": (3, 4)}
    assume(random.is_taken(first, named) and random.is_taken(second, named))
    found = compare_specs(first, second, named)
    assert found.sentence("A", "B")
    if found.kind in ("identical", "proportional"):
        a, b = build(first, named), build(second, named)
        for tensors in draws(named):
            assert_multiple(values(a, tensors), values(b, tensors), found.ratio_value, found)


# ----------------------------------------------------------------------------------- random graphs


@pytest.mark.parametrize("expand", [False, True])
@pytest.mark.parametrize("lengths", [(2, 3), (3, 3), (1, 3), (2, 1), (1, 1)])
@settings(max_examples=12)
@given(seed=random.SEEDS)
def test_graphs_with_proportional_forms_are_multiples_of_each_other(lengths, expand, seed):
    """Random formulas are compared all with all of the same form: thousands of claims."""
    rng, here = np.random.default_rng(seed), graphs.leaves(*lengths)
    together = here["x"] + here["y"] + here["r"] + here["c"] + here["u"]
    found = random_formulas(rng, here, together)
    names = AxisNames([together, *(node for _, node in found)])
    there = {
        name: variable(name, tuple(1 if a is None else {"n": 5, "d": 4}[a] for a in names.of(node)))
        for name, node in here.items()
        if name != "s"
    } | {"s": here["s"]}
    for a, b, claim in claims(found, names, Canonical(names, expand=expand)):
        check_claim(a, b, here, claim.value(names.sizes), rng)
        if same_steps(a, here, there) and same_steps(b, here, there):
            check_claim(a, b, there, claim.value(dict(names.sizes) | {"n": 5, "d": 4}), rng)


@pytest.mark.parametrize("assume", [False, True])
@pytest.mark.parametrize("lengths", [(2, 3), (1, 3), (2, 1)])
@settings(max_examples=12)
@given(seed=random.SEEDS)
def test_graphs_with_proportional_opened_forms_are_multiples_of_each_other(lengths, assume, seed):
    """Logarithms, powers and cases: equal wherever both are defined, up to their own rounding."""
    rng, here = np.random.default_rng(seed), graphs.leaves(*lengths)
    together = here["x"] + here["y"] + here["r"] + here["c"] + here["u"]
    found = random_formulas(rng, here, together, rich=True)
    # Each one against itself written in another way, too: rules that are never met prove nothing.
    found += [(("rewritten", f), rewritten(n)) for f, n in found]
    names = AxisNames([together, *(node for _, node in found)])
    opened = Opened(names, assume=assume)
    nodes = dict(found)
    for a, b, claim in claims(found, names, opened):
        check_within_rounding(nodes[a], nodes[b], here, claim.value(names.sizes), rng)


def rewritten(node: Node) -> Node:
    """The same graph with some operations written in another way."""
    new: dict[int, Node] = {}
    for old in walk(node):
        if old.is_leaf:
            new[id(old)] = old
            continue
        inputs = [new[id(child)] for child in old.inputs]
        other = REWRITTEN.get(old.operation)
        new[id(old)] = other(*inputs) if other else apply(old.operation, *inputs, **old.attributes)
    return new[id(node)]


REWRITTEN: dict[str, Any] = {
    "subtract": lambda a, b: -(b - a),
    "square": lambda x: x * x,
    "absolute": lambda x: apply("maximum", -x, x),
    "maximum": lambda a, b: -apply("minimum", -b, -a),
    "minimum": lambda a, b: apply("where", apply("less", a, b), a, b),
    "exp": lambda x: 1.0 / apply("exp", -x),
    "log1p": lambda x: apply("log", x + 1.0),
    "softplus": lambda x: x - apply("log", apply("sigmoid", x)),
    "sigmoid": lambda x: 1.0 / (apply("exp", -x) + 1.0),
    "sqrt": lambda x: apply("power", x, 0.5),
    "less": lambda a, b: apply("greater", -a, -b),
    "greater_equal": lambda a, b: apply("less_equal", b, a),
    "divide": lambda a, b: a * apply("power", b, -1.0),
}


@pytest.mark.parametrize("lengths", [(2, 3), (1, 3)])
@settings(max_examples=15)
@given(seed=random.SEEDS)
def test_shared_terms_add_up_to_both_losses(lengths, seed):
    """Sums of the same formulas with other factors: each form is the sum of its parts."""
    rng, here = np.random.default_rng(seed), graphs.leaves(*lengths)
    together = here["x"] + here["y"] + here["r"] + here["c"] + here["u"]
    terms = [
        apply("mean", n, axis=None) for _, n in random_formulas(rng, here, together, rich=True)
    ]
    chosen = [terms[place] for place in rng.integers(len(terms), size=3)]
    factors = rng.choice([0.5, 2.0, -1.0, 3.0], size=(2, 3))
    a, b = (sum(float(f) * t for f, t in zip(row, chosen, strict=True)) for row in factors)
    names = AxisNames([together, a, b])
    for canonical in (Canonical(names), Opened(names)):
        try:
            forms = canonical.form(a), canonical.form(b)
        except Unprovable:
            continue
        parts = shares(*forms)
        if parts is None:
            continue
        for side, form in enumerate(forms):
            own = [(part.first, part.second)[side] for part in parts]
            assert collect(term for part in own for term in part.terms) == form
        for part in parts:
            if part.is_shared:
                assert part.first.scaled(part.factor) == part.second
            else:
                assert part.factor is None or part.factor.is_zero


def check_within_rounding(
    a: Node, b: Node, tensors: dict[str, Node], factor: float, rng: Any
) -> None:
    for low, high in ((0.2, 2.0), (-2.0, 2.0)):
        at = {name: np.asarray(rng.uniform(low, high, v.shape)) for name, v in tensors.items()}
        evaluator = Evaluator([a, b], "float64")
        evaluator.run(at)
        bounds = error_bounds([a, b], evaluator, precision("float64"))
        first, second = np.asarray(evaluator[a]), np.asarray(evaluator[b])
        assert first.shape == second.shape
        with np.errstate(all="ignore"):
            apart = np.abs(second - factor * first)
            allowed = bounds[b] + abs(factor) * bounds[a] + 1e-12 * np.abs(second) + 1e-300
        both = np.isfinite(first) & np.isfinite(second) & np.isfinite(allowed)
        assert np.all(apart[both] <= allowed[both]), (spell(a), spell(b), factor, apart, allowed)


def random_formulas(
    rng: Any, tensors: dict[str, Node], together: Node, *, rich: bool = False
) -> list[tuple[Any, Node]]:
    """Formulas that fit, and in which nothing is lined up with its transpose."""
    found = []
    for _ in range(40):
        formula = graphs.recipe(rng, int(rng.integers(1, 4)), rich=rich)
        try:
            node = graphs.build(formula, tensors)
            AxisNames([together, node])
        except (ValueError, Unprovable):
            continue
        found.append((formula, node))
    return found


def claims(found: list[tuple[Any, Node]], names: AxisNames, canonical: Canonical) -> Iterator[Any]:
    """Yield each pair of formulas that have one ratio by their forms."""
    groups: dict[object, list[tuple[Any, Any]]] = {}
    for formula, node in found:
        try:
            form = canonical.form(node)
        except Unprovable:
            continue
        key = names.of(node), tuple(product for product, _ in form.terms)
        groups.setdefault(key, []).append((formula, form))
    for (first, form), *rest in groups.values():
        for second, other in rest:
            claim = proportion(form, other)
            if claim is not None:
                yield first, second, claim


def same_steps(formula: Any, here: dict[str, Node], there: dict[str, Node]) -> bool:
    """Tell whether a formula takes the same steps at both lengths.

    One that fits because n = d does not fit elsewhere, and a repetition along an axis of length 1
    is no step.
    """
    try:
        both = [list(walk(graphs.build(formula, tensors))) for tensors in (here, there)]
    except ValueError:
        return False
    return [node.operation for node in both[0]] == [node.operation for node in both[1]]


def check_claim(first: Any, second: Any, tensors: dict[str, Node], factor: float, rng: Any) -> None:
    a, b = (graphs.build(formula, tensors) for formula in (first, second))
    for low, high in ((0.2, 2.0), (-2.0, 2.0)):
        at = {name: np.asarray(rng.uniform(low, high, v.shape)) for name, v in tensors.items()}
        with np.errstate(all="ignore"):
            found = graphs.numbers(a, at), graphs.numbers(b, at)
            assert_multiple(*found, factor, (first, second, factor))
