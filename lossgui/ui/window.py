"""The main window: panels around the plot, menus and toolbar, notices, files dropped on it.

What only some commands need is imported by them, so that the first paint does not wait for it.
"""

# First of all, before any module that imports pyqtgraph.
import lossgui.ui.light_pyqtgraph  # noqa: F401, I001
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QMainWindow,
    QSplitter,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from lossgui.ui.action_making import (
    build_actions,
    plain,
    set_dock_title,
    set_tip,
    update_enabled,
)
from lossgui.ui.appearance import appearance
from lossgui.ui.code.dock import CodeDock
from lossgui.ui.dock_toggle import DockToggle
from lossgui.ui.documents import Documents
from lossgui.ui.editing import Editing
from lossgui.ui.help import Help
from lossgui.ui.history import HistoryView
from lossgui.ui.icons import icon
from lossgui.ui.keeping import why_settings_are_lost
from lossgui.ui.language_choice import LanguageChoice
from lossgui.ui.layout import LayoutMemory
from lossgui.ui.lessons.dock import LessonDock
from lossgui.ui.losses.losses_panel import LossesPanel
from lossgui.ui.menus import build_menus, build_toolbar
from lossgui.ui.notices import NoticeBar
from lossgui.ui.plots.plot_panel import PlotPanel
from lossgui.ui.pythons.chooser import PythonChooser
from lossgui.ui.saying import in_language
from lossgui.ui.search.why import Why
from lossgui.ui.selection import Selection
from lossgui.ui.settings import open_settings, read_number, read_text
from lossgui.ui.stages.stage_panel import StagePanel
from lossgui.ui.steps.steps_panel import StepsPanel
from lossgui.ui.tensors.panel import TensorPanel

BUSY_DELAY = 150
"""Milliseconds of work before the cursor says so: anything shorter would only flicker."""


