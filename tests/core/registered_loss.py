"""A loss of one's own, as CONTRIBUTING has it: importing this file is all that registers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.losses.catalogue import loss
from lossgui.core.ops import reduce, square

if TYPE_CHECKING:
    from lossgui.core.expr import Axis, Node


@loss(title="Triple squared error", formula="mean(3 e²)", aliases=("triple",))
def triple_squared_error(
    y_true: Node, y_pred: Node, *, axis: Axis = -1, inner: str = "mean"
) -> Node:
    """Average three times the squares of the errors.

    Source: this test alone.

    Examples
    --------
    >>> import lossgui
    >>> float(lossgui.evaluate("triple", [[0.0, 0.0]], [[0.5, 1.0]]).value)
    1.875
    """
    return reduce(3.0 * square(y_pred - y_true), inner, axis)
