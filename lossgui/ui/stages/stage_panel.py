"""The array of the selected step, with the result of the next reduction in its margin."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from lossgui.session.state import shape_text
from lossgui.ui.stages.margin import BELOW, RIGHT, margin_side, reducing_stage
from lossgui.ui.stages.sources import cell_box, only_cell, place_in_stage, sources, whole
from lossgui.ui.stages.stage_view import MarginLayout, StageView
from lossgui.ui.stages.steps import read_steps
from lossgui.ui.tensors.shared import GridDisplay, Lights, SharedSlicing, shared
from lossgui.ui.tensors.slice_bar import code_font
from lossgui.ui.tensors.slicing import fitted, grid_block, grid_place, projected, shared_shape


class StagePanel(QWidget):
    """Shows the selected step of the selected loss.

    Parameters
    ----------
    studio : Studio
        Gives the snapshots with the steps' arrays.
    selection : Selection
        Tells loss, step and cell; a cell of the step that stands for a cell of a tensor
        selects it.
    """

    def __init__(self, studio, selection, parent=None):
        super().__init__(parent)
        self.setObjectName("stage_panel")
        self._studio, self._selection = studio, selection
        self._display = shared(GridDisplay, selection)
        self._lights = shared(Lights, selection)
        self._shared_slicing = shared(SharedSlicing, selection)
        self._steps = None
        self._focus = None
        self._showing = False
        self._grid = StageView("stage_grid")
        self._right = StageView("stage_right_margin", row_header=False)
        self._below = StageView("stage_lower_margin", row_header=True)
        self._make_labels()
        self._retranslate()
        self._lay_out()
        self._connect()
        self._show_format()
        self._show()

    @property
    def grid(self):
        """The view of the step's array."""
        return self._grid

    @property
    def right_margin(self):
        """The view with one result per row."""
        return self._right

    @property
    def lower_margin(self):
        """The view with one result per column, or with the only one."""
        return self._below

    @property
    def title(self):
        """What the panel shows, in words."""
        return f"{self._title.text()} {self._shape.text()}".strip()

    def copy(self):
        """Copy the selected cells."""
        views = (self._right, self._below)
        next((view for view in views if view.hasFocus()), self._grid).copy()

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()

    # ------------------------------------------------------------------------------- building

    def _make_labels(self):
        self._title, self._shape, self._formula = QLabel(), QLabel(), QLabel()
        self._caption, self._note = QLabel(), QLabel()
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._formula.setFont(code_font())
        self._formula.setObjectName("stage_formula")
        self._note.setObjectName("stage_note")
        self._note.setWordWrap(True)
        for label in (self._title, self._shape, self._formula, self._caption, self._note):
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self._shape, self._formula):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def _retranslate(self):
        self.setWhatsThis(
            self.tr(
                "The array of the selected step. A bar is a cell's share: |cell| / sum of |cells|. "
                "Beside it stands what the next step makes of each row or column; select a cell "
                "there to see where it comes from."
            )
        )
        for view in (self._grid, self._right, self._below):
            view.setAccessibleName(self.tr("Stage"))

    def _lay_out(self):
        top = QHBoxLayout()
        top.addWidget(self._title)
        top.addWidget(self._shape, 1)
        grids = QHBoxLayout()
        grids.setSpacing(6)
        grids.addWidget(self._grid, 1)
        grids.addWidget(self._right, 0, Qt.AlignmentFlag.AlignTop)
        grids.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 2, 4, 2)
        layout.setSpacing(3)
        layout.addLayout(top)
        layout.addWidget(self._formula)
        layout.addLayout(grids, 1)
        layout.addWidget(self._caption)
        layout.addWidget(self._below, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._note)
        layout.addStretch()
        self._margins = MarginLayout(self._grid, self._right, self._below)

    def _connect(self):
        for view in (self._grid, self._right, self._below):
            view.current_changed.connect(lambda index, v=view: self._look_at(v, index))
            view.touched.connect(lambda index, v=view: self._look_at(v, index))
            view.notice.connect(self._show_note)
            view.slice_step.connect(self._shared_slicing.step_wanted)
            view.axis_step.connect(self._shared_slicing.axis_wanted)
        self._studio.snapshot_changed.connect(self._show)
        self._selection.loss_changed.connect(self._show_step)
        self._selection.stage_changed.connect(self._show_step)
        self._selection.cell_changed.connect(self._cell_changed)
        self._shared_slicing.changed.connect(self._show)
        self._display.changed.connect(self._show_format)

    # -------------------------------------------------------------------------------- the step

    def _show_step(self, *_):
        self._focus = None
        self._show()

    def _show(self, *_):
        """Bring everything up to date with snapshot, selection and slice."""
        row = self._studio.snapshot.row(self._selection.loss)
        self._steps = read_steps(row, self._selection.stage, self._studio.snapshot.state.tensors)
        self._showing = True
        self._show_titles(row)
        self._show_grids()
        self._showing = False
        self._show_cell()
        self._show_lights()

    def _show_titles(self, row):
        steps = self._steps
        if steps is None:
            self._title.setText(self.tr("Stage"))
            self._shape.setText("")
            self._formula.hide()
            self._show_note("" if row is None else row.error or "")
            return
        stage = steps.stage
        self._title.setText(
            self.tr("Stage {0} of {1}: {2}").format(steps.number + 1, row.row.name, stage.name)
        )
        self._shape.setText(f"{shape_text(stage.shape)} {stage.value.dtype}")
        self._formula.setText(stage.formula)
        self._formula.setToolTip(stage.formula)
        self._formula.show()
        self._show_note("")

    def _show_grids(self):
        steps = self._steps
        self._grid.setVisible(steps is not None)
        result, side = None, None
        if steps is not None:
            slicing = self._slicing_of(steps.number)
            self._grid.show_stage(steps, steps.number, slicing)
            result = reducing_stage(steps.stages, steps.number)
        else:
            self._grid.clear()
        if result is not None:
            result_slicing = self._slicing_of(result)
            side = margin_side(slicing, result_slicing)
            if side is None:
                self._show_note(self._elsewhere(result))
        for view, place in ((self._right, RIGHT), (self._below, BELOW)):
            view.setVisible(side == place)
            if side == place:
                view.show_stage(steps, result, result_slicing)
            else:
                view.clear()
        self._caption.setVisible(side == BELOW)
        self._caption.setText(steps.stages[result].name if side == BELOW else "")
        self._result = result if side is not None else None
        self._margins.arrange()

    def _slicing_of(self, number):
        steps = self._steps
        shape = shared_shape(list(steps.shapes.values()))
        slicing = fitted(self._shared_slicing.slicing, shape)
        return projected(slicing, steps.stages[number].shape, steps.axes[number])

    def _elsewhere(self, result):
        name = self._steps.stages[result].name
        return self.tr(
            "{0} runs over an axis that is not shown: show it as rows or columns."
        ).format(name)

    def _show_note(self, sentence):
        self._note.setText(sentence)
        self._note.setVisible(bool(sentence))

    def _show_format(self):
        for view in (self._grid, self._right, self._below):
            view.model().set_format(self._display.decimals, self._display.scientific)
            view.fit()

    # ------------------------------------------------------------------------------- the cells

    def _look_at(self, view, index):
        """Light up what a cell came from, and select the tensor's cell if it is one."""
        if self._showing or self._steps is None or not index.isValid():
            return
        number = self._result if view is not self._grid else self._steps.number
        self._focus = number, view.model().tensor_index(index)
        self._show_lights()
        found = self._sources().get(self._selection.tensor)
        cell = None if found is None else only_cell(found)
        if cell is not None:
            self._showing = True
            self._selection.select_cell(self._selection.tensor, cell)
            self._showing = False

    def _cell_changed(self, *_):
        if not self._showing:
            self._focus = None
            self._show_cell()
            self._show_lights()

    def _show_cell(self):
        """Make the cells current that the selected cell of a tensor enters."""
        tensor, cell = self._selection.tensor, self._selection.cell
        steps = self._steps
        if steps is None or cell is None or self._focus is not None:
            return
        if len(cell) != len(steps.shapes.get(tensor, ())):
            return
        self._showing = True
        for view, number in self._shown():
            index = place_in_stage(
                steps.stages, steps.shapes, number, steps.axes[number], tensor, cell
            )
            place = None if index is None else grid_place(view.model().slicing, index)
            if place is not None:
                view.setCurrentIndex(view.model().index(*place))
        self._showing = False

    def _shown(self):
        """Return the views in use with the index of the step that each one shows."""
        margins = (self._right, self._below)
        found = [(self._grid, self._steps.number)]
        if self._result is not None:
            found += [(view, self._result) for view in margins if not view.isHidden()]
        return found

    def _sources(self):
        steps = self._steps
        if steps is None:
            return {}
        if self._focus is None:
            start, box = steps.number, whole(steps.stage.shape)
        else:
            start, box = self._focus[0], cell_box(self._focus[1])
        return sources(steps.stages, steps.shapes, start, box)

    def _show_lights(self):
        found = self._sources()
        self._lights.show({name: box for name, box in found.items() if isinstance(name, str)})
        block = None
        if self._focus is not None and self._focus[0] != self._steps.number:
            box = found.get(self._steps.number)
            model = self._grid.model()
            block = box and grid_block(model.slicing, model.array.shape, box)
        self._grid.light(block)