class MainWindow(QMainWindow):
    """Everything the student sees; what it shows comes from the studio.

    Parameters
    ----------
    studio : Studio
        The session and its numbers. The window closes it when it is closed.
    messages : iterable of str
        What Qt complained about, for the system information.
    """

    closed = Signal()
    """The window was closed; nothing in it is worth keeping any more."""

    def __init__(self, studio, messages=(), parent=None):
        super().__init__(parent)
        self.studio = studio
        self.settings = open_settings()
        self.appearance = appearance()
        self._palette = None
        self._may_close = self._closing = False
        self.setObjectName("main_window")
        self.setAcceptDrops(True)
        self.selection = Selection(self)
        # Before any widget is there that would have to follow.
        self.appearance.choose(read_text(self.settings, "theme", "system"))
        self.appearance.set_zoom(read_number(self.settings, "zoom", 1.0))
        # Connected before any panel, so that every panel finds a valid selection.
        studio.snapshot_changed.connect(self.selection.keep_valid)
        self.selection.keep_valid(studio.snapshot)
        self._build_panels()
        self._build_docks()
        self.documents = Documents(studio, self.settings, self)
        self.help = Help(self, messages)
        self.language = LanguageChoice(self)
        self.pythons = PythonChooser(self)
        self.why = Why(studio, self.selection, self)
        self.editing = Editing(studio, self.selection, self.tensors, self)
        self._actions = build_actions(self)
        build_menus(self, self._actions)
        build_toolbar(self, self._actions)
        self.layout_memory = LayoutMemory(self, self._splitters)
        self._connect()
        self._restore()

    @property
    def docks(self):
        """The docks, in the order of the View menu."""
        return self._docks

    def command(self, name):
        """Return the `QAction` of the command with this name in `actions.ACTIONS`."""
        return self._actions[name]

    # --------------------------------------------------------------------------------- building

    def _build_panels(self):
        parts = self.studio, self.selection
        self.tensors, self.stages = TensorPanel(*parts), StagePanel(*parts)
        self.plots, self.losses = PlotPanel(*parts), LossesPanel(*parts)
        self.steps = StepsPanel(*parts)
        self.notices = NoticeBar()
        for panel, text in self._explanations().items():
            if not panel.whatsThis():
                panel.setWhatsThis(text)
        left = _splitter("left", Qt.Orientation.Vertical, self.tensors, self.stages)
        right = _splitter("right", Qt.Orientation.Vertical, self.plots, self.losses)
        upper = _splitter("upper", Qt.Orientation.Horizontal, left, right)
        whole = _splitter("whole", Qt.Orientation.Vertical, upper, self.steps)
        self._splitters = {
            "left": (left, (280, 360)),
            "right": (right, (390, 250)),
            "upper": (upper, (470, 810)),
            "whole": (whole, (640, 90)),
        }
        upper.setStretchFactor(1, 1)
        whole.setStretchFactor(0, 1)
        central = QWidget()
        layout = QVBoxLayout(central)
        layout.setContentsMargins(4, 0, 4, 4)
        layout.setSpacing(2)
        layout.addWidget(whole, 1)
        layout.addWidget(self.notices)
        self.setCentralWidget(central)

    def _explanations(self):
        """Return what "What's This?" says about each panel."""
        return {
            self.tensors: self.tr("The tensors that the losses read. Type into a cell to edit it."),
            self.stages: self.tr("The array of the selected step, and what it is reduced to."),
            self.plots: self.tr("Pictures of the losses; they follow every edit."),
            self.losses: self.tr("The losses over these tensors, and how they relate."),
            self.steps: self.tr("The steps from the tensors to the value of the selected loss."),
        }

    def _build_docks(self):
        dock = QDockWidget(self)
        dock.setObjectName("dock_history")
        set_dock_title(dock, self.tr("&History"))
        dock.setWidget(HistoryView(self.studio))
        self.code = CodeDock(self.studio, self.selection, self.settings, self)
        self.lessons = LessonDock(self.studio, self.selection, self)
        self._docks = [dock, self.code, self.lessons]
        for dock in self._docks:
            self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
            DockToggle(dock)
            dock.hide()
            # The style's own marks are dark on a dark window.
            for name in ("close", "float"):
                dock.findChild(QAbstractButton, f"qt_dockwidget_{name}button").setIcon(icon(name))
        for behind in self._docks[:-1]:
            self.tabifyDockWidget(self._docks[-1], behind)
        for tabs in self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            tabs.setObjectName("dock_tabs")
            tabs.setAccessibleName(self.tr("Docks"))

    def _connect(self):
        self.studio.problem.connect(self.notices.show_sentence)
        self.lessons.cell_wanted.connect(self.tensors.go_to_cell)
        self.studio.notice.connect(self.notices.show_standing)
        self.studio.session_changed.connect(self._refresh_commands)
        self.selection.loss_changed.connect(self._refresh_commands)
        self.notices.details_wanted.connect(self.help.show_details)
        self.documents.changed.connect(self._refresh_title)
        self.losses.why_wanted.connect(self.why.open)
        self.losses.code_wanted.connect(self.code.edit)
        self.losses.view.clicked.connect(self.code.follow)
        self._busy_timer = QTimer(self)
        self._busy_timer.setSingleShot(True)
        self._busy_timer.setInterval(BUSY_DELAY)
        self._busy_timer.timeout.connect(self._show_busy)
        self.studio.busy.connect(self._busy_changed)

    def _restore(self):
        self.layout_memory.restore(self.settings)
        self._actions[f"theme_{self.appearance.choice}"].setChecked(True)
        self.language.mark()
        self.lessons.follow(self.studio.session.state)
        self._refresh_commands()
        self._refresh_title()

    # -------------------------------------------------------------------------------- following

    def _refresh_commands(self, *_what_changed):
        update_enabled(self, self._actions)
        session = self.studio.session
        undo = self.tr("&Undo"), self.tr("&Undo {0}"), in_language(session.undo_text)
        redo = self.tr("&Redo"), self.tr("&Redo {0}"), in_language(session.redo_text)
        for name, (verb, of_step, step) in {"undo": undo, "redo": redo}.items():
            action = self._actions[name]
            action.setText(of_step.format(step.replace("&", "&&")) if step else verb)
            action.setIconText(plain(verb))
            set_tip(action, plain(action.text()))

    def _refresh_title(self):
        self.setWindowTitle(f"{self.documents.name}[*] - lossgui")
        self.setWindowModified(not self.documents.saved)

    def _busy_changed(self, busy):
        if busy:
            self._busy_timer.start()
        else:
            self._busy_timer.stop()
            self.unsetCursor()

    def _show_busy(self):
        self.setCursor(Qt.CursorShape.BusyCursor)

    # --------------------------------------------------------------------------------- commands

    def choose_theme(self, choice):
        """Follow the system, or stay light or dark."""
        self.appearance.choose(choice)
        self._actions[f"theme_{self.appearance.choice}"].setChecked(True)
        self.settings.setValue("theme", self.appearance.choice)

    def toggle_full_screen(self):
        """Fill the screen, or go back to a window."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def export_plot(self):
        """Save the plot being shown as a file."""
        self.plots.save()

    def show_commands(self):
        """Open the command palette."""
        from lossgui.ui.commands import CommandPalette

        if self._palette is None:
            commands = [*self._actions.values(), *self.lessons.commands()]
            self._palette = CommandPalette(commands, self)
        self._palette.open()

    # ----------------------------------------------------------------------------------- events

    def dragEnterEvent(self, event):
        if _files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event):
        files = _files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.documents.open_files(files, self._tensor_at(event.position().toPoint()))

    def _tensor_at(self, point):
        """Return the name of the tensor whose grid is under a point of the window, or None."""
        for box in self.tensors.boxes:
            if box.isVisible() and box.rect().contains(box.mapFrom(self, point)):
                return box.name
        return None

    def closeEvent(self, event):
        self._closing = True
        if not self._may_close:
            self.documents.when_saved(self._allow_close)
        self._closing = False
        if not self._may_close or not self._remember():
            self._may_close = False
            event.ignore()
            return
        self._busy_timer.stop()
        self.documents.close()
        self.why.close()
        self.studio.close()
        self.closed.emit()
        event.accept()

    def _allow_close(self):
        """Close; from inside of `closeEvent` Qt would not listen, and goes on there."""
        self._may_close = True
        if not self._closing:
            self.close()

    def _remember(self):
        """Write the settings; returns whether the window may close, whatever became of them."""
        self.layout_memory.save(self.settings)
        self.settings.setValue("theme", self.appearance.choice)
        self.settings.setValue("zoom", self.appearance.zoom)
        has_code = self.code.keep()
        reason = why_settings_are_lost(self.settings)
        if not (reason and has_code):
            return True
        from lossgui.ui.dialogs import ask_to_lose_code

        return ask_to_lose_code(self, reason)


def _splitter(name, orientation, *widgets):
    splitter = QSplitter(orientation)
    splitter.setObjectName(f"splitter_{name}")
    splitter.setChildrenCollapsible(False)
    for widget in widgets:
        splitter.addWidget(widget)
    return splitter


def _files(data):
    """Return the local files that are being dragged."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
