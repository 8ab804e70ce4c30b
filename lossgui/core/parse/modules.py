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

# How people write the modules; the longest paths come first.
_SHORT = {
    "torch.nn.functional": "F",
    "keras.backend": "K",
    "jax.numpy": "jnp",
    "tensorflow": "tf",
    "numpy": "np",
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


def written(path: str) -> str:
    """Write a full path as people do.

    Examples
    --------
    >>> written("tensorflow.reduce_mean")
    'tf.reduce_mean'
    """
    for full, short in _SHORT.items():
        if path.startswith(f"{full}."):
            return short + path.removeprefix(full)
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
OF_TORCH = frozenset(
    {"abs", "absolute", "add", "amax", "amin", "arctan", "atan", "bfloat16", "bmm", "bool"}
    | {"ceil", "chunk", "clamp", "clamp_", "clamp_max", "clamp_min", "clone", "contiguous"}
    | {"cos", "cosh", "cpu", "cuda", "detach", "dim", "div", "divide", "double", "eq", "erf"}
    | {"exp", "expand", "expand_as", "expm1", "float", "floor", "gather", "ge", "greater", "gt"}
    | {"half", "int", "isfinite", "isnan", "le", "less", "log", "log10", "log1p", "log2"}
    | {"log_softmax", "logical_and", "logical_not", "logical_or", "logsigmoid", "logsumexp"}
    | {"long", "lt", "masked_fill", "matmul", "maximum", "minimum", "mm", "mul", "multiply"}
    | {"mv", "nan_to_num", "ndimension", "ne", "neg", "negative", "nelement", "norm", "numel"}
    | {"permute", "pow", "reciprocal", "relu", "reshape_as", "rsqrt", "sigmoid", "sign", "sin"}
    | {"sinh", "size", "softmax", "softplus", "sqrt", "square", "sub", "subtract", "t", "tanh"}
    | {"tile", "to", "true_divide", "type", "type_as", "unbind", "unsqueeze", "view_as", "where"}
    | {"index_select", "trunc", "xlogy"}
)
# What both have, with arguments that PyTorch's alone take.
_TORCH_WORDS = frozenset({"dim", "keepdim", "start_dim", "unbiased", "correction"})
_ONE_ARGUMENT_MORE = {"flatten": 1, "mean": 2, "sum": 2, "transpose": 2, "view": 1}


def framework_by_methods(tree: ast.AST) -> str:
    """Say what a text that uses no module is written for, by the methods that it calls.

    Methods that PyTorch and NumPy both have, as ``mean``, are read as NumPy's, and so is arithmetic
    with conditions, which TensorFlow does not do.

    Examples
    --------
    >>> framework_by_methods(ast.parse("(y_pred - y_true).pow(2).mean()"))
    'torch'
    """
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    if "mT" in attributes or any(_is_of_torch(call) for call in calls):
        return "torch"
    sums = (node for node in ast.walk(tree) if isinstance(node, ast.BinOp))
    conditions = any(isinstance(x, ast.Compare) for node in sums for x in (node.left, node.right))
    return "numpy" if calls or attributes & {"T", "size"} or conditions else ""


def _is_of_torch(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    words = {keyword.arg for keyword in call.keywords}
    least = _ONE_ARGUMENT_MORE.get(name)
    more = least is not None and len(call.args) >= least
    if name == "transpose":
        more = len(call.args) == least
    return name in OF_TORCH or more or not words.isdisjoint(_TORCH_WORDS)
