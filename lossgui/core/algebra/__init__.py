"""Canonical form of a graph with symbolic sizes, exact in real arithmetic.

`axes` finds out which axes of which nodes are the same and names them n, d, ...; `sizes` computes
with those names; `forms` has the canonical form; `canonical` walks a graph into it; `opened` into
one in which logarithms, powers and cases are taken apart, by the rules of `rules_log_exp` and
`rules_cases`.
"""

from lossgui.core.algebra.axes import AxisNames, Unprovable
from lossgui.core.algebra.canonical import Canonical
from lossgui.core.algebra.forms import Form, has_cases, proportion
from lossgui.core.algebra.opened import Opened
from lossgui.core.algebra.sizes import SizeExpression
from lossgui.core.algebra.terms import Share, shares

__all__ = [
    "AxisNames",
    "Canonical",
    "Form",
    "Opened",
    "Share",
    "SizeExpression",
    "Unprovable",
    "has_cases",
    "proportion",
    "shares",
]
