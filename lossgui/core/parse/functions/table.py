"""The table of what pasted code may call: names of frameworks -> functions over nodes."""

from __future__ import annotations

import difflib
import functools
import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

FUNCTIONS: dict[str, Callable[..., Any]] = {}
"""Full path, as `modules.settled` gives it -> function."""

METHODS: dict[str, Callable[..., Any]] = {}
"""Name of a tensor's method -> function of the tensor and the arguments.

Where one framework's method does something else, it stands as ``torch.Tensor.std`` in FUNCTIONS.
"""

ATTRIBUTES: dict[str, Callable[..., Any]] = {}
"""Name of a tensor's attribute (``shape``, ``T``) -> function of the tensor."""

CONSTANTS: dict[str, Any] = {}
"""Full path -> a number or a name that is none, such as ``numpy.pi``."""

_MODULES = {
    "tf": ("tensorflow",),
    "tfm": ("tensorflow", "tensorflow.math"),
    "tfnn": ("tensorflow.nn",),
    "K": ("keras.backend",),
    "ops": ("keras.ops",),
    "np": ("numpy", "jax.numpy"),
    "torch": ("torch",),
    "F": ("torch.nn.functional",),
    "nn": ("torch.nn",),
    "jnn": ("jax.nn",),
    "scipy": ("scipy.special",),
}

# What a call may say that changes nothing here.
_WITHOUT_EFFECT = frozenset(
    {"name", "dtype", "device", "requires_grad", "copy", "out_type", "stable"}
    | {"dtype_hint", "output_type", "memory_format", "precision", "non_blocking", "order"}
    | {"num", "validate_indices", "weak_type", "casting", "subok"}
)
_OTHER_NAMES = {"dim": "axis", "keepdim": "keepdims", "keep_dims": "keepdims"}
_BY_PLACE = (
    {"x", "input", "input_tensor", "a", "tensor", "value", "t", "x1", "features", "arr", "inputs"}
    | {"logits", "data", "condition", "array", "object", "input_array", "lambda_", "m", "values"},
    {"other", "y", "b", "x2", "exponent"},
    {"z"},
)


def known(names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Enter a function under names such as ``tf.reduce_mean K.mean .mean``, parted by blanks.

    ``np`` stands for NumPy and jax.numpy, ``tfm`` for ``tf`` and ``tf.math``, a name that begins
    with a point for a method of a tensor; other beginnings are in `_MODULES`, or paths.

    Raises
    ------
    ValueError
        If a name is taken.
    """

    def enter(function: Callable[..., Any]) -> Callable[..., Any]:
        for name in names.split():
            for table, key in _places(name):
                if key in table:
                    raise ValueError(f"the name {key} is in the table already")
                table[key] = function
        return function

    return enter


def _places(name: str) -> list[tuple[dict[str, Callable[..., Any]], str]]:
    if name.startswith("."):
        return [(METHODS, name[1:])]
    first, _, rest = name.partition(".")
    return [(FUNCTIONS, f"{module}.{rest}") for module in _MODULES.get(first, (first,))]


def attribute(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Enter a function under the name of a tensor's attribute."""

    def enter(function: Callable[..., Any]) -> Callable[..., Any]:
        ATTRIBUTES[name] = function
        return function

    return enter


def bound(
    function: Callable[..., Any], arguments: Sequence[Any], keywords: Mapping[str, Any]
) -> inspect.BoundArguments:
    """Bring a call's arguments to the names of the table's function.

    Raises
    ------
    TypeError
        If the function has no such argument here, or one is missing.
    """
    signature = signature_of(function)
    names = list(signature.parameters)
    renamed = {}
    for given, value in keywords.items():
        name = _argument(given, names)
        if name is None:
            if given in _WITHOUT_EFFECT:
                continue
            offered = ", ".join(names)
            raise TypeError(f"the argument {given!r} is not read here; these are: {offered}")
        renamed[name] = value
    try:
        return signature.bind(*arguments, **renamed)
    except TypeError as problem:
        raise TypeError(f"{problem}; the arguments are: {', '.join(names)}") from None


def _argument(given: str, names: Sequence[str]) -> str | None:
    """Give the name that the table's function has for an argument, None if it has none."""
    if given in names:
        return given
    if _OTHER_NAMES.get(given) in names:
        return _OTHER_NAMES[given]
    for place, usual in enumerate(_BY_PLACE):
        if given in usual and place < len(names):
            return names[place]
    return None


@functools.cache
def signature_of(function: Callable[..., Any]) -> inspect.Signature:
    """Give the arguments of a function of the table."""
    return inspect.signature(function)


def is_method(name: str) -> bool:
    """Tell whether a tensor of some framework has the method or the attribute."""
    return name in METHODS or name in ATTRIBUTES or f"torch.Tensor.{name}" in FUNCTIONS


def is_known(path: str) -> bool:
    """Tell whether a path is a function, a constant or a module on the way to one."""
    return path in FUNCTIONS or path in CONSTANTS or path in modules()


def modules() -> frozenset[str]:
    """List every module that something in the table lies in."""
    return _modules(len(FUNCTIONS) + len(CONSTANTS))


@functools.lru_cache(maxsize=2)
def _modules(_: int) -> frozenset[str]:
    parts = [path.split(".") for path in (*FUNCTIONS, *CONSTANTS)]
    return frozenset(".".join(p[:end]) for p in parts for end in range(1, len(p)))


def closest(path: str) -> str:
    """Give the known name nearest to an unknown one, as it would be written; empty if none is."""
    module, _, name = path.rpartition(".")
    same = [key for key in (*FUNCTIONS, *CONSTANTS) if key.rpartition(".")[0] == module]
    found = difflib.get_close_matches(path, same, n=1, cutoff=0.75)
    if not found:
        root = path.split(".", maxsplit=1)[0]
        there = {key.rpartition(".")[2]: key for key in FUNCTIONS if key.startswith(f"{root}.")}
        near = difflib.get_close_matches(name, there, n=1, cutoff=0.75)
        found = [there[key] for key in near]
    return found[0] if found else ""


def closest_method(name: str) -> str:
    """Give the known method or attribute nearest to an unknown one; empty if none is."""
    found = difflib.get_close_matches(name, (*METHODS, *ATTRIBUTES), n=1, cutoff=0.75)
    return found[0] if found else ""
