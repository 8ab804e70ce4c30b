"""What a compiled model adds to its losses: several outputs, penalties, class weights.

The number that `fit` and `evaluate` show as ``loss`` is

    sum over outputs of loss_weight * loss  +  penalties

where each loss is reduced on its own first. Penalties (regularisers, ``add_loss``) come after the
reduction: no sample weight touches them, no metric contains them, and the losses that are shown per
output are without their loss weights. The same from Keras 1.2.2 to 3.15.1 (measured).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.dialects import DialectError, find_dialect
from lossgui.core.evaluate import Evaluator
from lossgui.core.expr import Node, variable
from lossgui.core.inputs import as_arrays
from lossgui.core.ops import absolute, square, sum_
from lossgui.core.pipeline import Pipeline, build

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lossgui.core.spec import LossSpec

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Output:
    """One output of a model with its loss.

    Parameters
    ----------
    name
        What the model calls the output.
    spec
        Its loss with all choices.
    tensors
        The loss' tensors by argument name.
    loss_weight
        Multiplies the reduced loss within the total.
    sample_weight, mask
        As the dialect takes them, for this output alone.
    """

    name: str
    spec: LossSpec
    tensors: Mapping[str, Any]
    loss_weight: float = 1.0
    sample_weight: Any = None
    mask: Any = None


@dataclass(frozen=True)
class Penalty:
    """A term that is added to the total after the reduction.

    `kind` is ``l1`` (factor * sum of absolute values), ``l2`` (factor * sum of squares, without a
    half, as Keras has it) or ``add_loss`` (factor * the number; a vector as the dialect takes it).
    """

    name: str
    values: Any
    kind: str = "l2"
    factor: float = 0.01


@dataclass(frozen=True)
class Total:
    """The loss of a whole model.

    Parameters
    ----------
    value
        What ``loss`` shows.
    losses
        What is shown per output: reduced, without loss weight.
    penalties
        What each penalty adds.
    node, evaluator
        The graph of the total, and its arrays: every step can be looked at.
    notes
        What the dialects do without a word.
    """

    value: Any
    losses: Mapping[str, Any]
    penalties: Mapping[str, Any]
    node: Node = field(repr=False)
    evaluator: Evaluator = field(repr=False)
    notes: tuple[str, ...] = ()


_PENALTIES: Mapping[str, Callable[[Node], Node]] = {
    "l1": lambda values: sum_(absolute(values)),
    "l2": lambda values: sum_(square(values)),
    "add_loss": lambda values: values,
}


def total_loss(outputs: Sequence[Output], penalties: Sequence[Penalty] = ()) -> Total:
    """Compute what a compiled model shows as its loss.

    Parameters
    ----------
    outputs
        At least one; all in one dialect and dtype.
    penalties
        Regularisers and added losses.

    Raises
    ------
    DialectError
        Where the framework raises: a loss that can't be reduced so, or a vector in ``add_loss``.
    ValueError
        If there is no output, two have one name, or they differ in dialect or dtype.

    Examples
    --------
    >>> from lossgui import make_spec
    >>> tensors = {"y_true": [[0.0, 1.0]], "y_pred": [[1.0, 3.0]]}
    >>> a = Output("a", make_spec("mse"), tensors, loss_weight=2.0)
    >>> b = Output("b", make_spec("mae"), tensors, loss_weight=0.5)
    >>> total_loss([a, b], [Penalty("kernel", [1.0, 2.0], "l2", 0.1)]).value
    np.float32(6.25)
    """
    dialect, dtype = _common_rules(outputs)
    arrays: dict[str, Any] = {}
    pipelines = {output.name: _pipeline(output, arrays) for output in outputs}
    added = {item.name: _penalty(item, dialect, arrays) for item in penalties}
    terms = [_times(output.loss_weight, pipelines[output.name].output) for output in outputs]
    node = terms[0]
    for term in (*terms[1:], *added.values()):
        node = node + term
    evaluator = Evaluator([node, *(p.output for p in pipelines.values())], dtype)
    evaluator.run(arrays)
    return Total(
        value=evaluator[node][()],
        losses={name: evaluator[p.output][()] for name, p in pipelines.items()},
        penalties={name: evaluator[term][()] for name, term in added.items()},
        node=node,
        evaluator=evaluator,
        notes=tuple(dict.fromkeys(note for p in pipelines.values() for note in p.notes)),
    )


def class_weights(labels: Any, by_class: Mapping[int, float]) -> Array:
    """Give the sample weights that ``class_weight`` stands for.

    Parameters
    ----------
    labels
        Class numbers of shape ``(n,)`` or ``(n, 1)``, or one-hot rows of shape ``(n, C)``.
    by_class
        The weight of each class; a class that is not named weighs 1.

    Returns
    -------
    array
        One weight per sample, shape ``(n,)``, float32. The same in every Keras (measured).

    Raises
    ------
    ValueError
        If the labels are no class numbers, or have more than two axes.

    Examples
    --------
    >>> class_weights([0, 1, 1], {1: 5.0})
    array([1., 5., 5.], dtype=float32)
    """
    found = np.asarray(labels)
    if found.ndim == 2:
        found = np.argmax(found, axis=1) if found.shape[1] > 1 else found[:, 0]
    if found.ndim != 1:
        raise ValueError(
            f"class weights need labels of shape (n,), (n, 1) or (n, classes), not {found.shape}"
        )
    numbers = found.astype(np.int64)
    if np.any(numbers != found) or np.any(numbers < 0):
        raise ValueError("class weights need labels that are class numbers: 0, 1, 2, ...")
    return np.array([by_class.get(int(number), 1.0) for number in numbers], dtype=np.float32)


def _common_rules(outputs: Sequence[Output]) -> tuple[str, str]:
    if not outputs:
        raise ValueError("a model needs at least one output")
    names = [output.name for output in outputs]
    if len(set(names)) != len(names):
        raise ValueError(f"two outputs have one name: {', '.join(names)}")
    rules = {(output.spec.dialect, output.spec.computed_dtype) for output in outputs}
    if len(rules) > 1:
        listed = " and ".join(f"{key} in {dtype}" for key, dtype in sorted(rules))
        raise ValueError(f"all outputs of a model follow one dialect in one dtype, not {listed}")
    return rules.pop()


def _pipeline(output: Output, arrays: dict[str, Any]) -> Pipeline:
    given = as_arrays(
        output.spec, output.tensors, sample_weight=output.sample_weight, mask=output.mask
    )
    names = {name: f"{output.name}.{name}" for name in given}
    arrays |= {names[name]: array for name, array in given.items()}
    return build(output.spec, {name: array.shape for name, array in given.items()}, names)


def _penalty(penalty: Penalty, dialect: str, arrays: dict[str, Any]) -> Node:
    if penalty.kind not in _PENALTIES:
        raise ValueError(
            f"a penalty is one of {', '.join(_PENALTIES)}, not {penalty.kind!r} ({penalty.name})"
        )
    values = np.asarray(penalty.values, dtype=np.float64)
    arrays[penalty.name] = values
    node = _PENALTIES[penalty.kind](variable(penalty.name, values.shape))
    if node.shape:
        node = _added_vector(penalty, node, dialect)
    return _times(penalty.factor, node)


def _added_vector(penalty: Penalty, node: Node, dialect: str) -> Node:
    """Treat a vector in add_loss as the era does: Keras 3 sums it, tf.keras 2.2 to 2.15 raises."""
    rules = find_dialect(dialect)
    if rules.added_vectors == "raise":
        raise DialectError(
            f"{rules.title} raises ValueError here: add_loss of {penalty.name} must be one number, "
            f"not an array of shape {node.shape}"
        )
    return sum_(node) if rules.added_vectors == "sum" else node


def _times(factor: float, node: Node) -> Node:
    return node if factor == 1.0 else factor * node
