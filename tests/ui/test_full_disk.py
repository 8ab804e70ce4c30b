"""Files that cannot be written: a sentence that names them, and the old file stays.

A limit on the size of files stands for a full disk: it needs no rights, and the system itself
refuses. What it says then has a number of its own.
"""

import json
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QLabel

from lossgui.cli import main
from lossgui.ui.dialogs import TextDialog
from lossgui.ui.plots.export import KINDS

try:
    import resource
except ImportError:  # Windows
    pytest.skip("this system cannot limit the size of files", allow_module_level=True)

TOO_LARGE = "the disk does not take files of this size"
OLD = b"what was there before"


@pytest.fixture
def small_files():
    """Let no file of this process grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit(size):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))

    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def kept(tmp_path):
    """Check at the end that a file holds what it held, and that nothing lies beside it."""
    paths = []

    def keep(name):
        path = tmp_path / "files" / name
        path.parent.mkdir()
        path.write_bytes(OLD)
        paths.append(path)
        return path

    yield keep
    for path in paths:
        assert path.read_bytes() == OLD
        assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("suffix", KINDS)
def test_a_plot_that_has_no_room_leaves_the_old_file(window, kept, small_files, suffix):
    path = kept("plot" + suffix)
    small_files(30)
    window.plots.save_as(path)
    assert window.notices.text == f"plot{suffix} cannot be saved: {TOO_LARGE}"


def test_a_session_that_has_no_room_leaves_the_old_file(window, kept, small_files):
    path = kept("a.lossgui")
    window.studio.session.set_cells("y_pred", (0, 0), 0.5)
    small_files(100)
    window.documents.save_to(path)
    small_files(resource.RLIM_INFINITY)
    assert window.notices.text == f"a.lossgui cannot be saved: {TOO_LARGE}"
    assert not window.documents.saved
    window.studio.session.mark_saved()


def test_details_that_have_no_room_are_told_in_their_own_window(qtbot, kept, small_files):
    path = kept("details.txt")
    dialog = TextDialog("Details", "", "a line\n" * 100)
    qtbot.addWidget(dialog)
    dialog.show()
    small_files(100)
    dialog.save(path)
    label = dialog.findChild(QLabel)
    assert label.text() == f"details.txt cannot be saved: {TOO_LARGE}"
    assert label.isVisible()


def test_a_table_of_a_survey_that_has_no_place_is_told_before_anything_is_asked(
    kept, monkeypatch, capsys
):
    monkeypatch.setattr("lossgui.backends.survey.survey", lambda: pytest.fail("asked"))
    folder = kept("taken")
    assert main(["check", "--all", "--markdown", str(folder / "table.md")]) == 2
    said = "lossgui: table.md cannot be saved: a part of its path is a file, not a folder\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(
    ("name", "said"),
    [("taken/window.png", "there is no folder"), ("window.xyz", "give it a name that ends in")],
)
def test_a_picture_that_has_no_place_is_told_before_it_is_drawn(tmp_path, monkeypatch, name, said):
    from lossgui.ui import screenshot

    (tmp_path / "taken").touch()
    monkeypatch.setattr(screenshot, "create_application", lambda: pytest.fail("drawn"))
    with pytest.raises(ValueError, match=said):
        screenshot.save_screenshot(str(tmp_path / name), host=None)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


DRAW = """
import resource, sys
from lossgui.ui import screenshot

screenshot._wait_for_checks = lambda studio: resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900))
try:
    screenshot.save_screenshot(sys.argv[1], None)
except ValueError as problem:
    print(problem)
"""


def test_a_picture_that_has_no_room_leaves_the_old_file(kept):
    path = kept("window.png")
    command = [sys.executable, "-c", DRAW, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout == f"window.png cannot be saved: {TOO_LARGE}\n"


def test_trying_out_where_there_is_no_room_says_what_did_not_hold(
    tmp_path, monkeypatch, small_files, capsys
):
    from lossgui.ui import smoke

    monkeypatch.setattr(smoke, "REPAINTS", 2)
    small_files(2000)
    assert main([f"--smoke={tmp_path / 'out'}"]) == 1
    small_files(resource.RLIM_INFINITY)
    report = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))
    assert "the picture of the window is saved" in report["failed"]
    assert {"export as .png", "export as .svg"} <= set(report["failed"])
    said = "".join(f"lossgui: did not hold: {what}\n" for what in report["failed"])
    assert capsys.readouterr().err == said
