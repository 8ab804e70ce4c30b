"""What a loss is divided by, worked by hand for six pairs of numbers in two rows."""

from __future__ import annotations

import pytest

from lossgui.core.api import evaluate
from lossgui.core.dialects import DIALECTS
from lossgui.core.divisors import divisors

PAIR = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], [[0.0, 0.8, 0.9], [0.5, 0.7, 0.6]]
SQUARES = 0.04 + 0.81 + 0.25 + 0.49 + 0.16


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_sum_of_the_squares_over_the_divisor_is_the_value(dialect):
    result = evaluate("mse", *PAIR, dialect=dialect)
    found = divisors(result)
    assert found is not None
    assert found.value == 6
    # The sum of five squares in float32 is off by some roundings of 2**-24.
    assert float(result.value) == pytest.approx(SQUARES / found.value, rel=1e-6)


@pytest.mark.parametrize(
    ("choices", "value", "names"),
    [
        ({"dialect": "keras-3"}, 6, ("n", "d")),
        ({"dialect": "torch-2"}, 6, ("numel",)),
        ({"dialect": "keras-3", "reduction": "sum"}, 3, ("d",)),
        ({"dialect": "keras-3", "inner": "sum"}, 2, ("n",)),
        ({"dialect": "textbook", "axis": None}, 6, ("n", "numel")),
        ({"dialect": "sklearn-1"}, 6, ("n", "d")),
        ({"dialect": "keras-3", "factor": 0.5}, 6, ("n", "d")),
    ],
)
def test_each_divisor_has_a_name(choices, value, names):
    found = divisors(evaluate("mse", *PAIR, **choices))
    assert (found.value, found.names) == (value, names)
    assert len(found.meanings) == len(names)


def test_weights_are_a_divisor_with_their_sum():
    result = evaluate(
        "mse",
        *PAIR,
        sample_weight=[0.5, 1.5],
        dialect="keras-3",
        reduction="mean_with_sample_weight",
    )
    assert divisors(result).names == ("sum of w", "d")
    assert divisors(result).value == pytest.approx(6)


def test_nothing_is_divided_where_everything_is_added_up():
    assert divisors(evaluate("mse", *PAIR, reduction="sum", inner="sum")) is None
