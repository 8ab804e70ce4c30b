"""The public functions: evaluate, gradient, compare, losses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from array_api_compat import array_namespace

from lossgui.core import proof
from lossgui.core.domains import remarks
from lossgui.core.evaluate import Evaluator
from lossgui.core.expr import Axis, Node
from lossgui.core.inputs import as_arrays, check_numbers
from lossgui.core.losses import LOSSES, Loss
from lossgui.core.pipeline import Pipeline, build
from lossgui.core.proof import Comparison, compare_specs
from lossgui.core.spec import LossSpec, make_spec
from lossgui.core.trace import Stage, Trace, trace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class NamedNumber:
    """A number with a name and a meaning, such as the denominator ``n``."""

    name: str
    meaning: str
    value: float


@dataclass(frozen=True)
class Result:
    """What one loss gives on given tensors.

    Parameters
    ----------
    value
        What the dialect prints, in its dtype: a scalar, or an array where nothing was reduced.
    exact
        The same pipeline in float64.
    trace
        Every step with its array.
    unreduced
        What the loss function gives before weights and final reduction.
    denominator
        What the final reduction divides by, or None.
    notes
        What the dialect does without a word (broadcasting, lining up, strange numbers), one
        sentence each.
    inputs
        The tensors by name, in the dialect's dtype.
    """

    value: Any
    exact: Any
    trace: Trace
    unreduced: Any
    denominator: NamedNumber | None
    notes: tuple[str, ...]
    spec: LossSpec
    inputs: Mapping[str, Any]

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The steps: name, formula, shape, value."""
        return self.trace.stages

    @property
    def dtype(self) -> str:
        """The dtype of the value."""
        return self.spec.computed_dtype

    @property
    def loss(self) -> str:
        """Key of the loss."""
        return self.spec.loss

    @property
    def dialect(self) -> str:
        """Key of the dialect."""
        return self.spec.dialect


def losses() -> tuple[Loss, ...]:
    """List every loss of the catalogue: key, title, family, parameters, aliases.

    Examples
    --------
    >>> "huber" in [item.key for item in losses()]
    True
    """
    return tuple(LOSSES.values())


def evaluate(
    loss: str | Loss | LossSpec,
    *tensors: Any,
    sample_weight: Any = None,
    mask: Any = None,
    **choices: Any,
) -> Result:
    """Compute a loss the way a framework does, keeping every step.

    Parameters
    ----------
    loss
        Key, alias or title of a catalogue loss, what `lossgui.parse` gives, or a `LossSpec`.
    *tensors
        The tensors that the loss needs, for most ``y_true`` and ``y_pred``; anything array-like,
        0-d to n-d.
    sample_weight, mask
        Weights and mask as the dialect takes them.
    **choices
        ``dialect``, ``reduction``, ``axis``, ``inner``, ``factor``, ``dtype``, the loss' own
        parameters and the tensors that it may do without (``class_weight``); what is left out takes
        the dialect's or the loss' default.

    Raises
    ------
    DialectError
        Where the framework itself would raise (a `ValueError`).
    ValueError, TypeError
        If a choice is unknown or an input can't be used; the sentence names argument, expectation
        and what came.

    Examples
    --------
    >>> y_true = [[0, 1, 0], [0, 0, 1], [1, 1, 1]]
    >>> y_pred = [[0, 0.8, 0.9], [0.5, 0.7, 0.6], [0.8, 0.7, 0.5]]
    >>> evaluate("mean_squared_error", y_true, y_pred).value
    np.float32(0.23666666)
    """
    spec, named = chosen(loss, tensors, choices)
    return evaluate_spec(spec, named, sample_weight=sample_weight, mask=mask)


def evaluate_spec(
    spec: LossSpec, tensors: Mapping[str, Any], *, sample_weight: Any = None, mask: Any = None
) -> Result:
    """Compute a loss from its choices and its tensors by argument name; see `evaluate`."""
    arrays = as_arrays(spec, tensors, sample_weight=sample_weight, mask=mask)
    pipeline = build(spec, {name: array.shape for name, array in arrays.items()})
    check_numbers(pipeline.spec, arrays)
    xp = array_namespace(*arrays.values())
    computed = _run(pipeline, spec.computed_dtype, arrays, xp)
    exact = computed
    if spec.computed_dtype != "float64":
        exact = _run(pipeline, "float64", arrays, xp)
    return make_result(pipeline, computed, exact, arrays)


