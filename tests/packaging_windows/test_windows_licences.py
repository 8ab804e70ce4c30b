"""Nothing is in setup.exe without its licence."""

from __future__ import annotations

import pytest
from windows_licences import LicenceError, licences_of, part_of


@pytest.fixture
def tree(tmp_path):
    files = {
        "LICENSE.txt": "PSF",
        "lossgui.exe": "",
        "python313.dll": "",
        "site/PySide6/Qt6Core.dll": "",
        "site/PySide6/plugins/imageformats/qjpeg.dll": "",
        "site/lossgui-0.1.0.dist-info/licenses/LICENSE": "our own",
        "site/numpy-2.4.6.dist-info/licenses/LICENSE.txt": "BSD of NumPy",
        "site/numpy-2.4.6.dist-info/licenses/numpy/random/LICENSE.md": "of its generators",
        "site/array_api_compat-1.16.0.dist-info/METADATA": "",
        "site/pyside6_essentials-6.11.3.dist-info/licenses/Qt-Commercial.txt": "other terms",
        "site/shiboken6-6.11.3.dist-info/licenses/Qt-Commercial.txt": "other terms",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def test_every_part_is_in_the_table_of_contents_and_has_its_texts(tree):
    text = licences_of(tree)
    assert [line.strip() for line in text.splitlines()[2:10]] == [
        "array-api-compat 1.16.0",
        "Code of others inside Python",
        "Code of others inside Qt",
        "Microsoft Visual C++ runtime",
        "numpy 2.4.6",
        "Python",
        "Qt 6.11.3 and Qt for Python 6.11.3",
        "",
    ]
    for part in ("PSF", "BSD of NumPy", "of its generators", "Consortium for Python Data API"):
        assert part in text


def test_only_what_is_there_is_named(tree):
    text = licences_of(tree)
    assert "\nlibjpeg-turbo\n" in text
    assert "\nPCRE2\n" in text
    assert "\nXSVG\n" not in text


def test_qt_is_used_under_the_lesser_licence_and_no_other(tree):
    text = licences_of(tree)
    assert text.index("GNU LESSER GENERAL PUBLIC LICENSE") < text.index("Preamble")
    assert "other terms" not in text


def test_a_wheel_without_a_licence_stops_the_build(tree):
    (tree / "site" / "unknown_thing-1.0.dist-info").mkdir()
    with pytest.raises(LicenceError, match=r"unknown-thing has no licence file: add one"):
        licences_of(tree)


@pytest.mark.parametrize("name", ["mystery.dll", "site/mystery/_core.pyd", "site/PySide6/av.dll"])
def test_a_library_of_unknown_origin_stops_the_build(tree, name):
    (tree / name).parent.mkdir(parents=True, exist_ok=True)
    (tree / name).touch()
    with pytest.raises(LicenceError, match=rf"nobody knows where {name} comes from"):
        licences_of(tree)


def test_a_library_of_qt_that_nobody_has_looked_into_stops_the_build(tree):
    (tree / "site/PySide6/Qt6Pdf.dll").touch()
    with pytest.raises(LicenceError, match=r"nobody knows what Pdf holds"):
        licences_of(tree)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("_ctypes.pyd", "python"),
        ("libffi-8.dll", "python"),
        ("vcruntime140_1.dll", "microsoft"),
        ("site/numpy.libs/msvcp140-a4c2229bdc2a2a630acdc095b4d86008.dll", "microsoft"),
        ("site/numpy/_core/_multiarray_umath.cp313-win_amd64.pyd", "numpy"),
        ("site/shiboken6/Shiboken.pyd", "qt for python"),
    ],
)
def test_every_library_has_a_licence_by_its_place(name, part):
    assert part_of(name) == part
