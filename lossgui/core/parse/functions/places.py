"""The arguments behind the tensors of the frameworks' own losses, in the order of their places."""

from __future__ import annotations

_BINARY = "from_logits label_smoothing axis"
_OLD = "size_average reduce reduction"

# Of the functions in keras.losses 3.15.1, by the key of the catalogue.
_KERAS = {
    "binary_crossentropy": _BINARY,
    "categorical_crossentropy": _BINARY,
    "sparse_categorical_crossentropy": "from_logits ignore_class axis",
    "binary_focal_crossentropy": f"apply_class_balancing alpha gamma {_BINARY}",
    "categorical_focal_crossentropy": f"alpha gamma {_BINARY}",
    "categorical_generalized_cross_entropy": "q",
    "cosine_similarity": "axis",
    "dice": "axis",
    "huber": "delta",
    "tversky": "alpha beta axis",
}
# Of the classes, where the reduction does not stand behind those of the function.
_KERAS_CLASSES = {
    "sparse_categorical_crossentropy": "from_logits ignore_class reduction axis",
    "dice": "reduction name axis",
    "tversky": "alpha beta reduction name axis",
}
# Of torch.nn.functional 2.13.
_TORCH = {
    "mse_loss": f"{_OLD} weight",
    "l1_loss": f"{_OLD} weight",
    "huber_loss": "reduction delta weight",
    "smooth_l1_loss": f"{_OLD} beta",
    "hinge_embedding_loss": f"margin {_OLD}",
    "margin_ranking_loss": f"margin {_OLD}",
    "cosine_embedding_loss": f"margin {_OLD}",
    "poisson_nll_loss": "log_input full size_average eps reduce reduction",
    "soft_margin_loss": _OLD,
    "multilabel_margin_loss": _OLD,
    "gaussian_nll_loss": "full eps reduction",
    "kl_div": f"{_OLD} log_target",
    "binary_cross_entropy": f"weight {_OLD}",
    "multilabel_soft_margin_loss": f"weight {_OLD}",
    "cross_entropy": "weight size_average ignore_index reduce reduction label_smoothing",
    "nll_loss": "weight size_average ignore_index reduce reduction",
    "multi_margin_loss": f"p margin weight {_OLD}",
    "triplet_margin_loss": f"margin p eps swap {_OLD}",
    "binary_cross_entropy_with_logits": f"weight {_OLD} pos_weight",
}
# Their modules take everything but this one.
_NOT_OF_MODULES = {"mse_loss": "weight", "l1_loss": "weight", "huber_loss": "weight"}
# Of optax 0.2.8, which takes most by name only.
_OPTAX = {
    "softmax_cross_entropy": "axis",
    "softmax_cross_entropy_with_integer_labels": "axis",
    "kl_divergence": "axis",
    "generalized_kl_divergence": "axis",
    "ntxent": "temperature",
}


def places_of_function(path: str, key: str) -> list[str]:
    """List the arguments that a function takes behind its tensors."""
    short = path.rpartition(".")[2]
    if path.startswith("keras."):
        return _KERAS.get(key, "").split()
    return (_TORCH if path.startswith("torch.") else _OPTAX).get(short, "").split()


def places_of_class(path: str, key: str) -> list[str]:
    """List the arguments that the class of a function's loss is made with."""
    names = places_of_function(path, key)
    if path.startswith("keras."):
        own = _KERAS_CLASSES.get(key)
        return own.split() if own else [*names, "reduction"]
    left_out = _NOT_OF_MODULES.get(path.rpartition(".")[2])
    return [name for name in names if name != left_out]


def named(path: str, names: list[str], values: tuple[object, ...]) -> dict[str, object]:
    """Give the values that stand by place their names.

    Raises
    ------
    TypeError
        If there are more of them than the framework has places for.
    """
    if len(values) > len(names):
        offered = ", ".join(names) or "nothing"
        raise TypeError(
            f"{path} takes {offered} behind its tensors: write the arguments by their names"
        )
    return dict(zip(names, values, strict=False))
