"""What a framework is asked: the header and the arrays of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.dialects import DIALECTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from lossgui.backends.catalogue import Worker
    from lossgui.core.spec import LossSpec

# The worker that runs pasted code which is written for a framework.
WORKER_OF = {
    "tensorflow": "tensorflow",
    "keras": "tensorflow",
    "torch": "torch",
    "jax": "optax",
    "optax": "optax",
    "numpy": "numpy",
}
# The worker that computes a function by a dialect's rules, where its text names no framework.
WORKER_BY_RULES = {
    "keras-3": "tensorflow",
    "torch-2": "torch",
    "optax": "optax",
    "textbook": "numpy",
}
CLASS_NUMBERS = ("labels", "label_lists", "transcripts")

Request = tuple[dict[str, Any], dict[str, "NDArray[Any]"]]


def worker_of_code(spec: LossSpec) -> str:
    """Give the key of the worker that runs the pasted code of `spec`."""
    framework = spec.entry.framework
    return WORKER_OF.get(framework) or WORKER_BY_RULES.get(spec.dialect, "tensorflow")


def why_not_asked(worker: Worker, spec: LossSpec) -> str:
    """Say why `worker` cannot be asked about `spec`; empty where it can."""
    rules = DIALECTS[spec.dialect].title
    if not spec.entry.source:
        known = worker.dialects
        titles = " and ".join(DIALECTS[key].title for key in known) or "pasted code"
        asked = f"{worker.title} can be asked about {titles}, not about {rules}."
        return "" if spec.dialect in known else asked
    if worker.key != worker_of_code(spec):
        return f"{worker.title} cannot run {spec.entry.name}, which is not written for it."
    if WORKER_BY_RULES.get(spec.dialect) not in (worker.key, "numpy"):
        return f"{worker.title} does not have the rules of {rules}."
    return ""


def request_of(
    spec: LossSpec,
    tensors: Mapping[str, ArrayLike],
    weights: Mapping[str, ArrayLike | None],
    wrt: Sequence[str] | None = None,
) -> Request:
    """Make the request for value, per-sample values and gradients of `spec`.

    `weights` holds ``sample_weight`` and ``mask``; `wrt` names the tensors whose gradient is wanted
    (default: all that the loss needs but labels and signs).
    """
    entry = spec.entry
    arguments = [*entry.arguments, *(n for n in entry.optional if tensors.get(n) is not None)]
    arrays = {name: np.asarray(tensors[name]) for name in arguments}
    given = {name: np.asarray(item) for name, item in weights.items() if item is not None}
    asked = _about_code(spec) if entry.source else {"kind": "loss", "spec": spec.as_json()}
    common = {"arguments": arguments, "wrt": list(entry.trained if wrt is None else wrt)}
    return {**asked, **common, "weights": list(given)}, arrays | given


def _about_code(spec: LossSpec) -> dict[str, Any]:
    """Give what a worker needs to run pasted code. It has been parsed: the entry comes of that.

    It gets the lines that were read, and none of those that were left out.
    """
    entry = spec.entry
    numbers = {name: spec.in_force(name) for name in spec.parameters}
    return {
        "kind": "code",
        "code": entry.excerpt.code if entry.excerpt else entry.source,
        "name": entry.name,
        "numbers": {name: value for name, value in numbers.items() if value is not None},
        "integers": [n for n in entry.arguments if entry.domains.get(n) in CLASS_NUMBERS],
        "dtype": spec.computed_dtype,
        "dialect": spec.dialect,
        "reduction": spec.reduction,
        "factor": spec.factor,
    }
