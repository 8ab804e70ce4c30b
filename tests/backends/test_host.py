"""Whatever a worker does, the host says what happened and goes on."""

from __future__ import annotations

import gc
import os
import shlex
import subprocess
import sys
import threading

import numpy as np
import pytest

from lossgui.backends import process as process_module
from lossgui.backends.catalogue import Worker, find_worker
from lossgui.backends.host import Host
from lossgui.backends.interpreter import interpreter_for, missing_sentence
from lossgui.core.spec import make_spec
from tests.backends.conftest import PRELUDE, assert_gone, fake_worker

SPEC = make_spec("mean_squared_error")
TENSORS = {"y_true": [0.0, 1.0], "y_pred": [1.0, 3.0]}
# Answers the sum of the first tensor to every request.
OBLIGING = """
greet()
while True:
    request = read()
    answer(request, request[1]["y_true"].sum())
"""


def ask(host: Host, **options):
    return host.check(SPEC, TENSORS, **options)


def ask_beside(host: Host, **options) -> tuple[threading.Thread, list]:
    """Ask in another thread, and come back when the question is under way."""
    answers: list = []
    thread = threading.Thread(target=lambda: answers.append(ask(host, **options)))
    thread.start()
    with host._changed:
        assert host._changed.wait_for(lambda: host._occupied and host._process is not None, 20)
    return thread, answers


def await_ready(host: Host) -> None:
    with host._changed:
        assert host._changed.wait_for(lambda: host._process and host._process.answers, 20)


# ---- ordinary life


def test_a_host_starts_its_worker_with_the_first_question_only(fake):
    host = fake(OBLIGING)
    assert host.state.kind == "unknown"
    assert host._process is None
    found = ask(host)
    assert (found.kind, found.value, found.source) == ("values", 1.0, "fake")
    assert host.state.kind == "ready"


def test_a_second_question_goes_to_the_same_process(fake):
    host = fake(OBLIGING)
    ask(host)
    first = host._process.pid
    ask(host)
    assert host._process.pid == first


def test_starting_does_not_wait(fake):
    host = fake("hang()")
    host.start()
    assert host.state.kind == "starting"


def test_the_state_is_busy_while_a_question_is_calculated(fake):
    host = fake("greet(); read(); hang()")
    thread, _ = ask_beside(host)
    await_ready(host)
    assert host.state.kind == "busy"
    host.stop()
    thread.join(20)


def test_the_version_is_known_once_the_worker_has_greeted(fake):
    file = fake(OBLIGING).worker.file
    worker = Worker("fake", "Fake", ("fake",), "fake", ("keras-3",), file)
    host = Host(python=sys.executable, worker=worker)
    found = ask(host)
    assert found.version == host.state.version == "fake 9.9"
    host.stop()


