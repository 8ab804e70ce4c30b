"""The row of sliders and buttons above the stream."""

import pytest
from PySide6.QtCore import Qt


@pytest.fixture
def controls(panel):
    panel.show_plot("stream")
    return panel.controls["stream"]


def test_the_row_is_there_for_its_plot_only(panel, controls):
    assert controls.isVisible()
    panel.show_plot("samples")
    assert not controls.isVisible()


def test_new_batch_puts_another_batch_through(qtbot, panel, controls, drawn):
    drawn()
    assert controls.readout.text().endswith("count = 3")
    assert not controls.buttons["next"].isEnabled()
    qtbot.mouseClick(controls.buttons["reset"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(controls.buttons["next"], Qt.MouseButton.LeftButton)
    drawn()
    assert controls.readout.text() == "total = 0.28333333   count = 1"
    qtbot.mouseClick(controls.buttons["next"], Qt.MouseButton.LeftButton)
    drawn()
    assert controls.readout.text().endswith("count = 2")
    assert panel.figure.marks[1].x.tolist() == [1.0, 2.0]


def test_reset_goes_back_to_nothing(qtbot, panel, controls, drawn):
    qtbot.mouseClick(controls.buttons["reset"], Qt.MouseButton.LeftButton)
    drawn()
    assert panel.figure.message.startswith("No batch has come yet")
    assert controls.readout.text() == ""
    assert not controls.buttons["reset"].isEnabled()
    assert controls.buttons["next"].isEnabled()


def test_a_slider_sets_the_batch_size(panel, controls, drawn):
    size, seen = (field.slider for field in controls.dials)
    size.setValue(3)
    drawn()
    assert (seen.minimum(), seen.maximum()) == (0, 1)
    assert controls.readout.text().endswith("count = 3")
    assert not controls.buttons["next"].isEnabled()


def test_an_edited_cell_streams_anew(panel, controls, drawn, studio):
    drawn()
    studio.session.set_cells("y_pred", (0, 2), 0.0)
    drawn()
    # Without the error of 0.9 only 2.13 - 0.81 is left, averaged over three outputs.
    assert controls.readout.text() == "total = 0.44   count = 3"
