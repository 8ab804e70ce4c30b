"""The choices of a loss as options of the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lossgui.core.losses import find_loss
from lossgui.core.spec import make_spec
from lossgui.session.numbers import parse_number
from lossgui.session.problems import system_problem

if TYPE_CHECKING:
    import argparse

    from lossgui.core.losses import Loss
    from lossgui.core.spec import LossSpec


def add_choices(parser: argparse.ArgumentParser) -> None:
    """Add an option for everything that can be chosen of a loss."""
    rules = "keras-3 (default), torch-2, …; of code in a file: that of its framework"
    parser.add_argument("--dialect", help=rules)
    parser.add_argument("--reduction", help="final reduction, by the dialect's own name")
    parser.add_argument("--axis", help="-1, 0, all, or several as --axis=0,1")
    parser.add_argument("--inner", help="inner reduction: mean or sum")
    parser.add_argument("--factor", help="multiplies the inner reduction's result")
    parser.add_argument("--dtype", help="float16, float32 or float64")
    parser.add_argument(
        "--param",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a parameter of the loss, such as delta=2.0",
    )


def spec_of(chosen: argparse.Namespace) -> LossSpec:
    """Make the loss that the options choose, of the catalogue or of code in a file.

    Raises
    ------
    ValueError
        If a name is unknown, a value out of range, the file cannot be read, or its code is no loss.
    """
    loss = loss_of(chosen.loss)
    choices: dict[str, Any] = {}
    for name in ("dialect", "reduction", "inner", "dtype"):
        if getattr(chosen, name) is not None:
            choices[name] = getattr(chosen, name)
    if chosen.axis is not None:
        choices["axis"] = _axis_of(chosen.axis)
    if chosen.factor is not None:
        choices["factor"] = parse_number(chosen.factor)
    for text in chosen.param:
        name, sign, value = text.partition("=")
        if not sign:
            raise ValueError(f"--param needs NAME=VALUE, such as delta=2.0, not {text!r}")
        loss.parameter(name)  # also keeps axis=1 and the like out
        flags = {"true": True, "false": False}
        choices[name] = flags[value.lower()] if value.lower() in flags else parse_number(value)
    return make_spec(loss, **choices)


def loss_of(name: str) -> Loss:
    """Find a loss of the catalogue by its name, or read the code in a .py file; see `spec_of`."""
    if not name.endswith(".py"):
        return find_loss(name)
    from lossgui.core.parse import ParseError, parse  # the other commands start without it

    try:
        return parse(Path(name).read_text("utf-8"))
    except ParseError as problem:
        raise ValueError(f"{Path(name).name}, {problem}") from None
    except OSError as problem:
        raise system_problem(Path(name), problem, "read") from None
    except UnicodeDecodeError:
        raise ValueError(f"{Path(name).name} is no text in UTF-8") from None


def _axis_of(text: str) -> int | tuple[int, ...] | None:
    if text.lower() in ("all", "none"):
        return None
    try:
        axes = tuple(int(part) for part in text.split(","))
    except ValueError:
        raise ValueError(f"--axis must be a number, several as 0,1, or all, not {text!r}") from None
    return axes[0] if len(axes) == 1 else axes
