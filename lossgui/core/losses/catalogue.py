"""The register of losses and what it keeps of each.

A loss is one function ``f(first, second, *, axis, inner, **parameters) -> Node``, made known by the
decorator `loss`. Everything the window offers for it is read off the function: the arguments'
names, the defaults of axis, inner reduction and parameters, and the docstring.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf, nan
from numbers import Real
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from lossgui.core.excerpt import Excerpt
    from lossgui.core.expr import Axis


# A wrong value is shown up to this many characters.
SHOWN = 40

# Domains whose numbers stand for a choice.
LABELS = ("labels", "label_lists", "signs", "pair_signs", "yes_no", "transcripts")

LossFunction = Callable[..., Any]
Function = TypeVar("Function", bound=LossFunction)
ParameterValue = float | bool | str | None


def as_float(number: Real) -> float:
    """Give a number as float; NaN where it is an integer too large for one."""
    try:
        return float(number)
    except OverflowError:
        return nan


@dataclass(frozen=True)
class Parameter:
    """A setting of one loss beyond axis and inner reduction.

    `kind` is ``number`` or ``flag``. `default` None means: the dialect's own constant.
    `minimum` and `maximum` are inclusive limits of a number; None is no limit.
    """

    name: str
    meaning: str
    kind: str = "number"
    default: ParameterValue = None
    minimum: float | None = None
    maximum: float | None = None

    def check(self, value: object) -> ParameterValue:
        """Give the value as this parameter keeps it.

        Raises
        ------
        ValueError
            If the value is of another kind or outside the limits.
        """
        if value is None and self.default is None:
            return None
        if self.kind == "flag":
            if isinstance(value, bool):
                return value
            raise ValueError(f"{self.name} must be True or False, not {value!r:.{SHOWN}}")
        if isinstance(value, bool) or not isinstance(value, Real):
            raise ValueError(f"{self.name} must be a number, not {value!r:.{SHOWN}}")
        number = as_float(value)
        low = -inf if self.minimum is None else self.minimum
        high = inf if self.maximum is None else self.maximum
        if not low <= number <= high:
            raise ValueError(f"{self.name} must lie in {self.limits}, not be {value!r:.{SHOWN}}")
        return number

    def takes(self, value: object) -> bool:
        """Tell whether the value is one that `check` lets pass."""
        try:
            self.check(value)
        except ValueError:
            return False
        return True

    @property
    def limits(self) -> str:
        """The allowed range in words, for example ``0 .. 1``."""
        if self.kind == "flag":
            return "True or False"
        low = "-inf" if self.minimum is None else f"{self.minimum:g}"
        high = "inf" if self.maximum is None else f"{self.maximum:g}"
        return f"{low} .. {high}"


@dataclass(frozen=True)
class Loss:
    """One loss of the catalogue.

    Parameters
    ----------
    arguments
        Names of the tensors it needs, in order.
    optional
        Names of tensors that it takes if they are given, such as ``class_weight``. A loss that
        takes ``sample_weight`` weighs itself; else the dialect does.
    axis, inner
        The defaults of its function; `has_axis` and `has_inner` tell whether it has them at all.
    one_axis
        Whether the axis holds the classes, so that it must be a single one (annotated as int).
    pairing
        How its tensors belong together: ``elementwise`` (all of one shape), ``labels`` (the first
        holds a class number for each vector of scores of the second), or ``own`` (the function
        itself says what fits).
    domains
        What the numbers of an argument must be: a key of `lossgui.core.domains.DOMAINS`.
    source
        The text that it was read from; empty for a loss of the catalogue. Its key then is the text
        behind a prefix, so whoever keeps the key keeps the loss.
    excerpt
        What is read of that text, and what is said of the rest; None for a loss of the catalogue.
    framework
        What that text is written for: ``tensorflow``, ``keras``, ``torch``, ``jax``, ``optax``,
        ``numpy`` or empty.
    """

    key: str
    title: str
    family: str
    summary: str
    formula: str
    arguments: tuple[str, ...]
    optional: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    aliases: tuple[str, ...]
    axis: Axis
    inner: str
    has_axis: bool
    has_inner: bool
    one_axis: bool
    pairing: str
    domains: Mapping[str, str]
    function: LossFunction
    source: str = ""
    framework: str = ""
    excerpt: Excerpt | None = None

    @property
    def name(self) -> str:
        """What a sentence calls it: the key, or the function's name in a pasted text."""
        return self.title if self.source else self.key

    @property
    def predicted(self) -> str:
        """The tensor that is differentiated by unless another one is named: the second, if any."""
        return self.arguments[:2][-1]

    @property
    def trained(self) -> tuple[str, ...]:
        """The tensors that a gradient makes sense for: not labels and signs, which are chosen."""
        return tuple(name for name in self.arguments if self.domains.get(name) not in LABELS)

    def parameter(self, name: str) -> Parameter:
        """Find a parameter by name.

        Raises
        ------
        ValueError
            If the loss has no such parameter; the sentence lists those it has.
        """
        for item in self.parameters:
            if item.name == name:
                return item
        offered = ", ".join(item.name for item in self.parameters) or "none"
        raise ValueError(f"{self.name} has no parameter {name!r}; its parameters: {offered}")


