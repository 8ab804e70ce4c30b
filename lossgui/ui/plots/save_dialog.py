"""Asks where a plot is to be saved, and as what."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog


class SaveDialog(QFileDialog):
    """A file dialog for PNG, SVG, PDF and CSV that blocks nothing."""

    def __init__(self, name, parent=None):
        super().__init__(parent)
        self.setWindowTitle(self.tr("Save plot"))
        self.setObjectName("plot_save_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._suffixes = {
            self.tr("Image (*.png)"): "png",
            self.tr("Vector graphic (*.svg)"): "svg",
            self.tr("PDF document (*.pdf)"): "pdf",
            self.tr("Numbers as a table (*.csv)"): "csv",
        }
        self.setNameFilters(list(self._suffixes))
        self.filterSelected.connect(lambda title: self.setDefaultSuffix(self._suffixes[title]))
        self.setDefaultSuffix("png")
        self.selectFile(name)
