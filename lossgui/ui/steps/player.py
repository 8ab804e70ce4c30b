"""Goes through the steps of the selected loss, by itself if wanted."""

from PySide6.QtCore import QObject, QTimer, Signal

PLAY_INTERVAL = 1200
"""Milliseconds per step while playing."""


class Player(QObject):
    """Moves the selected step; keeps it within the steps that the selected loss has.

    Parameters
    ----------
    studio : Studio
        Gives the steps.
    selection : Selection
        Its loss and its stage are what is played.
    """

    playing_changed = Signal(bool)
    """Whether the steps go on by themselves."""

    def __init__(self, studio, selection, parent=None):
        super().__init__(parent)
        self._studio, self._selection = studio, selection
        self._timer = QTimer(self)
        self._timer.setInterval(PLAY_INTERVAL)
        self._timer.timeout.connect(self._next)
        studio.snapshot_changed.connect(lambda _snapshot: self.keep_in_range())
        selection.loss_changed.connect(self._loss_changed)
        self.keep_in_range()

    @property
    def stages(self):
        """The steps of the selected loss; none where it has no value."""
        row = self._studio.snapshot.row(self._selection.loss)
        return () if row is None or row.result is None else row.result.stages

    @property
    def playing(self):
        """Whether the steps go on by themselves."""
        return self._timer.isActive()

    @property
    def _last(self):
        return len(self.stages) - 1

    def keep_in_range(self):
        """Move to the last step there is if the selected one is gone."""
        if not self.stages:
            self.stop()  # the chosen step waits until the loss has steps again
        elif self._selection.stage is None:
            self._selection.select_stage(0)
        else:
            self._go(self._selection.stage)

    def _loss_changed(self, _ident):
        self.stop()
        self.keep_in_range()

    def _go(self, stage):
        if self.stages:
            self._selection.select_stage(min(max(stage, 0), self._last))

    def _here(self):
        stage = self._selection.stage
        return -1 if stage is None else stage

    def step_into(self):
        """Go to the next step."""
        self._go(self._here() + 1)

    def step_over(self):
        """Go on to the next reduction, or to the end."""
        later = range(self._here() + 1, len(self.stages))
        reductions = (index for index in later if self.stages[index].kind == "reduction")
        self._go(next(reductions, self._last))

    def step_back(self):
        """Go to the step before."""
        self._go(self._here() - 1)

    def first(self):
        """Go to the first step."""
        self._go(0)

    def last(self):
        """Go to the last step."""
        self._go(self._last)

    def toggle_play(self):
        """Start to go on by itself, from the start if at the end; or stop."""
        if self.playing:
            self.stop()
        elif self.stages:
            if self._here() >= self._last:
                self.first()
            self._timer.start()
            self.playing_changed.emit(True)

    def stop(self):
        """Stop at the step reached."""
        if self.playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def _next(self):
        self.step_into()
        if self._here() >= self._last:
            self.stop()
