"""The classes of keras.losses, which tf.keras 2 has under the same names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lossgui.core.emit.own_call import OwnCall, OwnCalls, arguments, quoted, same_names

if TYPE_CHECKING:
    from lossgui.core.spec import LossSpec

_WEIGHT = {"sample_weight": "sample_weight"}
_SHARES = {"normalize": (None, True)}
_SIGNS = {"convert_labels": (None, True)}


def _own(*options: str, **more: Any) -> tuple[OwnCall, ...]:
    return (OwnCall(same_names(*options), optional=_WEIGHT, **more),)


_LOGITS = ("from_logits", "label_smoothing")
LOSSES = {
    "mean_squared_error": _own(),
    "mean_absolute_error": _own(),
    "mean_absolute_percentage_error": _own(fixed={"scale": (None, 100.0)}),
    "mean_squared_logarithmic_error": _own(),
    "huber": _own("delta"),
    "log_cosh": _own(),
    "poisson": _own(fixed={"log_input": (None, False)}),
    "kl_divergence": _own(fixed={"log_input": (None, False)}),
    "hinge": _own(fixed=_SIGNS),
    "squared_hinge": _own(fixed=_SIGNS),
    "categorical_hinge": _own(),
    "binary_crossentropy": _own(*_LOGITS, axis="axis"),
    "binary_focal_crossentropy": _own(
        "apply_class_balancing", "alpha", "gamma", *_LOGITS, axis="axis"
    ),
    "categorical_crossentropy": _own(*_LOGITS, axis="axis", fixed=_SHARES),
    "categorical_focal_crossentropy": _own("alpha", "gamma", *_LOGITS, axis="axis", fixed=_SHARES),
    "sparse_categorical_crossentropy": _own(
        "from_logits", "ignore_class", axis="axis", fixed=_SHARES, integers=("ignore_class",)
    ),
    "categorical_generalized_cross_entropy": _own("q"),
    "cosine_similarity": _own(axis="axis", fixed={"negated": (None, True)}),
    "dice": _own(axis="axis"),
    "tversky": _own("alpha", "beta", axis="axis"),
    "circle": _own("gamma", "margin", "remove_diagonal"),
    "ctc": _own(
        float32_only=True,
        fixed={"time_major": (None, False), "log_probabilities": (None, False)},
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
    """Make the class with what is chosen, and call it."""
    chosen = dict(options)
    if spec.reduction != spec.rules.default_reduction:
        chosen["reduction"] = spec.reduction
    if spec.computed_dtype != "float32":
        chosen["dtype"] = spec.computed_dtype
    return f"{name}({arguments(**quoted(chosen))})({arguments(*tensors, **weights)})"


CALLS = OwnCalls(LOSSES, _write, order=(0, 1), takes_tensors=False)
# tf.keras 2 gives the dtype of the scores, and its classes take none.
FLAT_CALLS = replace(
    CALLS,
    losses={
        key: tuple(replace(own, float32_only=True) for own in ways) for key, ways in LOSSES.items()
    },
    takes_tensors=True,
)
