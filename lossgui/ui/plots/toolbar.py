"""The small toolbar above the plot."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolBar, QToolButton

from lossgui.ui.plots.icons import plot_icon

ICON = 18
SEPARATED = ("log", "copy")
"""A gap stands before these."""
SWITCHES = ("log", "grid", "crosshair")


class PlotTools(QToolBar):
    """Home, zoom back, log y, grid, crosshair, copy, save: actions by their short names."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("plot_toolbar")
        self.setIconSize(QSize(ICON, ICON))
        self.setMovable(False)
        self.setFloatable(False)
        self.commands = {}
        for name in ("home", "zoom_back", "log", "grid", "crosshair", "copy", "save"):
            if name in SEPARATED:
                self.addSeparator()
            self.commands[name] = self._add(name)
        for name in ("grid", "crosshair"):
            self.commands[name].setChecked(True)
        self.retranslate()

    def _add(self, name):
        action = QAction(self)
        action.setObjectName(f"plot_{name}")
        action.setCheckable(name in SWITCHES)
        self.addAction(action)
        return action

    def retranslate(self):
        """Write the texts in the present language."""
        texts = {
            "home": (self.tr("Home"), self.tr("Show everything again")),
            "zoom_back": (self.tr("Zoom Back"), self.tr("Go back to the zoom before")),
            "log": (self.tr("Logarithmic"), self.tr("Logarithmic vertical axis")),
            "grid": (self.tr("Grid"), self.tr("Grid lines")),
            "crosshair": (self.tr("Crosshair"), self.tr("Read out the nearest point")),
            "copy": (self.tr("Copy"), self.tr("Copy the plot as an image")),
            "save": (self.tr("Save…"), self.tr("Save the plot as PNG, SVG, PDF or CSV")),
        }
        for name, (text, tip) in texts.items():
            action = self.commands[name]
            action.setText(text)
            action.setToolTip(tip)
            button = self.widgetForAction(action)
            button.setObjectName(f"plot_{name}_button")
            # Buttons of a toolbar are left out by the Tab key unless they ask for it.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(text)
            button.setAccessibleDescription(tip)
        self.setAccessibleName(self.tr("Plot tools"))
        self.setWindowTitle(self.tr("Plot tools"))
        extension = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if extension is not None:
            extension.setAccessibleName(self.tr("More plot tools"))

    def set_theme(self, theme):
        """Draw the icons in this theme's colours."""
        for name, action in self.commands.items():
            action.setIcon(plot_icon(name, theme))
