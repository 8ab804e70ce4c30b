"""Whatever a pipeline within reach prints, the search finds that pipeline."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import lossgui
from lossgui.core.dialects import DIALECTS
from lossgui.core.losses import LOSSES
from lossgui.core.search import Target, costs, search
from lossgui.core.search.factors import LOGARITHMIC, factors
from lossgui.core.search.forms import axes, inners, reductions
from lossgui.core.spec import LossSpec, make_spec
from tests.core import random_cases as random

PAIRS = [
    (key, dialect)
    for key, entry in LOSSES.items()
    for dialect, rules in DIALECTS.items()
    if rules.version_of(entry) is not None
]
DIGITS = 7


@st.composite
def specs(draw: st.DrawFn) -> LossSpec:
    """A loss in a dialect that has it, with one choice changed or none."""
    key, dialect = draw(st.sampled_from(PAIRS))
    entry, rules = LOSSES[key], DIALECTS[dialect]
    options = {
        "axis": st.sampled_from(axes(entry, rules, 2)) if entry.has_axis else None,
        "inner": st.sampled_from(inners(entry)) if entry.has_inner else None,
        "reduction": st.sampled_from(reductions(entry, rules)),
        "factor": st.sampled_from([f.value for f in factors((4, 3), LOGARITHMIC.get(key, 0))]),
        "dtype": st.sampled_from(["float64"]),
    }
    usual = costs.rarity(entry) <= costs.USUAL
    names = [name for name, option in options.items() if option is not None and usual]
    changed = draw(st.sampled_from(names or [None]))
    choices = {} if changed is None else {changed: draw(options[changed])}
    return make_spec(key, dialect=dialect, **choices)


@settings(max_examples=40)
@given(specs(), random.SEEDS)
def test_a_number_of_seven_digits_finds_the_pipeline_that_printed_it(spec, seed):
    entry = spec.entry
    arrays = random.example(spec.loss, seed, dialect=spec.dialect)
    try:
        value = lossgui.evaluate(spec, *(arrays[name] for name in entry.arguments)).value
    except ValueError:
        assume(False)
    assume(value.shape == () and np.isfinite(value) and abs(value) > 1e-4)
    text = f"{float(value):.{DIGITS - 1}e}"
    slack = 0.5 * 10.0 ** (int(text.partition("e")[2]) - DIGITS + 1)
    tensors = {
        "labels" if entry.domains.get(name) == "labels" else name: array
        for name, array in arrays.items()
    }
    target = Target(float(text), slack, text)
    found = search(target, tensors, home=spec.dialect)
    assert any(finds(answer, spec) for answer in found), (spec, text)


def finds(answer, spec):
    """Tell whether an answer is this loss, or one with the same values here, in this dialect."""
    same = answer.spec.loss == spec.loss and spec.dialect in answer.specs
    return answer.matches and (same or spec.entry.title in answer.also)


def test_every_loss_of_the_catalogue_has_a_cost_below_the_limit():
    assert max(costs.rarity(entry) for entry in LOSSES.values()) < costs.MOST


@pytest.mark.parametrize("key", sorted(costs.COMMON))
def test_the_table_of_common_losses_names_losses_of_the_catalogue(key):
    assert key in LOSSES


@pytest.mark.parametrize("key", sorted(LOGARITHMIC))
def test_the_table_of_logarithmic_losses_names_losses_of_the_catalogue(key):
    assert key in LOSSES
