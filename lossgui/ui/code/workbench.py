"""What is being written: the text, the loss that it reads as, and what that loss would give."""

from PySide6.QtCore import QObject, QTimer, Signal

from lossgui.core.role_lines import with_role
from lossgui.core.spec import make_spec
from lossgui.session import pasted
from lossgui.session.names import row_name
from lossgui.ui.code.mapping import UNREADABLE
from lossgui.ui.code.reading import Reading, read
from lossgui.ui.code.sheets import Sheets

PAUSE = 150
"""Milliseconds without a key, or without another change, before anything is read or computed."""


class Workbench(QObject):
    """Reads the text being shown, and puts it into the losses table.

    Parameters
    ----------
    studio : Studio
        Its tensors are read; its session takes the loss.
    selection : Selection
        A loss that was added is selected.
    kept : str
        Texts of an earlier run; see `Sheets.kept`.
    """

    read = Signal()
    """There is a new `reading`, of the same text or of another one."""
    tried = Signal()
    """There is a new `trial`, or other tensors or numbers to choose from."""

    def __init__(self, studio, selection, kept="", parent=None):
        super().__init__(parent)
        self._studio, self._selection = studio, selection
        self.sheets = Sheets(kept, self)
        self.reading = Reading("")
        self.trial = None
        self.made = {}
        self._watched = True
        self._timer = self._make_timer(self.read_now)
        self._trial_timer = self._make_timer(self._try_out)
        self.sheets.edited.connect(self._timer.start)
        self.sheets.current_changed.connect(self.read_now)
        studio.session_changed.connect(self._follow)
        studio.snapshot_changed.connect(self._numbers_changed)
        self._follow(studio.session.state)
        self.read_now()

    def _make_timer(self, slot):
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(PAUSE)
        timer.timeout.connect(slot)
        return timer

    # -------------------------------------------------------------------------------- reading

    @property
    def sheet(self):
        """The `Sheet` being shown."""
        return self.sheets.current

    @property
    def row(self):
        """The `LossRow` that the text belongs to, or None."""
        rows = self._studio.session.state.losses
        return next((row for row in rows if row.ident == self.sheet.ident), None)

    @property
    def entry(self):
        """The `Loss` that the text reads as, or None."""
        return self.reading.loss

    @property
    def tensors(self):
        """The session's arrays by name."""
        records = self._studio.session.state.tensors
        return {name: record.values for name, record in records.items()}

    def read_now(self, _sheet=None):
        """Read the text without waiting for a pause."""
        self._timer.stop()
        self.reading = read(self.sheet.text)
        self.read.emit()
        self._try_out()

    def _follow(self, state):
        self.sheets.follow(state.losses)
        if self.reading.text != self.sheet.text:
            self._timer.start()

    # -------------------------------------------------------------------------------- choices

    @property
    def sources(self):
        """The tensor of each argument; some may have to be made first."""
        row = self.row
        kept = {**(row.sources if row else {}), **self.sheet.sources}
        return pasted.proposed_sources(self.entry, self.tensors, kept)

    @property
    def numbers(self):
        """The value of each number of the loss, None where it needs one."""
        row = self.row
        known = row.spec.parameters if row else {}
        found = {item.name: known.get(item.name) for item in self.entry.parameters}
        found |= {name: v for name, v in self.sheet.numbers.items() if name in found}
        for item in self.entry.parameters:
            if found[item.name] is None:
                found[item.name] = item.default
        return {name: None if value is UNREADABLE else value for name, value in found.items()}

    @property
    def missing(self):
        """The tensors that are made together with the loss."""
        return pasted.missing_tensors(self.sources, self.tensors)

    @property
    def needs_values(self):
        """The numbers that have no value yet."""
        return [name for name, value in self.numbers.items() if value is None]

    def choose_source(self, argument, tensor):
        """Let an argument read this tensor."""
        self.sheet.sources[argument] = tensor
        self._try_out()

    def choose_number(self, name, value):
        """Give a number this value.

        None leaves it without one, or with the source's own; `UNREADABLE` leaves it without one.
        """
        self.sheet.numbers[name] = value
        self._try_out()

    def choose_role(self, name, role):
        """Write into the source whether a name is a tensor or a number."""
        self.sheet.replace(with_role(self.sheet.text, name, role))
        self.read_now()

    # ---------------------------------------------------------------------------------- trial

    @property
    def can_add(self):
        """Whether the text is a loss with all its numbers."""
        return self.entry is not None and not self.needs_values

    @property
    def can_update(self):
        """Whether the row that the text belongs to would become another one."""
        row = self.row
        return row is not None and self.can_add and not self._is_row(row)

    @property
    def name(self):
        """What the loss is called in the table, or would be."""
        row = self.row
        if row is not None:
            return row.name
        return row_name({other.name for other in self._studio.session.state.losses})

    @property
    def is_large(self):
        """Whether the tensors are too large for computing a loss that is being typed."""
        return pasted.is_large(self.sources, self.tensors)

    def _is_row(self, row):
        unchanged = self.sheet.text == self.sheet.origin == self.reading.text
        sources = {name: row.sources.get(name) for name in self.entry.arguments}
        numbers = {name: row.spec.parameters.get(name) for name in self.numbers}
        return unchanged and sources == self.sources and numbers == self.numbers

    def _spec(self):
        row = self.row
        if row is None:
            return make_spec(self.entry, **self.numbers)
        return row.spec.replace(loss=self.entry.key, parameters=self.numbers)

    def watch(self, watched):
        """Note whether anybody can see what the loss gives; else edits of cells cost nothing."""
        missed = watched and not self._watched
        self._watched = watched
        if missed:
            self._try_out()

    def _numbers_changed(self, _snapshot):
        if not self._watched:
            return
        row = self.row
        if self.entry is not None and row is not None and self._is_row(row):
            self._try_out()
        else:
            self._trial_timer.start()  # other numbers to compute with, at every step of a drag

    def _try_out(self):
        self._trial_timer.stop()
        self.made = {}
        self.trial = self._found() if self.can_add else None
        self.tried.emit()

    def _found(self):
        snapshot, row = self._studio.snapshot, self.row
        known = snapshot.row(row.ident) if row is not None and self._is_row(row) else None
        if known is not None and known.row is row and known.result is not None:
            is_reference = row.ident == snapshot.state.reference
            sentence = "" if is_reference else snapshot.sentence_for(row.ident)
            return pasted.Trial(known.result, sentence)
        spec, sources, tensors = self._spec(), self.sources, self.tensors
        self.made = pasted.first_tensors(spec, sources, tensors)
        if self.is_large:
            return None
        tensors |= self.made
        reference = snapshot.reference
        if reference is not None and row is not None and reference.row.ident == row.ident:
            reference = None
        return pasted.try_out(spec, sources, tensors, reference, self.name)

    # ------------------------------------------------------------------------------- the table

    def _catch_up(self):
        """Read what was typed a moment ago."""
        if self._timer.isActive() or self.reading.text != self.sheet.text:
            self.read_now()

    def add(self):
        """Add the loss to the table in one step and select it; tell if it could be added."""
        self._catch_up()
        if not self.can_add:
            return False
        session, sheet, source = self._studio.session, self.sheet, self.reading.text
        spec, sources = make_spec(self.entry, **self.numbers), self.sources
        fresh = pasted.first_tensors(spec, sources, self.tensors)
        ident = pasted.add_pasted(session, spec, sources, fresh)
        added = self.sheets.of_row(ident)
        if added is not sheet and sheet.ident is not None:
            sheet.belong(sheet.ident, sheet.origin)
            sheet.replace(sheet.origin)  # what was written there has a row of its own now
        added.belong(ident, source)
        self.sheets.show_sheet(added)
        self._selection.select_loss(ident)
        self._try_out()
        return True

    def update(self):
        """Put the text in the place of its row's; tell if that was possible."""
        self._catch_up()
        row = self.row
        if not self.can_update:
            return False
        spec, sources = self._spec(), self.sources
        fresh = pasted.first_tensors(spec, sources, self.tensors)
        pasted.update_pasted(self._studio.session, row.ident, spec, sources, fresh)
        # From now on the row says what it reads, also where only that was changed.
        self.sheet.belong(row.ident, self.reading.text)
        self._selection.select_loss(row.ident)
        self._try_out()
        return True
