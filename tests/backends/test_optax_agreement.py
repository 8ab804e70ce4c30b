"""Our core against the real optax: values, values per sample, gradients, refusals."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lossgui.backends.check import check, check_spec
from lossgui.core.api import evaluate
from lossgui.core.dialects import find_dialect
from lossgui.core.examples import example
from lossgui.core.losses import LOSSES
from lossgui.core.spec import LossSpec, make_spec
from tests.backends.cases import SHAPES, Case, numbers, partners

REAL = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
# CTC has tensors of its own kind: tests/backends/test_ctc_agreement.py.
OWN = {key: own for key, own in find_dialect("optax").own.items() if key != "ctc"}
WITH_AXIS = (
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
    "poly_crossentropy",
    "kl_divergence",
    "generalized_kl_divergence",
    "cosine_distance",
    "cosine_similarity",
    "triplet_margin",
)

# The parameters that each function takes, and values for them beside the default.
PARAMETERS = {
    "huber": {"delta": (0.5, 0.25)},
    "binary_focal_crossentropy": {
        "apply_class_balancing": (True,),
        "alpha": (0.75,),
        "gamma": (0.0, 0.5, 1.0),
    },
    "categorical_crossentropy": {"label_smoothing": (0.25, 0.5)},
    "poly_crossentropy": {"poly_epsilon": (-1.0, 0.0)},
    "kl_divergence": {"log_target": (True,)},
    "cosine_distance": {"epsilon": (0.25, 1e-6)},
    "triplet_margin": {"margin": (0.25,), "p": (1.0, 3.0, 4.0), "epsilon": (0.25,)},
    "ntxent": {"temperature": (0.5, 1.0)},
    "soft_dice": {
        "smooth": (0.25,),
        "alpha": (0.25,),
        "beta": (0.75,),
        "from_logits": (False,),
        "ignore_background": (True,),
    },
    "binary_dice": {"smooth": (0.25,), "from_logits": (False,)},
    "multiclass_generalized_dice": {
        "smooth": (0.25,),
        "from_logits": (False,),
        "ignore_background": (True,),
    },
}
# Exception: where both sides of a maximum are equal JAX gives each half of the slope
# (jax/_src/lax/lax.py 0.10.2, max_p), and we all of it to the first: any number between is right.
KINKED = ("perceptron", "hinge", "multiclass_hinge", "multiclass_perceptron", "triplet_margin")
# Exception: multiclass_sparsemax_loss maps a function of one row over the first axis, and ntxent
# broadcasts all pairs, so both take some tensors that are no table (n, d) or no list of n labels,
# with results that mean nothing (_classification.py, _self_supervised.py 0.2.8); ours refuses them.
TABLES = ("multiclass_sparsemax", "ntxent")
# jax.nn.one_hot makes float32, whatever the scores are (_classification.py 0.2.8).
NEVER_HALF = ("multiclass_hinge", "multiclass_perceptron", "multiclass_sparsemax")
EXTREMES = (0.0, -0.0, 1.0, -1.0, 1e20, -1e20, 1e-30)
OPTIONAL = {"soft_dice": "class_weight", "ranking_softmax": "item_weight"}


@st.composite
def optax_cases(draw: st.DrawFn) -> Case:
    """A loss as optax has it, on tensors of any shapes, some of them refused."""
    key = draw(st.sampled_from(sorted(OWN)))
    shape = draw(SHAPES)
    spec = draw(specs(key, len(shape)))
    values = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    span = draw(st.sampled_from((1, 3, 30)))
    tensors = {}
    for name in spec.entry.arguments:
        domain = spec.entry.domains.get(name, "")
        if domain == "labels":
            tensors[name] = draw(labels(values, shape, spec))
        else:
            own = shape if draw(st.booleans()) else draw(partners(shape))
            tensors[name] = filled(values, own, domain, span, spec)
    second = spec.entry.arguments[1]
    if draw(st.integers(0, 3)) == 0:
        tensors[second].flat[:1] = draw(st.sampled_from(EXTREMES))
    if draw(st.integers(0, 9)) == 0:
        tensors[second][...] = 0
    if key in OPTIONAL and draw(st.booleans()):
        size = shape[-1:] if draw(st.integers(0, 4)) else (2,)
        tensors[OPTIONAL[key]] = numbers(values, size, 0.1, 3)
    return Case(spec, tensors, None, None)


@st.composite
def specs(draw: st.DrawFn, key: str, rank: int) -> LossSpec:
    """A loss with every choice drawn that optax has."""
    parameters = dict(OWN[key].requires)
    for name, options in PARAMETERS.get(key, {}).items():
        if draw(st.integers(0, 2)) == 0:
            parameters[name] = draw(st.sampled_from(options))
    choices: dict[str, Any] = {}
    if key in WITH_AXIS and draw(st.integers(0, 3)) == 0:
        choices["axis"] = draw(st.integers(-rank - 1, rank))
    if key == "soft_dice":
        choices["inner"] = draw(st.sampled_from(("mean", "sum")))
    return make_spec(
        key,
        dialect="optax",
        reduction=draw(st.sampled_from(("mean", "sum", "none"))),
        dtype=draw(st.sampled_from((None, "float64", "float16"))),
        factor=draw(st.sampled_from((1.0, 1.0, -0.5))),
        **choices,
        **parameters,
    )


@st.composite
def labels(draw: st.DrawFn, values: Any, shape: tuple[int, ...], spec: LossSpec) -> Any:
    """Class numbers, mostly one per vector of scores, some of them of no class."""
    axis = spec.axis if isinstance(spec.axis, int) and -len(shape) <= spec.axis < len(shape) else -1
    place = axis % len(shape) if shape else 0
    left = shape[:place] + shape[place + 1 :]
    count = shape[place] if shape else 1
    own = left if draw(st.integers(0, 2)) else draw(partners(left))
    reach = draw(st.sampled_from((0, 0, 0, 1, 3)))
    low, high = (-count - reach, count + reach) if reach else (0, max(count, 1))
    return values.integers(low, max(high, low + 1), own).astype(float)


def filled(values: Any, shape: tuple[int, ...], domain: str, span: int, spec: LossSpec) -> Any:
    """Numbers that an argument is made for."""
    drawn = numbers(values, shape, -span, span)
    if domain == "signs":
        return np.where(drawn < 0, -1.0, 1.0)
    if domain == "yes_no":
        return np.where(drawn < 0, 0.0, 1.0)
    if domain in ("probabilities", "non_negative") and not spec.parameters.get("log_target"):
        sizes = np.abs(drawn) / span
        return np.where(sizes < 0.2, 0.0, sizes)  # labels of 0 come up often
    return drawn


def share_of_no_logits(case: Case) -> Case:
    """Let predictions that are no logits be shares that add up to 1, as most of them are."""
    if case.spec.parameters.get("from_logits") is False and case.tensors["y_pred"].ndim:
        scores = np.exp(np.clip(case.tensors["y_pred"], -5, 5))
        case.tensors["y_pred"] = scores / scores.sum(axis=-1, keepdims=True)
    return case


@given(case=optax_cases(), shares=st.booleans())
@settings(REAL, max_examples=250)
def test_optax_gives_what_we_say_it_gives(optax, case, shares):
    """The tolerance is that of `lossgui.backends.tolerance`, which gives its reasons."""
    case = share_of_no_logits(case) if shares else case
    found = check_spec(case.spec, case.tensors, host=optax)
    if case.spec.loss in KINKED and (found.first_difference or "").startswith("the gradient"):
        found = check_spec(case.spec, beside_kinks(case.tensors), host=optax)
    if case.spec.loss in TABLES and found.first_difference == "only one of the two raises":
        return
    if case.spec.dtype == "float16" and case.spec.loss in NEVER_HALF:
        assert found.agrees or found.sentence.endswith("gives float32 for float16")
        return
    assert found.agrees, found.sentence


def beside_kinks(tensors: dict[str, Any]) -> dict[str, Any]:
    """Move every score a little, so that none lies on a kink any more."""
    values = np.random.default_rng(0)
    labels, *scores = tensors
    moved = {name: tensors[name] + values.normal(0, 1e-2, tensors[name].shape) for name in scores}
    return {labels: tensors[labels], **moved}


@pytest.mark.parametrize("key", sorted(OWN))
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_loss_that_optax_has_is_asked_of_it(optax, key, dtype):
    spec = make_spec(key, dialect="optax", dtype=dtype, **OWN[key].requires)
    found = check_spec(spec, example(spec.entry, 0), host=optax)
    assert found.agrees, found.sentence
    assert found.source.split(",")[0].split(".")[-1] == OWN[key].name.split(".")[-1]
    assert np.asarray(found.theirs).dtype == dtype


# What optax.losses 0.2.8 has and we leave out: convex_kl_divergence is an old name of
# generalized_kl_divergence, smooth_labels the parameter label_smoothing,
# ctc_loss_with_forward_probs what ctc_loss gives, with its table.
LEFT_OUT = {
    "convex_kl_divergence",
    "smooth_labels",
    "ctc_loss_with_forward_probs",
    # make_fenchel_young_loss takes any function; of logsumexp it is in the catalogue.
}
FORMS = {"kl_divergence_with_log_targets"}  # the parameter log_target of kl_divergence


def test_every_public_loss_of_optax_is_in_the_catalogue():
    spec = importlib.util.find_spec("optax")
    source = Path(spec.origin).with_name("losses") / "__init__.py"
    tree = ast.parse(source.read_text(encoding="utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    public = {name.name for node in imports for name in node.names}
    named = {own.name.split(".")[-1] for own in find_dialect("optax").own.values()}
    assert named <= public
    assert public - named == LEFT_OUT | FORMS


def test_the_catalogue_names_what_optax_has():
    assert set(OWN) <= set(LOSSES)


# Measured on optax 0.2.8 with the scores 1, 2, 4: NaN beyond the ends, a one-hot label of zeros, or
# the class at the end.
STRANGE = {
    "sparse_categorical_crossentropy": {3: np.nan, -1: 0.1698460, -3: 3.1698460, -4: np.nan},
    "multiclass_hinge": {3: 5.0, -1: 5.0, 1.5: 5.0},
    "multiclass_perceptron": {3: 4.0, -1: 4.0, 1.5: 4.0},
    "multiclass_sparsemax": {3: 0.0, 7: 0.0, -1: 0.0, -3: 3.0, -4: 3.0},
}


@pytest.mark.parametrize(
    ("key", "label"), [(key, label) for key, found in STRANGE.items() for label in found]
)
def test_a_class_number_that_no_class_has(optax, key, label):
    choices = {"dialect": "optax", **OWN[key].requires}
    found = check(key, [label], [[1.0, 2.0, 4.0]], host=optax, **choices)
    assert found.agrees, found.sentence
    assert float(found.theirs) == pytest.approx(STRANGE[key][label], rel=1e-6, nan_ok=True)
    said = evaluate(key, [label], [[1.0, 2.0, 4.0]], **choices).notes[-1]
    assert said.startswith(f"y_true[0] is {label}, and the 3 classes are 0 to 2: optax takes it")


@pytest.mark.parametrize("key", ["sparse_categorical_crossentropy", "multiclass_sparsemax"])
@pytest.mark.parametrize("label", [1.5, np.nan, np.inf])
def test_both_refuse_a_class_number_that_is_not_whole(optax, key, label):
    choices = {"dialect": "optax", **OWN[key].requires}
    found = check(key, [label], [[1.0, 2.0, 4.0]], host=optax, **choices)
    assert found.sentence.startswith("Agrees: both refuse."), found.sentence


@pytest.mark.parametrize("shape", [(2,), (2, 1), (0,)])
@pytest.mark.parametrize("share", [1.0, 0.5])
def test_the_only_class_gets_its_axis_before_the_shares_are_added_up(optax, shape, share):
    truth, shares = np.ones((shape[0], 1)), np.full(shape, share)
    found = check("soft_dice", truth, shares, dialect="optax", from_logits=False, host=optax)
    assert found.agrees, found.sentence
    assert found.sentence.startswith("Agrees: both refuse.") == (share != 1.0 and shape[0] > 0)


@pytest.mark.parametrize("label", [1.5, -0.5])
@pytest.mark.parametrize(
    "key", ["binary_crossentropy", "binary_focal_crossentropy", "categorical_crossentropy"]
)
def test_labels_that_are_no_probabilities_are_computed_with(optax, key, label):
    choices = {"dialect": "optax", **OWN[key].requires}
    found = check(key, [[label, 0.25]], [[1.0, 2.0]], host=optax, **choices)
    assert found.agrees, found.sentence
