"""The cross-check badge: what it says, its colour, and a shape that says it without colour."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from lossgui.ui.losses.cells import all_digits
from lossgui.ui.saying import in_language

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


SHORT_NAMES = {
    "TensorFlow": "TF",
    "PyTorch": "Torch",
    "JAX / optax": "optax",
    "scikit-learn": "sklearn",
    "Keras on JAX": "K-JAX",
    "Keras on PyTorch": "K-Torch",
    "NumPy": "NumPy",
}
"""What fits into a narrow column; other frameworks stand there with their whole name."""

_BOTH_REFUSE = QT_TRANSLATE_NOOP("Badge", "refuses")
_STATES = {
    "agrees": (Shape.TICK, "good", QT_TRANSLATE_NOOP("Badge", "{name} ok")),
    "disagrees": (Shape.TRIANGLE, "bad", QT_TRANSLATE_NOOP("Badge", "differs")),
    "missing": (Shape.DASH, "muted_text", QT_TRANSLATE_NOOP("Badge", "no {name}")),
    "failed": (Shape.CROSS, "warning", QT_TRANSLATE_NOOP("Badge", "failed")),
    "cancelled": (Shape.RING, "muted_text", QT_TRANSLATE_NOOP("Badge", "stopped")),
    "not comparable": (Shape.DIAMOND, "muted_text", QT_TRANSLATE_NOOP("Badge", "{name} n/a")),
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
    if answer_refuses(answer):
        text = _BOTH_REFUSE
    name = SHORT_NAMES.get(answer.framework, answer.framework)
    return Badge(shape, colour, translate("Badge", text).format(name=name), check_tooltip(answer))


def answer_refuses(answer):
    """Tell whether both sides refuse these tensors, which is agreement without a number."""
    if isinstance(answer, str):
        return False
    return answer.agrees is True and answer.theirs is None and answer.ours is None


def other_badges(checks):
    """Make the badges of the other frameworks, each asked in its own dialect.

    Those that were not asked yet share one badge with their number.

    Parameters
    ----------
    checks : sequence of (Worker, LossSpec, Check or str)
        As `Studio.other_checks` gives them.
    """
    known = list(SHORT_NAMES)
    place = {title: number for number, title in enumerate(known)}
    checks = sorted(checks, key=lambda check: place.get(check[0].title, len(known)))
    badges = [_other(*check) for check in checks if check[2] != "not checked"]
    waiting = [worker.title for worker, _spec, answer in checks if answer == "not checked"]
    if waiting:
        template = translate("Badge", "F9 also asks {names}, each in its own dialect.")
        tooltip = template.format(names=", ".join(waiting))
        badges.append(Badge(Shape.RING, "muted_text", f"+{len(waiting)}", tooltip))
    return badges


def _other(worker, spec, answer):
    badge = badge_of(answer)
    name = SHORT_NAMES.get(worker.title, worker.title)
    differs = not isinstance(answer, str) and answer.status == "disagrees"
    refuses = answer_refuses(answer)
    text = name
    if differs or refuses:
        template = (
            translate("Badge", "{name} differs")
            if differs
            else translate("Badge", "{name} refuses")
        )
        text = template.format(name=name)
    in_words = translate("Badge", "{framework}, asked as {dialect}:\n{said}")
    tooltip = in_words.format(framework=worker.title, dialect=spec.rules.title, said=badge.tooltip)
    return Badge(badge.shape, badge.colour, text, tooltip)


def _waiting(answer):
    if answer == "checking":
        text = translate("Badge", "asking…")
        return Badge(
            Shape.DOTS, "muted_text", text, translate("Badge", "The framework is computing.")
        )
    tooltip = translate("Badge", "Nobody has been asked about these numbers. F9 asks.")
    return Badge(Shape.RING, "muted_text", translate("Badge", "not asked"), tooltip)


def all_texts(frameworks=tuple(SHORT_NAMES)):
    """List every text that a row's own badge may show, so that its column has room for all."""
    texts = [
        translate("Badge", text).format(name=name)
        for text in (*(text for *_, text in _STATES.values()), _BOTH_REFUSE)
        for name in (SHORT_NAMES[framework] for framework in frameworks)
    ]
    return [*texts, *(_waiting(word).text for word in ("checking", "not checked"))]


def check_tooltip(check):
    """Say what was compared: the sentence, both numbers, the tolerance and its reason."""
    lines = [in_language(check.sentence)]
    if check.status in {"agrees", "disagrees"} and None not in (check.ours, check.theirs):
        ours, theirs = (all_digits(np.asarray(side)) for side in (check.ours, check.theirs))
        template = translate("Badge", "{framework}: {theirs}\nHere: {ours}")
        lines.append(template.format(framework=check.framework, theirs=theirs, ours=ours))
        if check.tolerance is not None:
            template = translate("Badge", "Allowed difference: {tolerance} ({reason})")
            tolerance = f"{check.tolerance:.3g}"
            lines.append(template.format(tolerance=tolerance, reason=check.reason))
    if check.status == "missing":
        lines.append(translate("Badge", "A double-click chooses another Python."))
    lines.append(in_language(check.first_difference))
    return "\n".join(line for line in lines if line)
