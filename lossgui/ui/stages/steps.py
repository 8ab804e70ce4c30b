"""The steps of one loss with what the stage panel wants to know about them."""

from dataclasses import dataclass

import numpy as np

from lossgui.ui.stages.sources import reached, stage_axes


@dataclass(frozen=True, eq=False)
class Steps:
    """The steps of a loss and the selected one.

    Parameters
    ----------
    row
        The loss's row in the table.
    stages
        The steps.
    number
        Index of the selected step.
    shapes
        The shape of every tensor that the loss reads, by name.
    axes
        For every axis of every step, the tensors' axis it is.
    records
        The tensors themselves, by name.
    """

    row: object
    stages: tuple
    number: int
    shapes: dict
    axes: list
    records: dict

    @property
    def stage(self):
        """The selected step."""
        return self.stages[self.number]

    def array(self, number):
        """Give the array of a step."""
        return np.asarray(self.stages[number].value)


def read_steps(row, number, tensors):
    """Read the steps of a row of a snapshot; None if there are none."""
    if row is None or row.result is None or number is None or not row.result.stages:
        return None
    stages = row.result.stages
    records = {name: tensors[name] for name in row.row.sources.values()}
    shapes = {name: record.values.shape for name, record in records.items()}
    number = min(number, len(stages) - 1)
    return Steps(row.row, stages, number, shapes, stage_axes(stages, shapes), records)


def touched_region(before, after, number):
    """Give the region of a step that differs between two readings of the same steps.

    Returns
    -------
    tuple of slice or None
        None where all of it may differ.
    """
    touched = {}
    for name, record in after.records.items():
        known = before.records.get(name)
        if known is None or record.revision - known.revision not in (0, 1):
            return None
        if known.revision != record.revision:
            if record.touched is None:
                return None
            touched[name] = record.touched
    nothing = tuple(slice(0, 0) for _ in after.stages[number].shape)
    return reached(after.stages, after.shapes, number, touched) or nothing
