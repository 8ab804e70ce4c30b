"""lossgui.exe has no terminal: what would be written there is shown, and nothing ends silently."""

from __future__ import annotations

import sys

import lossgui_start
import pytest

import lossgui.cli
from lossgui import complaint


@pytest.fixture
def shown(monkeypatch):
    """What message boxes say."""
    texts = []
    monkeypatch.setattr(lossgui_start, "show", texts.append)
    monkeypatch.setattr(complaint, "_show", texts.append)
    return texts


def start_without_terminal(monkeypatch, *words):
    """Start as Windows starts lossgui.exe; called in the test, as pytest sets the streams anew."""
    monkeypatch.setattr(sys, "argv", ["lossgui.exe", *words])
    monkeypatch.setattr(sys, "frozen", None, raising=False)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    for stream in ("stdout", "stderr", "__stdin__", "__stdout__", "__stderr__"):
        monkeypatch.setattr(sys, stream, None)
    return lossgui_start.main()


def test_misuse_is_shown_in_a_message_box(shown, monkeypatch):
    assert start_without_terminal(monkeypatch, "no such file.lossgui") == 2
    (text,) = shown
    assert "'no such file.lossgui' is neither a file nor a command" in text


def test_a_wrong_option_is_shown_in_a_message_box(shown, monkeypatch):
    assert start_without_terminal(monkeypatch, "--no-such-option") == 2
    assert "--no-such-option" in shown[0]


def test_success_shows_nothing(shown, monkeypatch):
    assert start_without_terminal(monkeypatch, "losses") == 0
    assert shown == []


def test_an_error_that_nobody_catches_is_shown(shown, monkeypatch):
    def break_down():
        raise MemoryError("no memory for the window")

    monkeypatch.setattr(lossgui.cli, "main", break_down)
    with pytest.raises(MemoryError) as caught:
        start_without_terminal(monkeypatch)
    sys.excepthook(caught.type, caught.value, caught.tb)
    assert shown[0].rstrip().endswith("MemoryError: no memory for the window")


def test_with_a_terminal_errors_go_there(monkeypatch, capsys):
    monkeypatch.setattr(sys, "frozen", None, raising=False)
    monkeypatch.setattr(sys, "argv", ["lossgui-cli.exe", "no such file.lossgui"])
    assert lossgui_start.main() == 2
    assert "neither a file nor a command" in capsys.readouterr().err


def test_the_installed_app_counts_as_packed(monkeypatch):
    monkeypatch.setattr(sys, "frozen", None, raising=False)
    monkeypatch.setattr(sys, "argv", ["lossgui-cli.exe", "losses"])
    lossgui_start.main()
    assert sys.frozen == "windows"
