"""The files of a command: which argument of a loss reads which of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from lossgui.core.losses import Loss
    from lossgui.core.spec import LossSpec
    from lossgui.session.state import Array


def inputs_of(
    chosen: argparse.Namespace, spec: LossSpec
) -> tuple[dict[str, Array], dict[str, Array | None]]:
    """Read the tensors of a loss, and the weights and mask, from the files that are given.

    Raises
    ------
    ValueError
        If there are more or fewer files than arguments, or one holds no tensor.
    OSError
        If a file cannot be read.
    """
    from lossgui.session.files import read_tensor  # brings zipfile, which the window needs later

    names, files = order_of(spec.entry), list(chosen.files)
    is_together = len(files) == 1 and files[0].endswith(".npz")
    if is_together:
        files *= len(names)
    if len(files) != len(names):
        needs = f"{spec.entry.name} needs {len(names)} files, for {', '.join(names)}"
        raise ValueError(f"{needs}, or one .npz with all; {len(files)} came")
    if not is_together and names != spec.entry.arguments:
        reads = [f"{name} reads {Path(file).name}" for name, file in zip(names, files, strict=True)]
        print(f"note: {', '.join(reads)}", file=sys.stderr)
    read = {name: read_tensor(file, name) for name, file in zip(names, files, strict=True)}
    weights = {"sample_weight": chosen.weights, "mask": chosen.mask}
    return {name: read[name] for name in spec.entry.arguments}, {
        name: read_tensor(file, name) if file else None for name, file in weights.items()
    }


def order_of(entry: Loss) -> Sequence[str]:
    """List the arguments with what is true first, as the window proposes it for pasted code."""
    if not entry.source:
        return entry.arguments
    from lossgui.session.pasted import is_prediction_first

    first, rest = entry.arguments[:2], entry.arguments[2:]
    return (*reversed(first), *rest) if is_prediction_first(first) else entry.arguments
