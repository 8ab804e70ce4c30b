"""The core computes with the arrays it is given, not only with NumPy's."""

import array_api_strict as xp
import numpy as np
import pytest

import lossgui

Y_TRUE = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 1.0]]
Y_PRED = [[0.1, 0.8, 0.9], [0.5, 0.7, 0.6], [0.8, 0.7, 0.5]]


@pytest.mark.parametrize("dialect", ["keras-3", "textbook"])
@pytest.mark.parametrize("loss", [loss.key for loss in lossgui.losses()])
def test_a_strict_namespace_gives_numpys_numbers(loss, dialect):
    strict = [xp.asarray(values) for values in (Y_TRUE, Y_PRED)]
    plain = [np.asarray(values) for values in (Y_TRUE, Y_PRED)]
    theirs = lossgui.evaluate(loss, *strict, dialect=dialect)
    ours = lossgui.evaluate(loss, *plain, dialect=dialect)
    assert isinstance(theirs.value, type(strict[0]))
    assert all(isinstance(stage.value, type(strict[0])) for stage in theirs.stages)
    # The two namespaces may sum in another order: one unit in the last place of float32.
    assert float(theirs.value) == pytest.approx(float(ours.value), rel=2e-7)
    slope = lossgui.gradient(loss, *strict, dialect=dialect)
    np.testing.assert_allclose(
        np.asarray(slope), lossgui.gradient(loss, *plain, dialect=dialect), rtol=1e-6
    )


def test_weights_and_masks_stay_in_the_namespace():
    weight, mask = xp.asarray([1.0, 2.0, 0.0]), xp.asarray([1.0, 0.0, 1.0])
    result = lossgui.evaluate(
        "mse", xp.asarray(Y_TRUE), xp.asarray(Y_PRED), sample_weight=weight, mask=mask
    )
    expected = lossgui.evaluate("mse", Y_TRUE, Y_PRED, sample_weight=[1, 2, 0], mask=[1, 0, 1])
    assert float(result.value) == pytest.approx(float(expected.value), rel=2e-7)
