"""The commands about lessons, without opening a window."""

import pytest

from lossgui import cli_window
from lossgui.cli import main
from lossgui.lessons import lesson_keys


def test_lessons_lists_every_lesson_with_its_title(capsys):
    assert main(["lessons"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sorted(lines[::2]) == sorted(lesson_keys())
    assert "    My formula gives another number than Keras" in lines


@pytest.mark.parametrize(
    "words", [["--lang", "zh_CN", "lesson", "half-sum"], ["lesson", "half-sum", "--lang", "zh_CN"]]
)
def test_lesson_opens_a_window_with_it_in_the_language_that_is_asked_for(monkeypatch, words):
    opened = []
    monkeypatch.setattr(
        cli_window, "open_window", lambda files, **choices: opened.append(choices) or 0
    )
    assert main(words) == 0
    [choices] = opened
    assert choices["language"] == "zh_CN"
    assert choices["session"].state.lesson == "half-sum"


@pytest.mark.parametrize("words", [["lesson", "half-summ"], ["lesson"]])
def test_a_lesson_that_is_not_there_is_one_sentence(words, capsys):
    try:
        status = main(words)
    except SystemExit as left:
        status = left.code
    assert status == 2
    said = capsys.readouterr().err
    assert said.startswith("lossgui: ")
    assert said.count("\n") == 1
