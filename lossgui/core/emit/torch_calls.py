"""The functions of torch.nn.functional, which take the input first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lossgui.core.emit.own_call import OwnCall, OwnCalls, arguments, quoted, same_names

if TYPE_CHECKING:
    from lossgui.core.spec import LossSpec

_WEIGHT = {"sample_weight": "weight"}
_CLASSES = {"class_weight": "weight"}
_LOGITS = {"from_logits": True}


LOSSES = {
    "mean_squared_error": (OwnCall(optional=_WEIGHT),),
    "mean_absolute_error": (OwnCall(optional=_WEIGHT),),
    "huber": (OwnCall(same_names("delta"), optional=_WEIGHT),),
    "smooth_l1": (OwnCall(same_names("beta")),),
    "poisson": (OwnCall({**same_names("log_input", "full"), "epsilon": "eps"}),),
    "gaussian_nll": (OwnCall({"full": "full", "epsilon": "eps"}, order=(1, 0, 2)),),
    "kl_divergence": (OwnCall(same_names("log_target"), fixed={"log_input": (None, True)}),),
    "hinge_embedding": (OwnCall(same_names("margin")),),
    "soft_margin": (OwnCall(),),
    "margin_ranking": (OwnCall(same_names("margin")),),
    "binary_crossentropy": (
        OwnCall(requires={"from_logits": False}, optional=_WEIGHT),
        OwnCall(
            requires=_LOGITS,
            optional={**_WEIGHT, "pos_weight": "pos_weight"},
            name="torch.nn.functional.binary_cross_entropy_with_logits",
        ),
    ),
    "sparse_categorical_crossentropy": (
        OwnCall(
            {"ignore_class": "ignore_index", "label_smoothing": "label_smoothing"},
            requires=_LOGITS,
            optional=_CLASSES,
            whole=(0,),
            integers=("ignore_class",),
        ),
    ),
    "categorical_crossentropy": (
        OwnCall(same_names("label_smoothing"), requires=_LOGITS, optional=_CLASSES),
    ),
    "negative_log_likelihood": (
        OwnCall(
            {"ignore_class": "ignore_index"},
            optional=_CLASSES,
            whole=(0,),
            integers=("ignore_class",),
        ),
    ),
    "multi_margin": (
        OwnCall(same_names("p", "margin"), optional=_CLASSES, whole=(0,), integers=("p",)),
    ),
    "multilabel_margin": (OwnCall(whole=(0,)),),
    "multilabel_soft_margin": (OwnCall(optional=_CLASSES),),
    "triplet_margin": (OwnCall({**same_names("margin", "p", "swap"), "epsilon": "eps"}),),
    "cosine_embedding": (OwnCall(same_names("margin")),),
}


def _write(
    name: str,
    tensors: list[str],
    options: dict[str, Any],
    weights: dict[str, str],
    spec: LossSpec,
    left: bool,
) -> str:
    """Call the function with its reduction."""
    chosen = quoted(options)
    if spec.reduction != spec.rules.default_reduction:
        chosen["reduction"] = f'"{spec.reduction}"'
    return f"{name}({arguments(*tensors, **weights, **chosen)})"


CALLS = OwnCalls(LOSSES, _write, order=(1, 0))
