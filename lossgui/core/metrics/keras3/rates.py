"""Keras 3: counts of answers, precision and recall, and one rate at a level of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.metrics.keras3.confusion import (
    FN,
    FP,
    LOWEST,
    NAMES,
    TN,
    TP,
    Cut,
    counts,
    even_steps,
    is_even,
)
from lossgui.core.metrics.keras3.weighing import KEY, divide_no_nan
from lossgui.core.metrics.registry import Metric, register
from lossgui.core.metrics.settings import REQUIRED, integer, number, numbers

if TYPE_CHECKING:
    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import Choices, State

_THRESHOLDS = numbers("thresholds", "a prediction above is yes; None is 0.5", low=0.0, high=1.0)
_CLASS = integer("class_id", "the only class that counts", None, optional=True)
_TOP = integer("top_k", "only the k highest predictions can be yes", None, low=1, optional=True)
_COUNT = integer("num_thresholds", "how many even thresholds", 200, low=1)


def cut(choices: Choices) -> Cut:
    """Read the thresholds from the settings."""
    top_k = choices.values.get("top_k")
    default = 0.5 if top_k is None else LOWEST
    thresholds = choices["thresholds"] or (default,)
    return Cut(thresholds, is_even(thresholds), top_k, choices.values.get("class_id"))


def single(values: Array) -> Array:
    """Give the number itself where there is one threshold."""
    return np.asarray(values[0] if len(values) == 1 else values)


def counted(key: str, variable: str) -> Metric:
    """Make the metric that counts one kind of answer."""
    title = key.replace("_", " ").capitalize()
    return Metric(
        key=key,
        dialect=KEY,
        title=title,
        name=key.title().replace("_", ""),
        summary=f"How many {title.lower()} there are, by weight.",
        task="labels",
        partial=lambda batch, choices: {"accumulator": counts(batch, cut(choices))[variable]},
        finish=lambda state, choices: single(state["accumulator"]),
        start=lambda choices: _zeros(("accumulator",), len(cut(choices).thresholds)),
        settings=(_THRESHOLDS,),
    )


def ratio(key: str, other: str, summary: str) -> Metric:
    """Make the metric that divides the true positives by themselves and another kind."""

    def partial(batch: Batch, choices: Choices) -> State:
        found = counts(batch, cut(choices))
        return {name: found[name] for name in (TP, other)}

    return Metric(
        key=key,
        dialect=KEY,
        title=key.capitalize(),
        name=key.capitalize(),
        summary=summary,
        task="labels",
        partial=partial,
        finish=lambda state, choices: single(divide_no_nan(state[TP], state[TP] + state[other])),
        start=lambda choices: _zeros((TP, other), len(cut(choices).thresholds)),
        settings=(_THRESHOLDS, _TOP, _CLASS),
    )


def even(choices: Choices) -> Cut:
    """Make even thresholds from 0 to 1; a single one is 0.5."""
    count = choices["num_thresholds"]
    thresholds = (0.5,) if count == 1 else (0.0, *even_steps(count), 1.0)
    return Cut(thresholds, even=count > 1, class_id=choices["class_id"])


_RATES = {
    "sensitivity": (TP, FN),
    "specificity": (TN, FP),
    "precision": (TP, FP),
    "recall": (TP, FN),
}


def at_level(wanted: str, fixed: str) -> Metric:
    """Make the metric that finds the best of one rate where another reaches a level."""

    def rate(state: State, name: str) -> Array:
        right, wrong = _RATES[name]
        return divide_no_nan(state[right], state[right] + state[wrong])

    def finish(state: State, choices: Choices) -> Array:
        fits = rate(state, fixed) >= np.float32(choices[fixed])
        return np.asarray(np.max(np.where(fits, rate(state, wanted), np.float32(0)), initial=0))

    return Metric(
        key=f"{wanted}_at_{fixed}",
        dialect=KEY,
        title=f"{wanted.capitalize()} at {fixed}",
        name=f"{wanted.capitalize()}At{fixed.capitalize()}",
        summary=f"The best {wanted} at a threshold where the {fixed} reaches the given level.",
        task="labels",
        partial=lambda batch, choices: counts(batch, even(choices)),
        finish=finish,
        start=lambda choices: _zeros(NAMES, choices["num_thresholds"]),
        settings=(number(fixed, "the level", REQUIRED, low=0.0, high=1.0), _COUNT, _CLASS),
    )


def _zeros(names: tuple[str, ...], length: int) -> State:
    return {name: np.zeros(length, np.float32) for name in names}


for _key, _variable in (
    ("true_positives", TP),
    ("false_positives", FP),
    ("true_negatives", TN),
    ("false_negatives", FN),
):
    register(counted(_key, _variable))
register(ratio("precision", FP, "The share of true answers among those that were yes."))
register(ratio("recall", FN, "The share of true cases that were found."))
for _wanted, _fixed in (
    ("sensitivity", "specificity"),
    ("specificity", "sensitivity"),
    ("precision", "recall"),
    ("recall", "precision"),
):
    register(at_level(_wanted, _fixed))
