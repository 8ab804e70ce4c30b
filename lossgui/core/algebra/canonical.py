"""Graph -> canonical form. Every rule holds for all real inputs at which both sides are defined."""

from __future__ import annotations

from fractions import Fraction
from math import isfinite, prod
from typing import TYPE_CHECKING, Any

from lossgui.core.algebra.axes import AxisNames, Unprovable
from lossgui.core.algebra.cuts import cut_form, cut_label
from lossgui.core.algebra.forms import (
    Atom,
    Form,
    Product,
    closed,
    collect,
    free_axes,
    single,
    times,
)
from lossgui.core.algebra.sizes import ONE, SizeExpression
from lossgui.core.expr import OPERATIONS, Node, normalize_axis
from lossgui.core.ops.moving import WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# Multiplied-out forms longer than this stay in brackets: the proof would not be readable anyway.
LONGEST_EXPANSION = 200

# Longer forms are nobody's proof, and steps that use each other twice, and twice again, would make
# forms of any length.
LONGEST_FORM = 20_000

# Forms are derived from those of their inputs, one inside of the other: a stack has an end.
DEEPEST_FORM = 120

# Squares of squares have numbers that would fill the memory after some fifty steps.
MOST_BITS = 20_000

# These move numbers, or repeat them along an axis that index notation leaves out.
_IDENTITIES = {"expand_dims", "squeeze", "broadcast_like", "reshape", "transpose"}


