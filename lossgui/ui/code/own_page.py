"""One's own loss: an editor, what the loss reads, what it gives, and the way into the table."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from lossgui.session.state import shape_text
from lossgui.ui.code.editor import LARGEST_PASTE, CodeEditor
from lossgui.ui.code.links import span_of_stage, stage_at
from lossgui.ui.code.mapping import MappingForm
from lossgui.ui.code.places import place_of
from lossgui.ui.code.preview import Preview
from lossgui.ui.code.sheet_list import SheetList
from lossgui.ui.losses.sentence import SentenceLabel


class OwnPage(QWidget):
    """Shows a `Workbench`.

    Parameters
    ----------
    studio : Studio
        Gives the snapshots.
    selection : Selection
        A row made of code shows its source; a step lights up its piece of it, and the other way
        round.
    workbench : Workbench
        Reads the text.
    """

    def __init__(self, studio, selection, workbench, parent=None):
        super().__init__(parent)
        self.setObjectName("own_page")
        self._studio, self._selection, self._workbench = studio, selection, workbench
        self._switching = self._from_caret = False
        self._make_parts()
        self._lay_out()
        self.retranslate()
        self._connect()
        self._show_sheet(workbench.sheet)
        self._show_trial()
        self._show_loss(selection.loss)

    @property
    def editor(self):
        """The field with the source."""
        return self._editor

    @property
    def mapping(self):
        """What the loss reads."""
        return self._mapping

    @property
    def preview(self):
        """What the loss gives."""
        return self._preview

    # ------------------------------------------------------------------------------- building

    def _make_parts(self):
        self._sheet_list = SheetList(self._studio, self._workbench.sheets, self)
        self._editor = CodeEditor(self)
        self._editor.setObjectName("code_editor")
        self._problem = SentenceLabel(self)
        self._problem.setObjectName("code_problem")
        self._mapping = MappingForm(self._problem, self)
        self._preview = Preview(self)
        self._add = QPushButton(self)
        self._add.setObjectName("code_add")
        self._update = QPushButton(self)
        self._update.setObjectName("code_update")

    def _lay_out(self):
        bottom = QHBoxLayout()
        bottom.addStretch()
        bottom.addWidget(self._update)
        bottom.addWidget(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self._sheet_list)
        layout.addWidget(self._editor, 1)
        for part in (self._problem, self._mapping, self._preview):
            layout.addWidget(part)
        layout.addLayout(bottom)

    def _connect(self):
        bench, editor = self._workbench, self._editor
        bench.read.connect(self._show_reading)
        bench.tried.connect(self._show_trial)
        bench.sheets.current_changed.connect(self._show_sheet)
        bench.sheets.edited.connect(self._text_edited)
        self._sheet_list.chosen.connect(self._sheet_chosen)
        self._sheet_list.new_wanted.connect(self.write_another)
        editor.confirmed.connect(self.add)
        editor.paste_refused.connect(self._say_paste_refused)
        editor.cursorPositionChanged.connect(self._caret_moved)
        self._mapping.source_chosen.connect(bench.choose_source)
        self._mapping.number_chosen.connect(bench.choose_number)
        self._mapping.role_chosen.connect(bench.choose_role)
        self._add.clicked.connect(self.add)
        self._update.clicked.connect(self.update_loss)
        keys = QShortcut(QKeySequence("Ctrl+Shift+Return"), self, self.update_loss)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._selection.loss_changed.connect(self._show_loss)
        self._selection.stage_changed.connect(self._go_to_step)
        self._studio.snapshot_changed.connect(self._show_step)

    def retranslate(self):
        """Write all texts again in the language in force."""
        self.setAccessibleName(self.tr("Your code"))
        self._editor.setAccessibleName(self.tr("Source code of your loss"))
        self._editor.setPlaceholderText(_placeholder())
        self._editor.setWhatsThis(
            self.tr(
                "Paste a loss function as it stands in your notebook. It is read, never executed. "
                "Ctrl+Return adds it to the losses; Tab moves a line in, Shift+Tab out, "
                "and Esc leaves the field."
            )
        )
        self._problem.set_purpose(self.tr("What is wrong with the code"))
        self._add.setText(self.tr("&Add as Loss"))
        self._add.setAccessibleName(self.tr("Add this code as a loss"))
        self._add.setToolTip(self.tr("Add this code to the losses (Ctrl+Return)"))
        self._update.setAccessibleName(self.tr("Update the loss with this code"))
        self._update.setToolTip(self.tr("Put this code in the place of the loss's own"))
        self._preview.retranslate()
        self._sheet_list.retranslate()

    # ------------------------------------------------------------------------------- following

    def _show_sheet(self, sheet):
        self._switching = True
        self._editor.setDocument(sheet.document)
        self._switching = False
        self._show_reading()

    def _sheet_chosen(self, sheet):
        self._workbench.sheets.show_sheet(sheet)
        if sheet.ident is not None:
            self._selection.select_loss(sheet.ident)

    def _text_edited(self):
        self._editor.forget_marks()
        self._show_step()

    def _show_reading(self):
        reading = self._workbench.reading
        current = reading.text == self._workbench.sheet.text
        excerpt = reading.loss.excerpt if reading.loss else None
        self._editor.show_left_out(excerpt.left_out if current and excerpt else ())
        self._preview.show_excerpt(excerpt)
        self._editor.show_error(reading.span if current else None)
        self._say(reading.problem if current else "")
        self._show_step()

    def _say(self, sentence):
        self._problem.setForegroundRole(QPalette.ColorRole.BrightText)
        self._problem.set_sentence(sentence)
        self._problem.setVisible(bool(sentence))
        way_out = self.tr("Esc leaves the field, Ctrl+Return adds the loss.")
        self._editor.setAccessibleDescription(sentence or way_out)

    def _say_paste_refused(self, length):
        sentence = self.tr("{0} characters are no loss function: at most {1} can be pasted.")
        self._say(sentence.format(f"{length:,}", f"{LARGEST_PASTE:,}"))

    def _show_trial(self):
        bench = self._workbench
        entry = bench.entry
        self._add.setEnabled(bench.can_add)
        self._update.setVisible(bench.row is not None)
        self._update.setEnabled(bench.can_update)
        self._update.setText(self.tr("&Update {0}").format(bench.name))
        if entry is not None:
            self._mapping.show_loss(entry, bench.sources, bench.numbers, bench.tensors)
        self._mapping.setVisible(entry is not None)
        self._preview.setVisible(entry is not None)
        if entry is not None:
            self._show_result()

    def _show_result(self):
        bench = self._workbench
        where = bench.trial.span if bench.trial else None
        if bench.reading.text == bench.sheet.text:
            self._editor.show_error(where)
        if self._mapping.problem:
            self._preview.say(self._mapping.problem, bad=True)
        elif bench.needs_values:
            names = ", ".join(bench.needs_values)
            self._preview.say(self.tr("No value yet for: {0}. Type it above.").format(names))
        elif bench.trial is None:
            self._preview.say(self.tr("These tensors are large: add the loss to compute it."))
        else:
            self._preview.show_trial(bench.name, bench.trial, self._said_of_missing())

    def _said_of_missing(self):
        """Say which tensors are not there yet, and what becomes of that."""
        made = self._workbench.made
        texts = [f"{name} {shape_text(array)}" for name, array in made.items()]
        if not texts:
            return ""
        sentence = self.tr("Not among the tensors yet, made together with the loss: {0}.")
        return sentence.format(", ".join(texts))

    def _show_loss(self, ident):
        sheet = self._workbench.sheets.of_row(ident)
        if sheet is not None:
            self._workbench.sheets.show_sheet(sheet)
        self._show_step()

    # ------------------------------------------------------------------- steps and their source

    def _linked_row(self):
        """Give the snapshot of the row whose very source is shown, or None."""
        sheet = self._workbench.sheet
        if sheet.ident is None or sheet.text != sheet.origin:
            return None
        return self._studio.snapshot.row(sheet.ident)

    def _go_to_step(self, _stage):
        self._show_step(scroll=not self._from_caret)

    def _show_step(self, _snapshot=None, *, scroll=False):
        """Light up what made the selected step; only who chose that step is taken there."""
        row = self._linked_row()
        selected = row is not None and self._selection.loss == row.row.ident
        span = span_of_stage(row, self._selection.stage) if selected else None
        self._editor.show_step(span, scroll=scroll)

    def _caret_moved(self):
        if self._switching or not self._editor.hasFocus():
            return
        row = self._linked_row()
        if row is None:
            return
        same = self._selection.loss == row.row.ident
        current = self._selection.stage if same else None
        stage = stage_at(row, place_of(self._editor.textCursor()), current)
        if stage is not None:
            self._from_caret = True
            self._selection.select_loss(row.row.ident)
            self._selection.select_stage(stage)
            self._from_caret = False

    # -------------------------------------------------------------------------------- commands

    def write_own(self):
        """Show a text that is not added yet, and put the keyboard into it."""
        if self._workbench.sheet.ident is not None:
            self._workbench.sheets.show_new()
        self._editor.setFocus()

    def write_another(self):
        """Show an empty text and put the keyboard into it."""
        self._workbench.sheets.show_new()
        self._editor.setFocus()

    def edit(self, ident):
        """Show the source of a row made of code, and put the keyboard into it."""
        self._selection.select_loss(ident)
        self._show_loss(ident)
        self._editor.setFocus()

    def follow(self):
        """Show the source of the selected row, if it is made of code."""
        self._show_loss(self._selection.loss)

    def add(self):
        """Add the code to the losses; where a number is missing, go to its field."""
        self._try(self._workbench.add)
        if self._workbench.entry is not None and self._workbench.needs_values:
            self._mapping.field_of(self._workbench.needs_values[0]).setFocus()

    def update_loss(self):
        """Put the code in the place of its loss's own."""
        self._try(self._workbench.update)

    def _try(self, change):
        try:
            change()
        except ValueError as problem:
            self._say(str(problem))

    def showEvent(self, event):
        super().showEvent(event)
        self._workbench.watch(True)

    def hideEvent(self, event):
        self._workbench.watch(False)
        super().hideEvent(event)

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._show_trial()


def _placeholder():
    asked = QCoreApplication.translate(
        "OwnPage", "Paste a loss function here, as it stands in your notebook:"
    )
    return asked + (
        "\n\ndef my_loss(y_true, y_pred):\n"
        "    e = tf.square(y_true - y_pred)\n"
        "    half = 0.5 * tf.reduce_sum(e, axis=1)\n"
        "    return tf.reduce_mean(half)\n"
    )
