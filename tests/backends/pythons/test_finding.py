"""Where Pythons are looked for, which of them are the same, and which are none."""

from __future__ import annotations

import os
import sys
import types
from pathlib import Path

import pytest

from lossgui.backends.pythons.finding import find_pythons, first_on_path, identity, python_in
from lossgui.backends.pythons.problem import PythonProblem
from lossgui.backends.pythons.system import System

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the programs are shell scripts and links")


def found(system: System, tmp_path: Path) -> list[str]:
    return [str(Path(path).relative_to(tmp_path)) for path in find_pythons(system)]


def test_pythons_on_the_path_are_found_by_every_usual_name(make_program, system, tmp_path):
    for name in ("a/python3", "b/python", "c/python3.12"):
        make_program(name)
    path = ":".join(str(tmp_path / folder) for folder in "abc")
    assert found(system(PATH=path), tmp_path) == ["a/python3", "b/python", "c/python3.12"]


@pytest.mark.parametrize(
    "name", ["python2", "python3-config", "pythonw", "python3.12-dbg", "ipython", "python.txt"]
)
def test_a_program_with_a_similar_name_is_no_python(make_program, system, tmp_path, name):
    make_program(f"bin/{name}")
    assert found(system(PATH=tmp_path / "bin"), tmp_path) == []


def test_what_cannot_be_started_is_no_python(make_program, system, tmp_path):
    make_program("bin/python3").chmod(0o644)
    (tmp_path / "bin" / "python").mkdir()
    assert found(system(PATH=tmp_path / "bin"), tmp_path) == []


def test_names_of_one_python_are_one_python(make_program, system, tmp_path):
    real = make_program("lib/python3.12")
    for folder in ("bin", "local"):
        (tmp_path / folder).mkdir()
        for name in ("python", "python3", "python3.12"):
            (tmp_path / folder / name).symlink_to(real)
    (tmp_path / "link").symlink_to(tmp_path / "bin")
    path = ":".join(str(tmp_path / folder) for folder in ("bin", "local", "link", "lib"))
    assert found(system(PATH=path), tmp_path) == ["bin/python3"]


def test_a_virtual_environment_is_another_python_than_the_one_it_links_to(
    bare_environment, make_program, system, tmp_path
):
    base = Path(sys.executable).resolve()
    inside = bare_environment / "bin" / "python"
    assert inside.resolve() == base
    assert identity(inside) != identity(base)
    assert identity(inside) == identity(bare_environment / "bin" / "python3")
    environment = system(VIRTUAL_ENV=bare_environment, PATH=base.parent)
    listed = find_pythons(environment)
    assert [Path(path).parent for path in listed] == [inside.parent, base.parent]


def test_the_environment_of_the_terminal_comes_first(make_program, system, tmp_path):
    make_program("bin/python3")
    make_program("conda/bin/python")
    make_program("mine/bin/python3")
    (tmp_path / "mine" / "pyvenv.cfg").touch()
    environment = {"PATH": tmp_path / "bin", "CONDA_PREFIX": tmp_path / "conda"}
    listed = found(system(VIRTUAL_ENV=tmp_path / "mine", **environment), tmp_path)
    assert listed == ["mine/bin/python3", "conda/bin/python", "bin/python3"]


def test_our_own_python_is_one_unless_we_are_packed(make_program, tmp_path):
    own = make_program("own/python3")
    packed = System("linux", {}, tmp_path, tmp_path, own="", own_folder=own.parent)
    assert find_pythons(System("linux", {}, tmp_path, tmp_path, own=str(own))) == [str(own)]
    path = {"PATH": str(own.parent)}
    assert find_pythons(System("linux", path, tmp_path, tmp_path, own=str(own))) == [str(own)]
    assert find_pythons(System("linux", path, tmp_path, tmp_path, "", packed.own_folder)) == []


def test_a_packed_app_is_no_python_of_the_user(monkeypatch):
    assert System().own == sys.executable
    assert System().own_folder is None
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert System().own == ""
    assert System().own_folder == Path(sys.executable).resolve().parent


