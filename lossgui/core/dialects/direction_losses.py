"""How the eras have losses of directions and overlap: the sign, the constant, the two weights."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lossgui.core.dialects.rules import Own, Unreduced
from lossgui.core.losses import contrastive, overlap
from lossgui.core.losses.pairs import mean_pairwise_squared_error
from lossgui.core.ops import expand_dims, greater, minimum, reduce, sqrt, square, sum_, where

if TYPE_CHECKING:
    from lossgui.core.expr import Axis, Node

# tf.math.l2_normalize raises the squared length to 1e-12, so the length to this.
SHORTEST_OF_TENSORFLOW = 1e-6


def cosine_of_keras(
    y_true: Node,
    y_pred: Node,
    *,
    axis: Axis = -1,
    inner: str = "sum",
    epsilon: float = 0.0,
    negated: bool = True,
) -> Node:
    """Multiply with the inverse length, 1 / epsilon at most: the slope at a zero vector is NaN.

    TensorFlow's is that of the catalogue's function, which limits the length.
    Source: keras/src/ops/nn.py 3.15.1, _normalize; measured on JAX 0.10.2 and PyTorch 2.13.
    """
    if not epsilon:
        return contrastive.cosine_similarity(
            y_true, y_pred, axis=axis, inner=inner, negated=negated
        )

    def direction(vectors: Node) -> Node:
        inverse = 1.0 / sqrt(reduce(square(vectors), "sum", axis))
        limited = minimum(inverse, 1.0 / epsilon)
        return vectors * contrastive.keep_axes(limited, axis, len(vectors.shape))

    cosine = reduce(direction(y_true) * direction(y_pred), inner, axis)
    return -cosine if negated else cosine


def tversky_of_keras(
    y_true: Node, y_pred: Node, *, alpha: float = 0.5, beta: float = 0.5, **rest: Any
) -> Node:
    """Weigh what is missed by alpha and what is wrongly predicted by beta.

    Source: keras/src/losses/losses.py 3.15.1, tversky; its documentation says the opposite.
    """
    return overlap.tversky(y_true, y_pred, alpha=beta, beta=alpha, **rest)


def circle_of_keras(labels: Node, embeddings: Node, **rest: Any) -> Unreduced:
    """Leave out the embeddings whose loss is 0. Source: keras/src/losses/losses.py 3.15.1."""
    values = contrastive.circle(labels, embeddings, **rest)
    return Unreduced(values, mask=where(greater(values, 0.0), 1.0, 0.0))


def distance_without_lengths(
    y_true: Node, y_pred: Node, *, axis: int = -1, epsilon: float = 0.0
) -> Node:
    """Take vectors of length 1 for granted, and keep the axis with length 1.

    Source: tensorflow/python/ops/losses/losses_impl.py 2.21, cosine_distance.
    """
    del epsilon
    return 1.0 - expand_dims(sum_(y_pred * y_true, axis), axis % len(y_pred.shape))


def summed_pairs(y_true: Node, y_pred: Node, **rest: Any) -> Node:
    """Add up the samples in the function itself: a single number is left.

    Source: tensorflow/python/ops/losses/losses_impl.py 2.21, mean_pairwise_squared_error.
    """
    return sum_(mean_pairwise_squared_error(y_true, y_pred, **rest))


KERAS_3 = {
    "cosine_similarity": Own("keras.losses.CosineSimilarity"),
    "dice": Own("keras.losses.Dice"),
    "tversky": Own(
        "keras.losses.Tversky",
        function=tversky_of_keras,
        note=(
            "Keras up to 3.15.1 weighs what is missed (false negatives) by alpha and what is "
            "wrongly predicted by beta, the opposite of its documentation and of Salehi et al. "
            "(keras/src/losses/losses.py 3.15.1; mended in pull request 23333)."
        ),
    ),
    "circle": Own(
        "keras.losses.Circle",
        function=circle_of_keras,
        note=(
            "Keras masks embeddings whose loss is 0, so the mean is that of the others "
            "(keras/src/losses/losses.py 3.15.1, circle)."
        ),
    ),
}

KERAS_3_ELSEWHERE = {
    "cosine_similarity": Own(
        "keras.losses.CosineSimilarity",
        function=cosine_of_keras,
        note=(
            "On JAX and PyTorch the slope of Keras' cosine similarity by a vector of zeros is NaN, "
            "on TensorFlow it is finite (keras/src/ops/nn.py 3.15.1, _normalize)."
        ),
    ),
    "circle": replace(
        KERAS_3["circle"],
        note=KERAS_3["circle"].note
        + " At a distance of exactly 0 JAX and PyTorch take half of the slope that is shown here.",
    ),
}


def cosine_of_tensorflow(name: str, note: str = "") -> dict[str, Own]:
    """Give the cosine similarity of the eras that call tf.math.l2_normalize."""
    constants = {"epsilon": SHORTEST_OF_TENSORFLOW}
    return {"cosine_similarity": Own(name, constants=constants, note=note)}


TF_KERAS = cosine_of_tensorflow("tf.keras.losses.CosineSimilarity")
TF_KERAS_2_1 = cosine_of_tensorflow(
    "tf.keras.losses.CosineSimilarity",
    "tf.keras of TF 1.14 and 1.15 lost the minus sign: choose negated=False for them.",
)
KERAS_2_3 = cosine_of_tensorflow("keras.losses.CosineSimilarity")
KERAS_1 = cosine_of_tensorflow(
    "keras.losses.cosine_proximity",
    "Keras until 2.0.8 averages instead of adding up: choose the inner reduction mean for it. On "
    "Theano the shortest length is 0.00032, until 2.0.0 there is none.",
)
OPTAX = {
    "cosine_similarity": Own(
        "optax.cosine_similarity",
        constants={"negated": False},
        note=(
            "optax gives the similarity itself, which grows as the directions come together "
            "(_regression.py 0.2.8)."
        ),
    )
}
TF_1 = {
    "cosine_distance": Own(
        "tf.losses.cosine_distance",
        function=distance_without_lengths,
        note="tf.losses takes the vectors to have the length 1, and keeps the axis.",
    ),
    "mean_pairwise_squared_error": Own(
        "tf.losses.mean_pairwise_squared_error",
        function=summed_pairs,
        note=(
            "tf.losses adds up the samples in the function itself, so a single number is left to "
            "reduce; with eager execution its count without weights is that of the whole batch "
            "(losses_impl.py 2.21)."
        ),
    ),
}
