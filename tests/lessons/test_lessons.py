"""What the shipped lessons promise: claims hold, numbers are claimed, in every language."""

from __future__ import annotations

import pytest

from lossgui.lessons import Lesson, lesson_keys, lessons
from lossgui.lessons.claims import PAIR_KINDS, found_claims, problems
from lossgui.lessons.wording import filled, loose_numbers
from lossgui.session.example import founding_example
from lossgui.session.session import Session


@pytest.fixture(params=lesson_keys())
def lesson(request) -> Lesson:
    return next(item for item in lessons() if item.key == request.param)


def test_every_claim_holds(lesson):
    assert problems(lesson) == ()


def test_every_number_in_a_text_is_computed_or_typed(lesson):
    assert loose_numbers(lesson) == ()


def test_every_claimed_number_is_quoted_in_every_language(lesson):
    # How two rows relate, and that one is refused, can be said in words.
    names = [n for n, c in lesson.claims.items() if c.kind not in (*PAIR_KINDS, "refused")]
    for text in lesson.texts.values():
        said = " ".join(text.parts)
        assert [name for name in names if f"{{{name}}}" not in said] == []


def test_every_lesson_speaks_english_and_chinese(lesson):
    assert {"en", "zh_CN"} <= set(lesson.texts)
    english, chinese = lesson.text("en"), lesson.text("zh_CN")
    assert len(english.steps) == len(chinese.steps)
    assert any(letter > "\u2e80" for letter in chinese.title)
    assert lesson.text("xx") is english


def test_a_filled_text_has_no_place_left(lesson):
    told = {name: found.text for name, found in found_claims(lesson).items()}
    for text in lesson.texts.values():
        for part in text.parts:
            assert "{" not in filled(part, told, lambda name: name)


def test_a_lesson_opens_as_a_session_of_its_own(lesson):
    session = Session(lesson.session)
    assert session.state.lesson == lesson.key
    assert session.saved
    assert not session.can_undo


def test_the_first_lesson_is_what_a_new_window_shows():
    first, new = lessons()[0].session, founding_example()
    assert (first.tensors, first.losses, first.reference) == (
        first.tensors | {},
        new.losses,
        new.reference,
    )
    assert all((first.tensors[name] == new.tensors[name]).all() for name in new.tensors)
    assert not new.lesson


def test_the_keys_are_there_without_reading_and_in_no_order():
    assert sorted(lesson.key for lesson in lessons()) == sorted(lesson_keys())
    assert [lesson.order for lesson in lessons()] == sorted(lesson.order for lesson in lessons())