def make_result(
    pipeline: Pipeline, computed: Evaluator, exact: Evaluator, arrays: Mapping[str, Any]
) -> Result:
    """Gather what two evaluators of one pipeline hold of the given tensors by argument name."""
    found = pipeline.denominator
    denominator = None
    if found is not None:
        denominator = NamedNumber(found.name, found.meaning, float(computed[found.node]))
    return Result(
        value=_scalar(computed[pipeline.output]),
        exact=_scalar(exact[pipeline.output]),
        trace=trace(pipeline, computed),
        unreduced=computed[pipeline.unreduced],
        denominator=denominator,
        notes=(*pipeline.notes, *remarks(pipeline, arrays)),
        spec=pipeline.spec,
        inputs={
            str(node.attributes["name"]): computed[node]
            for node in pipeline.variables.values()
            if node in computed
        },
    )


def wanted_nodes(pipeline: Pipeline) -> list[Node]:
    """List the nodes that a result reads."""
    nodes = [pipeline.output]
    if pipeline.denominator is not None:
        nodes.append(pipeline.denominator.node)
    return nodes


def gradient(
    loss: str | Loss | LossSpec,
    *tensors: Any,
    wrt: str | None = None,
    sample_weight: Any = None,
    mask: Any = None,
    **choices: Any,
) -> Any:
    """Differentiate a loss with respect to one of its tensors (default: the second one).

    Takes what `evaluate` takes. An unreduced loss is summed, as GradientTape does. The result has
    the tensor's shape and the dialect's dtype.

    Examples
    --------
    >>> gradient("half_sum_of_squares", [[0.0, 1.0]], [[1.0, 3.0]], dialect="textbook")
    array([[1., 2.]])
    """
    spec, named = chosen(loss, tensors, choices)
    arrays = as_arrays(spec, named, sample_weight=sample_weight, mask=mask)
    pipeline = build(spec, {name: array.shape for name, array in arrays.items()})
    node = pipeline.gradient(wrt or spec.entry.predicted)
    evaluator = Evaluator([node], spec.computed_dtype, array_namespace(*arrays.values()))
    evaluator.run(arrays)
    return evaluator[node]


def compare(a: str | Loss | LossSpec, b: str | Loss | LossSpec, *tensors: Any) -> Comparison:
    """Prove how two losses relate for every input of these shapes.

    Only the shapes of the tensors matter, never their numbers. The loss with more arguments says
    what the tensors are called; the other one reads those of its arguments' names, or, if one has
    none, those at the same places.

    Examples
    --------
    >>> a = make_spec("mse")
    >>> b = make_spec("half_sum_of_squares", dialect="textbook")
    >>> compare(a, b, [[0.0, 1.0, 2.0]], [[1.0, 3.0, 0.0]]).ratio
    'd/2'
    """
    specs = as_spec(a), as_spec(b)
    longer = max(specs, key=lambda spec: len(spec.entry.arguments))
    longer, named = chosen(longer, tensors, {})
    shapes = {name: array.shape for name, array in as_arrays(longer, named).items()}
    for spec in specs:
        sources = proof.sources(spec, shapes)
        as_arrays(spec, {name: named[sources[name]] for name in spec.entry.arguments})
    return compare_specs(*specs, shapes)


def chosen(
    loss: str | Loss | LossSpec, tensors: Sequence[Any], choices: Mapping[str, Any]
) -> tuple[LossSpec, dict[str, Any]]:
    """Part what a caller gave into the loss with its choices and its tensors by argument name.

    Raises
    ------
    TypeError
        If the loss needs another number of tensors.
    """
    entry = as_spec(loss).entry
    optional = {name: choices[name] for name in entry.optional if name in choices}
    spec = as_spec(loss, **{name: value for name, value in choices.items() if name not in optional})
    if len(tensors) != len(entry.arguments):
        wanted = ", ".join(entry.arguments)
        raise TypeError(
            f"{entry.name} needs {len(entry.arguments)} tensors ({wanted}), not {len(tensors)}"
        )
    return spec, dict(zip(entry.arguments, tensors, strict=True)) | optional


def as_spec(loss: str | Loss | LossSpec, **choices: Any) -> LossSpec:
    """Give the spec of a loss named or already chosen; choices win over the spec's own."""
    if isinstance(loss, LossSpec):
        return loss.replace(**choices) if choices else loss
    if not isinstance(loss, str | Loss):
        raise TypeError(f"loss must be a name, a Loss or a LossSpec, not {type(loss).__name__}")
    return make_spec(loss, **choices)


def _run(pipeline: Pipeline, dtype: str, arrays: Mapping[str, Any], xp: Any) -> Evaluator:
    evaluator = Evaluator(wanted_nodes(pipeline), dtype, xp)
    evaluator.run(arrays)
    return evaluator


def _scalar(array: Any) -> Any:
    return array[()] if isinstance(array, np.ndarray) else array


__all__ = [
    "Axis",
    "Comparison",
    "NamedNumber",
    "Result",
    "compare",
    "compare_specs",
    "evaluate",
    "evaluate_spec",
    "gradient",
    "losses",
]
