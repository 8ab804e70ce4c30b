"""What worker programs hear and say over stdin and stdout: the part that all of them share.

Like the programs beside it, it has the standard library and NumPy, and nothing of lossgui, and runs
with any Python >= 3.9. A program runs it by its path, as all shared parts are: an import would need
this folder on sys.path, where a file could shadow a module, and would write into it.

A message is one line of JSON, then the bytes of the arrays which its ``arrays`` entry lists as
``[name, size]``, each in the .npy format. ``hello`` imports the framework and gives its versions,
``loss`` gives value, unreduced values, gradients and the name of what was called, ``code`` the same
of pasted code. What the framework raises is an ordinary answer. The end of stdin ends the program.
"""

from __future__ import annotations

import functools
import io
import json
import os
import platform
import queue
import runpy
import sys
import threading
import traceback
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

Named = dict[str, Any]

FOLDER = Path(__file__).resolve().parent
FAREWELL_SECONDS = 2.0  # how long a calculation may go on after the host has closed stdin
LONGEST_MESSAGE = 4000


def run(
    key: str,
    hello: Callable[[], Named],
    loss: Callable[[Named, Named], tuple[Named, Named]] | None = None,
    *,
    code: bool = False,
    **environment: str,
) -> None:
    """Answer requests until stdin ends, and end the program with it.

    Parameters
    ----------
    key
        That of the worker.
    hello
        Imports the framework and gives the versions of its packages by name. ImportError says that
        one of them is not there.
    loss
        Calculates one loss, from the request and the arrays by name: ``spec``, the choices by name;
        ``arguments``, the names of its tensors, in lossgui's order; ``wrt``, those whose gradient
        is wanted; ``weights``, which of ``sample_weight`` and ``mask`` are given. It returns a
        header (``source``, what was called; ``dtype``; perhaps ``lacks``, a sentence about what
        does not exist there) and arrays (``value``, ``per_sample``, ``gradient:NAME``).
        NotImplementedError says that this cannot be asked of the framework.
    code
        Whether it runs pasted code; then ``_frameworks.py`` knows it by its key.
    environment
        Variables to set before the framework is imported.
    """
    requests = {"hello": greeting(hello)}
    if loss is not None:
        requests["loss"] = with_axes(loss)
    if code:
        requests["code"] = runner(key)
    try:
        serve(requests, environment)
    except BaseException:  # its last words, then the quick exit below
        traceback.print_exc()
        os._exit(1)
    os._exit(0)  # a framework's own threads can delay an ordinary exit


def serve(requests: Named, environment: Named) -> None:
    """Answer requests until stdin ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the framework prints goes to stderr from now on
    os.environ.update(environment)
    warnings.simplefilter("ignore")  # what is silent or not is said by lossgui itself
    # A file of this folder must not shadow a module.
    sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != FOLDER]
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=read_requests, args=(waiting,), daemon=True).start()
    while (message := waiting.get()) is not None:
        write_message(out, *respond(requests, *message))


# ---- the kinds of requests


def greeting(hello: Callable[[], Named]) -> Callable[[Named, Named], tuple[Named, Named]]:
    """Answer hello with the versions; some seconds, and the only slow request."""

    def answer(_request: Named, _arrays: Named) -> tuple[Named, Named]:
        return {"versions": {"python": platform.python_version(), **hello()}}, {}

    return answer


def with_axes(
    loss: Callable[[Named, Named], tuple[Named, Named]],
) -> Callable[[Named, Named], tuple[Named, Named]]:
    """Let a loss have several axes as a tuple, which JSON does not know."""

    def answer(request: Named, arrays: Named) -> tuple[Named, Named]:
        axis = request["spec"]["axis"]
        request["spec"]["axis"] = tuple(axis) if isinstance(axis, list) else axis
        return loss(request, arrays)

    return answer


def runner(key: str) -> Callable[[Named, Named], tuple[Named, Named]]:
    """Run pasted code with the framework of this key."""

    def answer(request: Named, arrays: Named) -> tuple[Named, Named]:
        return pasted()["answer"](key, request, arrays)  # type: ignore[no-any-return]

    return answer


@functools.cache
def pasted() -> Named:
    """Read what pasted code needs, with the first piece of it."""
    return runpy.run_path(str(FOLDER / "_pasted.py"))


def respond(requests: Named, request: Named, arrays: Named) -> tuple[Named, Named]:
    """Give header and arrays of the answer to one request."""
    answer: Named = {}
    try:
        header, answer = requests[request["kind"]](request, arrays)
    except ImportError as problem:
        header = {"missing": f"{type(problem).__name__}: {problem}"}
    except Exception as problem:  # whatever the framework raises is the answer
        kind, said = type(problem).__name__, str(problem)[:LONGEST_MESSAGE]
        gap = is_gap(kind, said)
        header = {"unsupported": said} if gap else {"raised": {"type": kind, "message": said}}
    return {"id": request["id"], **header}, answer


def is_gap(kind: str, said: str) -> bool:
    """Tell a gap from a refusal: the framework, or the worker program, cannot do such a thing.

    TensorFlow cannot broadcast to more than five axes, for example. It is a refusal where PyTorch
    says that it lacks a kernel for the dtype: ``"mse_cpu" not implemented for 'Half'``.
    """
    lacks_kernel = "\" not implemented for '" in said
    return kind in {"UnimplementedError", "NotImplementedError"} and not lacks_kernel


# ---- messages


def read_requests(requests: queue.SimpleQueue[Any]) -> None:
    """Read in a thread of its own, to notice the end of stdin while the framework calculates."""
    try:
        while (message := read_message(sys.stdin.buffer)) is not None:
            requests.put(message)
    finally:
        requests.put(None)
        threading.Timer(FAREWELL_SECONDS, os._exit, (0,)).start()


def read_message(stream: BinaryIO) -> tuple[Named, Named] | None:
    """Read the next (header, arrays); None at the end of the stream."""
    line = stream.readline()
    if not line:
        return None
    header = json.loads(line)
    contents = {name: io.BytesIO(stream.read(size)) for name, size in header["arrays"]}
    return header, {
        name: np.load(content, allow_pickle=False) for name, content in contents.items()
    }


def write_message(stream: BinaryIO, header: Named, arrays: Named) -> None:
    """Send one message."""
    contents = {name: io.BytesIO() for name in arrays}
    for name, content in contents.items():
        np.save(content, arrays[name], allow_pickle=False)
    listed = [[name, content.tell()] for name, content in contents.items()]
    stream.write(json.dumps({**header, "arrays": listed}).encode() + b"\n")
    stream.writelines(content.getvalue() for content in contents.values())
    stream.flush()