@pytest.mark.parametrize(
    ("mark", "program"),
    [
        ("home/tensorflow/pyvenv.cfg", "home/tensorflow/bin/python3"),
        ("home/.venv/pyvenv.cfg", "home/.venv/bin/python3"),
        ("home/.virtualenvs/ml/pyvenv.cfg", "home/.virtualenvs/ml/bin/python3"),
        (
            "home/.local/share/virtualenvs/a/pyvenv.cfg",
            "home/.local/share/virtualenvs/a/bin/python",
        ),
        ("home/Envs/a/pyvenv.cfg", "home/Envs/a/bin/python"),
        ("home/miniconda3/conda-meta/history", "home/miniconda3/bin/python"),
        ("home/miniforge3/envs/tf/conda-meta/history", "home/miniforge3/envs/tf/bin/python"),
        ("root/opt/conda/conda-meta/history", "root/opt/conda/bin/python3"),
        ("home/.pyenv/versions/3.12.1/README", "home/.pyenv/versions/3.12.1/bin/python3"),
        (
            "root/Library/Frameworks/Python.framework/Versions/3.13/README",
            "root/Library/Frameworks/Python.framework/Versions/3.13/bin/python3",
        ),
        ("root/opt/homebrew/bin/brew", "root/opt/homebrew/bin/python3.13"),
    ],
)
def test_usual_places_are_looked_into(make_program, system, tmp_path, mark, program):
    """The first is what makes a folder such a place; without a Python there is nothing to find."""
    (tmp_path / mark).parent.mkdir(parents=True)
    (tmp_path / mark).touch()
    assert found(system(), tmp_path) == []
    make_program(program)
    assert found(system(), tmp_path) == [program]


def test_a_folder_of_the_home_that_is_no_environment_is_not_one(make_program, system, tmp_path):
    make_program("home/project/bin/python3")
    assert found(system(), tmp_path) == []


def test_folders_that_macos_guards_are_not_looked_into(make_program, system, tmp_path):
    make_program("home/Documents/bin/python3")
    (tmp_path / "home" / "Documents" / "pyvenv.cfg").touch()
    assert found(system("darwin"), tmp_path) == []


def test_conda_s_own_list_is_read(make_program, system, tmp_path):
    make_program("elsewhere/tf env/bin/python")
    lines = [tmp_path / "elsewhere" / "tf env", "", tmp_path / "removed"]
    (tmp_path / "home" / ".conda").mkdir(parents=True)
    text = "\n".join(map(str, lines))
    (tmp_path / "home" / ".conda" / "environments.txt").write_text(text)
    assert found(system(), tmp_path) == ["elsewhere/tf env/bin/python"]


def test_a_folder_that_we_may_not_look_into_ends_no_search(make_program, system, tmp_path):
    """Pathlib raises for other people's folders, as for names that are too long."""
    refused = tmp_path / ("x" * 300)
    make_program("bin/python3")
    (tmp_path / "home" / ".conda").mkdir(parents=True)
    (tmp_path / "home" / ".conda" / "environments.txt").write_text(str(refused))
    environment = system(PATH=f"{refused}:{tmp_path / 'bin'}", VIRTUAL_ENV=refused)
    assert found(environment, tmp_path) == ["bin/python3"]
    assert first_on_path(environment) == str(tmp_path / "bin" / "python3")


def test_a_relative_folder_of_the_path_is_left_out(make_program, system, tmp_path, monkeypatch):
    """A Python is started in an empty folder of its own, where it would be another program."""
    make_program("here/python3")
    make_program("bin/python3")
    monkeypatch.chdir(tmp_path)
    environment = system(PATH=f"here:.:{tmp_path / 'bin'}")
    assert first_on_path(environment) == str(tmp_path / "bin" / "python3")
    assert found(environment, tmp_path) == ["bin/python3"]


