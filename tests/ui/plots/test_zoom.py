"""Zoom, the way back, the typed range, and the logarithmic axis."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication


def turn_wheel(canvas, place, notches=1):
    """Turn the wheel over a place of the viewport."""
    event = QWheelEvent(
        QPointF(place),
        QPointF(canvas.viewport().mapToGlobal(place)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), event)


def test_wheel_zooms_and_back_and_home_undo_it(panel, pixel):
    canvas = panel.canvas
    whole = canvas.visible_spans()
    back = panel.tools.commands["zoom_back"]
    assert not back.isEnabled()
    turn_wheel(canvas, pixel(1, 0.2), notches=3)
    zoomed = canvas.visible_spans()
    assert zoomed[0][1] - zoomed[0][0] < whole[0][1] - whole[0][0]
    assert back.isEnabled()
    back.trigger()
    assert canvas.visible_spans() == whole
    assert not back.isEnabled()
    turn_wheel(canvas, pixel(1, 0.2), notches=3)
    panel.tools.commands["home"].trigger()
    assert canvas.visible_spans() == whole


def test_a_burst_of_the_wheel_is_one_zoom_to_take_back(panel, pixel):
    whole = panel.canvas.visible_spans()
    for _ in range(4):
        turn_wheel(panel.canvas, pixel(1, 0.2))
    panel.tools.commands["zoom_back"].trigger()
    assert panel.canvas.visible_spans() == whole


def test_the_wheel_over_an_axis_zooms_that_axis_only(panel):
    canvas = panel.canvas
    x, y = canvas.visible_spans()
    place = canvas.mapFromScene(canvas.frame.left.sceneBoundingRect().center())
    turn_wheel(canvas, place, notches=2)
    assert canvas.visible_spans()[0] == pytest.approx(x)
    assert canvas.visible_spans()[1] != pytest.approx(y)


def test_zoom_stays_while_numbers_change_and_belongs_to_its_plot(panel, studio, pixel):
    turn_wheel(panel.canvas, pixel(1, 0.2), notches=2)
    zoomed = panel.canvas.visible_spans()
    studio.session.set_cells("y_pred", (0, 0), 0.5)
    assert panel.canvas.visible_spans() == zoomed
    panel.show_plot("gradient")
    assert panel.canvas.spans == (None, None)
    panel.show_plot("samples")
    assert panel.canvas.visible_spans() == zoomed


def test_zooming_a_sweep_computes_what_becomes_visible(panel, pixel):
    panel.show_plot("sweep")
    turn_wheel(panel.canvas, pixel(0.5, 0.2), notches=-3)
    span = panel.canvas.visible_spans()[0]
    assert span[0] < 0.0 < 1.0 < span[1]
    x = panel.figure.marks[0].x
    assert (x[0], x[-1]) == pytest.approx(span)


def test_zooming_into_many_samples_shows_bars(panel, studio, drawn, pixel):
    studio.session.set_tensors({"y_true": np.zeros((5000, 1)), "y_pred": np.ones((5000, 1))})
    drawn()
    panel.canvas.set_spans((99.5, 109.5), None)
    panel.canvas.zoomed.emit()
    drawn()
    assert panel.figure.marks[0].positions == tuple(map(str, range(100, 110)))


def test_range_fields_set_the_range(panel, qtbot):
    panel.show_plot("sweep")
    assert (panel.range.low.text(), panel.range.high.text()) == ("0", "1")
    panel.range.high.selectAll()
    qtbot.keyClicks(panel.range.high, "2.5")
    qtbot.keyClick(panel.range.high, Qt.Key.Key_Return)
    assert panel.figure.x.span == (0.0, 2.5)
    panel.tools.commands["home"].trigger()
    assert panel.figure.x.span == (0.0, 1.0)
    assert panel.range.high.text() == "1"


@pytest.mark.parametrize(
    ("text", "words"), [("abc", "abc"), ("inf", "finite"), ("-5", "smaller"), ("1.000,0", "")]
)
def test_a_wrong_range_stays_with_its_reason(panel, qtbot, text, words):
    panel.show_plot("sweep")
    panel.range.high.selectAll()
    qtbot.keyClicks(panel.range.high, text)
    qtbot.keyClick(panel.range.high, Qt.Key.Key_Return)
    assert panel.range.high.text() == text
    assert panel.notes.isVisible()
    assert words in panel.notes.text()
    assert panel.figure.x.span == (0.0, 1.0)


def test_the_range_of_a_sweep_stands_still_while_the_cell_changes(panel, studio):
    studio.session.set_tensors({"y_pred": np.array([[0.0, -4.0, 4.0]]), "y_true": np.zeros((1, 3))})
    panel.show_plot("sweep")
    span = panel.figure.x.span
    studio.session.set_cells("y_pred", (0, 2), 1.0)
    assert panel.figure.x.span == span
    studio.session.set_cells("y_pred", (0, 2), 100.0)
    assert panel.figure.x.span[1] > 100.0


def test_logarithmic_axis(panel, studio):
    log = panel.tools.commands["log"]
    log.trigger()
    assert panel.canvas.drawn.y.logarithmic
    assert not panel.figure.y.logarithmic
    studio.session.set_cells("y_pred", (2, slice(None)), 1.0)
    assert "zero or negative" in panel.notes.text()
    panel.show_plot("sweep")
    assert not log.isChecked()
    panel.show_plot("gradient")
    assert not log.isEnabled()
    panel.show_plot("samples")
    assert log.isChecked()
    log.trigger()
    assert not panel.canvas.drawn.y.logarithmic
    assert not panel.notes.isVisible()


def test_grid_can_be_hidden(panel):
    panel.tools.commands["grid"].trigger()
    assert panel.canvas.grid.opacity() == 0.0
