"""Cross-entropies, similarities and distances that frameworks offer as building blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lossgui.core import ops
from lossgui.core.parse.functions.framework_losses import Named
from lossgui.core.parse.functions.reductions import sum_
from lossgui.core.parse.functions.shaping import swap_axes
from lossgui.core.parse.functions.table import known
from lossgui.core.parse.values import number, operand, tensor, whole

if TYPE_CHECKING:
    from lossgui.core.expr import Node

_PAIR = ("y_true", "y_pred")


def _catalogue(key: str, dialect: str, **fixed: Any) -> Named:
    return Named(key, key, dialect, _PAIR, reduces=False, fixed=fixed)


_OLD_BINARY = _catalogue("binary_crossentropy", "tf.keras-2.15", axis=())
_OLD_CATEGORICAL = _catalogue("categorical_crossentropy", "tf.keras-2.15")
_OLD_SPARSE = _catalogue("sparse_categorical_crossentropy", "tf.keras-2.15")
_BINARY = _catalogue("binary_crossentropy", "keras-3", axis=())
_CATEGORICAL = _catalogue("categorical_crossentropy", "keras-3")
_SPARSE = _catalogue("sparse_categorical_crossentropy", "keras-3")


@known("K.binary_crossentropy")
def old_binary(target: Any, output: Any, from_logits: Any = False) -> Node:
    """Take the binary cross-entropy of each element as Keras' old backend does."""
    return _OLD_BINARY(target, output, from_logits=bool(from_logits))


@known("K.categorical_crossentropy")
def old_categorical(target: Any, output: Any, from_logits: Any = False, axis: Any = -1) -> Node:
    """Take the cross-entropy of each sample as Keras' old backend does."""
    return _OLD_CATEGORICAL(target, output, from_logits=bool(from_logits), axis=whole(axis))


@known("K.sparse_categorical_crossentropy")
def old_sparse(target: Any, output: Any, from_logits: Any = False, axis: Any = -1) -> Node:
    """Take the cross-entropy of class numbers as Keras' old backend does."""
    return _OLD_SPARSE(target, output, from_logits=bool(from_logits), axis=whole(axis))


@known("ops.binary_crossentropy")
def binary(target: Any, output: Any, from_logits: Any = False) -> Node:
    """Take the binary cross-entropy of each element as keras.ops does."""
    return _BINARY(target, output, from_logits=bool(from_logits))


@known("ops.categorical_crossentropy")
def categorical(target: Any, output: Any, from_logits: Any = False, axis: Any = -1) -> Node:
    """Take the cross-entropy of each sample as keras.ops does."""
    return _CATEGORICAL(target, output, from_logits=bool(from_logits), axis=whole(axis))


@known("ops.sparse_categorical_crossentropy")
def sparse(target: Any, output: Any, from_logits: Any = False, axis: Any = -1) -> Node:
    """Take the cross-entropy of class numbers as keras.ops does."""
    return _SPARSE(target, output, from_logits=bool(from_logits), axis=whole(axis))


@known("tfnn.sigmoid_cross_entropy_with_logits")
def sigmoid_with_logits(labels: Any, logits: Any) -> Node:
    """Take the binary cross-entropy of each logit."""
    return _BINARY(labels, logits, from_logits=True)


@known("tfnn.softmax_cross_entropy_with_logits tfnn.softmax_cross_entropy_with_logits_v2")
def softmax_with_logits(labels: Any, logits: Any, axis: Any = -1) -> Node:
    """Take the cross-entropy of the softmax of each sample."""
    scores = tensor(logits)
    place = whole(axis) % len(scores.shape)
    return -ops.sum_(tensor(labels) * ops.log_softmax(scores, place), place)


@known("tfnn.sparse_softmax_cross_entropy_with_logits")
def sparse_with_logits(labels: Any, logits: Any) -> Node:
    """Take the cross-entropy of class numbers with the softmax."""
    return _SPARSE(labels, logits, from_logits=True)


@known("tfnn.weighted_cross_entropy_with_logits")
def weighted_with_logits(labels: Any, logits: Any, pos_weight: Any) -> Node:
    """Weigh the positive side: (1 - y) z + (1 + (p - 1) y) softplus(-z)."""
    label, score = tensor(labels), tensor(logits)
    weight = 1.0 + (operand(pos_weight) - 1.0) * label
    return (1.0 - label) * score + weight * ops.softplus(-score)


@known("tfnn.l2_loss")
def half_squares(t: Any) -> Node:
    """Take half the sum of squares of all elements."""
    return ops.sum_(ops.square(tensor(t))) / 2.0


@known("optax.l2_loss")
def half_squared_error(predictions: Any, targets: Any = None) -> Any:
    """Take half of each squared error, or of each squared element (optax)."""
    error = predictions if targets is None else tensor(predictions) - tensor(targets)
    return 0.5 * ops.square(tensor(error))


@known("optax.smooth_labels")
def smooth_labels(labels: Any, alpha: Any) -> Node:
    """Draw one-hot labels to 1 / number of classes."""
    node, share = tensor(labels), operand(alpha)
    return (1.0 - share) * node + share / float(node.shape[-1])


@known("F.cosine_similarity torch.cosine_similarity")
def cosine_similarity(x1: Any, x2: Any, axis: Any = 1, eps: Any = 1e-8) -> Any:
    """Divide the product by both norms, each limited from below by eps."""
    first, second = tensor(x1), tensor(x2)
    lengths = [
        ops.maximum(ops.sqrt(sum_(ops.square(node), axis)), operand(eps))
        for node in (first, second)
    ]
    return sum_(first * second, axis) / (lengths[0] * lengths[1])


@known("F.pairwise_distance")
def pairwise_distance(x1: Any, x2: Any, p: Any = 2.0, eps: Any = 1e-6, keepdim: Any = False) -> Any:
    """Take the norm of difference plus eps along the last axis."""
    gap = tensor(x1) - tensor(x2) + operand(eps)
    if number(p) == 1:
        return sum_(ops.absolute(gap), -1, keepdim)
    if number(p) != 2:
        raise TypeError("of the distances, those of p=1 and p=2 are read here")
    return ops.sqrt(sum_(ops.square(gap), -1, keepdim))


@known("K.batch_dot")
def batch_dot(x: Any, y: Any, axes: Any = None) -> Node:
    """Multiply along the last axes of each sample; vectors give one number with its axis kept."""
    first, second = tensor(x), tensor(y)
    if len(first.shape) == len(second.shape) == 2:
        return ops.expand_dims(ops.sum_(first * second, 1), 1)
    if axes is not None and not isinstance(axes, int) and tuple(axes) == (2, 2):
        second = swap_axes(second, -1, -2)
    return ops.matmul(first, second)


@known("K.epsilon keras.config.epsilon")
def keras_epsilon() -> float:
    """Give Keras' fuzz factor."""
    return 1e-7


@known("K.image_data_format")
def image_data_format() -> str:
    """Give the place of the channels."""
    return "channels_last"


@known("K.floatx")
def floatx() -> str:
    """Give Keras' dtype."""
    return "float32"
