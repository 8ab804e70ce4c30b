"""What packs lossgui: what is kept, what is left out, and what an installer leaves."""

from __future__ import annotations

import ast
import configparser
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import tomllib
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lossgui import cli
from lossgui.backends.catalogue import WORKER_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

APP = "org.lossgui.lossgui"


@pytest.fixture(scope="module")
def lean(project):
    """packaging/lean.py, which is in no package."""
    spec = importlib.util.spec_from_file_location("script_lean", project / "packaging/lean.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ---- what is in the tree


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqwayland.so", True),
        ("PySide6/Qt/plugins/iconengines/libqsvgicon.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6/Qt/translations/qtbase_fi.qm", False),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qt_help_zh_CN.qm", False),
        ("PySide6/Qt/lib/libQt6Core.so.6", True),
        ("libxcb-cursor.so.0", True),
        ("libxkbcommon-x11.so.0", True),
        ("libxcb.so.1", False),
        ("libX11-xcb.so.1", False),
        ("libstdc++.so.6", False),
        ("libwayland-client.so.0", False),
        ("libGL.so.1", False),
        ("libglib-2.0.so.0", False),
        ("lossgui/resources/icons/lossgui.svg", True),
        ("lossgui/resources/translations/lossgui_zh_CN.qm", True),
        ("pyqtgraph/icons/peegee/peegee_512px@2x.png", False),
        ("pyqtgraph/icons/auto.svg", True),
    ],
)
def test_only_what_a_desktop_lacks_is_packed(lean, name, wanted):
    assert lean.is_wanted(name) is wanted


def test_numpys_renamed_libraries_are_not_stripped(lean):
    assert lean.is_fragile("numpy.libs/libscipy_openblas64_-32a4b2a6.so")
    assert not lean.is_fragile("PySide6/Qt/lib/libQt6Core.so.6")


def test_the_workers_are_packed_with_the_parts_that_they_share(lean, project):
    names = [file.relative_to(project).as_posix() for file in WORKER_FOLDER.glob("*.py")]
    assert "lossgui/backends/workers/_messages.py" in names
    assert [name for name in names if not lean.is_wanted(name)] == []


def test_a_library_that_nobody_asks_for_is_dropped(lean):
    files = {
        "PySide6/QtGui.abi3.so": "gui",
        "PySide6/Qt/lib/libQt6Gui.so.6": "qtgui",
        "libicu.so.73": "icu",
        "libgtk-3.so.0": "gtk",
        "libpango.so.0": "pango",
    }
    asks = {"gui": {"libQt6Gui.so.6"}, "qtgui": {"libicu.so.73", "libc.so.6"}, "gtk": {"libpango"}}
    kept = lean.reached(files, lambda file: asks.get(file, set()))
    assert kept == {"PySide6/QtGui.abi3.so", "PySide6/Qt/lib/libQt6Gui.so.6", "libicu.so.73"}


def test_no_module_that_lossgui_imports_is_left_out(lean, project):
    asked = set()
    for file in (project / "lossgui").rglob("*.py"):
        if "workers" in file.parts:
            continue  # runs in the user's own Python
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                asked |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                asked |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    assert {"numpy", "PySide6.QtCore"} <= asked
    assert asked & set(lean.EXCLUDED) == set()


