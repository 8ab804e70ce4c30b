"""What all worker programs share: how they start and greet, what they make of exceptions."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lossgui.backends.catalogue import WORKER_FOLDER, Worker
from lossgui.backends.host import Host
from lossgui.core.spec import make_spec

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = make_spec("mean_squared_error")
TENSORS = {"y_true": [[0.0, 1.0]], "y_pred": [[1.0, 3.0]]}
MESSAGES = str(WORKER_FOLDER / "_messages.py")
# Each program replaces what it is about.
PROGRAM = f"""
import runpy, sys
import numpy as np

def hello():
    return {{"fake": "9.9"}}

def loss(request, arrays):
    value = np.square(arrays["y_pred"] - arrays["y_true"])
    return {{"source": "fake", "dtype": "float64"}}, {{"value": value.mean(), "per_sample": value}}

@CHANGED@

runpy.run_path({MESSAGES!r})["run"]("fake", hello, loss)
"""
HELLO = json.dumps({"kind": "hello", "id": 0, "arrays": []}).encode() + b"\n"


@pytest.fixture
def program(tmp_path: Path) -> Iterator:
    """Make a host for a worker program that differs from PROGRAM in some lines."""
    hosts: list[Host] = []

    def make(changed: str = "") -> Host:
        file = tmp_path / f"worker_{len(hosts)}.py"
        file.write_text(PROGRAM.replace("@CHANGED@", changed), encoding="utf-8")
        worker = Worker("fake", "Fake", ("python", "fake"), "fake-package", ("keras-3",), file)
        hosts.append(Host(python=sys.executable, worker=worker))
        return hosts[-1]

    yield make
    for host in hosts:
        host.stop()


def raising(problem: str) -> str:
    return f"class UnimplementedError(Exception): pass\ndef loss(*_): raise {problem}"


def test_a_worker_greets_with_the_versions_of_python_and_framework(program):
    found = program().check(SPEC, TENSORS)
    assert (found.kind, found.value, found.source) == ("values", 2.5, "fake")
    assert found.version == f"python {sys.version.split()[0]}, fake 9.9"


def test_what_python_does_not_find_is_missing(program):
    host = program("def hello(): import no_such_framework")
    found = host.check(SPEC, TENSORS)
    assert found.kind == host.state.kind == "missing"
    assert "No module named 'no_such_framework'" in found.message


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        ("ValueError('shapes differ')", "refused"),
        ("NotImplementedError('no such loss')", "not comparable"),
        ("UnimplementedError('more than five axes')", "not comparable"),
        # PyTorch 2.13 on an integer tensor: it refuses the dtype, it does not lack the loss.
        ("""NotImplementedError('"mse_cpu" not implemented for \\'Long\\'')""", "refused"),
    ],
)
def test_a_gap_is_told_from_a_refusal(program, problem, kind):
    assert program(raising(problem)).check(SPEC, TENSORS).kind == kind


def test_a_long_message_is_cut(program):
    found = program(raising("ValueError('x' * 1_000_000)")).check(SPEC, TENSORS)
    assert found.raised == "ValueError"
    assert found.message == "x" * 4000


def test_a_worker_goes_on_after_a_refusal(program):
    host = program(
        "asked = []\nright = loss\ndef loss(*given):\n    asked.append(1)\n"
        "    if len(asked) == 1: raise ValueError\n    return right(*given)"
    )
    assert [host.check(SPEC, TENSORS).kind for _ in range(2)] == ["refused", "values"]


def test_several_axes_arrive_as_a_tuple(program):
    host = program("def loss(request, arrays): raise ValueError(request['spec']['axis'])")
    told = [
        host.check(SPEC.replace(axis=axis), {name: [array] for name, array in TENSORS.items()})
        for axis in (-1, (1, 2), None)
    ]
    assert [found.message for found in told] == ["-1", "(1, 2)", "None"]


def test_what_is_printed_does_not_reach_the_messages(program):
    host = program(
        "import os\ndef hello():\n    print('from Python', flush=True)\n"
        "    os.write(1, b'from C\\n')\n    return {}"
    )
    assert host.check(SPEC, TENSORS).kind == "values"


def test_variables_are_set_before_the_framework_is_imported(tmp_path):
    file = tmp_path / "worker.py"
    file.write_text(
        "import os, runpy\ndef hello(): return {'backend': os.environ['KERAS_BACKEND']}\n"
        f"runpy.run_path({MESSAGES!r})['run']('fake', hello, KERAS_BACKEND='jax')\n",
        encoding="utf-8",
    )
    assert greeting([sys.executable, "-E", str(file)])["backend"] == "jax"


def greeting(command: list[str]) -> dict[str, str]:
    """Start a worker, say hello, and give the versions that it answers."""
    # It goes on for a moment after the end of its input.
    done = subprocess.run(command, input=HELLO, capture_output=True, timeout=60, check=True)
    return json.loads(done.stdout)["versions"]


@pytest.mark.parametrize("option", ["-E", "-P"], ids=["its folder on the path", "as embedded"])
def test_python_finds_modules_everywhere_but_beside_the_worker(tmp_path, option):
    """An embedded Python, as -P, leaves the folder out: nothing else may go in its place."""
    (tmp_path / "_messages.py").write_bytes(Path(MESSAGES).read_bytes())
    file = tmp_path / "worker.py"
    file.write_text(
        "import runpy, sys\nhello = lambda: {'path': sys.path}\n"
        f"runpy.run_path({str(tmp_path / '_messages.py')!r})['run']('fake', hello)\n",
        encoding="utf-8",
    )
    plain = [sys.executable, option, "-c", "import sys; print(sys.path)"]
    elsewhere = subprocess.run(plain, capture_output=True, check=True, encoding="utf-8").stdout
    found = greeting([sys.executable, option, str(file)])["path"]
    assert found == [entry for entry in ast.literal_eval(elsewhere) if entry]
