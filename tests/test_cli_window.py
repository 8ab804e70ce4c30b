"""What the command line says before a window can be opened."""

import sys

import pytest

from lossgui import cli_window
from lossgui.cli import main


def test_a_library_that_the_system_lacks_is_named_in_one_sentence(monkeypatch, capsys, tmp_path):
    class Lacking:
        def find_spec(self, name, path=None, target=None):
            if name in ("lossgui.ui.application", "lossgui.ui.smoke"):
                raise ImportError("libEGL.so.1: cannot open shared object file")

    for name in ("lossgui.ui.application", "lossgui.ui.smoke"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(sys, "meta_path", [Lacking(), *sys.meta_path])
    monkeypatch.setattr(cli_window.gc, "disable", lambda: None)
    monkeypatch.setattr(cli_window.signal, "signal", lambda *what: None)
    for words in ([], [f"--smoke={tmp_path}"]):
        assert main(words) == 2
        said = capsys.readouterr().err
        assert said.startswith("lossgui: the window needs a library that this system lacks")
        assert "libEGL.so.1" in said


@pytest.mark.parametrize("words", [["--smoke"], ["--smoke", "out", "lacking.npy"]])
def test_misuse_of_smoke_opens_no_window(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    try:
        status = main(words)
    except SystemExit as exit_:
        status = exit_.code
    assert status == 2
    assert capsys.readouterr().err.startswith("lossgui: ")
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_smoke_may_be_called_like_a_command():
    assert cli_window.joined(["--smoke", "eval", "a.npy"]) == ["--smoke=eval", "a.npy"]


def test_a_language_is_neither_a_file_nor_a_command():
    words = ["--lang", "zh_CN", "a.npy", "--smoke", "out"]
    assert cli_window.joined(words) == ["--lang=zh_CN", "a.npy", "--smoke=out"]