def pins(path: Path) -> dict[str, str]:
    """Read the versions of a requirements file by name; "" where it says none."""
    lines = (line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    wanted = [Requirement(line) for line in lines if line]
    return {canonicalize_name(w.name): str(w.specifier).removeprefix("==") for w in wanted}


def test_the_packages_carry_the_versions_that_the_checks_run_with(project):
    checked = pins(project / "constraints.txt")
    built = pins(project / "packaging/requirements-build.txt")
    # What has a version of its own here is not packed, or the constraints would know it.
    assert {name for name, version in built.items() if version} & set(checked) == set()
    assert [name for name, version in built.items() if not (version or name in checked)] == []
    for script in ("build.sh", "macos/build_dmg.sh"):
        assert "-c constraints.txt" in (project / "packaging" / script).read_text("utf-8")


def test_everything_that_lossgui_needs_is_installed_before_it_is_packed(project):
    built = pins(project / "packaging/requirements-build.txt")
    table = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {canonicalize_name(Requirement(entry).name) for entry in table["dependencies"]}
    assert needed - set(built) == set()


# ---- names that have to be the same


@pytest.fixture(scope="module")
def entry(project):
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(project / f"packaging/linux/{APP}.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


def test_window_menu_entry_and_description_have_one_name(project, qapp):
    from lossgui.ui.application import create_application

    assert create_application().desktopFileName() == APP
    text = (project / f"packaging/linux/{APP}.metainfo.xml.in").read_text("utf-8")
    assert f"<id>{APP}</id>" in text
    assert f">{APP}.desktop<" in text


def test_the_menu_entry_opens_files_of_the_declared_type(project, entry):
    mime = (project / f"packaging/linux/{APP}.mime.xml").read_text("utf-8")
    (kind,) = re.findall(r'<mime-type type="(.*)">', mime)
    assert entry["MimeType"] == f"{kind};"
    assert entry["Exec"].split()[1] in ("%F", "%f")
    from lossgui.ui.documents import SESSION_SUFFIX

    assert f'pattern="*{SESSION_SUFFIX}"' in mime


def test_the_manual_page_names_every_command_and_option(project):
    page = (project / "packaging/linux/lossgui.1.in").read_text("utf-8").replace("\\-", "-")
    options = {
        option
        for action in cli._make_parser()._actions
        for option in action.option_strings
        if option.startswith("--") and option != "--help"
    }
    assert [name for name in {*cli._COMMANDS, *options} if name not in page] == []


# ---- the installer for one user

on_linux = pytest.mark.skipif(
    (platform.system(), platform.machine()) != ("Linux", "x86_64"), reason="it is for Linux"
)


@pytest.fixture
def stage(project, tmp_path):
    """What the .run file unpacks, with a program that only tells its version."""
    folder = tmp_path / "stage"
    (folder / "program").mkdir(parents=True)
    program = folder / "program" / "lossgui"
    program.write_text("#!/bin/sh\necho lossgui 1\n")
    program.chmod(0o755)
    share = folder / "share"
    for place in ("applications", "mime/packages", "icons/hicolor/scalable/apps"):
        (share / place).mkdir(parents=True)
    linux = project / "packaging/linux"
    shutil.copy(linux / f"{APP}.desktop", share / "applications")
    shutil.copy(linux / f"{APP}.mime.xml", share / f"mime/packages/{APP}.xml")
    shutil.copy(project / "resources/icons/lossgui.svg", share / "icons/hicolor/scalable/apps")
    for name in ("linux/install.sh", "linux/uninstall.sh"):
        shutil.copy(project / "packaging" / name, folder)
    shutil.copy(project / "LICENSE", folder)
    (folder / "version").write_text("1\n")
    return folder


def run(script: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        ["sh", script, *words],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.fixture(params=["student", "学 生 $5 100%"])
def home(request, tmp_path):
    folder = tmp_path / request.param
    folder.mkdir()
    return folder


@on_linux
def test_the_installer_leaves_nothing_when_it_is_undone(stage, home):
    done = run(stage / "install.sh", home)
    assert done.returncode == 0, done.stderr
    assert "lossgui 1 is installed" in done.stdout
    program = home / ".local/bin/lossgui"
    assert subprocess.check_output([program, "--version"], text=True) == "lossgui 1\n"
    (home / ".config/lossgui").mkdir(parents=True)
    (home / ".config/lossgui/lossgui.ini").write_text("[General]\n")
    done = run(home / ".local/lib/lossgui/uninstall.sh", home)
    assert done.returncode == 0, done.stderr
    assert list(home.iterdir()) == []


@on_linux
def test_what_was_there_before_the_installer_stays(stage, home):
    (home / ".local/share/applications").mkdir(parents=True)
    other = home / ".local/share/applications/other.desktop"
    other.write_text("[Desktop Entry]\nType=Application\nName=Other\nExec=other\n")
    (home / ".config").mkdir()
    assert run(stage / "install.sh", home, "--quiet").stdout == ""
    assert run(stage / "install.sh", home).returncode == 0  # once more, over it
    (home / ".config/lossgui").mkdir()
    run(home / ".local/lib/lossgui/uninstall.sh", home, "--keep-settings")
    assert (home / ".config/lossgui").is_dir()
    left = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    assert left - {".local/share/applications/mimeinfo.cache"} == {
        ".local/share/applications/other.desktop"
    }


@on_linux
def test_the_menu_entry_of_the_installer_quotes_the_path(stage, home):
    assert run(stage / "install.sh", home).returncode == 0
    text = (home / f".local/share/applications/{APP}.desktop").read_text("utf-8")
    path = f"{home}/.local/lib/lossgui/program/lossgui"
    # The rules for menu entries: $ gets a backslash, which is written twice, and % is doubled.
    quoted = path.replace("$", "\\\\$").replace("%", "%%")
    assert f'\nExec="{quoted}" %F\n' in text
    assert f"\nTryExec={path}\n" in text


@on_linux
def test_a_program_that_does_not_run_here_is_not_installed(stage, home):
    (stage / "program/lossgui").write_text("#!/bin/sh\necho too old >&2; exit 1\n")
    done = run(stage / "install.sh", home)
    assert done.returncode == 1
    assert done.stderr == "lossgui: the program does not run on this system: too old\n"
    assert list(home.iterdir()) == []


@on_linux
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_home_that_cannot_be_written_is_said(stage, home):
    home.chmod(0o500)
    done = run(stage / "install.sh", home)
    assert done.returncode == 1
    assert "cannot be made, so nothing was installed" in done.stderr
