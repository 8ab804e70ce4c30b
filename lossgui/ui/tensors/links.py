"""Keeps grids that show the same places together: scrolling and selection."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Qt, Signal

Select = QItemSelectionModel.SelectionFlag
BOTH = (Qt.Orientation.Horizontal, Qt.Orientation.Vertical)


def link_scrolling(first, second, orientations=BOTH):
    """Let two views scroll together."""
    for orientation in orientations:
        across = orientation == Qt.Orientation.Horizontal
        _ScrollLink(
            *(v.horizontalScrollBar() if across else v.verticalScrollBar() for v in (first, second))
        )


class _ScrollLink(QObject):
    """Moves two scroll bars together; the shorter one stays at its end without pulling back."""

    def __init__(self, first, second):
        super().__init__(first)
        self._busy = False
        first.valueChanged.connect(lambda value: self._move(second, value))
        second.valueChanged.connect(lambda value: self._move(first, value))

    def _move(self, bar, value):
        if not self._busy:
            self._busy = True
            bar.setValue(value)
            self._busy = False


class SelectionLink(QObject):
    """Repeats the selection and the current cell of each of two views in the other one."""

    moved = Signal(object)
    """The view whose current cell the student changed; the other one has followed."""

    def __init__(self, first, second, parent=None):
        super().__init__(parent)
        self._busy = False
        for view, other in ((first, second), (second, first)):
            chosen = view.selectionModel()
            chosen.selectionChanged.connect(lambda *_, v=view, o=other: self._select(v, o))
            chosen.currentChanged.connect(lambda *_, v=view, o=other: self._move(v, o))

    def _select(self, view, other):
        if self._busy:
            return
        selection = QItemSelection()
        for part in view.selectionModel().selection():
            _add_matching(selection, part, other.model())
        self._busy = True
        other.selectionModel().select(selection, Select.ClearAndSelect)
        self._busy = False

    def _move(self, view, other):
        if self._busy:
            return
        current = view.currentIndex()
        if current.isValid():
            place = matching_cell(other.model(), current.row(), current.column())
            self._busy = True
            if place.isValid() and not other.isHidden():
                other.selectionModel().setCurrentIndex(place, Select.NoUpdate)
            self._busy = False
        self.moved.emit(view)


def matching_cell(model, row, column):
    """Give the cell of a model that stands for this place; a single line stands for all lines."""
    row = 0 if model.rowCount() == 1 else row
    column = 0 if model.columnCount() == 1 else column
    return model.index(row, column)


def _add_matching(selection, part, model):
    first = matching_cell(model, part.top(), part.left())
    rows, columns = model.rowCount(), model.columnCount()
    last = matching_cell(model, min(part.bottom(), rows - 1), min(part.right(), columns - 1))
    if first.isValid() and last.isValid():
        selection.select(first, last)
