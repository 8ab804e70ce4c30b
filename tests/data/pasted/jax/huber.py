import jax.numpy as jnp

def huber(x, y, delta=1.0):
    a = jnp.abs(x - y)
    return jnp.where(a < delta, 0.5 * a**2, delta * (a - 0.5 * delta))
