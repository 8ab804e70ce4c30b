"""Messages, notes, theme, font, names: what the panel looks like and tells."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from lossgui.core.spec import make_spec
from lossgui.plots import PLOTS
from lossgui.plots.figure import Curve, Heat
from lossgui.ui.appearance import appearance
from lossgui.ui.plots.plot_panel import PlotPanel


@pytest.mark.parametrize("key", PLOTS)
def test_nothing_to_draw_is_said_in_the_plot(panel, studio, drawn, key):
    panel.show_plot(key)
    studio.session.set_tensors({"y_true": np.zeros((0, 3)), "y_pred": np.zeros((0, 3))})
    drawn()
    assert panel.figure.message
    assert panel.figure.message in panel.canvas.accessibleDescription()
    assert not panel.canvas.view.childGroup.isVisible()
    panel.grab()
    studio.session.undo()
    drawn()
    assert panel.canvas.view.childGroup.isVisible()


def test_notes_stand_under_the_plot(panel, studio):
    assert not panel.notes.isVisible()
    studio.session.set_cells("y_pred", (1, 1), np.nan)
    assert panel.notes.isVisible()
    assert panel.notes.text() == "A is NaN at sample 1. B is NaN at sample 1."
    assert panel.notes.toolTip() == panel.notes.text()


def test_large_figures_are_made_outside_the_windows_thread(panel, studio, drawn):
    panel.show_plot("gradient")
    shape = (1500, 1000)
    studio.session.set_tensors({"y_true": np.zeros(shape), "y_pred": np.ones(shape)})
    drawn()
    assert panel.maker.elsewhere > 0
    mark = panel.figure.marks[0]
    assert isinstance(mark, Heat)
    assert mark.values.shape == shape


def test_the_last_of_many_wishes_wins(panel, studio, drawn):
    panel.show_plot("gradient")
    shape = (1500, 1000)
    studio.session.set_tensors({"y_true": np.zeros(shape), "y_pred": np.ones(shape)})
    drawn()
    made = panel.maker.elsewhere
    for number in range(20):
        studio.session.set_cells("y_pred", (0, 0), float(number))
    drawn()
    # A = mean of squares over 1500 x 1000 cells: the derivative is 2 e / 1 500 000.
    assert panel.figure.marks[0].values[0, 0] == pytest.approx(2 * 19 / 1.5e6)
    assert panel.maker.elsewhere - made <= 20


def test_theme_switch_recolours_everything(panel, studio):
    panel.show_plot("sweep")
    light = panel.grab().toImage()
    curve = panel.canvas.marks.pools["curves"].items[0]
    appearance().choose("dark")
    theme = appearance().theme
    dark = panel.grab().toImage()
    assert curve.opts["pen"].color() == QColor(theme.loss_colour(0))
    assert panel.canvas.handle.pen.color() == QColor(theme.accent)
    corner = panel.canvas.mapTo(panel, QPoint(3, panel.canvas.height() - 3))
    assert dark.pixelColor(corner) == QColor(theme.plot_background)
    assert light.pixelColor(corner) != dark.pixelColor(corner)
    appearance().choose("light")
    assert panel.grab().toImage() == light


def test_larger_text_makes_room(panel):
    width = panel.canvas.frame.left.size().width()
    font = panel.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    panel.setFont(font)
    QApplication.processEvents()
    panel.grab()
    assert panel.canvas.frame.left.size().width() > width


def test_zoom_of_the_window_scales_the_plot(panel):
    height = panel.canvas.frame.bottom.size().height()
    appearance().set_zoom(1.5)
    QApplication.processEvents()
    larger = panel.canvas.frame.bottom.size().height()
    appearance().set_zoom(1.0)
    assert larger > height


def test_a_narrow_plot_keeps_most_of_its_width(panel, studio):
    studio.session.rename_loss(studio.session.state.losses[0].ident, "a rather long name")
    panel.resize(400, 300)
    QApplication.processEvents()
    assert panel.canvas.view.width() > 0.45 * panel.canvas.width()


def test_chinese_names_are_drawn(panel, studio):
    before = panel.grab().toImage()
    studio.session.rename_loss(studio.session.state.losses[0].ident, "均方误差")
    assert panel.figure.legend[0].name == "均方误差"
    assert panel.grab().toImage() != before


def test_many_losses_fit_the_legend(panel, studio):
    for _ in range(30):
        studio.session.add_loss(make_spec("mae"))
    assert len(panel.figure.legend) == 32
    panel.grab()
    legend = panel.canvas.frame.legend
    assert legend.sceneBoundingRect().bottom() <= panel.canvas.height()


def test_everything_with_focus_has_a_name(panel):
    for key in PLOTS:
        panel.show_plot(key)
        for widget in panel.findChildren(QWidget):
            takes_focus = widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            if takes_focus and widget.isVisible() and widget.focusProxy() is None:
                assert widget.accessibleName(), widget
                assert widget.objectName(), widget


def test_the_canvas_tells_what_it_shows(panel):
    panel.show_plot("sweep")
    assert panel.canvas.accessibleName() == "Plot Sweep"
    words = panel.canvas.accessibleDescription()
    assert words.startswith("Loss as y_pred[0, 2] varies. A 0.236667, B 0.355")


def test_context_menu_is_our_own(panel, qtbot, pixel):
    qtbot.mouseClick(panel.canvas.viewport(), Qt.MouseButton.RightButton, pos=pixel(1, 0.2))
    menu = panel.findChild(QMenu, "plot_menu")
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == [action.text() for action in panel.tools.commands.values()]
    menu.close()


def test_no_thread_and_no_widget_is_left_behind(qtbot, studio, selection, drawn):
    shape = (1500, 1000)
    studio.session.set_tensors({"y_true": np.zeros(shape), "y_pred": np.ones(shape)})
    drawn()
    panel = PlotPanel(studio, selection)
    panel.show()
    panel.show_plot("gradient")
    assert panel.maker.is_busy
    panel.close()
    panel.deleteLater()  # the fixture `nothing_left` looks for what remains


def test_curves_are_curves(panel):
    panel.show_plot("sweep")
    assert [mark.name for mark in panel.figure.marks if isinstance(mark, Curve)] == ["A", "B"]