LOSSES: dict[str, Loss] = {}

# The key of a pasted loss is its source behind this: no register has to know it.
CODE = "code:"


def loss(
    *,
    title: str,
    formula: str,
    aliases: tuple[str, ...] = (),
    parameters: tuple[Parameter, ...] = (),
    pairing: str = "elementwise",
    domains: Mapping[str, str] | None = None,
) -> Callable[[Function], Function]:
    """Put the decorated function into the catalogue under its own name.

    The tensors that the loss needs are its positional arguments, those that it may do without are
    the keyword arguments of the type ``Node | None``.
    The family is the name of the module it stands in, the summary the docstring's first line.

    Raises
    ------
    ValueError
        If its name, title or one of the aliases stands for another loss already.
    """

    def enter(function: Function) -> Function:
        for name in (function.__name__, title, *aliases):
            _check_free(name)
        signature = inspect.signature(function).parameters
        LOSSES[function.__name__] = Loss(
            key=function.__name__,
            title=title,
            family=function.__module__.rpartition(".")[2],
            summary=(inspect.getdoc(function) or "").partition("\n")[0].replace("`", ""),
            formula=formula,
            arguments=tuple(n for n, p in signature.items() if p.kind is p.POSITIONAL_OR_KEYWORD),
            optional=tuple(n for n, p in signature.items() if p.annotation == "Node | None"),
            parameters=parameters,
            aliases=aliases,
            axis=signature["axis"].default if "axis" in signature else None,
            inner=signature["inner"].default if "inner" in signature else "",
            has_axis="axis" in signature,
            has_inner="inner" in signature,
            one_axis="axis" in signature and signature["axis"].annotation == "int",
            pairing=pairing,
            domains=MappingProxyType(dict(domains or {})),
            function=function,
        )
        return function

    return enter


def _check_free(name: str) -> None:
    owner = _by_name().get(name.casefold())
    if owner is not None:
        raise ValueError(f"the name {name!r} is taken: it stands for {owner.key}")


def _by_name() -> dict[str, Loss]:
    """Give each loss under all its names, in small letters."""
    return {
        name.casefold(): item
        for item in LOSSES.values()
        for name in (item.key, item.title, *item.aliases)
    }


def find_loss(name: str) -> Loss:
    """Find a loss by key, alias or title, whatever the case.

    Raises
    ------
    ValueError
        If there is none; the sentence names the closest ones.
    """
    if not isinstance(name, str):
        raise ValueError(f"a loss is named by a text, not by {name!r}")
    if name in LOSSES:
        return LOSSES[name]
    if name.startswith(CODE):
        # Not above: the parser knows the catalogue, and a start without pasted code is quicker.
        from lossgui.core.parse import parse

        return parse(name.removeprefix(CODE))
    known = _by_name()
    if name.casefold() in known:
        return known[name.casefold()]
    close = difflib.get_close_matches(name.casefold(), known, n=3)
    usual = ", ".join(key for key, item in LOSSES.items() if item.family == "regression")
    hint = f"did you mean {' or '.join(close)}?" if close else f"there are: {usual}, and others"
    raise ValueError(f"there is no loss called {name!r}; {hint}")
