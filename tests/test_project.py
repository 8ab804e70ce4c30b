"""Rules about the project's own files: what it asks for, what it says, how large its files are."""

from __future__ import annotations

import itertools
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import lossgui

TEXT_SUFFIXES = {
    *("", ".cfg", ".csv", ".desktop", ".in", ".ini", ".json", ".md", ".py", ".pyi", ".sh"),
    *(".svg", ".toml", ".tsv", ".txt", ".xml", ".yaml", ".yml"),
}
# Names of things that only look like addresses: namespaces of XML, the name of a format.
NAMESPACES = (
    "http://www.w3.org/",
    "http://www.freedesktop.org/standards/shared-mime-info",
    "https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/",
)
# Places where a reader finds a source: papers, the frameworks' own repositories, Python itself.
SOURCES = (
    *("https://doi.org/", "https://arxiv.org/", "https://github.com/"),
    "https://www.python.org/ftp/python/",
)

ADDRESS = re.compile(r"\b(?:https?|ftp|file|ssh)://[^\s\"'<>)\]`]+")
HOST_WITH_PORT = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}:\d+\b|\blocalhost:\d+\b")
MACHINE_PATH = re.compile(r"(?<![\w.$}~/-])/(?:home|Users|root|work|opt|tmp|mnt|var/lib)/[\w.]")


@pytest.fixture(scope="module")
def pyproject(project: Path) -> dict:
    return tomllib.loads((project / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def text_files(project: Path) -> list[Path]:
    """Every text file that a clone has, new ones included."""
    if (project / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=project, capture_output=True, check=True).stdout
        names = [Path(name) for name in listed.decode().split("\0") if name]
    else:  # an unpacked source archive
        found = [path.relative_to(project) for path in project.rglob("*")]
        names = [path for path in found if not is_left_over(path)]
    paths = [project / name for name in names]
    return [path for path in paths if path.suffix in TEXT_SUFFIXES and path.is_file()]


def is_left_over(path: Path) -> bool:
    """Tell what git would ignore: environments, caches, build results."""
    first = path.parts[0]
    return "__pycache__" in path.parts or first in {"build", "dist"} or first.startswith(".")


def lines_with(pattern: re.Pattern[str], path: Path, allowed: tuple[str, ...] = ()) -> list[str]:
    """Return ``file:line: match`` for every match that does not start with an allowed text."""
    return [
        f"{path}:{number}: {match.group()}"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        for match in pattern.finditer(line)
        if not match.group().startswith(allowed)
    ]


def requirements(entries: list[str]) -> list[Requirement]:
    return [Requirement(entry) for entry in entries]


def chosen(entries: list[str], **environment: str) -> dict[str, Requirement]:
    """Return the requirements that apply in an environment, by name."""
    return {
        requirement.name: requirement
        for requirement in requirements(entries)
        if requirement.marker is None or requirement.marker.evaluate(dict(environment))
    }


@pytest.mark.parametrize(
    ("python", "release", "allowed"),
    [
        ("3.11", "6.9.3", False),  # unusable with pyqtgraph
        ("3.11", "6.10.0", True),
        ("3.11", "6.11.3", True),
        ("3.11", "6.12.0", False),  # drops references to None
        ("3.12", "6.9.3", False),
        ("3.12", "6.12.0", True),
        ("3.14", "6.12.0", True),
    ],
)
def test_a_python_gets_only_a_pyside6_that_works_with_it(pyproject, python, release, allowed):
    qt = chosen(pyproject["project"]["dependencies"], python_version=python)["PySide6-Essentials"]
    assert qt.specifier.contains(release) is allowed


def test_nothing_asks_for_the_whole_of_qt(pyproject):
    names = {r.name for r in requirements(pyproject["project"]["dependencies"])}
    assert names == {"PySide6-Essentials", "array-api-compat", "numpy", "pyqtgraph"}


@pytest.mark.parametrize(
    ("system", "machine", "package"),
    [
        ("linux", "x86_64", "tensorflow-cpu"),
        ("linux", "aarch64", "tensorflow"),
        ("darwin", "arm64", "tensorflow"),
        ("win32", "AMD64", "tensorflow"),
    ],
)
def test_every_system_gets_one_tensorflow(pyproject, system, machine, package):
    extra = pyproject["project"]["optional-dependencies"]["tensorflow"]
    assert set(chosen(extra, sys_platform=system, platform_machine=machine)) == {package}


def test_constraints_are_names_and_versions_only(project):
    lines = (project / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    pin = re.compile(r"[A-Za-z0-9.-]+==[0-9][0-9A-Za-z.]*(; [a-z_]+ [<>=!]+ \"[\w.]+\")?")
    assert [line for line in pins if not pin.fullmatch(line)] == []


def test_constraints_name_a_version_for_every_direct_dependency(project, pyproject):
    lines = (project / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {canonicalize_name(line.split("==")[0]) for line in lines if "==" in line}
    table = pyproject["project"]
    extras = itertools.chain.from_iterable(table["optional-dependencies"].values())
    entries = [*table["dependencies"], *extras]
    assert {canonicalize_name(r.name) for r in requirements(entries)} - pinned == set()


def test_no_file_has_an_address_other_than_a_source(text_files):
    found = []
    for path in text_files:
        if path.match("packaging/licences/texts/*"):
            continue  # quoted as they are
        found += lines_with(ADDRESS, path, NAMESPACES + SOURCES)
        found += lines_with(HOST_WITH_PORT, path)
    assert found == []


def test_no_file_has_a_path_of_one_machine(text_files):
    assert [line for path in text_files for line in lines_with(MACHINE_PATH, path)] == []


def test_a_source_file_stays_within_315_lines(project):
    lengths = {
        str(path.relative_to(project)): len(path.read_text("utf-8").splitlines())
        for path in (project / "lossgui").rglob("*.py")
    }
    # What runs pasted code and what that code may use stand in one file.
    allowed = {name: 400 if name.endswith("/_pasted.py") else 315 for name in lengths}
    assert {name: count for name, count in lengths.items() if count > allowed[name]} == {}


def test_the_changelog_starts_with_this_version(project):
    headings = re.findall(r"^## (\S+)", (project / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert headings[0] == lossgui.__version__


def test_the_version_stands_in_one_place(project, pyproject):
    assert "version" not in pyproject["project"]
    assert pyproject["tool"]["hatch"]["version"]["path"] == "lossgui/__init__.py"
    statement = re.compile(r"^__version__ = ", re.M)
    sources = (project / "lossgui").rglob("*.py")
    stated = [p.relative_to(project) for p in sources if statement.search(p.read_text("utf-8"))]
    assert stated == [Path("lossgui/__init__.py")]


def test_what_a_link_in_the_documents_points_to_exists(project):
    for document in project.glob("*.md"):
        targets = re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8"))
        missing = [target for target in targets if not (document.parent / target).exists()]
        assert missing == [], document.name
