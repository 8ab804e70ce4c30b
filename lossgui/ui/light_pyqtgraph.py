"""Imports pyqtgraph without building a thousand Qt classes that nobody uses.

pyqtgraph copies every name of QtCore, QtGui and QtWidgets into modules of its own, and PySide6
builds a class when its name is first asked for: a fifth of the time until the window is painted.
Here those modules look a name up when it is used. Importing this module imports pyqtgraph; where
pyqtgraph is imported already, in a notebook for example, nothing changes.
"""

import sys
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets


class MirrorModule(ModuleType):
    """A module that has every name of another one, taken over when it is first used."""

    def __init__(self, name, source):
        super().__init__(name)
        self._source = source

    def __getattr__(self, name):
        value = getattr(self._source, name)
        setattr(self, name, value)
        return value

    def __dir__(self):
        return sorted({*super().__dir__(), *dir(self._source)})


def import_pyqtgraph():
    """Import pyqtgraph with mirrors in place of its copies of Qt's modules."""
    sources = {source: source.__dir__ for source in (QtCore, QtGui, QtWidgets)}
    for source in sources:
        name = source.__name__.replace("PySide6", "pyqtgraph.Qt")
        sys.modules[name] = MirrorModule(name, source)
        # pyqtgraph copies what `dir` lists; should it find the names another way one day, it
        # takes them from the mirror and is only as slow as without it.
        source.__dir__ = list
    try:
        import pyqtgraph  # noqa: F401
    finally:
        for source, listing in sources.items():
            source.__dir__ = listing


if "pyqtgraph" not in sys.modules:
    import_pyqtgraph()
