"""A start that cannot be: one sentence where it can be seen, no core dump, no silence."""

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lossgui import complaint
from lossgui.cli import main
from lossgui.cli_ending import failed
from lossgui.complaint import complain, give_streams, log_file
from lossgui.missing_libraries import missing_libraries, what_to_install

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
LACKING = "libxcb-icccm.so.4"
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux has the environment")


@pytest.fixture
def start(tmp_path):
    """Start the program with these words and variables; give what ended."""
    screens = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    kept = {name: value for name, value in os.environ.items() if name not in screens}

    def run(*words, stdout=subprocess.PIPE, **variables):
        return subprocess.run(
            [sys.executable, "-m", "lossgui", *words],
            env=kept | {"LOSSGUI_SETTINGS": str(tmp_path / "settings")} | variables,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@linux
@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "neither DISPLAY nor WAYLAND_DISPLAY is set; start lossgui on a desktop"),
        ({"DISPLAY": ":7777"}, "the screen cannot be reached (DISPLAY=:7777); start lossgui as"),
        ({"DISPLAY": ":7777", "QT_QPA_PLATFORM": "nothing"}, "asks for 'nothing', which this Qt"),
    ],
)
def test_without_a_screen_there_is_one_sentence_and_no_core_dump(start, variables, said):
    done = start(**variables)
    assert done.returncode == 2
    assert done.stderr.startswith("lossgui: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


@linux
def test_a_notebook_without_a_screen_gets_an_exception_and_lives(tmp_path):
    program = "import lossgui\ntry:\n    lossgui.explore()\nexcept ValueError as problem:\n"
    program += "    print(problem)"
    screens = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    kept = {name: value for name, value in os.environ.items() if name not in screens}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=kept | {"LOSSGUI_SETTINGS": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("there is no screen to open a window on")


def test_a_plugin_of_qt_that_lacks_a_library_is_told_with_what_to_install(monkeypatch):
    from lossgui.ui import no_window

    asked = []
    monkeypatch.setattr(
        no_window,
        "missing_libraries",
        lambda file: asked.append(file.name) or ["libxcb-icccm.so.4"],
    )
    said = ['Could not load the Qt platform plugin "xcb" in "" even though it was found.', "Fatal"]
    sentence = no_window.reason(said, {"DISPLAY": ":0"})
    assert asked == ["libqxcb.so"]
    assert sentence == (
        f"the window needs {LACKING}, which this system lacks; install it (Debian and "
        "Ubuntu: sudo apt install libxcb-icccm4)"
    )


@linux
def test_libraries_that_the_system_lacks_are_found_without_loading_the_file(tmp_path, monkeypatch):
    loader = tmp_path / "ldd"
    loader.write_text(
        "#!/bin/sh\n"
        'echo "\tlibxcb-cursor.so.0 => not found"\n'
        'echo "\tlibc.so.6 => /lib/libc.so.6 (0x00)"\n'
        'echo "\tlibEGL.so.1 => not found"\n'
    )
    loader.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert missing_libraries(tmp_path / "any.so") == ["libEGL.so.1", "libxcb-cursor.so.0"]
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert missing_libraries(tmp_path / "any.so") == []


SONAMES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libz.so.1": "zlib1g",
}


@pytest.mark.parametrize("library", SONAMES)
def test_a_library_is_brought_by_the_package_that_the_packages_ask_for(library, project):
    needed = (project / "packaging" / "system-libraries.txt").read_text("utf-8").split()
    package = SONAMES[library]
    assert package in needed
    assert what_to_install([library]) == (
        f"install it (Debian and Ubuntu: sudo apt install {package})"
    )


@needs_full
@pytest.mark.parametrize("words", [["losses"], ["emit", "mse"]])
def test_output_that_has_no_room_is_one_sentence(start, words):
    with FULL.open("w") as full:
        done = start(*words, stdout=full)
    assert done.returncode == 2
    assert done.stderr.startswith("lossgui: the output cannot be written: the disk is full")
    assert done.stderr.count("\n") == 1


def test_a_folder_that_cannot_be_made_is_named(capsys, tmp_path):
    (tmp_path / "taken").touch()
    assert main([f"--smoke={tmp_path / 'taken' / 'out'}"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"lossgui: {tmp_path / 'taken' / 'out'} cannot be used: ")
    # Windows says instead that there is no such folder.
    assert "a part of its path is a file" in said or sys.platform == "win32"


def test_a_temporary_folder_that_is_nowhere_is_not_taken_for_the_output(capsys):
    problem = FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['here']")
    assert failed(problem, window=False) == 2
    assert capsys.readouterr().err == ("lossgui: No usable temporary directory found in ['here']\n")


@pytest.fixture
def no_streams(monkeypatch, tmp_path):
    """Take the streams away, as Windows does from what its menu starts; gives the file for them.

    A function, because pytest gives each test streams of its own after the fixtures.
    """

    def take():
        monkeypatch.setenv("LOSSGUI_SETTINGS", str(tmp_path / "kept"))
        for name in ("stdout", "stderr", "stdin", "__stdout__", "__stderr__", "__stdin__"):
            monkeypatch.setattr(sys, name, None)
        return tmp_path / "kept" / "lossgui.log"

    return take


@pytest.fixture
def shown(monkeypatch):
    """What a box showed."""
    texts = []
    monkeypatch.setattr(complaint, "_show", texts.append)
    return texts


def test_without_streams_a_complaint_is_shown_and_written_down(no_streams, shown, tmp_path):
    log = no_streams()
    assert main([str(tmp_path / "lacking.npy")]) == 2
    assert "lacking.npy' is neither a file nor a command" in shown[0]
    assert log == log_file()
    assert log.read_text("utf-8") == shown[0] + "\n"


def test_without_streams_output_goes_nowhere_and_complaints_of_commands_are_shown(
    no_streams, shown
):
    log = no_streams()
    assert main(["losses"]) == 0
    assert main(["eval", "nonsense", "a", "b"]) == 2
    with pytest.raises(SystemExit):
        main(["losses", "--nonsense"])
    assert "no loss called 'nonsense'" in shown[0]
    assert "--nonsense" in shown[1]
    assert "no loss called 'nonsense'" in log.read_text("utf-8")


def test_a_command_shows_no_box_where_it_has_a_place_to_write_to(shown, capsys, monkeypatch):
    for stream in ("__stdin__", "__stdout__", "__stderr__"):
        monkeypatch.setattr(sys, stream, None)
    assert main(["eval", "nonsense", "a", "b"]) == 2
    assert "no loss called 'nonsense'" in capsys.readouterr().err
    assert shown == []


def test_a_log_that_cannot_be_written_raises_nothing(no_streams, tmp_path):
    log = no_streams()
    log.parent.write_text("a file where the folder should be")
    give_streams()
    complain("nobody hears this", window=False)
    assert sys.stderr.write("nor this") == 8
    assert log.parent.read_text() == "a file where the folder should be"


def test_an_error_that_nobody_catches_is_shown_with_where_the_details_are(
    no_streams, shown, monkeypatch
):
    log = no_streams()
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back at the end
    complaint.take_last_words()
    give_streams()
    sys.excepthook(RuntimeError, RuntimeError("no luck"), None)
    assert shown == [f"lossgui: something unexpected happened: no luck (details are in {log})"]
    assert "RuntimeError: no luck" in log.read_text("utf-8")


def test_the_log_starts_again_before_it_grows_large(no_streams, monkeypatch):
    log = no_streams()
    monkeypatch.setattr(complaint, "LARGEST_LOG", 10)
    log.parent.mkdir()
    log.write_text("old and long enough\n")
    give_streams()
    complain("new", window=False)
    assert log.read_text("utf-8") == "lossgui: new\n"


def test_a_terminal_is_told_there_and_only_there(monkeypatch, capsys, shown):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "__stdin__", Terminal())
    complain("said", window=True)
    assert capsys.readouterr().err == "lossgui: said\n"
    assert shown == []


@linux
@pytest.mark.parametrize("name", ["zenity", "kdialog", "xmessage", "notify-send"])
def test_started_from_a_menu_a_box_of_the_desktop_says_it(monkeypatch, tmp_path, name):
    tools, said = tmp_path / "tools", tmp_path / "said"
    tools.mkdir()
    os.mkfifo(said)  # reading it waits for the box
    tool = tools / name
    tool.write_text(f'#!/bin/sh\nfor last; do :; done\necho "$last" > "{said}"\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tools))
    monkeypatch.setenv("DISPLAY", ":7777")
    for stream in ("__stdin__", "__stdout__", "__stderr__"):
        monkeypatch.setattr(sys, stream, None)
    complain("no screen", window=True)
    assert said.read_text() == "lossgui: no screen\n"


@linux
def test_a_folder_of_complaints_is_the_one_of_the_window(monkeypatch, tmp_path):
    """Without Qt the folder is worked out by its rules; here they are asked."""
    monkeypatch.delenv("LOSSGUI_SETTINGS", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    program = "from lossgui.ui.application import create_application as a\n"
    program += "a()\nfrom lossgui.ui.settings import copies_folder\nprint(copies_folder().parent)"
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(log_file().parent)
