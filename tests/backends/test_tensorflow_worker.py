"""The TensorFlow worker as a program: what it prints, how it ends."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from lossgui.backends.catalogue import find_worker
from lossgui.backends.host import Host
from lossgui.core.spec import make_spec
from tests.backends.conftest import fake_worker

FILE = find_worker("tensorflow").file
HELLO = json.dumps({"kind": "hello", "id": 0, "arrays": []}).encode() + b"\n"
TENSORS = {"y_true": [[0.0, 1.0]], "y_pred": [[1.0, 3.0]]}


@pytest.mark.parametrize("said", [b"", HELLO], ids=["at once", "while it imports"])
def test_it_ends_when_its_input_ends(said, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    command = [sys.executable, "-E", str(FILE)]
    done = subprocess.run(
        command, input=said, capture_output=True, timeout=60, check=True, cwd=tmp_path
    )
    # It goes on for a moment, so on a quick machine the answer to hello is still sent.
    assert done.stdout == b"" or json.loads(done.stdout)["versions"]["keras"].startswith("3.")


def test_what_the_framework_prints_does_not_reach_the_messages(tmp_path):
    # Just before TensorFlow is imported, something prints from C and from Python.
    wrapper = tmp_path / "chatty.py"
    wrapper.write_text(
        "import os, runpy, sys\n"
        "class Chatty:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'tensorflow':\n"
        "            os.write(1, b'hello from C\\n')\n"
        "            print('hello from Python', flush=True)\n"
        "sys.meta_path.insert(0, Chatty())\n"
        f"runpy.run_path({str(FILE)!r}, run_name='__main__')\n",
        encoding="utf-8",
    )
    host = Host(worker=fake_worker(wrapper))
    found = host.check(make_spec("mse"), TENSORS)
    process = host._process
    host.stop()
    assert (found.kind, found.value) == ("values", 2.5)
    assert "hello from C / hello from Python" in process.last_words


def test_only_the_gradients_asked_for_are_sent(tensorflow):
    found = tensorflow.check(make_spec("mse"), TENSORS, wrt=["y_pred"])
    assert list(found.gradients) == ["y_pred"]
