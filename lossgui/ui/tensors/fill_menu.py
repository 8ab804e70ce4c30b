"""What the selected cells can be filled with, as a menu at the current cell."""

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtWidgets import QMenu

from lossgui.ui.tensors.edits import fill_parts

SEED = 0


def _ramp(shape):
    return np.arange(shape[0] * shape[1], dtype=float).reshape(shape)


def _random(shape):
    return np.random.default_rng(SEED).random(shape)


def _one_hot(shape):
    rows, columns = shape
    return np.eye(columns)[np.random.default_rng(SEED).integers(columns, size=rows)]


FILLS = (
    (QT_TRANSLATE_NOOP("FillMenu", "Zeros"), np.zeros),
    (QT_TRANSLATE_NOOP("FillMenu", "Ones"), np.ones),
    (QT_TRANSLATE_NOOP("FillMenu", "Ramp 0, 1, 2, …"), _ramp),
    (QT_TRANSLATE_NOOP("FillMenu", "Random numbers from 0 to 1 (seed 0)"), _random),
    (QT_TRANSLATE_NOOP("FillMenu", "Random one-hot rows (seed 0)"), _one_hot),
)


class FillMenu(QMenu):
    """Fills the selection of a `GridView`; also offers to fill down and to the right."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("fill_menu")
        self._view = None

    def open(self, view):
        """Show the menu at the current cell of a view."""
        if view.parts() and view.model().session is not None:
            self._view = view
            self._offer()
            cell = view.visualRect(view.currentIndex())
            self.popup(view.viewport().mapToGlobal(cell.bottomLeft()))

    def _offer(self):
        self.clear()
        self.addAction(self.tr("Down")).triggered.connect(self._fill_down)
        self.addAction(self.tr("To the right")).triggered.connect(self._fill_right)
        self.addSeparator()
        for text, make in FILLS:
            action = self.addAction(QCoreApplication.translate("FillMenu", text))
            action.triggered.connect(lambda _=False, m=make: self._fill(m))

    def _fill_down(self):
        self._view.fill_down()

    def _fill_right(self):
        self._view.fill_right()

    def _fill(self, make):
        view = self._view
        view.notice.emit(fill_parts(view.model(), view.parts(), make))
