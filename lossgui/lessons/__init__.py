"""Lessons: a question that students ask, the tensors and losses that answer it, and what to do.

A lesson is one file in ``resources/lessons``. Its numbers are claims, which the core computes: a
text names a claim and never states a number of its own. No Qt.
"""

from lossgui.lessons.lesson import Claim, Lesson, LessonProblem, Text
from lossgui.lessons.reading import find_lesson, lesson_keys, lessons, read_lesson

__all__ = [
    "Claim",
    "Lesson",
    "LessonProblem",
    "Text",
    "find_lesson",
    "lesson_keys",
    "lessons",
    "read_lesson",
]
