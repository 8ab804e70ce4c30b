"""Whether a graph gives a number for every input, up to single points such as a division by 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.algebra.forms import Form, plus
from lossgui.core.algebra.signs import is_form_not_negative, is_positive_form
from lossgui.core.algebra.sizes import ONE
from lossgui.core.expr import OPERATIONS, walk

if TYPE_CHECKING:
    from lossgui.core.algebra.opened import Opened
    from lossgui.core.expr import Node

# What takes every number.
TOTAL = {"add", "subtract", "multiply", "divide", "divide_no_nan", "negate", "square", "absolute"}
TOTAL |= {"sign", "exp", "softplus", "sigmoid", "tanh", "where", "maximum", "minimum", "clip"}
TOTAL |= {"less", "less_equal", "greater", "greater_equal", "equal", "not_equal", "stop_gradient"}
TOTAL |= {"logical_and", "logical_or", "logical_not", "sin", "cos", "arctan", "erf", "truncate"}
TOTAL |= {"expm1", "floor", "ceil", "round", "is_nan", "is_finite"}
# Sums, largest numbers and the like of numbers that are there.
TOTAL_KINDS = {"reduction", "shaping"}

# What makes a number of NaN: a comparison with it does not hold.
NUMBERS_OF_NAN = {"less", "less_equal", "greater", "greater_equal", "equal", "not_equal"}
NUMBERS_OF_NAN |= {"logical_and", "logical_or", "logical_not", "is_nan", "is_finite"}
NUMBERS_OF_NAN |= {"argmax", "argmin"}


def hides_nan(opened: Opened, node: Node) -> bool:
    """Tell whether a step may give a number where its input is undefined."""
    if node.operation == "where":
        return not is_total(opened, node.inputs[0])
    told = node.operation in NUMBERS_OF_NAN
    return told and not all(is_total(opened, child) for child in node.inputs)


def is_total(opened: Opened, output: Node) -> bool:
    """Tell whether no step can be undefined for more than single inputs."""
    return all(node.is_leaf or _takes_its_input(opened, node) for node in walk(output))


def _takes_its_input(opened: Opened, node: Node) -> bool:
    if node.operation in TOTAL or OPERATIONS[node.operation].kind in TOTAL_KINDS:
        return True
    form = opened.form(node.inputs[0])
    if node.operation in ("log", "log1p"):
        one = Form.number(ONE) if node.operation == "log1p" else Form(())
        return is_positive_form(plus(one, form))
    if node.operation == "power" and _is_whole(node.inputs[1]):
        return True
    return node.operation in ("sqrt", "power") and is_form_not_negative(form)


def _is_whole(exponent: Node) -> bool:
    return exponent.operation == "constant" and float(exponent.attributes["value"]).is_integer()
