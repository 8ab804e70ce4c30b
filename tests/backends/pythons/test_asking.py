"""What a Python says about itself, and what is said of those that say nothing right."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import threading
from importlib import metadata
from pathlib import Path

import pytest

from lossgui.backends.pythons import asking
from lossgui.backends.pythons.asking import PROGRAM, Asker
from lossgui.backends.pythons.problem import PythonProblem
from lossgui.backends.pythons.report import PythonReport, advice, report_of

scripted = pytest.mark.skipif(os.name == "nt", reason="the program is a shell script")
EVERYTHING = {
    "tensorflow": "2.21.0",
    "keras": "3.15.1",
    "torch": "2.13.0",
    "jax": "0.10.2",
    "optax": "0.2.8",
    "sklearn": "1.9.1",
    "numpy": "2.5.1",
}


def refusal(path: object, **options: float) -> str:
    with pytest.raises(PythonProblem) as problem:
        Asker(**options).ask(str(path))
    return str(problem.value)


# ---- Pythons


def test_the_running_python_tells_the_versions_that_are_installed():
    report = Asker().ask(sys.executable)
    assert report.version == sys.version_info[:3]
    assert report.modules["numpy"] == metadata.version("numpy")
    assert report.modules["sklearn"] == metadata.version("scikit-learn")
    assert {worker.key for worker in report.workers} >= {"tensorflow", "numpy"}


def test_nothing_that_is_asked_about_is_imported():
    program = (
        f"import runpy, sys; sys.argv = ['_about.py', 'numpy', 'tensorflow']; "
        f"runpy.run_path({str(PROGRAM)!r}); print(sorted(set(sys.modules) & set(sys.argv)))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    about, imported = done.stdout.splitlines()
    assert '"tensorflow": "' in about
    assert imported == "[]"


def test_what_an_embedded_python_has_first_on_its_path_stays_there():
    """It leaves the folder of the program out, as -P does."""
    program = (
        f"import runpy, sys; sys.argv = ['_about.py', 'numpy']; before = list(sys.path); "
        f"runpy.run_path({str(PROGRAM)!r}); print(sys.path == before)"
    )
    command = [sys.executable, "-P", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[1] == "True"


def test_an_empty_virtual_environment_lacks_even_numpy(bare_environment):
    report = Asker().ask(str(bare_environment))
    assert Path(report.path).parent.parent == bare_environment
    assert report.modules == {}
    assert report.workers == ()
    sentence, command = advice(report)
    assert sentence == f"{report.name} has no TensorFlow. This command adds it; then look again."
    assert command == f"{report.path} -m pip install tensorflow"


def test_a_folder_left_behind_by_a_package_is_not_the_package(bare_environment):
    inside = Asker().ask(str(bare_environment)).path
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    said = subprocess.run([inside, "-c", where], capture_output=True, text=True, check=True)
    left = Path(said.stdout.strip()) / "torch"
    (left / "lib").mkdir(parents=True)
    try:
        assert Asker().ask(inside).modules == {}
    finally:
        (left / "lib").rmdir()
        left.rmdir()


@scripted
def test_a_python_is_asked_in_a_clean_environment(make_program, monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONHOME", "somewhere")
    monkeypatch.setenv("QT_PLUGIN_PATH", "somewhere")
    python = make_program(
        "python3", f'env > {tmp_path}/seen; exec {shlex.quote(sys.executable)} "$@"'
    )
    Asker().ask(str(python))
    names = {line.partition("=")[0] for line in (tmp_path / "seen").read_text().splitlines()}
    assert not [name for name in names if name.startswith(("PYTHON", "QT_"))]


# ---- what is none


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    assert refusal(tmp_path / "python") == f"There is no file {tmp_path / 'python'}."


def test_a_path_that_the_system_refuses_is_a_missing_file(tmp_path):
    """As for a folder of somebody else, pathlib would raise."""
    path = tmp_path / ("x" * 300) / "python"
    assert refusal(path) == f"There is no file {path}."


def test_a_folder_without_a_python_is_refused(tmp_path):
    assert refusal(tmp_path).startswith(f"There is no Python in the folder {tmp_path}")


@scripted
def test_a_program_that_is_not_called_python_is_not_started(make_program, tmp_path):
    program = make_program("editor", f"touch {tmp_path}/started")
    assert refusal(program).startswith("editor is not called python, so it was not started: choose")
    assert not (tmp_path / "started").exists()


def test_a_file_that_is_no_program_cannot_be_started(tmp_path):
    (tmp_path / "python.txt").write_text("text")
    assert refusal(tmp_path / "python.txt").startswith(
        f"{tmp_path / 'python.txt'} cannot be started"
    )


@scripted
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 3", "is not a Python that works: it ended by itself with exit status 3."),
        ("echo >&2 lost; exit 1", "it ended by itself with exit status 1. Its last words: lost"),
        ("echo Hello", "is not a Python that works: it sent rubbish and was stopped:"),
        ("cat /dev/zero", "is not a Python that works: it sent rubbish and was stopped:"),
        ("""echo '{"id": 0, "arrays": []}'""", "did not say what it is, as a Python does."),
        ("""echo '{"id": 0, "arrays": [], "version": "new"}'""", "did not say what it is"),
        ("""echo '{"id": 0, "arrays": [], "version": [3, 13, 0]}'""", "did not say what it is"),
    ],
)
def test_a_program_that_is_no_python_is_said_to_be_none(make_program, script, said):
    program = make_program("python3", script)
    found = refusal(program)
    assert found.startswith(str(program))
    assert said in found


@pytest.mark.parametrize("version", [[2, 7, 18], [3, 8, 20]])
def test_an_old_python_is_told_from_a_broken_one(version):
    with pytest.raises(PythonProblem) as problem:
        report_of("old/python", {"version": version})
    number = ".".join(map(str, version))
    said = f"old/python is Python {number}, but the frameworks are asked with Python 3.9 or newer."
    assert str(problem.value) == said


def test_the_program_that_is_sent_can_be_read_by_python_2():
    text = PROGRAM.read_text("utf-8")
    assert text.isascii()
    assert "from __future__" not in text
    assert not [line for line in text.splitlines() if ' f"' in line or "->" in line.split("#")[0]]


@scripted
def test_a_program_that_hangs_is_stopped_with_everything_it_started(make_program, tmp_path):
    script = f"sleep 1000 & echo $! $$ > {tmp_path}/pids; wait"
    python = make_program("python3", script)
    found = refusal(python, timeout=1.0)
    assert found == f"{python} did not say what it is within 1 s and was stopped."
    for number in (tmp_path / "pids").read_text().split():
        assert_ended(int(number))


@scripted
def test_stopping_ends_what_is_asked_in_other_threads(make_program, tmp_path):
    os.mkfifo(tmp_path / "begun")
    python = make_program("python3", f"echo $$ > {tmp_path}/begun; exec sleep 1000")
    asker, said = Asker(), []

    def ask():
        try:
            asker.ask(str(python))
        except PythonProblem as problem:
            said.append(str(problem))

    thread = threading.Thread(target=ask)
    thread.start()
    number = int((tmp_path / "begun").read_text())  # waits until the script has begun
    asker.stop()
    thread.join(20)
    assert said == [f"{python} was not asked to the end."]
    assert_ended(number)


def assert_ended(number: int) -> None:
    """A process is gone, or at least dead: its new parent need not have noticed yet."""
    try:
        status = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)
    else:
        assert status == "Z"


# ---- what is said of it


def report(modules: dict[str, str], **options: object) -> PythonReport:
    return PythonReport("a path/python", (3, 13, 0), modules, **options)


def test_each_framework_is_named_once():
    said = "TensorFlow 2.21.0, JAX / optax 0.10.2, PyTorch 2.13.0, scikit-learn 1.9.1, NumPy 2.5.1"
    assert report(EVERYTHING).frameworks == said


def test_keras_without_tensorflow_is_named_with_what_it_runs_on():
    modules = {"keras": "3.15.1", "torch": "2.13.0"}
    assert report(modules).frameworks == "PyTorch 2.13.0, Keras on PyTorch 3.15.1"


def test_a_package_that_tells_no_version_is_named_without_one():
    assert report({"torch": ""}).frameworks == "PyTorch"


def test_a_python_with_tensorflow_needs_no_command():
    sentence, command = advice(report({"tensorflow": "2.21.0", "keras": "3.15.1"}))
    assert (sentence, command) == ("Python 3.13.0 has TensorFlow 2.21.0.", "")


def test_what_a_python_has_instead_of_tensorflow_is_said():
    sentence, command = advice(report({"numpy": "2.5.1"}))
    assert sentence.startswith("Python 3.13.0 has no TensorFlow. It has NumPy 2.5.1. This command")
    assert shlex.split(command) == ["a path/python", *["-m", "pip", "install", "tensorflow"]]


def test_the_system_s_python_is_left_alone_and_an_environment_made():
    sentence, command = advice(report({}, managed=True))
    assert "belongs to the system and takes no packages" in sentence
    made, install = command.split(" && ")
    assert shlex.split(made) == ["a path/python", "-m", "venv", "~/tensorflow"]
    assert install == "~/tensorflow/bin/python -m pip install tensorflow"


def test_a_python_of_32_bits_is_not_told_to_install_what_it_cannot_have():
    sentence, command = advice(report({}, bits=32))
    assert sentence == "Python 3.13.0 has 32 bits, but TensorFlow needs one of 64 bits."
    assert command == ""


def test_the_time_limit_leaves_room_for_a_slow_disk():
    assert asking.ASK_SECONDS >= 10.0
