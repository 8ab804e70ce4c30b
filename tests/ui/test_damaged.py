"""Damaged settings: put aside, told, and replaced by new ones; the rest is no damage."""

import pytest

from lossgui.ui.code.sheets import read_kept
from lossgui.ui.damaged import set_aside, set_damaged_settings_aside
from lossgui.ui.settings import open_settings

DAMAGED = {
    "noise": bytes(range(256)) * 4,
    "zeros": b"\0" * 300,
    "half a letter": "[General]\nrecent_files=/ä".encode()[:-1],
    "other encoding": "[General]\ntheme=dark\n".encode("utf-16"),
    "cut in a name": b"[General]\ntheme=dark\n\n[window]\ngeom",
    "cut in a value": b"[General]\ntheme=dark\n[window]\ngeometry=@ByteArray(\\x1\\xd9",
    "cut in a section": b"[General]\ntheme=dark\n[win",
    "a number that is none": b"[General]\nzoom=much\n",
    "a list for a text": b"[General]\ntheme=1, 2, 3\n",
    "a value that Qt cannot read": b"[General]\ntheme=@Variant(\\0\\0\\0\\x7f)\n",
    "no state of a window": b"[window]\nstate=7\n",
}
SOUND = {
    "nothing": b"",
    "an unknown key": b"[General]\ncolour=7\ntheme=dark\n\n[lessons]\ndone=1, 2\n",
    "an unknown choice": b"[General]\ntheme=purple\n",
    "a remark": b"; mine\n# too\n[General]\nzoom=1.5\n",
    "marked as UTF-8": b"\xef\xbb\xbf[General]\ntheme=dark\n",
    "Windows lines": b"[General]\r\ntheme=dark\r\n",
    "no recent file": b"[General]\nrecent_files=@Invalid()\n",
    "one recent file": b"[General]\nrecent_files=/a b.lossgui\n",
    "a rare sign": "[General]\nrecent_files=/a\u2028b.lossgui\n".encode(),
}


@pytest.fixture
def settings(settings_folder):
    """Write the file of the settings, and give its path."""

    def write(content):
        settings_folder.mkdir(exist_ok=True)
        path = settings_folder / "lossgui.ini"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.qt_log_ignore("QVariant::load", extend=True)
@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_kept_aside_and_told(settings, name):
    path = settings(DAMAGED[name])
    sentence = set_damaged_settings_aside()
    aside = path.with_name("lossgui.ini.damaged")
    assert sentence == (
        "Your settings were damaged, so lossgui starts with new ones. The damaged file is kept as "
        f"{aside}."
    )
    assert aside.read_bytes() == DAMAGED[name]
    assert open_settings().allKeys() == []
    assert set_damaged_settings_aside() == ""


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_stays_even_of_another_version(settings, name):
    path = settings(SOUND[name])
    assert set_damaged_settings_aside() == ""
    assert path.read_bytes() == SOUND[name]
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_is_not_there_is_no_damage(settings_folder):
    assert set_damaged_settings_aside() == ""


def test_what_a_window_writes_is_sound(make_window, tmp_path, settings_folder):
    window = make_window()
    window.docks[1].show()
    window.docks[1].panel().own.write_own()
    window.documents.save_to(tmp_path / "学习 = 1.lossgui")
    window.appearance.zoom_in()
    window.close()
    assert {"theme", "zoom", "recent_files", "window/state"} <= set(open_settings().allKeys())
    assert set_damaged_settings_aside() == ""


def test_a_second_damaged_file_does_not_take_the_place_of_the_first(tmp_path):
    names = []
    for content in (b"first", b"second", b"third"):
        (tmp_path / "a.ini").write_bytes(content)
        names.append(set_aside(tmp_path / "a.ini").name)
    assert names == ["a.ini.damaged", "a.ini.damaged-2", "a.ini.damaged-3"]
    assert (tmp_path / "a.ini.damaged").read_bytes() == b"first"


def test_code_that_is_nowhere_else_is_taken_over(qapp):
    code = open_settings()
    code.setValue("zoom", "much")
    code.setValue("code/sheets", '[["def mine(y, p):\\n    return 1", ""]]')
    code.sync()
    assert set_damaged_settings_aside()
    kept = open_settings()
    assert kept.allKeys() == ["code/sheets"]
    assert read_kept(kept.value("code/sheets")) == [["def mine(y, p):\n    return 1", ""]]


def test_a_file_that_cannot_be_moved_is_told(settings, monkeypatch):
    path = settings(b"[General]\nzoom=much\n")

    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("lossgui.ui.damaged.set_aside", refuse)
    sentence = set_damaged_settings_aside()
    assert sentence.startswith(f"The settings in {path} are damaged and cannot be put aside (you ")
