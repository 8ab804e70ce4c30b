"""What belongs into the packed program, and what is left to the system that it runs on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path, PurePosixPath

# Python's own that nothing here uses; _hashlib alone brings all of libcrypto. numpy.testing, with
# unittest, and numpy.f2py stay: array_api_compat asks for every name of numpy, which loads them.
_PYTHON = """
tkinter test ssl _ssl sqlite3 curses _curses readline asyncio _hashlib pip setuptools
ensurepip lib2to3 idlelib turtle numpy.tests numpy.distutils
"""
# What others import if it is there, and frameworks, which run in the user's own Python.
_OPTIONAL = """
scipy matplotlib IPython jupyter_rfb cupy h5py OpenGL numba colorcet PyQt5 PyQt6 PySide2 tensorflow
keras torch jax optax sklearn dask
"""
# pyqtgraph imports numpy.typing, pydoc, multiprocessing, QtOpenGL and QtOpenGLWidgets at the start.
_PYQTGRAPH = "opengl examples jupyter console flowchart canvas dockarea"
_QT = """
Network DBus Test Qml Quick QuickWidgets QuickControls2 Sql Xml Pdf PrintSupport SvgWidgets Designer
UiTools Help Concurrent
"""
EXCLUDED = [
    *_PYTHON.split(),
    *_OPTIONAL.split(),
    *(f"pyqtgraph.{part}" for part in _PYQTGRAPH.split()),
    *(f"PySide6.Qt{part}" for part in _QT.split()),
]
"""Modules that are left out."""

PLUGINS = {
    "platforms": ("qxcb", "qwayland", "qoffscreen"),
    "xcbglintegrations": ("qxcb-egl-integration", "qxcb-glx-integration"),
    "wayland-shell-integration": ("xdg-shell",),
    "wayland-decoration-client": ("adwaita", "bradient"),
    "platforminputcontexts": (
        "composeplatforminputcontextplugin",
        "ibusplatforminputcontextplugin",
    ),
    "platformthemes": ("qxdgdesktopportal",),
    "iconengines": ("qsvgicon",),
    "imageformats": ("qsvg", "qjpeg", "qgif", "qico"),
}
"""Qt's plugins that are kept, by folder. The theme for GTK would bring all of GTK."""

_OWN_TRANSLATIONS = Path(__file__).resolve().parents[1] / "resources" / "translations"
LANGUAGES = tuple(file.stem.removeprefix("lossgui_") for file in _OWN_TRANSLATIONS.glob("*.qm"))
"""What the window can speak besides English, such as "zh_CN"."""
TRANSLATIONS = frozenset(
    f"qtbase_{name}.qm" for code in LANGUAGES for name in (code, code.partition("_")[0])
)
"""Qt's texts in the languages that lossgui has; Qt has most of them without a region."""

SYSTEM = re.compile(
    r"lib(c|m|dl|rt|pthread|util|resolv|stdc\+\+|gcc_s|GL|GLX|GLdispatch|OpenGL|EGL|X11|X11-xcb|xcb"
    r"|Xau|Xdmcp|fontconfig|freetype|expat|z|dbus-1|glib-2\.0|gthread-2\.0|wayland-client"
    r"|wayland-cursor)\.so[.\d]*|ld-linux[-\w]*\.so[.\d]*"
)
"""Libraries that every desktop has, in a version that fits its drivers and its C library.

The others, libxcb-cursor first of all, are brought along: many desktops lack them.
"""


def is_wanted(name: str) -> bool:
    """Tell whether a file, named by its place in the tree, belongs there."""
    path = PurePosixPath(name)
    parts = path.parts
    if "translations" in parts and "PySide6" in parts:
        return path.name in TRANSLATIONS
    if name.startswith("pyqtgraph/icons/peegee/"):
        return False  # the icon of an application that pyqtgraph itself makes
    if "plugins" in parts and "Qt" in parts:
        folder = parts[parts.index("plugins") + 1]
        plugin = path.name.split(".")[0].removeprefix("lib")
        return plugin in PLUGINS.get(folder, ())
    return not SYSTEM.fullmatch(path.name)


def is_fragile(name: str) -> bool:
    """Tell whether a library must stay as it is.

    NumPy's wheel has given its libraries new names, and strip makes such files unusable: "ELF load
    command address/offset not page-aligned", says the loader then.
    """
    return name.startswith("numpy.libs/")


def needed_by(file: str) -> set[str]:
    """Return the names of the libraries that a program or library asks for itself."""
    shown = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=True)
    return set(re.findall(r"^\s+NEEDED\s+(\S+)$", shown.stdout, re.M))


def is_root(name: str) -> bool:
    """Tell whether a binary is loaded by its name: Python, its modules, Qt's plugins."""
    path = PurePosixPath(name)
    return "plugins" in path.parts or not re.match(r"lib(?!pyside|shiboken|python)", path.name)


def reached(files: dict[str, str], needed=needed_by) -> set[str]:
    """Return the names of the binaries that are loaded by name, or asked for by such.

    Parameters
    ----------
    files : dict
        Where each binary is, by its name in the tree.
    needed : callable
        Tells which libraries a file asks for.
    """
    by_library = {PurePosixPath(name).name: name for name in files}
    waiting = [name for name in files if is_root(name)]
    found = set(waiting)
    while waiting:
        for library in needed(files[waiting.pop()]):
            name = by_library.get(library)
            if name is not None and name not in found:
                found.add(name)
                waiting.append(name)
    return found
