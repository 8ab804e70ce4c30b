import jax.numpy as jnp


def loss(x, y):
    l1 = jnp.abs(x - y).mean(axis=0)
    l2 = jnp.square(x - y).mean(axis=0)
    return (l1 + l2).astype(jnp.float32).sum()
