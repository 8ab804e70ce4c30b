"""The environment of a worker: the user's own, without what this app put there."""

from __future__ import annotations

import pytest

from lossgui.backends.environment import child_environment, with_conda

OURS = {
    "QT_PLUGIN_PATH": "app/plugins",
    "QML2_IMPORT_PATH": "app/qml",
    "PYSIDE6_OPTION_PYTHON_ENUM": "1",
    "PYTHONHOME": "app",
    "PYTHONPATH": "app/lib",
    "_PYI_ARCHIVE_FILE": "app/lossgui",
    "_MEIPASS2": "app",
}


@pytest.mark.parametrize("frozen", [True, False])
def test_what_belongs_to_the_app_does_not_reach_the_worker(frozen):
    users = {"HOME": "h", "PATH": "p", "LANG": "zh_CN.UTF-8"}
    assert child_environment(users | OURS, frozen=frozen) == users


def test_a_packed_app_gives_back_the_users_library_path():
    packed = {"LD_LIBRARY_PATH": "app/_internal", "LD_LIBRARY_PATH_ORIG": "cuda/lib"}
    assert child_environment(packed, frozen=True) == {"LD_LIBRARY_PATH": "cuda/lib"}


def test_a_packed_app_drops_a_library_path_that_is_its_own():
    assert child_environment({"LD_LIBRARY_PATH": "app/_internal"}, frozen=True) == {}


def test_an_app_that_is_not_packed_leaves_the_users_library_path():
    users = {"LD_LIBRARY_PATH": "cuda/lib"}
    assert child_environment(users, frozen=False) == users


def test_a_conda_of_windows_finds_its_own_libraries(tmp_path):
    (tmp_path / "conda-meta").mkdir()
    python = str(tmp_path / "python.exe")
    path = with_conda({"PATH": "C:\\Windows", "HOME": "h"}, python, "win32")["PATH"].split(";")
    assert path[0] == str(tmp_path)
    assert str(tmp_path / "Library" / "bin") in path
    assert path[-1] == "C:\\Windows"
    assert "" not in with_conda({}, python, "win32")["PATH"].split(";")


@pytest.mark.parametrize(("folder", "platform"), [("conda-meta", "linux"), ("Lib", "win32")])
def test_the_path_of_any_other_python_is_left_alone(tmp_path, folder, platform):
    (tmp_path / folder).mkdir()
    users = {"PATH": "p"}
    assert with_conda(users, str(tmp_path / "python.exe"), platform) == users
