"""The core computes with the arrays it is given, not only with NumPy's."""

from __future__ import annotations

import array_api_strict as xp
import numpy as np
import pytest

from lossgui.core.api import evaluate, gradient
from lossgui.core.dialects import DIALECTS
from lossgui.core.losses import LOSSES
from tests.core import random_cases as random

Y_TRUE = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 1.0]])
Y_PRED = np.array([[0.1, 0.8, 0.9], [0.5, 0.7, 0.6], [0.8, 0.7, 0.5]])

# The two namespaces may sum in another order: some units in the last place.
ROUNDING = {"float32": 1e-6, "float64": 1e-14}


@pytest.mark.parametrize("dtype", ROUNDING)
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("key", LOSSES)
def test_a_strict_namespace_gives_numpys_numbers(key, dialect, dtype):
    plain = list(random.example(key, dialect=dialect).values())
    strict = [xp.asarray(values) for values in plain]
    for reduction in random.reductions(key, dialect):
        choices = {"dialect": dialect, "reduction": reduction, "dtype": dtype}
        theirs = evaluate(key, *strict, **choices)
        ours = evaluate(key, *plain, **choices)
        assert isinstance(theirs.value, type(strict[0]))
        assert all(isinstance(stage.value, type(strict[0])) for stage in theirs.stages)
        assert theirs.value.dtype == getattr(xp, dtype)
        np.testing.assert_allclose(np.asarray(theirs.value), ours.value, rtol=ROUNDING[dtype])
        for wrt in LOSSES[key].arguments:
            slope = gradient(key, *strict, wrt=wrt, **choices)
            assert isinstance(slope, type(strict[0]))
            expected = gradient(key, *plain, wrt=wrt, **choices)
            np.testing.assert_allclose(
                np.asarray(slope), expected, rtol=ROUNDING[dtype], atol=ROUNDING[dtype]
            )


def test_weights_and_masks_stay_in_the_namespace():
    weight, mask = xp.asarray([1.0, 2.0, 0.0]), xp.asarray([1.0, 0.0, 1.0])
    result = evaluate(
        "mse", xp.asarray(Y_TRUE), xp.asarray(Y_PRED), sample_weight=weight, mask=mask
    )
    expected = evaluate("mse", Y_TRUE, Y_PRED, sample_weight=[1, 2, 0], mask=[1, 0, 1])
    assert isinstance(result.inputs["mask"], type(mask))
    assert float(result.value) == pytest.approx(float(expected.value), rel=2e-7)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Y_TRUE.tolist(), xp.asarray(Y_PRED)),
        (Y_TRUE, xp.asarray(Y_PRED)),
        (xp.asarray(Y_TRUE), Y_PRED.tolist()),
    ],
)
def test_lists_and_numpy_arrays_join_the_other_tensors_namespace(first, second):
    result = evaluate("mse", first, second, sample_weight=[1.0, 2.0, 3.0])
    expected = evaluate("mse", Y_TRUE, Y_PRED, sample_weight=[1.0, 2.0, 3.0])
    assert isinstance(result.value, type(xp.asarray(1.0)))
    assert float(result.value) == pytest.approx(float(expected.value), rel=2e-7)


def test_only_real_numbers_are_taken():
    for numbers in ([1, 2], [True, False]):
        assert float(evaluate("mse", xp.asarray(numbers), xp.asarray([0.0, 0.0])).value) > 0
    with pytest.raises(TypeError, match=r"^y_pred must hold real numbers, not .*complex128"):
        evaluate("mse", xp.asarray([1.0]), xp.asarray([1j]))


def test_a_dtype_that_a_namespace_lacks_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="array_api_strict has no float16: choose another dtype"):
        evaluate("mse", xp.asarray([0.0]), xp.asarray([1.0]), dtype="float16")
