"""The wheel alone is enough: it is built, installed far from the source, and started there."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtGui import QImage

from lossgui.resources_path import resource


class Installed(NamedTuple):
    """A fresh environment with the wheel in it, and an unrelated folder to work in."""

    wheel: Path
    scripts: Path
    elsewhere: Path

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment as a user without a display would."""
        environment = {name: value for name, value in os.environ.items() if "PYTHON" not in name}
        return subprocess.run(
            [self.scripts / program, *arguments],
            cwd=self.elsewhere,
            env=environment | {"QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            timeout=240,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Build the wheel and install it in a folder with a blank and Chinese letters in its name.

    The dependencies are those of the running environment, by a path file: downloading them again
    would prove nothing about the wheel. Path files of a folder that is added in this way are not
    read, so an editable install of the source stays invisible.
    """
    folder = tmp_path_factory.mktemp("wheel") / "试 验"
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder]
    subprocess.run([*build, project], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")

    home = folder / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    paths = sysconfig.get_paths("venv", {"base": str(home), "platbase": str(home)})
    inherited = sysconfig.get_paths()["purelib"]
    Path(paths["purelib"], "dependencies.pth").write_text(f"{inherited}\n", "utf-8")

    python = Path(paths["scripts"]) / Path(sys.executable).name
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps"]
    # The path file makes pip see the inherited lossgui: it must not take that for the wheel.
    subprocess.run([*pip, "--ignore-installed", wheel], check=True, capture_output=True)

    elsewhere = folder / "else where"
    elsewhere.mkdir()
    return Installed(wheel, Path(paths["scripts"]), elsewhere)


def test_every_resource_is_inside_the_wheel(installed: Installed, project: Path) -> None:
    shipped = zipfile.ZipFile(installed.wheel).namelist()
    source = project / "resources"
    files = [path.relative_to(source) for path in source.rglob("*") if path.is_file()]
    files = [path for path in files if path.suffix != ".ts"]  # compiled into the .qm beside it
    assert files
    assert [name for name in files if f"lossgui/resources/{name.as_posix()}" not in shipped] == []


def test_every_source_file_is_inside_the_wheel(installed: Installed, project: Path) -> None:
    """Workers and the parts that they share among them: no import names these."""
    shipped = zipfile.ZipFile(installed.wheel).namelist()
    files = [file.relative_to(project).as_posix() for file in (project / "lossgui").rglob("*.py")]
    assert "lossgui/backends/workers/_messages.py" in files
    assert [name for name in files if name not in shipped] == []


def test_tests_and_tools_stay_outside_the_wheel(installed: Installed) -> None:
    folders = {name.split("/")[0] for name in zipfile.ZipFile(installed.wheel).namelist()}
    assert {name for name in folders if not name.endswith(".dist-info")} == {"lossgui"}


def test_the_installed_package_uses_nothing_of_the_source(installed: Installed) -> None:
    code = (
        "import sys, lossgui\n"
        "from lossgui.resources_path import resource\n"
        "print(lossgui.__file__, resource('icons', 'lossgui.svg'), *sys.path, sep='\\n')"
    )
    done = installed.run("python", "-c", code)
    assert done.returncode == 0, done.stderr
    package, icon, *paths = done.stdout.splitlines()
    assert Path(package).is_relative_to(installed.scripts.parent)
    assert Path(icon).is_relative_to(installed.scripts.parent)
    assert str(Path(__file__).parents[1]) not in paths


def test_the_installed_command_tells_its_version(installed: Installed) -> None:
    done = installed.run("lossgui", "--version")
    assert done.returncode == 0, done.stderr
    assert installed.wheel.name.split("-")[1] in done.stdout


def test_the_installed_demo_draws_the_window(installed: Installed) -> None:
    done = installed.run("python", "-m", "lossgui", "demo", "--screenshot", "图 1.png")
    assert done.returncode == 0, done.stderr
    assert "0.23666" in done.stdout
    assert "0.355" in done.stdout
    picture = QImage(str(installed.elsewhere / "图 1.png"))
    assert picture.width() >= 1000
    assert picture.height() >= 600
    # A window that failed to paint is one colour; this one has text, grids and curves.
    points = ((x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3))
    assert len({picture.pixel(x, y) for x, y in points}) > 20


def test_a_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"no resource called 'icons/unknown\.svg'"):
        resource("icons", "unknown.svg")
