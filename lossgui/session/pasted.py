"""A loss read from source code, and the session: which tensors it reads, and what it gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.pipeline import build
from lossgui.core.proof import compare_pipelines
from lossgui.core.spans import ParseError
from lossgui.session.calculator import RowWork
from lossgui.session.names import valid_name
from lossgui.session.state import LossRow, TensorRecord

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lossgui.core.api import Result
    from lossgui.core.losses import Loss
    from lossgui.core.spans import Span
    from lossgui.core.spec import LossSpec
    from lossgui.session.calculator import RowSnapshot
    from lossgui.session.session import Session
    from lossgui.session.state import Array

LARGE = 200_000
"""Cells; a loss over more of them is not tried out while its source is typed."""

# Names of predictions: code in the order of PyTorch has them before its targets.
PREDICTION = re.compile(r"y_?(hat|pred\w*)|(pred|output|input|logit|score|prob|recon|x_decoded)\w*")

_FILLS = (0.5, 1.0, 0.0)


@dataclass(frozen=True, eq=False)
class Trial:
    """What a loss would give as a row of the table.

    Parameters
    ----------
    result
        The result, or None if there is none.
    sentence
        How the loss relates to the reference row; empty if there is no such row.
    problem, span
        Why there is no result, in a sentence, and where in the source that came up.
    """

    result: Result | None = None
    sentence: str = ""
    problem: str = ""
    span: Span | None = None


def proposed_sources(
    entry: Loss, tensors: Mapping[str, Array], kept: Mapping[str, str]
) -> dict[str, str]:
    """Propose a tensor for each argument of a loss.

    First comes what is kept, as far as it still exists or is a new tensor of the argument's name,
    then the tensor of the argument's own name. Of the first two arguments, what is left reads the
    first two tensors by position; only ``(prediction, target)``, the order of PyTorch, is
    recognised by its names. Everything else gets the name of a tensor that has to be made.

    Examples
    --------
    >>> from lossgui.core.losses import find_loss
    >>> proposed_sources(find_loss("mse"), {"x": np.zeros(3), "y_pred": np.zeros(3)}, {})
    {'y_true': 'x', 'y_pred': 'y_pred'}
    """
    sources = {
        name: kept[name]
        for name in entry.arguments
        if name in kept and (kept[name] in tensors or kept[name] == valid_name(name))
    }
    named = {name: name for name in entry.arguments if name in tensors}
    sources = named | sources
    free = [name for name in list(tensors)[:2] if name not in sources.values()]
    waiting = [name for name in entry.arguments[:2] if name not in sources]
    if is_prediction_first(waiting):
        free.reverse()
    sources |= dict(zip(waiting, free, strict=False))
    fresh = {name: valid_name(name) for name in entry.arguments if name not in sources}
    return {name: (sources | fresh)[name] for name in entry.arguments}


def is_prediction_first(names: Sequence[str]) -> bool:
    """Tell whether arguments are called as in PyTorch: the prediction, then what is not one.

    Examples
    --------
    >>> is_prediction_first(["input", "target"]), is_prediction_first(["y_true", "y_pred"])
    (True, False)
    """
    alike = [PREDICTION.fullmatch(name) is not None for name in names]
    return alike[:1] == [True] and not any(alike[1:])


def missing_tensors(sources: Mapping[str, str], tensors: Mapping[str, Array]) -> tuple[str, ...]:
    """List the tensors that are read and do not exist, each once."""
    return tuple(dict.fromkeys(name for name in sources.values() if name not in tensors))


def first_tensors(
    spec: LossSpec, sources: Mapping[str, str], tensors: Mapping[str, Array]
) -> dict[str, Array]:
    """Make the tensors that are missing, so that the loss has a value if that is possible.

    They get the shape of y_pred, else one number per sample, else a single number, whichever fits
    first; and 0.5, else 1, else 0 in each cell (weights and masks 1), whichever is finite first.
    """
    missing = missing_tensors(sources, tensors)
    made: dict[str, Array] = {}
    for shape in _shapes(tensors) if missing else ():
        for fill in _FILLS:
            made = {name: np.full(shape, _fill(name, fill)) for name in missing}
            if _has_value(spec, sources, {**tensors, **made}):
                return made
    if not missing:
        return {}
    usual = next(_shapes(tensors))
    return {name: np.full(usual, _fill(name, _FILLS[0])) for name in missing}


def _has_value(spec: LossSpec, sources: Mapping[str, str], tensors: Mapping[str, Array]) -> bool:
    """Tell whether a loss can be computed and is finite; of large tensors, whether they fit."""
    if is_large(sources, tensors):
        shapes = {argument: tensors[name].shape for argument, name in sources.items()}
        try:
            build(spec, shapes)
        except (ValueError, TypeError):
            return False
        return True
    result = try_out(spec, sources, tensors, None).result
    return result is not None and bool(np.all(np.isfinite(result.value)))


def _fill(name: str, fill: float) -> float:
    return 1.0 if "weight" in name or "mask" in name else fill


def _shapes(tensors: Mapping[str, Array]) -> Iterator[tuple[int, ...]]:
    like = tensors.get("y_pred", next(iter(tensors.values()), np.zeros((3, 3))))
    yield like.shape
    if like.ndim > 1:
        yield like.shape[:-1]
        yield (*like.shape[:-1], 1)
    yield ()


def try_out(
    spec: LossSpec,
    sources: Mapping[str, str],
    tensors: Mapping[str, Array],
    reference: RowSnapshot | None,
    name: str = "",
) -> Trial:
    """Compute a loss without making it a row, and compare it with the reference row.

    Parameters
    ----------
    tensors
        At least those that `sources` names.
    name
        What the sentence calls the loss.
    """
    row = LossRow(-1, name, spec, 0, dict(sources))
    records = {item: TensorRecord(item, tensors[item], 0, None) for item in sources.values()}
    try:
        work = RowWork(row, records)
        result = work.result(records)
    except ParseError as error:
        return Trial(problem=str(error), span=error.span)
    except (ValueError, TypeError) as problem:
        return Trial(problem=str(problem))
    except MemoryError:
        return Trial(problem="there is not enough memory to compute this loss")
    if reference is None or reference.pipeline is None:
        return Trial(result)
    found = compare_pipelines(reference.pipeline, work.pipeline)
    said = found.sentence(reference.row.name, name)
    return Trial(result, f"{said} {found.consequence(reference.row.name, name)}".strip())


def is_large(sources: Mapping[str, str], tensors: Mapping[str, Array]) -> bool:
    """Tell whether a loss over these tensors is too large to be tried out at every key."""
    return sum(tensors[name].size for name in sources.values() if name in tensors) > LARGE


def add_pasted(
    session: Session, spec: LossSpec, sources: Mapping[str, str], fresh: Mapping[str, Array]
) -> int:
    """Add a row and the tensors that it needs in one step; give the row's ident."""
    with session.group(f"Add loss {spec.entry.name}"):
        if fresh:
            session.set_tensors(fresh)
        return session.add_loss(spec, sources=sources)


def update_pasted(
    session: Session,
    ident: int,
    spec: LossSpec,
    sources: Mapping[str, str],
    fresh: Mapping[str, Array],
) -> None:
    """Give a row other source code, and the tensors that this needs, in one step."""
    [row] = [row for row in session.state.losses if row.ident == ident]
    with session.group(f"Update loss {row.name}"):
        if fresh:
            session.set_tensors(fresh)
        session.set_spec(ident, spec, sources=sources)
