"""The columns of the table of losses, in their order on screen."""

from enum import IntEnum


class Column(IntEnum):
    """What a column shows."""

    NAME = 0
    LOSS = 1
    DIALECT = 2
    AXIS = 3
    INNER = 4
    REDUCTION = 5
    FACTOR = 6
    VALUE = 7
    DIVISOR = 8
    CHECK = 9
    RATIO = 10


CHOICES = frozenset({Column.DIALECT, Column.AXIS, Column.INNER, Column.REDUCTION})
"""Edited by a list that opens in the cell."""

TYPED = frozenset({Column.NAME, Column.AXIS, Column.FACTOR})
"""Edited by typing."""

EDITABLE = CHOICES | TYPED | {Column.LOSS}
"""The loss is chosen in the catalogue, which opens under the cell."""
