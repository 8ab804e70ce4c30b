import pytest

from lossgui.ui.stages.stage_panel import StagePanel


@pytest.fixture
def panel(qtbot, studio, selection):
    """The stage panel with the founding example, at the size it has in the window."""
    panel = StagePanel(studio, selection)
    qtbot.addWidget(panel)
    panel.resize(480, 300)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def stage(studio, selection):
    """Select the step with this name of the selected loss; gives its index."""

    def select(name):
        stages = studio.snapshot.row(selection.loss).result.stages
        number = next(n for n, found in enumerate(stages) if found.name == name)
        selection.select_stage(number)
        return number

    return select
