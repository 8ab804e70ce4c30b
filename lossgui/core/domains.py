"""What the numbers of a loss' tensors should be, and what is said where they are something else.

Frameworks refuse few numbers (`lossgui.core.inputs.check_numbers` knows those); most they take
without a word. A probability of 1.2 or an integer prediction then gives a number that looks like
any other, so the result says it in a sentence, with what becomes of the number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.cells import first_cell
from lossgui.core.expr import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from lossgui.core.expr import Node
    from lossgui.core.pipeline import Pipeline

    Array = NDArray[Any]

# What hands a tensor on as it is, so that a clip behind it still clips the tensor itself.
MOVING = ("expand_dims", "squeeze", "broadcast_like", "stop_gradient")


@dataclass(frozen=True)
class Domain:
    """Numbers that an argument is made for.

    `wanted` names one of them in a phrase; `stranger` marks the numbers that are none. NaN never is
    a stranger: it shows in the value.
    """

    wanted: str
    stranger: Callable[[Array], Array]


def _nothing(values: Array) -> Array:
    return np.zeros(values.shape, bool)


def _outside(values: Array) -> Array:
    return np.asarray((values < 0) | (values > 1))


def _not_signs(values: Array) -> Array:
    return np.asarray(~np.isnan(values) & (np.abs(values) != 1))


DOMAINS: dict[str, Domain] = {
    "probabilities": Domain("a probability, from 0 to 1", _outside),
    # Labels between 0 and 1 are common: they are smoothed.
    "yes_no": Domain("0 or 1", _outside),
    "signs": Domain("-1 or 1", _not_signs),
    "pair_signs": Domain("-1 or 1", _not_signs),
    "non_negative": Domain("0 or more", lambda values: np.asarray(values < 0)),
    "positive": Domain("more than 0", lambda values: np.asarray(values <= 0)),
    "log_probabilities": Domain("a logarithm, 0 or less", lambda values: np.asarray(values > 0)),
    "above_minus_one": Domain("more than -1", lambda values: np.asarray(values <= -1)),
    # These are looked at elsewhere: `_on_labels`, `inputs.check_numbers`, `check_transcripts`.
    "labels": Domain("a class number", _nothing),
    "label_lists": Domain("a class number, or -1 for the end", _nothing),
    "transcripts": Domain("a class number", _nothing),
    "frames": Domain("a score", _nothing),
}


def remarks(pipeline: Pipeline, arrays: Mapping[str, Array]) -> tuple[str, ...]:
    """Say which numbers the loss is not made for, one sentence a tensor, and what becomes of them.

    Examples
    --------
    >>> import lossgui
    >>> found = lossgui.evaluate("binary_crossentropy", [[1.0, 0.0]], [[1.5, 0.25]])
    >>> print(found.notes[-1])
    y_pred[0, 0] is 1.5, where 'Binary crossentropy' wants a probability, from 0 to 1: Keras 3 \
takes it without a word and clips it to 0.9999999.
    """
    said = [_remark(pipeline, name, domain, arrays) for name, domain in _domains(pipeline)]
    said.append(_on_labels(pipeline, arrays))
    said.append(_on_integers(pipeline, arrays))
    return tuple(sentence for sentence in said if sentence)


def _domains(pipeline: Pipeline) -> list[tuple[str, Domain]]:
    """Pair the arguments with their domains; logits and logarithms are no probabilities."""
    spec = pipeline.spec
    version = spec.rules.version_of(spec.entry)
    wanted = {**spec.entry.domains, **(version.domains if version else {})}
    truth, prediction = spec.entry.arguments[0], spec.entry.predicted
    freed = {"from_logits": prediction, "log_input": prediction, "log_target": truth}
    free = [n for flag, n in freed.items() if flag in spec.parameters and spec.in_force(flag)]
    return [(name, DOMAINS[key]) for name, key in wanted.items() if name not in free]


def _remark(
    pipeline: Pipeline, name: str, domain: Domain, arrays: Mapping[str, Array]
) -> str | None:
    values = np.asarray(arrays[name])
    strange = domain.stranger(values)
    if not strange.any() or _is_converted(pipeline, domain, values):
        return None
    where, value = first_cell(name, values, strange)
    spec = pipeline.spec
    return (
        f"{where} is {value:g}{_others(strange)}, where {spec.entry.title!r} wants "
        f"{domain.wanted}: {spec.rules.title} takes it without a word and "
        f"{_fate(pipeline, name, float(value))}."
    )


def _others(marked: Array) -> str:
    """Count the marked cells behind the first."""
    more = int(marked.sum()) - 1
    return f" (and {more:,} more)" if more else ""


def _is_converted(pipeline: Pipeline, domain: Domain, values: Array) -> bool:
    """Tell whether the dialect turns these labels of 0 and 1 into signs."""
    spec = pipeline.spec
    if domain is not DOMAINS["signs"] or "convert_labels" not in spec.parameters:
        return False
    converts = spec.in_force("convert_labels")
    return bool(converts) and bool(((values == 0) | (values == 1)).all())


def _fate(pipeline: Pipeline, name: str, value: float) -> str:
    """Say what becomes of a number: clipped if the graph clips the tensor itself."""
    tensor = pipeline.variables[name]
    for node in walk(pipeline.output):
        if node.operation == "clip" and _origin(node.inputs[0]) is tensor:
            ends = [end.attributes.get("value") for end in node.inputs[1:]]
            low, high = (float("nan") if end is None else float(end) for end in ends)
            if low <= high:
                return f"clips it to {min(max(value, low), high):.7g}"
    return "computes with it as it is"


def _origin(node: Node) -> Node:
    while node.operation in MOVING:
        node = node.inputs[0]
    return node


def _on_labels(pipeline: Pipeline, arrays: Mapping[str, Array]) -> str | None:
    """Say what becomes of a class number that no class has, where the framework takes it."""
    spec = pipeline.spec
    version, axis = spec.rules.version_of(spec.entry), spec.axis
    if version is None or not version.foreign or not isinstance(axis, int):
        return None
    name, scores = spec.entry.arguments[0], spec.entry.predicted
    values, count = np.asarray(arrays[name]), np.shape(arrays[scores])[axis]
    foreign = ~((values >= 0) & (values < count) & (values == np.floor(values)))
    foreign &= values != spec.parameters.get("ignore_class")
    if not foreign.any():
        return None
    where, label = first_cell(name, values, foreign)
    return (
        f"{where} is {label:g}{_others(foreign)}, and the {count} classes are 0 to {count - 1}: "
        f"{spec.rules.title} takes it without a word; {version.foreign}."
    )


def _on_integers(pipeline: Pipeline, arrays: Mapping[str, Array]) -> str | None:
    """Say what the framework makes of predictions of an integer type; here they are turned."""
    spec = pipeline.spec
    name = spec.entry.predicted
    kind = getattr(arrays[name], "dtype", None)
    if not spec.rules.integers or name not in spec.entry.trained:
        return None
    if not isinstance(kind, np.dtype) or kind.kind not in "iu":
        return None
    return f"{name} holds integers ({kind}), taken as {spec.computed_dtype}: {spec.rules.integers}"