def test_questions_of_several_threads_each_get_their_own_answer(fake):
    host = fake(OBLIGING)
    found = {}

    def question(number: int) -> None:
        tensors = {"y_true": np.full(50_000, float(number)), "y_pred": np.zeros(50_000)}
        found[number] = float(host.check(SPEC, tensors).value)

    threads = [threading.Thread(target=question, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == {number: 50_000.0 * number for number in range(8)}


def test_a_worker_starts_in_an_empty_folder_with_a_clean_environment(fake, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "somewhere")
    monkeypatch.setenv("QT_PLUGIN_PATH", "somewhere")
    host = fake(
        "request = read()\n"
        "names = [n for n in os.environ if n.startswith(('QT_', 'PYTHON'))]\n"
        "home = os.path.samefile(os.environ['KERAS_HOME'], os.curdir)\n"
        "found = (os.listdir(), names, home, sys.flags.ignore_environment)\n"
        "say({'id': 0, 'missing': str(found)})\n"
        "hang()"
    )
    assert "([], [], True, 1)" in ask(host).message


def test_an_unknown_dialect_is_not_asked(fake):
    host = fake(OBLIGING)
    found = host.check(SPEC.replace(dialect="textbook"), TENSORS)
    assert found.kind == "not comparable"
    assert found.message == "Fake can be asked about Keras 3, not about Textbook."
    assert host._process is None


# ---- workers that misbehave


@pytest.fixture
def impatient(monkeypatch):
    """Do not wait long for a process that has closed its output."""
    monkeypatch.setattr(process_module, "EXIT_SECONDS", 0.2)


MISBEHAVIOURS = {
    "hangs at the start": ("hang()", "Fake did not start within 1 s and was stopped"),
    "hangs in a question": ("greet(); read(); hang()", "Fake did not answer within 1 s"),
    "does not read": ("greet(); hang()", "Fake did not answer within 1 s"),
    "dies at the start": (
        "sys.exit('libfoo.so not found')",
        "Fake's process ended by itself with exit status 1. Its last words: libfoo.so not found",
    ),
    "fails at the start": (
        "read(); raise RuntimeError('no such device')",
        "ended by itself with exit status 1. Its last words: Traceback",
    ),
    "dies in a question": (
        "greet(); read(); sys.exit('the cat pulled the plug')",
        "Its last words: the cat pulled the plug",
    ),
    "ends in a question": ("greet(); read()", "Fake's process ended by itself with exit status 0."),
    "prints": (
        "greet(); read(); print('lorem ipsum', flush=True); hang()",
        "Fake's process sent rubbish and was stopped: it is not an answer: 'lorem ipsum",
    ),
    "prints first": ("print('Welcome!', flush=True); greet(); hang()", "answer: 'Welcome!"),
    "sends half": (
        'greet(); read(); shout(b\'{"id": 1, "arrays": [["value", 100]]}\\n12345\')',
        "sent rubbish and was stopped: value breaks off after 5 of 100 bytes",
    ),
    "sends half a line": ("greet(); read(); shout(b'{\"id\": 1')", "the answer breaks off"),
    "promises too much": (
        "greet(); read(); promise(10**15); hang()",
        "the answer announces 1000000000000000 bytes",
    ),
    "closes its output": (
        "greet(); read(); sys.stdout.close(); os.close(1); hang()",
        "Fake's process closed its output without ending and was stopped.",
    ),
    "answers nothing": ("greet(); say({'id': read()[0]['id']}); hang()", "no value"),
    "raises nothing": ("greet(); say({'id': read()[0]['id'], 'raised': 1}); hang()", "not what"),
    "cannot be used": (
        "read(); say({'id': 0, 'raised': 'Keras 3 is needed'}); hang()",
        "Fake cannot be used: Keras 3 is needed.",
    ),
}


@pytest.mark.parametrize("name", MISBEHAVIOURS)
def test_a_worker_that_misbehaves_is_a_state_with_a_sentence(fake, impatient, name):
    program, said = MISBEHAVIOURS[name]
    timeout = 1.0 if "within" in said else 30.0
    host = fake(program, start_timeout=timeout if "start within" in said else 30.0)
    tensors = {"y_true": np.zeros(500_000), "y_pred": np.zeros(500_000)}
    found = host.check(SPEC, tensors, timeout=timeout)
    assert found.kind == "failed"
    assert said in found.message
    assert (host.state.kind, host.state.message) == ("failed", found.message)
    assert host._process is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
def test_a_killed_worker_is_named_with_its_signal(fake):
    found = ask(fake("greet(); read(); os.kill(os.getpid(), 9)"))
    assert "Fake's process was ended by signal SIGKILL." in found.message


def test_a_death_between_two_questions_is_seen_before_the_next(fake):
    host = fake("greet(); answer(read(), 1.0); sys.exit('good night')")
    ask(host)
    with host._changed:
        assert host._changed.wait_for(lambda: host._process.ended, 20)
    assert host.state.kind == "failed"
    assert "good night" in host.state.message


def test_the_next_question_after_a_death_starts_a_new_process(fake, tmp_path):
    flag = tmp_path / "was here"
    host = fake(
        f"greet(); request = read(); flag = pathlib.Path({str(flag)!r})\n"
        "if not flag.exists():\n    flag.touch(); sys.exit(1)\n"
        "answer(request, 7.0); hang()"
    )
    assert ask(host).kind == "failed"
    assert ask(host).value == 7.0
    assert host.state.kind == "ready"


def test_what_a_worker_started_ends_with_it(fake):
    # The child inherits the pipe: the thread that reads it ends only when both are gone.
    host = fake(
        "greet(); answer(read(), 1.0)\n"
        "subprocess.Popen([sys.executable, '-c', 'import threading; threading.Event().wait()'])\n"
        "answer(read(), 2.0); hang()"
    )
    ask(host)
    ask(host)
    process = host._process
    host.stop()
    assert_gone(process)


# ---- no framework


def test_a_missing_framework_is_a_state_with_the_command_that_changes_it(fake):
    host = fake("read(); say({'id': 0, 'missing': 'No module named fake'}); hang()")
    found = ask(host)
    assert found.kind == host.state.kind == "missing"
    assert "Fake is not installed (No module named fake)" in found.message
    assert found.message.endswith("-m pip install fake-package")


def test_a_framework_missing_in_the_running_python_starts_no_process(tmp_path):
    worker = Worker("x", "X", ("no_such_framework",), "x-cpu", ("keras-3",), tmp_path / "x.py")
    host = Host(worker=worker)
    found = ask(host)
    assert found.kind == host.state.kind == "missing"
    assert "no module no_such_framework" in found.message
    assert found.message.endswith("-m pip install x-cpu")


def test_the_real_worker_says_what_its_python_lacks(tmp_path):
    # A Python without TensorFlow: the import system of this one refuses to find it.
    real = find_worker("tensorflow")
    wrapper = tmp_path / "without.py"
    wrapper.write_text(
        "import runpy, sys\nsys.modules['keras'] = sys.modules['tensorflow'] = None\n"
        f"runpy.run_path({str(real.file)!r}, run_name='__main__')\n",
        encoding="utf-8",
    )
    host = Host(worker=fake_worker(wrapper))
    assert ask(host).kind == "missing"
    host.stop()


def test_a_python_that_does_not_exist_is_a_state(tmp_path):
    host = Host(python=str(tmp_path / "no python"))
    found = ask(host)
    assert found.kind == host.state.kind == "missing"
    assert "no python" in found.message


def test_a_packed_app_asks_the_first_python_on_the_path(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    python = tmp_path / "python3"
    python.symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path))
    worker = find_worker("tensorflow")
    assert interpreter_for(worker, None) == str(python)
    assert f"{python} -m pip install" in missing_sentence(worker, None, "no module tensorflow")


def test_a_packed_app_without_any_python_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = ask(Host())
    assert found.kind == "missing"
    assert found.message.startswith("There is no Python that could have TensorFlow. Install Python")
    assert "LOSSGUI_PYTHON" in found.message


@pytest.mark.skipif(os.name == "nt", reason="the bare Python is a shell script")
def test_a_python_without_numpy_is_told_what_to_install(tmp_path):
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -S "$@"\n')
    python.chmod(0o755)
    found = ask(Host(python=str(python)))
    assert found.kind == "missing"
    assert found.message == (
        "TensorFlow is not installed (no module numpy). "
        f"This command changes that: {python} -m pip install tensorflow"
    )


@pytest.mark.skipif(os.name == "nt", reason="the bare Python is a shell script")
def test_a_python_of_the_system_is_not_told_to_take_packages(tmp_path):
    """pip refuses there (PEP 668): the advice is an environment made from it, which takes them."""
    python = tmp_path / "bin" / "python3"
    mark = tmp_path / "lib" / "python3.11" / "EXTERNALLY-MANAGED"
    for path in (python, mark):
        path.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -S "$@"\n')
    python.chmod(0o755)
    mark.touch()
    found = ask(Host(python=str(python)))
    assert found.kind == "missing"
    made = f"{python} -m venv ~/tensorflow && ~/tensorflow/bin/python -m pip install tensorflow"
    assert made in found.message
    assert f"{python} -m pip" not in found.message
    (tmp_path / "pyvenv.cfg").touch()
    assert f"{python} -m pip install tensorflow" in ask(Host(python=str(python))).message


@pytest.mark.parametrize("packed", [True, False])
def test_the_python_that_the_user_names_is_asked(monkeypatch, tmp_path, packed):
    monkeypatch.setattr(sys, "frozen", packed, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOSSGUI_PYTHON", "mine/python")
    assert interpreter_for(find_worker("tensorflow"), None) == str(tmp_path / "mine" / "python")
    found = ask(Host())
    assert found.kind == "missing"
    assert str(tmp_path / "mine" / "python") in found.message


# ---- stop and cancel


def test_a_cancelled_question_returns_and_its_late_answer_is_dropped(fake):
    host = fake("greet(); first = read(); second = read(); answer(first, 1); answer(second, 2)")
    thread, answers = ask_beside(host)
    await_ready(host)
    with host._changed:
        assert host._changed.wait_for(lambda: host._number == 1, 20)
    host.cancel()
    thread.join(20)
    assert [found.kind for found in answers] == ["cancelled"]
    assert ask(host).value == 2.0


def test_stopping_ends_a_question_under_way(fake):
    host = fake("greet(); read(); hang()")
    thread, answers = ask_beside(host, timeout=300.0)
    process = host._process
    host.stop()
    thread.join(20)
    assert [found.kind for found in answers] == ["cancelled"]
    assert_gone(process)


def test_a_stopped_host_starts_again_when_asked(fake):
    host = fake(OBLIGING)
    ask(host)
    host.stop()
    host.stop()
    assert host.state.kind == "unknown"
    assert ask(host).kind == "values"


def test_a_restart_brings_a_new_process(fake):
    host = fake(OBLIGING)
    ask(host)
    old = host._process
    host.restart()
    assert_gone(old)
    assert host._process is not old
    assert ask(host).kind == "values"


def test_a_host_that_nobody_holds_leaves_nothing(fake, tmp_path):
    file = tmp_path / "worker.py"
    file.write_text(PRELUDE + OBLIGING, encoding="utf-8")
    host = Host(worker=fake_worker(file))
    ask(host)
    process = host._process
    del host
    gc.collect()
    assert_gone(process)


def test_the_end_of_the_program_leaves_nothing(tmp_path, project):
    file = tmp_path / "worker.py"
    file.write_text(PRELUDE + "greet(); hang()", encoding="utf-8")
    program = (
        "from lossgui.backends.catalogue import Worker\nfrom lossgui.backends.host import Host\n"
        "from pathlib import Path\n"
        f"host = Host(worker=Worker('f', 'F', (), 'f', ('keras-3',), Path({str(file)!r})))\n"
        "host.start()\nprint(host._process.pid, host._process._folder.name)\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, cwd=project, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == ""
    pid, folder = done.stdout.split(maxsplit=1)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)
    assert not os.path.exists(folder.strip())  # noqa: PTH110
