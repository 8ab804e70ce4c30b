import pytest

from lossgui.ui.losses.columns import Column
from lossgui.ui.losses.losses_panel import LossesPanel


@pytest.fixture
def panel(qtbot, studio, selection):
    """The losses panel with the founding example, shown at the size it has in the window."""
    panel = LossesPanel(studio, selection)
    qtbot.addWidget(panel)
    panel.resize(800, 220)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def cell(panel):
    """Give the index of a cell by row and column."""

    def find(row, column):
        return panel.model.index(row, Column(column))

    return find


@pytest.fixture
def ident(studio):
    """Give the ident of the loss with this name."""

    def find(name):
        return next(row.ident for row in studio.session.state.losses if row.name == name)

    return find


@pytest.fixture
def spec(studio):
    """Give the spec of the loss with this name."""

    def find(name):
        return next(row.spec for row in studio.session.state.losses if row.name == name)

    return find
