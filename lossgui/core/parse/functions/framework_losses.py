"""The frameworks' own losses, called within pasted code: what the catalogue knows of them.

Their names come from the dialects (`Own.name`, `Own.also`); only the order of their arguments and
the names of their parameters are told here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lossgui.core.dialects import find_dialect
from lossgui.core.losses import LOSSES
from lossgui.core.parse.functions.places import named as placed
from lossgui.core.parse.functions.places import places_of_class, places_of_function
from lossgui.core.parse.functions.table import FUNCTIONS
from lossgui.core.parse.modules import settled
from lossgui.core.parse.values import axes, number, tensor
from lossgui.core.pipeline import assemble
from lossgui.core.spec import make_spec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lossgui.core.expr import Node

# Parameters that a framework calls otherwise than the catalogue.
_RENAMED = {
    "eps": "epsilon",
    "ignore_index": "ignore_class",
    "weight": "class_weight",
    "dim": "axis",
    "smoothing": "label_smoothing",
    "apply_sigmoid": "from_logits",
    "apply_softmax": "from_logits",
    "class_weights": "class_weight",
    "epsilon": "poly_epsilon",
    "norm_degree": "p",
}
_IGNORED = frozenset({"name", "dtype"})

# Older and shorter names of functions in keras.losses.
_KERAS_SHORT = {
    "mean_squared_error": "mse MSE",
    "mean_absolute_error": "mae MAE",
    "mean_absolute_percentage_error": "mape MAPE",
    "mean_squared_logarithmic_error": "msle MSLE",
    "kl_divergence": "kld KLD kullback_leibler_divergence",
    "log_cosh": "logcosh",
    "cosine_similarity": "cosine",
    "binary_crossentropy": "bce BCE",
}

# PyTorch's classes, where the name is not that of the function in capitals.
_TORCH_CLASSES = {
    "mse_loss": "MSELoss",
    "l1_loss": "L1Loss",
    "smooth_l1_loss": "SmoothL1Loss",
    "huber_loss": "HuberLoss",
    "kl_div": "KLDivLoss",
    "nll_loss": "NLLLoss",
    "poisson_nll_loss": "PoissonNLLLoss",
    "gaussian_nll_loss": "GaussianNLLLoss",
    "soft_margin_loss": "SoftMarginLoss",
    "hinge_embedding_loss": "HingeEmbeddingLoss",
    "margin_ranking_loss": "MarginRankingLoss",
    "multi_margin_loss": "MultiMarginLoss",
    "multilabel_margin_loss": "MultiLabelMarginLoss",
    "multilabel_soft_margin_loss": "MultiLabelSoftMarginLoss",
    "triplet_margin_loss": "TripletMarginLoss",
    "cosine_embedding_loss": "CosineEmbeddingLoss",
}

# Losses that are no plain function of tensors and numbers.
_LEFT_OUT = frozenset({"ctc", "circle", "fenchel_young"})


# What optax averages itself; else the mean is the caller's.
_AVERAGED = frozenset({"ranking_softmax"})


@dataclass(frozen=True, eq=False)
class Named:
    """One framework's function for a loss of the catalogue.

    Parameters
    ----------
    path
        Its full name.
    key, dialect
        What it is in the catalogue, and by whose rules.
    order
        The catalogue's arguments in the order in which the framework takes them.
    reduces
        Whether the final reduction belongs to it; else it gives what is left to reduce.
    fixed
        Parameters that the name itself decides.
    """

    path: str
    key: str
    dialect: str
    order: tuple[str, ...]
    reduces: bool
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, *tensors: Any, **choices: Any) -> Node:
        """Build the loss over nodes.

        Raises
        ------
        TypeError
            If a tensor is missing or a parameter is not one of the catalogue's.
        """
        entry = LOSSES[self._key(tensors)]
        named = dict(zip(self.order, tensors, strict=False))
        behind = tensors[len(self.order) :]
        choices = placed(self.path, places_of_function(self.path, self.key), behind) | choices
        _settle_reduction(choices)
        for name in _tensor_names(self, choices):
            named[name if name in self.order else _TENSORS[name]] = choices.pop(name)
        weight = choices.pop("sample_weight", None)
        if "weight" in choices and "class_weight" not in entry.optional:
            weight = choices.pop("weight")
        chosen = self._choices(entry, choices)
        optional = {name: chosen.pop(name) for name in entry.optional if name in chosen}
        if weight is not None:
            named["sample_weight"] = weight
        spec = make_spec(entry.key, dialect=self.dialect, **self._reduction(chosen), **chosen)
        given = named | {k: v for k, v in optional.items() if v is not None}
        missing = [name for name in entry.arguments if name not in given]
        if missing:
            raise TypeError(f"{self.path} needs {len(self.order)} tensors, not {len(tensors)}")
        pipeline = assemble(spec, {name: tensor(node) for name, node in given.items()})
        return pipeline.output if self.reduces else pipeline.unreduced

    def _key(self, tensors: tuple[Any, ...]) -> str:
        # PyTorch's cross_entropy takes class numbers, or shares of the classes in the same shape.
        shared = self.key == "sparse_categorical_crossentropy" and self.dialect == "torch-2"
        same = len(tensors) > 1 and tensor(tensors[0]).shape == tensor(tensors[1]).shape
        return "categorical_crossentropy" if shared and same else self.key

    def _choices(self, entry: Any, given: Mapping[str, Any]) -> dict[str, Any]:
        known = {item.name for item in entry.parameters} | {"axis", "reduction", *entry.optional}
        chosen: dict[str, Any] = dict(self.fixed)
        if self.dialect == "optax" and "apply_class_balancing" in known and given.get("alpha"):
            # optax weighs the two labels as soon as it is told how.
            chosen["apply_class_balancing"] = True
        for name, value in given.items():
            own = name if name in known else _RENAMED.get(name, name)
            if own not in known:
                if name in _IGNORED:
                    continue
                raise TypeError(
                    f"the argument {name!r} is not read here; these are: {', '.join(sorted(known))}"
                )
            chosen[own] = _plain(own, value, entry.optional)
        kept = ("axis", "reduction")
        return {name: value for name, value in chosen.items() if value is not None or name in kept}

    def _reduction(self, chosen: dict[str, Any]) -> dict[str, Any]:
        if "reduction" not in chosen:
            return {}
        wanted = chosen.pop("reduction")
        if wanted in ("auto", "AUTO") or not self.reduces:
            return {}
        return {"reduction": "none" if wanted is None else str(wanted)}


# What frameworks call the tensors, where they are named in the call.
_TENSORS = {
    "input": "y_pred",
    "target": "y_true",
    "predictions": "y_pred",
    "targets": "y_true",
    "logits": "y_pred",
    "labels": "y_true",
    "log_predictions": "y_pred",
    "prediction": "y_pred",
    "outputs": "y_pred",
    "output": "y_pred",
    "input1": "x1",
    "input2": "x2",
    "var": "variance",
}


def _settle_reduction(choices: dict[str, Any]) -> None:
    """Turn PyTorch's old arguments, which win over its new one, into a reduction."""
    averaged, reduced = (choices.pop(name, None) for name in ("size_average", "reduce"))
    if reduced is False:
        choices["reduction"] = "none"
    elif averaged is not None or reduced is not None:
        choices["reduction"] = "sum" if averaged is False else "mean"


