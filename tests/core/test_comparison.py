"""Sums of the same terms, conditions, examples and evidence: what is said beside a ratio."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lossgui.core.api import compare, evaluate
from lossgui.core.counterexample import are_multiples
from lossgui.core.evidence import Evidence
from lossgui.core.losses import LOSSES
from lossgui.core.ops import clip, exp, log, mean, square, sum_
from lossgui.core.pipeline import build
from lossgui.core.proof import compare_specs
from lossgui.core.smallest_example import smallest_example
from lossgui.core.spec import make_spec
from tests.core import random_cases as random

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.comparison import Comparison
    from lossgui.core.expr import Node

CASES = json.loads(
    (Path(__file__).parents[1] / "data" / "golden_seeds.json").read_text(encoding="utf-8")
)["cases"]
VAE = next(case for case in CASES if case["id"] == "003-first-vector")
INPUTS = [np.array(VAE["inputs"][name]) for name in ("x", "x_decoded_mean", "z_mean", "z_log_var")]


def crossentropy(x: Node, x_decoded_mean: Node) -> Node:
    inside = clip(x_decoded_mean, 1e-7, 1.0 - 1e-7)
    return mean(-x * log(inside) - (1.0 - x) * log(1.0 - inside), -1)


def code(z_mean: Node, z_log_var: Node) -> Node:
    return 1.0 + z_log_var - square(z_mean) - exp(z_log_var)


def blog_vae(x: Node, x_decoded_mean: Node, z_mean: Node, z_log_var: Node) -> Node:
    return crossentropy(x, x_decoded_mean) - 0.5 * mean(code(z_mean, z_log_var), -1)


def summed_vae(x: Node, x_hat: Node, mu: Node, log_var: Node) -> Node:
    inside = clip(x_hat, 1e-7, 1.0 - 1e-7)
    reconstruction = -sum_(x * log(inside) + (1.0 - x) * log(1.0 - inside), -1)
    return reconstruction - 0.5 * sum_(code(mu, log_var), -1)


def example_vae(x: Node, x_hat: Node, mu: Node, log_var: Node) -> Node:
    """As the Keras example has it: a number for the length of the images."""
    return 4.0 * crossentropy(x, x_hat) - 0.5 * sum_(code(mu, log_var), -1)


def code_only(x: Node, x_hat: Node, mu: Node, log_var: Node) -> Node:
    return -0.5 * sum_(code(mu, log_var), -1)


def ratio_of_logs(y_true: Node, y_pred: Node) -> Node:
    return sum_(y_true * log(y_true / y_pred), -1)


def difference_of_logs(y_true: Node, y_pred: Node) -> Node:
    return sum_(y_true * (log(y_true) - log(y_pred)), -1)


def squares(y_true: Node, y_pred: Node) -> Node:
    return sum_(square(y_true - y_pred), -1)


def normal(y_true: Node, y_pred: Node) -> Node:
    return sum_(0.5 * square(y_true - y_pred) + 0.9189385332046727, -1)


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., Node]], str]:
    """Put a function into the catalogue for one test; its key."""

    def enter(function: Callable[..., Node]) -> str:
        arguments = function.__code__.co_varnames[: function.__code__.co_argcount]
        made = dataclasses.replace(
            LOSSES["kl_standard_normal"],
            key=function.__name__,
            title=function.__name__,
            aliases=(),
            arguments=arguments,
            axis=None,
            inner="",
            has_axis=False,
            has_inner=False,
            pairing="own",
            domains={},
            function=function,
        )
        monkeypatch.setitem(LOSSES, made.key, made)
        return made.key

    return enter


# ---------------------------------------------------------------------------------- the same terms


def test_the_golden_pair_of_vae_losses_has_a_factor_for_each_term(own):
    first, second = own(blog_vae), own(summed_vae)
    values = evaluate(first, *INPUTS, dialect="textbook", reduction="none").value
    assert values == pytest.approx(VAE["expected"]["float64"], rel=1e-9)
    found = compare(first, second, *INPUTS)
    assert found.kind == "same_terms"
    assert [(term.factor, term.factor_value) for term in found.terms] == [("d", 4), ("d'", 2)]
    assert found.terms[1].formula == (
        "0.5 * mean(1 + z_log_var - square(z_mean) - exp(z_log_var), axis=-1)"
    )
    assert (found.beta, found.beta_value) == ("d'/d", 0.5)  # 1 against D/d = 2
    assert dict(found.sizes) == {"n": 2, "d": 4, "d'": 2}
    assert found.sentence("A", "B") == (
        "B has the terms of A with other factors: d (here 4) times the first term, "
        "d' (here 2) times the second term."
    )
    beta, rate = found.consequences("A", "B")
    assert beta == (
        "Against the first term, B weighs the second term (d'/d) times as much as A; "
        "here d = 4, d' = 2, so 1/2: its effective beta, relative to A."
    )
    assert rate == (
        "The gradients point different ways: no learning rate makes up for that, "
        "with SGD or with Adam."
    )
    first_line, second_line = found.term_lines("A", "B")
    assert first_line.startswith("factor d = 4: mean((-x) * log(clip(x_decoded_mean")
    assert second_line.startswith("factor d' = 2: 0.5 * mean(1 + z_log_var")


def test_the_vae_losses_are_multiples_only_if_both_dimensions_are_equal(own):
    square_inputs = [np.zeros((2, 4))] * 4
    found = compare(own(blog_vae), own(summed_vae), *square_inputs)
    assert (found.kind, found.ratio, found.ratio_value) == ("proportional", "d'", 4)
    assert found.sentence("A", "B") == (
        "B = d' * A for every input with d' = d; here d' = 4, so 4."
    )
    written = compare(own(summed_vae), own(example_vae), *INPUTS)
    assert (written.kind, written.condition) == ("identical", "d = 4")
    assert written.sentence("A", "B") == "B = A for every input with d = 4."
    longer = [np.zeros((2, 5)), np.zeros((2, 5)), *INPUTS[2:]]
    assert compare(own(summed_vae), own(example_vae), *longer).kind == "same_terms"


def test_the_claimed_factors_of_terms_hold_on_numbers(own):
    rng = np.random.default_rng(1)
    for n, d, latent in ((1, 3, 2), (4, 2, 5), (3, 1, 2)):
        inputs = [rng.uniform(0.1, 0.9, (n, k)) for k in (d, d, latent, latent)]
        a, b, part = own(blog_vae), own(summed_vae), own(code_only)
        found = compare(a, b, *inputs)
        values = [float(evaluate(key, *inputs, dialect="textbook").exact) for key in (a, b, part)]
        kl = values[2] / latent  # what A holds of it
        first, second = (term.factor_value for term in found.terms)
        assert first * (values[0] - kl) + second * kl == pytest.approx(values[1], rel=1e-12)


def test_a_term_that_only_one_has_is_named(own):
    found = compare(own(summed_vae), own(code_only), *INPUTS)
    first, second = found.terms
    assert (first.factor, first.only_in) == ("0", "A")
    assert (second.factor, second.only_in) == ("1", "")
    assert found.beta is None
    assert found.sentence("A", "B") == "A has the first term besides the terms of B."
    assert found.term_lines("A", "B")[0].startswith("only in A: ")
    back = compare(own(code_only), own(summed_vae), *INPUTS)
    assert {(term.factor, term.only_in) for term in back.terms} == {("inf", "B"), ("1", "")}
    assert back.sentence("A", "B") == "B has the second term besides the terms of A."


def test_a_constant_is_told_apart_from_terms_that_move_gradients(own):
    pair = [np.zeros((3, 4))] * 2
    found = compare(own(squares), own(normal), *pair)
    assert found.kind == "same_terms"
    assert found.adds_constant
    assert found.sentence("A", "B") == "B = (1/2) * A plus a constant, for every input."
    assert found.consequences("A", "B")[0].startswith("The gradients point the same way; B's is")
    plain, full = (
        make_spec("gaussian_nll", dialect="torch-2", full=full) for full in (False, True)
    )
    named = dict.fromkeys(LOSSES["gaussian_nll"].arguments, (3, 4))
    assert compare_specs(plain, full, named).consequences("A", "B") == (
        "A constant moves no gradient: the gradients are the same.",
    )


# --------------------------------------------------------------------- conditions and consequences


def test_what_logarithms_ask_for_is_said(own):
    found = compare(own(ratio_of_logs), own(difference_of_logs), *[np.ones((2, 3))] * 2)
    assert (found.kind, found.ratio) == ("identical", "1")
    assert found.sentence("A", "B") == "B = A for every input with y_pred > 0 and y_true > 0."


@pytest.mark.parametrize(
    ("factor", "gradient", "adam"),
    [
        (3.0, "the same way", "Adam takes the same steps with both, because the factor cancels"),
        (-1.0, "opposite ways", "Adam goes the opposite way as well, with steps of the same"),
    ],
)
def test_what_a_factor_does_to_sgd_and_adam(factor, gradient, adam):
    found = compare("mse", make_spec("mse", factor=factor), *[np.zeros((2, 3))] * 2)
    sgd, other = found.consequences("A", "B")
    assert sgd.startswith(f"The gradients point {gradient}; B's is")
    assert other.startswith(adam)
    assert other.endswith("clipping by norm and a weight penalty feel the factor.")


# ------------------------------------------------------------------- names and places of arguments


def test_arguments_of_other_names_are_compared_by_their_place(own):
    pair = [np.zeros((3, 4))] * 2

    def square_error(target: Node, output: Node) -> Node:
        return mean(square(output - target), -1)

    def swapped(y_pred: Node, y_true: Node) -> Node:
        return mean(square(y_true) * y_pred, -1)

    def other_order(y_true: Node, y_pred: Node) -> Node:
        return mean(square(y_true) * y_pred, -1)

    assert compare("mse", own(square_error), *pair).kind == "identical"
    assert compare(own(swapped), own(other_order), *pair).kind == "identical"  # the same names
    assert compare(own(blog_vae), "mse", *INPUTS).kind == "different"
    with pytest.raises(TypeError, match="blog_vae needs 4 tensors"):
        compare("mse", own(blog_vae), *pair)


# ---------------------------------------------------------------------------- the smallest example


@pytest.mark.parametrize(
    ("a", "b", "inputs", "values"),
    [
        ("mse", "mae", [([[0]], [[1]]), ([[0]], [[2]])], [(1, 1), (4, 2)]),
        ("mse", "rmse", [([[0]], [[1]]), ([[0]], [[2]])], [(1, 1), (4, 2)]),
        ("hinge", "squared_hinge", [([[1]], [[0]]), ([[-1]], [[1]])], [(1, 1), (2, 4)]),
    ],
)
def test_the_smallest_example_has_one_cell_and_round_numbers(a, b, inputs, values):
    found = compare(a, b, *[np.zeros((3, 4))] * 2).example
    shown = [(item["y_true"].tolist(), item["y_pred"].tolist()) for item in found.inputs]
    assert shown == inputs
    assert [tuple(map(float, pair)) for pair in found.values] == values


def test_an_example_that_needs_two_samples_has_two():
    found = compare("rmse", "sample_rmse", *[np.zeros((3, 4))] * 2)
    assert all(tensor.shape == (2, 1) for tensor in found.example.inputs[0].values())
    assert found.example.lines("A", "B") == [
        "For example y_true = [[0], [0]], y_pred = [[0], [1]]: A = 0.707107, B = 0.5",
        "but y_true = [[0], [0]], y_pred = [[1], [1]]: A = 1, B = 1",
    ]
    assert found.details("A", "B") == tuple(found.example.lines("A", "B"))


def test_a_loss_that_is_infinite_alone_needs_one_input():
    found = compare("bce", make_spec("bce", dialect="textbook"), *[np.zeros((3, 4))] * 2)
    (line,) = found.example.lines("keras", "textbook")
    assert line == "For example y_true = [[0]], y_pred = [[1]]: keras = 16.1181, textbook = inf"


def test_a_difference_in_late_digits_is_shown_with_all_of_them():
    limits = 0.9, 0.90000001
    a, b = (make_spec("mape", epsilon=limit, dialect="textbook") for limit in limits)
    first, second = compare(a, b, *[np.zeros((2, 2))] * 2).example.lines("A", "B")
    assert (
        first
        == "For example y_true = [[0]], y_pred = [[1]]: A = 111.111111111111, B = 111.111109876543"
    )
    assert second == "but y_true = [[1]], y_pred = [[0]]: A = 100, B = 100"


@pytest.mark.parametrize("dialect", ["keras-3", "torch-2", "textbook"])
def test_every_difference_in_the_catalogue_is_shown_by_its_example(dialect):
    """Neighbours in the catalogue, and each loss against another dialect."""
    named = dict.fromkeys(("y_true", "y_pred"), (3, 4))
    previous, shown = None, 0
    for key in random.PLAIN:
        spec = make_spec(key, dialect=dialect)
        if LOSSES[key].arguments != ("y_true", "y_pred") or not random.is_taken(spec, named):
            continue
        for other in filter(None, (previous, make_spec(key, dialect="textbook"))):
            found = compare_specs(other, spec, named)
            if found.kind == "different" and found.example is not None:
                assert_shows(found, other, spec)
                shown += 1
        previous = spec
    assert shown >= 20


def assert_shows(found: Comparison, a: Any, b: Any) -> None:
    """The example's values are the losses' own, and no factor makes one of the other."""
    sides: tuple[list[float], list[float]] = ([], [])
    for tensors, values in zip(found.example.inputs, found.example.values, strict=True):
        for side, spec in enumerate((a, b)):
            exact = evaluate(spec, tensors["y_true"], tensors["y_pred"]).exact
            np.testing.assert_allclose(exact, values[side], rtol=1e-12)
            sides[side].extend(np.ravel(values[side]).tolist())
    assert not are_multiples(np.array(sides[0]), np.array(sides[1])), (a, b, found.example)


def test_results_of_other_shapes_need_no_example():
    named = {"y_true": (3, 4), "y_pred": (3, 4)}
    pair = [build(make_spec("mse", reduction=r), named) for r in ("none", "sum")]
    assert smallest_example(*pair) is None


# ---------------------------------------------------------------------------------------- evidence


def test_what_is_not_proven_shows_evidence_that_is_not_called_a_proof():
    spec = make_spec("multilabel_margin")
    named = {name: a.shape for name, a in random.example("multilabel_margin").items()}
    found = compare_specs(spec, spec.replace(factor=2.0), named)
    assert found.kind == "unknown"
    assert found.evidence.lowest == pytest.approx(2.0, rel=1e-12)
    assert found.evidence.highest == pytest.approx(2.0, rel=1e-12)
    assert found.evidence.inputs >= 8
    said = found.evidence.sentence("A", "B")
    assert said.startswith(f"On {found.evidence.inputs} random inputs of ")
    assert said.endswith("B / A was 2 each time. That is no proof.")
    assert found.details("A", "B") == (said,)


def test_evidence_tells_the_range_of_ratios_and_their_number():
    assert Evidence(1.5, 2.5, 16, 3).sentence("A", "B") == (
        "On 16 random inputs of 3 shapes, B / A lay between 1.5 and 2.5. That is no proof."
    )
    assert Evidence(2.0, 2.0, 4, 1).sentence("A", "B") == (
        "On 4 random inputs of one shape, B / A was 2 each time. That is no proof."
    )
    assert Evidence(np.nan, np.nan, 0, 0).sentence("A", "B") == (
        "No random input gave a ratio of B and A."
    )


def test_nothing_is_looked_for_before_it_is_asked(monkeypatch):
    called = []
    monkeypatch.setattr(
        "lossgui.core.comparison.smallest_example", lambda *pair: called.append(pair)
    )
    found = compare("mse", "mae", *[np.zeros((2, 2))] * 2)
    assert (found.kind, called) == ("different", [])
    assert found.example is None
    assert len(called) == 1


# --------------------------------------------------------------------------------- known relations


@pytest.mark.parametrize(
    ("a", "b", "ratio"),
    [
        (make_spec("huber"), make_spec("smooth_l1"), "1"),
        (make_spec("smooth_l1", beta=2.0), make_spec("huber", delta=2.0), "2"),
        (make_spec("pinball"), make_spec("mae"), "2"),
        (
            make_spec("bce", from_logits=True, dialect="torch-2"),
            make_spec("bce", from_logits=True, dialect="textbook"),
            "1",
        ),
    ],
)
def test_relations_that_need_cases_and_logarithms_are_proven(a, b, ratio):
    found = compare(a, b, *[np.zeros((3, 4))] * 2)
    assert (found.ratio, found.condition) == (ratio, "")


def test_a_proof_by_cases_leaves_the_kinks_open():
    pair = [np.zeros((3, 4))] * 2
    by_cases = compare("huber", "smooth_l1", *pair)
    assert by_cases.consequences("A", "B") == ("The gradients are the same as well, kinks aside.",)
    plain = compare("mae", make_spec("mae", axis=0), *pair)
    assert plain.consequences("A", "B") == ("The gradients are the same as well.",)
