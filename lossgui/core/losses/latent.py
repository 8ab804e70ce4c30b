"""Losses of a latent code, as variational autoencoders add them to the reconstruction loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.losses.catalogue import loss
from lossgui.core.ops import exp, reduce, square

if TYPE_CHECKING:
    from lossgui.core.expr import Axis, Node


@loss(
    title="KL to the standard normal",
    formula="-½ Σ (1 + ln σ² - μ² - σ²)",
    aliases=("kl_normal", "vae_kl"),
)
def kl_standard_normal(
    z_mean: Node, z_log_var: Node, *, axis: Axis = -1, inner: str = "sum"
) -> Node:
    """Measure how far a diagonal normal is from the standard normal.

    ``-0.5 * sum(1 + z_log_var - square(z_mean) - exp(z_log_var), axis)`` in nats, with z_log_var =
    ln(variance). The inner reduction mean, seen in old blog code, weakens it by the latent
    dimension. Source: Kingma and Welling, arXiv:1312.6114 (2013), appendix B.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("kl_standard_normal", [[1.0, 0.0]], [[0.0, 0.0]]).value)
    0.5
    """
    inside = 1.0 + z_log_var - square(z_mean) - exp(z_log_var)
    return -0.5 * reduce(inside, inner, axis)
