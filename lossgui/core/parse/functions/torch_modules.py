"""PyTorch's layers without weights, as losses keep them: made with settings, then called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lossgui.core.parse.functions.table import FUNCTIONS, bound

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Name of the layer, the function that it calls, how many tensors that takes, and what the layer is
# made with, in the order of the places (torch.nn 2.13).
LAYERS = (
    ("Sigmoid", "torch.sigmoid", 1, ""),
    ("Tanh", "torch.tanh", 1, ""),
    ("ReLU", "torch.relu", 1, "inplace"),
    ("LeakyReLU", "torch.nn.functional.leaky_relu", 1, "negative_slope inplace"),
    ("LogSigmoid", "torch.nn.functional.logsigmoid", 1, ""),
    ("Softmax", "torch.softmax", 1, "dim"),
    ("LogSoftmax", "torch.log_softmax", 1, "dim"),
    ("Softplus", "torch.nn.functional.softplus", 1, "beta"),
    ("CosineSimilarity", "torch.nn.functional.cosine_similarity", 2, "dim eps"),
    ("PairwiseDistance", "torch.nn.functional.pairwise_distance", 2, "p eps keepdim"),
)
# Settings that say where a result is kept, not what it is.
_WITHOUT_EFFECT = frozenset({"inplace"})


def layer(path: str, count: int, names: Sequence[str]) -> Callable[..., Callable[..., Any]]:
    """Give what stands for a layer's class."""

    def made(*places: Any, **settings: Any) -> Callable[..., Any]:
        if len(places) > len(names):
            raise TypeError(f"the layer takes {len(names)} settings, not {len(places)}")
        chosen = {**dict(zip(names, places, strict=False)), **settings}
        kept = {name: value for name, value in chosen.items() if name not in _WITHOUT_EFFECT}

        def called(*tensors: Any) -> Any:
            if len(tensors) != count:
                raise TypeError(f"the layer is called with {count} tensors, not {len(tensors)}")
            given = bound(FUNCTIONS[path], tensors, kept)
            return FUNCTIONS[path](*given.args, **given.kwargs)

        return called

    return made


for _name, _path, _count, _names in LAYERS:
    FUNCTIONS[f"torch.nn.{_name}"] = layer(_path, _count, _names.split())
