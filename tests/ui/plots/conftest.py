"""What the plot tests share: the panel, shown, and ways to point at its canvas."""

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from lossgui.ui.plots.plot_panel import PlotPanel


@pytest.fixture(autouse=True)
def every_move_counts():
    """Take all moves of the mouse: pyqtgraph drops those within 10 ms, and a test's all are."""
    usual = pg.getConfigOption("mouseRateLimit")
    pg.setConfigOption("mouseRateLimit", 0)
    yield
    pg.setConfigOption("mouseRateLimit", usual)


@pytest.fixture
def panel(qtbot, studio, selection):
    """The plots of the founding example with y_pred[0, 2] selected, as large as in the window."""
    selection.select_cell("y_pred", (0, 2))
    panel = PlotPanel(studio, selection)
    qtbot.addWidget(panel)
    panel.resize(800, 330)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def pixel(panel):
    """Where a point of the figure is in the canvas's viewport."""

    def find(x, y):
        scene = panel.canvas.view.mapViewToScene(QPointF(x, y))
        return panel.canvas.mapFromScene(scene)

    return find


@pytest.fixture
def drawn(qtbot, studio, panel):
    """Wait until whatever is computed elsewhere has arrived."""

    def wait():
        qtbot.waitUntil(lambda: not studio.is_busy and not panel.maker.is_busy, timeout=20_000)

    return wait


class Mouse:
    """A mouse over a viewport, whose events arrive at once."""

    def __init__(self, viewport):
        self._viewport = viewport
        self._held = Qt.MouseButton.NoButton

    def send(self, kind, place, button=Qt.MouseButton.NoButton):
        event = QMouseEvent(
            kind,
            QPointF(place),
            QPointF(self._viewport.mapToGlobal(place)),
            button,
            self._held,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(self._viewport, event)

    def press(self, place):
        self.move(place)
        self._held = Qt.MouseButton.LeftButton
        self.send(QEvent.Type.MouseButtonPress, place, Qt.MouseButton.LeftButton)

    def move(self, place):
        self.send(QEvent.Type.MouseMove, place)

    def release(self, place):
        self._held = Qt.MouseButton.NoButton
        self.send(QEvent.Type.MouseButtonRelease, place, Qt.MouseButton.LeftButton)


@pytest.fixture
def mouse(panel):
    return Mouse(panel.canvas.viewport())
