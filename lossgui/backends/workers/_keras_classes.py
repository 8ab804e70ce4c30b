"""The losses that Keras 3 has as classes: which parameters each of them takes.

Part of the worker programs that ask Keras, on whatever it runs; the standard library only. `keras`
is handed in by them. It runs with any Python >= 3.9.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Named = dict[str, Any]

KERAS_EPSILON = 1e-7
TITLES = {"jax": "JAX", "tensorflow": "TensorFlow", "torch": "PyTorch"}


class OwnClass(NamedTuple):
    """A loss as Keras' own class computes it.

    `options` are the parameters that the class takes, `fixed` those that it has built in with the
    values that mean the same there; `axis` is what lossgui calls its axis. `float32_only` says that
    it computes in float32 whatever its dtype.
    """

    name: str
    options: tuple[str, ...] = ()
    takes_axis: bool = False
    inner: str = "mean"
    fixed: dict[str, tuple[Any, ...]] = {}  # noqa: RUF012 - read only
    axis: Any = -1
    float32_only: bool = False


SHARES = {"normalize": (None, True)}
SIGNS = {"convert_labels": (None, True)}

OWN_CLASSES = {
    "mean_squared_error": OwnClass("MeanSquaredError"),
    "mean_absolute_error": OwnClass("MeanAbsoluteError"),
    "huber": OwnClass("Huber", ("delta",)),
    "log_cosh": OwnClass("LogCosh"),
    "binary_crossentropy": OwnClass(
        "BinaryCrossentropy", ("from_logits", "label_smoothing"), takes_axis=True
    ),
    "mean_absolute_percentage_error": OwnClass(
        "MeanAbsolutePercentageError", fixed={"scale": (None, 100.0)}
    ),
    "mean_squared_logarithmic_error": OwnClass("MeanSquaredLogarithmicError"),
    "poisson": OwnClass("Poisson", fixed={"log_input": (None, False), "full": (False,)}),
    "kl_divergence": OwnClass(
        "KLDivergence", inner="sum", fixed={"log_input": (None, False), "log_target": (False,)}
    ),
    "hinge": OwnClass("Hinge", fixed=SIGNS),
    "squared_hinge": OwnClass("SquaredHinge", fixed=SIGNS),
    "categorical_hinge": OwnClass("CategoricalHinge", inner=""),
    "binary_focal_crossentropy": OwnClass(
        "BinaryFocalCrossentropy",
        ("apply_class_balancing", "alpha", "gamma", "from_logits", "label_smoothing"),
        takes_axis=True,
    ),
    "categorical_crossentropy": OwnClass(
        "CategoricalCrossentropy",
        ("from_logits", "label_smoothing"),
        takes_axis=True,
        inner="sum",
        fixed=SHARES,
    ),
    "categorical_focal_crossentropy": OwnClass(
        "CategoricalFocalCrossentropy",
        ("alpha", "gamma", "from_logits", "label_smoothing"),
        takes_axis=True,
        inner="sum",
        fixed=SHARES,
    ),
    "sparse_categorical_crossentropy": OwnClass(
        "SparseCategoricalCrossentropy",
        ("from_logits", "ignore_class"),
        takes_axis=True,
        inner="",
        fixed={**SHARES, "label_smoothing": (0.0,)},
    ),
    "categorical_generalized_cross_entropy": OwnClass(
        "CategoricalGeneralizedCrossEntropy", ("q",), inner=""
    ),
    "cosine_similarity": OwnClass(
        "CosineSimilarity", takes_axis=True, inner="sum", fixed={"negated": (None, True)}
    ),
    "dice": OwnClass("Dice", takes_axis=True, inner=""),
    "tversky": OwnClass("Tversky", ("alpha", "beta"), takes_axis=True, inner=""),
    "circle": OwnClass("Circle", ("gamma", "margin", "remove_diagonal"), inner="", axis=None),
    "ctc": OwnClass(
        "CTC",
        inner="",
        fixed={
            "time_major": (None, False),
            "log_probabilities": (None, False),
            "zero_infinity": (False,),
            "log_zero": (None,),
        },
        axis=None,
        float32_only=True,
    ),
}


def checked(keras: Any) -> Any:
    """Give the package back if it is Keras 3."""
    if int(keras.__version__.split(".")[0]) < 3:
        raise RuntimeError(f"Keras 3 is needed and this Python has {keras.__version__}")
    return keras


def prepare(keras: Any, request: Named) -> None:
    """Set the epsilon, and refuse what is asked of no loss of Keras."""
    spec = request["spec"]
    # Keras clips probabilities with one global constant; this is how a Keras user changes it.
    epsilon = spec["parameters"].get("epsilon")
    keras.config.set_epsilon(KERAS_EPSILON if epsilon is None else epsilon)
    if any(spec["parameters"].get(name) for name in ("log_epsilon", "log_floor")):
        raise NotImplementedError("nothing is added inside logarithms there, and there is no floor")
    if len(request["arguments"]) != 2:
        raise NotImplementedError(f"{spec['loss']} with these tensors: not asked of Keras")


def own_losses(keras: Any, spec: Named) -> tuple[Any, Any, str]:
    """Give Keras' loss objects, reduced and not, and what was called.

    NotImplementedError says that there is no such class, or that it has no such choice.
    """
    known = OWN_CLASSES.get(spec["loss"])
    if known is None:
        raise NotImplementedError(f"{spec['loss']}: not asked of Keras")
    if not is_usual(spec):
        raise NotImplementedError(f"keras.losses.{known.name} has its own axis, sum or mean")
    dtype = spec["dtype"] or keras.config.floatx()
    if dtype == "float64" and is_float32_only(known, keras.config.backend()):
        where = TITLES[keras.config.backend()]
        raise NotImplementedError(f"keras.losses.{known.name} computes in float32 on {where}")
    refuse_missing(known, spec["parameters"])
    options = {"reduction": spec["reduction"], "dtype": dtype, **options_of(known, spec)}
    shown = ", ".join(f"{name}={value!r}" for name, value in options.items())
    own_class = getattr(keras.losses, known.name)
    unreduced = own_class(**{**options, "reduction": "none"})
    return own_class(**options), unreduced, f"keras.losses.{known.name}({shown})"


def is_usual(spec: Named) -> bool:
    """Tell whether a loss has a class that computes it with this axis, inner reduction, factor."""
    known = OWN_CLASSES.get(spec["loss"])
    if known is None or spec["inner"] != known.inner or spec["factor"] != 1.0:
        return False
    return known.takes_axis or bool(spec["axis"] == known.axis)


def is_float32_only(known: OwnClass, backend: str) -> bool:
    """Tell whether a class computes in float32 whatever its dtype.

    keras/src/backend/common/dtypes.py 3.15.1 makes a float32 of float64 everywhere but on
    TensorFlow; ops.mean follows that, and on PyTorch so does ops.sum.
    """
    takes_mean = backend == "jax" and known.inner == "mean"
    return known.float32_only or takes_mean or backend == "torch"


def refuse_missing(known: OwnClass, parameters: Named) -> None:
    """Say that a class does not have a parameter."""
    for name, value in parameters.items():
        taken = name in known.options or name == "epsilon"
        if not taken and value not in known.fixed.get(name, (None, 0.0)):
            raise NotImplementedError(f"keras.losses.{known.name} has no {name}")


def options_of(known: OwnClass, spec: Named) -> Named:
    """Give the arguments that a class takes of the parameters and the axis."""
    options = {name: spec["parameters"][name] for name in known.options}
    if options.get("ignore_class") is not None:
        options["ignore_class"] = int(options["ignore_class"])
    return {**options, "axis": spec["axis"]} if known.takes_axis else options
