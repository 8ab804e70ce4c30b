"""The cross-check badge: what it says, its colour, and a shape that says it without colour."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from lossgui.ui.losses.cells import all_digits

translate = QCoreApplication.translate


class Shape(Enum):
    """The sign beside the badge's text."""

    RING = "ring"
    DASH = "dash"
    DOTS = "dots"
    TICK = "tick"
    TRIANGLE = "triangle"
    CROSS = "cross"
    DIAMOND = "diamond"


@dataclass(frozen=True)
class Badge:
    """What the cross-check column shows for one loss.

    Parameters
    ----------
    shape : Shape
        The sign, different for every state.
    colour : str
        Name of the theme's colour: ``good``, ``bad``, ``warning`` or ``muted_text``.
    text : str
        One or two words.
    tooltip : str
        The whole sentence, with their number and the tolerance.
    """

    shape: Shape
    colour: str
    text: str
    tooltip: str


_STATES = {
    "agrees": (Shape.TICK, "good", QT_TRANSLATE_NOOP("Badge", "TF ok")),
    "disagrees": (Shape.TRIANGLE, "bad", QT_TRANSLATE_NOOP("Badge", "differs")),
    "missing": (Shape.DASH, "muted_text", QT_TRANSLATE_NOOP("Badge", "no TF")),
    "failed": (Shape.CROSS, "warning", QT_TRANSLATE_NOOP("Badge", "failed")),
    "cancelled": (Shape.RING, "muted_text", QT_TRANSLATE_NOOP("Badge", "stopped")),
    "not comparable": (Shape.DIAMOND, "muted_text", QT_TRANSLATE_NOOP("Badge", "not in TF")),
}


def badge_of(answer):
    """Make the badge for a loss's `Check`, or for the word that stands in for one.

    Parameters
    ----------
    answer : Check or str
        ``"checking"`` while the framework computes, ``"not checked"`` before it is asked.
    """
    if isinstance(answer, str):
        return _waiting(answer)
    shape, colour, text = _STATES[answer.status]
    return Badge(shape, colour, translate("Badge", text), check_tooltip(answer))


def _waiting(answer):
    if answer == "checking":
        text = translate("Badge", "checking…")
        return Badge(Shape.DOTS, "muted_text", text, translate("Badge", "TensorFlow is computing."))
    tooltip = translate("Badge", "TensorFlow has not been asked about these numbers. F9 asks it.")
    return Badge(Shape.RING, "muted_text", translate("Badge", "not asked"), tooltip)


def all_texts():
    """List every text that a badge may show, so that its column can have room for all."""
    texts = [translate("Badge", text) for _shape, _colour, text in _STATES.values()]
    return [*texts, *(_waiting(word).text for word in ("checking", "not checked"))]


def check_tooltip(check):
    """Say what was compared: the sentence, both numbers, the tolerance and its reason."""
    lines = [check.sentence]
    if check.status in {"agrees", "disagrees"} and None not in (check.ours, check.theirs):
        ours, theirs = (all_digits(np.asarray(side)) for side in (check.ours, check.theirs))
        template = translate("Badge", "TensorFlow: {theirs}\nHere: {ours}")
        lines.append(template.format(theirs=theirs, ours=ours))
        if check.tolerance is not None:
            template = translate("Badge", "Allowed difference: {tolerance} ({reason})")
            tolerance = f"{check.tolerance:.3g}"
            lines.append(template.format(tolerance=tolerance, reason=check.reason))
    lines.append(check.first_difference)
    return "\n".join(line for line in lines if line)
