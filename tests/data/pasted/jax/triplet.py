import jax.numpy as jnp


def triplet(anchor, pos, neg, margin=0.2):
    d_ap = jnp.linalg.norm(anchor - pos, axis=-1)
    d_an = jnp.linalg.norm(anchor - neg, axis=-1)
    return jnp.maximum(d_ap - d_an + margin, 0.0).mean()
