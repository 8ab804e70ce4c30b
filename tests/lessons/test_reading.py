"""A file that is no lesson is refused with its name, the place, and what would be right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from lossgui.lessons import LessonProblem, find_lesson, read_lesson
from lossgui.lessons.claims import found_claims, problems
from lossgui.lessons.wording import loose_numbers

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
order = 1
sources = ["worked by hand"]

[tensors]
y_true = [[0.0, 0.0]]
y_pred = [[1.0, 2.0]]

[[losses]]
loss = "mean_squared_error"

[[losses]]
loss = "half_sum_of_squares"
dialect = "textbook"

[[losses]]
code = "def mine(y_true, y_pred): return tf.reduce_mean(tf.square(y_pred - y_true))"

[claims.mse]
row = "A"
value = 2.5

[claims.edited]
row = "A"
value = 0.5
edits = { "y_pred[0, 1]" = 0.0 }

[claims.pasted]
row = "C"
value = 2.5

[claims.factor]
row = "B"
against = "A"
ratio = "d/2"

[text.en]
title = "A title"
question = \"\"\"
Why {mse}
and {factor}?
\"\"\"
steps = ["Look at {A}: {pasted}.", "Type `0.0` into `y_pred[0, 1]`: {edited}."]
answer = "Keras 3 does so."
"""


def read(folder: Path, text: str):
    file = folder / "mine.toml"
    file.write_text(text, "utf-8")
    return read_lesson(file)


def test_a_lesson_is_read_and_its_claims_hold(tmp_path):
    lesson = read(tmp_path, GOOD)
    assert (lesson.key, lesson.order, lesson.session.lesson) == ("mine", 1, "mine")
    assert [row.name for row in lesson.session.losses] == ["A", "B", "C"]
    assert lesson.session.reference == lesson.row("A").ident
    assert lesson.text("en").question == "Why {mse} and {factor}?"
    assert {name: found.text for name, found in found_claims(lesson).items()} == {
        "mse": "2.5",
        "edited": "0.5",
        "pasted": "2.5",
        "factor": "d/2",
    }
    assert problems(lesson) == ()
    assert loose_numbers(lesson) == ()


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("value = 2.5\n\n[claims.ed", "value = 2.6\n\n[claims.ed", "claim 'mse' says 2.6, but 2.5"),
        ('ratio = "d/2"', 'ratio = "d"', "claim 'factor' says d, but d/2"),
        ('ratio = "d/2"', 'relation = "different"', "says different, but proportional"),
        ("value = 0.5", "shape = [2]", r"claim 'edited' says 2, but (1,)"),
    ],
)
def test_a_claim_that_does_not_hold_is_told(tmp_path, right, wrong, sentence):
    lesson = read(tmp_path, GOOD.replace(right, wrong))
    [problem] = problems(lesson)
    assert sentence in problem


def test_a_number_that_nothing_computes_is_told(tmp_path):
    lesson = read(tmp_path, GOOD.replace("Keras 3 does so.", "Keras 3 says 2.6, or `7`."))
    assert loose_numbers(lesson) == ("en: 2.6", "en: 7")


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("order = 1", "order = ", "Invalid value"),
        ("order = 1", 'order = "first"', "'order' must be a whole number; not 'first'"),
        ("order = 1", "", "'order' must be a whole number; it is missing"),
        ("order = 1", "order = 1\norderr = 2", "unknown entry 'orderr'; did you mean order"),
        ("order = 1", "order = 1\nreference = 'X'", "'reference' must be the name of a row"),
        ("order = 1", "order = 1\nexample = 'other'", "the only 'example' is 'founding example'"),
        ("order = 1", "order = 1\nexample = 'founding example'", "leave 'losses' out"),
        ("[[1.0, 2.0]]", "[[1.0], [2.0, 3.0]]", "y_pred must be numbers in rows of one length"),
        ('"mean_squared_error"', '"mean_squared_eror"', "loss 1: "),
        ('dialect = "textbook"', 'dialekt = "x"', "loss 2: a loss has the unknown entry"),
        ('"def mine(', '"import os; def mine(', "loss 3: "),
        ('row = "C"', 'row = "D"', "claim 'pasted' is about row 'D'"),
        ('ratio = "d/2"', 'ration = "d/2"', "must say one of value, exact"),
        ('against = "A"\n', "", "need 'against', and only they do"),
        ('"y_pred[0, 1]"', '"y_pred[0, 9]"', "but y_pred has the shape (1, 2)"),
        ('"y_pred[0, 1]"', '"y_pred 1"', 'write a cell as in "y_pred[0, 2]" = 0.5'),
        ("[claims.mse]", "[claims.MSE]", "must have a name in small letters"),
        ("{pasted}.", "{pastd}.", "[text.en] quotes {pastd}; did you mean pasted"),
        ("[text.en]", "[text.de]", "it has no [text.en]"),
        ('answer = "Keras 3 does so."', "", "[text.en]: 'answer' must be text; it is missing"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_the_place(tmp_path, right, wrong, sentence):
    text = GOOD.replace(right, wrong, 1)
    assert text != GOOD
    with pytest.raises(LessonProblem, match=re.escape(sentence)) as problem:
        read(tmp_path, text)
    assert str(problem.value).startswith("mine.toml: ")
    assert "\n" not in str(problem.value)


def test_an_unknown_lesson_is_answered_with_the_closest():
    with pytest.raises(ValueError, match=r"no lesson called 'half-summ'; did you mean half-sum\?"):
        find_lesson("half-summ")


def test_the_recipe_in_the_contributors_guide_is_a_lesson(project, tmp_path):
    guide = (project / "CONTRIBUTING.md").read_text("utf-8")
    [block] = re.findall(r"^```toml\n(.*?)^```$", guide, re.M | re.S)
    lesson = read(tmp_path, block)
    assert problems(lesson) == ()
    assert loose_numbers(lesson) == ()


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("one\ntwo {A}\n", "one two {A}"),
        ("它是\nKeras 3", "它是 Keras 3"),
        ("它是，\n{A} 行", "它是，{A} 行"),
        ("平均\n之和", "平均之和"),
        ("Keras\n（旧版）", "Keras（旧版）"),
    ],
)
def test_the_lines_of_a_paragraph_are_joined_as_its_language_writes(tmp_path, lines, joined):
    text = GOOD.replace('answer = "Keras 3 does so."', f'answer = """\n{lines}"""')
    assert read(tmp_path, text).text("en").answer == joined
