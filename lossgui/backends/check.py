"""Does a real framework agree with us? The verdict on one loss."""

import atexit
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossgui.backends.answer import Answer
from lossgui.backends.cells import difference_of, parting_cell
from lossgui.backends.host import REQUEST_SECONDS, Host
from lossgui.backends.request import worker_of_code
from lossgui.backends.steps import first_parting_step
from lossgui.backends.tolerance import Tolerance, tolerance_of
from lossgui.core.api import Result, chosen, evaluate_spec
from lossgui.core.dialects import DialectError
from lossgui.core.evaluate import Evaluator
from lossgui.core.inputs import as_arrays
from lossgui.core.losses import Loss
from lossgui.core.pipeline import build
from lossgui.core.saying import one_after_another, worded
from lossgui.core.spec import LossSpec

CheckStatus = Literal["agrees", "disagrees", "missing", "failed", "cancelled", "not comparable"]


@dataclass(frozen=True)
class Check:
    """What a framework says to our result.

    Parameters
    ----------
    status, agrees
        The verdict; `agrees` is None when there is none.
    ours, theirs
        The values; None where that side raises or there is no answer.
    difference, tolerance
        The largest difference of the values and what is tolerated there; None without two values.
    reason
        Why a difference is tolerated at all.
    first_difference
        The first stage and cell where the two part, with both numbers; None if they do not.
    version, source
        The framework's version, and what was called there.
    framework
        What the framework is called.
    sentence
        All of it for the reader.
    """

    status: CheckStatus
    sentence: str
    agrees: bool | None = None
    ours: Any = None
    theirs: Any = None
    difference: float | None = None
    tolerance: float | None = None
    reason: str = ""
    first_difference: str | None = None
    version: str = ""
    source: str = ""
    framework: str = "TensorFlow"


def check(
    loss: str | Loss | LossSpec,
    *tensors: ArrayLike,
    backend: str | None = None,
    sample_weight: ArrayLike | None = None,
    mask: ArrayLike | None = None,
    host: Host | None = None,
    timeout: float = REQUEST_SECONDS,
    **choices: Any,
) -> Check:
    """Compare our value, per-sample values and gradients with a framework's.

    Takes what `lossgui.evaluate` takes. The framework runs in a process of its own, which stays for
    the next check; the first one waits some seconds for it. `backend` is TensorFlow unless another
    one is named; a pasted loss is run by the framework that it is written for. `host` is another
    one than the shared.

    Raises
    ------
    ValueError, TypeError
        Where `lossgui.evaluate` raises them for wrong use, or for an unknown backend. That the
        framework itself would raise is no error here: it is checked too.
    """
    spec, named = chosen(loss, tensors, choices)
    return check_spec(
        spec,
        named,
        sample_weight=sample_weight,
        mask=mask,
        host=host or shared_host(backend or framework_of(spec)),
        timeout=timeout,
    )


def check_spec(
    spec: LossSpec,
    tensors: Mapping[str, ArrayLike],
    *,
    sample_weight: ArrayLike | None = None,
    mask: ArrayLike | None = None,
    host: Host | None = None,
    timeout: float = REQUEST_SECONDS,
) -> Check:
    """Check a loss from its choices and its tensors by argument name; see `check`."""
    try:
        ours: Result | DialectError = evaluate_spec(
            spec, tensors, sample_weight=sample_weight, mask=mask
        )
    except DialectError as problem:
        ours = problem
    asked = host or shared_host(framework_of(spec))
    answer = asked.check(spec, tensors, sample_weight=sample_weight, mask=mask, timeout=timeout)
    found = check_result(ours, tensors, answer, sample_weight=sample_weight, mask=mask)
    return replace(found, framework=asked.worker.title)


def check_result(
    result: Result | DialectError,
    tensors: Mapping[str, ArrayLike],
    answer: Answer,
    *,
    sample_weight: ArrayLike | None = None,
    mask: ArrayLike | None = None,
) -> Check:
    """Judge an answer of `Host.check`; `result` is ours, or our error that theirs would raise."""
    if answer.kind == "refused":
        return _judge_refusal(result, answer)
    if answer.kind != "values":
        ours = None if isinstance(result, DialectError) else result.value
        return Check(answer.kind, answer.message, ours=ours, version=answer.version)
    if isinstance(result, DialectError):
        return Check(
            "disagrees",
            worded(
                "Disagrees: {version} gives {value}, but here: {error}.",
                version=answer.version,
                value=_shown(answer.value),
                error=str(result),
            ),
            agrees=False,
            theirs=_scalar(answer.value),
            first_difference=worded("only one of the two raises"),
            version=answer.version,
            source=answer.source,
        )
    given = as_arrays(result.spec, tensors, sample_weight=sample_weight, mask=mask)
    arrays = {name: np.asarray(array) for name, array in given.items()}
    return _judge_values(result, arrays, answer)


