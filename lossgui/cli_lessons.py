"""The commands ``lessons`` and ``lesson``: list them, open the window with one."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from lossgui import cli_window

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def add_parsers(commands: Any) -> None:
    """Add both commands to the others."""
    commands.add_parser("lessons", help="list the lessons")
    lesson = commands.add_parser("lesson", help="open the window with a lesson")
    lesson.add_argument("key", metavar="KEY", help="what 'lessons' calls it, such as half-sum")
    # Also behind the key; where it is not, the one in front of the command stays.
    lesson.add_argument(
        "--lang", metavar="CODE", default=argparse.SUPPRESS, help="the language of the window"
    )


def _list_lessons(_chosen: argparse.Namespace) -> int:
    from lossgui.lessons import lessons
    from lossgui.lessons.lesson import ENGLISH

    for lesson in lessons():
        print(f"{lesson.key}\n    {lesson.text(ENGLISH).title}")
    return 0


def _open_lesson(chosen: argparse.Namespace) -> int:
    from lossgui.lessons import find_lesson
    from lossgui.session.session import Session

    session = Session(find_lesson(chosen.key).session)
    return cli_window.open_window((), reset=False, language=chosen.lang, session=session)


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "lessons": _list_lessons,
    "lesson": _open_lesson,
}
