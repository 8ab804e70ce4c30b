"""A lesson, or the list of all lessons, as a page of rich text with links."""

import re
from html import escape

from PySide6.QtCore import QCoreApplication

from lossgui.lessons import lessons
from lossgui.lessons.claims import found_claims
from lossgui.lessons.wording import filled

ROW, CELL, LESSON = "row:", "cell:", "lesson:"
"""What links lead to."""

_CODE = re.compile(r"`([^`]*)`")
_CELL = re.compile(r"\w+\[[\d, ]*\]")


def lesson_page(lesson, language, theme):
    """Write a lesson; its numbers are computed here.

    Links lead to rows of the losses table and to cells of the tensors.
    """
    text = lesson.text(language)
    told = {name: escape(found.text, quote=False) for name, found in found_claims(lesson).items()}

    def said(part):
        return _with_code(filled(escape(part, quote=False), told, _row_link), theme)

    steps = "".join(f"<li style='margin-bottom: 6px'>{said(step)}</li>" for step in text.steps)
    do = QCoreApplication.translate("LessonPage", "What to do")
    short = QCoreApplication.translate("LessonPage", "In short")
    sources = QCoreApplication.translate("LessonPage", "Sources: {0}")
    return (
        f"<h3>{said(text.title)}</h3>"
        f"<p>{said(text.question)}</p>"
        f"<h4>{do}</h4><ol style='margin-left: -18px'>{steps}</ol>"
        f"<h4>{short}</h4><p>{said(text.answer)}</p>"
        f"<p style='color: {theme.muted_text}'>"
        f"{sources.format(escape('; '.join(lesson.sources)))}</p>"
    )


def list_page(language):
    """Write the list of all lessons, as links."""
    items = "".join(
        f"<li style='margin-bottom: 6px'><a href='{LESSON}{lesson.key}'>"
        f"{escape(lesson.text(language).title)}</a></li>"
        for lesson in lessons()
    )
    heading = QCoreApplication.translate("LessonPage", "Lessons")
    return f"<h3>{heading}</h3><ol style='margin-left: -18px'>{items}</ol>"


def cell_of(text):
    """Return the tensor and the index that ``y_pred[0, 2]`` names."""
    name, _, index = text.rstrip("]").partition("[")
    return name, tuple(int(part) for part in index.split(",") if part.strip())


def _row_link(name):
    return f"<a href='{ROW}{name}'><b>{name}</b></a>"


def _with_code(text, theme):
    """Set what stands between backticks as code; a cell becomes a link to it."""

    def code(found):
        inner = f"<code style='background-color: {theme.button}'>{found[1]}</code>"
        if _CELL.fullmatch(found[1]):
            return f"<a href='{CELL}{found[1]}'>{inner}</a>"
        return inner

    return _CODE.sub(code, text)
