"""A real TensorFlow for the whole run, and workers that misbehave on purpose."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lossgui.backends.catalogue import Worker, workers
from lossgui.backends.check import shared_host, stop_shared_hosts
from lossgui.backends.host import Host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lossgui.backends.process import WorkerProcess

# What every worker of the tests can do: read a request, say something, greet, hang for ever.
PRELUDE = """
import io, json, os, pathlib, subprocess, sys, threading
import numpy as np

def read():
    header = json.loads(sys.stdin.buffer.readline())
    arrays = {n: np.load(io.BytesIO(sys.stdin.buffer.read(s))) for n, s in header["arrays"]}
    return header, arrays

def say(header, **arrays):
    contents = []
    for array in arrays.values():
        buffer = io.BytesIO()
        np.save(buffer, array)
        contents.append(buffer.getvalue())
    listed = [[name, len(content)] for name, content in zip(arrays, contents)]
    shout(json.dumps({**header, "arrays": listed}).encode() + b"\\n" + b"".join(contents))

def shout(content):
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()

def greet(version="9.9"):
    read()
    say({"id": 0, "versions": {"fake": version}})

def answer(request, value):
    number = np.float32(value)
    say({"id": request[0]["id"], "source": "fake"}, value=number, per_sample=number)

def promise(size):
    shout(json.dumps({"id": 1, "arrays": [["value", size]]}).encode() + b"\\n")

def hang():
    threading.Event().wait()
"""

FakeHost = "Callable[..., Host]"


@pytest.fixture(scope="session")
def tensorflow() -> Iterator[Host]:
    """TensorFlow itself, started once."""
    yield shared_host("tensorflow")
    stop_shared_hosts()


@pytest.fixture(scope="session")
def pytorch() -> Iterator[Host]:
    """PyTorch itself, started once."""
    yield shared_host("torch")
    stop_shared_hosts()


@pytest.fixture(scope="session")
def optax() -> Iterator[Host]:
    """Optax itself, started once."""
    yield shared_host("optax")
    stop_shared_hosts()


@pytest.fixture(scope="session")
def sklearn() -> Iterator[Host]:
    """scikit-learn itself, started once."""
    yield shared_host("sklearn")
    stop_shared_hosts()


@pytest.fixture(scope="session")
def keras_jax() -> Iterator[Host]:
    """Keras on JAX, started once."""
    yield shared_host("keras-jax")
    stop_shared_hosts()


@pytest.fixture(scope="session")
def keras_torch() -> Iterator[Host]:
    """Keras on PyTorch, started once."""
    yield shared_host("keras-torch")
    stop_shared_hosts()


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeHost]:
    """Make a host for a worker with the given program; nothing of it may be left afterwards."""
    hosts: list[Host] = []

    def make(program: str, **options: object) -> Host:
        file = tmp_path / f"worker_{len(hosts)}.py"
        file.write_text(PRELUDE + program, encoding="utf-8")
        hosts.append(Host(worker=fake_worker(file), **options))
        return hosts[-1]

    yield make
    running = [host._process for host in hosts if host._process is not None]
    for host in hosts:
        host.stop()
    for process in running:
        assert_gone(process)


def fake_worker(file: Path) -> Worker:
    return Worker("fake", "Fake", (), "fake-package", ("keras-3",), file)


def assert_gone(process: WorkerProcess) -> None:
    """Nothing is left of a process: itself, the threads on its pipes, its folder."""
    assert process._process.poll() is not None
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)
    assert not any(thread.is_alive() for thread in process._threads)
    assert not Path(process._folder.name).exists()


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    before = {t for t in threading.enumerate() if t.name.startswith("lossgui worker")}
    yield
    after = {t for t in threading.enumerate() if t.name.startswith("lossgui worker")}
    # A shared host's three threads may have been started by this test, and stay.
    shared = [shared_host(key)._process for key in workers()]
    assert after - before <= {t for process in shared if process for t in process._threads}
