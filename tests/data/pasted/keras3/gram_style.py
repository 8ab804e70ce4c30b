from keras import ops


def gram(x):
    return ops.matmul(ops.transpose(x), x)


def style_loss(style, combination):
    difference = gram(style) - gram(combination)
    size = combination.shape[0] * combination.shape[1]
    return ops.sum(ops.square(difference)) / (4.0 * size**2)
