import jax
import jax.numpy as jnp


def dice_loss(logits, mask):
    probs = jax.nn.sigmoid(logits)
    inter = jnp.sum(probs * mask, axis=(1, 2))
    total = jnp.sum(probs, axis=(1, 2)) + jnp.sum(mask, axis=(1, 2))
    return jnp.mean(1.0 - (2.0 * inter + 1.0) / (total + 1.0))
