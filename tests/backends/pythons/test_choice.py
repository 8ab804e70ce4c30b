"""Whose Python the cross-check asks, and that a choice is remembered."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lossgui.backends.catalogue import find_worker
from lossgui.backends.host import Host
from lossgui.backends.interpreter import choose_python, missing_sentence, shell_word
from lossgui.backends.pythons.finding import python_in
from lossgui.backends.pythons.remembered import (
    FILE,
    forget_python,
    remember_python,
    remembered_python,
)
from lossgui.session.problems import FileProblem
from lossgui.settings_folder import settings_folder


@pytest.fixture(autouse=True)
def _nothing_chosen(settings_folder, monkeypatch):
    monkeypatch.delenv("LOSSGUI_PYTHON", raising=False)
    monkeypatch.setenv("LOSSGUI_SETTINGS", str(settings_folder))


# ---- remembering


def test_nothing_is_remembered_at_first():
    assert remembered_python() is None


@pytest.mark.parametrize("path", ["/a b/python", "C:\\Users\\Zoë\\python.exe", "/北京/python=1,2"])
def test_a_path_is_remembered_as_it_is(path):
    remember_python(path)
    assert remembered_python() == path


@pytest.mark.skipif(os.name == "nt", reason="names of files are text on Windows")
def test_a_path_that_is_no_text_is_remembered():
    path = os.fsdecode(b"/caf\xe9/python")
    remember_python(path)
    assert remembered_python() == path


def test_the_folder_is_made_where_it_is_missing(settings_folder, monkeypatch):
    monkeypatch.setenv("LOSSGUI_SETTINGS", str(settings_folder / "not" / "there"))
    remember_python("a/python")
    assert remembered_python() == "a/python"


def test_a_forgotten_python_is_not_remembered():
    remember_python("a/python")
    forget_python()
    forget_python()
    assert remembered_python() is None


@pytest.mark.parametrize("content", [b"", b"\n", b"  \nx"])
def test_a_file_without_a_path_remembers_nothing(settings_folder, content):
    (settings_folder / FILE).write_bytes(content)
    assert remembered_python() is None


def test_a_mark_of_windows_editors_is_no_part_of_the_path(settings_folder):
    (settings_folder / FILE).write_bytes(b"\xef\xbb\xbfC:\\python.exe\r\n")
    assert remembered_python() == "C:\\python.exe"


@pytest.mark.parametrize("content", [b"\0\0\0", b"\xff\xfe\x00", b"/" + b"x" * 100_000])
def test_a_damaged_file_names_a_python_that_is_not_there(settings_folder, content):
    (settings_folder / FILE).write_bytes(content)
    found = choose_python()
    assert (found.path, found.source) == (sys.executable, "running")
    assert "is no longer there" in found.note


def test_where_nothing_can_be_kept_a_sentence_says_so(settings_folder, monkeypatch):
    (settings_folder / FILE).mkdir()
    with pytest.raises(FileProblem, match=r"python\.txt cannot be saved: it is a folder"):
        remember_python("a/python")
    with pytest.raises(FileProblem, match=r"python\.txt cannot be removed: "):
        forget_python()
    (settings_folder / "file").touch()
    monkeypatch.setenv("LOSSGUI_SETTINGS", str(settings_folder / "file" / "folder"))
    with pytest.raises(FileProblem, match="folder cannot be made: a part of its path is a file"):
        remember_python("a/python")


# ---- precedence


def test_the_running_python_is_asked_where_nobody_chose():
    assert choose_python().path == sys.executable
    assert choose_python().source == "running"
    assert choose_python().note == ""


def test_a_variable_comes_before_what_is_remembered_and_that_before_the_running_one(
    tmp_path, monkeypatch
):
    python = tmp_path / "python"
    python.touch()
    remember_python(str(python))
    assert choose_python() == choose_python(None)
    assert (choose_python().path, choose_python().source) == (str(python), "remembered")
    monkeypatch.setenv("LOSSGUI_PYTHON", "other")
    assert (choose_python().path, choose_python().source) == ("other", "variable")
    assert choose_python("mine").source == "given"


@pytest.mark.skipif(os.name == "nt", reason="programs have an ending on Windows")
def test_a_variable_names_a_program_as_a_terminal_does(tmp_path, monkeypatch):
    python = tmp_path / "mypython"
    python.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("LOSSGUI_PYTHON", "mypython")
    assert choose_python().path == str(python)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOSSGUI_PYTHON", "./mypython")
    assert choose_python().path == str(python)


@pytest.mark.skipif(os.name == "nt", reason="programs have an ending on Windows")
def test_a_packed_app_without_a_choice_asks_the_first_one_on_the_path(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    python = tmp_path / "python3"
    python.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (choose_python().path, choose_python().source) == (str(python), "path")


def test_a_remembered_python_that_is_gone_is_said_with_the_one_asked_instead(tmp_path):
    gone = tmp_path / "gone" / "python"
    remember_python(str(gone))
    found = choose_python()
    assert (found.path, found.source) == (sys.executable, "running")
    said = f"The Python chosen for the cross-check, {gone}, is no longer there; "
    assert found.note == f"{said}{sys.executable} is asked instead."
    sentence = missing_sentence(find_worker("tensorflow"), None, "no module keras")
    assert sentence.startswith(f"{found.note} TensorFlow is not installed (no module keras).")


def test_a_packed_app_whose_python_is_gone_says_that_there_is_no_other(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    remember_python(str(tmp_path / "python"))
    answer = Host(worker="torch")
    answer.start()
    assert answer.state.kind == "missing"
    assert "is no longer there; there is no other one. There is no Python" in answer.state.message
    assert "Loss > Python for the Cross-Check…" in answer.state.message


def test_a_host_starts_the_remembered_python(tmp_path, monkeypatch, bare_environment):
    remember_python(str(python_in(bare_environment)))
    host = Host(worker="numpy")
    host.start()
    with host._changed:
        assert host._changed.wait_for(lambda: host._process.ended is not None, 60)
    assert "No module named 'numpy'" in host._process.ended
    host.stop()


def run_check(project, tmp_path) -> subprocess.CompletedProcess[str]:
    """Run ``lossgui check`` as in a terminal."""
    files = [str(tmp_path / f"{name}.csv") for name in ("y_true", "y_pred")]
    for file in files:
        Path(file).write_text("0,1\n1,0\n")
    command = [sys.executable, "-m", "lossgui", "check", "mse", *files]
    return subprocess.run(
        command, cwd=project, capture_output=True, text=True, timeout=120, check=True
    )


@pytest.mark.skipif(os.name == "nt", reason="the Python is a shell script")
def test_the_command_line_asks_the_remembered_python(tmp_path, project):
    python = tmp_path / "python3"
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -S "$@"\n')
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    remember_python(str(python))
    done = run_check(project, tmp_path)
    assert f"{python} -m pip install tensorflow" in done.stdout
    assert done.stderr == ""


def test_the_command_line_says_that_the_remembered_python_is_gone(tmp_path, project):
    remember_python(str(tmp_path / "python3"))
    done = run_check(project, tmp_path)
    said = f"lossgui: The Python chosen for the cross-check, {tmp_path / 'python3'}, is no longer"
    assert done.stderr.startswith(said)
    assert "agrees" in done.stdout


# ---- where


def test_qt_keeps_its_settings_in_the_same_folder(project, tmp_path):
    """In a process of its own: Qt looks for the folder once."""
    program = (
        "from lossgui.settings_folder import settings_folder\n"
        "from lossgui.ui.settings import open_settings\n"
        "print(open_settings().fileName())\nprint(settings_folder())\n"
    )
    for name in ("LOSSGUI_SETTINGS", "XDG_CONFIG_HOME"):
        variables = {name: str(tmp_path)}
        environment = {k: v for k, v in os.environ.items() if k != "LOSSGUI_SETTINGS"} | variables
        command = [sys.executable, "-c", program]
        said = subprocess.run(
            command, cwd=project, env=environment, capture_output=True, text=True, check=True
        )
        qt, ours = map(Path, said.stdout.splitlines())
        assert qt.parent == ours


@pytest.mark.skipif(os.name == "nt", reason="Windows has one place")
@pytest.mark.parametrize(("named", "kept"), [("", ".config"), ("relative", ".config")])
def test_without_a_named_folder_settings_are_in_the_home(monkeypatch, tmp_path, named, kept):
    monkeypatch.delenv("LOSSGUI_SETTINGS")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", named)
    assert settings_folder() == tmp_path / kept / "lossgui"


def test_windows_keeps_them_with_what_roams(monkeypatch, tmp_path):
    monkeypatch.delenv("LOSSGUI_SETTINGS")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("APPDATA", str(tmp_path))
    assert settings_folder() == tmp_path / "lossgui"


def test_a_path_is_written_as_a_terminal_takes_it(monkeypatch):
    assert shell_word("a b/python") == "'a b/python'"
    monkeypatch.setattr(sys, "platform", "win32")
    assert shell_word("C:\\Users\\x\\python.exe") == "C:\\Users\\x\\python.exe"
    assert shell_word("C:\\Program Files\\python.exe") == '"C:\\Program Files\\python.exe"'
