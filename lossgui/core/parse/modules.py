"""Which module a name in pasted code stands for: usual aliases, imports, and old paths."""

from __future__ import annotations

import ast

# What people call the modules when the lines of the imports are left out of a question.
USUAL = {
    "tf": "tensorflow",
    "tensorflow": "tensorflow",
    "keras": "keras",
    "K": "keras.backend",
    "ops": "keras.ops",
    "losses": "keras.losses",
    "objectives": "keras.objectives",
    "metrics": "keras.metrics",
    "np": "numpy",
    "numpy": "numpy",
    "jnp": "jax.numpy",
    "jax": "jax",
    "lax": "jax.lax",
    "optax": "optax",
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "math": "math",
}

# The same module under another path; the longest one counts.
_MOVED = {
    "tensorflow.keras": "keras",
    "tensorflow.python.keras": "keras",
    "tensorflow.compat.v1": "tensorflow",
    "tensorflow.compat.v2": "tensorflow",
    "tensorflow_core": "tensorflow",
    "keras.api": "keras",
    "keras.src": "keras",
    "keras.core": "keras",
    "keras.utils.losses_utils": "keras.losses",
    "keras.objectives": "keras.losses",
    "keras.losses.losses": "keras.losses",
    "keras.activations": "keras.activations",
    "optax.losses": "optax",
    "torch.special": "torch",
    "torch.nn.modules.loss": "torch.nn",
    "jax.scipy.special": "jax.nn",
    "scipy.special": "scipy.special",
    "autograd.numpy": "jax.numpy",
}

ROOTS = frozenset({"tensorflow", "keras", "numpy", "jax", "optax", "torch", "math", "scipy"})

# Modules that a text may import though nothing of them is needed here.
HARMLESS = frozenset({"typing", "__future__", "functools", "warnings", "collections", "abc"})


def settled(path: str) -> str:
    """Give the path under which the table of functions knows a name.

    Examples
    --------
    >>> settled("tensorflow.keras.backend.mean")
    'keras.backend.mean'
    """
    for _ in range(4):
        parts = path.split(".")
        for end in range(len(parts), 0, -1):
            start = ".".join(parts[:end])
            if start in _MOVED and _MOVED[start] != start:
                path = ".".join([_MOVED[start], *parts[end:]])
                break
        else:
            return path
    return path


def framework_of(paths: set[str]) -> str:
    """Say what a text is written for, by the modules that it uses.

    NumPy beside a framework is that framework's code; Keras' own modules alone are ``keras``.

    Examples
    --------
    >>> framework_of({"numpy", "torch.nn.functional"})
    'torch'
    """
    roots = {"numpy" if path.startswith("scipy.") else path.split(".")[0] for path in paths}
    for name in ("tensorflow", "keras", "torch", "optax", "jax", "numpy"):
        if name in roots:
            return name
    return ""


# Methods that PyTorch's tensors have and NumPy's arrays lack; TensorFlow's tensors have none.
_OF_TORCH = frozenset(
    {"abs", "add", "clamp", "clamp_max", "clamp_min", "detach", "dim", "div", "double", "eq"}
    | {
        "expand",
        "expand_as",
        "float",
        "ge",
        "gt",
        "le",
        "log",
        "log1p",
        "log_softmax",
        "long",
        "lt",
    }
    | {
        "masked_fill",
        "mm",
        "mul",
        "ne",
        "neg",
        "norm",
        "numel",
        "permute",
        "pow",
        "relu",
        "sigmoid",
    }
    | {"exp", "lt", "sigmoid"}
    | {"sign", "size", "softmax", "sqrt", "square", "sub", "tanh", "type_as", "unsqueeze", "view"}
)


def framework_by_methods(tree: ast.AST) -> str:
    """Say what a text that uses no module is written for, by the methods that it calls.

    Methods that PyTorch and NumPy both have, as ``mean``, are read as NumPy's.

    Examples
    --------
    >>> framework_by_methods(ast.parse("(y_pred - y_true).pow(2).mean()"))
    'torch'
    """
    called: set[str] = set()
    named = {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword)}
    if named & {"dim", "keepdim", "unbiased"}:
        return "torch"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called.add(node.func.attr)
        elif isinstance(node, ast.Attribute) and node.attr == "T":
            called.add("T")
    if not called:
        return ""
    return "torch" if called & _OF_TORCH else "numpy"
