"""The steps of the selected loss as a player, with the numbers that each step used."""

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from lossgui.core.explain import step_sentence
from lossgui.ui.losses.sentence import SentenceLabel
from lossgui.ui.steps import buttons
from lossgui.ui.steps.player import Player
from lossgui.ui.steps.steps_model import StepsModel
from lossgui.ui.steps.steps_view import StepsView

_SENTENCE_LINES = 2


class StepsPanel(QWidget):
    """A line of steps, the buttons that go through them, and a sentence about the current one.

    Parameters
    ----------
    studio : Studio
        Gives the snapshots.
    selection : Selection
        Its loss is shown, its stage is the current step.
    """

    def __init__(self, studio, selection, parent=None):
        super().__init__(parent)
        self.setObjectName("steps_panel")
        self._studio, self._selection = studio, selection
        self._player = Player(studio, selection, self)
        self._model = StepsModel(self)
        self._view = StepsView(self._model, self)
        self._title = QLabel(self)
        self._sentence = SentenceLabel(self)
        self._sentence.setObjectName("step_sentence")
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._make_buttons()
        self._lay_out()
        self._connect()
        self.retranslate()
        self.show_snapshot(studio.snapshot)

    @property
    def player(self):
        """What goes through the steps."""
        return self._player

    @property
    def view(self):
        """The line of steps."""
        return self._view

    @property
    def model(self):
        """The model of the line of steps."""
        return self._model

    # -------------------------------------------------------------------------------- building

    def _make_buttons(self):
        player = self._player
        both = (buttons.BAR_LEFT, buttons.LEFT), (buttons.RIGHT, buttons.BAR_RIGHT)
        self._buttons = {
            "first": (both[0], player.first),
            "back": ((buttons.STEP_LEFT,), player.step_back),
            "into": ((buttons.STEP_RIGHT,), player.step_into),
            "over": (buttons.OVER, player.step_over),
            "last": (both[1], player.last),
            "play": (buttons.PLAY, player.toggle_play),
        }
        for name, (polygons, slot) in self._buttons.items():
            button = buttons.DrawnButton(polygons, f"step_{name}", self)
            button.clicked.connect(lambda _checked, slot=slot: slot())
            self._buttons[name] = button
        self._compare = QToolButton(self)
        self._compare.setObjectName("compare_steps")
        self._compare.setCheckable(True)
        self._compare.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _lay_out(self):
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        line = QHBoxLayout()
        line.setSpacing(1)
        for button in self._buttons.values():
            line.addWidget(button)
        line.addSpacing(6)
        line.addWidget(self._compare)
        layout = QGridLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setVerticalSpacing(3)
        layout.setColumnStretch(1, 1)
        layout.addWidget(self._title, 0, 0)
        layout.addWidget(self._view, 0, 1)
        layout.addLayout(line, 1, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._sentence, 1, 1)

    def _connect(self):
        self._studio.snapshot_changed.connect(self.show_snapshot)
        self._selection.loss_changed.connect(lambda _ident: self.show_snapshot())
        self._selection.stage_changed.connect(lambda _stage: self._show_stage())
        self._view.step_chosen.connect(self._choose)
        self._compare.toggled.connect(lambda _on: self.show_snapshot())
        self._player.playing_changed.connect(self._show_playing)

    def retranslate(self):
        """Write all texts again in the language in force."""
        self.setAccessibleName(self.tr("Steps"))
        self._view.setAccessibleName(self.tr("Steps of the selected loss"))
        self._sentence.set_purpose(self.tr("What the step does"))
        self._compare.setText(self.tr("Compare"))
        self._compare.setAccessibleName(self.tr("Compare the steps of two losses"))
        self._compare.setToolTip(
            self.tr("Show the steps of the reference as well; a thick frame marks where they part")
        )
        for name, (title, tooltip) in self._button_texts().items():
            self._buttons[name].describe(title, tooltip)
        self._show_playing(self._player.playing)

    def _button_texts(self):
        return {
            "first": (self.tr("First step"), self.tr("First step")),
            "back": (self.tr("Step back"), self.tr("One step back (Ctrl+B)")),
            "into": (self.tr("Step into"), self.tr("Next step (F7)")),
            "over": (self.tr("Step over"), self.tr("On to the next reduction, or the end (F6)")),
            "last": (self.tr("Last step"), self.tr("Last step: the value of the loss")),
        }

    # --------------------------------------------------------------------------------- following

    def show_snapshot(self, snapshot=None):
        """Show the steps of the selected loss in the latest snapshot."""
        snapshot = snapshot or self._studio.snapshot
        row = snapshot.row(self._selection.loss)
        self._compare.setEnabled(len(snapshot.rows) > 1)
        rows, comparison = self._shown(snapshot, row)
        self._title.setText(self._title_of(row))
        for button in self._buttons.values():
            button.setEnabled(bool(rows))
        self._model.show_steps(rows, comparison)
        self._show_stage()

    def _title_of(self, row):
        if row is None:
            return self.tr("Steps")
        return self.tr("Steps of {name}").format(name=row.row.name)

    def _shown(self, snapshot, row):
        """Choose the losses whose steps are shown, the reference first."""
        if row is None or row.result is None:
            return (), None
        other = self._other(snapshot, row) if self._compare.isChecked() else None
        if other is None or other.result is None:
            return (row,), None
        # A comparison belongs to the row that is not the reference; the reference is its A.
        reference = snapshot.reference
        second = row if other is reference else other
        return (reference, second), second.comparison

    def _other(self, snapshot, row):
        """Give what a loss is compared with: the reference; for the reference, the next loss."""
        if row is not snapshot.reference:
            return snapshot.reference
        others = [found for found in snapshot.rows if found is not row and found.result is not None]
        return others[0] if others else None

    def _show_stage(self):
        self._view.show_current(self._selection.loss, self._selection.stage)
        self._sentence.set_sentence(self._sentence_of_stage())

    def _sentence_of_stage(self):
        row, stage = self._studio.snapshot.row(self._selection.loss), self._selection.stage
        if row is None:
            return self.tr("Add a loss to see its steps.")
        if row.result is None:
            template = self.tr("{name} has no steps: {error}")
            return template.format(name=row.row.name, error=row.error)
        if stage is None or not 0 <= stage < len(row.result.stages):
            return ""
        return step_sentence(row.result, stage)

    def _show_playing(self, playing):
        button = self._buttons["play"]
        button.show_polygons(buttons.PAUSE if playing else buttons.PLAY)
        title = self.tr("Pause") if playing else self.tr("Play")
        button.describe(title, self.tr("Stop here") if playing else self.tr("Play step by step"))

    def _choose(self, ident, stage):
        self._selection.select_loss(ident)
        self._selection.select_stage(stage)

    def hideEvent(self, event):
        super().hideEvent(event)
        self._player.stop()

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.show_snapshot()
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.Polish):
            lines = _SENTENCE_LINES * self.fontMetrics().lineSpacing()
            self._sentence.setMinimumHeight(lines)

    # ----------------------------------------------------------- what the window's actions call

    @Slot()
    def step_into(self):
        """Go to the next step."""
        self._player.step_into()

    @Slot()
    def step_over(self):
        """Go on to the next reduction, or to the end."""
        self._player.step_over()

    @Slot()
    def step_back(self):
        """Go to the step before."""
        self._player.step_back()

    @Slot()
    def first(self):
        """Go to the first step."""
        self._player.first()

    @Slot()
    def last(self):
        """Go to the last step."""
        self._player.last()

    @Slot()
    def toggle_play(self):
        """Start or stop going on by itself."""
        self._player.toggle_play()