def test_folders_named_by_a_variable_are_looked_into(make_program, system, tmp_path):
    make_program("pyenv/versions/3.9.18/bin/python3")
    make_program("pyenv/versions/3.13.0/bin/python3")
    make_program("work/ml/bin/python3")
    (tmp_path / "work" / "ml" / "pyvenv.cfg").touch()
    environment = system(PYENV_ROOT=tmp_path / "pyenv", WORKON_HOME=tmp_path / "work")
    newest_first = ["pyenv/versions/3.13.0/bin/python3", "pyenv/versions/3.9.18/bin/python3"]
    assert found(environment, tmp_path) == ["work/ml/bin/python3", *newest_first]


def test_a_version_switch_is_not_listed_but_asked_where_nobody_chose(
    make_program, system, tmp_path
):
    switch = make_program("shims/python3")
    environment = system(PATH=switch.parent)
    assert found(environment, tmp_path) == []
    assert first_on_path(environment) == str(switch)


def test_the_store_of_windows_is_never_a_python(make_program, system, tmp_path):
    make_program("WindowsApps/python.exe")
    real = make_program("Python313/python.exe")
    path = f"{tmp_path / 'WindowsApps'};{tmp_path / 'Python313'}"
    assert found(system("win32", PATH=path), tmp_path) == ["Python313/python.exe"]
    assert first_on_path(system("win32", PATH=path)) == str(real)


def test_the_python_that_would_install_developer_tools_on_a_mac_is_not_started(
    make_program, system, tmp_path
):
    python = make_program("root/usr/bin/python3")
    mac = system("darwin", PATH=python.parent)
    assert found(mac, tmp_path) == []
    assert first_on_path(mac) is None
    (tmp_path / "root" / "Library" / "Developer" / "CommandLineTools").mkdir(parents=True)
    assert found(mac, tmp_path) == ["root/usr/bin/python3"]
    assert first_on_path(mac) == str(python)


class Registry(types.ModuleType):
    """A part of the registry of Windows: the keys below Software\\Python, by whose they are."""

    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE = "user", "machine"

    def __init__(self, keys):
        super().__init__("winreg")
        self.keys = keys

    def OpenKey(self, whose, key):
        if not any(known.startswith(f"{whose}\\{key}") for known in self.keys):
            raise FileNotFoundError
        return OpenedKey(f"{whose}\\{key}\\")

    def _below(self, opened):
        names = (known[len(opened.path) :] for known in self.keys if known.startswith(opened.path))
        return list(dict.fromkeys(name.split("\\")[0] for name in names))

    def QueryInfoKey(self, opened):
        return len(self._below(opened)), 0, 0

    def EnumKey(self, opened, place):
        return self._below(opened)[place]

    def QueryValue(self, whose, key):
        try:
            return self.keys[f"{whose}\\{key}"]
        except KeyError:
            raise FileNotFoundError from None


class OpenedKey:
    def __init__(self, path):
        self.path = path

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        return None


def test_what_is_registered_on_windows_is_found(make_program, system, tmp_path, monkeypatch):
    for name in ("core", "conda"):
        make_program(f"{name}/python.exe")
    start = r"Software\Python"
    keys = {
        rf"machine\{start}\PythonCore\3.12\InstallPath": str(tmp_path / "gone"),
        rf"machine\{start}\ContinuumAnalytics\Anaconda\InstallPath": str(tmp_path / "conda"),
        rf"user\{start}\PythonCore\3.13\InstallPath": str(tmp_path / "core"),
        rf"user\{start}\PythonCore\3.14\Help": "no place",
        rf"user\{start}\PyLauncher": "",
    }
    monkeypatch.setitem(sys.modules, "winreg", Registry(keys))
    assert found(system("win32"), tmp_path) == ["core/python.exe", "conda/python.exe"]


def test_a_computer_without_any_registered_python_has_none(system, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "winreg", Registry({}))
    assert found(system("win32"), tmp_path) == []


@pytest.mark.parametrize("place", ["bin/python3", "bin/python", "Scripts/python.exe", "python.exe"])
def test_the_python_of_an_environment_is_found_in_its_folder(make_program, tmp_path, place):
    python = make_program(f"environment/{place}")
    assert python_in(tmp_path / "environment") == python


def test_a_folder_without_a_python_is_refused_with_what_would_be_right(tmp_path):
    with pytest.raises(PythonProblem, match="no Python in the folder"):
        python_in(tmp_path)
