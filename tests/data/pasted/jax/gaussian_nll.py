import jax
import jax.numpy as jnp


def nll(params, y):
    mu, raw = params[:, 0], params[:, 1]
    sigma = jax.nn.softplus(raw) + 1e-4
    return jnp.mean(jnp.log(sigma) + 0.5 * jnp.log(2 * jnp.pi) + 0.5 * ((y - mu) / sigma) ** 2)
