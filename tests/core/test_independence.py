"""The core stands alone: no window, no framework, no files."""

from __future__ import annotations

import subprocess
import sys

# Importing every module of the core must load none of these.
PROGRAM = """
import importlib, pkgutil, sys
import lossgui.core
for module in pkgutil.walk_packages(lossgui.core.__path__, "lossgui.core."):
    importlib.import_module(module.name)
import lossgui
lossgui.evaluate("mse", [[0.0]], [[1.0]])
loaded = {name.partition(".")[0] for name in sys.modules}
print(*sorted(loaded & {%s}))
print(*sorted(name for name in sys.modules if name.startswith("lossgui.")))
"""
STRANGERS = ("PySide6", "shiboken6", "pyqtgraph", "tensorflow", "keras", "torch", "jax", "sklearn")


def test_the_core_imports_neither_a_window_nor_a_framework():
    program = PROGRAM % ", ".join(map(repr, STRANGERS))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    strangers, own = done.stdout.splitlines()
    assert strangers == ""
    above = ("session", "plots", "backends", "lessons", "ui", "cli")
    assert [name for name in own.split() if name.split(".")[1] in above] == []
