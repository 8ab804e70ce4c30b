import numpy as np
import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel

from lossgui.ui.tensors.panel import TensorPanel


@pytest.fixture
def panel(qtbot, studio, selection):
    """The tensor panel with the founding example, at the size it has in the window."""
    panel = TensorPanel(studio, selection)
    qtbot.addWidget(panel)
    panel.resize(480, 320)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def grid(panel):
    """The grid of y_pred, with the keyboard."""
    view = panel.boxes[1].view
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 0))
    return view


@pytest.fixture
def values(studio):
    """Give a copy of the session's tensor of this name."""

    def read(name="y_pred"):
        return np.array(studio.session.state.tensors[name].values)

    return read


@pytest.fixture
def choose(grid):
    """Select the cells (top, left) to (bottom, right) of y_pred; the first one is current."""

    def select(top, left, bottom, right):
        model, chosen = grid.model(), grid.selectionModel()
        first = model.index(top, left)
        flags = QItemSelectionModel.SelectionFlag
        chosen.setCurrentIndex(first, flags.NoUpdate)
        chosen.select(QItemSelection(first, model.index(bottom, right)), flags.ClearAndSelect)

    return select


@pytest.fixture
def volume(studio):
    """Put two tensors of shape (2, 3, 4) into the session: y_pred counts from 0."""
    counted = np.arange(24.0).reshape(2, 3, 4)
    studio.session.set_tensors({"y_true": np.zeros((2, 3, 4)), "y_pred": counted})
    return counted
