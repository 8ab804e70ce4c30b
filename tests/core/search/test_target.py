from __future__ import annotations

import pytest

from lossgui.core.search import Target

THREE = Target(0.237, 0.0005, "0.237")


@pytest.mark.parametrize("number", [0.2365, 0.23666667, 0.237, 0.2375])
def test_a_number_that_rounds_to_the_typed_digits_is_held(number):
    assert THREE.holds(number)


@pytest.mark.parametrize("number", [0.2364, 0.2376, -0.237, float("nan"), float("inf")])
def test_a_number_that_rounds_to_other_digits_is_not_held(number):
    assert not THREE.holds(number)


@pytest.mark.parametrize(
    ("value", "slack", "digits"),
    [(0.237, 5e-4, 3), (0.2370, 5e-5, 4), (12.5, 0.05, 3), (0.00123, 5e-6, 3), (2.0, 0.5, 1)],
)
def test_digits_are_counted_from_the_first_that_is_not_zero(value, slack, digits):
    assert Target(value, slack, str(value)).typed_digits == digits


def test_the_digits_that_agree_are_counted_and_never_more_than_were_typed():
    assert THREE.digits_shared(0.23666667) == 3
    assert THREE.digits_shared(0.24) == 2  # rounded to two digits both are 0.24
    assert THREE.digits_shared(0.9) == 0
    assert THREE.digits_shared(float("inf")) == 0
