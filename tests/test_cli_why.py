"""The command ``why``: what it answers, and what it refuses."""

import numpy as np
import pytest

from lossgui.cli import main


def test_a_number_of_the_founding_example_is_answered_the_simplest_first(capsys):
    assert main(["why", "0.237"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("0.237 = Mean squared error in Keras 3 and all other dialects")


def test_files_take_the_place_of_the_founding_example(tmp_path, capsys):
    for name, values in (("y_true", [1.0, 2.0]), ("y_pred", [2.0, 4.0])):
        np.save(tmp_path / f"{name}.npy", np.array(values))
    files = [str(tmp_path / "y_true.npy"), str(tmp_path / "y_pred.npy")]
    assert main(["why", "2.500", *files]) == 0
    assert "Mean squared error" in capsys.readouterr().out.splitlines()[0]


def test_where_nothing_gives_the_number_the_nearest_are_printed_and_the_status_says_no(capsys):
    assert main(["why", "0.54333335"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "nothing here gives 0.54333335; the nearest:"
    assert len(lines) > 1


def test_more_answers_are_counted_and_printed_on_request(capsys):
    main(["why", "0.9"])
    few = capsys.readouterr().out
    main(["why", "0.9", "--all"])
    assert "--all prints them" in few
    assert len(capsys.readouterr().out) > len(few)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["abc"], "is not a number"),
        (["nan"], "type a finite number"),
        (["0.5", "y_true.npy"], "both files"),
        (["0.5", "--dialect", "kears"], "no dialect"),
    ],
)
def test_misuse_is_one_sentence_and_status_2(arguments, said, capsys):
    assert main(["why", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1