class Canonical:
    """The canonical forms of the nodes of some graphs.

    Parameters
    ----------
    names
        The axes of the graphs.
    expand
        Multiply brackets out: proves that ``(p - t)^2`` is ``p^2 - 2 p t + t^2``, but reads worse.
    """

    def __init__(self, names: AxisNames, *, expand: bool = False) -> None:
        self._names = names
        self._expand = expand
        self._forms: dict[int, Form] = {}
        self._depth = 0

    def form(self, node: Node) -> Form:
        """Give the canonical form of a node.

        Raises
        ------
        Unprovable
            If a step has no rule, or the form would be longer than `LONGEST_FORM`, deeper than
            `DEEPEST_FORM`, or have numbers of more than `MOST_BITS`.
        """
        if id(node) not in self._forms:
            form = self._derived(node)
            if sum(len(product.text) for product, _ in form.terms) > LONGEST_FORM:
                raise Unprovable("the formula is too long")
            if any(value.bits > MOST_BITS for _, value in form.terms):
                raise Unprovable("the formula has numbers of too many digits")
            self._forms[id(node)] = form
        return self._forms[id(node)]

    def _derived(self, node: Node) -> Form:
        if self._depth == DEEPEST_FORM:
            raise Unprovable("the formula is too deep")
        self._depth += 1
        try:
            return self._derive(node)
        finally:
            self._depth -= 1

    def _derive(self, node: Node) -> Form:
        if node.is_leaf:
            return self.leaf(node)
        rule = self._rule(node.operation)
        if rule is not None:
            return rule(self, node)
        if node.operation in _IDENTITIES:
            return self.form(node.inputs[0])
        kind = OPERATIONS[node.operation].kind
        if node.operation == "index":
            name = self._names.of(node)[0] or "1"
            return single(Atom("tensor", f"index[{name}]", (), frozenset(self._names.along(node))))
        if kind == "reduction":
            return self._reduction(node)
        if kind == "whole":
            raise Unprovable(f"the step {node.operation} has no rule")
        return self.kept(node.operation, node)

    def _rule(self, operation: str) -> Callable[[Any, Node], Form] | None:
        return _RULES.get(operation)

    def leaf(self, node: Node) -> Form:
        """Give the form of a tensor, number or size."""
        if node.operation == "variable":
            axes = frozenset(self._names.along(node))
            return single(Atom("tensor", str(node.attributes["name"]), (), axes))
        if node.operation == "size":
            names = self._names.along(node.inputs[0], node.attributes["axis"])
            return Form.number(_product_of_sizes(names))
        value = node.attributes["value"]
        if not isfinite(value):
            return single(Atom("infinity", repr(float(value)), (), frozenset()))
        # repr gives the shortest text, so 0.1 is one tenth and not the nearest binary fraction.
        return Form.number(SizeExpression.of(Fraction(repr(value))))

    def kept(self, name: str, node: Node) -> Form:
        """Give a function that no rule opens, of the forms of its arguments."""
        arguments = tuple(self.form(child) for child in node.inputs)
        return single(Atom("call", name, arguments, free_axes(*arguments)))

    def _reduction(self, node: Node) -> Form:
        """Keep a reduction that is no sum as an atom, which does not vary along its axes."""
        names = self._names.of(node.inputs[0])
        places = normalize_axis(node.attributes["axis"], len(names))
        inside = self.form(node.inputs[0])
        label = f"{node.operation}[{', '.join(names[place] or '1' for place in places)}]"
        axes = free_axes(inside) - {*self._names.along(node.inputs[0], places)}
        return single(Atom("call", label, (inside,), axes))

    def add(self, node: Node) -> Form:
        """Add two forms."""
        a, b = (self.form(child) for child in node.inputs)
        return collect((*a.terms, *b.terms))

    def subtract(self, node: Node) -> Form:
        """Subtract two forms."""
        a, b = (self.form(child) for child in node.inputs)
        return collect((*a.terms, *b.scaled(-ONE).terms))

    def negate(self, node: Node) -> Form:
        """Change the sign."""
        return self.form(node.inputs[0]).scaled(-ONE)

    def multiply(self, node: Node) -> Form:
        """Multiply two forms."""
        return self.times(*(self.form(child) for child in node.inputs))

    def square(self, node: Node) -> Form:
        """Multiply a form with itself."""
        form = self.form(node.inputs[0])
        return self.times(form, form)

    def divide(self, node: Node) -> Form:
        """Multiply with the inverse; the divisor's numbers come out exactly."""
        a, b = (self.form(child) for child in node.inputs)
        if not b.terms:
            return self.kept(node.operation, node)
        value, product = self.as_product(b)
        if not value.is_monomial:
            raise Unprovable("a division by a sum of sizes")
        inverse = Product(tuple((atom, -e) for atom, e in closed(product).factors))
        return self.times(a, Form(((inverse, value.inverse()),)))

    def divide_no_nan(self, node: Node) -> Form:
        """Divide; a divisor made of sizes only is never 0 for an input that has elements."""
        a, b = (self.form(child) for child in node.inputs)
        if b.is_number and b.terms:
            return self.divide(node)
        inverse = Atom("call", "inverse_or_0", (b,), free_axes(b))
        return self.times(a, single(inverse))

    def sum(self, node: Node) -> Form:
        """Sum each product over the axes; one that does not vary along an axis counts its size."""
        source = node.inputs[0]
        return self.summed(self.form(source), self.gone(node))

    def mean(self, node: Node) -> Form:
        """Sum and divide by the sizes."""
        return self.sum(node).scaled(_product_of_sizes(self.gone(node)).inverse())

    def gone(self, node: Node) -> list[str]:
        """Name the axes that a reduction takes."""
        source = node.inputs[0]
        return self._names.along(source, normalize_axis(node.attributes["axis"], len(source.shape)))

    def matmul(self, node: Node) -> Form:
        """Sum the products over the axis that both sides share."""
        a, b = (self.form(child) for child in node.inputs)
        return self.summed(self.times(a, b), self._names.along(node.inputs[0], [-1]))

    def cut(self, node: Node) -> Form:
        """Cut one axis after the other; what does not vary along an axis stays as it is."""
        form, source = self.form(node.inputs[0]), node.inputs[0]
        for axis, part in enumerate(node.attributes["parts"]):
            names = self._names.along(source, [axis])
            if part != WHOLE and names:
                label = f"cut[{'*'.join(names)} {cut_label(part)}]"
                kept = frozenset(self._names.along(node, [axis]))
                form = cut_form(form, frozenset(names), label, kept)
        return form

    def sum_like(self, node: Node) -> Form:
        """Sum over the axes that the smaller shape lacks."""
        have = {*self._names.along(node.inputs[0])}
        keep = {*self._names.along(node.inputs[1])}
        return self.summed(self.form(node.inputs[0]), sorted(have - keep))

    def summed(self, form: Form, axes: Sequence[str | None]) -> Form:
        """Sum a form over named axes."""
        terms = []
        for product, value in form.terms:
            wanted = [axis for axis in axes if axis in product.free]
            size = _product_of_sizes(axis for axis in axes if axis and axis not in product.free)
            summed = tuple(sorted({*product.summed, *(axis for axis in wanted if axis)}))
            terms.append((Product(product.factors, summed), value * size))
        return collect(terms)

    def absolute(self, node: Node) -> Form:
        """Take the scale out: abs(c x) = abs(c) abs(x)."""
        value, product = self.as_product(self.form(node.inputs[0]))
        if not value.is_monomial:
            return self.kept("absolute", node)
        inside = Form(((product, ONE),))
        scale = value if value.sign > 0 else -value
        return single(Atom("call", "absolute", (inside,), free_axes(inside))).scaled(scale)

    def sqrt(self, node: Node) -> Form:
        """Take a square scale out; the root of a plain square is the absolute value."""
        form = self.form(node.inputs[0])
        if not form.terms:
            return form
        value, product = self.as_product(form)
        root = value.root()
        if root is None:
            return self.kept("sqrt", node)
        inside = Form(((product, ONE),))
        if not product.summed and [e for _, e in product.factors] == [2]:
            base = Form(((Product(((product.factors[0][0], Fraction(1)),)), ONE),))
            return single(Atom("call", "absolute", (base,), free_axes(base))).scaled(root)
        if not product.factors:
            return Form.number(root)
        return single(Atom("call", "sqrt", (inside,), free_axes(inside))).scaled(root)

    def where(self, node: Node) -> Form:
        """Take the scale of the first branch out of both."""
        condition, a, b = (self.form(child) for child in node.inputs)
        lead = next((form for form in (a, b) if form.terms), None)
        if lead is None:
            return Form(())
        scale = lead.terms[0][1]
        if not scale.is_monomial:
            return self.kept("where", node)
        arguments = (condition, a.scaled(scale.inverse()), b.scaled(scale.inverse()))
        return single(Atom("call", "where", arguments, free_axes(*arguments))).scaled(scale)

    def times(self, a: Form, b: Form) -> Form:
        """Multiply two forms, multiplied out or in brackets."""
        if a.is_number or b.is_number:
            number, other = (a, b) if a.is_number else (b, a)
            return other.scaled(number.coefficient)
        if self._expand and len(a.terms) * len(b.terms) <= LONGEST_EXPANSION:
            pairs = ((x, y) for x in a.terms for y in b.terms)
            return collect((times(p, q), v * w) for (p, v), (q, w) in pairs)
        (value_a, product_a), (value_b, product_b) = self.as_product(a), self.as_product(b)
        return collect([(times(product_a, product_b), value_a * value_b)])

    def as_product(self, form: Form) -> tuple[SizeExpression, Product]:
        """Give a form as scale times product; a sum becomes a bracket led by the coefficient 1."""
        if len(form.terms) == 1:
            product, value = form.terms[0]
            return value, product
        scale = form.terms[0][1] if form.terms else ONE
        if not scale.is_monomial:
            scale = ONE
        group = form.scaled(scale.inverse())
        return scale, Product(((Atom("group", "", (group,), free_axes(group)), Fraction(1)),))


_RULES: dict[str, Callable[[Canonical, Node], Form]] = {
    "add": Canonical.add,
    "subtract": Canonical.subtract,
    "negate": Canonical.negate,
    "multiply": Canonical.multiply,
    "square": Canonical.square,
    "divide": Canonical.divide,
    "divide_no_nan": Canonical.divide_no_nan,
    "sum": Canonical.sum,
    "mean": Canonical.mean,
    "sum_like": Canonical.sum_like,
    "matmul": Canonical.matmul,
    "slice": Canonical.cut,
    "absolute": Canonical.absolute,
    "sqrt": Canonical.sqrt,
    "where": Canonical.where,
}


def _product_of_sizes(names: Iterable[str]) -> SizeExpression:
    return prod((SizeExpression.symbol(name) for name in names), start=ONE)
