"""One tensor on screen: its name and shape above its grid."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from lossgui.session.state import shape_text
from lossgui.ui.tensors.grid_model import GridModel
from lossgui.ui.tensors.grid_view import GridView
from lossgui.ui.tensors.slicing import grid_block, grid_shape, projected


class TensorBox(QWidget):
    """Shows one tensor of the session and follows its edits.

    Parameters
    ----------
    session : Session
        Takes the edits.
    name : str
        The grid's object name.
    """

    def __init__(self, session, name, parent=None):
        super().__init__(parent)
        self._record = None
        self.model = GridModel(session, self)
        self._title, self._shape = QLabel(), QLabel()
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._shape.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.view = GridView(self.model, name)
        caption = QHBoxLayout()
        caption.setContentsMargins(0, 0, 0, 0)
        caption.addWidget(self._title)
        caption.addWidget(self._shape, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(caption)
        layout.addWidget(self.view, 1)
        layout.addStretch(0)

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._record is not None:
            self._show_caption(self._record)

    @property
    def record(self):
        """The `TensorRecord` that is shown, or None."""
        return self._record

    @property
    def name(self):
        """The name of the tensor that is shown, or ""."""
        return "" if self._record is None else self._record.name

    def show_record(self, record, shared):
        """Show a tensor at the shared slicing; only what changed is read again.

        Returns
        -------
        tuple of slice or None
            The region that an edit touched, where that is known.
        """
        before, self._record = self._record, record
        slicing = projected(shared, record.values.shape)
        if _is_edit_of(before, record):
            self.model.set_slicing(slicing)
            if before.revision == record.revision:
                return None
            self.model.touch(record.values, record.touched)
            return record.touched
        self.view.end_editing()
        self.model.set_array(record.name, record.values, slicing)
        self._show_caption(record)
        return None

    def clear(self):
        """Show nothing, and let go of the tensor."""
        if self._record is not None:
            self._record = None
            self.view.end_editing()
            self.model.clear()

    def set_slicing(self, shared):
        """Show another slice."""
        slicing = projected(shared, self.model.array.shape)
        if slicing != self.model.slicing:
            self.view.end_editing()
            self.model.set_slicing(slicing)

    def light(self, region):
        """Light up a region of the tensor; None: no cell."""
        model, block = self.model, None
        # The steps of a new array may come later than the array; until then the old one's are lit.
        if region is not None and len(region) == model.array.ndim:
            block = grid_block(model.slicing, model.array.shape, region)
        self.view.light(block)

    def _show_caption(self, record):
        values = record.values
        self._title.setText(record.name)
        self._shape.setText(f"{shape_text(values)} {values.dtype}")
        self.view.setAccessibleName(
            self.tr("{0}, shape {1}").format(record.name, shape_text(values))
        )
        count = self.model.rowCount() * self.model.columnCount()
        rows, columns = grid_shape(self.model.slicing, values.shape)
        tip = ""
        if count < rows * columns:
            tip = self.tr("The first {0} rows and {1} columns are shown").format(
                self.model.rowCount(), self.model.columnCount()
            )
        self._shape.setToolTip(tip)


def _is_edit_of(before, record):
    """Say whether a record differs from the one before at most by edited cells."""
    if before is None or before.name != record.name:
        return False
    if before.revision == record.revision:
        return True
    follows = record.revision == before.revision + 1
    return follows and record.touched is not None and before.values.shape == record.values.shape
