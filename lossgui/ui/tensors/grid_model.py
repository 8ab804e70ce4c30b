"""The Qt model of one grid: a two-dimensional slice of an N-D array."""

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, QTimer, Signal

from lossgui.session.numbers import NumberProblem, exact_text, format_number, parse_cell
from lossgui.ui.tensors.axis_names import axis_title, place_text, usual_names
from lossgui.ui.tensors.extent import Extent
from lossgui.ui.tensors.slicing import (
    block_region,
    block_values,
    default_slicing,
    grid_array,
    grid_block,
    grid_shape,
    tensor_index,
)

Role = Qt.ItemDataRole

MOST_LINES = 8_000_000
"""Rows or columns that a grid shows: Qt counts their pixels in 32 bits, also at zoom 3."""
CACHED_TEXTS = 20_000

_NOTHING = np.zeros((0, 0))
_PARTS = {
    Role.DisplayRole: "_display_text",
    Role.EditRole: "_exact_text",
    Role.AccessibleTextRole: "_accessible_text",
    Role.ToolTipRole: "_tool_tip",
}


class GridModel(QAbstractTableModel):
    """Shows a slice of an array; writes edits to the session.

    The array is never copied: a session edits it in place and then says which region changed.
    Texts are made when they are painted first and kept.

    Parameters
    ----------
    session : Session, optional
        Takes the edits; without one the grid is read-only.
    """

    extent_changed = Signal()
    """The smallest or the largest number, or the needed decimals, are others now."""

    def __init__(self, session=None, parent=None):
        super().__init__(parent)
        self._session = session
        self.name = ""
        self.array = _NOTHING
        self.slicing = default_slicing(_NOTHING.shape)
        self.axis_keys = usual_names(2)
        self.extent = Extent(_NOTHING)
        self.problem = ""
        self._cells = _NOTHING
        self._shape = (0, 0)
        self._texts = {}
        self._decimals = None
        self._scientific = False
        # Looks at the rest of a large array between two events, so that the window stays alive.
        self._rest = QTimer(self, interval=0)
        self._rest.timeout.connect(self._look_at_rest)

    # ------------------------------------------------------------------------ what is shown

    @property
    def session(self):
        """The session that takes the edits, or None."""
        return self._session

    @property
    def cells(self):
        """The shown slice: a two-dimensional view of the array."""
        return self._cells

    @property
    def decimals(self):
        """How many decimals the cells have now."""
        return self.extent.decimals if self._decimals is None else self._decimals

    @property
    def scientific(self):
        """Whether every number has an exponent."""
        return self._scientific

    def set_array(self, name, array, slicing, *, axis_keys=None):
        """Show another array."""
        axis_keys = usual_names(array.ndim) if axis_keys is None else axis_keys
        resized = self._measured(slicing, array) != self._shape
        if resized:
            self.beginResetModel()
        self.name, self.array, self.axis_keys = name, array, axis_keys
        self._slice(slicing)
        self.extent = Extent(array)
        if resized:
            self.endResetModel()
        self._look(always=True)
        if not resized:
            self._all_changed()
            self._headers_changed()

    def clear(self):
        """Show nothing, and let go of the array."""
        if self.array is not _NOTHING:
            self.set_array("", _NOTHING, default_slicing(_NOTHING.shape))

    def set_slicing(self, slicing):
        """Show another slice of the same array."""
        if slicing == self.slicing:
            return
        axes_before = self.slicing.rows, self.slicing.columns
        if self._measured(slicing, self.array) != self._shape:
            self.beginResetModel()
            self._slice(slicing)
            self.endResetModel()
            return
        self._slice(slicing)
        self._all_changed()
        if (slicing.rows, slicing.columns) != axes_before:
            self._headers_changed()

    def touch(self, array, region):
        """Take note that cells of the array changed; `array` may be a new view of its memory.

        `region` is the region that changed, None where that is not known.
        """
        self.array = array
        self._cells = grid_array(self.slicing, array)
        self.extent.touch(region)
        block = grid_block(self.slicing, array.shape, region or ())
        if block is not None:
            self._forget(block)
        self._look()
        if block is not None:
            top, left, bottom, right = block
            last_row, last_column = self._shape[0] - 1, self._shape[1] - 1
            self.dataChanged.emit(
                self.index(top, left), self.index(min(bottom, last_row), min(right, last_column))
            )

    def set_format(self, decimals, scientific):
        """Write the numbers with so many decimals (None: as few as needed)."""
        if (decimals, scientific) != (self._decimals, self._scientific):
            self._decimals, self._scientific = decimals, scientific
            self._texts.clear()
            self._all_changed()

    def text(self, row, column):
        """Give the text of a cell, as it is painted."""
        text = self._texts.get((row, column))
        if text is None:
            if len(self._texts) >= CACHED_TEXTS:
                self._texts.clear()
            text = self._texts[row, column] = self.format(self._cells[row, column])
        return text

    def format(self, number):
        """Write a number like the cells of this grid."""
        return format_number(number, self.decimals, self._scientific)

    def tensor_index(self, index):
        """Give the full index of the element that a cell shows."""
        return tensor_index(self.slicing, index.row(), index.column())

    # ---------------------------------------------------------------------------- Qt's side

    def rowCount(self, parent=QModelIndex()):  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self._shape[0]

    def columnCount(self, parent=QModelIndex()):  # noqa: B008
        return 0 if parent.isValid() else self._shape[1]

    def flags(self, index):
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        flags |= Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsEditable if self._session is not None else flags

    def data(self, index, role=Role.DisplayRole):
        if not index.isValid():
            return None
        part = _PARTS.get(role)
        return None if part is None else getattr(self, part)(index)

    def headerData(self, section, orientation, role=Role.DisplayRole):
        axis = self.header_axis(orientation)
        if role == Role.DisplayRole:
            return "" if axis is None else str(section)
        if role in (Role.AccessibleTextRole, Role.ToolTipRole):
            return "" if axis is None else place_text((section,), (self.axis_keys[axis],))
        return None

    def header_axis(self, orientation):
        """Give the array's axis that a header counts, or None."""
        across = orientation == Qt.Orientation.Horizontal
        return self.slicing.columns if across else self.slicing.rows

    def header_title(self, orientation):
        """Give the name of the axis that a header counts, or ""."""
        axis = self.header_axis(orientation)
        return "" if axis is None else axis_title(self.axis_keys[axis])

    def setData(self, index, value, role=Role.EditRole):
        if role != Role.EditRole or self._session is None or not index.isValid():
            return False
        try:
            number = parse_cell(value, self.array.dtype) if isinstance(value, str) else value
        except NumberProblem as problem:
            self.problem = str(problem)
            return False
        return self._written(self.tensor_index(index), number)

    # ------------------------------------------------------------------------------ editing

    def readable(self, text):
        """Say whether a text can become a cell."""
        try:
            parse_cell(text, self.array.dtype)
        except NumberProblem:
            return False
        return True

    def write(self, top, left, block, text=None):
        """Put a block of numbers into the cells from (top, left) on; one undo step."""
        bottom, right = top + block.shape[0] - 1, left + block.shape[1] - 1
        region = block_region(self.slicing, top, left, bottom, right)
        return self._written(region, block_values(self.slicing, block), text)

    def _written(self, region, values, text=None):
        try:
            self._session.set_cells(self.name, region, values, text=text)
        except (TypeError, ValueError) as problem:
            self.problem = str(problem)
            return False
        self.problem = ""
        return True

    # ------------------------------------------------------------------------------ private

    @staticmethod
    def _measured(slicing, array):
        rows, columns = grid_shape(slicing, array.shape)
        return min(rows, MOST_LINES), min(columns, MOST_LINES)

    def _slice(self, slicing):
        self.slicing = slicing
        self._cells = grid_array(slicing, self.array)
        self._shape = self._measured(slicing, self.array)
        self._texts.clear()

    def _forget(self, block):
        top, left, bottom, right = block
        if (bottom - top + 1) * (right - left + 1) > len(self._texts):
            self._texts.clear()
            return
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self._texts.pop((row, column), None)

    def _look(self, *, always=False):
        extent = self.extent
        before = extent.low, extent.high, extent.decimals
        done = extent.refresh(self.array)
        if done:
            self._rest.stop()
        elif not self._rest.isActive():
            self._rest.start()
        if extent.decimals != before[2] and self._decimals is None:
            self._texts.clear()
            self._all_changed()
        if always or before != (extent.low, extent.high, extent.decimals):
            self.extent_changed.emit()

    def _look_at_rest(self):
        self._look()

    def _all_changed(self):
        rows, columns = self._shape
        if rows and columns:
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1))

    def _headers_changed(self):
        for orientation, count in zip(
            (Qt.Orientation.Vertical, Qt.Orientation.Horizontal), self._shape, strict=True
        ):
            if count:
                self.headerDataChanged.emit(orientation, 0, count - 1)

    def _display_text(self, index):
        return self.text(index.row(), index.column())

    def _exact_text(self, index):
        return exact_text(self._cells[index.row(), index.column()])

    def _accessible_text(self, index):
        place = place_text(self.tensor_index(index), self.axis_keys)
        name = f"{self.name} {place}" if place else self.name
        return self.tr("{0} value {1}").format(name, self._exact_text(index))

    def _tool_tip(self, index):
        where = ", ".join(map(str, self.tensor_index(index)))
        cell = f"{self.name}[{where}]" if where else self.name
        return f"{cell} = {self._exact_text(index)}"
