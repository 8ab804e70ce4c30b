"""The losses: their table, what may be done with them, and how they relate in one sentence."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from lossgui.core.spec import make_spec
from lossgui.ui.losses.cells import value_text
from lossgui.ui.losses.chooser import LossChooser
from lossgui.ui.losses.columns import Column
from lossgui.ui.losses.difference import DifferenceNote
from lossgui.ui.losses.edits import edit
from lossgui.ui.losses.menu import make_menu
from lossgui.ui.losses.model import LossesModel
from lossgui.ui.losses.parameter_strip import ParameterStrip
from lossgui.ui.losses.sentence import Announcer
from lossgui.ui.losses.view import LossesView


class LossesPanel(QWidget):
    """Any number of losses over the same tensors, compared with one of them.

    Parameters
    ----------
    studio : Studio
        Gives snapshots and cross-checks; its session takes the edits.
    selection : Selection
        The selected row is its loss, both ways.
    """

    why_wanted = Signal()
    """The search for a number that came from elsewhere is asked for."""

    code_wanted = Signal(int)
    """The source of this row, which is made of code, is to be edited."""

    python_wanted = Signal()
    """Another Python is to be chosen for the cross-check."""

    def __init__(self, studio, selection, parent=None):
        super().__init__(parent)
        self.setObjectName("losses_panel")
        self._studio, self._selection = studio, selection
        self._changing = None
        self._model = LossesModel(studio, self)
        self._view = LossesView(studio, self._model, self)
        self._chooser = LossChooser(self)
        self._parameters = ParameterStrip(studio, self)
        self._announcer = Announcer(self)
        self._make_header()
        self._difference = DifferenceNote(self)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show_snapshot(studio.snapshot)

    @property
    def view(self):
        """The table."""
        return self._view

    @property
    def model(self):
        """The table's model."""
        return self._model

    @property
    def parameters(self):
        """The fields for the selected loss's parameters."""
        return self._parameters

    @property
    def chooser(self):
        """The small window with the catalogue."""
        return self._chooser

    # -------------------------------------------------------------------------------- building

    def _make_header(self):
        self._title = QLabel(self)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._why = self._make_button("why_not", self.why_wanted.emit)
        self._add = self._make_button("add_loss", self.add_loss)
        self._duplicate = self._make_button("duplicate_loss", self.duplicate_loss)
        self._remove = self._make_button("remove_loss", self.remove_loss)

    def _make_button(self, name, slot):
        button = QToolButton(self)
        button.setObjectName(name)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda _checked: slot())
        return button

    def _lay_out(self):
        header = QHBoxLayout()
        header.addWidget(self._title)
        header.addStretch()
        for button in (self._why, self._duplicate, self._remove, self._add):
            header.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(4)
        layout.addLayout(header)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._parameters)
        layout.addWidget(self._difference)
        QWidget.setTabOrder(self._add, self._view)

    def _connect(self):
        self._studio.snapshot_changed.connect(self._show_snapshot)
        self._studio.check_changed.connect(self._model.show_check)
        self._selection.loss_changed.connect(self._show_selection)
        self._view.selectionModel().currentRowChanged.connect(self._row_chosen)
        self._view.catalogue_wanted.connect(self._loss_wanted)
        self._view.check_wanted.connect(self._check_wanted)
        self._view.insert_wanted.connect(self.add_loss)
        self._view.remove_wanted.connect(self.remove_loss)
        self._chooser.chosen.connect(self._loss_chosen)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._view.customContextMenuRequested.connect(self._open_menu)

    def retranslate(self):
        """Write all texts again in the language in force."""
        self.setAccessibleName(self.tr("Losses"))
        self._title.setText(self.tr("Losses"))
        self._view.retranslate()
        self._parameters.retranslate()
        self._why.setText(self.tr("Why?"))
        self._why.setToolTip(
            self.tr("Why not my number? Find out how a number from elsewhere comes about")
        )
        self._why.setAccessibleName(self.tr("Why not my number?"))
        self._add.setText(self.tr("+ Add"))
        self._add.setToolTip(self.tr("Add a loss of the catalogue (Insert)"))
        self._add.setAccessibleName(self.tr("Add a loss"))
        self._duplicate.setText(self.tr("Duplicate"))
        self._duplicate.setToolTip(self.tr("Add a copy of the selected loss under it"))
        self._duplicate.setAccessibleName(self.tr("Duplicate the selected loss"))
        self._remove.setText(self.tr("Remove"))
        self._remove.setToolTip(self.tr("Remove the selected loss (Delete)"))
        self._remove.setAccessibleName(self.tr("Remove the selected loss"))

    # --------------------------------------------------------------------------------- following

    def _show_snapshot(self, snapshot):
        before = self._value_of_selected()
        self._model.show_snapshot(snapshot)
        self._show_selection(self._selection.loss)
        after = self._value_of_selected()
        if after != before:
            self._announcer.say(after)

    def _value_of_selected(self):
        number = self._model.row_of(self._selection.loss)
        if number is None:
            return ""
        row = self._model.row(number)
        return f"{row.row.name} = {value_text(row)}"

    def _show_selection(self, ident):
        number = self._model.row_of(ident)
        has_loss = number is not None
        self._duplicate.setEnabled(has_loss)
        self._remove.setEnabled(has_loss)
        self._parameters.show_row(self._model.row(number).row if has_loss else None)
        self._show_sentence()
        if not has_loss or number == self._view.currentIndex().row():
            return
        column = max(self._view.currentIndex().column(), 0)
        flags = QItemSelectionModel.SelectionFlag
        self._view.selectionModel().setCurrentIndex(
            self._model.index(number, column), flags.ClearAndSelect | flags.Rows
        )
        self._view.show_current_row()

    def _show_sentence(self):
        snapshot, selected = self._studio.snapshot, self._selection.loss
        row = snapshot.row(selected)
        if row is not None and row.error:
            self._difference.show_sentence(f"{row.row.name}: {row.error}", failed=True)
            return
        other = row
        if row is None or selected == snapshot.state.reference:
            other = snapshot.first_other
        if other is None:
            self._difference.show_sentence("")
            return
        sentence = snapshot.sentence_for(other.row.ident)
        if other.comparison is None:
            self._difference.show_sentence(sentence)
        else:
            names = snapshot.reference.row.name, other.row.name
            self._difference.show_comparison(sentence, other.comparison, names)

    def _row_chosen(self, current, _previous):
        if current.isValid():
            self._selection.select_loss(self._model.ident(current.row()))

    def showEvent(self, event):
        super().showEvent(event)
        self._studio.watch_checks(True)

    def hideEvent(self, event):
        self._studio.watch_checks(False)
        super().hideEvent(event)

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    # ---------------------------------------------------------------------------------- actions

    def add_loss(self):
        """Open the catalogue; the chosen loss becomes a new row."""
        self._changing = None
        corner = self._add.mapToGlobal(QPoint(0, 0))
        self._chooser.open_beside(QRect(corner, self._add.size()))

    def change_loss(self, ident):
        """Open the catalogue; the chosen loss takes the place of this row's."""
        self._changing = ident
        index = self._model.index(self._model.row_of(ident), Column.LOSS)
        self._chooser.open_beside(self._on_screen(index), index.data(Qt.ItemDataRole.EditRole))

    def _loss_wanted(self, index):
        """Open what the loss of a row comes from: its code, or the catalogue."""
        row = self._model.row(index.row()).row
        if row.spec.entry.source:
            self.code_wanted.emit(row.ident)
        else:
            self.change_loss(row.ident)

    def _check_wanted(self, index):
        if self.lacks_framework(self._model.ident(index.row())):
            self.python_wanted.emit()

    def lacks_framework(self, ident):
        """Tell whether a framework that was asked about this loss is not installed."""
        others = (answer for _worker, _spec, answer in self._studio.other_checks(ident))
        answers = (self._studio.check(ident), *others)
        return any(getattr(answer, "status", "") == "missing" for answer in answers)

    def duplicate_loss(self):
        """Put a copy of the selected loss under it, and select the copy."""
        if self._is_open(self._selection.loss):
            copy = self._studio.session.duplicate_loss(self._selection.loss)
            self._selection.select_loss(copy)

    def remove_loss(self):
        """Take the selected loss away; the one that comes into its place is selected."""
        number = self._model.row_of(self._selection.loss)
        if number is None or not self._is_open(self._selection.loss):
            return
        self._studio.session.remove_loss(self._selection.loss)
        if self._model.rowCount():
            place = min(number, self._model.rowCount() - 1)
            self._selection.select_loss(self._model.ident(place))

    def edit_parameters(self):
        """Put the keyboard into the selected loss's first parameter."""
        self._parameters.focus_first()

    def _is_open(self, ident):
        # While a large computation runs, the table still shows what is removed already.
        return any(row.ident == ident for row in self._studio.session.state.losses)

    def make_reference(self, ident):
        """Compare the other losses with this one."""
        self._studio.session.set_reference(ident)

    def _on_screen(self, index):
        rectangle = self._view.visualRect(index)
        return QRect(self._view.viewport().mapToGlobal(rectangle.topLeft()), rectangle.size())

    def _loss_chosen(self, key):
        session = self._studio.session
        if self._changing is not None:
            edit(session, self._changing, Column.LOSS, key)
            return
        rows = {row.ident: row.spec for row in session.state.losses}
        like = rows.get(self._selection.loss)
        choices = {} if like is None else {"dialect": like.dialect, "dtype": like.dtype}
        self._selection.select_loss(session.add_loss(make_spec(key, **choices)))

    def _open_menu(self, place):
        index = self._view.indexAt(place)
        index = index if index.isValid() else self._view.currentIndex()
        menu = make_menu(self, index)
        menu.popup(self._view.viewport().mapToGlobal(place))
