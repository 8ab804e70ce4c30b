"""Moving the handle, by the mouse or the arrow keys, edits the cell."""

from PySide6.QtCore import QObject, Qt

from lossgui.plots.sweep_grid import rounded
from lossgui.plots.ticks import nice_step

MERGE = "drag"
"""Edits of one drag are one step of undo."""


class HandleEdits(QObject):
    """Turns what the canvas says about its handle into edits of the session.

    One drag, or one key held down, is one step of undo. A plot without a handle has its crosshair
    moved by the keys instead.
    """

    def __init__(self, studio, canvas, parent=None):
        super().__init__(parent)
        self._studio, self._canvas = studio, canvas
        self._value = None
        canvas.handle_moved.connect(self._move)
        canvas.handle_released.connect(self._release)
        canvas.stepped.connect(self._step)

    def _move(self, value):
        handle = self._canvas.figure.handle
        if handle is None:
            return
        self._value = rounded(value, handle.step, handle.bounds)
        try:
            self._studio.session.set_cells(handle.tensor, handle.cell, self._value, merge=MERGE)
        except ValueError as problem:
            self._studio.problem.emit(str(problem))

    def _release(self):
        if self._value is None:
            return
        self._studio.session.end_merge()
        # The figure with this value may still be on its way.
        self._canvas.handle.setValue(self._value)
        self._value = None

    def _step(self, direction, modifiers):
        handle = self._canvas.figure.handle
        if handle is None:
            self._canvas.step_reading(direction)
            return
        step = max(nice_step(handle.bounds[1] - handle.bounds[0], 100), handle.step)
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            step *= 10
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            step = handle.step or step / 10
        value = handle.value if self._value is None else self._value
        self._move(value + direction * step)
