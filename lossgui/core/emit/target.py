"""What a framework's source code looks like: the tables that the writer reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lossgui.core.emit.own_call import OwnCalls
    from lossgui.core.expr import Node, Shape

# How tightly an expression holds together; what is in a call needs no brackets.
COMPARISON, SUM, PRODUCT, SIGN, POWER, CALL = range(6)


@dataclass(frozen=True)
class Text:
    """An expression in the making.

    Parameters
    ----------
    code
        The expression.
    binds
        How tightly it holds together: one of the constants above.
    kind
        ``tensor`` (of the dtype), ``condition`` (a tensor of yes and no), ``number`` or ``flag``
        (the same, but Python's own, without a dtype).
    steps
        How many operations it has.
    before
        The shape of what is reduced, if a reduction is among them.
    kept
        The same expression with the reduced axis left in its place, if it is a reduction over one.
    """

    code: str
    binds: int = CALL
    kind: str = "tensor"
    steps: int = 0
    before: Shape | None = None
    kept: str = ""

    def within(self, binds: int, *, closed: bool = False) -> str:
        """Give the code for a place that wants it to hold together at least so tightly.

        `closed`: the same tightness is not enough, as on the right of a minus sign.
        """
        loose = self.binds < binds or (closed and self.binds == binds)
        return f"({self.code})" if loose else self.code


@dataclass(frozen=True)
class Target:
    """How one framework spells what all of them have.

    Every text is a format string; ``{dtype}`` is the dtype in the framework's words.

    Parameters
    ----------
    key, title
        ``torch`` and ``PyTorch``.
    imports
        The lines at the top that may be needed, by the name that they bring.
    wide
        What else stands there where the dtype is float64.
    module
        What stands before a function's name.
    spelling
        The entries of `Operation.spelling` that hold its names; the first one that is there counts.
    dtype
        A dtype's name ``{0}``.
    taken
        How a tensor ``{0}`` is taken into the dtype.
    made
        A tensor out of a number ``{0}`` or of a condition.
    cast
        A tensor ``{0}`` in the dtype.
    filled
        The number ``{0}`` in the shape of the tensor ``{1}``.
    length, count
        The number of elements of the tensor ``{0}`` along the axis ``{1}``, and of all of it.
    counts_in_tensors
        Whether these are integer tensors, which have to be cast.
    float32_numbers
        Whether a number becomes a float32 where nothing else has a dtype.
    words
        Its names for the attributes ``axis`` and ``keepdims``.
    infix
        The operations that are written with Python's operators.
    spelled
        The operations that are no function of the same inputs: a format string over the inputs
        ``{0}``, ``{1}``, the attributes by name, ``{dtype}`` and, where a reduction can keep its
        axis, ``{kept}``; or what gives the code.
    helpers
        Functions that stand above the code where it uses them.
    lacking
        The operations that can not be written.
    keeps_gradient
        Whether it can differentiate the code, so that ``stop_gradient`` means something.
    dialects
        The eras whose losses the framework has itself.
    calls
        How these are called.
    """

    key: str
    title: str
    imports: Mapping[str, str]
    module: str
    spelling: tuple[str, ...]
    dtype: str
    taken: str
    made: str
    cast: str
    filled: str
    length: str
    count: str
    wide: str = ""
    counts_in_tensors: bool = False
    float32_numbers: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    infix: frozenset[str] = frozenset()
    spelled: Mapping[str, str | Callable[[list[Text], Node], str]] = field(default_factory=dict)
    helpers: Mapping[str, str] = field(default_factory=dict)
    lacking: frozenset[str] = frozenset()
    keeps_gradient: bool = True
    dialects: tuple[str, ...] = ()
    calls: OwnCalls | None = None

    def word(self, name: str) -> str:
        """Give the framework's name for an attribute."""
        return self.words.get(name, name)


ARITHMETIC = frozenset({"add", "subtract", "multiply", "divide", "power", "negate"})
COMPARISONS = frozenset({"less", "less_equal", "greater", "greater_equal", "equal", "not_equal"})
# Too long for a line: the order of numbers, and CTC's table.
LACKING = frozenset({"lower_quantile", "upper_quantile"})
LACKING |= {"ctc_states", "ctc_forward", "ctc_slope", "ctc_ends"}
