"""A metric in use: batches come in, the state grows, the result can be asked for at any time."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.dialects.rules import DialectError
from lossgui.core.metrics.batch import make_batch
from lossgui.core.metrics.registry import DIALECTS, METRICS, Choices, Metric, find_metric
from lossgui.core.metrics.registry import find_dialect as find_metric_dialect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import State


@dataclass(frozen=True)
class Step:
    """What one update did.

    Parameters
    ----------
    number
        1 for the first update after the start or a reset.
    sums
        What the batch added, by the name of the state variable.
    before, after
        The state before and after it.
    notes
        What the framework does without a word, one sentence each.
    entry, choices
        The metric and its settings.
    """

    number: int
    sums: State
    before: State
    after: State
    notes: tuple[str, ...]
    entry: Metric
    choices: Choices

    @property
    def batch(self) -> Any:
        """The result of this batch alone; raises a ValueError where it has none."""
        return _finish(self.entry, self.choices, self.sums)

    @property
    def cumulative(self) -> Any:
        """The result of everything since the start or the last reset."""
        return _finish(self.entry, self.choices, self.after)

    @property
    def printed(self) -> Any:
        """What the framework itself returns when it is called with the batch."""
        shows = DIALECTS[self.entry.dialect].call_gives
        return self.cumulative if shows == "cumulative" else self.batch


class StreamingMetric:
    """A metric with its state. Made by `metric`."""

    def __init__(self, entry: Metric, choices: Choices) -> None:
        self.entry = entry
        self.choices = choices
        self._state: State = MappingProxyType(dict(entry.start(choices)))
        self._updates = 0

    @property
    def state(self) -> Mapping[str, Any]:
        """The framework's own state variables by name; a new mapping after each update."""
        return self._state

    @property
    def updates(self) -> int:
        """How many batches came since the start or the last reset."""
        return self._updates

    def update(
        self, y_true: Any, y_pred: Any = None, sample_weight: Any = None, mask: Any = None
    ) -> Step:
        """Add one batch to the state.

        Parameters
        ----------
        y_true, y_pred
            Anything array-like, in this order whatever the framework's own is. `Mean` and `Sum`
            take their values alone.
        sample_weight, mask
            As the framework takes them. Which metrics read a mask is in `entry.reads_mask`.

        Raises
        ------
        DialectError
            Where the framework itself would raise (a `ValueError`). The state stays as it was.
        ValueError, TypeError
            If an input can't be used.
        """
        batch = make_batch(y_true, y_pred, sample_weight, mask, self.entry.arguments)
        _check_weighing(self.entry, batch)
        with np.errstate(all="ignore"):
            sums = self.entry.partial(batch, self.choices)
        before = self._state
        after = merged(before, sums, self.entry)
        notes = (*_mask_notes(self.entry, batch), *self.entry.notes(batch, self.choices))
        self._state = after
        self._updates += 1
        added = merged(self.entry.start(self.choices), sums, self.entry)
        return Step(self._updates, added, before, after, notes, self.entry, self.choices)

    def result(self) -> Any:
        """Give the result of everything so far; a NumPy number or array."""
        return _finish(self.entry, self.choices, self._state)

    def reset(self) -> None:
        """Set every state variable back to 0, and forget the samples that were kept."""
        empty = {
            name: value[:0] if name in self.entry.joined else np.zeros_like(value)
            for name, value in self._state.items()
        }
        self._state = MappingProxyType(empty)
        self._updates = 0

    def merge(self, other: StreamingMetric) -> None:
        """Add the state of the same metric that saw other batches, elsewhere.

        Raises
        ------
        ValueError
            If the other one is another metric or has other settings.
        """
        same = (self.entry, self.choices) == (other.entry, other.choices)
        if not same:
            raise ValueError(
                f"only states of the same metric with the same settings add up: this is "
                f"{_described(self)}, the other one is {_described(other)}"
            )
        self._state = merged(self._state, other.state, self.entry)
        self._updates += other.updates


