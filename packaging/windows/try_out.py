"""Installs setup.exe on Windows as a student does, tries it out, and removes it.

``python packaging/windows/try_out.py dist`` changes the account that it runs in: it is for a
machine that is thrown away. The Python that runs it must have lossgui and TensorFlow; it plays the
student's own one, and says how many losses and plots the source has.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import tempfile
import time
import winreg
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lossgui
from lossgui.session.session import Session
from lossgui.session.storage import save_session

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_WAIT = 120
CLOSE = 0x0010
"""WM_CLOSE"""

PROGRAMS = Path(os.environ["LOCALAPPDATA"], "Programs", "lossgui")
SETTINGS = Path(os.environ["APPDATA"], "lossgui", "lossgui.ini")
LEFT_OVERS = (
    PROGRAMS,
    SETTINGS.parent,
    Path(os.environ["LOCALAPPDATA"], "lossgui"),
    Path(os.environ["APPDATA"], "Microsoft/Windows/Start Menu/Programs/lossgui.lnk"),
)
KEYS = (
    r"Software\Classes\.lossgui",
    r"Software\Classes\lossgui.session",
    r"Software\Microsoft\Windows\CurrentVersion\Uninstall\lossgui",
)
CONSOLE, WINDOW = PROGRAMS / "lossgui-cli.exe", PROGRAMS / "lossgui.exe"


def main(folder: str) -> int:
    """Go through all steps; the first that does not hold ends the run."""
    (setup,) = Path(folder).resolve().glob("*-setup.exe")
    work = Path(tempfile.mkdtemp(prefix="学 生 "))
    session = work / "sample.lossgui"
    example = Session()
    example.set_tensors({"y_true": [[0.0, 1.0]], "y_pred": [[0.5, 0.5]]})
    save_session(session, example.state)

    holds("nothing is there before", traces() == [])
    run(setup, "/S")
    holds("everything is there after", len(traces()) >= len(KEYS) + 2)
    said = run(CONSOLE, "--version")
    holds("the version is that of the source", said.strip() == f"lossgui {lossgui.__version__}")
    try_out(session, work)
    open_by_double_click(session)
    cross_check(work)
    kept = SETTINGS.read_bytes()
    run(setup, "/S")
    holds("settings are kept over an upgrade", SETTINGS.read_bytes() == kept)
    run(PROGRAMS / "uninstall.exe", "/S")
    # The uninstaller works on as a copy of itself: a program cannot remove its own file.
    holds("nothing is left", wait(lambda: traces() == []), traces())
    print("all holds")
    return 0


def holds(what: str, held: bool, found: object = "") -> None:
    """Say whether something holds; stop if not."""
    print(f"{'holds' if held else 'FAILED'}   {what} {'' if held else found}", flush=True)
    if not held:
        sys.exit(1)


def run(*command: object, **environment: str) -> str:
    """Run a program of what was installed, without anything of this Python's."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(word) for word in command],
        env={**own, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=300,
        check=False,
    )
    name = Path(str(command[0])).name
    holds(f"{name} {' '.join(map(str, command[1:]))}", done.returncode == 0, done.stdout)
    return done.stdout


def wait(condition: Callable[[], object]) -> bool:
    """Wait until something holds; returns whether it did."""
    deadline = time.monotonic() + LONGEST_WAIT
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.5)
    return bool(condition())


def traces() -> list[str]:
    """List what of lossgui is in this account."""
    found = [str(path) for path in LEFT_OVERS if path.exists()]
    for key in KEYS:
        try:
            winreg.OpenKey(winreg.HKEY_CURRENT_USER, key).Close()
        except FileNotFoundError:
            continue
        found.append(key)
    return found


def try_out(session: Path, work: Path) -> None:
    """Let both programs try themselves out, and count what they have."""
    source = counts_of_source(work)
    for number, program in enumerate((CONSOLE, WINDOW)):
        out = work / f"out {number}"
        run(program, "--smoke", out, session)
        report = read_report(out)
        holds("it is the packed one, in a real window", report["packed"], report)
        holds("Windows draws it", report["platform"] == "windows", report["platform"])
        holds("as many losses and plots as the source", report["counts"] == source, report)
    out = work / "out 文"
    run(WINDOW, "--lang", "zh_CN", "--smoke", out, session)
    said = read_report(out)
    holds("the menu speaks Chinese", "文" in said["menu"], said["menu"])
    holds("so do Qt's own buttons", "取" in said["cancel_button"], said["cancel_button"])


def counts_of_source(work: Path) -> dict[str, int]:
    """Return how many losses, dialects, plots the source has."""
    out = work / "source"
    environment = {"LOSSGUI_SETTINGS": str(work / "settings"), "QT_QPA_PLATFORM": "offscreen"}
    run(sys.executable, "-m", "lossgui", "--smoke", out, **environment)
    counts: dict[str, int] = read_report(out)["counts"]
    return counts


def read_report(out: Path) -> dict[str, Any]:
    """Read what ``--smoke`` found."""
    report: dict[str, Any] = json.loads((out / "result.json").read_text("utf-8"))
    return report


def open_by_double_click(session: Path) -> None:
    """Open a session as the Explorer does, and close the window again."""
    os.startfile(session)  # noqa: S606 - this is what is tried out
    holds("a double-click opens the session", wait(lambda: window_of(session.stem)))
    ctypes.windll.user32.PostMessageW(window_of(session.stem), CLOSE, 0, 0)
    holds("the window closes", wait(lambda: not window_of(session.stem)))
    # A program that still ends keeps its file open, and setup.exe would wait for it.
    holds("the program ends", wait(lambda: "lossgui.exe" not in running()))


def window_of(title: str) -> int:
    """Return the handle of the window whose title begins with a text, 0 if there is none."""
    user = ctypes.windll.user32
    found: list[int] = []

    @ctypes.WINFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_void_p)
    def look(window: int, _: int) -> bool:
        text = ctypes.create_unicode_buffer(200)
        user.GetWindowTextW(ctypes.c_void_p(window), text, 200)
        if user.IsWindowVisible(ctypes.c_void_p(window)) and text.value.startswith(title):
            found.append(window)
        return True

    user.EnumWindows(look, 0)
    return found[0] if found else 0


def running() -> str:
    """Return the names of all programs that run."""
    command = [Path(os.environ["SYSTEMROOT"], "System32", "tasklist.exe"), "/FO", "CSV"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def cross_check(work: Path) -> None:
    """Ask the TensorFlow of this Python from the installed program."""
    (work / "y_true.csv").write_text("0,1\n1,0\n")
    (work / "y_pred.csv").write_text("0.5,1\n0.25,0\n")
    files = (work / "y_true.csv", work / "y_pred.csv")
    said = run(CONSOLE, "check", "mse", *files, LOSSGUI_PYTHON=sys.executable)
    # Mean of 0.25, 0, 0.5625, 0 = 0.203125, exact in binary.
    holds("TensorFlow agrees", "agrees" in said and said.count("0.203125") == 2, said)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("try_out: name the folder with setup.exe")
    sys.exit(main(sys.argv[1]))
