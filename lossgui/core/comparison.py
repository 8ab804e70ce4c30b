"""How one loss relates to another one, and how that is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from lossgui.core.consequences import bracketed, consequences_of_factor, ratio_text
from lossgui.core.evidence import Evidence, gather_evidence
from lossgui.core.saying import one_after_another, worded
from lossgui.core.smallest_example import Example, smallest_example

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.pipeline import Pipeline

# A term with a longer formula is called by its number in a sentence.
SAID_LENGTH = 40

NO_RATE = worded(
    "The gradients point different ways: no learning rate makes up for that, with SGD or with Adam."
)

_NUMBERED = (
    worded("the first term"),
    worded("the second term"),
    worded("the third term"),
    worded("the fourth term"),
    worded("the fifth term"),
    worded("the sixth term"),
)


@dataclass(frozen=True)
class Term:
    """A term that two losses share, or that only one of them has.

    Parameters
    ----------
    formula
        The term as A writes it; as B does if only B has it.
    factor
        Its factor in B against A in named sizes, for example ``d/2``; ``0`` if only A has the term,
        ``inf`` if only B has it.
    factor_value
        The factor at the sizes at hand.
    is_constant
        Whether no tensor is in it, so that it moves no gradient.
    """

    formula: str
    factor: str
    factor_value: float
    is_constant: bool = False

    @property
    def only_in(self) -> str:
        """``A`` or ``B`` if only that one has the term, else empty."""
        return {"0": "A", "inf": "B"}.get(self.factor, "")


@dataclass(frozen=True)
class Comparison:
    """How B relates to A, where both are built for the same tensors.

    Parameters
    ----------
    kind
        ``identical``, ``proportional``, ``same_terms`` (a sum of the same terms, each with its own
        factor), ``different``, or ``unknown`` where the rules do not reach.
    ratio
        B / A over the named sizes, for example ``d/2``; None unless it is proven.
    ratio_value
        The ratio at the sizes at hand.
    parts_at
        Name of the first step of B that has no counterpart in A (or the other way round).
    parts_in
        ``A`` or ``B``: whose step that is.
    sizes
        The named sizes that the ratio is written in, and their values.
    steps
        The proof, line by line.
    terms
        For ``same_terms``: each term with its factor.
    beta
        For two terms that both losses have: by how much B weighs the second against the first
        more than A does, in named sizes.
    beta_value
        The same at the sizes at hand.
    condition
        What has to hold of the numbers for the proof, as ``y_true > 0``; empty for every input at
        which both losses are defined.
    kinks
        Whether the proof goes by cases: at a kink each loss may have a derivative of its own.
    """

    kind: str
    ratio: str | None = None
    ratio_value: float | None = None
    parts_at: str | None = None
    parts_in: str | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    beta: str | None = None
    beta_value: float | None = None
    condition: str = ""
    kinks: bool = False
    _pair: tuple[Pipeline, Pipeline] | None = field(default=None, repr=False, compare=False)

    @cached_property
    def example(self) -> Example | None:
        """The smallest numbers that show a difference; looked for when it is first asked for."""
        if self._pair is None or self.kind not in ("different", "same_terms"):
            return None
        return smallest_example(*self._pair)

    @cached_property
    def evidence(self) -> Evidence | None:
        """What random inputs show where nothing is proven; computed when first asked for."""
        if self._pair is None or self.kind != "unknown":
            return None
        return gather_evidence(*self._pair)

    @property
    def varying_terms(self) -> tuple[Term, ...]:
        """The terms that a gradient knows of."""
        return tuple(term for term in self.terms if not term.is_constant)

    def sentence(self, a: str, b: str) -> str:
        """Say it in one sentence, with the names of the two losses."""
        provided = self._provided()
        if self.kind == "identical":
            return worded("{b} = {a} for every input{provided}.", a=a, b=b, provided=provided)
        if self.kind == "proportional":
            return worded(
                "{b} = {factor} * {a} for every input{provided}{here}.",
                a=a,
                b=b,
                factor=bracketed(self.ratio or ""),
                provided=provided,
                here=self._here(self.ratio, self.ratio_value),
            )
        if self.kind == "same_terms":
            return self._sentence_of_terms(a, b)
        if self.kind == "unknown":
            return worded(
                "Whether {b} is a fixed multiple of {a} could not be proven either way.", a=a, b=b
            )
        whose = {"A": a, "B": b}.get(self.parts_in or "", b)
        return worded(
            "{b} is no fixed multiple of {a}: they part at the step '{step}' of {whose}.",
            a=a,
            b=b,
            step=self.parts_at,
            whose=whose,
        )

    def consequence(self, a: str, b: str) -> str:
        """Say what the relation means for training; empty where nothing is proven."""
        return one_after_another(self.consequences(a, b))

    def consequences(self, a: str, b: str) -> tuple[str, ...]:
        """Say what the relation means for gradients, for SGD and for Adam, a line each."""
        if self.kind == "identical":
            if self.kinks:
                return (worded("The gradients are the same as well, kinks aside."),)
            return (worded("The gradients are the same as well."),)
        if self.kind == "same_terms":
            return self._consequences_of_terms(a, b)
        if self.kind != "proportional" or self.ratio_value is None:
            return ()
        if self.ratio == "0":
            return (worded("{b} is 0 everywhere, so nothing can be learned from it.", b=b),)
        # A value too small for a float has become 0; its sign is left in the text.
        shown = self.ratio_value or (self.ratio or "").startswith("-") * -1.0
        return consequences_of_factor(a, b, self.ratio or "", shown)

    @property
    def adds_constant(self) -> bool:
        """True if B is a multiple of A plus a constant."""
        varying = self.varying_terms
        return len(varying) == 1 and not varying[0].only_in

    def term_lines(self, a: str, b: str) -> tuple[str, ...]:
        """Write each term with its factor."""
        return tuple(_term_line(term, a, b) for term in self.terms)

    def details(self, a: str, b: str) -> tuple[str, ...]:
        """Give all that is known, line by line: terms, consequences, example or evidence."""
        lines = [*self.term_lines(a, b), *self.consequences(a, b)]
        if self.example is not None:
            lines += self.example.lines(a, b)
        if self.evidence is not None:
            lines.append(self.evidence.sentence(a, b))
        return tuple(lines)

    def _sentence_of_terms(self, a: str, b: str) -> str:
        varying = self.varying_terms
        extra = [term for term in varying if term.only_in]
        if self.adds_constant:
            factor = "" if varying[0].factor == "1" else f"{bracketed(varying[0].factor)} * "
            here = self._here(varying[0].factor, varying[0].factor_value)
            return worded(
                "{b} = {factor}{a} plus a constant, for every input{here}.",
                a=a,
                b=b,
                factor=factor,
                here=here,
            )
        if extra:
            whose, other = (a, b) if extra[0].only_in == "A" else (b, a)
            names = _joined([self._called(term) for term in extra])
            shared = [term for term in varying if not term.only_in]
            told = {"whose": whose, "terms": names, "other": other}
            if all(term.factor == "1" for term in shared):
                return worded("{whose} has {terms} besides the terms of {other}.", **told)
            return worded(
                "{whose} has {terms} besides the terms of {other}; of these {b} takes {factors}.",
                b=b,
                factors=self._factors(shared),
                **told,
            )
        return worded(
            "{b} has the terms of {a} with other factors: {factors}.",
            a=a,
            b=b,
            factors=self._factors(varying),
        )

    def _factors(self, terms: list[Term] | tuple[Term, ...]) -> str:
        return one_after_another([self._times(term) for term in terms], between=", ")

    def _times(self, term: Term) -> str:
        value, told = ratio_text(term.factor_value), {"term": self._called(term)}
        if value == term.factor:
            return worded("{factor} times {term}", factor=term.factor, **told)
        return worded(
            "{factor} (here {value}) times {term}", factor=term.factor, value=value, **told
        )

    def _called(self, term: Term) -> str:
        if len(term.formula) <= SAID_LENGTH:
            return term.formula
        place = self.varying_terms.index(term)
        return _NUMBERED[place] if place < len(_NUMBERED) else worded("term {n}", n=place + 1)

    def _consequences_of_terms(self, a: str, b: str) -> tuple[str, ...]:
        varying = self.varying_terms
        if self.adds_constant:
            first, value = varying[0].factor, varying[0].factor_value
            if first == "1":
                return (worded("A constant moves no gradient: the gradients are the same."),)
            return consequences_of_factor(a, b, first, value)
        if self.beta is not None:
            first, second = (self._called(term) for term in varying)
            weighs = worded(
                "Against {first}, {b} weighs {second} {beta} times as much as {a}{here}: its "
                "effective beta, relative to {a}.",
                first=first,
                b=b,
                second=second,
                beta=bracketed(self.beta),
                a=a,
                here=self._here(self.beta, self.beta_value),
            )
            return (weighs, NO_RATE)
        return (NO_RATE,)

    def _provided(self) -> str:
        return worded(" with {condition}", condition=self.condition) if self.condition else ""

    def _here(self, factor: str | None, value: float | None) -> str:
        used = {name: n for name, n in self.sizes.items() if name in _names_in(factor or "")}
        if not used:
            return ""
        values = ", ".join(f"{name} = {n}" for name, n in used.items())
        return worded("; here {sizes}, so {ratio}", sizes=values, ratio=ratio_text(value))


def _factor_text(term: Term, a: str, b: str) -> str:
    if term.only_in:
        return worded("only in {name}", name=a if term.only_in == "A" else b)
    value = ratio_text(term.factor_value)
    if value == term.factor:
        return worded("factor {factor}", factor=term.factor)
    return worded("factor {factor} = {value}", factor=term.factor, value=value)


def _term_line(term: Term, a: str, b: str) -> str:
    return worded("{factor}: {formula}", factor=_factor_text(term, a, b), formula=term.formula)


def _joined(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return worded("{names} and {last}", names=_joined(names[:-1]), last=names[-1])


def _names_in(ratio: str) -> set[str]:
    separated = "".join(c if c.isalnum() or c == "'" else " " for c in ratio)
    return set(separated.split())
