"""Asks which tensor each opened array is, beside the window and without blocking it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout

from lossgui.ui.incoming import proposals


class ChooseTensors(QDialog):
    """One line per array: where it is from, its shape and dtype, and the tensor it becomes."""

    chosen = Signal(object)
    """A dict of the arrays by tensor name."""

    def __init__(self, found, names, parent=None):
        super().__init__(parent)
        self.setObjectName("choose_tensors")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Which tensor is it?"))
        self._found = found
        self._names = names
        self._lists = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        for row, (incoming, name) in enumerate(zip(found, proposals(found, names), strict=True)):
            self._add_line(grid, row, incoming, name)
        grid.setColumnStretch(0, 1)
        self._reason = QLabel()
        self._reason.setWordWrap(True)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._buttons.accepted.connect(self._accept)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(self.tr("Choose the tensor that each array takes the place of:")))
        layout.addLayout(grid)
        layout.addWidget(self._reason)
        layout.addWidget(self._buttons)
        self._refresh()

    def _add_line(self, grid, row, incoming, name):
        values = incoming.values
        shape = str(tuple(int(size) for size in values.shape))
        what = incoming.file if len(self._found) == 1 else f"{incoming.file}: {incoming.name}"
        grid.addWidget(QLabel(what), row, 0)
        grid.addWidget(QLabel(f"{shape} {values.dtype}"), row, 1)
        box = QComboBox()
        box.setObjectName(f"choose_{row}")
        box.setAccessibleName(self.tr("Tensor for {0}").format(what))
        box.addItem(self.tr("leave out"), None)
        for known in self._names:
            box.addItem(known, known)
        box.setCurrentIndex(self._names.index(name) + 1 if name else 0)
        box.currentIndexChanged.connect(self._refresh)
        self._lists.append(box)
        grid.addWidget(box, row, 2)

    def _refresh(self, *_index):
        taken = [box.currentData() for box in self._lists if box.currentData()]
        twice = next((name for name in taken if taken.count(name) > 1), None)
        reason = ""
        if twice:
            reason = self.tr("{0} is chosen more than once.").format(twice)
        elif not taken:
            reason = self.tr("Choose a tensor for at least one array.")
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not reason)

    def _accept(self):
        pairs = zip(self._lists, self._found, strict=True)
        self.chosen.emit({box.currentData(): array for box, array in pairs if box.currentData()})
        self.accept()
