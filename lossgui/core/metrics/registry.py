"""The register of metrics and what it keeps of each.

A metric is one entry: a function that turns a batch into partial sums, and a function that turns
the sums into the result. Partial sums are plain arrays that add up, so one call, many batches and
several machines all use the same two functions.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lossgui.core.losses.catalogue import SHOWN
from lossgui.core.metrics.batch import Array, Batch
from lossgui.core.metrics.settings import REQUIRED, Setting

State = Mapping[str, Array]


@dataclass(frozen=True)
class Dialect:
    """A framework whose metrics are known.

    `call_gives` is what the framework itself returns for a batch: ``cumulative``, the result of
    everything so far, or ``batch``, that of the batch alone. `default_dtype` is its sums' dtype.
    """

    key: str
    title: str
    call_gives: str
    default_dtype: str
    source: str


DIALECTS = {
    item.key: item
    for item in (
        Dialect("keras-3", "Keras 3", "cumulative", "float32", "keras 3.15.1, keras/src/metrics"),
        Dialect(
            "tf.keras-2.15",
            "tf.keras 2.15",
            "cumulative",
            "float32",
            "tf_keras 2.21.0 and TensorFlow 2.15.1, keras/src/metrics, engine/compile_utils.py",
        ),
        Dialect("torchmetrics-1", "TorchMetrics 1", "batch", "float32", "torchmetrics 1.9.0"),
        Dialect("sklearn-1", "scikit-learn 1", "batch", "float64", "scikit-learn 1.9.1"),
        Dialect(
            "ignite-0.5", "PyTorch Ignite 0.5", "cumulative", "float32", "pytorch-ignite 0.5.5"
        ),
    )
}


@dataclass(frozen=True)
class Choices:
    """The settings of one metric in use; ``choices["k"]`` is the setting k."""

    dtype: np.dtype[Any]
    values: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


Partial = Callable[[Batch, Choices], State]
Finish = Callable[[State, Choices], Any]


def nothing(choices: Choices) -> State:
    """Start without variables: they appear with the first batch."""
    return {}


def no_notes(batch: Batch, choices: Choices) -> tuple[str, ...]:
    """Say nothing."""
    return ()


@dataclass(frozen=True)
class Metric:
    """One metric of one framework.

    Parameters
    ----------
    key, dialect
        What it is found by.
    title, name, summary
        Its name in words, in the framework (``MeanSquaredError``), and one sentence.
    task
        ``values``, ``regression``, ``probabilities``, ``labels`` or ``segmentation``.
    partial
        ``partial(batch, choices)`` gives the batch's sums by the name of the framework's own state
        variable, each in the variable's dtype; raises `DialectError` where the framework raises.
    finish
        ``finish(state, choices)`` gives the result.
    start
        The variables, all 0, that exist before the first batch.
    settings, aliases, arguments
        Its settings, its other names, and what it calls its tensors.
    joined
        Variables that keep the samples themselves: they are put behind one another, not added.
    reads_mask
        ``weights`` if a mask becomes weights of 0 and 1, ``with weights`` if it does so only where
        sample_weight is given too, ``never``, or ``unknown`` if the framework has no masks.
    notes
        ``notes(batch, choices)`` says what the framework does without a word, a sentence each.
    dtype
        The dtype of the sums where it is not the dialect's default.
    takes_weights
        Whether the framework's metric takes sample_weight.
    """

    key: str
    dialect: str
    title: str
    name: str
    summary: str
    task: str
    partial: Partial
    finish: Finish
    start: Callable[[Choices], State] = nothing
    settings: tuple[Setting, ...] = ()
    aliases: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ("y_true", "y_pred")
    joined: tuple[str, ...] = ()
    reads_mask: str = "never"
    notes: Callable[[Batch, Choices], tuple[str, ...]] = no_notes
    dtype: str | None = None
    takes_weights: bool = True

    def choose(self, dtype: str | None, given: Mapping[str, Any]) -> Choices:
        """Fill the defaults and check every choice.

        Raises
        ------
        ValueError
            If a name is unknown, a value out of range, or a required one missing.
        """
        known = {item.name: item for item in self.settings}
        for name in given:
            if name not in known:
                offered = ", ".join(known) or "none"
                raise ValueError(f"{self.key} has no parameter {name!r}; its parameters: {offered}")
        values = {name: item.default for name, item in known.items()}
        values |= {name: known[name].check(value) for name, value in given.items()}
        for name, value in values.items():
            if isinstance(value, str) and value == REQUIRED:
                raise ValueError(f"{self.key} needs {name}: {known[name].allowed}")
        return Choices(self._dtype(dtype), values)

    def _dtype(self, name: str | None) -> np.dtype[Any]:
        default = self.dtype or DIALECTS[self.dialect].default_dtype
        allowed = ("float16", "float32", "float64", *{default} - {"float32", "float64"})
        if name is not None and name not in allowed:
            raise ValueError(f"dtype must be one of {', '.join(allowed)}, not {name!r:.{SHOWN}}")
        return np.dtype(name or default)


METRICS: dict[tuple[str, str], Metric] = {}


def register(metric: Metric) -> Metric:
    """Put a metric into the register.

    Raises
    ------
    ValueError
        If one of its names stands for another metric of the same dialect.
    """
    for name in (metric.key, metric.title, metric.name, *metric.aliases):
        taken = _named(metric.dialect).get(name.casefold())
        if taken is not None:
            raise ValueError(f"the name {name!r} is taken: it stands for {taken.key}")
    METRICS[metric.dialect, metric.key] = metric
    return metric


def find_dialect(name: str) -> Dialect:
    """Find a dialect of metrics by key or title.

    Raises
    ------
    ValueError
        If there is none; the sentence names those there are.
    """
    for item in DIALECTS.values():
        if str(name).casefold() in (item.key.casefold(), item.title.casefold()):
            return item
    raise ValueError(
        f"there are no metrics of {name!r:.{SHOWN}}; there are those of {', '.join(DIALECTS)}"
    )


def find_metric(name: str, dialect: str) -> Metric:
    """Find a metric by key, title, framework name or alias, whatever the case.

    Raises
    ------
    ValueError
        If the dialect has none; the sentence names the closest ones.
    """
    rules = find_dialect(dialect)
    if not isinstance(name, str):
        raise ValueError(f"a metric is named by a text, not by {name!r:.{SHOWN}}")
    known = _named(rules.key)
    if name.casefold() in known:
        return known[name.casefold()]
    close = difflib.get_close_matches(name.casefold(), known, n=3)
    keys = ", ".join(item.key for item in METRICS.values() if item.dialect == rules.key)
    hint = f"did you mean {' or '.join(close)}?" if close else f"there are: {keys}"
    raise ValueError(f"{rules.title} has no metric called {name!r:.{SHOWN}}; {hint}")


def _named(dialect: str) -> dict[str, Metric]:
    """Give each metric of a dialect under all its names, in small letters."""
    return {
        name.casefold(): item
        for item in METRICS.values()
        if item.dialect == dialect
        for name in (item.key, item.title, item.name, *item.aliases)
    }
