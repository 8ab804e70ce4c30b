"""Reads the files of lessons; whatever is wrong with one is a sentence with file and place.

TOML, because a lesson is mostly text in paragraphs, which JSON would put on one line each: nobody
could review a change of it. The name of the file is the lesson's key.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from lossgui.lessons.lesson import ENGLISH, Lesson, LessonProblem, Text
from lossgui.lessons.parts import claim_of, loaded_session, wanted
from lossgui.lessons.wording import check_places
from lossgui.resources_path import resource
from lossgui.session.example import founding_example
from lossgui.session.names import closest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lossgui.session.state import LoadedSession

SUFFIX = ".toml"
FOUNDING = "founding example"
_ENTRIES = ("order", "example", "tensors", "losses", "reference", "claims", "sources", "text")
_FULL_WIDTH = "，。、：；？！（）“”"
_CHINESE = "\u2e80"
_TEXT = ("title", "question", "steps", "answer")

_Kind = TypeVar("_Kind")


def lesson_files() -> tuple[Path, ...]:
    """List the files of all lessons, none where only the package was copied."""
    try:
        folder = resource("lessons")
    except FileNotFoundError:
        return ()
    return tuple(sorted(folder.glob(f"*{SUFFIX}")))


def lesson_keys() -> tuple[str, ...]:
    """List the keys of all lessons, without reading them."""
    return tuple(file.stem for file in lesson_files())


@cache
def lessons() -> tuple[Lesson, ...]:
    """Read all lessons, in their order.

    Raises
    ------
    LessonProblem
        If a file cannot be used, or two lessons have the same place.
    """
    found = sorted(map(read_lesson, lesson_files()), key=lambda lesson: lesson.order)
    for one, other in pairwise(found):
        if one.order == other.order:
            raise LessonProblem(
                f"{one.key}{SUFFIX} and {other.key}{SUFFIX} both have the order {one.order}: "
                "each lesson needs a place of its own"
            )
    return tuple(found)


def find_lesson(key: str) -> Lesson:
    """Find a lesson by its key.

    Raises
    ------
    ValueError
        If there is none; the sentence has the closest key.
    """
    for lesson in lessons():
        if lesson.key == key:
            return lesson
    raise ValueError(f"there is no lesson called {key!r}; {closest(key, lesson_keys())}")


def read_lesson(path: Path) -> Lesson:
    """Read one file.

    Raises
    ------
    LessonProblem
        If anything in it is missing, unknown, of a wrong kind, or does not fit the rest.
    """
    try:
        # Decimal keeps the digits that a number is written with: they are what is claimed.
        data = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
        return _lesson(path.stem, data)
    except (ValueError, TypeError) as problem:
        raise LessonProblem(f"{path.name}: {problem}") from None


def _lesson(key: str, data: dict[str, Any]) -> Lesson:
    _only(data, _ENTRIES, "the lesson")
    session = replace(_session(data), lesson=key)
    claims = {
        name: claim_of(name, entry, session)
        for name, entry in wanted(data, "claims", dict, "the lesson").items()
    }
    texts = {
        language: _text(language, entry)
        for language, entry in wanted(data, "text", dict, "the lesson").items()
    }
    if ENGLISH not in texts:
        raise ValueError(f"it has no [text.{ENGLISH}], which every other language falls back to")
    names = {row.name for row in session.losses}
    for language, text in texts.items():
        check_places(text, claims, names, f"[text.{language}]")
    order = wanted(data, "order", int, "the lesson")
    sources = tuple(map(str, wanted(data, "sources", list, "the lesson")))
    return Lesson(key, order, session, MappingProxyType(claims), MappingProxyType(texts), sources)


def _session(data: Mapping[str, Any]) -> LoadedSession:
    """Give what opens: tensors and losses of the file, or what a new window shows."""
    if "example" not in data:
        return loaded_session(data)
    if data["example"] != FOUNDING:
        raise ValueError(f"the only 'example' is {FOUNDING!r}, not {data['example']!r}")
    if double := sorted({"tensors", "losses", "reference"} & set(data)):
        raise ValueError(f"'example' brings tensors and losses; leave {double[0]!r} out")
    return founding_example()


def _text(language: str, entry: Any) -> Text:
    where = f"[text.{language}]"
    if not isinstance(entry, dict):
        raise TypeError(f"{where} must be a table with {', '.join(_TEXT)}")
    _only(entry, _TEXT, where)
    title, question, answer = (
        wanted(entry, n, str, where) for n in ("title", "question", "answer")
    )
    steps = wanted(entry, "steps", list, where)
    if not steps or not all(isinstance(step, str) for step in steps):
        raise TypeError(f"{where}: 'steps' must be texts, one at least")
    return Text(title, _joined(question), tuple(map(_joined, steps)), _joined(answer))


def _joined(text: str) -> str:
    """Join the lines of a paragraph, with a blank unless Chinese or its punctuation needs none."""
    joined = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        ends = joined[-1:], line[:1]
        tight = not joined or any(end in _FULL_WIDTH for end in ends) or min(ends) > _CHINESE
        joined += line if tight else f" {line}"
    return joined


def _only(entries: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for name in entries:
        if name not in known:
            raise ValueError(f"{where} has the unknown entry {name!r}; {closest(name, known)}")
