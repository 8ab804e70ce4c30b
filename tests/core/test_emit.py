"""Source code of losses: run on its own, it gives our values and gradients."""

from __future__ import annotations

import numpy as np
import pytest

import lossgui
from lossgui.core.emit import numpy_source
from lossgui.core.expr import OPERATIONS
from lossgui.core.losses import LOSSES
from tests.core import random_cases as random

# The table of paths and the slope of a median have no NumPy source yet.
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


def test_every_operation_has_a_source_or_is_listed():
    own = numpy_source.INFIX | set(numpy_source.CALLS) | numpy_source.SAME_VALUE
    for name, operation in OPERATIONS.items():
        known = name in own | numpy_source.LACKING
        assert known or callable(getattr(np, operation.spelling["numpy"])), name
    assert set(numpy_source.HELPERS) <= set(numpy_source.CALLS)


def test_the_code_holds_for_other_lengths(rng):
    source = lossgui.emit("mse", dialect="keras-3", reduction="sum_over_batch_size")
    truth, guess = rng.uniform(size=(2, 7, 5))
    expected = np.mean((guess - truth) ** 2)
    assert run(source, truth, guess) == pytest.approx(expected, rel=1e-6)


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
    with pytest.raises(ValueError, match="framework must be one of numpy, not 'fortran'"):
        lossgui.emit("mse", "fortran")
