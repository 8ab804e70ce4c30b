import tensorflow as tf


def kl(z_mean, z_log_var):
    inner = 1 + z_log_var - tf.square(z_mean) - tf.exp(z_log_var)
    return tf.reduce_mean(-0.5 * tf.reduce_sum(inner, axis=1))
