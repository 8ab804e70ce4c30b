"""A program that runs pasted losses in their own framework, for the tests to compare with.

It reads one line of JSON, a list of questions, and writes one, a list of answers. It shares nothing
with lossgui: Python itself executes the source, and the framework differentiates. NumPy has no
gradients, and a Keras metric's variables break them off: these are central differences in float64.

Keras 1 is a stand-in: the functions of its backend as Keras 3 keeps them under `tf.keras.backend`,
put where Keras 1 had them, and the losses of Keras 3 under the name `objectives`.
"""

from __future__ import annotations

import ast
import json
import math
import sys
import types
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    Array = np.ndarray[Any, np.dtype[Any]]

# Where a class has its calculation.
METHODS = ("call", "forward")
# The best step for a central difference in float64: the cube root of its precision.
STEP = 6e-6


def namespace(style: str) -> dict[str, Any]:
    """Give the names that a notebook of this style has anyway."""
    if style == "numpy":
        return {"np": np, "math": math}
    if style == "torch":
        import torch

        return {"torch": torch, "nn": torch.nn, "F": torch.nn.functional}
    if style == "jax":
        import jax
        import optax

        return {"jax": jax, "jnp": jax.numpy, "optax": optax}
    import keras
    import tensorflow as tf

    if style == "keras1":
        _keras_1(keras, tf.keras.backend)
    return {"tf": tf, "keras": keras, "K": tf.keras.backend, "ops": keras.ops}


def _keras_1(keras: Any, old: Any) -> None:
    for name in dir(old):
        if not hasattr(keras.backend, name):
            setattr(keras.backend, name, getattr(old, name))
    objectives = types.ModuleType("keras.objectives")
    objectives.binary_crossentropy = keras.losses.binary_crossentropy
    objectives.mse = keras.losses.mean_squared_error
    keras.objectives = sys.modules["keras.objectives"] = objectives


def loaded(
    source: str, names: dict[str, Any], numbers: dict[str, float]
) -> Callable[[dict[str, Any]], Any]:
    """Execute the source; give what turns tensors by name into the loss' value."""
    *before, last = ast.parse(source).body
    if isinstance(last, ast.Expr):
        exec(compile(ast.Module(before, []), "pasted", "exec"), names)
        expression = compile(ast.Expression(last.value), "pasted", "eval")
        return lambda tensors: eval(expression, {**names, **tensors, **numbers})
    exec(compile(source, "pasted", "exec"), names)
    target = last.targets[0].id if isinstance(last, ast.Assign) else last.name

    def call(tensors: dict[str, Any]) -> Any:
        names.update({k: v for k, v in {**numbers, **tensors}.items() if k not in names})
        return called(names[target], last, {**numbers, **tensors})

    return call


def called(made: Any, written: ast.AST, given: dict[str, Any]) -> Any:
    """Call a function, the function that a factory makes, or the method of a class."""
    if isinstance(written, ast.ClassDef):
        methods = {m.name: m for m in written.body if isinstance(m, ast.FunctionDef)}
        settings = _chosen(methods["__init__"], given) if "__init__" in methods else {}
        made = made(**settings)
        if "update_state" in methods:
            made.update_state(**_chosen(methods["update_state"], given))
            return made.result()
        method = next(name for name in METHODS if name in methods)
        return getattr(made, method)(**_chosen(methods[method], given))
    inner = [n for n in getattr(written, "body", []) if isinstance(n, ast.FunctionDef)]
    if isinstance(written, ast.FunctionDef) and inner:
        return made(**_chosen(written, given))(**_chosen(inner[-1], given))
    function = written.value if isinstance(written, ast.Assign) else written
    return made(**_chosen(function, given))


def _chosen(function: Any, given: dict[str, Any]) -> dict[str, Any]:
    return {a.arg: given[a.arg] for a in function.args.args if a.arg in given}


# ---- one function for each framework: value and gradients


