"""What the figure tests share: a session, its snapshot, and a view of it."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from lossgui.plots import PLOTS
from lossgui.plots.registry import View
from lossgui.session.calculator import Calculator
from lossgui.session.session import Session


@dataclass
class Bench:
    """A session with the founding example, drawn on demand."""

    session: Session = field(default_factory=Session)

    @property
    def snapshot(self):
        return Calculator().update(None, self.session.state)

    def draw(self, key, **view):
        """Draw a plot; by default of the first loss and the cell y_pred[0, 2]."""
        snapshot = self.snapshot
        values = snapshot.state.tensors["y_pred"].values
        cell = (0, 2) if values.shape == (3, 3) else (0,) * values.ndim
        chosen = {
            "loss": snapshot.rows[0].row.ident if snapshot.rows else None,
            "tensor": "y_pred",
            "cell": cell,
        }
        return PLOTS[key].draw(snapshot, View(**(chosen | view)))

    def set(self, y_true, y_pred):
        self.session.set_tensors({"y_true": np.asarray(y_true), "y_pred": np.asarray(y_pred)})

    def keep(self, *specs):
        """Have these losses and no others."""
        old = [row.ident for row in self.session.state.losses]
        for spec in specs:
            self.session.add_loss(spec)
        for ident in old:
            self.session.remove_loss(ident)


@pytest.fixture
def bench():
    return Bench()


def of_kind(figure, kind):
    """The figure's marks of one kind."""
    return [mark for mark in figure.marks if isinstance(mark, kind)]
