"""The tensors: pairs of editable grids with one slice bar."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from lossgui.ui.notices import announce
from lossgui.ui.tensors.fill_menu import FillMenu
from lossgui.ui.tensors.format_bar import FormatBar
from lossgui.ui.tensors.grid_pair import GridPair
from lossgui.ui.tensors.pairs import tensor_pairs
from lossgui.ui.tensors.shared import GridDisplay, Lights, SharedSlicing, shared
from lossgui.ui.tensors.slice_bar import SliceBar
from lossgui.ui.tensors.slicing import (
    first_index,
    fitted,
    grid_place,
    moved_to,
    projected,
    shared_shape,
)
from lossgui.ui.tensors.tensor_tabs import TensorTabs


class TensorPanel(QWidget):
    """Two tensors side by side, e.g. y_true and y_pred; a tab for each further pair.

    Parameters
    ----------
    studio : Studio
        Its session holds the tensors and takes the edits.
    selection : Selection
        The current cell is its cell, both ways.
    """

    def __init__(self, studio, selection, parent=None):
        super().__init__(parent)
        self.setObjectName("tensor_panel")
        self._studio, self._selection = studio, selection
        self._display = shared(GridDisplay, selection)
        self._lights = shared(Lights, selection)
        self._shared_slicing = shared(SharedSlicing, selection)
        self._pair = ()
        self._slicings = {}
        self._grids = GridPair(studio.session, self._display)
        self._make_bars()
        self._lay_out()
        self._connect()
        self._show_state(studio.session.state)
        self._show_cell(selection.tensor, selection.cell)
        self._retranslate()

    @property
    def boxes(self):
        """The two `TensorBox`es; the second one is hidden for a tensor that stands alone."""
        return self._grids.boxes

    @property
    def tabs(self):
        """The tab bar with the pairs of tensors."""
        return self._tabs

    @property
    def slice_bar(self):
        """The `SliceBar` of both grids."""
        return self._slice_bar

    @property
    def note(self):
        """The sentence under the grids, or ""."""
        return self._note.text()

    @property
    def slicing(self):
        """The slicing of the pair that is shown."""
        return self._slicing_of(self._pair)

    def copy(self):
        """Copy the selected cells of the active grid."""
        self.active_box.view.copy()

    def paste(self):
        """Paste into the active grid."""
        self.active_box.view.paste()

    def fill(self):
        """Offer what the selected cells can be filled with."""
        self._fill_menu.open(self.active_box.view)

    def go_to_cell(self):
        """Put the keyboard into the selected cell, so that typing changes it."""
        box = self._grids.box_of(self._selection.tensor)
        if box is not None:
            box.view.setFocus()

    @property
    def active_box(self):
        """The box with the keyboard, else the one of the selected cell."""
        shown = self._grids.shown or self._grids.boxes
        focused = next((box for box in shown if box.view.hasFocus()), None)
        return focused or self._grids.box_of(self._selection.tensor) or shown[-1]

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    # ------------------------------------------------------------------------------- building

    def _make_bars(self):
        self._title = QLabel()
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._tabs = TensorTabs()
        self._format = FormatBar(self._display, lambda: self._grids.decimals)
        self._slice_bar = SliceBar()
        self._fill_menu = FillMenu(self)
        self._note = QLabel()
        self._note.setObjectName("tensor_note")
        self._note.setWordWrap(True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.hide()

    def _retranslate(self):
        self._title.setText(self.tr("Tensors"))
        self.setWhatsThis(
            self.tr(
                "The tensors that the losses are computed from. Type to replace a number, press "
                "F2 or Enter to edit its exact value. Dashes frame the cells that enter the "
                "selected step."
            )
        )

    def _lay_out(self):
        top = QHBoxLayout()
        top.addWidget(self._title)
        top.addStretch()
        top.addWidget(self._format)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 2, 4, 2)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self._tabs)
        layout.addWidget(self._slice_bar)
        layout.addWidget(self._grids, 1)
        layout.addWidget(self._note)

    def _connect(self):
        self._grids.chosen.connect(self._select)
        self._grids.notice.connect(self._show_note)
        self._grids.slice_step.connect(self._slice_bar.step)
        self._grids.axis_step.connect(self._slice_bar.step_axis)
        self._slice_bar.slicing_changed.connect(self._use_slicing)
        self._shared_slicing.step_wanted.connect(self._slice_bar.step)
        self._shared_slicing.axis_wanted.connect(self._slice_bar.step_axis)
        self._tabs.pair_chosen.connect(self._use_pair)
        self._lights.changed.connect(self._show_lights)
        self._studio.session_changed.connect(self._show_state)
        self._selection.cell_changed.connect(self._show_cell)
        self._selection.loss_changed.connect(self._show_loss)

    # ------------------------------------------------------------------------------- the state

    def _show_state(self, state):
        self._tensors = state.tensors
        pairs = tensor_pairs(state)
        if pairs != self._tabs.pairs:
            self._tabs.show_pairs(pairs)
        self._pair = self._tabs.pair
        self._show_pair()

    def _show_pair(self):
        """Bring grids and slice bar up to date with the shown pair."""
        slicing = self._slicings[self._pair] = self._slicing_of(self._pair)
        records = [self._tensors[name] for name in self._pair]
        touched = self._grids.show_records(records, slicing)
        self._show_bar()
        self._show_lights()
        for box, region in touched:
            self._reveal(box, region)

    def _slicing_of(self, pair):
        shape = shared_shape([self._tensors[name].values.shape for name in pair])
        return fitted(self._slicings.get(pair), shape)

    def _reveal(self, box, region):
        """Go to the slice that was edited from elsewhere: by undo, or in a plot."""
        shape = box.model.array.shape
        index = first_index(shape, region)
        slicing = box.model.slicing
        hidden = [
            axis
            for axis in slicing.fixed_axes
            if not region[axis].start <= slicing.position[axis] < region[axis].stop
        ]
        if index is not None and hidden:
            self._use_slicing(moved_to(self.slicing, index))

    def _use_pair(self, pair):
        self._grids.end_editing()
        self._pair = pair
        self._show_note("")
        self._show_pair()
        self._show_cell(self._selection.tensor, self._selection.cell, switch=False)

    def _use_slicing(self, slicing):
        self._grids.set_slicing(slicing)
        self._slicings[self._pair] = slicing
        self._show_bar()
        self._show_lights()
        self._select(self.active_box.view.currentIndex())

    # --------------------------------------------------------------------------- the selection

    def _select(self, index):
        if index.isValid():
            model = index.model()
            self._selection.select_cell(model.name, model.tensor_index(index))

    def _show_cell(self, name, index, *, switch=True):
        """Show the selected cell: its tab, its slice, and the cell as the current one."""
        if index is None or name not in self._tensors:
            return
        if switch:
            self._tabs.show_tensor(name)
        box = self._grids.box_of(name)
        if box is None or len(index) != box.model.array.ndim:
            return
        if grid_place(box.model.slicing, index) is None:
            self._use_slicing(moved_to(self.slicing, index))
        place = grid_place(projected(self.slicing, box.model.array.shape), index)
        if place is not None:
            self._grids.go_to(box.view, box.model.index(*place))
        self._show_bar()

    def _show_loss(self, ident):
        """Bring the tensors of the selected loss to the front if it reads none of the shown."""
        row = self._studio.snapshot.row(ident)
        names = list(row.row.sources.values()) if row else []
        if names and names[0] in self._tensors and not set(names) & set(self._pair):
            self._tabs.show_tensor(names[0])

    # ------------------------------------------------------------------------------ appearance

    def _show_bar(self):
        shape = shared_shape([self._tensors[name].values.shape for name in self._pair])
        self._slice_bar.show_slicing(shape, self.slicing)
        self._shared_slicing.show(self.slicing)
        if self._pair:
            box = self.active_box
            self._slice_bar.show_code(box.name, box.model.slicing)

    def _show_lights(self):
        self._grids.light(self._lights.regions)

    def _show_note(self, sentence):
        self._note.setText(sentence)
        self._note.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence)
