"""What the student looks at: a loss, one of its steps, a cell. Not part of undo."""

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """The selected loss, step and cell, shared by every panel.

    Each signal is emitted only when its part really changed, so that panels may set the
    selection from the handlers of these signals without going round in circles.
    """

    loss_changed = Signal(object)
    """The ident of the selected loss, or None."""
    stage_changed = Signal(object)
    """The index of the selected step in the selected loss's stages, or None."""
    cell_changed = Signal(object, object)
    """The tensor's name and the full index of the cell, both None when there is no cell."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._loss = None
        self._stage = None
        self._tensor = None
        self._cell = None

    @property
    def loss(self):
        """The ident of the selected loss, or None."""
        return self._loss

    @property
    def stage(self):
        """The index of the selected step in the selected loss's stages, or None."""
        return self._stage

    @property
    def tensor(self):
        """The name of the tensor the selected cell belongs to, or None."""
        return self._tensor

    @property
    def cell(self):
        """The full index of the selected cell, one whole number per axis, or None."""
        return self._cell

    def select_loss(self, ident):
        """Look at the loss with this ident."""
        if ident != self._loss:
            self._loss = ident
            self.loss_changed.emit(ident)

    def select_stage(self, index):
        """Look at this step of the selected loss."""
        if index != self._stage:
            self._stage = index
            self.stage_changed.emit(index)

    def select_cell(self, tensor, index):
        """Look at one cell; `index` holds a whole number for every axis of the tensor."""
        index = None if index is None else tuple(int(part) for part in index)
        if (tensor, index) != (self._tensor, self._cell):
            self._tensor, self._cell = tensor, index
            self.cell_changed.emit(tensor, index)

    def keep_valid(self, snapshot):
        """Move off whatever the new snapshot no longer has: a removed loss, step or cell."""
        self.select_loss(_valid_loss(self._loss, snapshot))
        self.select_stage(_valid_stage(self._stage, snapshot.row(self._loss)))
        self.select_cell(*_valid_cell(self._tensor, self._cell, snapshot.state.tensors))


def _valid_loss(ident, snapshot):
    idents = [row.row.ident for row in snapshot.rows]
    if ident in idents:
        return ident
    return idents[0] if idents else None


def _valid_stage(stage, row):
    if row is None:
        return None
    # A loss with an error has no steps for the moment: the choice waits for it to be put right.
    if row.result is None:
        return stage
    stages = row.result.stages
    return _telling_stage(stages) if stage is None else min(stage, len(stages) - 1)


def _telling_stage(stages):
    """Find the step whose cells the first reduction takes together, such as the squares."""
    kinds = [stage.kind for stage in stages]
    return max(kinds.index("reduction") - 1, 0) if "reduction" in kinds else 0


def _valid_cell(name, cell, tensors):
    if name not in tensors:
        name = "y_pred" if "y_pred" in tensors else next(iter(tensors), None)
        cell = None
    if name is None:
        return None, None
    shape = tensors[name].values.shape
    if 0 in shape:
        return name, None
    if cell is None or len(cell) != len(shape):
        return name, (0,) * len(shape)
    return name, tuple(min(part, size - 1) for part, size in zip(cell, shape, strict=True))
