"""What a constant factor between two losses does to training, and how a factor is written."""

from __future__ import annotations

from fractions import Fraction
from math import isfinite

from lossgui.core.saying import worded


def consequences_of_factor(a: str, b: str, factor: str, value: float) -> tuple[str, ...]:
    """Say what a constant factor does to the gradient, to SGD and to Adam."""
    told = {"a": a, "b": b, "factor": bracketed(factor)}
    if value < 0:
        return (
            worded(
                "The gradients point opposite ways; {b}'s is {factor} times as long, so SGD takes "
                "the same steps with {a} if its learning rate is multiplied by it.",
                **told,
            ),
            worded(
                "Adam goes the opposite way as well, with steps of the same length up to its "
                "epsilon; clipping by norm and a weight penalty feel the factor."
            ),
        )
    return (
        worded(
            "The gradients point the same way; {b}'s is {factor} times as long, so SGD takes the "
            "same steps with {a} if its learning rate is multiplied by it.",
            **told,
        ),
        worded(
            "Adam takes the same steps with both, because the factor cancels up to its epsilon; "
            "clipping by norm and a weight penalty feel the factor."
        ),
    )


def ratio_text(value: float | None) -> str:
    """Write a ratio as a short fraction where it is one, else with six digits."""
    if value is None:
        return "?"
    if not isfinite(value):
        return f"{value:.6g}"
    fraction = Fraction(value).limit_denominator(1000)
    if abs(float(fraction) - value) <= 1e-12 * max(1.0, abs(value)):
        return str(fraction)
    return f"{value:.6g}"


def bracketed(ratio: str) -> str:
    """Put a ratio into brackets where it is more than one number or name."""
    return f"({ratio})" if any(sign in ratio for sign in "/+ ") else ratio
