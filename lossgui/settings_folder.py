"""Where things are remembered between two starts, for parts that do not know Qt."""

import os
import sys
from pathlib import Path

FOLDER_VARIABLE = "LOSSGUI_SETTINGS"
"""An environment variable that moves everything kept per user into another folder."""


def settings_folder() -> Path:
    """Give the folder in which Qt keeps our settings; it need not be there yet."""
    if named := os.environ.get(FOLDER_VARIABLE):
        return Path(named)
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 (never raises)
    if sys.platform == "win32":
        folder = os.environ.get("APPDATA", "")
        return (Path(folder) if folder else home / "AppData" / "Roaming") / "lossgui"
    folder = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(folder) if Path(folder).is_absolute() else home / ".config") / "lossgui"


def data_folder() -> Path:
    """Give the folder in which Qt keeps a program's own files, such as copies and complaints."""
    if named := os.environ.get(FOLDER_VARIABLE):
        return Path(named)
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 (never raises)
    if sys.platform == "win32":
        folder = os.environ.get("LOCALAPPDATA", "")
        root = Path(folder) if folder else home / "AppData" / "Local"
    elif sys.platform == "darwin":
        root = home / "Library" / "Application Support"
    else:
        folder = os.environ.get("XDG_DATA_HOME", "")
        root = Path(folder) if Path(folder).is_absolute() else home / ".local" / "share"
    return root / "lossgui" / "lossgui"
