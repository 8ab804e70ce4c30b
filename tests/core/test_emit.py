"""Source code of losses: run on its own, it gives our values and gradients."""

from __future__ import annotations

import numpy as np
import pytest

import lossgui
from lossgui.core.emit import TARGETS, write
from lossgui.core.emit.simplify import SAME_VALUE
from lossgui.core.evaluate import Evaluator
from lossgui.core.expr import OPERATIONS
from lossgui.core.gradient import gradient
from lossgui.core.losses import LOSSES
from tests.core import random_cases as random
from tests.core import random_graphs as graphs

# The table of paths and the slope of a median have no NumPy source yet.
TARGET = TARGETS["numpy"]
LACKING = ("ctc", "median_absolute_error")


def run(source, *tensors):
    """Run the last function of a source by itself, with nothing but NumPy in reach."""
    names = {}
    exec(compile(source, "emitted", "exec"), names)
    function = [item for item in names.values() if callable(item)][-1]
    with np.errstate(all="ignore"):
        return function(*tensors)


@pytest.mark.parametrize("dialect", ["keras-3", "torch-2", "textbook"])
@pytest.mark.parametrize("loss", [key for key in LOSSES if key not in LACKING])
def test_the_code_of_every_loss_gives_its_value_and_gradient(loss, dialect):
    tensors = list(random.example(loss, 3).values())
    result = lossgui.evaluate(loss, *tensors, dialect=dialect)
    found = run(lossgui.emit(loss, "numpy", *tensors, dialect=dialect), *tensors)
    assert np.asarray(found).dtype == result.dtype
    # Both round each step once, in another order inside sums.
    close = 2e-5 if result.dtype == "float32" else 1e-12
    np.testing.assert_allclose(found, result.value, rtol=close, atol=close / 10)
    wrt = LOSSES[loss].arguments[1]
    slope = lossgui.gradient(loss, *tensors, wrt=wrt, dialect=dialect)
    emitted = run(lossgui.emit(loss, "numpy", *tensors, wrt=wrt, dialect=dialect), *tensors)
    assert np.asarray(emitted).dtype == slope.dtype
    np.testing.assert_allclose(emitted, slope, rtol=20 * close, atol=close)


@pytest.mark.parametrize("framework", TARGETS)
def test_every_operation_has_a_source_or_is_listed(framework):
    target = TARGETS[framework]
    own = target.infix | set(target.spelled) | SAME_VALUE | {"sum_like"} | target.lacking
    for name, operation in OPERATIONS.items():
        assert name in own or any(key in operation.spelling for key in target.spelling), name
        # A function of the same inputs in NumPy may have the same name elsewhere; no other one.
        if name in TARGET.spelled and "numpy" in target.spelling:
            assert name in own or target.key in operation.spelling, name
    assert set(target.helpers) <= set(target.spelled)


def test_every_name_of_the_table_is_a_function_of_numpy():
    own = TARGET.infix | set(TARGET.spelled) | SAME_VALUE | {"sum_like"} | TARGET.lacking
    for name, operation in OPERATIONS.items():
        assert name in own or callable(getattr(np, operation.spelling["numpy"])), name


def test_the_code_holds_for_other_lengths(rng):
    source = lossgui.emit("mse", dialect="keras-3", reduction="sum_over_batch_size")
    truth, guess = rng.uniform(size=(2, 7, 5))
    expected = np.mean((guess - truth) ** 2)
    assert run(source, truth, guess) == pytest.approx(expected, rel=1e-6)


def test_a_reshape_takes_a_batch_of_any_size(rng):
    flat = lossgui.parse("def f(a, b): return np.sum(a.reshape(-1) * b.reshape(-1)) / b.size")
    rows = lossgui.parse("def f(a, b): return np.mean((a - b).reshape(a.shape[0], -1).sum(axis=1))")
    for loss in (flat, rows):
        emitted = lossgui.emit(loss, "numpy", np.ones((4, 3, 2)), np.ones((4, 3, 2)))
        a, b = rng.normal(size=(2, 7, 3, 2))
        expected = lossgui.evaluate(loss, a, b).value
        np.testing.assert_allclose(run(emitted, a, b), expected, rtol=1e-6)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_code_of_random_formulas_gives_their_values_for_other_lengths_too(dtype):
    tried = 0
    for seed in range(300):
        values = np.random.default_rng(seed)
        recipe = graphs.recipe(values, 5)
        for slope in (False, True):
            node = formula(recipe, 4, 3, slope)
            if node is None or formula(recipe, 5, 2, slope) is None:
                continue
            source = write(TARGET, "found", node, tuple(graphs.TENSORS), dtype)
            for lengths in ((4, 3), (5, 2)):
                tensors = {
                    name: values.uniform(-1.5, 1.5, leaf.shape)
                    for name, leaf in graphs.leaves(*lengths).items()
                }
                wanted = formula(recipe, *lengths, slope)
                evaluator = Evaluator([wanted], dtype)
                evaluator.run(tensors)
                found, expected = run(source, *tensors.values()), evaluator[wanted]
                assert np.asarray(found).dtype == dtype, source
                # Differences of rounded numbers keep what was rounded away before.
                close = 1e-9 if dtype == "float64" else 1e-3
                scale = np.abs(np.where(np.isfinite(expected), expected, 0)).max(initial=1)
                np.testing.assert_allclose(found, expected, close, close * scale, err_msg=source)
                tried += 1
    assert tried > 900


