"""What pasted code may call: one function for each meaning, under its names in every framework.

A new function is one entry in the file of its family; the names are those that
`lossgui.core.parse.functions.table.known` takes.
"""

from lossgui.core.parse.functions import (
    activations,
    arithmetic,
    choosing,
    crossentropies,
    extremes,
    framework_losses,
    gathering,
    making,
    parts,
    products,
    reductions,
    shaping,
    torch_modules,
)
from lossgui.core.parse.functions.table import (
    ATTRIBUTES,
    CONSTANTS,
    FUNCTIONS,
    METHODS,
    bound,
    closest,
    closest_method,
    is_known,
    is_method,
    modules,
)

__all__ = [
    "ATTRIBUTES",
    "CONSTANTS",
    "FUNCTIONS",
    "METHODS",
    "activations",
    "arithmetic",
    "bound",
    "choosing",
    "closest",
    "closest_method",
    "crossentropies",
    "extremes",
    "framework_losses",
    "gathering",
    "is_known",
    "is_method",
    "making",
    "modules",
    "parts",
    "products",
    "reductions",
    "shaping",
    "torch_modules",
]
