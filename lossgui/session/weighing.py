"""Weights and masks as tensors of their own: added to one loss, and taken away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.pipeline import build
from lossgui.core.saying import worded
from lossgui.session.rows import find_row
from lossgui.session.state import WEIGHTS

if TYPE_CHECKING:
    from lossgui.session.session import Session
    from lossgui.session.state import LossRow

TITLES = {
    "sample_weight": worded("sample weights"),
    "mask": worded("mask"),
    "class_weight": worded("class weights"),
    "pos_weight": worded("weights of positive labels"),
    "item_weight": worded("weights of the items"),
}


def takes(row: LossRow, argument: str) -> bool:
    """Tell whether a row could read such a tensor and does not yet.

    Parameters
    ----------
    argument
        ``sample_weight``, ``mask``, or a tensor that the loss may do without.
    """
    known = (*WEIGHTS, *row.spec.entry.optional)
    return argument in known and argument not in row.sources


def add_weighing(session: Session, ident: int, argument: str) -> str:
    """Let a row read a tensor of ones for `argument`, in one undo step; give the tensor's name.

    Sample weights and masks have one number for each sample that is left before the final
    reduction, in the shape that most frameworks take; class weights have one for each class. A
    tensor of that name is used as it is, if there is one.

    Raises
    ------
    ValueError
        If there is no such row, or its loss takes no such tensor or reads one already.
    """
    row = find_row(session.state.losses, ident)
    if not takes(row, argument):
        said = "reads such a tensor already" if argument in row.sources else "takes no such tensor"
        raise ValueError(f"loss {row.name} {said}: {argument}")
    with session.group(worded("Add {tensor} to {name}", tensor=TITLES[argument], name=row.name)):
        if argument not in session.state.tensors:
            session.set_tensor(argument, np.ones(_shape(session, row, argument)))
        session.set_sources(ident, {**row.sources, argument: argument})
    return argument


def remove_weighing(session: Session, ident: int) -> None:
    """Let a row read no weights and no mask any more, in one undo step; the tensors stay.

    Raises
    ------
    ValueError
        If there is no row with this ident.
    """
    row = find_row(session.state.losses, ident)
    needed = {name: row.sources[name] for name in row.spec.entry.arguments}
    if needed != dict(row.sources):
        with session.group(worded("Remove the weights of {name}", name=row.name)):
            session.set_sources(ident, needed)


def _shape(session: Session, row: LossRow, argument: str) -> tuple[int, ...]:
    shapes = {name: session.state.tensors[t].values.shape for name, t in row.sources.items()}
    scores = shapes[row.spec.entry.predicted]
    if argument not in WEIGHTS:
        axis = row.spec.axis if isinstance(row.spec.axis, int) else -1
        return (scores[axis],) if scores else ()
    try:
        left = build(row.spec, shapes).unreduced.shape
    except ValueError:
        left = scores[:1]
    return left or scores[:1]
