"""Cross-check worker: NumPy runs pasted NumPy code, asked over stdin and stdout.

A program of its own: the standard library and NumPy, nothing of lossgui, so that its numbers are
independent evidence. It runs with any Python >= 3.9 that has NumPy. What is asked and answered
stands in ``_messages.py``; NumPy has no losses of its own, so there is no ``loss``.
"""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np

# Read by the host without running this file.
WORKER = {
    "key": "numpy",
    "title": "NumPy",
    "modules": ["numpy"],
    "install": "numpy",
    "dialects": [],
}


def hello() -> dict[str, str]:
    """Give the version."""
    return {"numpy": np.__version__}


if __name__ == "__main__":
    run = runpy.run_path(str(Path(__file__).with_name("_messages.py")))["run"]
    run(WORKER["key"], hello, code=True)
