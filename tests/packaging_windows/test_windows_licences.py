"""Nothing is shipped without its licence."""

from __future__ import annotations

import pytest
from windows_licences import licences_of
from windows_tree import TreeError


@pytest.fixture
def tree(tmp_path):
    files = {
        "tree/LICENSE.txt": "PSF",
        "tree/site/numpy-2.4.6.dist-info/licenses/LICENSE.txt": "BSD of NumPy",
        "tree/site/numpy-2.4.6.dist-info/licenses/numpy/random/LICENSE.md": "of its generators",
        "tree/site/array_api_compat-1.16.0.dist-info/METADATA": "",
        "tree/site/pyside6_essentials-6.11.3.dist-info/licenses/Qt-Commercial.txt": "other terms",
        "tree/site/shiboken6-6.11.3.dist-info/licenses/Qt-Commercial.txt": "other terms",
        "common/LGPL-3": "the lesser licence",
        "common/GPL-3": "the general licence",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "tree"


def test_every_part_is_in_the_table_of_contents_and_has_its_texts(tree):
    text = licences_of(tree, tree.parent / "common")
    contents = [line.strip() for line in text.splitlines() if line.startswith("  ")][:4]
    assert contents == ["array_api_compat 1.16.0", "numpy 2.4.6", "Python", contents[3]]
    assert contents[3] == "Qt and Qt for Python 6.11.3"
    for part in ("PSF", "BSD of NumPy", "of its generators", "Consortium for Python Data API"):
        assert part in text


def test_qt_is_used_under_the_lesser_licence_and_no_other(tree):
    text = licences_of(tree, tree.parent / "common")
    assert text.index("the lesser licence") < text.index("the general licence")
    assert "other terms" not in text


def test_a_wheel_without_a_licence_stops_the_build(tree):
    (tree / "site" / "unknown_thing-1.0.dist-info").mkdir()
    with pytest.raises(TreeError, match=r"unknown-thing has no licence file: add one"):
        licences_of(tree, tree.parent / "common")
