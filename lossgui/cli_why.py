"""The command ``why``: which losses give a number that came from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lossgui.core.dialects import find_dialect
from lossgui.session.numbers import parse_digits

if TYPE_CHECKING:
    import argparse

    from lossgui.core.search import Found
    from lossgui.session.state import Array

NEGATIVE = 1
SHOWN = 10


def add_parser(commands: Any) -> None:
    """Add the command with its arguments to the others."""
    why = commands.add_parser(
        "why", help="say which losses give a number; without files: of the founding example"
    )
    why.add_argument("number", metavar="NUMBER", help="with the digits you got, such as 0.355")
    for name in ("y_true", "y_pred"):
        why.add_argument(name, metavar=name.upper(), nargs="?", help=".npy, .npz, .csv, .tsv, .txt")
    why.add_argument("--dialect", default="keras-3", help="the usual one: keras-3 (default), …")
    why.add_argument("--weights", metavar="FILE", help="sample weights")
    why.add_argument("--mask", metavar="FILE", help="mask")
    why.add_argument("--all", action="store_true", help=f"print more than {SHOWN} answers")


def run(chosen: argparse.Namespace) -> int:
    """Print the answers, the simplest first; 1 where nothing gives the number."""
    from lossgui.core.search import Target, search

    target = Target(*parse_digits(chosen.number), chosen.number.strip())
    home = find_dialect(chosen.dialect).key
    found = sorted(search(target, _tensors(chosen), home=home), key=_place)
    shown = found if chosen.all else found[:SHOWN]
    if not any(answer.matches for answer in found):
        print(f"nothing here gives {target.text}" + ("; the nearest:" if found else ""))
    for answer in shown:
        print(answer.sentence)
        if answer.also:
            print(f"    the same here: {', '.join(answer.also)}")
    if len(found) > len(shown):
        print(f"and {len(found) - len(shown)} more; --all prints them, more digits leave fewer")
    return 0 if any(answer.matches for answer in found) else NEGATIVE


def _place(answer: Found) -> float:
    # What is only near keeps the order in which the search tells it: the nearest first.
    return answer.simplicity if answer.matches else 0.0


def _tensors(chosen: argparse.Namespace) -> dict[str, Array]:
    from lossgui.session.example import founding_example
    from lossgui.session.files import read_tensor

    if chosen.y_true is None:
        return dict(founding_example().tensors)
    if chosen.y_pred is None:
        raise ValueError("a search needs both files, Y_TRUE and Y_PRED, or none")
    files = {
        "y_true": chosen.y_true,
        "y_pred": chosen.y_pred,
        "sample_weight": chosen.weights,
        "mask": chosen.mask,
    }
    return {name: read_tensor(file, name) for name, file in files.items() if file is not None}
