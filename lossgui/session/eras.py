"""One loss in every dialect: the table that shows why frameworks print different numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.api import evaluate_spec
from lossgui.core.dialects import DIALECTS
from lossgui.core.saying import worded
from lossgui.session.rows import find_row

if TYPE_CHECKING:
    from lossgui.core.spec import LossSpec
    from lossgui.session.session import Session
    from lossgui.session.state import LossRow, State


# Larger tensors keep the catalogue's order: evaluating them ten times takes longer than a frame.
SORTED_CELLS = 20_000


def compare_eras(session: Session, ident: int) -> None:
    """Fill the table with one row's loss in every dialect, in one undo step.

    The row itself stays first and becomes the reference; the others follow by the size of their
    value, those that the framework refuses last. Factor, inner reduction, parameters and sources
    are the row's; axis and final reduction are what they mean in each dialect.

    Raises
    ------
    ValueError
        If there is no row with this ident.
    """
    row = find_row(session.state.losses, ident)
    specs = era_specs(row, session.state)
    with session.group(worded("Compare eras of {name}", name=row.name)):
        session.set_reference(ident)
        for other in session.state.losses:
            if other.ident != ident:
                session.remove_loss(other.ident)
        for spec in specs:
            session.add_loss(spec, sources=row.sources)


def era_specs(row: LossRow, state: State) -> tuple[LossSpec, ...]:
    """Give the row's loss in all dialects but its own, by the size of the value."""
    specs = [row.spec.replace(dialect=key) for key in DIALECTS if key != row.spec.dialect]
    if max(state.tensors[name].values.size for name in row.sources.values()) > SORTED_CELLS:
        return tuple(specs)
    return tuple(sorted(specs, key=lambda spec: _order(spec, row, state)))


def _order(spec: LossSpec, row: LossRow, state: State) -> float:
    """Give the value that a row is sorted by; what has none goes to the end."""
    tensors = {argument: state.tensors[name].values for argument, name in row.sources.items()}
    weights = {name: tensors.pop(name, None) for name in ("sample_weight", "mask")}
    try:
        value = float(np.mean(evaluate_spec(spec, tensors, **weights).exact))
    except ValueError:
        return math.inf
    return value if math.isfinite(value) else math.inf