def _tensor_names(loss: Named, choices: Mapping[str, Any]) -> list[str]:
    own = LOSSES[loss.key].arguments
    return [name for name in choices if name in own or _TENSORS.get(name) in own]


def _plain(name: str, value: Any, optional: tuple[str, ...]) -> Any:
    """Give a choice as the catalogue takes it."""
    if name in (*optional, "sample_weight") or isinstance(value, str | bool) or value is None:
        return value
    return axes(value) if name == "axis" else number(value)


@dataclass(frozen=True, eq=False)
class NamedClass:
    """A framework's class for a loss: called with choices, it gives what is called with tensors."""

    function: Named

    def __call__(self, *places: Any, **choices: Any) -> Callable[..., Node]:
        """Keep the choices until the tensors come."""
        path = self.function.path
        choices |= placed(path, places_of_class(path, self.function.key), places)

        def loss(*tensors: Any, **more: Any) -> Node:
            count = len(self.function.order)
            if self.function.dialect == "keras-3" and len(tensors) == count + 1:
                more["sample_weight"] = tensors[count]
            elif len(tensors) > count:
                raise TypeError(f"{self.function.path} takes {count} tensors, not {len(tensors)}")
            return self.function(*tensors[:count], **choices, **more)

        return loss


def _snake(name: str) -> str:
    return (
        re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
        .lower()
        .replace("kldivergence", "kl_divergence")
    )


def _enter_keras() -> None:
    for key, own in (find_dialect("keras-3").own or {}).items():
        if key in _LEFT_OUT:
            continue
        order = LOSSES[key].arguments
        function = Named(own.name, key, "keras-3", order, reduces=False)
        FUNCTIONS[own.name] = NamedClass(Named(own.name, key, "keras-3", order, reduces=True))
        short = own.name.rpartition(".")[2]
        for name in (_snake(short), *_KERAS_SHORT.get(key, "").split()):
            FUNCTIONS[f"keras.losses.{name}"] = function
            FUNCTIONS[f"keras.metrics.{name}"] = function


def _enter_torch() -> None:
    for key, own in (find_dialect("torch-2").own or {}).items():
        if key in _LEFT_OUT or own.name in FUNCTIONS:
            continue
        names = LOSSES[key].arguments
        order = (names[1], names[0], *names[2:]) if names[0] == "y_true" else names
        function = Named(own.name, key, "torch-2", order, reduces=True, fixed=own.requires)
        FUNCTIONS[own.name] = function
        short = _TORCH_CLASSES.get(own.name.rpartition(".")[2])
        if short:
            FUNCTIONS[f"torch.nn.{short}"] = NamedClass(function)
    _enter_crossentropies_of_torch()


def _enter_crossentropies_of_torch() -> None:
    order = ("y_pred", "y_true")
    for name, short, key, logits in (
        ("binary_cross_entropy", "BCELoss", "binary_crossentropy", False),
        ("binary_cross_entropy_with_logits", "BCEWithLogitsLoss", "binary_crossentropy", True),
        ("cross_entropy", "CrossEntropyLoss", "sparse_categorical_crossentropy", True),
    ):
        fixed = {"from_logits": logits}
        path = f"torch.nn.functional.{name}"
        function = Named(path, key, "torch-2", order, reduces=True, fixed=fixed)
        FUNCTIONS[path] = function
        FUNCTIONS[f"torch.nn.{short}"] = NamedClass(function)


def _enter_optax() -> None:
    for key, own in (find_dialect("optax").own or {}).items():
        if key in _LEFT_OUT or settled(own.name) == "optax.l2_loss":
            continue
        names = LOSSES[key].arguments
        order = (names[1], names[0], *names[2:]) if names[0] in ("y_true", "labels") else names
        function = Named(
            own.name, key, "optax", order, reduces=key in _AVERAGED, fixed=own.requires
        )
        FUNCTIONS[settled(own.name)] = function


_enter_keras()
_enter_torch()
_enter_optax()
