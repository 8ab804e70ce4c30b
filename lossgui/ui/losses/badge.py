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


SHORT_NAMES = {"TensorFlow": "TF", "PyTorch": "Torch"}
"""What fits into a narrow column; other frameworks stand there with their whole name."""

_STATES = {
    "agrees": (Shape.TICK, "good", QT_TRANSLATE_NOOP("Badge", "{name} ok")),
    "disagrees": (Shape.TRIANGLE, "bad", QT_TRANSLATE_NOOP("Badge", "differs")),
    "missing": (Shape.DASH, "muted_text", QT_TRANSLATE_NOOP("Badge", "no {name}")),
    "failed": (Shape.CROSS, "warning", QT_TRANSLATE_NOOP("Badge", "failed")),
    "cancelled": (Shape.RING, "muted_text", QT_TRANSLATE_NOOP("Badge", "stopped")),
    "not comparable": (Shape.DIAMOND, "muted_text", QT_TRANSLATE_NOOP("Badge", "not in {name}")),
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
    name = SHORT_NAMES.get(answer.framework, answer.framework)
    return Badge(shape, colour, translate("Badge", text).format(name=name), check_tooltip(answer))


def _waiting(answer):
    if answer == "checking":
        text = translate("Badge", "checking…")
        return Badge(
            Shape.DOTS, "muted_text", text, translate("Badge", "The framework is computing.")
        )
    tooltip = translate("Badge", "Nobody has been asked about these numbers. F9 asks.")
    return Badge(Shape.RING, "muted_text", translate("Badge", "not asked"), tooltip)


def all_texts():
    """List every text that a badge may show, so that its column can have room for all."""
    texts = [
        translate("Badge", text).format(name=name)
        for *_, text in _STATES.values()
        for name in SHORT_NAMES.values()
    ]
    return [*texts, *(_waiting(word).text for word in ("checking", "not checked"))]


def check_tooltip(check):
    """Say what was compared: the sentence, both numbers, the tolerance and its reason."""
    lines = [check.sentence]
    if check.status in {"agrees", "disagrees"} and None not in (check.ours, check.theirs):
        ours, theirs = (all_digits(np.asarray(side)) for side in (check.ours, check.theirs))
        template = translate("Badge", "{framework}: {theirs}\nHere: {ours}")
        lines.append(template.format(framework=check.framework, theirs=theirs, ours=ours))
        if check.tolerance is not None:
            template = translate("Badge", "Allowed difference: {tolerance} ({reason})")
            tolerance = f"{check.tolerance:.3g}"
            lines.append(template.format(tolerance=tolerance, reason=check.reason))
    lines.append(check.first_difference)
    return "\n".join(line for line in lines if line)
