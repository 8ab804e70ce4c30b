"""Two grids side by side that scroll, select and are coloured together."""

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from lossgui.ui.tensors.heat import make_scale
from lossgui.ui.tensors.links import SelectionLink, link_scrolling
from lossgui.ui.tensors.tensor_box import TensorBox


class GridPair(QWidget):
    """Shows one or two tensors of the session.

    Parameters
    ----------
    session : Session
        Takes the edits.
    display : GridDisplay
        Decimals and heat colours.
    """

    chosen = Signal(QModelIndex)
    """The student went to this cell."""
    notice = Signal(str)
    """A sentence about what could not be done; "" after something was done."""
    slice_step = Signal(int)
    axis_step = Signal(int)

    def __init__(self, session, display, parent=None):
        super().__init__(parent)
        self._display = display
        self._count = 0
        self._showing = False
        self._boxes = TensorBox(session, "first_grid"), TensorBox(session, "second_grid")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for box in self._boxes:
            layout.addWidget(box, 1)
            box.view.notice.connect(self.notice)
            box.view.slice_step.connect(self.slice_step)
            box.view.axis_step.connect(self.axis_step)
            box.view.touched.connect(self.chosen)
            box.view.width_needed.connect(self.level)
            box.model.extent_changed.connect(self._show_colours)
        first, second = (box.view for box in self._boxes)
        link_scrolling(first, second)
        self._link = SelectionLink(first, second, self)
        self._link.moved.connect(self._current_moved)
        display.changed.connect(self._show_format)
        self._show_format()

    @property
    def boxes(self):
        """Both `TensorBox`es."""
        return self._boxes

    @property
    def shown(self):
        """The boxes that show a tensor."""
        return self._boxes[: self._count]

    @property
    def decimals(self):
        """The most decimals that a cell has now."""
        return max((box.model.decimals for box in self.shown), default=0)

    def box_of(self, name):
        """Return the box that shows this tensor, or None."""
        return next((box for box in self.shown if box.name == name), None)

    def show_records(self, records, slicing):
        """Show these tensors (at most two) at a shared slicing.

        Returns
        -------
        list of (TensorBox, tuple of slice)
            The boxes whose tensor was edited, with the edited region.
        """
        self._showing = True
        self._count = len(records)
        for number, box in enumerate(self._boxes):
            box.setVisible(number < self._count)
            if number >= self._count:
                box.clear()
        touched = [
            (box, box.show_record(record, slicing))
            for box, record in zip(self._boxes, records, strict=False)
        ]
        self._showing = False
        self.level()
        return [(box, region) for box, region in touched if region is not None]

    def set_slicing(self, slicing):
        """Show another slice."""
        self._showing = True
        for box in self.shown:
            box.set_slicing(slicing)
        self._showing = False
        self.level()

    def go_to(self, view, cell):
        """Make a cell the current one; it was chosen elsewhere."""
        if cell.isValid() and cell != view.currentIndex():
            self._showing = True
            view.setCurrentIndex(cell)
            self._showing = False

    def end_editing(self):
        """Close an open editor before its cell goes."""
        for box in self.shown:
            box.view.end_editing()

    def light(self, regions):
        """Light up these regions of the tensors, by name."""
        for box in self.shown:
            box.light(regions.get(box.name))

    def level(self):
        """Let the rows of both grids begin at the same height, and give columns one width."""
        views = [box.view for box in self.shown]
        height = max((view.horizontalHeader().sizeHint().height() for view in views), default=0)
        width = max((view.needed_width for view in views), default=0)
        for view in views:
            view.set_header_height(height)
            view.set_least_width(width)

    def _current_moved(self, view):
        if not self._showing and view.currentIndex().isValid():
            self.chosen.emit(view.currentIndex())

    def _show_colours(self):
        extents = [box.model.extent for box in self.shown if box.model.array.size]
        low = min((extent.low for extent in extents), default=0.0)
        high = max((extent.high for extent in extents), default=0.0)
        scale = make_scale(self._display.heat, low, high)
        for box in self._boxes:
            box.view.colour(scale)

    def _show_format(self):
        for box in self._boxes:
            box.model.set_format(self._display.decimals, self._display.scientific)
            box.view.fit()
        self._show_colours()
