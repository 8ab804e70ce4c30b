"""What goes into the folder that setup.exe installs, and what its check complains about."""

from __future__ import annotations

import re
import zipfile

import pytest
from check_tree import belongs_to_windows, check, missing_files
from windows_tree import DROPPED_RUNTIME, QT_ROOTS, TreeError, is_wanted, lay_out, needed_libraries

from lossgui.backends.catalogue import WORKER_FOLDER
from tests.packaging_windows.pe_files import library


def write_one(path, content=b""):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture
def tree(tmp_path):
    """A folder as small as can be, complete."""
    runtime, site = tmp_path / "runtime", tmp_path / "site"
    for name in (*DROPPED_RUNTIME, "LICENSE.txt", "python313._pth"):
        write_one(runtime / name)
    write_one(runtime / "python313.dll", library({"KERNEL32.dll": ["Sleep"]}, ["Py_Main"]))
    with zipfile.ZipFile(runtime / "python313.zip", "w") as archive:
        archive.writestr("json/__init__.pyc", b"")
    for root in QT_ROOTS:
        write_one(site / "PySide6" / root, library({"Qt6Core.dll": ["qt"]}))
    write_one(site / "PySide6/__init__.py")
    write_one(site / "PySide6/Qt6Core.dll", library({"api-ms-win-crt-l1-1-0.dll": []}, ["qt"]))
    write_one(site / "PySide6/Qt6Qml.dll", library())
    write_one(site / "shiboken6/Shiboken.pyd", library())
    write_one(site / "lossgui/__init__.py", "import json\nfrom PySide6 import QtCore")
    write_one(site / "lossgui/backends/workers/torch.py", "import torch")
    write_one(site / "lossgui/resources/icons/lossgui.svg")
    write_one(site / "lossgui/resources/translations/lossgui_zh_CN.qm")
    write_one(site / "lossgui_start.py", "import lossgui")
    folder = tmp_path / "tree"
    lay_out(runtime, site, folder)
    write_one(folder / "site/lossgui/resources/THIRD_PARTY_LICENSES.txt")
    for name in ("lossgui.exe", "lossgui-cli.exe"):
        write_one(folder / name, library())
    return folder


def test_a_complete_folder_has_no_complaints(tree):
    assert check(tree) == []


def test_what_nobody_loads_of_qt_stays_out(tree):
    assert not (tree / "site/PySide6/Qt6Qml.dll").exists()
    assert (tree / "site/PySide6/Qt6Core.dll").exists()


def test_network_and_plain_programs_of_python_stay_out(tree):
    assert [name for name in DROPPED_RUNTIME if (tree / name).exists()] == []


def test_modules_are_looked_for_in_the_folder_only(tree):
    assert (tree / "python313._pth").read_bytes() == b"python313.zip\r\n.\r\nsite\r\n"


def test_a_missing_library_is_told_with_who_needs_it(tree):
    (tree / "site/PySide6/Qt6Core.dll").unlink()
    assert (
        "site/PySide6/QtGui.pyd needs qt6core.dll, which is neither there nor part of Windows"
        in (check(tree))
    )


def test_a_function_that_a_library_lacks_is_told(tree):
    write_one(tree / "site/PySide6/Qt6Core.dll", library(exports=["other"]))
    assert "site/PySide6/QtGui.pyd needs qt of qt6core.dll, which lacks it" in check(tree)


def test_every_copy_of_a_library_must_have_what_is_asked_for(tree):
    write_one(tree / "site/shiboken6/Qt6Core.dll", library(exports=["other"]))
    assert "site/PySide6/QtGui.pyd needs qt of qt6core.dll, which lacks it" in check(tree)


def test_a_missing_module_is_told(tree):
    (tree / "site/PySide6/QtCore.pyd").unlink()
    complaints = check(tree)
    assert "lossgui imports PySide6.QtCore, which is not there" in complaints
    assert "site/PySide6/QtCore.pyd is missing" in complaints


@pytest.mark.parametrize(
    "name",
    [
        "site/PySide6/plugins/platforms/qwindows.dll",
        "lossgui.exe",
        "site/lossgui/resources/translations/lossgui_zh_CN.qm",
    ],
)
def test_a_file_that_no_import_names_is_missed(tree, name):
    (tree / name).unlink()
    assert missing_files(tree) == [f"{name} is missing"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("lossgui/ui/window.py", True),
        ("numpy/typing/__init__.py", True),
        ("numpy/_core/tests/test_array.py", False),
        ("numpy/testing/__init__.py", True),
        ("numpy/f2py/__init__.py", True),
        ("numpy/_core/_multiarray_umath.cp313-win_amd64.pyd", True),
        ("numpy/_core/_umath_tests.cp313-win_amd64.pyd", False),
        ("pyqtgraph/colors/maps/CET-L1.csv", True),
        ("pyqtgraph/examples/Plotting.py", False),
        ("PySide6/qml/Qt/labs/x.dll", False),
        ("PySide6/QtCore.pyi", False),
        ("PySide6/translations/qtbase_zh_CN.qm", True),
        ("PySide6/translations/qtbase_fi.qm", False),
        ("PySide6/translations/designer_zh_CN.qm", False),
        ("PySide6/designer.exe", False),
        ("numpy-2.4.6.dist-info/licenses/LICENSE.txt", True),
    ],
)
def test_only_what_is_read_at_run_time_is_installed(name, wanted):
    assert is_wanted(name) is wanted


def test_the_workers_are_installed_with_the_parts_that_they_share():
    names = [f"lossgui/backends/workers/{file.name}" for file in WORKER_FOLDER.glob("*.py")]
    assert "lossgui/backends/workers/_messages.py" in names
    assert [name for name in names if not is_wanted(name)] == []


def test_libraries_are_followed_through_libraries(tmp_path):
    for name, needs in {"A.pyd": "B.dll", "B.dll": "C.dll", "C.dll": "b.DLL", "D.dll": ""}.items():
        write_one(tmp_path / name, library({needs: ["f"]} if needs else None))
    found = needed_libraries(tmp_path, ["A.pyd"])
    assert sorted(path.name for path in found) == ["A.pyd", "B.dll", "C.dll"]


def test_a_root_that_the_wheel_lacks_is_named(tmp_path):
    with pytest.raises(TreeError, match=r"has no plugins/platforms/qwindows\.dll"):
        needed_libraries(tmp_path, ["plugins/platforms/qwindows.dll"])


@pytest.mark.parametrize(
    ("name", "belongs"),
    [
        ("kernel32.dll", True),
        ("winspool.drv", True),
        ("api-ms-win-crt-math-l1-1-0.dll", True),
        ("vcruntime140.dll", False),
        ("msvcp140.dll", False),
    ],
)
def test_the_compilers_libraries_are_no_part_of_windows(name, belongs):
    assert belongs_to_windows(name) is belongs


# ------------------------------------------------------------------------------------- the pins


def test_setup_carries_the_versions_that_the_checks_run_with(project):
    pin = re.compile(r"^([\w.-]+)==([\w.]+)", re.MULTILINE)
    checked = dict(pin.findall((project / "constraints.txt").read_text("utf-8")))
    carried = dict(pin.findall((project / "packaging/windows/requirements.txt").read_text("utf-8")))
    assert carried
    assert {name: checked.get(name) for name in carried} == carried
