"""Installs setup.exe under Wine, starts what it installed, and removes it: ``try_wine.py dist``.

Run it with a display (``xvfb-run python packaging/windows/try_wine.py dist``), Wine 8 or newer and
the MinGW-w64 compiler. Wine lacks some functions that Windows has: complex numbers of the C library
and the text converters of ICU. Stand-ins that compute nothing are put beside the installed program,
so this shows that nothing is missing in the folder, never that a number is right on Windows.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from portable_executable import read_program

if TYPE_CHECKING:
    from collections.abc import Iterable

BUILD = Path(__file__).resolve().parents[2] / "build" / "wine"
PREFIX = BUILD / "prefix"
COMPILER = "x86_64-w64-mingw32-gcc"

MATH = b"api-ms-win-crt-math-l1-1-0.dll"
STAND_IN = b"lossgui-in-place-of-math-0.dll"  # as long as the other: it is written over it
REAL = ("creal", "cimag", "cabs", "carg")
COMPLEX = ("csqrt", "cexp", "clog", "cpow", "csin", "ccos", "ctan", "csinh", "ccosh", "ctanh")


def main(folder: str) -> int:
    """Go through all steps; the first that fails ends the run."""
    (setup,) = Path(folder).resolve().glob("*-setup*.exe")
    shutil.rmtree(PREFIX, ignore_errors=True)
    PREFIX.mkdir(parents=True)
    wine("wineboot", "--init")
    wine("winecfg", "-v", "win10")
    wine(setup, "/S")
    (program,) = PREFIX.glob("drive_c/users/*/AppData/Local/Programs/lossgui")
    complete(program)
    console = program / "lossgui-cli.exe"
    print(wine(console, "--version").strip())
    (BUILD / "y_true.csv").write_text("0,1\n1,0\n")
    (BUILD / "y_pred.csv").write_text("0.5,1\n0.25,0\n")
    # Mean of 0.25, 0, 0.5625, 0 = 0.203125.
    said = wine(console, "eval", "mse", BUILD / "y_true.csv", BUILD / "y_pred.csv")
    holds("a loss is evaluated", "0.203125" in said, said)
    out = BUILD / "out"
    shutil.rmtree(out, ignore_errors=True)
    wine(program / "lossgui.exe", "--lang", "zh_CN", "--smoke", out, fails=True)
    report = json.loads((out / "result.json").read_text("utf-8"))
    print(json.dumps(report, indent=2))
    holds("the window is drawn by Windows' own plugin", report["platform"] == "windows", report)
    holds("all that was tried out holds", report["failed"] == [], report["failed"])
    holds("Qt's own buttons are translated", "取" in report["cancel_button"], report)
    wine(program / "uninstall.exe", "/S")
    wine("wineserver", "--wait")  # the uninstaller works on as a copy of itself
    holds("the folder is gone", not program.exists(), program)
    holds("no key is left", "lossgui" not in (PREFIX / "user.reg").read_text("latin-1"), "")
    return 0


def wine(*command: object, fails: bool = False) -> str:
    """Run a Windows program, or one of Wine's own, and return what it says."""
    words = [str(word) for word in command]
    if words[0] != "wineserver":
        words.insert(0, "wine")
    environment = {**os.environ, "WINEPREFIX": str(PREFIX), "WINEDEBUG": "-all"}
    # Wine would ask whether to download the first two; the last would write into the host's menu.
    environment["WINEDLLOVERRIDES"] = "mscoree,mshtml=;winemenubuilder.exe=d"
    done = subprocess.run(
        words,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=300,
        check=False,
    )
    holds(" ".join(map(str, command)), fails or done.returncode == 0, done.stdout)
    return done.stdout


def holds(what: str, held: bool, found: object) -> None:
    """Say whether something holds; stop if not."""
    print(f"{'holds' if held else 'FAILED'}   {what} {'' if held else found}", flush=True)
    if not held:
        sys.exit(1)


def complete(program: Path) -> None:
    """Put stand-ins for what Wine lacks beside the installed program."""
    libraries = [path for path in program.rglob("*") if path.suffix in (".dll", ".pyd")]
    asked: dict[str, set[str]] = {}
    for path in libraries:
        for name, functions in read_program(path).imports.items():
            if name in (MATH.decode(), "icuuc.dll"):
                asked.setdefault(name, set()).update(functions)
        content = path.read_bytes()
        if path.is_relative_to(program / "site" / "numpy") and MATH in content:
            path.write_bytes(content.replace(MATH, STAND_IN))
    compile_library(program / STAND_IN.decode(), asked[MATH.decode()])
    compile_library(program / "icuuc.dll", asked["icuuc.dll"])


def compile_library(target: Path, names: Iterable[str]) -> None:
    """Compile a library with these functions: its own for complex numbers, else the system's."""
    source, exports = ["typedef struct {double r, i;} D; typedef struct {float r, i;} F;"], []
    for name in sorted(names):
        single = name.endswith("f")
        plain = name if name in REAL + COMPLEX else name[:-1]
        if plain in REAL:
            kind, of = ("float", "F") if single else ("double", "D")
            source.append(f"{kind} {name}({of} z) {{ return z.r; }}")
        elif plain in COMPLEX:
            of = "F" if single else "D"
            source.append(f"{of} {name}({of} z) {{ return z; }}")
        elif target.name == "icuuc.dll":  # an error code is the second argument of `ucnv_open`
            source.append(f"void *{name}(void *a, int *e) {{ {failed(name)} return 0; }}")
        else:
            exports.append(f"{name} = ucrtbase.{name}")
            continue
        exports.append(name)
    code, table = BUILD / f"{target.stem}.c", BUILD / f"{target.stem}.def"
    code.write_text("\n".join(source))
    table.write_text("\n ".join(["EXPORTS", *exports]))
    options = ("-w", "-shared", "-nostdlib", "-fno-builtin", "-Wl,-e,0")
    subprocess.run([COMPILER, *options, "-o", target, code, table], check=True)


def failed(name: str) -> str:
    """Return what tells Qt that there is no such converter."""
    return "if (e) *e = 4;" if name == "ucnv_open" else ""


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("try_wine: name the folder with setup.exe")
    sys.exit(main(sys.argv[1]))
