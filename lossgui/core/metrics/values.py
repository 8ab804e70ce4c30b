"""A loss' values for a metric, taken from the catalogue: a metric has no second formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lossgui.core.evaluate import Evaluator
from lossgui.core.pipeline import build
from lossgui.core.spec import make_spec

if TYPE_CHECKING:
    from lossgui.core.metrics.batch import Array


def loss_values(
    loss: str, dialect: str, y_true: Array, y_pred: Array, dtype: str, **choices: Any
) -> Array:
    """Give a loss before weights and final reduction, in `dtype`.

    Takes the choices of `make_spec`; ``axis=()`` leaves the elements as they are.

    Raises
    ------
    DialectError
        Where the framework itself would raise.
    """
    spec = make_spec(loss, dialect=dialect, dtype=dtype, **choices)
    tensors = dict(zip(spec.entry.arguments, (y_true, y_pred), strict=True))
    pipeline = build(spec, {name: array.shape for name, array in tensors.items()})
    evaluator = Evaluator([pipeline.unreduced], dtype)
    evaluator.run(tensors)
    values: Array = evaluator[pipeline.unreduced]
    return values
