"""Losses of counts and distributions: Poisson, Kullback-Leibler, Gaussian likelihood."""

from __future__ import annotations

from math import log as ln
from math import pi
from typing import TYPE_CHECKING

from lossgui.core.losses.catalogue import Parameter, loss
from lossgui.core.ops import (
    clip,
    exp,
    greater,
    log,
    maximum,
    not_equal,
    reduce,
    square,
    stop_gradient,
    where,
)

if TYPE_CHECKING:
    from lossgui.core.expr import Axis, Node


@loss(
    title="Poisson",
    formula="mean(p - y ln p)",
    aliases=("poisson_nll", "PoissonNLLLoss"),
    parameters=(
        Parameter("log_input", "y_pred are logarithms of the rate", "flag"),
        Parameter(
            "full", "adds Stirling's approximation of ln y! for y > 1", "flag", default=False
        ),
        Parameter("epsilon", "is added inside the logarithm; 0 adds nothing", minimum=0.0),
    ),
    domains={"y_true": "non_negative"},
)
def poisson(
    y_true: Node,
    y_pred: Node,
    *,
    axis: Axis = -1,
    inner: str = "mean",
    log_input: bool = False,
    full: bool = False,
    epsilon: float = 0.0,
) -> Node:
    """Average the negative log-likelihood of counts, without the part that has no prediction in it.

    ``p - y ln(p + epsilon)``, or ``exp(z) - y z`` from logarithms z. A rate below -epsilon gives
    NaN. Source: keras.losses.poisson 3.15.1; torch.nn.functional.poisson_nll_loss 2.13 (`full`).

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("poisson", [[3.0]], [[1.0]], dialect="textbook").value)
    1.0
    """
    if log_input:
        element = exp(y_pred) - y_true * y_pred
    else:
        element = y_pred - y_true * log(y_pred + epsilon if epsilon else y_pred)
    if full:
        several = greater(y_true, 1.0)
        count = where(several, y_true, 1.0)  # keeps log(0) and its slope away
        stirling = count * log(count) - count + 0.5 * log(2.0 * pi * count)
        element = element + where(several, stirling, 0.0)
    return reduce(element, inner, axis)


@loss(
    title="Kullback-Leibler divergence",
    formula="Σ y ln(y / p)",
    aliases=("kld", "kl_div", "KLDivLoss"),
    parameters=(
        Parameter("log_input", "y_pred are logarithms of probabilities", "flag"),
        Parameter("log_target", "y_true are logarithms of probabilities", "flag", default=False),
        Parameter("epsilon", "both are clipped to epsilon .. 1; 0 clips nothing", minimum=0.0),
    ),
    domains={"y_true": "probabilities", "y_pred": "probabilities"},
)
def kl_divergence(
    y_true: Node,
    y_pred: Node,
    *,
    axis: Axis = -1,
    inner: str = "sum",
    log_input: bool = False,
    log_target: bool = False,
    epsilon: float = 0.0,
) -> Node:
    """Add up how far the predicted distribution is from the true one, in nats.

    ``y ln(y / p)`` with 0 ln 0 = 0; a sum, not a mean, along the classes. Nothing is normalised, so
    it can be negative for numbers that are no distributions. PyTorch and optax want logarithms as
    predictions (`log_input`).
    Source: Kullback and Leibler (1951); keras.losses.kl_divergence 3.15.1.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("kld", [[0.5, 0.5]], [[0.25, 0.75]], dialect="textbook")
    >>> round(float(found.value), 9)
    0.143841036
    """
    if log_target:
        target, log_y = exp(y_true), y_true
        log_p = y_pred if log_input else log(y_pred)
        return reduce(target * (log_y - log_p), inner, axis)
    target = clip(y_true, epsilon, 1.0) if epsilon else y_true
    some = not_equal(target, 0.0)
    inside = target if epsilon else where(some, target, 1.0)
    if log_input:
        element = target * (log(inside) - y_pred)
    else:
        element = target * log(inside / (clip(y_pred, epsilon, 1.0) if epsilon else y_pred))
    # The product, not 0: a prediction that is not a number must not be swallowed.
    return reduce(element if epsilon else where(some, element, 0.0 * y_pred), inner, axis)


@loss(
    title="Generalized Kullback-Leibler divergence",
    formula="Σ y ln(y / p) - y + p",
    aliases=("convex_kl_divergence",),
    parameters=(
        Parameter("log_input", "y_pred are logarithms of the amounts", "flag"),
        Parameter("epsilon", "both are clipped to epsilon .. 1; 0 clips nothing", minimum=0.0),
    ),
    domains={"y_true": "non_negative", "y_pred": "non_negative"},
)
def generalized_kl_divergence(
    y_true: Node,
    y_pred: Node,
    *,
    axis: Axis = -1,
    inner: str = "sum",
    log_input: bool = False,
    epsilon: float = 0.0,
) -> Node:
    """Add up how far predicted amounts are from the true ones, whatever they sum to.

    What `kl_divergence` lacks, ``p - y``, is added: it is 0 only where both are the same, and never
    negative. For distributions the two are equal.
    Source: Boyd and Vandenberghe, Convex Optimization (2004), p. 90;
    optax.losses.generalized_kl_divergence 0.2.8.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("generalized_kl_divergence", [[1.0]], [[2.0]], dialect="textbook")
    >>> round(float(found.value), 9)
    0.306852819
    """
    target = clip(y_true, epsilon, 1.0) if epsilon else y_true
    some = not_equal(target, 0.0)
    inside = where(some, target, 1.0)
    if log_input:
        amount, logs = exp(y_pred), log(inside) - y_pred
    else:
        amount = clip(y_pred, epsilon, 1.0) if epsilon else y_pred
        logs = log(inside / amount)
    # The product, not 0: a prediction that is not a number must not be swallowed.
    element = where(some, target * logs, 0.0 * y_pred)
    return reduce(element + (amount - target), inner, axis)


@loss(
    title="Gaussian negative log-likelihood",
    formula="mean(½(ln v + e²/v))",
    aliases=("gaussian_nll_loss", "GaussianNLLLoss"),
    parameters=(
        Parameter("full", "adds the constant ½ ln 2π", "flag", default=False),
        Parameter("epsilon", "smaller variances are raised to it", default=1e-6, minimum=0.0),
    ),
    domains={"variance": "non_negative"},
)
def gaussian_nll(
    y_true: Node,
    y_pred: Node,
    variance: Node,
    *,
    axis: Axis = -1,
    inner: str = "mean",
    full: bool = False,
    epsilon: float = 1e-6,
) -> Node:
    """Average the negative log-likelihood of a normal distribution with a predicted variance.

    A variance below epsilon counts as epsilon; its derivative is that of the raised one, as in
    PyTorch, which clamps outside of the gradient.
    Source: Nix and Weigend (1994); torch.nn.functional.gaussian_nll_loss 2.13.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("gaussian_nll", [[0.0]], [[2.0]], [[1.0]]).value)
    2.0
    """
    raised = variance
    if epsilon:
        raised = variance + stop_gradient(maximum(variance, epsilon) - variance)
    element = 0.5 * (log(raised) + square(y_pred - y_true) / raised)
    if full:
        element = element + 0.5 * ln(2.0 * pi)
    return reduce(element, inner, axis)
