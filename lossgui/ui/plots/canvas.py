"""The widget that shows one figure: axes, marks, legend, title, crosshair and handle."""

from itertools import islice

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsView, QGraphicsWidget

from lossgui.plots.figure import Figure, Heat
from lossgui.plots.logarithm import logarithmic
from lossgui.plots.nearest import nearest, readings
from lossgui.ui.plots.axes import Grid, PlotAxis
from lossgui.ui.plots.furniture import ColourBar, Legend, Title
from lossgui.ui.plots.handle_line import HandleLine
from lossgui.ui.plots.marks import Marks
from lossgui.ui.plots.overlay import Overlay
from lossgui.ui.plots.spoken import figure_in_language
from lossgui.ui.plots.view_box import PlotViewBox

MOST_STEPS = 5000
"""The keyboard walks through so many points at most."""


class Frame(QGraphicsWidget):
    """The arrangement of a figure: title on top, axes around the plot, legend at the right."""

    def __init__(self):
        super().__init__()
        self.title = Title(self)
        self.left = PlotAxis(vertical=True, parent=self)
        self.bottom = PlotAxis(vertical=False, parent=self)
        self.view = PlotViewBox(self)
        self.legend = Legend(self)
        self.colours = ColourBar(self)
        layout = QGraphicsGridLayout(self)
        layout.setContentsMargins(8, 4, 10, 4)
        layout.setSpacing(0)
        layout.addItem(self.title, 0, 0, 1, 4)
        layout.addItem(self.left, 1, 0)
        layout.addItem(self.view, 1, 1)
        layout.addItem(self.legend, 1, 2)
        layout.addItem(self.colours, 1, 3)
        layout.addItem(self.bottom, 2, 1)
        layout.setRowStretchFactor(1, 1)
        layout.setColumnStretchFactor(1, 1)

    @property
    def furniture(self):
        """Everything with a font and a theme."""
        return (self.title, self.left, self.bottom, self.legend, self.colours)

    def zoom_axis(self, event, axis):
        """Zoom one axis by the wheel."""
        self.view.wheelEvent(event, axis=axis)


