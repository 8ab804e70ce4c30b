loss_fn = lambda p, t: jnp.mean(optax.log_cosh(p, t))
