"""Which imports count, and which lead nowhere, on packages that are written here."""

from __future__ import annotations

import zipfile

import pytest
from module_imports import Modules


@pytest.fixture
def site(tmp_path):
    """Return a function that writes modules by name and gives the folder."""
    folder = tmp_path / "site"

    def write(**sources):
        for name, source in sources.items():
            path = folder.joinpath(*name.split("__DOT__")).with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source, "utf-8")
        return folder

    return write


def missing(folder, *start, ours="app", **options):
    return Modules([folder], **options).missing(start, ours)


def test_an_import_that_leads_nowhere_is_told_with_who_wants_it(site):
    folder = site(app="import other", other="import absent.inner")
    assert missing(folder, "app") == ["other imports absent.inner, which is not there"]


def test_of_ours_an_import_inside_a_function_counts(site):
    folder = site(app="def f():\n    class A:\n        if f:\n            import absent")
    assert missing(folder, "app") == ["app imports absent, which is not there"]


def test_of_others_only_what_runs_when_they_are_imported_counts(site):
    source = "if len(''):\n    import b\ndef f():\n    import c\nclass A:\n    import d\n"
    folder = site(app="import other", other=f"{source}with A():\n    import e\n")
    assert missing(folder, "app") == [f"other imports {name}, which is not there" for name in "bde"]


def test_what_another_system_takes_is_not_followed(site):
    folder = site(app="import other", other="import PyQt5.QtCore\nimport PyQt55")
    assert missing(folder, "app", ignored=["PyQt5"]) == ["other imports PyQt55, which is not there"]


def test_what_a_package_loads_when_a_name_is_asked_of_it_counts(site):
    lazy = "def __getattr__(name):\n    if name == 'a':\n        import other.lazy as a\n"
    assert missing(site(app="from other import *", other=lazy), "app") == [
        "other imports other.lazy, which is not there"
    ]


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    import absent\nexcept ImportError:\n    pass",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import absent",
    ],
)
def test_an_import_that_may_fail_does_not_count(site, source):
    assert missing(site(app=source, typing=""), "app") == []


def test_relative_imports_are_followed(site):
    folder = site(
        app__DOT____init__="from . import a\nfrom .b import c",
        app__DOT__a="from ..app import lost\nfrom .lost import x",
        app__DOT__b__DOT____init__="from .. import a\nimport absent",
        app__DOT__b__DOT__c="",
    )
    assert missing(folder, "app") == [
        "app.a imports app.lost, which is not there",
        "app.b imports absent, which is not there",
    ]


def test_a_module_of_qt_must_be_there_to_be_imported_from_its_package(site):
    folder = site(app="from PySide6 import QtCore, QtGui", PySide6__DOT____init__="")
    (folder / "PySide6" / "QtCore.pyd").touch()
    assert missing(folder, "app") == ["app imports PySide6.QtGui, which is not there"]


def test_compiled_modules_and_the_library_count_as_there(site, tmp_path):
    library = tmp_path / "python313.zip"
    with zipfile.ZipFile(library, "w") as archive:
        for name in ("json/__init__.pyc", "os.pyc", "ntpath.pyc", "ssl.pyc"):
            archive.writestr(name, b"")
    folder = site(app="import json, os.path, sys, compiled, ssl, json.nothing")
    (folder / "compiled.cp313-win_amd64.pyd").touch()
    assert missing(folder, "app", library=library, unusable={"ssl"}) == [
        "app imports json.nothing, which is not there",
        "app imports ssl, which is not there",
    ]
