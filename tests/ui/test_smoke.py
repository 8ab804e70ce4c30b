"""Trying the program out: what the report holds, and that a failure is seen."""

import json

import numpy as np
import pytest
from PySide6.QtCore import QTranslator

from lossgui.cli import main
from lossgui.core.losses import LOSSES
from lossgui.session.session import Session
from lossgui.session.storage import save_session
from lossgui.ui import language, smoke


@pytest.fixture(autouse=True)
def few_repaints(monkeypatch):
    """Every one of the hundred is the same."""
    monkeypatch.setattr(smoke, "REPAINTS", 4)
    monkeypatch.setattr(smoke, "LONGEST_WAIT", 5.0)


@pytest.fixture
def session_file(tmp_path):
    session = Session()
    session.set_tensors({"y_true": np.ones((2, 3)), "y_pred": np.full((2, 3), 0.5)})
    save_session(tmp_path / "halves.lossgui", session.state)
    return tmp_path / "halves.lossgui"


def report_in(folder):
    return json.loads((folder / "result.json").read_text("utf-8"))


def test_everything_holds_and_every_export_is_there(tmp_path, session_file):
    folder = tmp_path / "试 out"
    assert main(["--smoke", str(folder), str(session_file)]) == 0
    report = report_in(folder)
    assert report["failed"] == report["errors"] == report["qt_messages"] == []
    # Mean of 0.25; half the sum of three times 0.25, the mean of which is the same.
    assert report["values"] == [0.25, 0.375]
    assert report["title"].startswith("halves")
    assert report["counts"]["losses"] == len(LOSSES)
    assert report["settings"].startswith(str(tmp_path))
    found = {path.name for path in folder.iterdir()}
    assert found == {"result.json", "window.png", "plot.png", "plot.svg", "plot.csv"}


def test_trying_out_changes_no_setting(tmp_path):
    settings = smoke.open_settings()
    settings.setValue("theme", "dark")
    settings.sync()
    assert main([f"--smoke={tmp_path / 'out'}"]) == 0
    settings = smoke.open_settings()
    assert settings.value("theme") == "dark"
    assert not settings.contains("smoke")


def test_damaged_settings_are_put_aside_and_hold(tmp_path, settings_folder, capsys):
    settings_folder.mkdir()
    file = settings_folder / "lossgui.ini"
    file.write_bytes(bytes(range(256)))
    assert main([f"--smoke={tmp_path / 'out'}"]) == 0
    aside = settings_folder / "lossgui.ini.damaged"
    assert aside.read_bytes() == bytes(range(256))
    assert str(aside) in capsys.readouterr().err


def test_a_damaged_file_does_not_hold(tmp_path, capsys):
    (tmp_path / "cut.lossgui").write_bytes(b"PK\x03\x04")
    assert main(["--smoke", str(tmp_path / "out"), str(tmp_path / "cut.lossgui")]) == 1
    assert report_in(tmp_path / "out")["failed"] == ["the file is opened"]
    assert capsys.readouterr().err == "lossgui: did not hold: the file is opened\n"


def test_settings_that_cannot_be_written_do_not_hold(tmp_path, monkeypatch):
    (tmp_path / "taken").write_text("a file where the folder should be")
    monkeypatch.setenv("LOSSGUI_SETTINGS", str(tmp_path / "taken"))
    assert main(["--smoke", str(tmp_path / "out")]) == 1
    assert report_in(tmp_path / "out")["failed"] == ["settings written and read back"]


def test_an_export_that_fails_does_not_hold(tmp_path, monkeypatch):
    (tmp_path / "out" / "plot.png").mkdir(parents=True)
    monkeypatch.setattr(smoke, "save", lambda canvas, path: path.touch())
    monkeypatch.setattr(smoke.Path, "unlink", lambda path, missing_ok: None)
    assert main(["--smoke", str(tmp_path / "out")]) == 1
    expected = [f"export as {suffix}" for suffix in (".png", ".svg", ".csv")]
    assert report_in(tmp_path / "out")["failed"] == expected


def test_the_report_holds_the_language_and_texts_in_it(tmp_path):
    assert main(["--smoke", str(tmp_path / "out"), "--lang", "zh_CN"]) == 0
    report = report_in(tmp_path / "out")
    assert report["failed"] == []
    assert report["language"] == "zh_CN"
    assert report["title"].startswith("未命名")
    assert report["menu"] == "文件(&F)"
    assert report["cancel_button"] == "取消"


def test_english_is_reported_and_has_nothing_to_hold(tmp_path):
    assert main(["--smoke", str(tmp_path / "out"), "--lang=en"]) == 0
    report = report_in(tmp_path / "out")
    assert (report["language"], report["menu"]) == ("en", "&File")
    assert report["cancel_button"].replace("&", "") == "Cancel"


def test_a_translation_that_was_left_out_in_packing_does_not_hold(tmp_path, monkeypatch):
    monkeypatch.setattr(language, "_from_qt", lambda code: [])
    assert main(["--smoke", str(tmp_path / "out"), "--lang=zh_CN"]) == 1
    assert report_in(tmp_path / "out")["failed"] == ["a translated button of Qt"]
    monkeypatch.setattr(language, "own_translator", lambda code: QTranslator())
    assert main(["--smoke", str(tmp_path / "out"), "--lang=zh_CN"]) == 1
    expected = ["a translated menu", "a translated button of Qt"]
    assert report_in(tmp_path / "out")["failed"] == expected


def test_a_language_that_is_not_there_is_refused_before_anything_is_tried(tmp_path, capsys):
    assert main(["--smoke", str(tmp_path / "out"), "--lang", "fi"]) == 2
    assert capsys.readouterr().err == "lossgui: --lang fi: lossgui speaks en, zh_CN\n"
    assert not (tmp_path / "out").exists()
