"""The steps as a table model: one line per loss, one column per step."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, Qt

from lossgui.ui.losses.cells import number_text, shape_text
from lossgui.ui.steps.alignment import aligned, first_difference

Role = Qt.ItemDataRole

CHIP = Role.UserRole + 1
"""The `Chip`; None where the other loss has a step and this one has none."""

COLOUR = Role.UserRole + 2
"""The colour number of a line's loss, in the vertical header."""

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Chip:
    """One step as it stands in the line.

    Parameters
    ----------
    ident : int
        The loss that the step belongs to.
    stage : int
        Index of the step.
    number : str
        The step's number, in losses whose later steps refer to it by number; else empty.
    name, shape, value : str
        The parts of its text; `value` is empty but for the last step.
    colour : int
        The loss's colour number.
    accessible : str
        What a screen reader says.
    tooltip : str
        The formula, and the value of a single number.
    parts : bool
        Whether the two losses part here.
    """

    ident: int
    stage: int
    number: str
    name: str
    shape: str
    value: str
    colour: int
    accessible: str
    tooltip: str
    parts: bool = False

    @property
    def text(self):
        """The whole text."""
        return " ".join(part for part in (self.number, self.name, self.shape, self.value) if part)


def make_lines(rows, comparison=None):
    """Lay out the steps of one loss, or of two losses under one another.

    Parameters
    ----------
    rows : sequence of RowSnapshot
        One or two losses with results.
    comparison : Comparison, optional
        Of the first (its "A") with the second (its "B").

    Returns
    -------
    list of list of (Chip or None)
        A line per loss; all lines have the same length.
    """
    if len(rows) < 2:
        pairs, place = [(i,) for row in rows for i in range(len(row.result.stages))], None
    else:
        first, second = (row.result.stages for row in rows)
        pairs = aligned(first, second)
        place = first_difference(first, second, pairs, comparison)
    return [
        [_chip(row, pair[side], n == place) for n, pair in enumerate(pairs)]
        for side, row in enumerate(rows)
    ]


def _chip(row, index, parts):
    if index is None:
        return None
    stages = row.result.stages
    stage = stages[index]
    shape = shape_text(stage.shape)
    scalar = f"= {number_text(np.asarray(stage.value))}" if stage.shape == () else ""
    value = scalar if index == len(stages) - 1 else ""
    return Chip(
        ident=row.row.ident,
        stage=index,
        number="" if _is_chain(stages) else str(index + 1),
        name=stage.name,
        shape=shape,
        value=value,
        colour=row.row.colour,
        accessible=f"{_spoken(row, index, shape)} {value}".strip(),
        tooltip=f"{stage.formula}\n{shape} {scalar}".strip(),
        parts=parts,
    )


def _is_chain(stages):
    """Whether every step reads only the one before it, so that none is referred to by number."""
    return all(
        isinstance(feed, str | float) or feed == index - 1
        for index, stage in enumerate(stages)
        for feed in stage.feeds
    )


def _spoken(row, index, shape):
    template = translate("Steps", "Step {number} of {count} of {name}: {step}, shape {shape}")
    stages = row.result.stages
    return template.format(
        number=index + 1,
        count=len(stages),
        name=row.row.name,
        step=stages[index].name,
        shape=shape,
    )


class StepsModel(QAbstractTableModel):
    """The lines of chips; a new value changes one chip, not the lines."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._rows = []
        self._lines = []

    def show_steps(self, rows, comparison=None):
        """Show the steps of one loss, or of two under one another; see `make_lines`."""
        self._rows = [row.row for row in rows]
        self._show(make_lines(rows, comparison))
        if rows:
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(rows) - 1)

    def _show(self, lines):
        # Only chips that differ are announced, as long as their number stays.
        if [len(line) for line in lines] != [len(line) for line in self._lines]:
            self.beginResetModel()
            self._lines = lines
            self.endResetModel()
            return
        old, self._lines = self._lines, lines
        for row, line in enumerate(lines):
            for column, chip in enumerate(line):
                if chip != old[row][column]:
                    index = self.index(row, column)
                    self.dataChanged.emit(index, index)

    def find(self, ident, stage):
        """Give the index of a loss's step, invalid if it is not shown."""
        for row, line in enumerate(self._lines):
            for column, chip in enumerate(line):
                if chip is not None and (chip.ident, chip.stage) == (ident, stage):
                    return self.index(row, column)
        return QModelIndex()

    def rowCount(self, parent=QModelIndex()):  # noqa: B008 - the signature is Qt's
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent=QModelIndex()):  # noqa: B008
        return 0 if parent.isValid() or not self._lines else len(self._lines[0])

    def headerData(self, section, orientation, role=Role.DisplayRole):
        if orientation != Qt.Orientation.Vertical or not 0 <= section < len(self._rows):
            return None
        row = self._rows[section]
        return {Role.DisplayRole: row.name, COLOUR: row.colour}.get(role)

    def flags(self, index):
        if index.isValid() and index.data(CHIP) is None:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def data(self, index, role=Role.DisplayRole):
        if not index.isValid():
            return None
        chip = self._lines[index.row()][index.column()]
        if role == CHIP or chip is None:
            return chip
        return {
            Role.DisplayRole: chip.text,
            Role.ToolTipRole: chip.tooltip,
            Role.AccessibleTextRole: chip.accessible,
        }.get(role)
