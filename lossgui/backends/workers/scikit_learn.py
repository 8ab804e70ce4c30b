"""Cross-check worker: scikit-learn's own metrics, asked over stdin and stdout.

A program of its own: the standard library, NumPy and the framework, nothing of lossgui, so that its
numbers are independent evidence. It runs with any Python >= 3.9 that has scikit-learn >= 1.4.
What is asked and answered stands in ``_messages.py``; per-sample values and gradients do not exist
here, which ``lacks`` says.
"""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

# Read by the host without running this file.
WORKER = {
    "key": "sklearn",
    "title": "scikit-learn",
    "modules": ["sklearn"],
    "install": "scikit-learn",
    "dialects": ["sklearn-1"],
}

Named = dict[str, Any]

sklearn: Any = None
metrics: Any = None

LACKS = "scikit-learn gives no gradient and no values per sample, so only the value is compared."


# ---- losses: a new one is one entry of LOSSES


class Loss(NamedTuple):
    """How a loss is called: ``call(first, second, options)`` gives further arguments.

    `axis` is what lossgui calls the axis of this metric, `inner` its inner reduction; ANY where
    lossgui has none to choose, or where it does not matter. `reductions` are the values of
    multioutput that the function takes, or the argument normalize.
    """

    name: str
    axis: Any
    inner: str
    reductions: tuple[str, ...]
    call: Callable[[Any, Any, Named], Named]


ANY = "any"
OUTPUTS = ("uniform_average", "raw_values")
VARIANCES = (*OUTPUTS, "variance_weighted")
TOTALS = ("uniform_average", "normalize=False")
NOTHING = ("uniform_average",)


def options(*names: str) -> Callable[[Any, Any, Named], Named]:
    """Pass parameters of the same name on."""

    def call(first: Any, second: Any, given: Named) -> Named:
        return {name: given[name] for name in names}

    return call


def lacks(given: Named, **usual: Any) -> None:
    """Say that a metric does not have a setting."""
    for name, value in usual.items():
        if given.get(name) is not None and given[name] != value:
            raise NotImplementedError(f"scikit-learn has no {name}={given[name]!r} here")


def percentage(first: Any, second: Any, given: Named) -> Named:
    """Have no other epsilon and scale than the function's own."""
    lacks(given, epsilon=None, scale=1.0)
    return {}


def logarithmic(first: Any, second: Any, given: Named) -> Named:
    """Have no epsilon."""
    lacks(given, epsilon=None)
    return {}


def by_labels(first: Any, second: Any, given: Named) -> Named:
    """Name the labels of one column; several columns name themselves."""
    columns = second.shape[1] if second.ndim == 2 else 1
    truths = first.shape[1] if first.ndim == 2 else 1
    return {"labels": [0.0, 1.0]} if columns == truths == 1 else {}


def log_loss(first: Any, second: Any, given: Named) -> Named:
    """Refuse to guess what log_loss would be of logits or smoothed labels."""
    lacks(given, from_logits=False, label_smoothing=0.0, epsilon=None, normalize=False)
    lacks(given, log_epsilon=None, log_floor=None)
    return by_labels(first, second, given)


def by_number(first: Any, second: Any, given: Named) -> Named:
    """Name all classes, of which the labels may hold some only.

    One column is another loss of lossgui; log_loss refuses it beside these labels by itself.
    """
    if second.ndim != 2 or (second.shape[1] == 1 and "from_logits" not in given):
        raise NotImplementedError("scikit-learn takes one column for labels of 0 and 1")
    lacks(given, from_logits=False, label_smoothing=0.0, epsilon=None, normalize=False)
    lacks(given, ignore_class=None)
    return {"labels": np.arange(float(second.shape[1]))}


def yes_is_one(first: Any, second: Any, given: Named) -> Named:
    """Name the yes of one column."""
    return {"pos_label": 1} if second.ndim == 1 or second.shape[1] == 1 else {}


PLAIN = options()

