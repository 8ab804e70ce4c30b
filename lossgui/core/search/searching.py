"""The search: which pipelines give a number that came from elsewhere."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Any

from lossgui.core.dialects import DIALECTS
from lossgui.core.search import costs
from lossgui.core.search.cases import HALF, Question, as_tensors, phases
from lossgui.core.search.measure import ALIKE_DIGITS, Measurer, reduced_contents
from lossgui.core.search.scan import candidates, plainest
from lossgui.core.search.verify import verified
from lossgui.core.search.written import written_cases

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping

    from lossgui.core.search.cases import Case
    from lossgui.core.search.found import Found
    from lossgui.core.search.measure import Measured
    from lossgui.core.search.scan import Candidate
    from lossgui.core.search.target import Target

# How many of the plain pipelines are told where none gives the number.
NEAREST = 3
# A number of one digit is given by thousands; those that come first depart least.
MOST_ANSWERS = 150


def search(
    target: Target,
    tensors: Mapping[str, Any],
    *,
    home: str = "keras-3",
    reads: Mapping[str, str] | None = None,
    goes_on: Callable[[float], bool] = lambda share: True,
) -> Iterator[Found]:
    """Yield the pipelines over these tensors that give the number to the digits typed.

    They come as they are found, those of each kind of departure by their simplicity; whoever wants
    them all sorted sorts by it. If there are none, the plain ones that come nearest are yielded,
    with ``matches`` False.

    Parameters
    ----------
    target
        The number with its precision.
    tensors
        The arrays by name: ``y_true``, ``y_pred``, and what else there is, ``sample_weight`` and
        ``mask`` among them. Losses whose tensors are missing are not tried.
    home
        The dialect that counts as usual.
    reads
        Which tensors the user's own loss reads, by argument.
    goes_on
        Is told the share that is done, 0 to 1, between two pieces of work of some milliseconds;
        answers whether to go on.

    Examples
    --------
    >>> from lossgui.core.search.target import Target
    >>> y_true = [[0, 1, 0], [0, 0, 1], [1, 1, 1]]
    >>> y_pred = [[0, 0.8, 0.9], [0.5, 0.7, 0.6], [0.8, 0.7, 0.5]]
    >>> wanted = Target(0.237, 0.0005, "0.237")
    >>> answer = next(search(wanted, {"y_true": y_true, "y_pred": y_pred}))
    >>> answer.spec.loss, answer.departures
    ('mean_squared_error', ())
    """
    arrays = as_tensors(tensors)
    question = Question(arrays, home, dict(reads or {}))
    work = Search(target, question, goes_on)
    yield from work.run()


class Search:
    """One search: what was measured and answered so far."""

    def __init__(
        self, target: Target, question: Question, goes_on: Callable[[float], bool]
    ) -> None:
        self._target = target
        self._question = question
        self._goes_on = goes_on
        self._measurer = Measurer(question.tensors)
        self._owners: dict[Hashable, Case] = {}
        self._twins: dict[Hashable, list[str]] = {}
        self._answered: dict[Hashable, set[str]] = {}
        self._told: set[Hashable] = set()
        self._share = 0.0
        self._plain: list[tuple[float, Candidate]] = []

    def run(self) -> Iterator[Found]:
        """Yield the answers, phase by phase."""
        plan = [*phases(self._question), written_cases(self._question)]
        total = sum(len(cases) for cases in plan) or 1
        done = count = 0
        for cases in plan:
            groups: dict[Hashable, list[Candidate]] = {}
            for case in cases:
                done += 1
                self._share = done / total
                if not self._goes_on(self._share):
                    return
                for candidate in self._candidates(case):
                    groups.setdefault(candidate.key, []).append(candidate)
            for found in self._answers(groups):
                count += 1
                yield found
                if count == MOST_ANSWERS:
                    return
        if not count:
            yield from self._nearest()

    def _candidates(self, case: Case) -> Iterator[Candidate]:
        for measured in self._measurer.measure(case):
            if self._is_new(measured):
                self._note(measured)
                yield from candidates(measured, self._target)

    def _is_new(self, measured: Measured) -> bool:
        """Tell whether no other loss has the same values; the more usual one comes first."""
        case = measured.case
        if not measured.case.weighted:
            for reduced in reduced_contents(measured):
                self._owners.setdefault((reduced, False), case)
        owner = self._owners.setdefault((measured.content, case.weighted), case)
        if owner.entry is case.entry and owner.reading.sources == case.reading.sources:
            short = self._target.typed_digits < ALIKE_DIGITS
            return owner.parameters == case.parameters and (owner.dtype == case.dtype or not short)
        if self._standing(case) < self._standing(owner):
            self._owners[measured.content, case.weighted] = case
            return True
        if owner.entry is not case.entry and not case.written:
            self._twins.setdefault(owner.key, []).append(case.entry.title)
        return False

    def _standing(self, case: Case) -> float:
        """Give the cost of a case, with that of leaving the user's dialect."""
        home = self._question.home
        has_it = home in case.dialects and DIALECTS[home].version_of(case.entry) is not None
        return case.cost + (0.0 if has_it else costs.OTHER_DIALECT)

    def _note(self, measured: Measured) -> None:
        """Remember how near the plain combinations are, for when nothing gives the number."""
        if measured.case.departures or not math.isfinite(measured.total):
            return
        for candidate in plainest(measured):
            apart = abs(candidate.value - self._target.value)
            self._plain.append((apart, candidate))

    def _answers(self, groups: Mapping[Hashable, list[Candidate]]) -> Iterator[Found]:
        ordered = sorted(groups.items(), key=lambda item: min(c.cost for c in item[1]))
        for key, group in ordered:
            known = self._answered.setdefault(key, set())
            if known >= {name for item in group for name in item.forms} or self._is_told(group[0]):
                continue
            if not self._goes_on(self._share):
                return
            home = self._question.home
            found = verified(group, self._target, self._question.tensors, home, known=known)
            if found is not None:
                known |= set(found.dialects)
                self._told.add((group[0].measured.case.key, found.spec.factor))
                also = dict.fromkeys(self._twins.get(group[0].measured.case.key, ()))
                yield dataclasses.replace(found, also=tuple(also))

    def _is_told(self, candidate: Candidate) -> bool:
        """Tell whether half precision is no answer because a usual precision has been one."""
        case = candidate.measured.case
        return case.dtype == HALF and (case.key, candidate.factor.value) in self._told

    def _nearest(self) -> Iterator[Found]:
        known: set[str] = set()
        for _, candidate in sorted(self._plain, key=lambda item: (item[0], item[1].cost)):
            title = candidate.measured.case.entry.key
            if title in known or len(known) == NEAREST:
                continue
            found = verified(
                [candidate], self._target, self._question.tensors, self._question.home, near=True
            )
            if found is not None:
                known.add(title)
                yield found
