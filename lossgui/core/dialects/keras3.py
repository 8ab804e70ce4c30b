"""Keras 3 (measured on 3.15.1): keras.losses.LossFunctionWrapper and reduce_weighted_values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lossgui.core.dialects import keras3_losses, keras3_numbers
from lossgui.core.dialects.fitting import broadcast_or_raise, kept, valid_values
from lossgui.core.dialects.keras3_shapes import squeeze_or_expand
from lossgui.core.dialects.rules import Denominator, Dialect, DialectError, Reduced, Values
from lossgui.core.expr import Node, broadcast_shape, size
from lossgui.core.ops import divide_no_nan, not_equal, sum_, where
from lossgui.core.saying import worded

if TYPE_CHECKING:
    from lossgui.core.dialects.rules import Tensors
    from lossgui.core.losses.catalogue import Loss

_MEANS = ("sum_over_batch_size", "mean_with_sample_weight")


def align(entry: Loss, tensors: Tensors) -> tuple[Tensors, tuple[str, ...]]:
    """Squeeze or expand two tensors as the wrapper does, then see whether they fit.

    A loss of three or more tensors is nothing that the wrapper knows: they are only broadcast.
    """
    if len(tensors) != 2:
        return tensors, broadcast_or_raise(DIALECT.title, entry, tensors)
    first, second = tensors
    name_a, name_b = entry.arguments
    a, b = squeeze_or_expand(first, second)
    notes = []
    if (a.shape, b.shape) != (first.shape, second.shape):
        notes.append(
            f"Keras brings {name_a} {first.shape} and {name_b} {second.shape} to the same rank: "
            f"{a.shape} and {b.shape}."
        )
    if a.shape == b.shape:
        return (a, b), tuple(notes)
    if DIALECT.wants_equal_shapes(entry):
        raise DialectError(
            f"Keras 3 raises ValueError here: {entry.key} wants equal shapes, but {name_a} is "
            f"{a.shape} and {name_b} is {b.shape}"
        )
    try:
        together = broadcast_shape(a.shape, b.shape)
    except ValueError as problem:
        raise DialectError(
            f"Keras 3 raises here: {name_a} has shape {first.shape} and {name_b} has shape "
            f"{second.shape}; {problem}"
        ) from None
    notes.append(
        f"Keras broadcasts {name_a} {a.shape} against {name_b} {b.shape} to {together} without a "
        "word."
    )
    return (a, b), tuple(notes)


def reduce(values: Values, reduction: str) -> Reduced:
    """Weigh and reduce as keras.losses.loss.reduce_weighted_values does.

    A mask becomes 0/1 weights; for the mean they are scaled by n / valid, so that the division by n
    turns into one by the number of valid entries. The divisor of ``mean_with_sample_weight`` is the
    sum of the weights as given, before they are broadcast.
    """
    weight = _weight(values, reduction)
    loss = values.loss
    notes: tuple[str, ...] = ()
    if weight is not None:
        loss, weight = squeeze_or_expand(loss, weight)
        notes = _weight_notes(loss, weight, values.weighed_by)
        loss = loss * weight
    if reduction == "none" or loss.shape in ((), (0,)):
        return Reduced(loss, None, notes)
    if reduction not in _MEANS:
        return Reduced(sum_(loss), None, notes)
    denominator = _denominator(values, loss, weight, reduction)
    divisor = size(loss) if denominator.name in ("n", "valid") else denominator.node
    return Reduced(divide_no_nan(sum_(loss), divisor), denominator, notes)


def reduce_on_torch(values: Values, reduction: str) -> Reduced:
    """Weigh and reduce, where the weights are multiplied by the mask in place and cannot grow.

    Source: keras/src/losses/loss.py 3.15.1, apply_mask; measured on PyTorch 2.13.
    """
    if values.mask is not None and values.sample_weight is not None:
        mask, weight = squeeze_or_expand(values.mask, values.sample_weight)
        grows = len(mask.shape) > len(weight.shape) or any(
            short == 1 != long
            for long, short in zip(mask.shape[::-1], weight.shape[::-1], strict=False)
        )
        if grows:
            raise DialectError(
                "Keras 3 raises RuntimeError here on PyTorch: it writes sample_weight times mask "
                f"into sample_weight, whose shape {weight.shape} is too small for the mask "
                f"{mask.shape}"
            )
    return reduce(values, reduction)


def _weight(values: Values, reduction: str) -> Node | None:
    """Merge mask and sample_weight into one weight."""
    if values.mask is None:
        return values.sample_weight
    keeps = not_equal(values.mask, 0.0)
    share: Node | float = 1.0
    if reduction == "sum_over_batch_size":
        share = divide_no_nan(size(values.mask), sum_(where(keeps, 1.0, 0.0)))
    mask = where(keeps, share, 0.0)
    if values.sample_weight is None:
        return mask
    mask, weight = squeeze_or_expand(mask, values.sample_weight)
    try:
        return weight * mask
    except ValueError:
        raise DialectError(
            f"Keras 3 raises here: sample_weight has shape {weight.shape} but the mask has shape "
            f"{mask.shape}"
        ) from None


def _weight_notes(loss: Node, weight: Node, given: str) -> tuple[str, ...]:
    try:
        together = broadcast_shape(loss.shape, weight.shape)
    except ValueError:
        raise DialectError(
            f"Keras 3 raises here: {given} has shape {weight.shape} but the loss has shape "
            f"{loss.shape}; weights per sample need the shape "
            f"{(*loss.shape[:1], *(1 for _ in loss.shape[1:]))}"
        ) from None
    note = ""
    if together != loss.shape:
        note = (
            f"Keras broadcasts the loss {loss.shape} against the weights {weight.shape} up to "
            f"{together} without a word."
        )
    elif len(weight.shape) == 1 < len(loss.shape) and weight.shape[0] == loss.shape[0] != 1:
        note = (
            f"Keras lines the weights {weight.shape} up with the last axis of the loss "
            f"{loss.shape}, not with the samples: it fits only because both have one length."
        )
    return (note,) if note else ()


def _denominator(values: Values, loss: Node, weight: Node | None, reduction: str) -> Denominator:
    if reduction == "mean_with_sample_weight" and weight is not None:
        return Denominator("sum of w", worded("sum of the weights as given"), sum_(weight))
    if values.mask is not None and reduction == "sum_over_batch_size":
        valid = valid_values(kept(values.mask), loss)
        return Denominator("valid", worded("number of loss values that the mask keeps"), valid)
    return Denominator("n", worded("number of loss values"), size(loss))


DIALECT = Dialect(
    key="keras-3",
    title="Keras 3",
    reductions=("sum_over_batch_size", "sum", "none", "mean_with_sample_weight"),
    default_reduction="sum_over_batch_size",
    default_dtype="float32",
    align=align,
    reduce=reduce,
    source="keras 3.15.1, keras/src/losses/loss.py and losses.py",
    aliases={"mean": "sum_over_batch_size", None: "none"},
    constants={"epsilon": 1e-7, "normalize": True, "convert_labels": True},
    own=keras3_losses.TENSORFLOW,
    squeezes_labels=True,
    refuses_labels=True,  # on the processor; a graphics card gives NaN
    cuts_labels=True,
    integers=(
        "Keras' class turns them into real numbers as well, but its function cuts y_true to whole "
        "numbers, or raises."
    ),
    generator_epoch="by_size",
    added_vectors="sum",
    caches_logits="any",
)

# The same Keras on another backend: the same rules, but some functions work in another order.
JAX = replace(
    DIALECT,
    key="keras-3-jax",
    title="Keras 3 (JAX)",
    refuses_labels=False,
    own=keras3_losses.JAX,
    caches_logits="",
)
TORCH = replace(
    DIALECT,
    key="keras-3-torch",
    title="Keras 3 (PyTorch)",
    look=keras3_numbers.look_on_torch,
    reduce=reduce_on_torch,
    own=keras3_losses.TORCH,
    caches_logits="",
)