def by_tensorflow(load: Any, tensors: dict[str, Array], trained: list[str]) -> dict[str, Any]:
    import tensorflow as tf

    given = {name: tf.constant(array) for name, array in tensors.items()}
    with tf.GradientTape() as tape:
        for name in trained:
            tape.watch(given[name])
        value = tf.convert_to_tensor(load()(given))
    none = tf.UnconnectedGradients.ZERO
    slopes = tape.gradient(value, {n: given[n] for n in trained}, unconnected_gradients=none)
    # What was gathered has a gradient in pieces.
    return {"value": value, **{name: tf.convert_to_tensor(s) for name, s in slopes.items()}}


def by_torch(load: Any, tensors: dict[str, Array], trained: list[str]) -> dict[str, Any]:
    import torch

    given = {name: torch.tensor(array) for name, array in tensors.items()}
    for name in trained:
        given[name].requires_grad_()
    value = load()(given)
    wanted = [given[name] for name in trained]
    slopes = torch.autograd.grad(value.sum(), wanted, allow_unused=True)
    filled = [
        torch.zeros_like(x) if slope is None else slope
        for x, slope in zip(wanted, slopes, strict=True)
    ]
    found = {"value": value, **dict(zip(trained, filled, strict=True))}
    return {name: array.detach().numpy() for name, array in found.items()}


def by_jax(load: Any, tensors: dict[str, Array], trained: list[str]) -> dict[str, Any]:
    import jax

    given = {name: jax.numpy.asarray(array) for name, array in tensors.items()}
    fixed = {name: array for name, array in given.items() if name not in trained}

    def total(moved: dict[str, Any]) -> Any:
        return load()({**fixed, **moved}).sum()

    slopes = jax.grad(total)({name: given[name] for name in trained})
    return {"value": load()(given), **slopes}


def by_differences(load: Any, tensors: dict[str, Array], trained: list[str]) -> dict[str, Any]:
    found = {"value": load()(tensors)}
    for name in trained:
        slope = np.zeros(tensors[name].shape)
        for cell in np.ndindex(slope.shape):
            totals = []
            for step in (STEP, -STEP):
                moved = {k: np.array(v) for k, v in tensors.items()}
                moved[name][cell] += step
                totals.append(np.sum(load()(moved)))
            slope[cell] = (totals[0] - totals[1]) / (2 * STEP)
        found[name] = slope
    return found


def by_metric(load: Any, tensors: dict[str, Array], trained: list[str]) -> dict[str, Any]:
    import keras
    import tensorflow as tf

    def loaded_in_float64() -> Any:
        run = load()
        return lambda given: np.asarray(run({n: tf.constant(a) for n, a in given.items()}))

    usual = load()(tensors)
    keras.config.set_floatx("float64")
    exact = {
        name: array.astype(np.float64) if name in trained else array
        for name, array in tensors.items()
    }
    slopes = by_differences(loaded_in_float64, exact, trained)
    keras.config.set_floatx("float32")
    return {**slopes, "value": usual}


WAYS = {"torch": by_torch, "jax": by_jax, "numpy": by_differences}


def answer(question: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    tensors = {
        name: np.array(values, dtype) for name, (dtype, values) in question["tensors"].items()
    }
    way = WAYS.get(question["style"], by_tensorflow)
    if "update_state" in question["source"]:
        way = by_metric

    def load() -> Any:
        return loaded(question["source"], dict(names), question["numbers"])

    try:
        found = way(load, tensors, question["trained"])
    except Exception as problem:
        return {"problem": f"{type(problem).__name__}: {problem}"}
    arrays = {name: np.asarray(value) for name, value in found.items()}
    return {name: [str(array.dtype), array.tolist()] for name, array in arrays.items()}


def main() -> None:
    questions = json.loads(sys.stdin.readline())
    names = {style: namespace(style) for style in {question["style"] for question in questions}}
    json.dump([answer(question, names[question["style"]]) for question in questions], sys.stdout)


if __name__ == "__main__":
    main()
