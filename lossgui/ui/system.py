"""What a helper would ask first: versions, and what Qt complained about."""

import platform
import sys
from importlib import metadata

from PySide6.QtCore import QLibraryInfo, QLocale, qVersion
from PySide6.QtGui import QGuiApplication

PACKAGES = ("PySide6-Essentials", "pyqtgraph", "numpy", "array-api-compat")
FRAMEWORKS = ("tensorflow", "tensorflow-cpu", "keras")


def program_version():
    """Return the program's version, or "unknown" when it runs without being installed."""
    return _version("lossgui") or "unknown"


def system_information(host_message, python, qt_messages):
    """Return the lines of Help > System Information.

    Parameters
    ----------
    host_message : str
        How things stand with the cross-check.
    python : PythonChoice
        The Python that it asks.
    qt_messages : iterable of str
        What Qt complained about since the start.
    """
    screen = QGuiApplication.primaryScreen()
    size, ratio = screen.size(), screen.devicePixelRatio()
    lines = [
        f"lossgui {program_version()}",
        f"Python {sys.version.split()[0]} ({sys.executable})",
        f"System {platform.platform()}",
        f"Qt {qVersion()} on {QGuiApplication.platformName()}, locale {QLocale().name()}",
        f"Qt's files {QLibraryInfo.path(QLibraryInfo.LibraryPath.PrefixPath)}",
        f"Screen {size.width()} x {size.height()}, scale {ratio:g}",
        *(f"{name} {_version(name) or 'not installed'}" for name in PACKAGES),
        *(f"{name} {_version(name)}" for name in FRAMEWORKS if _version(name)),
        f"Cross-check: {host_message}",
        f"Python of the cross-check: {python.path or 'none'} ({python.source})",
        "",
        "Messages of Qt:",
        *(list(qt_messages) or ["none"]),
    ]
    return "\n".join(lines)


def _version(package):
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
