"""Which ways of calling a loss are tried, each distinct one once."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.dialects import DIALECTS
from lossgui.core.losses import LOSSES
from lossgui.core.pipeline import WEIGHTS
from lossgui.core.search import costs

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from numpy.typing import NDArray

    from lossgui.core.dialects import Dialect
    from lossgui.core.losses import Loss
    from lossgui.core.losses.catalogue import ParameterValue

    Array = NDArray[Any]

LABELS = "labels"
HALF = "float16"

# Values of parameters that people choose, or forget that they chose, one at a time.
USUAL_VALUES: dict[str, tuple[ParameterValue, ...]] = {
    "from_logits": (True, False),
    "log_input": (True, False),
    "log_target": (True, False),
    "convert_labels": (True, False),
    "normalize": (True, False),
    "apply_class_balancing": (True, False),
    "full": (True, False),
    "delta": (0.5, 1.35, 2.0),
    "beta": (0.1, 0.5, 2.0),
    "label_smoothing": (0.1, 0.2),
    "gamma": (0.0, 1.0, 2.0, 5.0),
    "alpha": (0.1, 0.25, 0.5, 0.75, 0.9),
    "power": (1.0, 1.5, 2.0),
    "margin": (0.0, 0.5, 1.0),
    "smooth": (0.0, 1.0),
    "epsilon": (0.0, 1e-7, 1e-8, 1e-12),
}


@dataclass(frozen=True)
class Reading:
    """Which tensor each argument of a loss reads, and how far that is from the usual."""

    sources: Mapping[str, str]
    cost: float = 0.0
    departures: tuple[str, ...] = ()

    def arrays(self, tensors: Mapping[str, Array]) -> dict[str, Array]:
        """Give the arrays by argument."""
        return {argument: tensors[name] for argument, name in self.sources.items()}


@dataclass(frozen=True)
class Case:
    """One loss called in one way, in the dialects that have the same function for it.

    `parameters` holds those that are not left to their defaults, `dtype` a dtype that is not the
    dialects' own; `written` says what a loss computes that is written out as code.
    """

    entry: Loss
    dialects: tuple[str, ...]
    reading: Reading
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)
    dtype: str | None = None
    cost: float = 0.0
    departures: tuple[str, ...] = ()
    written: str = ""

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What makes it another pipeline, whatever the dialect."""
        sources = tuple(self.reading.sources.items())
        return (self.entry.key, sources, tuple(self.parameters.items()))

    @property
    def weighted(self) -> bool:
        """Whether it reads weights or a mask."""
        return any(name in self.reading.sources for name in WEIGHTS)


@dataclass(frozen=True)
class Question:
    """What the cases are made for.

    Parameters
    ----------
    tensors
        The arrays by name.
    home
        The dialect that the user works in.
    reads
        Which tensors the user's own loss reads, by argument; ``sample_weight`` and ``mask`` are
        among them if it uses them.
    """

    tensors: Mapping[str, Array]
    home: str
    reads: Mapping[str, str]


def phases(question: Question) -> Iterator[list[Case]]:
    """Yield the cases in the order in which they are worth trying."""
    usual = list(_usual(question))
    # The common losses by themselves, so that their answers do not wait for the others.
    yield [case for case in usual if case.cost <= costs.USUAL]
    yield [case for case in usual if case.cost > costs.USUAL]
    yield [case for item in usual for case in _exchanged(item, question)]
    yield [case for item in usual for case in _weighted(item, question)]
    yield [case for item in usual for case in _with_parameters(item)]
    yield [case for item in usual for case in _other_dtypes(item, question.home)]


def _usual(question: Question) -> Iterator[Case]:
    for entry in sorted(LOSSES.values(), key=costs.rarity):
        reading = _reading(entry, question)
        if reading is None:
            continue
        shapes = {question.tensors[name].shape for name in reading.sources.values()}
        groups: dict[Hashable, list[str]] = {}
        for rules in DIALECTS.values():
            if rules.version_of(entry) is not None or rules.key == question.home:
                groups.setdefault(signature(entry, rules, len(shapes) == 1), []).append(rules.key)
        for dialects in groups.values():
            cost = costs.rarity(entry) + reading.cost
            yield Case(entry, tuple(dialects), reading, cost=cost)


def signature(entry: Loss, rules: Dialect, alike: bool) -> Hashable:
    """Give what decides the values before weights and reduction; `alike`: the shapes are equal."""
    version = rules.version_of(entry)
    constants = rules.constants_of(entry)
    own = [(item.name, constants.get(item.name, item.default)) for item in entry.parameters]
    if version is None:
        return (entry.function, tuple(own), rules.default_dtype, "custom", alike or rules.align)
    rounded = tuple(sorted((k, tuple(v.items())) for k, v in version.rounded.items()))
    return (
        version.function or entry.function,
        tuple(own),
        rules.default_dtype,
        (version.align, version.late, rounded),
        alike or rules.align,
    )


