"""The grids of the stage panel: the step's array and the margins beside it."""

from PySide6.QtCore import QEvent, QObject, Qt

from lossgui.session.state import shape_text
from lossgui.ui.stages.stage_model import StageModel
from lossgui.ui.stages.steps import touched_region
from lossgui.ui.tensors.axis_names import usual_names
from lossgui.ui.tensors.grid_view import GridView
from lossgui.ui.tensors.links import link_scrolling
from lossgui.ui.tensors.slicing import shared_shape


class StageView(GridView):
    """A read-only grid with a bar in each cell.

    Parameters
    ----------
    row_header : bool, optional
        Whether the rows have a header; by default where there are rows to count.
    """

    def __init__(self, name, parent=None, *, row_header=None):
        super().__init__(StageModel(), name, parent)
        self._row_header = row_header
        self.model().setParent(self)
        self.bars = self.hugs_columns = True
        self._shown = None

    def show_stage(self, steps, number, slicing):
        """Show a step at this slicing of its own array."""
        stage, array, model = steps.stages[number], steps.array(number), self.model()
        before, self._shown = self._shown, (steps, number)
        if before is not None and _same_steps(*before, steps, number):
            model.set_slicing(slicing)
            model.touch(array, touched_region(before[0], steps, number))
            return
        self.bars = array.size > 1
        keys = usual_names(len(shared_shape(list(steps.shapes.values()))))
        model.caption = stage.name
        model.set_array(
            stage.name,
            array,
            slicing,
            axis_keys=tuple(
                keys[axis] if axis is not None and axis < len(keys) else "axis"
                for axis in steps.axes[number]
            ),
        )
        counted = slicing.rows is not None
        self.verticalHeader().setVisible(counted if self._row_header is None else self._row_header)
        self.setAccessibleName(
            self.tr("{0}, shape {1}").format(stage.name, shape_text(stage.shape))
        )

    def clear(self):
        """Show nothing, and let go of the steps and their arrays."""
        self._shown = None
        self.model().clear()


def _same_steps(before, number_before, steps, number):
    """Say whether two readings show the same step of a loss, so that only cells can differ."""
    old, new = before.row, steps.row
    if (old.ident, old.spec, old.sources, number_before) != (
        new.ident,
        new.spec,
        new.sources,
        number,
    ):
        return False
    return before.shapes == steps.shapes


class MarginLayout(QObject):
    """Keeps the two margins of a grid at its rows and columns, also while it is scrolled."""

    def __init__(self, grid, right, below):
        super().__init__(grid)
        self._grid, self._right, self._below = grid, right, below
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        for margin in (right, below):
            margin.claims_room = False
            margin.setHorizontalScrollBarPolicy(off)
            margin.setVerticalScrollBarPolicy(off)
        below.horizontalHeader().hide()
        link_scrolling(grid, right, (Qt.Orientation.Vertical,))
        link_scrolling(grid, below, (Qt.Orientation.Horizontal,))
        grid.viewport().installEventFilter(self)
        grid.columns_sized.connect(self.arrange)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Resize:
            self.arrange()
        return False

    def arrange(self, *_):
        """Give the margins their sizes."""
        grid, right, below = self._grid, self._right, self._below
        frame = 2 * grid.frameWidth()
        across, down = grid.horizontalHeader(), grid.verticalHeader()
        right.horizontalHeader().setFixedHeight(across.height())
        right.setFixedHeight(across.height() + grid.viewport().height() + frame)
        right.setFixedWidth(right.natural_size().width())
        below.verticalHeader().setFixedWidth(down.width())
        below.setFixedHeight(below.natural_size().height())
        total = below.model().header_axis(Qt.Orientation.Horizontal) is None
        width = below.natural_width if total else across.defaultSectionSize()
        below.horizontalHeader().setDefaultSectionSize(width)
        length = below.horizontalHeader().length()
        below.setFixedWidth(min(down.width() + length + frame, max(grid.width(), width)))
