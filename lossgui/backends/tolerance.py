"""How far two correct calculations of the same loss may lie apart, and why.

Both sides round every operation to the dtype, but sum in different orders, use different
approximations of exp and log, and may take another route to the same number. How far this moves
each number is followed through the graph (`lossgui.core.rounding`), with operations that are wrong
by `UNITS` half last places instead of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lossgui.core.rounding import SMALLEST, error_bounds, precision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.evaluate import Evaluator
    from lossgui.core.expr import Node
    from lossgui.core.pipeline import Pipeline

Floats = NDArray[np.float64]

# A vectorised exp or log is wrong by some 4 half last places on each side, and another route takes
# some operations more. Every operation is given that much, so no formula that is wrong in the
# fourth digit hides below it: 1e-6 for each operation in float32.
UNITS = 16.0


@dataclass(frozen=True)
class Tolerance:
    """What two calculations may differ by: arrays in the shapes of the numbers they belong to.

    `gradients` is by argument; `reason` is the phrase that explains it to a student. A tolerance is
    inf where rounding decides everything, as behind a difference of equal numbers.
    """

    value: Floats
    per_sample: Floats
    gradients: Mapping[str, Floats]
    reason: str


def tolerance_of(pipeline: Pipeline, slopes: Mapping[str, Node], evaluator: Evaluator) -> Tolerance:
    """Work out what is tolerated for a loss and for its gradients, whose graphs are `slopes`.

    `evaluator` holds the values of the pipeline and of the slopes in the dtype of the loss.
    Tensors, constants and the differences of two of them are taken as exact, because both sides
    round them in the same way: what is chosen at a kink, such as Huber's delta, is compared.
    """
    dtype = pipeline.spec.computed_dtype
    how = precision(dtype, UNITS, shared=True)
    bounds = error_bounds([pipeline.output, pipeline.unreduced, *slopes.values()], evaluator, how)

    def allowed(node: Node) -> Floats:
        # Below the smallest number there is no point in comparing.
        return np.asarray(bounds[node], np.float64) + SMALLEST[dtype]

    return Tolerance(
        value=allowed(pipeline.output),
        per_sample=allowed(pipeline.unreduced),
        gradients={name: allowed(node) for name, node in slopes.items()},
        reason=f"{dtype} rounds, and the two add up in different orders",
    )
