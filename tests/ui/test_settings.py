"""What is remembered between two starts, and what a damaged file does: nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect

from lossgui.backends.pythons.remembered import remember_python, remembered_python
from lossgui.ui.layout import fitted
from lossgui.ui.settings import (
    MOST_RECENT,
    open_settings,
    read_bytes,
    read_number,
    read_text,
    recent_files,
    remember_file,
    reset_settings,
)


def test_settings_live_in_the_folder_of_the_user(settings_folder):
    settings = open_settings()
    settings.setValue("theme", "dark")
    settings.sync()
    assert (settings_folder / "lossgui.ini").read_text() != ""


def test_recent_files_are_the_latest_first_without_repeats_or_lost_ones(tmp_path):
    settings = open_settings()
    paths = [tmp_path / f"{number}.lossgui" for number in range(MOST_RECENT + 3)]
    for path in paths:
        path.touch()
        remember_file(settings, path)
    remember_file(settings, paths[5])
    assert recent_files(settings)[:2] == [paths[5], paths[-1]]
    assert len(recent_files(settings)) == MOST_RECENT
    paths[5].unlink()
    assert recent_files(settings)[0] == paths[-1]


REMEMBER = """
import sys
from lossgui.ui.settings import open_settings, remember_file

settings = open_settings()
remember_file(settings, sys.argv[1])
settings.setValue("theme", "dark")
"""


def test_two_programs_that_run_keep_each_other_s_recent_files_and_choices(tmp_path):
    first, second, third = paths = [tmp_path / f"{name}.lossgui" for name in "abc"]
    for path in paths:
        path.touch()
    settings = open_settings()
    remember_file(settings, first)
    subprocess.run([sys.executable, "-c", REMEMBER, str(second)], check=True, timeout=60)
    settings.setValue("zoom", 1.5)
    remember_file(settings, third)
    assert recent_files(settings) == [third, second, first]
    text = Path(settings.fileName()).read_text("utf-8")
    assert "theme=dark" in text
    assert "zoom=1.5" in text


def test_a_file_on_a_disk_that_is_away_is_remembered_for_later(tmp_path):
    away, here = tmp_path / "disk" / "a.lossgui", tmp_path / "b.lossgui"
    away.parent.mkdir()
    away.touch()
    here.touch()
    settings = open_settings()
    remember_file(settings, away)
    away.parent.rename(tmp_path / "taken out")
    remember_file(settings, here)
    assert recent_files(settings) == [here]
    (tmp_path / "taken out").rename(away.parent)
    assert recent_files(settings) == [here, away]


def test_a_single_recent_file_survives_the_ini_file(tmp_path):
    path = tmp_path / "ä b.lossgui"
    path.touch()
    settings = open_settings()
    remember_file(settings, path)
    settings.sync()
    assert recent_files(open_settings()) == [path]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe garbage [[[",
        b"[General]\ntheme=@Variant(\\0\\0\\0\\x7f)\nzoom=much\nrecent_files=@Invalid()\n",
        b"[window]\ngeometry=@ByteArray(short)\nstate=7\nsplitter_left=@Size(3 3)\n",
        b"[General]\ntheme=1, 2, 3\nzoom=nan\nrecent_files=1, 2, 3\n",
    ],
)
@pytest.mark.qt_log_ignore("QVariant::load", extend=True)
def test_a_damaged_file_does_not_stop_the_start(settings_folder, content, make_window):
    settings_folder.mkdir()
    (settings_folder / "lossgui.ini").write_bytes(content)
    window = make_window()
    assert window.isVisible()
    assert window.appearance.zoom == 1.0


def test_wrong_types_count_as_not_there(qapp):
    settings = open_settings()
    settings.setValue("theme", [1, 2])
    settings.setValue("zoom", "much")
    settings.setValue("window/geometry", "text")
    assert read_text(settings, "theme", "system") == "system"
    assert read_number(settings, "zoom", 1.0) == 1.0
    assert read_bytes(settings, "window/geometry") is None


def test_reset_forgets_everything(settings_folder):
    settings = open_settings()
    settings.setValue("theme", "dark")
    settings.sync()
    remember_python("a/python")
    reset_settings()
    assert remembered_python() is None
    assert open_settings().allKeys() == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ((100, 100, 800, 600), (100, 100, 800, 600)),
        ((5000, 100, 800, 600), (480, 100, 800, 600)),
        ((-900, -900, 800, 600), (0, 0, 800, 600)),
        ((100, 100, 9000, 9000), (0, 0, 1280, 800)),
    ],
)
def test_a_window_off_the_screen_is_pulled_back(wanted, expected):
    assert fitted(QRect(*wanted), QRect(0, 0, 1280, 800)) == QRect(*expected)


def test_the_window_comes_back_as_it_was_left(make_window):
    window = make_window()
    window.resize(780, 700)
    window.choose_theme("dark")
    window.docks[0].show()
    window.close()
    again = make_window()
    assert (again.width(), again.height()) == (780, 700)
    assert again.appearance.theme.dark
    assert again.docks[0].isVisible()
    again.command("reset_layout").trigger()
    assert not again.docks[0].isVisible()
    again.choose_theme("light")


def test_the_folder_can_be_moved_by_the_environment(settings_folder):
    assert os.environ["LOSSGUI_SETTINGS"] == str(settings_folder)
    assert open_settings().fileName() == str(settings_folder / "lossgui.ini")
