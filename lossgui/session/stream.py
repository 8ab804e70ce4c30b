"""The open tensors as a stream of batches: what a loss and a metric show after each of them.

The samples are cut along their first axis. After a batch the loss has its own value and the running
average that `fit` shows; the metric has the batch's own result and the one of everything so far,
out of the framework's own state variables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.api import evaluate_spec
from lossgui.core.dialects import find_dialect
from lossgui.core.epochs import epoch_loss
from lossgui.core.metrics import METRICS, StreamingMetric, metric
from lossgui.core.metrics.registry import DIALECTS
from lossgui.session.state import WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.metrics import Step
    from lossgui.core.spec import LossSpec
    from lossgui.session.state import Array

OWN = "own"
"""Stands for the metric that belongs to the loss."""

FALLBACK = "mean"

# Which metrics a loss' dialect goes with; a dialect that is not here has Keras 3's beside it.
_METRICS_OF = {
    "tf.keras-2.15": "tf.keras-2.15",
    "torch-2": "torchmetrics-1",
    "sklearn-1": "sklearn-1",
}


@dataclass(frozen=True)
class Batch:
    """What one batch showed.

    Parameters
    ----------
    size
        Its number of samples.
    loss, epoch
        Its loss, and the average that is shown after it.
    own, cumulative
        The metric's result on this batch alone and on everything so far.
    """

    size: int
    loss: float
    epoch: float
    own: float
    cumulative: float


@dataclass(frozen=True)
class Stream:
    """The batches seen so far.

    Parameters
    ----------
    batches
        One record for each.
    state
        The metric's state variables by the framework's names.
    metric, metric_dialect
        Name of the metric in its framework, and the framework's title.
    rule
        How the batches' losses are averaged.
    notes
        What the framework does without a word, and why a number is missing.
    """

    batches: tuple[Batch, ...]
    state: Mapping[str, Any]
    metric: str
    metric_dialect: str
    rule: str
    notes: tuple[str, ...] = ()


@dataclass
class _Progress:
    """What is gathered while the batches go by."""

    losses: list[Any] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)


def count_samples(tensors: Mapping[str, Array]) -> int:
    """Give the length of the first axis of a loss' tensors; 0 where one has no axes.

    Examples
    --------
    >>> count_samples({"y_true": np.zeros((4, 3)), "y_pred": np.zeros((4, 3))})
    4
    """
    lengths = [len(array) if array.ndim else 0 for array in tensors.values()]
    return min(lengths, default=0)


def stream(
    spec: LossSpec, tensors: Mapping[str, Array], size: int, seen: int, wanted: str = OWN
) -> Stream:
    """Put the first `seen` batches of `size` samples through a loss and a metric.

    Parameters
    ----------
    spec
        The loss.
    tensors
        Its tensors by argument name, weights and mask among them. What has another number of
        samples than the first one (class weights) goes whole into each batch.
    size, seen
        Samples per batch, the last one may have fewer; how many batches have come.
    wanted
        Key of the metric, or `OWN`.

    Raises
    ------
    ValueError
        Where the loss or the metric can't take a batch; the sentence is the framework's reason.
    """
    counter, counted = metric_for(spec, wanted)
    needed = {name: tensors[name] for name in spec.entry.arguments}
    samples = count_samples(needed)
    progress = _Progress()
    for start in range(0, min(seen * size, samples), size):
        part = {
            name: array[start : start + size] if array.ndim and len(array) == samples else array
            for name, array in tensors.items()
        }
        _see(progress, spec, part, min(size, samples - start), counter, counted)
    rule = "" if not progress.losses else _average(spec, progress).rule
    return Stream(
        tuple(progress.batches),
        dict(counter.state),
        counter.entry.name,
        DIALECTS[counter.entry.dialect].title,
        rule,
        (*_rule_notes(spec), *progress.notes),
    )


def metric_for(spec: LossSpec, wanted: str = OWN) -> tuple[StreamingMetric, bool]:
    """Give the metric and whether it counts predictions; else it averages the loss' own values.

    A loss without a metric of its own gets `Mean` over its per-sample values.
    """
    dialect = _METRICS_OF.get(spec.dialect, "keras-3")
    for place in (dialect, "keras-3"):
        key = spec.loss if wanted == OWN else wanted
        entry = METRICS.get((place, key))
        if entry is not None:
            known = {item.name for item in entry.settings}
            same: dict[str, Any] = {
                name: value
                for name, value in spec.parameters.items()
                if name in known and value is not None and wanted == OWN
            }
            return metric(key, place, None, **same), key not in ("mean", "sum")
    return metric(FALLBACK, "keras-3"), False


def _see(
    progress: _Progress,
    spec: LossSpec,
    part: dict[str, Array],
    size: int,
    counter: StreamingMetric,
    counted: bool,
) -> None:
    weights = {name: part.get(name) for name in WEIGHTS}
    plain = {name: array for name, array in part.items() if name not in WEIGHTS}
    result = evaluate_spec(spec, plain, **weights)
    progress.losses.append(result.value)
    progress.sizes.append(size)
    step = _update(counter, counted, result.unreduced, part, spec)
    progress.notes |= dict.fromkeys((*result.notes, *step.notes))
    progress.batches.append(
        Batch(
            size,
            float(np.mean(result.value)),
            float(np.mean(_average(spec, progress).value)),
            float(np.mean(step.batch)),
            float(np.mean(step.cumulative)),
        )
    )


def _update(
    counter: StreamingMetric, counted: bool, values: Any, part: dict[str, Array], spec: LossSpec
) -> Step:
    weight = part.get("sample_weight")
    if not counted:
        return counter.update(values, None, weight)
    first, second = spec.entry.arguments[:2]
    mask = part.get("mask") if counter.entry.reads_mask != "unknown" else None
    return counter.update(part[first], part[second], weight, mask)


def _average(spec: LossSpec, progress: _Progress) -> Any:
    rules = find_dialect(spec.dialect)
    dialect = spec.dialect if rules.generator_epoch is not None else "keras-3"
    return epoch_loss(progress.losses, progress.sizes, dialect=dialect, mode="fit")


def _rule_notes(spec: LossSpec) -> tuple[str, ...]:
    rules = find_dialect(spec.dialect)
    if rules.generator_epoch is not None:
        return ()
    return (f"{rules.title} has no fit: the running loss is the usual average by batch size.",)
