import tensorflow as tf
from tensorflow import keras


def elbo(x, x_hat, mu, log_var, beta=1.0):
    bce = keras.losses.binary_crossentropy(x, x_hat)
    rec = tf.reduce_mean(tf.reduce_sum(bce, axis=(1, 2)))
    kl = -0.5 * (1 + log_var - tf.square(mu) - tf.exp(log_var))
    kl = tf.reduce_mean(tf.reduce_sum(kl, axis=1))
    return rec + beta * kl
