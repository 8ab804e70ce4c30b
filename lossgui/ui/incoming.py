"""Arrays on their way in: read from files and matched with the tensors they are meant for."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lossgui.core.losses import LOSSES
from lossgui.session.files import read_tensors
from lossgui.session.state import WEIGHTS


@dataclass(frozen=True, eq=False)
class Incoming:
    """One array that was read: the file's name, the array's own name, and its values."""

    file: str
    name: str
    values: np.ndarray


def read_arrays(paths):
    """Read every array of these files, in their order.

    Raises
    ------
    FileProblem
        If one of them cannot be read; none of them counts then.
    """
    return [
        Incoming(path.name, name, values)
        for path in map(Path, paths)
        for name, values in read_tensors(path).items()
    ]


def tensor_names(state):
    """Return the names an array can take: what is open first, then what losses can read."""
    arguments = [name for loss in LOSSES.values() for name in loss.arguments]
    return list(dict.fromkeys((*state.tensors, *arguments, *WEIGHTS)))


def match(found, names, tensor=None):
    """Return the arrays by tensor name, or None when the student has to say what is what.

    A single array goes where it was dropped; otherwise every array needs a known name of its own.
    """
    if tensor is not None and len(found) == 1:
        return {tensor: found[0]}
    matched = {incoming.name: incoming for incoming in found}
    everything = len(matched) == len(found)
    return matched if found and everything and all(name in names for name in matched) else None


def proposals(found, names):
    """Return a name for each array: its own when known, else the next that is free, else None."""
    proposed = [incoming.name if incoming.name in names else None for incoming in found]
    proposed = [
        name if name not in proposed[:place] else None for place, name in enumerate(proposed)
    ]
    # A single unknown array is more often a new prediction than a new target.
    order = ["y_pred", *names] if len(found) == 1 else names
    free = iter([name for name in order if name not in proposed])
    return [name or next(free, None) for name in proposed]