class PlotCanvas(pg.GraphicsView):
    """Shows a figure, and says what the student does with it.

    A span that was zoomed stays until `set_spans` gives another one; None follows the figure.
    """

    zoom_begins = Signal()
    zoomed = Signal()
    menu_wanted = Signal(QPointF)
    handle_moved = Signal(float)
    handle_released = Signal()
    stepped = Signal(int, Qt.KeyboardModifier)
    cell_clicked = Signal(object)
    reading_changed = Signal(str)

    def __init__(self, parent=None):
        super().__init__(parent)
        self.frame = Frame()
        self.setCentralItem(self.frame)
        self.view = self.frame.view
        self.marks = Marks(self.view)
        self.overlay = Overlay(self.view)
        self.grid = Grid(self.frame.bottom, self.frame.left, self.view)
        self.handle = HandleLine()
        self.view.addItem(self.handle, ignoreBounds=True)
        self.figure = Figure(key="", title="")
        self.drawn = self.figure
        self.crosshair = True
        self.logarithmic = False
        self.theme = None
        self._spans = (None, None)
        self.setMinimumSize(240, 160)
        self._connect()

    def _connect(self):
        self.view.zoom_begins.connect(self.zoom_begins)
        self.view.zoomed.connect(self._take_spans)
        self.view.menu_wanted.connect(self.menu_wanted)
        self.view.clicked.connect(self._clicked)
        self.view.sigResized.connect(self._settle)
        self.handle.dragged.connect(self._handle_dragged)
        self.handle.released.connect(self.handle_released)
        self.scene().sigMouseMoved.connect(self._pointed)

    # ------------------------------------------------------------------------------- showing

    def show_figure(self, figure):
        """Show another figure with the items there are."""
        self.figure = figure_in_language(figure)
        self.drawn = self.figure
        if self.logarithmic:
            self.drawn = figure_in_language(logarithmic(self.figure))
        heat = next((mark for mark in self.drawn.marks if isinstance(mark, Heat)), None)
        bare = not self.drawn.marks
        for item in (self.frame.left, self.frame.bottom, self.grid, self.view.childGroup):
            item.setVisible(not bare)
        self.frame.title.show_text(self.drawn.title)
        self.frame.legend.show_entries(self.drawn.legend)
        self.frame.colours.show_limit(heat.limit if heat is not None else None)
        self.marks.show(self.drawn, self.theme)
        self.handle.show_at(self.drawn.handle)
        self.overlay.show_figure(self.drawn, heat)
        self._place()
        # At once, so that a file saved now and the next frame have the room they need.
        self.frame.layout().activate()
        self._point_again()

    def set_theme(self, theme):
        """Use this theme's colours for everything."""
        self.theme = theme
        self.setBackground(theme.plot_background)
        for item in (*self.frame.furniture, self.overlay, self.grid, self.handle):
            item.set_theme(theme)
        self.show_figure(self.figure)

    def set_logarithmic(self, on):
        """Draw the y axis logarithmically, or not."""
        if on != self.logarithmic:
            self.logarithmic = on
            self.show_figure(self.figure)

    def set_grid(self, on):
        """Show the grid lines, or not."""
        self.grid.setOpacity(1.0 if on else 0.0)

    def set_crosshair(self, on):
        """Let the crosshair follow the pointer, or not."""
        self.crosshair = on
        if not on:
            self._read(None)

    def set_fonts(self, font):
        """Use this font for every text."""
        self.overlay.set_font(font)
        for item in self.frame.furniture:
            item.setFont(font)
            settle = getattr(item, "settle", item.updateGeometry)
            settle()

    # -------------------------------------------------------------------------------- ranges

    @property
    def spans(self):
        """The zoomed x and y span; None where the figure's own is shown."""
        return self._spans

    def set_spans(self, x, y):
        """Show these spans; None follows the figure."""
        self._spans = (x, y)
        self._place()

    def visible_spans(self):
        """Return the x and y span that can be seen."""
        return self._spans[0] or self.drawn.x.span, self._spans[1] or self.drawn.y.span

    def _place(self):
        x, y = self.visible_spans()
        self.view.invertY(self.drawn.y.inverted)
        self.view.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=False)
        self._settle()

    def _settle(self):
        x, y = self.visible_spans()
        self.frame.bottom.show_axis(self.drawn.x, x)
        self.frame.left.show_axis(self.drawn.y, y)
        self.grid.update()
        self.overlay.update()

    def _take_spans(self):
        x, y = (tuple(float(end) for end in span) for span in self.view.viewRange())
        if all(high - low > 1e-12 * max(abs(low), abs(high)) for low, high in (x, y)):
            self._spans = (x, y)
        self._place()
        self.zoomed.emit()

    # ----------------------------------------------------------------------------- crosshair

    def reading_at(self, place):
        """Return the reading nearest to a place in the scene, or None outside the plot."""
        if not self.view.sceneBoundingRect().contains(place) or self.figure.message:
            return None
        point = self.view.mapSceneToView(place)
        unit = tuple(abs(size) for size in self.view.viewPixelSize())
        if not all(unit):
            return None
        return nearest(self.figure, self.drawn, point.x(), point.y(), unit)

    def step_reading(self, direction):
        """Move the crosshair to the next or previous point."""
        points = list(islice(readings(self.figure, self.drawn), MOST_STEPS))
        if not points:
            return
        now = self.overlay.reading
        known = [index for index, point in enumerate(points) if point == now]
        start = known[0] if known else (-1 if direction > 0 else 0)
        self._read(points[(start + direction) % len(points)])

    def _pointed(self, place):
        if self.crosshair and not self.handle.moving:
            self._read(self.reading_at(place))

    def _point_again(self):
        """Read the numbers that the new figure has under the pointer."""
        now = self.overlay.reading
        if now is None:
            return
        again = nearest(self.figure, self.drawn, now.x, now.y, (1.0, 1.0))
        self._read(None if self.drawn.message else again)

    def _read(self, reading):
        if self.overlay.reading != reading:
            self.overlay.show_reading(reading)
            self.reading_changed.emit(reading.text if reading else "")

    # -------------------------------------------------------------------------------- events

    def _handle_dragged(self, value):
        self._read(None)
        self.handle_moved.emit(value)

    def _clicked(self, point):
        heat = next((mark for mark in self.figure.marks if isinstance(mark, Heat)), None)
        reading = nearest(self.figure, self.drawn, point.x(), point.y(), (1.0, 1.0))
        if heat is not None and reading is not None and reading.place is not None:
            self.cell_clicked.emit((heat.tensor, heat.cell(*reading.place)))

    def keyPressEvent(self, event):
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1}
        step = steps.get(event.key())
        if step is None:
            event.ignore()
            return
        event.accept()
        self.stepped.emit(step, event.modifiers())

    def keyReleaseEvent(self, event):
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up):
            event.accept()
            if not event.isAutoRepeat():
                self.handle_released.emit()
            return
        event.ignore()

    def focusOutEvent(self, event):
        # A key that is let go elsewhere is never heard of here.
        self.handle_released.emit()
        super().focusOutEvent(event)

    def contextMenuEvent(self, event):
        # The mouse's own way goes through the view box, which tells a click from a drag.
        if event.reason() == event.Reason.Keyboard:
            self.menu_wanted.emit(QPointF(self.mapToGlobal(self.rect().center())))
        event.accept()

    def leaveEvent(self, event):
        super().leaveEvent(event)
        self._read(None)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        if event is not None and hasattr(self, "frame"):  # pyqtgraph calls it while building
            self.frame.legend.fit(self.width())

    def close(self):
        # pyqtgraph's own takes the scene apart while Qt still uses it, which ends the process.
        return QGraphicsView.close(self)

    def sizeHint(self):
        return QSize(800, 300)
