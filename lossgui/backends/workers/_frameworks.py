"""The frameworks as the workers' part for pasted code sees them.

Each class has the names of one framework that code finds and imports, turns arrays into its tensors
and back, and calculates gradients of the summed value. Standard library, NumPy and the framework,
nothing of lossgui; it runs with any Python >= 3.9.
"""

from __future__ import annotations

import contextlib
import importlib
import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Named = dict[str, Any]

# What a tensor can be instead of floats.
WHOLE: dict[str, Any] = {"int": np.int64, "bool": np.bool_}
KERAS_EPSILON = 1e-7


class Names:
    """Looks a name up in one module after the other; those given by keyword come first."""

    def __init__(self, title: str, *modules: Any, **own: Any) -> None:
        self._title, self._modules = title, modules
        self.__dict__.update(own)

    def __getattr__(self, name: str) -> Any:
        for module in self._modules:
            with contextlib.suppress(AttributeError):
                return getattr(module, name)
        raise AttributeError(f"{self._title} of this version has no {name}")


class NumPy:
    """Arrays, without gradients."""

    title = "NumPy"
    lacks = "NumPy has no gradients, so they were not compared."

    def __init__(self, dtype: str) -> None:
        self.dtype: Any = dtype

    def names(self) -> Named:
        return {"np": np, "numpy": np, "math": math}

    def imports(self) -> Named:
        with contextlib.suppress(ImportError):
            importlib.import_module("scipy.special")
            return {"scipy": importlib.import_module("scipy")}
        return {}

    def precision(self) -> Any:
        return contextlib.nullcontext()

    def tensor(self, array: Any, kind: str) -> Any:
        return np.asarray(array, WHOLE.get(kind, self.dtype))

    converted = staticmethod(np.asarray)
    numbers = staticmethod(np.asarray)

    def is_float(self, values: Any) -> bool:
        return bool(values.dtype.kind == "f")

    def total(self, values: Any, reduction: str) -> Any:
        return getattr(np, reduction)(values)


class TensorFlow:
    """TensorFlow and Keras 3 on it, with the names that older releases had for the same."""

    title = "TensorFlow"
    lacks = ""

    def __init__(self, dtype: str) -> None:
        import keras
        import tensorflow as tf

        self._tf, self._keras, self.dtype = tf, keras, dtype

    def names(self) -> Named:
        found = self.imports()
        keras, tf = found["keras"], found["tensorflow"]
        short = {"tf": tf, "keras": keras, "K": keras.backend, "ops": keras.ops}
        usual = {"losses": keras.losses, "objectives": keras.losses, "metrics": keras.metrics}
        return {"np": np, "numpy": np, "math": math, **short, **usual}

    def imports(self) -> Named:
        tf, keras = self._tf, self._keras
        old = tf.keras
        losses = Names("keras.losses", old.losses, keras.losses)
        metrics = Names("keras.metrics", old.metrics, keras.metrics)
        own = {"losses": losses, "objectives": losses, "metrics": metrics}
        # Keras 3 keeps the backend functions of Keras 1 and 2 here; some live on as ops only.
        own["backend"] = Names("keras.backend", old.backend, keras.ops)
        keras = Names("keras", old, keras, **own)
        return {"tensorflow": Names("tensorflow", tf, tf.compat.v1, keras=keras), "keras": keras}

    @contextlib.contextmanager
    def precision(self) -> Iterator[None]:
        config = self._keras.config
        before = config.floatx()
        config.set_floatx(self.dtype)
        config.set_epsilon(KERAS_EPSILON)
        try:
            yield
        finally:
            config.set_floatx(before)

    def tensor(self, array: Any, kind: str) -> Any:
        return self._tf.convert_to_tensor(np.asarray(array, WHOLE.get(kind, self.dtype)))

    def converted(self, values: Any) -> Any:
        if isinstance(values, (bool, int, float)):
            return self._tf.constant(values, self.dtype)
        return self._tf.convert_to_tensor(values)

    def numbers(self, values: Any) -> Any:
        return np.asarray(values)

    def is_float(self, values: Any) -> bool:
        return bool(values.dtype.is_floating)

    def total(self, values: Any, reduction: str) -> Any:
        return getattr(self._tf, f"reduce_{reduction}")(values)

    def keras_reduced(
        self, values: Any, reduction: str, *, sample_weight: Any = None, mask: Any = None
    ) -> Any:
        """Reduce as every Keras loss does after its ``call``."""
        from keras.src.losses.loss import reduce_weighted_values

        cast = self._tf.convert_to_tensor
        return reduce_weighted_values(
            values,
            sample_weight=None if sample_weight is None else cast(sample_weight, self.dtype),
            mask=None if mask is None else cast(np.asarray(mask, bool)),
            reduction=reduction,
            dtype=self.dtype,
        )

    def slopes(self, value: Callable[[Named], Any], wanted: Named) -> tuple[Any, Named]:
        with self._tf.GradientTape() as tape:
            tape.watch(wanted)
            result = value(wanted)
        zero = self._tf.UnconnectedGradients.ZERO
        found = tape.gradient(result, wanted, unconnected_gradients=zero)
        # What was indexed with an index tensor has a gradient in pieces.
        return result, {name: self._tf.convert_to_tensor(item) for name, item in found.items()}


