"""The texts of others' licences, which all packages take from one place."""

from __future__ import annotations

import tomllib
from importlib import metadata

import licence_texts
import licenses
import pytest
from licence_texts import (
    LicenceError,
    Part,
    bundled_part,
    library_name,
    text_of,
    wheel_part,
    written,
)


@pytest.fixture(scope="module")
def table():
    return tomllib.loads((licence_texts.FOLDER / "bundled.toml").read_text("utf-8"))


def test_every_part_that_a_library_holds_is_described_and_no_other(table):
    held = {name for names in table["holds"].values() for name in names}
    assert held == set(table["part"])


def test_every_part_says_who_made_it_and_where_its_licence_is(table):
    for name, part in table["part"].items():
        assert part["copyright"], name
        assert part["licences"] or part["pointer"], name
        assert all(text_of(licence) for licence in part["licences"])


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("PySide6/Qt/lib/libQt6Core.so.6", "Core"),
        ("PySide6/Qt/lib/libQt6XcbQpa.so.6", "XcbQpa"),
        ("PySide6/Qt6OpenGLWidgets.dll", "OpenGLWidgets"),
        ("PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore", "Core"),
        ("plugins/platforms/libqxcb.so", "qxcb"),
        ("plugins/platforms/qwindows.dll", "qwindows"),
        ("plugins/wayland-shell-integration/libxdg-shell.so", "xdg-shell"),
    ],
)
def test_a_library_of_qt_has_one_name_on_all_systems(file, name):
    assert library_name(file) == name


def test_every_plugin_that_is_packed_has_been_looked_into(table):
    import lean
    import windows_tree

    packed = {name.removeprefix("lib") for names in lean.PLUGINS.values() for name in names}
    packed |= {library_name(root) for root in windows_tree.QT_ROOTS if root.startswith("plugins/")}
    assert packed - set(table["holds"]) == set()


def test_each_licence_is_quoted_once():
    text = bundled_part("Code of others inside Qt", ["Core", "Gui"]).text
    assert text.count("zlib\n  Copyright 1995-2024 Jean-loup Gailly and Mark Adler\n") == 1
    assert text.count("---- Zlib\n") == 1
    assert "---- IJG" not in text  # qjpeg's


def test_a_stand_in_is_the_licence_that_the_wheel_itself_names():
    for file in licence_texts.WHEELS.glob("*.txt"):
        said = metadata.metadata(file.stem)["License-Expression"]
        assert file.read_text("utf-8").startswith(f"{said} License\n")


def test_a_wheel_without_a_licence_is_refused(tmp_path):
    with pytest.raises(LicenceError, match=r"unknown-thing has no licence file: add one"):
        wheel_part(tmp_path / "unknown_thing-1.0.dist-info")


def test_the_file_begins_with_its_table_of_contents():
    text = written([Part("zlib 1", "terms of zlib"), Part("Argon 2", "terms of Argon")])
    assert text.splitlines()[2:4] == ["  Argon 2", "  zlib 1"]
    assert text.index("terms of Argon") < text.index("terms of zlib")


# ---- PyInstaller's tree


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("lossgui", "pyinstaller"),
        ("_internal/PySide6/Qt/lib/libicudata.so.73", "icu"),
        ("_internal/PySide6/Qt/lib/libQt6Core.so.6", "qt"),
        ("_internal/PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore", "qt"),
        ("_internal/PySide6/QtCore.abi3.so", "qt for python"),
        ("_internal/shiboken6/Shiboken.abi3.so", "qt for python"),
        ("_internal/numpy.libs/libscipy_openblas64_.so", "numpy"),
        ("_internal/libpython3.13.so.1.0", "python"),
        ("_internal/libxcb-cursor.so.0", ""),
    ],
)
def test_every_binary_has_a_licence_by_its_place(name, part):
    assert licenses.part_of(name) == part


@pytest.mark.parametrize("dpkg", ["/usr/bin/dpkg", None])
def test_a_library_of_unknown_origin_stops_the_packing(monkeypatch, dpkg):
    nothing = licenses.subprocess.CompletedProcess([], 1, stdout="", stderr="")
    monkeypatch.setattr(licenses.shutil, "which", lambda _: dpkg)
    monkeypatch.setattr(licenses.subprocess, "run", lambda *a, **o: nothing)
    with pytest.raises(LicenceError, match=r"nobody knows where libmystery\.so comes from"):
        licenses.debian_package("libmystery.so")