def _reading(entry: Loss, question: Question) -> Reading | None:
    """Let each argument read what the user's loss reads, else the tensor of its own name."""
    sources = {}
    for argument in entry.arguments:
        labels = entry.domains.get(argument) == LABELS
        own = LABELS if labels and LABELS in question.tensors else argument
        sources[argument] = own if labels else question.reads.get(argument, own)
        if sources[argument] not in question.tensors:
            return None
    left_out = [name for name in WEIGHTS if name in question.reads]
    said = tuple(f"without {question.reads[name]}" for name in left_out)
    return Reading(sources, costs.WEIGHING * len(left_out), said)


def _exchanged(case: Case, question: Question) -> Iterator[Case]:
    """Give the first two arguments each other's tensor, if they are alike."""
    if case.entry.pairing != "elementwise" or len(case.entry.arguments) != 2:
        return
    first, second = case.entry.arguments
    sources = {first: case.reading.sources[second], second: case.reading.sources[first]}
    one, other = (question.tensors[name] for name in sources.values())
    if one.shape == other.shape:
        said = (*case.reading.departures, f"{first} and {second} exchanged")
        yield _changed(case, Reading(sources, costs.EXCHANGED, said), costs.EXCHANGED)


def _weighted(case: Case, question: Question) -> Iterator[Case]:
    """Add weights, the mask, or both; what the user's own loss reads costs nothing."""
    own = {name for name in WEIGHTS if name in question.reads}
    present = [name for name in WEIGHTS if question.reads.get(name, name) in question.tensors]
    for count in range(1, len(present) + 1):
        for chosen in combinations(present, count):
            if set(chosen) & set(case.entry.optional):
                continue
            cost = costs.WEIGHING * (len(own ^ set(chosen)) - len(own))
            sources = dict(case.reading.sources)
            sources |= {name: question.reads.get(name, name) for name in chosen}
            said = [f"with {sources[name]}" for name in chosen if name not in own]
            said += [f"without {question.reads[name]}" for name in own - set(chosen)]
            yield _changed(case, Reading(sources, cost, tuple(said)), cost)


def _with_parameters(case: Case) -> Iterator[Case]:
    """Set one parameter to each of its usual values; in a rare loss only what is switched."""
    for item in case.entry.parameters:
        values = USUAL_VALUES.get(item.name, ())
        known = case_value(case, item.name)
        for value in values:
            seldom = item.kind != "flag" and case.cost > costs.USUAL
            if value != known and item.takes(value) and not seldom:
                said = (*case.departures, f"{item.name}={_written(value)}")
                yield Case(
                    case.entry,
                    case.dialects,
                    case.reading,
                    {item.name: value},
                    None,
                    case.cost + costs.PARAMETER,
                    said,
                )


def case_value(case: Case, name: str) -> ParameterValue:
    """Give the value that a parameter has where nothing is chosen."""
    constants = DIALECTS[case.dialects[0]].constants_of(case.entry)
    return constants.get(name, case.entry.parameter(name).default)


def _other_dtypes(case: Case, home: str) -> Iterator[Case]:
    """Compute in another dtype; in half precision only usual losses in the user's dialect."""
    own = DIALECTS[case.dialects[0]].default_dtype
    for dtype in ("float64", "float32", HALF):
        fitting = tuple(key for key in case.dialects if dtype in DIALECTS[key].dtypes)
        if dtype == HALF:
            fitting = (home,) if home in fitting and case.cost <= costs.USUAL else ()
        if dtype == own or not fitting:
            continue
        cost = case.cost + (costs.HALF_PRECISION if dtype == HALF else costs.DTYPE)
        said = (f"computed in {dtype}",)
        yield Case(case.entry, fitting, case.reading, {}, dtype, cost, said)


def _changed(case: Case, reading: Reading, cost: float) -> Case:
    return Case(case.entry, case.dialects, reading, case.parameters, case.dtype, case.cost + cost)


def _written(value: ParameterValue) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def as_tensors(tensors: Mapping[str, Any]) -> dict[str, Array]:
    """Turn what a caller gives into arrays; what is empty or no real numbers is left out."""
    arrays = {name: np.asarray(value) for name, value in tensors.items()}
    return {name: a for name, a in arrays.items() if a.dtype.kind in "biuf" and a.size}