LOSSES = {
    "mean_squared_error": Loss("mean_squared_error", (), ANY, OUTPUTS, PLAIN),
    "mean_absolute_error": Loss("mean_absolute_error", (), ANY, OUTPUTS, PLAIN),
    "mean_absolute_percentage_error": Loss(
        "mean_absolute_percentage_error", (), ANY, OUTPUTS, percentage
    ),
    "mean_squared_logarithmic_error": Loss("mean_squared_log_error", (), ANY, OUTPUTS, logarithmic),
    "root_mean_squared_error": Loss("root_mean_squared_error", (), ANY, OUTPUTS, PLAIN),
    "root_mean_squared_log_error": Loss("root_mean_squared_log_error", (), ANY, OUTPUTS, PLAIN),
    "mean_pinball": Loss("mean_pinball_loss", (), ANY, OUTPUTS, options("alpha")),
    "mean_tweedie_deviance": Loss("mean_tweedie_deviance", (), ANY, NOTHING, options("power")),
    "mean_poisson_deviance": Loss("mean_poisson_deviance", (), ANY, NOTHING, PLAIN),
    "mean_gamma_deviance": Loss("mean_gamma_deviance", (), ANY, NOTHING, PLAIN),
    "median_absolute_error": Loss("median_absolute_error", 0, ANY, OUTPUTS, PLAIN),
    "max_error": Loss("max_error", 0, ANY, NOTHING, PLAIN),
    "r2_score": Loss("r2_score", 0, ANY, VARIANCES, options("force_finite")),
    "explained_variance": Loss(
        "explained_variance_score", 0, ANY, VARIANCES, options("force_finite")
    ),
    "d2_pinball": Loss("d2_pinball_score", 0, ANY, OUTPUTS, options("alpha")),
    "d2_absolute_error": Loss("d2_absolute_error_score", 0, ANY, OUTPUTS, PLAIN),
    "d2_tweedie": Loss("d2_tweedie_score", 0, ANY, NOTHING, options("power")),
    "d2_log_loss": Loss("d2_log_loss_score", None, ANY, NOTHING, log_loss),
    "d2_brier": Loss("d2_brier_score", None, ANY, NOTHING, yes_is_one),
    "binary_crossentropy": Loss("log_loss", (), ANY, TOTALS, log_loss),
    "categorical_crossentropy": Loss("log_loss", -1, "sum", TOTALS, log_loss),
    "sparse_categorical_crossentropy": Loss("log_loss", -1, ANY, TOTALS, by_number),
    "brier_score": Loss("brier_score_loss", -1, ANY, NOTHING, yes_is_one),
    "hinge": Loss("hinge_loss", (), ANY, NOTHING, PLAIN),
    "multiclass_hinge": Loss("hinge_loss", -1, ANY, NOTHING, by_number),
    "zero_one": Loss("zero_one_loss", -1, ANY, TOTALS, PLAIN),
    "hamming": Loss("hamming_loss", -1, ANY, NOTHING, PLAIN),
}


def hello() -> Named:
    """Import the framework; some seconds, and the only slow request."""
    global sklearn, metrics  # imported late: the program must be able to say what is missing
    import sklearn as package
    import sklearn.metrics as package_metrics

    sklearn, metrics = package, package_metrics
    return {"sklearn": sklearn.__version__}


def loss_request(request: Named, arrays: Named) -> tuple[Named, Named]:
    """Calculate the value of one loss, in the dtype of the tensors that it gets."""
    spec, loss = request["spec"], LOSSES.get(request["spec"]["loss"])
    if loss is None:
        raise NotImplementedError(f"{spec['loss']}: sklearn.metrics has no such function")
    if spec["axis"] != loss.axis or loss.inner not in (ANY, spec["inner"]):
        raise NotImplementedError(f"{loss.name} has its own axis, sum or mean")
    if arrays.get("mask") is not None or any(n in request["arguments"] for n in OPTIONAL):
        raise NotImplementedError(f"{loss.name} takes no mask and no weights but the samples'")
    dtype = spec["dtype"] or "float64"
    first, second = (arrays[name].astype(dtype) for name in ("y_true", "y_pred"))
    function = getattr(metrics, loss.name, None)
    if function is None:
        raise NotImplementedError(f"this version of sklearn.metrics has no {loss.name}")
    chosen = loss.call(first, second, spec["parameters"])
    chosen |= reduction_of(loss, spec["reduction"])
    if arrays.get("sample_weight") is not None:
        chosen["sample_weight"] = arrays["sample_weight"].astype(dtype)
    found = np.asarray(function(first, second, **chosen))
    said = "".join(f", {name}={value!r}" for name, value in chosen.items() if name in SHOWN)
    header = {"source": f"sklearn.metrics.{loss.name}{said}", "dtype": dtype, "lacks": LACKS}
    # A Python float comes back of whatever dtype it was calculated in.
    return header, {"value": np.asarray(spec["factor"] * found, dtype)}


def reduction_of(loss: Loss, reduction: str) -> Named:
    """Give the argument that stands for a final reduction.

    One that the function does not have is passed on too, so that it raises what it raises.
    """
    if reduction == "normalize=False":
        return {"normalize": False}
    if reduction == "uniform_average" and loss.reductions[-1] not in VARIANCES[1:]:
        return {}
    return {"multioutput": reduction}


SHOWN = ("multioutput", "normalize", "alpha", "power", "force_finite", "pos_label")
OPTIONAL = ("class_weight", "pos_weight", "item_weight")


if __name__ == "__main__":
    run = runpy.run_path(str(Path(__file__).with_name("_messages.py")))["run"]
    run(WORKER["key"], hello, loss_request)