def metric(
    key: str, dialect: str = "keras-3", dtype: str | None = None, **parameters: Any
) -> StreamingMetric:
    """Make a metric with an empty state.

    Parameters
    ----------
    key
        Key, title, alias or the framework's own name: ``root_mean_squared_error``, ``rmse``,
        ``RootMeanSquaredError``.
    dialect
        ``keras-3``, ``tf.keras-2.15``, ``torchmetrics-1``, ``sklearn-1`` or ``ignite-0.5``.
    dtype
        ``float16``, ``float32`` or ``float64``; None for the framework's own. Some variables are
        float32 whatever is asked for, as in Keras.
    **parameters
        The metric's own settings.

    Raises
    ------
    ValueError
        If there is no such metric or a setting can't be used.

    Examples
    --------
    >>> m = metric("root_mean_squared_error")
    >>> m.update([[0.0]], [[1.0]]).batch
    np.float32(1.0)
    >>> m.update([[0.0]], [[7.0]]).batch
    np.float32(7.0)
    >>> m.result()
    np.float32(5.0)
    >>> m.state["count"]
    array(2., dtype=float32)
    """
    entry = find_metric(key, dialect)
    return StreamingMetric(entry, entry.choose(dtype, parameters))


def metrics(dialect: str | None = None) -> tuple[Metric, ...]:
    """List every metric, or those of one dialect.

    Raises
    ------
    ValueError
        If there is no such dialect.

    Examples
    --------
    >>> "auc" in [item.key for item in metrics("keras-3")]
    True
    """
    wanted = None if dialect is None else find_metric_dialect(dialect).key
    return tuple(item for item in METRICS.values() if wanted in (None, item.dialect))


def merged(first: State, second: State, entry: Metric) -> State:
    """Add two states, or a state and partial sums; what is missing in one counts as 0."""
    together: dict[str, Array] = {}
    for name in dict.fromkeys((*first, *second)):
        if name not in first:
            together[name] = second[name]
        elif name not in second:
            together[name] = first[name]
        elif name in entry.joined:
            together[name] = np.concatenate([first[name], second[name]])
        else:
            together[name] = _added(name, first[name], second[name])
    return MappingProxyType(together)


def _added(name: str, first: Array, second: Array) -> Array:
    if first.shape != second.shape:
        raise ValueError(
            f"the batch gives {name} the shape {second.shape}, but the state has {first.shape} "
            "from earlier batches"
        )
    with np.errstate(all="ignore"):
        return np.asarray(first + second, dtype=first.dtype)


def _finish(entry: Metric, choices: Choices, state: State) -> Any:
    with np.errstate(all="ignore"):
        return np.asarray(entry.finish(state, choices))[()]


def _check_weighing(entry: Metric, batch: Batch) -> None:
    title = DIALECTS[entry.dialect].title
    if batch.mask is not None and entry.reads_mask == "unknown":
        raise ValueError(f"{title} has no masks: leave the samples out or give them weight 0")
    if batch.sample_weight is not None and not entry.takes_weights:
        raise DialectError(f"{title} raises TypeError here: {entry.name} takes no sample_weight")


def _mask_notes(entry: Metric, batch: Batch) -> tuple[str, ...]:
    title = DIALECTS[entry.dialect].title
    if batch.mask is None or entry.reads_mask == "weights":
        return ()
    if entry.reads_mask == "with weights":
        if batch.sample_weight is not None:
            return ()
        return (f"{title}'s {entry.name} reads the mask only where sample_weight is given.",)
    return (f"{title}'s {entry.name} does not read the mask.",)


def _described(metric: StreamingMetric) -> str:
    settings = {"dtype": str(metric.choices.dtype), **metric.choices.values}
    listed = ", ".join(f"{name}={value!r}" for name, value in settings.items())
    return f"{metric.entry.key} of {metric.entry.dialect} ({listed})"
