"""pyqtgraph imported the light way is the same pyqtgraph."""

import subprocess
import sys

import pytest

PROGRAMS = {
    "the classes are Qt's own": """
        import lossgui.ui.light_pyqtgraph
        import pyqtgraph
        from PySide6 import QtCore, QtGui, QtWidgets
        from pyqtgraph.Qt import QtCore as core, QtGui as gui, QtWidgets as widgets
        assert core.QPointF is QtCore.QPointF
        assert gui.QPainterPath is QtGui.QPainterPath
        assert widgets.QColumnView is QtWidgets.QColumnView
        assert pyqtgraph.QtCore is core
    """,
    "names that Qt lacks are missing as usual": """
        import lossgui.ui.light_pyqtgraph
        from pyqtgraph.Qt import QtWidgets
        assert not hasattr(QtWidgets, "QNoSuchThing")
    """,
    "every name can be listed, in Qt's modules as well": """
        from PySide6 import QtWidgets
        before = dir(QtWidgets)
        import lossgui.ui.light_pyqtgraph
        from pyqtgraph.Qt import QtWidgets as mirror
        assert dir(QtWidgets) == before
        assert set(before) <= set(dir(mirror))
    """,
    "pyqtgraph that is there already stays as it is": """
        import pyqtgraph
        before = pyqtgraph.QtWidgets
        import lossgui.ui.light_pyqtgraph
        assert pyqtgraph.Qt.QtWidgets is before
    """,
    "few classes are built that nobody uses": """
        import sys
        import lossgui.ui.light_pyqtgraph
        mirror = sys.modules["pyqtgraph.Qt.QtWidgets"]
        assert len(vars(mirror)) < 100 < len(dir(mirror))
    """,
}


@pytest.mark.parametrize("rule", PROGRAMS)
def test_light_import(rule):
    lines = [line.removeprefix("        ") for line in PROGRAMS[rule].splitlines()]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