def _judge_refusal(result: Result | DialectError, answer: Answer) -> Check:
    said = f"{answer.raised}: {answer.message.splitlines()[0] if answer.message else ''}"
    if isinstance(result, DialectError):
        return Check(
            "agrees",
            worded(
                "Agrees: both refuse. {version} raises {error}", version=answer.version, error=said
            ),
            agrees=True,
            version=answer.version,
        )
    return Check(
        "disagrees",
        worded(
            "Disagrees: here the value is {value}, but {version} raises {error}",
            value=_shown(result.value),
            version=answer.version,
            error=said,
        ),
        agrees=False,
        ours=result.value,
        first_difference=worded("only one of the two raises"),
        version=answer.version,
    )


def _judge_values(result: Result, arrays: Mapping[str, NDArray[Any]], answer: Answer) -> Check:
    slopes, tolerated = _slopes_and_tolerance(result.spec, arrays, tuple(answer.gradients))
    parted = _first_difference(result, slopes, answer, tolerated)
    if parted is not None and answer.steps:
        parted = first_parting_step(result.spec, arrays, answer.steps) or parted
    difference, allowed = _largest(result.value, answer.value, tolerated.value)
    told = {"version": answer.version, "value": _shown(answer.value)}
    if parted is not None:
        sentence = worded(
            "Disagrees: {version} gives {value}; the first to differ is {parted}.",
            parted=parted,
            **told,
        )
    elif difference:
        sentence = worded(
            "Agrees: {version} gives {value}. The difference {difference:.1g} comes of rounding.",
            difference=difference,
            **told,
        )
    else:
        sentence = worded("Agrees: {version} gives {value}.", **told)
    return Check(
        "agrees" if parted is None else "disagrees",
        one_after_another([sentence, answer.lacks]),
        agrees=parted is None,
        ours=result.value,
        theirs=_scalar(answer.value),
        difference=difference,
        tolerance=allowed,
        reason=tolerated.reason,
        first_difference=parted,
        version=answer.version,
        source=answer.source,
    )


def _slopes_and_tolerance(
    spec: LossSpec, arrays: Mapping[str, NDArray[Any]], names: tuple[str, ...]
) -> tuple[dict[str, Any], Tolerance]:
    """Give our gradients by the tensors `names`, and what is tolerated everywhere."""
    pipeline = build(spec, {name: array.shape for name, array in arrays.items()})
    nodes = {name: pipeline.gradient(name) for name in names}
    outputs = [pipeline.output, pipeline.unreduced, *nodes.values()]
    evaluator = Evaluator(outputs, spec.computed_dtype)
    evaluator.run(arrays)
    slopes = {name: evaluator[node] for name, node in nodes.items()}
    return slopes, tolerance_of(pipeline, nodes, evaluator)


def _first_difference(
    result: Result, slopes: Mapping[str, Any], answer: Answer, tolerated: Tolerance
) -> str | None:
    """Name the first stage and cell where the two part, in the order of the calculation."""
    stages = [
        ("the per-sample value", result.unreduced, answer.per_sample, tolerated.per_sample),
        ("the value", result.value, answer.value, tolerated.value),
    ]
    stages += [
        (f"the gradient by {name}", slopes[name], theirs, tolerated.gradients[name])
        for name, theirs in answer.gradients.items()
    ]
    for name, ours, theirs, allowed in stages:
        # What the framework does not have is not compared; the verdict's sentence says so.
        if theirs is None:
            continue
        if found := parting_cell(name, np.asarray(ours), np.asarray(theirs), allowed):
            return found
    return None


def _largest(
    ours: Any, theirs: Any, allowed: NDArray[np.float64]
) -> tuple[float | None, float | None]:
    """Give the largest difference and what is tolerated in its cell; Nones where shapes differ."""
    if np.shape(ours) != np.shape(theirs):
        return None, None
    apart = np.ravel(difference_of(ours, theirs))
    if not apart.size:
        return 0.0, 0.0
    cell = int(np.argmax(apart))
    return float(apart[cell]), float(np.ravel(allowed)[cell])


def _shown(value: Any) -> str:
    array = np.asarray(value)
    if array.size <= 6:
        return str(array[()])
    return worded("{count} values from {first} on", count=array.size, first=str(array.ravel()[0]))


def _scalar(value: Any) -> Any:
    return np.asarray(value)[()]


def framework_of(spec: LossSpec) -> str:
    """Give the key of the framework that is asked unless another one is named."""
    return worker_of_code(spec) if spec.entry.source else "tensorflow"


# ---- one host for all checks of a program, so that only the first waits for the framework

_shared: dict[str, Host] = {}
_shared_lock = threading.Lock()


def shared_host(backend: str = "tensorflow") -> Host:
    """Give the host that all checks by `backend` use; ValueError for an unknown one."""
    with _shared_lock:
        if backend not in _shared:
            _shared[backend] = Host(worker=backend)
        return _shared[backend]


@atexit.register
def stop_shared_hosts() -> None:
    """End the frameworks' processes. The next check starts them again."""
    with _shared_lock:
        hosts = tuple(_shared.values())
    for host in hosts:
        host.stop()
