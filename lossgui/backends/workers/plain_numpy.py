"""Cross-check worker: NumPy runs pasted NumPy code, asked over stdin and stdout.

A program of its own: the standard library and NumPy, nothing of lossgui, so that its numbers are
independent evidence. It runs with any Python >= 3.9 that has NumPy.

A message is one line of JSON, then the bytes of the arrays which its ``arrays`` entry lists as
``[name, size]``, each in the .npy format. ``hello`` gives the versions, ``code`` value and
unreduced values of pasted code. NumPy has no losses of its own, so there is no ``loss``. What the
code raises is an ordinary answer. The end of stdin ends the program.
"""

from __future__ import annotations

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
from typing import Any, BinaryIO

import numpy as np

# Read by the host without running this file.
WORKER = {
    "key": "numpy",
    "title": "NumPy",
    "modules": ["numpy"],
    "install": "numpy",
    "dialects": [],
}

Named = dict[str, Any]

FAREWELL_SECONDS = 2.0  # how long a calculation may go on after the host has closed stdin
LONGEST_MESSAGE = 4000


def hello(_request: Named, _arrays: Named) -> tuple[Named, Named]:
    """Give the versions."""
    return {"versions": {"python": platform.python_version(), "numpy": np.__version__}}, {}


def code_request(request: Named, arrays: Named) -> tuple[Named, Named]:
    """Run pasted code; the part of the program for that is shared by the workers."""
    part = runpy.run_path(str(Path(__file__).with_name("_pasted.py")))
    return part["answer"](WORKER["key"], request, arrays)  # type: ignore[no-any-return]


REQUESTS = {"hello": hello, "code": code_request}


def respond(request: Named, arrays: Named) -> tuple[Named, Named]:
    """Give header and arrays of the answer to one request."""
    answer: Named = {}
    try:
        header, answer = REQUESTS[request["kind"]](request, arrays)
    except Exception as problem:  # whatever is raised is the answer
        said = str(problem)[:LONGEST_MESSAGE]
        header = {"raised": {"type": type(problem).__name__, "message": said}}
    return {"id": request["id"], **header}, answer


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


def read_requests(requests: queue.SimpleQueue[Any]) -> None:
    """Read in a thread of its own, to notice the end of stdin while the code calculates."""
    try:
        while (message := read_message(sys.stdin.buffer)) is not None:
            requests.put(message)
    finally:
        requests.put(None)
        threading.Timer(FAREWELL_SECONDS, os._exit, (0,)).start()


def main() -> None:
    """Answer requests until stdin ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed goes to stderr from now on
    warnings.simplefilter("ignore")  # what is silent or not is said by lossgui itself
    sys.path.pop(0)  # this folder: a file beside this one must not shadow a module
    requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=read_requests, args=(requests,), daemon=True).start()
    while (message := requests.get()) is not None:
        write_message(out, *respond(*message))


if __name__ == "__main__":
    try:
        main()
    except BaseException:  # its last words, then the quick exit below
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
