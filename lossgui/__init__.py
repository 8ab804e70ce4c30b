"""See exactly how a loss value comes out of two tensors, and why two losses differ.

>>> import lossgui
>>> lossgui.evaluate("mse", [[0.0, 1.0]], [[1.0, 3.0]]).value
np.float32(2.5)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lossgui.core.api import compare, compare_specs, evaluate, evaluate_spec, gradient, losses
from lossgui.core.compiled import Output, Penalty, class_weights, total_loss
from lossgui.core.emit import emit
from lossgui.core.epochs import epoch_loss
from lossgui.core.metrics import metric, metrics
from lossgui.core.spec import LossSpec, make_spec

if TYPE_CHECKING:
    from lossgui.backends.check import Check
    from lossgui.core.losses import Loss

__version__ = "0.1.0"


def check(
    loss: str | Loss | LossSpec, *tensors: Any, backend: str | None = None, **choices: Any
) -> Check:
    """Let a real framework compute the same loss and compare; see `lossgui.backends.check`.

    A pasted loss is run as it stands by the framework that it is written for.
    """
    from lossgui.backends.check import check as ask

    return ask(loss, *tensors, backend=backend, **choices)


def parse(source: str) -> Loss:
    """Read pasted source code as a loss; see `lossgui.core.parse`."""
    from lossgui.core.parse import parse as read

    return read(source)


def explore(first: Any = None, second: Any = None) -> int:
    """Open the window on two arrays (default: the founding example); returns when it is closed."""
    from lossgui.ui.application import explore as open_window

    return open_window(first, second)


__all__ = [
    "LossSpec",
    "Output",
    "Penalty",
    "check",
    "class_weights",
    "compare",
    "compare_specs",
    "emit",
    "epoch_loss",
    "evaluate",
    "evaluate_spec",
    "explore",
    "gradient",
    "losses",
    "make_spec",
    "metric",
    "metrics",
    "parse",
    "total_loss",
]
