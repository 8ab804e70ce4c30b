"""What the panels with grids have in common: the slice, the lit cells, the number format."""

from PySide6.QtCore import QObject, Signal

from lossgui.ui.tensors.heat import AUTOMATIC

MOST_DECIMALS = 15


class GridDisplay(QObject):
    """Decimals, scientific notation and heat colours, the same in every grid.

    `decimals` None stands for as few as show the numbers, at most four.
    """

    changed = Signal()

    def __init__(self, parent=None):
        super().__init__(parent)
        self.decimals = None
        self.scientific = False
        self.heat = AUTOMATIC

    def set_decimals(self, decimals):
        """Show so many decimals, kept within 0 and 15; None: as few as needed."""
        if decimals is not None:
            decimals = min(max(int(decimals), 0), MOST_DECIMALS)
        self._set("decimals", decimals)

    def set_scientific(self, scientific):
        """Write all numbers with an exponent, or only those that need one."""
        self._set("scientific", bool(scientific))

    def set_heat(self, kind):
        """Colour the cells; one of `heat.KINDS`."""
        self._set("heat", kind)

    def _set(self, name, value):
        if getattr(self, name) != value:
            setattr(self, name, value)
            self.changed.emit()


class Lights(QObject):
    """The regions of the tensors that enter what the student looks at.

    The stage panel sets them, the tensor grids show them. A region holds a slice for every axis.
    """

    changed = Signal()

    def __init__(self, parent=None):
        super().__init__(parent)
        self._regions = {}

    @property
    def regions(self):
        """The lit region of each tensor that has one, by the tensor's name."""
        return self._regions

    def show(self, regions):
        """Light up these regions and no others."""
        regions = dict(regions)
        if regions != self._regions:
            self._regions = regions
            self.changed.emit()


class SharedSlicing(QObject):
    """The slice that the slice bar shows; the stage grid shows the same one."""

    changed = Signal()
    step_wanted = Signal(int)
    """A grid without a slice bar wants the next (1) or the previous (-1) slice."""
    axis_wanted = Signal(int)
    """A grid without a slice bar wants the slice keys to move another axis."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._slicing = None

    @property
    def slicing(self):
        """The `Slicing` of the tensors that are shown, None before there are any."""
        return self._slicing

    def show(self, slicing):
        """Take note of the slice bar's slicing."""
        if slicing != self._slicing:
            self._slicing = slicing
            self.changed.emit()


def shared(kind, selection):
    """Return the one object of this kind of the panels that share a selection."""
    found = selection.findChild(kind)
    return kind(selection) if found is None else found
