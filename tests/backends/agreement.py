"""Random questions about the losses of one framework, and the verdicts: what its tests share.

A framework's test says in an `Asked` what its functions take; `asked_cases` draws from that, and
`disagreement` gives the sentence of a check that does not agree, unless the difference is listed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from lossgui.backends.check import Check, check_spec
from lossgui.core.dialects import find_dialect
from lossgui.core.examples import example
from lossgui.core.losses import LOSSES
from lossgui.core.spec import LossSpec, make_spec
from tests.backends.cases import Case, numbers, partners

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# The host keeps nothing from one case to the next but the running process.
REAL = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

# Put into one cell: both ends of probabilities, a label's opposite, far outside, and no number.
EXTREMES = (0.0, 1.0, -1.0, 1e-30, 100.0, -100.0, 1e20, -1e20, -0.0, np.nan, np.inf, -np.inf)


@dataclass(frozen=True)
class Known:
    """A difference that stays: of which losses, what parts first, in which cases, and why.

    `stage` is how `Check.first_difference` starts: ``the gradient by y_true``.
    """

    losses: tuple[str, ...]
    stage: str
    reason: str
    only: Callable[[Case], bool] = lambda case: True

    def covers(self, case: Case, found: Check) -> bool:
        """Tell whether this is the difference that was found."""
        parted = found.first_difference or ""
        return case.spec.loss in self.losses and parted.startswith(self.stage) and self.only(case)


@dataclass(frozen=True)
class Asked:
    """What the functions of a framework take.

    Parameters
    ----------
    dialect
        Its key; every loss that the dialect has is asked.
    parameters
        Values of parameters beside the default, by loss.
    optional
        The optional tensors that its function takes, by loss; the others are not given.
    weighted
        Losses that take sample_weight.
    shapes
        Shapes of the scores, class axis last; of the losses in `shapes_of` those given there.
    ranges
        From where to where the scores go, by loss; elsewhere they are those of the examples.
    never
        Losses whose scores get no extreme, with the reason.
    known
        The listed differences.
    elsewhere
        Losses that have a test of their own, because their tensors need more than a domain.
    """

    dialect: str
    parameters: Mapping[str, Mapping[str, tuple[Any, ...]]] = field(default_factory=dict)
    optional: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weighted: tuple[str, ...] = ()
    dtypes: tuple[str | None, ...] = (None, "float32", "float64")
    shapes: tuple[tuple[int, ...], ...] = ((4, 3), (1, 2), (3, 4), (2, 3, 4), (0, 3), (3,), (2, 1))
    shapes_of: Mapping[str, tuple[tuple[int, ...], ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    never: Mapping[str, str] = field(default_factory=dict)
    known: tuple[Known, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @property
    def losses(self) -> list[str]:
        """Keys of all losses that the framework has, but for those tested elsewhere."""
        return sorted(set(find_dialect(self.dialect).own or ()) - set(self.elsewhere))

    def spec(self, key: str, **choices: Any) -> LossSpec:
        """Choose a loss as the framework has it."""
        version = find_dialect(self.dialect).version_of(LOSSES[key])
        needed = dict(version.requires) if version else {}
        return make_spec(key, dialect=self.dialect, **{**needed, **choices})


@st.composite
def asked_cases(draw: st.DrawFn, asked: Asked, key: str | None = None) -> Case:
    """A loss with every choice that its function has, on tensors that it is made for."""
    key = key or draw(st.sampled_from(asked.losses))
    chosen = {
        name: draw(st.sampled_from(values))
        for name, values in asked.parameters.get(key, {}).items()
        if draw(st.booleans())
    }
    spec = asked.spec(key, dtype=draw(st.sampled_from(asked.dtypes)), **chosen)
    spec = spec.replace(reduction=draw(st.sampled_from(spec.rules.reductions)))
    shape = draw(st.sampled_from(asked.shapes_of.get(key, asked.shapes)))
    values = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    tensors = placed(spec, example(spec.entry, int(values.integers(2**31)), shape))
    _change_scores(draw, asked, spec, tensors, values)
    for name in asked.optional.get(key, ()):
        if draw(st.booleans()):
            tensors[name] = numbers(values, shape[-1:], 0.1, 3)
    if spec.parameters.get("ignore_class") is not None and draw(st.booleans()):
        tensors["y_true"] = np.full_like(tensors["y_true"], spec.parameters["ignore_class"])
    weight = None
    if key in asked.weighted and draw(st.booleans()):
        weight = numbers(values, np.shape(tensors["y_pred"]), draw(st.sampled_from((0, 0.1))), 3)
    return Case(spec, tensors, weight, None)


def _change_scores(
    draw: st.DrawFn,
    asked: Asked,
    spec: LossSpec,
    tensors: dict[str, Any],
    values: np.random.Generator,
) -> None:
    """Put logits where they are wanted, numbers of a coarse grid or an extreme."""
    scores = spec.entry.arguments[1]
    shape = np.shape(tensors[scores])
    if spec.parameters.get("from_logits"):
        tensors[scores] = numbers(values, shape, -3, 3)
    elif spec.loss in asked.ranges and draw(st.booleans()):
        tensors[scores] = numbers(values, shape, *asked.ranges[spec.loss])
    if spec.loss not in asked.never and draw(st.integers(0, 3)) == 0:
        tensors[scores].flat[:1] = draw(st.sampled_from(EXTREMES))


def placed(spec: LossSpec, tensors: Mapping[str, Any]) -> dict[str, Any]:
    """Bring the class axis, which is the last one of the examples, to where the loss has it."""
    if not isinstance(spec.axis, int):
        return dict(tensors)
    rank = max(np.ndim(array) for array in tensors.values())
    place = min(spec.axis, rank - 1)
    return {
        name: np.moveaxis(array, -1, place).copy() if np.ndim(array) == rank else array
        for name, array in tensors.items()
    }


@st.composite
def misfits(draw: st.DrawFn, asked: Asked) -> Case:
    """A loss on tensors whose shapes may be broadcast, or refused by the framework."""
    key = draw(st.sampled_from(asked.losses))
    spec = asked.spec(key)
    spec = spec.replace(reduction=draw(st.sampled_from(spec.rules.reductions)))
    shape = draw(st.sampled_from((*asked.shapes, (), (1,), (4, 4))))
    drawn = example(spec.entry, draw(st.integers(0, 99)), shape or (1,))
    tensors = {}
    for name, array in drawn.items():
        wanted = draw(partners(np.shape(array) if shape else ()))
        tensors[name] = np.resize(array, wanted) if array.size else np.zeros(wanted)
    weight = None
    if key in asked.weighted and draw(st.booleans()):
        weight = np.full(draw(partners(np.shape(tensors["y_pred"]))), 0.5)
    return Case(spec, tensors, weight, None)


def disagreement(case: Case, host: Any, known: tuple[Known, ...] = ()) -> str:
    """What a disagreement says; empty where the two agree or the difference is listed."""
    found = check_spec(
        case.spec, case.tensors, sample_weight=case.sample_weight, mask=case.mask, host=host
    )
    if found.agrees or any(item.covers(case, found) for item in known):
        return ""
    return found.sentence