def formula(recipe, n, d, slope):
    """A random formula, or its slope by x; None if its shapes do not fit."""
    tensors = graphs.leaves(n, d)
    try:
        node = graphs.build(recipe, tensors)
    except ValueError:
        return None
    return gradient(node, [tensors["x"]])[0] if slope else node


def test_weights_are_arguments_of_the_code():
    tensors = [[0.0, 0.0]], [[1.0, 2.0]]
    source = lossgui.emit("mse", "numpy", *tensors, sample_weight=[2.0])
    assert "def mean_squared_error(y_true, y_pred, sample_weight):" in source
    assert run(source, *tensors, [2.0]) == 5.0


def test_a_keyword_of_the_loss_is_in_the_code():
    assert "0.25" in lossgui.emit("huber", delta=0.25)


def test_what_has_no_source_is_said():
    with pytest.raises(ValueError, match="no NumPy source yet"):
        lossgui.emit("ctc", dialect="textbook")
    weighed = [[0.0], [1.0]], [[0.5], [0.25]]
    with pytest.raises(ValueError, match=r"lower_quantile.* has no NumPy source yet"):
        lossgui.emit(
            "median_absolute_error",
            "numpy",
            *weighed,
            sample_weight=[1.0, 2.0],
            dialect="sklearn-1",
        )


def test_an_unknown_framework_is_said():
    with pytest.raises(ValueError, match=r"framework must be one of numpy, keras.* not 'fortran'"):
        lossgui.emit("mse", "fortran")


def test_numbers_of_a_loss_are_arguments_with_their_values():
    source = lossgui.emit("binary_focal_crossentropy", gamma=3.0, dialect="textbook")
    assert "def binary_focal_crossentropy(y_true, y_pred, gamma=3.0):" in source
    tensors = [[0.0, 1.0]], [[0.25, 0.5]]
    # -ln(1 - 0.25) * 0.25 ** 1 and -ln(0.5) * 0.5 ** 1, their mean.
    expected = (-np.log(0.75) * 0.25 - np.log(0.5) * 0.5) / 2
    assert run(source.replace("gamma=3.0", "gamma=1.0"), *tensors) == pytest.approx(expected)


def test_a_number_that_others_are_computed_from_stays_a_constant():
    # Half of delta squared is a constant of its own in the graph.
    source = lossgui.emit("huber", delta=3.0, dialect="textbook")
    assert "delta" not in source
    assert "3.0" in source


def test_a_pasted_loss_keeps_its_name_tensors_and_numbers():
    pasted = lossgui.parse("def mine(a, b, beta=4.0): return tf.reduce_mean(beta * (a - b), 1)")
    source = lossgui.emit(pasted, "torch", [[1.0]], [[2.0]], reduction="none")
    assert "def mine(a, b, beta=4.0):" in source
    assert "return torch.mean(beta * (a - b), dim=-1)" in source


def test_a_pasted_loss_may_be_called_like_a_helper():
    pasted = lossgui.parse("def sigmoid(a, b): return np.mean(1 / (1 + np.exp(-(a - b))))")
    assert "def sigmoid_loss(a, b):" in lossgui.emit(pasted, "numpy", [[1.0]], [[2.0]])


def test_a_slope_is_called_by_what_it_is_the_slope_by():
    source = lossgui.emit("categorical_crossentropy", wrt="y_pred")
    assert "by_clipped = " in source
    assert "by_ratio = " in source


def test_a_mean_is_written_for_a_sum_over_the_number_of_its_elements():
    source = lossgui.emit("mse", dialect="torch-2", steps=True)
    assert source.endswith("    return np.mean(np.square(y_pred - y_true))\n")


def test_a_reduction_says_what_becomes_of_the_shape():
    assert "  # (2, 5) -> (2,)\n" in lossgui.emit("mse", "numpy", np.ones((2, 5)), np.ones((2, 5)))


def test_a_call_says_reduction_axis_and_settings():
    chosen = {"axis": 0, "label_smoothing": 0.1, "reduction": "sum"}
    source = lossgui.emit("binary_crossentropy", "keras", **chosen)
    call = (
        'keras.losses.BinaryCrossentropy(label_smoothing=0.1,axis=0,reduction="sum")(y_true,y_pred)'
    )
    assert f"return {call}" in source.replace("\n", "").replace("    ", "").replace(", ", ",")


@pytest.mark.parametrize(
    "choices", [{"factor": 2.0}, {"inner": "sum"}, {"axis": 0}, {"mask": [1.0, 0.0]}]
)
def test_steps_are_written_where_the_call_can_not_say_what_is_chosen(choices):
    tensors = np.ones((2, 2)), np.ones((2, 2))
    assert "keras.losses" in lossgui.emit("mse", "keras", *tensors)
    assert "keras.losses" not in lossgui.emit("mse", "keras", *tensors, **choices)
