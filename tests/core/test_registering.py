"""A loss that is registered at run time falls under the tests that hold for all losses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_property_tests_try_a_loss_that_was_registered_before_they_were_collected():
    # In a process of its own: the tests take the list of losses when they are imported.
    command = [sys.executable, "-m", "pytest", "-p", "tests.core.registered_loss"]
    command += ["tests/core/test_losses.py", "-k"]
    command += ["triple_squared_error and (keras-3 or textbook or reader)", "-q"]
    command += ["-p", "no:cacheprovider", "-rA"]
    done = subprocess.run(
        command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    passed = [line for line in done.stdout.splitlines() if line.startswith("PASSED")]
    assert done.returncode == 0, done.stdout[-2000:]
    assert len(passed) > 5
    assert all("triple_squared_error" in line for line in passed)
