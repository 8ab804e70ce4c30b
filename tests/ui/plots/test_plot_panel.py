"""The panel: tabs, what is computed when, and what it follows."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from lossgui.plots import PLOTS
from lossgui.plots.figure import Bars
from lossgui.ui.plots.plot_panel import PlotPanel
from lossgui.ui.tensors.shared import SharedSlicing, shared
from lossgui.ui.tensors.slicing import Slicing


def test_tabs_come_from_the_registry(panel):
    assert [panel.tabs.tabText(index) for index in range(panel.tabs.count())] == [
        plot.title for plot in PLOTS.values()
    ]
    assert panel.plot.key == "samples"
    assert panel.figure.marks


@pytest.mark.parametrize("key", PLOTS)
def test_every_plot_is_drawn_and_follows_an_edit(qtbot, panel, studio, key):
    panel.show_plot(key)
    before = panel.figure
    assert before.key == key
    assert before.marks
    studio.session.set_cells("y_pred", (1, 0), 0.25)
    # On a machine that was busy when the first figure was made, the next one is made in a thread.
    qtbot.waitUntil(lambda: panel.figure is not before)


def test_only_the_visible_plot_is_computed(panel, studio, monkeypatch):
    drawn = []
    wish = panel.maker.wish
    monkeypatch.setattr(
        panel.maker, "wish", lambda plot, *a: (drawn.append(plot.key), wish(plot, *a))
    )
    studio.session.set_cells("y_pred", (0, 0), 0.5)
    panel.show_plot("sweep")
    studio.session.set_cells("y_pred", (0, 0), 0.75)
    assert drawn == ["samples", "sweep", "sweep"]


def test_a_hidden_panel_computes_nothing_and_catches_up(qtbot, studio, selection):
    panel = PlotPanel(studio, selection)
    qtbot.addWidget(panel)
    studio.session.set_cells("y_pred", (0, 0), 0.5)
    assert (panel.maker.direct, panel.maker.elsewhere) == (0, 0)
    panel.show()
    assert panel.maker.direct == 1
    assert panel.figure.marks


def test_the_same_wish_is_not_computed_twice(panel, studio, selection):
    count = panel.maker.direct
    panel.refresh()
    studio.snapshot_changed.emit(studio.snapshot)
    assert panel.maker.direct == count


def test_the_selected_loss_and_cell_are_followed(panel, studio, selection):
    panel.show_plot("gradient")
    selection.select_loss(studio.session.state.losses[1].ident)
    assert panel.figure.title.startswith("∂B/∂y_pred")
    panel.show_plot("sweep")
    selection.select_cell("y_true", (2, 1))
    assert panel.figure.x.label == "value of y_true[2, 1]"


def test_options_belong_to_their_plot(panel):
    switch = panel.switches[0]
    assert not panel.range.isVisible()
    assert not switch.isVisible()
    panel.show_plot("sweep")
    assert panel.range.isVisible()
    panel.show_plot("gradient")
    assert switch.isVisible()
    assert not panel.range.isVisible()


def test_the_gradient_switch_shows_unit_length_bars(panel):
    panel.show_plot("gradient")
    switch = panel.switches[0]
    switch.setCurrentIndex(1)
    switch.activated.emit(1)
    assert all(isinstance(mark, Bars) for mark in panel.figure.marks)
    panel.show_plot("samples")
    panel.show_plot("gradient")
    assert all(isinstance(mark, Bars) for mark in panel.figure.marks)


def test_the_slice_of_the_grids_is_shown(panel, studio, selection):
    studio.session.set_tensors({"y_true": np.zeros((2, 3, 4)), "y_pred": np.ones((2, 3, 4))})
    panel.show_plot("gradient")
    assert panel.figure.marks[0].values.shape == (2, 4)
    shared(SharedSlicing, selection).show(Slicing(rows=1, columns=0, position=(0, 0, 0)))
    assert panel.figure.marks[0].values.shape == (3, 2)
    assert (panel.figure.x.label, panel.figure.y.label) == ("samples", "time")


def test_clicking_a_cell_of_the_heat_selects_it(panel, qtbot, selection, pixel):
    panel.show_plot("gradient")
    qtbot.mouseClick(panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=pixel(1, 2))
    assert (selection.tensor, selection.cell) == ("y_pred", (2, 1))
