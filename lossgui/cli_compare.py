"""The command ``compare``: how two losses relate, proven without any numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lossgui.cli_choices import loss_of
from lossgui.cli_inputs import order_of
from lossgui.core.pipeline import build
from lossgui.core.proof import compare_pipelines, sources
from lossgui.core.spec import make_spec

if TYPE_CHECKING:
    import argparse

    from lossgui.core.comparison import Comparison
    from lossgui.core.expr import Shape
    from lossgui.core.spec import LossSpec

DEFAULT_SHAPE = "4,3"


def add_compare_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    for name in ("a", "b"):
        meaning = "key or alias, see 'losses', or a .py file with a loss"
        parser.add_argument(name, metavar=name.upper(), help=meaning)
        help_dialect = f"dialect of {name.upper()}; default: keras-3, or that of its code"
        parser.add_argument(f"--{name}-dialect", metavar="DIALECT", help=help_dialect)
    parser.add_argument(
        "--shape",
        metavar="[NAME=]N,D",
        action="append",
        default=[],
        help=f"shape of all tensors (default {DEFAULT_SHAPE}), or of the one with this name",
    )


def compare_losses(chosen: argparse.Namespace) -> int:
    """Print how B relates to A, the proof, and what shows it; the exit status is always 0."""
    a, b = _spec_of(chosen.a, chosen.a_dialect), _spec_of(chosen.b, chosen.b_dialect)
    found = _compare(a, b, _shapes_of(chosen.shape, [a, b]))
    print(found.sentence("A", "B"))
    for line in (*found.details("A", "B"), *found.steps):
        print(line)
    return 0


def _compare(a: LossSpec, b: LossSpec, shapes: dict[str, Shape]) -> Comparison:
    """Compare on the tensors of the same meaning: (prediction, target) is PyTorch's order."""
    pipelines = []
    for spec in (a, b):
        names = sources(spec, shapes)
        if any(names[name] != name for name in spec.entry.arguments):
            tensors = [name for name in order_of(max(a, b, key=_size).entry) if name in shapes]
            names |= dict(zip(order_of(spec.entry), tensors, strict=False))
        pipelines.append(build(spec, {name: shapes[names[name]] for name in names}, names))
    return compare_pipelines(*pipelines)


def _size(spec: LossSpec) -> int:
    return len(spec.entry.arguments)


def _spec_of(text: str, dialect: str | None) -> LossSpec:
    choices: dict[str, Any] = {} if dialect is None else {"dialect": dialect}
    return make_spec(loss_of(text), **choices)


def _shapes_of(texts: list[str], specs: list[LossSpec]) -> dict[str, Shape]:
    """Give a shape to every tensor of the loss with more of them."""
    named = dict(text.partition("=")[::2] for text in texts if "=" in text)
    general = [text for text in texts if "=" not in text] or [DEFAULT_SHAPE]
    arguments = max(specs, key=_size).entry.arguments
    known = {name for spec in specs for name in (*spec.entry.arguments, *spec.entry.optional)}
    if strange := sorted(set(named) - known - {"sample_weight", "mask"}):
        raise ValueError(f"no tensor is called {strange[0]!r}; there are {', '.join(arguments)}")
    shapes = {name: _shape_of(named.pop(name, general[-1])) for name in arguments}
    return shapes | {name: _shape_of(text) for name, text in named.items()}


def _shape_of(text: str) -> Shape:
    try:
        shape = tuple(int(part) for part in text.split(",") if part)
    except ValueError:
        shape = (-1,)
    if any(length < 1 for length in shape):
        raise ValueError(f"--shape must be lengths of 1 or more, such as 4,3, not {text!r}")
    return shape
