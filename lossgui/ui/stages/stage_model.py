"""The model of a step's grid: read-only, and each cell knows its share."""

from PySide6.QtCore import Qt

from lossgui.ui.tensors.axis_names import place_text
from lossgui.ui.tensors.grid_model import GridModel

Role = Qt.ItemDataRole

SHARE = Role.UserRole + 1
"""The cell's part of the sum of all absolute values, from 0 to 1, or None."""


class StageModel(GridModel):
    """Shows the array of a step, or the result of the reduction beside it.

    `caption` is written in the header of a margin, where no axis is counted.
    """

    def __init__(self, parent=None):
        super().__init__(parent=parent)
        self.caption = ""

    def data(self, index, role=Role.DisplayRole):
        if role == SHARE:
            return self.share(index) if index.isValid() else None
        return super().data(index, role)

    def header_title(self, orientation):
        title = super().header_title(orientation)
        return title or (self.caption if orientation == Qt.Orientation.Horizontal else "")

    def share(self, index):
        """Give the cell's part of the sum of all absolute values of the step, or None."""
        return self.extent.share(self.cells[index.row(), index.column()])

    def share_text(self, index):
        """Write the cell's share as a percentage: "16.9 %"; "" where there is none."""
        share = self.share(index)
        return "" if share is None else f"{100 * share:.3g} %"

    def _accessible_text(self, index):
        place = place_text(self.tensor_index(index), self.axis_keys)
        where = f"{self.name} {place}" if place else self.name
        text = self.tr("{0} value {1}").format(where, self._exact_text(index))
        share = self.share_text(index)
        return self.tr("{0}, {1} of all cells").format(text, share) if share else text

    def _tool_tip(self, index):
        where = ", ".join(map(str, self.tensor_index(index)))
        text = f"{self.name} [{where}] = {self._exact_text(index)}"
        share = self.share_text(index)
        if not share or self.array.size < 2:
            return text
        explained = self.tr(
            "{0} of the sum of all cells: |cell| / sum of |cells|.\nThe longest bar is the largest."
        )
        return f"{text}\n{explained.format(share)}"
