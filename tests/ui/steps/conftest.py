import pytest

from lossgui.ui.steps.steps_panel import StepsPanel


@pytest.fixture
def panel(qtbot, studio, selection):
    """The steps panel with the founding example at its first step, as wide as the window."""
    panel = StepsPanel(studio, selection)
    qtbot.addWidget(panel)
    panel.resize(1280, 110)
    panel.show()
    qtbot.waitExposed(panel)
    panel.first()
    return panel


@pytest.fixture
def ident(studio):
    """Give the ident of the loss with this name."""

    def find(name):
        return next(row.ident for row in studio.session.state.losses if row.name == name)

    return find
