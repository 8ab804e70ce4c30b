"""The functions of optax, which take the predictions first and leave the mean to the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lossgui.core.emit.own_call import OwnCall, OwnCalls, arguments, quoted, same_names

if TYPE_CHECKING:
    from lossgui.core.spec import LossSpec

_LOGITS = {"from_logits": True}
_LOG = {"log_input": (None, True)}


LOSSES = {
    "mean_squared_error": (OwnCall(),),
    "half_sum_of_squares": (OwnCall(),),
    "huber": (OwnCall(same_names("delta")),),
    "log_cosh": (OwnCall(),),
    "hinge": (OwnCall(),),
    "perceptron": (OwnCall(),),
    "sparsemax": (OwnCall(),),
    "binary_crossentropy": (OwnCall(requires=_LOGITS),),
    "binary_focal_crossentropy": (
        OwnCall(
            same_names("gamma"),
            requires={**_LOGITS, "apply_class_balancing": False},
            fixed={"alpha": (None, 0.25)},
        ),
        OwnCall(
            same_names("alpha", "gamma"),
            always=("alpha",),
            requires={**_LOGITS, "apply_class_balancing": True},
        ),
    ),
    "categorical_crossentropy": (OwnCall(requires=_LOGITS, axis="axis"),),
    "sparse_categorical_crossentropy": (OwnCall(requires=_LOGITS, axis="axis", whole=(0,)),),
    "safe_softmax_crossentropy": (OwnCall(),),
    "poly_crossentropy": (OwnCall({"poly_epsilon": "epsilon"}, axis="axis"),),
    "fenchel_young": (OwnCall(name="optax.losses.make_fenchel_young_loss(jax.nn.logsumexp)"),),
    "multiclass_hinge": (OwnCall(whole=(0,)),),
    "multiclass_perceptron": (OwnCall(whole=(0,)),),
    "multiclass_sparsemax": (OwnCall(whole=(0,)),),
    "kl_divergence": (
        OwnCall(requires={"log_target": False}, fixed=_LOG, axis="axis"),
        OwnCall(
            requires={"log_target": True},
            fixed=_LOG,
            axis="axis",
            name="optax.losses.kl_divergence_with_log_targets",
        ),
    ),
    "generalized_kl_divergence": (OwnCall(fixed=_LOG, axis="axis"),),
    "cosine_distance": (OwnCall(same_names("epsilon"), axis="axis"),),
    "cosine_similarity": (OwnCall(fixed={"negated": (None, False)}, axis="axis"),),
    "triplet_margin": (
        OwnCall(
            {"margin": "margin", "p": "norm_degree", "epsilon": "eps"},
            integers=("p",),
            axis="axis",
        ),
    ),
    "ranking_softmax": (OwnCall(optional={"item_weight": "weights"}, final=("mean",)),),
    "ntxent": (OwnCall(same_names("temperature")),),
    "soft_dice": (
        OwnCall(
            {
                **same_names("smooth", "alpha", "beta", "ignore_background"),
                "from_logits": "apply_softmax",
            },
            always=("from_logits",),
            optional={"class_weight": "class_weights"},
        ),
    ),
    "binary_dice": (
        OwnCall({"smooth": "smooth", "from_logits": "apply_sigmoid"}, always=("from_logits",)),
    ),
    "multiclass_generalized_dice": (
        OwnCall(
            {**same_names("smooth", "ignore_background"), "from_logits": "apply_softmax"},
            always=("from_logits",),
        ),
    ),
}


def _write(
    name: str,
    tensors: list[str],
    options: dict[str, Any],
    weights: dict[str, str],
    spec: LossSpec,
    left: bool,
) -> str:
    """Call the function, with the mean or the sum around it where anything is left to reduce."""
    code = f"{name}({arguments(*tensors, **weights, **quoted(options))})"
    return f"jnp.{spec.reduction}({code})" if left and spec.reduction != "none" else code


CALLS = OwnCalls(LOSSES, _write, order=(1, 0), integer="int32")
