"""The corpus of pasted losses as it is read: what is asked for, what comes out, of which terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import lossgui
from tests.pasted import CORPUS, FOLDER, OTHER_SIZES, SIZES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.losses.catalogue import Loss
    from tests.pasted import Pasted

SUMS = [key for key, case in CORPUS.items() if case.terms]

FRAMEWORKS = {
    "tfkeras": ("tensorflow", "keras"),
    "keras1": ("keras",),
    "keras3": ("keras",),
    "torch": ("torch",),
    "jax": ("jax", "optax"),
    "numpy": ("numpy",),
}
# Of these the text has nothing but operators, or methods that NumPy's arrays have as well.
NAMELESS = ("tfkeras/squared_error_per_element", "torch/focal_tversky")

# A term as code, to build a sum that the pasted one can be compared with.
TERMS = {
    "mean_squared_error": "tf.reduce_mean(tf.square({0} - {1}), axis=-1)",
    "mean_absolute_error": "tf.reduce_mean(tf.abs({0} - {1}), axis=-1)",
    "binary_crossentropy": "tf.keras.losses.binary_crossentropy({0}, {1})",
    "kl_standard_normal": ("-0.5 * tf.reduce_sum(1 + {1} - tf.square({0}) - tf.exp({1}), axis=-1)"),
}


def numbers(case: Pasted, loss: Loss, sizes: Mapping[str, int]) -> dict[str, float]:
    known = {item.name for item in loss.parameters}
    return {name: value for name, value in case.values(sizes).items() if name in known}


def value(ratio: str, sizes: Mapping[str, int]) -> float:
    return float(eval(ratio, {}, dict(sizes)))


def test_every_file_of_the_corpus_is_described_and_there_are_enough():
    files = {f"{path.parent.name}/{path.stem}" for path in FOLDER.glob("*/*.py")}
    assert files == set(CORPUS)
    assert len(CORPUS) >= 75


@pytest.mark.parametrize("key", CORPUS)
def test_a_pasted_loss_asks_for_its_tensors_and_numbers(key):
    case = CORPUS[key]
    loss = lossgui.parse(case.source)
    assert loss.arguments == tuple(case.tensors)
    given = {name: number for name, number in case.numbers.items() if not isinstance(number, str)}
    assert {item.name for item in loss.parameters} == set(case.numbers)
    assert {p.name: p.default for p in loss.parameters if p.name in given} == given
    assert loss.framework in FRAMEWORKS[case.style] or key in NAMELESS


@pytest.mark.parametrize("key", CORPUS)
def test_what_a_pasted_loss_gives_has_the_shape_that_is_said(key):
    case = CORPUS[key]
    for sizes in (SIZES, OTHER_SIZES):
        drawn, loss = case.draw(0, sizes), lossgui.parse(case.source)
        chosen = numbers(case, loss, sizes)
        found = lossgui.evaluate(loss, *drawn.values(), reduction="none", **chosen)
        said = {
            "scalar": (),
            "per sample": (sizes["n"],),
            "per sample with a last axis of 1": (sizes["n"], 1),
            "per time step": (sizes["n"], sizes["t"]),
            "per element": (sizes["n"], sizes["d"]),
        }
        assert np.shape(found.value) == said[case.result]


@pytest.mark.parametrize("key", CORPUS)
def test_every_step_of_a_pasted_loss_names_the_text_that_made_it(key):
    """But for the steps that the catalogue or the reduction adds."""
    case = CORPUS[key]
    loss = lossgui.parse(case.source)
    found = lossgui.evaluate(loss, *case.draw().values(), **numbers(case, loss, SIZES))
    lines = case.source.split("\n")
    spans = [stage.node.origin for stage in found.stages if stage.node.origin is not None]
    assert spans
    for span in spans:
        assert 1 <= span.line <= span.end_line <= len(lines)
        assert 0 <= span.column <= len(lines[span.line - 1])
        assert span.end_column <= len(lines[span.end_line - 1])


@pytest.mark.parametrize("key", SUMS)
def test_a_sum_of_known_terms_has_each_with_the_factor_worked_out_by_hand(key):
    case = CORPUS[key]
    text = " + ".join(term_code(case, term) for term in case.terms)
    plain = lossgui.parse(f"def plain({', '.join(case.tensors)}):\n    return {text}\n")
    for sizes in (SIZES, OTHER_SIZES):
        loss = lossgui.parse(case.source)
        spec = lossgui.make_spec(loss, reduction="none", **numbers(case, loss, sizes))
        other = lossgui.make_spec(plain, reduction="none")
        found = lossgui.compare(other, spec, *case.draw(0, sizes).values())
        factors = [value(term["ratio"], sizes) for term in case.terms]
        if len(set(factors)) == 1:
            assert found.ratio_value == pytest.approx(factors[0])
            continue
        assert found.kind == "same_terms"
        assert {round(term.factor_value, 9) for term in found.terms} == {
            round(factor, 9) for factor in factors
        }


def term_code(case: Pasted, term: Mapping[str, Any]) -> str:
    arguments = term.get("arguments", list(case.tensors)[:2])
    text = TERMS[term["loss"]].format(*arguments)
    return f"tf.reduce_mean({text})" if case.result == "scalar" else f"({text})"
