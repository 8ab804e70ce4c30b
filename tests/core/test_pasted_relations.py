"""The pasted losses against the catalogue: the relations worked out by hand are proven."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lossgui.core.parse import parse
from lossgui.core.pipeline import build
from lossgui.core.proof import compare_pipelines
from lossgui.core.spec import make_spec
from tests.pasted import CORPUS, Pasted

if TYPE_CHECKING:
    from lossgui.core.comparison import Comparison

# What is put side by side has no sum of named axes, a label that no class has is treated apart by
# the catalogue, and a divisor's sign is not known: evidence is all that there is.
UNPROVEN = {
    "jax/logsumexp",
    "jax/optax_integer_labels",
    "keras3/integer_targets",
    "numpy/mape",
    "numpy/vector_cosine",
    "tfkeras/mape",
    "tfkeras/r_squared_metric",
    "tfkeras/sparse_one_hot",
}
RELATED = {key: case for key, case in CORPUS.items() if case.relation}


def numbers(case: Pasted) -> dict[str, float]:
    """The values of the loss' own parameters; an axis with a default is none."""
    return {name: value for name, value in case.values().items() if name != "axis"}


def compared(case: Pasted) -> Comparison:
    claim: dict[str, Any] = dict(case.relation or {})
    choices = {"dialect": claim.get("dialect", "textbook"), "reduction": "none"}
    catalogue = make_spec(claim["loss"], **choices | claim.get("choices", {}))
    loss = parse(case.source)
    pasted = make_spec(loss, dialect="textbook", reduction="none", **numbers(case))
    names = dict(
        zip(catalogue.entry.arguments, claim.get("arguments", list(case.tensors)), strict=False)
    )
    first = build(catalogue, {a: case.shape(name) for a, name in names.items()}, names)
    second = build(pasted, {name: case.shape(name) for name in loss.arguments})
    return compare_pipelines(first, second)


@pytest.mark.parametrize("key", RELATED)
def test_a_relation_worked_out_by_hand_is_proven(key):
    case = RELATED[key]
    claim = case.relation or {}
    found = compared(case)
    if key in UNPROVEN:
        assert found.kind == "unknown"
    elif claim.get("kind") == "different":
        assert found.kind == "different"
    elif "only_on" in claim:  # elsewhere they may differ, or one of them is not defined
        assert found.kind in ("different", "unknown") or found.ratio == "1"
    else:
        assert found.ratio == claim.get("ratio", "1")


@pytest.mark.parametrize("key", sorted(UNPROVEN))
def test_what_is_not_proven_shows_one_ratio_on_all_random_inputs(key):
    case = RELATED[key]
    evidence = compared(case).evidence
    assert evidence.inputs > 0
    assert evidence.lowest == pytest.approx(1.0, rel=1e-9)
    assert evidence.highest == pytest.approx(1.0, rel=1e-9)


def test_most_of_the_relations_are_proven():
    kinds = [compared(case).kind for case in RELATED.values()]
    assert sum(kind in ("identical", "proportional") for kind in kinds) >= 70


@pytest.mark.parametrize("key", CORPUS)
def test_every_pasted_loss_is_itself_and_with_the_factor_2_twice_itself(key):
    case = CORPUS[key]
    loss = parse(case.source)
    spec = make_spec(loss, **numbers(case))
    shapes = {name: case.shape(name) for name in loss.arguments}
    here = build(spec, shapes)
    assert compare_pipelines(here, build(spec, shapes)).kind == "identical"
    double = compare_pipelines(here, build(spec.replace(factor=2.0), shapes))
    # Index notation does not reach every step; then nothing else may be claimed either.
    assert double.ratio == "2" or double.steps[0].startswith("The rules do not apply")
    assert double.kind == ("proportional" if double.ratio else "unknown")
