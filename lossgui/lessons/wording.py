"""The texts of lessons: numbers are put in where a claim is named, and none may stand there else.

{mse}           what the claim "mse" comes to
{A}             row A of the losses table
`y_pred[0, 1]`  code, a tensor, or a number to type
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lossgui.core.dialects import DIALECTS
from lossgui.session.names import closest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from lossgui.lessons.lesson import Lesson, Text

_PLACE = re.compile(r"\{([^{}]*)\}")
_CODE = re.compile(r"`[^`]*`")
_NUMBER = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?")


def check_places(text: Text, claims: Collection[str], rows: Collection[str], where: str) -> None:
    """Check that every place in braces names a claim or a row.

    Raises
    ------
    ValueError
        If one does not; the sentence has the closest name.
    """
    known = (*claims, *rows)
    for part in text.parts:
        for name in _PLACE.findall(part):
            if name not in known:
                raise ValueError(f"{where} quotes {{{name}}}; {closest(name, known)}")


def filled(part: str, told: Mapping[str, str], of_row: Callable[[str], str]) -> str:
    """Put what the claims come to, by name, and whatever is made of a row's name into a text."""
    return _PLACE.sub(lambda place: told.get(place[1]) or of_row(place[1]), part)


def loose_numbers(lesson: Lesson) -> tuple[str, ...]:
    """List the numbers in the texts that nothing computes, each with its language.

    A number may stand in a text if it is typed into a cell by an edit of a claim, stands in a
    tensor, is an index, or belongs to the name of a framework. Everything else must be a claim.
    """
    allowed = {edit.value for claim in lesson.claims.values() for edit in claim.edits}
    for values in lesson.session.tensors.values():
        allowed |= set(values.ravel().tolist())
    loose = []
    for language, text in lesson.texts.items():
        for part in text.parts:
            code = " ".join(_CODE.findall(part))
            cells = re.sub(r"\[[^\]]*\]|\([\d, ]*\)|[A-Za-z_]\w*", " ", code)
            plain = _PLACE.sub(" ", _CODE.sub(" ", part))
            found = [*_NUMBER.findall(_without_names(plain)), *_NUMBER.findall(cells)]
            loose += [f"{language}: {number}" for number in found if float(number) not in allowed]
    return tuple(loose)


def _without_names(text: str) -> str:
    """Take out the names of frameworks with their releases, such as Keras 3."""
    frameworks = {title.split()[0] for title in (rules.title for rules in DIALECTS.values())}
    names = "|".join(
        map(re.escape, sorted({*frameworks, "TF", "TensorFlow"}, key=len, reverse=True))
    )
    return re.sub(rf"(?:{names}) ?\d+(?:\.\d+)*(?: ?[-–] ?\d+(?:\.\d+)*)?", " ", text)
