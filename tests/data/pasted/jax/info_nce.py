import jax
import jax.numpy as jnp


def info_nce(queries, keys, temperature=0.7):
    q = queries / jnp.linalg.norm(queries, axis=-1, keepdims=True)
    k = keys / jnp.linalg.norm(keys, axis=-1, keepdims=True)
    scores = q @ k.T / temperature
    log_p = jax.nn.log_softmax(scores, axis=-1)
    return -jnp.mean(jnp.sum(log_p * jnp.eye(scores.shape[0]), axis=-1))