class PyTorch:
    """PyTorch and torch.nn.functional."""

    title = "PyTorch"
    lacks = ""

    def __init__(self, dtype: str) -> None:
        import torch

        self._torch, self.dtype = torch, getattr(torch, dtype)

    def names(self) -> Named:
        nn = self._torch.nn
        short = {"torch": self._torch, "nn": nn, "F": nn.functional, "functional": nn.functional}
        return {"np": np, "numpy": np, "math": math, **short}

    def imports(self) -> Named:
        return {"torch": self._torch}

    @contextlib.contextmanager
    def precision(self) -> Iterator[None]:
        before = self._torch.get_default_dtype()
        self._torch.set_default_dtype(self.dtype)
        try:
            yield
        finally:
            self._torch.set_default_dtype(before)

    def tensor(self, array: Any, kind: str) -> Any:
        if kind in WHOLE:
            return self._torch.tensor(np.asarray(array, WHOLE[kind]))
        return self._torch.tensor(array, dtype=self.dtype)

    def converted(self, values: Any) -> Any:
        return self._torch.as_tensor(values)

    def numbers(self, values: Any) -> Any:
        return np.asarray(values.detach().numpy())

    def is_float(self, values: Any) -> bool:
        return bool(values.is_floating_point())

    def total(self, values: Any, reduction: str) -> Any:
        return getattr(self._torch, reduction)(values)

    def slopes(self, value: Callable[[Named], Any], wanted: Named) -> tuple[Any, Named]:
        leaves = {name: item.clone().requires_grad_(True) for name, item in wanted.items()}
        result, zeros = value(leaves), self._torch.zeros_like
        if not result.requires_grad:
            return result, {name: zeros(item) for name, item in leaves.items()}
        found: Any = self._torch.autograd.grad(
            result.sum(), list(leaves.values()), allow_unused=True
        )
        pairs = zip(leaves.items(), found)
        return result, {n: zeros(item) if slope is None else slope for (n, item), slope in pairs}


class Jax:
    """JAX and optax."""

    title = "JAX and optax"
    lacks = ""

    def __init__(self, dtype: str) -> None:
        import jax
        import jax.nn
        import jax.scipy.special
        import optax

        self._jax, self._optax, self.dtype = jax, optax, dtype

    def names(self) -> Named:
        jax = self._jax
        short = {"jax": jax, "jnp": jax.numpy, "lax": jax.lax, "optax": self._optax}
        return {"np": np, "numpy": np, "math": math, **short}

    def imports(self) -> Named:
        return {"jax": self._jax, "optax": self._optax}

    def precision(self) -> Any:
        # On and off for the whole process: the context manager has had several names.
        switch: Callable[[str, bool], None] = self._jax.config.update
        switch("jax_enable_x64", self.dtype == "float64")
        return contextlib.nullcontext()

    def tensor(self, array: Any, kind: str) -> Any:
        return self._jax.numpy.asarray(array, "int32" if kind == "int" else kind or self.dtype)

    def converted(self, values: Any) -> Any:
        return self._jax.numpy.asarray(values)

    def numbers(self, values: Any) -> Any:
        return np.asarray(values)

    def is_float(self, values: Any) -> bool:
        return bool(self._jax.numpy.issubdtype(values.dtype, self._jax.numpy.floating))

    def total(self, values: Any, reduction: str) -> Any:
        return getattr(self._jax.numpy, reduction)(values)

    def slopes(self, value: Callable[[Named], Any], wanted: Named) -> tuple[Any, Named]:
        def summed(changed: Named) -> Any:
            return self._jax.numpy.sum(value(changed))

        return value(wanted), self._jax.grad(summed)(wanted) if wanted else {}


FRAMEWORKS = {"numpy": NumPy, "tensorflow": TensorFlow, "torch": PyTorch, "optax": Jax}
