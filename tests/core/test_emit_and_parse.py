"""What is written as source can be read again, and is the same loss."""

from __future__ import annotations

import ast

import numpy as np
import pytest

import lossgui
from lossgui.core.emit import TARGETS
from lossgui.core.losses import LOSSES
from lossgui.core.parse.emitted import helper_of
from lossgui.core.spec import make_spec
from tests.core import random_cases as random

# Where the rules of the proofs do not reach: powers, medians, sums over pairs of one tensor.
NOT_PROVEN = {
    "binary_focal_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_generalized_cross_entropy",
    "circle",
    "d2_absolute_error",
    "d2_pinball",
    "median_absolute_error",
    "multiclass_sparsemax",
    "multilabel_margin",
    "ntxent",
    "triplet_margin",
}
# NumPy source says nothing of what is constant for a derivative.
CONSTANTS = {"gaussian_nll", "multiclass_generalized_dice", "poly_crossentropy", "soft_dice"}
# Class numbers are cut to whole ones before the framework's function takes them.
WHOLE_LABELS = {
    "multi_margin",
    "multiclass_hinge",
    "multiclass_perceptron",
    "multiclass_sparsemax",
    "multilabel_margin",
    "negative_log_likelihood",
    "sparse_categorical_crossentropy",
}
# The text does not say which release it is for: tf.keras is read as that of Keras 3.
OTHER_ERA = {
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "cosine_similarity",
    "mean_squared_logarithmic_error",
}
KEYS = [key for key in LOSSES if key != "ctc"]


def read_again(spec, source):
    """The loss that a source is, with nothing done around it."""
    dtype = spec.computed_dtype
    key = lossgui.parse(source).key
    return make_spec(key, dialect="textbook", reduction="none", dtype=dtype)


@pytest.mark.parametrize("framework", TARGETS)
@pytest.mark.parametrize("era", ["textbook", "own"])
def test_the_steps_of_every_loss_are_read_again_as_the_same_loss(framework, era):
    dialect = "textbook" if era == "textbook" else (TARGETS[framework].dialects or ("keras-3",))[0]
    unproven = NOT_PROVEN | (CONSTANTS if framework == "numpy" else set())
    for key in KEYS:
        spec = make_spec(key, dialect=dialect)
        tensors = list(random.example(key, 4, dialect=dialect).values())
        source = lossgui.emit(spec, framework, *tensors, steps=True)
        again = read_again(spec, source)
        assert lossgui.parse(source).name == key
        said = lossgui.compare(spec, again, *tensors)
        assert said.kind == "identical" or key in unproven, source
        close = 2e-5 if spec.computed_dtype == "float32" else 1e-12
        expected, found = (lossgui.evaluate(item, *tensors).value for item in (spec, again))
        np.testing.assert_allclose(found, expected, rtol=close, atol=close, err_msg=source)
        wrt = spec.entry.arguments[1]
        if framework != "numpy" and key not in ("median_absolute_error",):
            expected, found = (lossgui.gradient(item, *tensors, wrt=wrt) for item in (spec, again))
            np.testing.assert_allclose(found, expected, 20 * close, close, err_msg=source)


@pytest.mark.parametrize("framework", [key for key, target in TARGETS.items() if target.calls])
def test_the_own_call_of_a_loss_is_read_again_with_its_value(framework):
    target = TARGETS[framework]
    dialect, unproven = target.dialects[0], set()
    if framework in ("torch", "jax"):
        unproven = WHOLE_LABELS
    if framework == "tf.keras-2":
        unproven = OTHER_ERA
    for key in target.calls.losses:
        spec = make_spec(key, dialect=dialect)
        version = spec.rules.version_of(spec.entry)
        if version is None or key in NOT_READ:
            continue
        spec = make_spec(key, dialect=dialect, **version.requires)
        tensors = list(random.example(key, 4, dialect=dialect).values())
        source = lossgui.emit(spec, framework, *tensors)
        again = read_again(spec, source)
        said = lossgui.compare(spec, again, *tensors)
        assert said.kind == "identical" or key in unproven | NOT_PROVEN, source
        expected, found = (lossgui.evaluate(item, *tensors).value for item in (spec, again))
        np.testing.assert_allclose(found, expected, rtol=2e-5, err_msg=source)


NOT_READ = ("circle", "ctc", "fenchel_young", "ntxent")


@pytest.mark.parametrize("framework", TARGETS)
def test_the_helpers_are_read_as_what_they_stand_for(framework):
    for name, text in TARGETS[framework].helpers.items():
        definition = ast.parse(text).body[0]
        assert definition.name == name
        # What puts a cut back is in slopes only, and has no name in any framework.
        assert (helper_of(definition) is None) == (name == "unslice"), name
        definition.body.append(ast.parse("pass").body[0])
        assert helper_of(definition) is None


@pytest.mark.parametrize(("framework", "module"), [("numpy", "np"), ("jax", "jnp")])
def test_a_tensor_whose_name_ends_like_a_module_keeps_its_name(framework, module):
    loss = lossgui.parse(
        "def f(inp, y): return tf.reduce_mean(tf.range(tf.shape(inp)[0]) * (inp - y))"
    )
    code = lossgui.emit(loss, framework, np.ones(3), np.ones(3))
    assert f"{module}.arange(inp.shape[0]" in code
