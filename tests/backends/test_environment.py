"""The environment of a worker: the user's own, without what this app put there."""

from __future__ import annotations

import pytest

from lossgui.backends.environment import child_environment

OURS = {
    "QT_PLUGIN_PATH": "app/plugins",
    "QML2_IMPORT_PATH": "app/qml",
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
