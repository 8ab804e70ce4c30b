"""JAX source: what NumPy has too is ``jnp``'s, the rest ``jax.nn``'s."""

from __future__ import annotations

from dataclasses import replace

from lossgui.core.emit import numpy_source
from lossgui.core.emit.optax_calls import CALLS

HELPERS = {
    "divide_no_nan": '''
def divide_no_nan(a, b):
    """Divide; 0 where the divisor is 0."""
    zero = jnp.equal(b, 0)
    return jnp.where(zero, 0.0, a / jnp.where(zero, 1.0, b))
''',
}


TARGET = replace(
    numpy_source.TARGET,
    key="jax",
    title="JAX",
    imports={
        "jax": "import jax",
        "jnp": "import jax.numpy as jnp",
        "optax": "import optax",
    },
    wide='jax.config.update("jax_enable_x64", True)',
    module="jnp",
    spelling=("jax", "numpy"),
    dtype="jnp.{0}",
    taken="jnp.asarray({0}, dtype={dtype})",
    made="jnp.asarray({0}, dtype={dtype})",
    filled="jnp.full_like({1}, {0})",
    spelled={
        "divide_no_nan": "divide_no_nan({0}, {1})",
        "sigmoid": "jax.nn.sigmoid({0})",
        "softplus": "jax.nn.softplus({0})",
        "logsumexp": "jax.nn.logsumexp({0}, axis={axis}{kept})",
        "stop_gradient": "jax.lax.stop_gradient({0})",
        "broadcast_like": "jnp.broadcast_to({0}, {1}.shape)",
        "index": numpy_source.positions_of("jnp"),
        "argmax": "jnp.argmax({0}, axis={axis}{kept}).astype({dtype})",
        "argmin": "jnp.argmin({0}, axis={axis}{kept}).astype({dtype})",
        "erf": "jax.lax.erf({0})",
        "reshape": "jnp.reshape({0}, {shape})",
        "slice": "{0}[{parts}]",
        "unslice": "jnp.zeros_like({1}).at[{parts}].set({0})",
        "concatenate": "jnp.concatenate([{inputs}], axis={axis})",
    },
    helpers=HELPERS,
    keeps_gradient=True,
    dialects=("optax",),
    calls=CALLS,
)
