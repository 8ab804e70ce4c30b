"""The plots: tabs, the small toolbar, and the canvas that shows one figure at a time."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QTabBar, QVBoxLayout, QWidget

from lossgui.plots import PLOTS
from lossgui.plots.logarithm import can_be_logarithmic
from lossgui.ui.appearance import appearance
from lossgui.ui.plots import export
from lossgui.ui.plots.canvas import PlotCanvas
from lossgui.ui.plots.controls import PlotControls
from lossgui.ui.plots.figure_maker import FigureMaker
from lossgui.ui.plots.handle_edits import HandleEdits
from lossgui.ui.plots.looks import Look
from lossgui.ui.plots.note_line import NoteLine
from lossgui.ui.plots.options import RangeFields, Switch
from lossgui.ui.plots.save_dialog import SaveDialog
from lossgui.ui.plots.toolbar import PlotTools
from lossgui.ui.plots.views import view_of
from lossgui.ui.saying import in_language
from lossgui.ui.tensors.shared import SharedSlicing, shared
from lossgui.ui.theme import current_theme


class PlotPanel(QWidget):
    """Shows one plot of the registry at a time, and computes only that one.

    Parameters
    ----------
    studio : Studio
        Gives snapshots; its session takes the edits of the sweep's handle.
    selection : Selection
        The loss and the cell to look at.
    """

    def __init__(self, studio, selection, parent=None):
        super().__init__(parent)
        self.setObjectName("plot_panel")
        self._studio, self._selection = studio, selection
        self._looks = {key: Look() for key in PLOTS}
        self._shown = None
        self._slicing = shared(SharedSlicing, selection)
        self.maker = FigureMaker(self)
        self.tabs = QTabBar(self)
        self.range = RangeFields(self)
        self.switches = [
            Switch(plot, choice, self) for plot in PLOTS.values() for choice in plot.choices
        ]
        self.controls = {
            plot.key: PlotControls(plot, self)
            for plot in PLOTS.values()
            if plot.dials or plot.presses
        }
        self.tools = PlotTools(self)
        self.canvas = PlotCanvas(self)
        self._handle = HandleEdits(studio, self.canvas, self)
        self.notes = NoteLine(self)
        self._lay_out()
        self._connect()
        self._set_theme(current_theme())
        self.canvas.set_fonts(self.font())
        self.retranslate()
        self._show_options()

    # ------------------------------------------------------------------------------ building

    def _lay_out(self):
        self.tabs.setObjectName("plot_tabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for key in PLOTS:
            self.tabs.setTabData(self.tabs.addTab(""), key)
        self.canvas.setObjectName("plot_canvas")
        row = QHBoxLayout()
        row.setContentsMargins(4, 2, 4, 0)
        row.setSpacing(8)
        row.addWidget(self.tabs)
        row.addStretch(1)
        for option in (self.range, *self.switches):
            row.addWidget(option)
        row.addWidget(self.tools)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        for controls in self.controls.values():
            layout.addWidget(controls)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.notes)

    def _connect(self):
        self._studio.snapshot_changed.connect(self.refresh)
        self._selection.loss_changed.connect(self.refresh)
        self._selection.cell_changed.connect(self.refresh)
        self._slicing.changed.connect(self.refresh)
        appearance().theme_changed.connect(self._set_theme)
        self.maker.made.connect(self._show_figure)
        self.destroyed.connect(self.maker.close)
        self.tabs.currentChanged.connect(self._show_plot)
        self.range.range_chosen.connect(self._choose_range)
        self.range.reason_changed.connect(self._show_notes)
        for switch in self.switches:
            switch.chosen.connect(self._choose)
        for controls in self.controls.values():
            controls.chosen.connect(self._choose_all)
        canvas, commands = self.canvas, self.tools.commands
        canvas.zoom_begins.connect(self._remember_zoom)
        canvas.zoomed.connect(self._take_zoom)
        canvas.menu_wanted.connect(self._open_menu)
        canvas.cell_clicked.connect(lambda place: self._selection.select_cell(*place))
        canvas.reading_changed.connect(self._describe)
        commands["home"].triggered.connect(self.go_home)
        commands["zoom_back"].triggered.connect(self.zoom_back)
        commands["log"].toggled.connect(self._set_logarithmic)
        commands["grid"].toggled.connect(canvas.set_grid)
        commands["crosshair"].toggled.connect(canvas.set_crosshair)
        commands["copy"].triggered.connect(self.copy)
        commands["save"].triggered.connect(self.save)

    def retranslate(self):
        """Write the texts in the present language."""
        for index in range(self.tabs.count()):
            plot = PLOTS[self.tabs.tabData(index)]
            self.tabs.setTabText(index, in_language(plot.title))
        self.tabs.setAccessibleName(self.tr("Plots"))
        self.canvas.setAccessibleName(self.tr("Plot {0}").format(in_language(self.plot.title)))
        self.notes.setAccessibleName(self.tr("Notes on the plot"))
        for part in (self.range, self.tools, *self.switches, *self.controls.values()):
            part.retranslate()

    # ------------------------------------------------------------------------------- showing

    @property
    def plot(self):
        """The `Plot` that is shown."""
        return PLOTS[self.tabs.tabData(self.tabs.currentIndex())]

    @property
    def figure(self):
        """The `Figure` that is shown."""
        return self.canvas.figure

    @property
    def look(self):
        """How the shown plot is looked at."""
        return self._looks[self.plot.key]

    def show_plot(self, key):
        """Bring the plot with this key to the front."""
        keys = [self.tabs.tabData(index) for index in range(self.tabs.count())]
        self.tabs.setCurrentIndex(keys.index(key))

    def refresh(self, *_what_changed):
        """Draw the shown plot anew, if anything it depends on has changed."""
        if not self.isVisible():
            return  # `showEvent` comes back to it
        snapshot, view = self._studio.snapshot, self._view()
        if (snapshot.number, self.plot.key, view) != self._shown:
            self._shown = (snapshot.number, self.plot.key, view)
            if self.plot.key in self.controls:
                self.controls[self.plot.key].show_state(snapshot, view)
            self.maker.wish(self.plot, snapshot, view)

    def _view(self):
        snapshot, slicing = self._studio.snapshot, self._slicing.slicing
        return view_of(self.plot, self.look, snapshot, self._selection, slicing)

    def _show_figure(self, key, figure):
        if key != self.plot.key:
            return
        look = self.look
        if self.plot.ranged and figure.marks and look.x is None:
            look.range = figure.x.span
        self.canvas.logarithmic = look.logarithmic and can_be_logarithmic(figure)
        self.canvas.show_figure(figure)
        if key in self.controls:
            self.controls[key].show_figure(figure)
        self.canvas.set_spans(look.x, look.y)
        self.range.show_span(self.canvas.visible_spans()[0])
        self._show_state()
        self._show_notes()
        self._describe()

    def _show_state(self):
        commands, look = self.tools.commands, self.look
        commands["zoom_back"].setEnabled(look.can_go_back)
        commands["log"].setEnabled(can_be_logarithmic(self.figure))
        commands["log"].blockSignals(True)  # the state is being shown, not changed
        commands["log"].setChecked(self.canvas.logarithmic)
        commands["log"].blockSignals(False)

    def _show_notes(self, reason=""):
        theme = current_theme()
        if reason:
            self.notes.show_text(reason, theme.bad)
        else:
            self.notes.show_text(" ".join(self.canvas.drawn.notes), theme.muted_text)

    def _describe(self, reading=""):
        drawn = self.canvas.drawn
        values = ", ".join(f"{entry.name} {entry.value}" for entry in drawn.legend)
        parts = (drawn.title, drawn.message, values, reading, *drawn.notes)
        self.canvas.setAccessibleDescription(". ".join(part for part in parts if part))

    def _show_plot(self):
        self.canvas.setAccessibleName(self.tr("Plot {0}").format(in_language(self.plot.title)))
        self._show_options()
        self.refresh()

    def _show_options(self):
        self.range.setVisible(self.plot.ranged)
        for switch in self.switches:
            switch.setVisible(switch.plot_key == self.plot.key)
        for key, controls in self.controls.items():
            controls.setVisible(key == self.plot.key)

    def _set_theme(self, theme):
        self.tools.set_theme(theme)
        self.canvas.set_theme(theme)
        self._show_notes()

    # ------------------------------------------------------------------------------- zooming

    def go_home(self):
        """Show everything again."""
        self.look.go_home()
        self._zoom_changed()

    def zoom_back(self):
        """Take back the last zoom."""
        self.look.go_back()
        self._zoom_changed()

    def _remember_zoom(self):
        self.look.remember()

    def _take_zoom(self):
        self.look.x, self.look.y = self.canvas.spans
        self._zoom_changed()

    def _choose_range(self, low, high):
        self.look.remember()
        self.look.x = (low, high)
        self._zoom_changed()

    def _zoom_changed(self):
        self.canvas.set_spans(self.look.x, self.look.y)
        self.range.show_span(self.canvas.visible_spans()[0])
        self._show_state()
        if self.figure.recast or self.plot.ranged:
            self.refresh()

    def _set_logarithmic(self, on):
        self.look.set_logarithmic(on)
        self._show_figure(self.plot.key, self.figure)

    def _choose(self, key, option):
        self._choose_all({key: option})

    def _choose_all(self, options):
        self.look.choices.update(options)
        self.look.go_home()
        self.refresh()

    # ---------------------------------------------------------------------------- taking out

    def copy(self):
        """Put the plot on the clipboard as an image."""
        QGuiApplication.clipboard().setImage(export.image_of(self.canvas))

    def save(self):
        """Ask for a file and save the plot there; the window stays usable meanwhile."""
        dialog = SaveDialog(self.plot.key, self)
        dialog.fileSelected.connect(self.save_as)
        dialog.open()

    def save_as(self, path):
        """Save the plot to a file whose suffix says how; a failure is told in a sentence."""
        try:
            export.save(self.canvas, path)
        except ValueError as problem:
            self._studio.problem.emit(str(problem))

    def _open_menu(self, place):
        menu = QMenu(self)
        menu.setObjectName("plot_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in self.tools.actions():
            menu.addAction(action)
        menu.popup(place.toPoint())

    # -------------------------------------------------------------------------------- events

    def showEvent(self, event):
        super().showEvent(event)
        self.refresh()

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.canvas.set_fonts(self.font())
            self.range.fit()
        elif event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
