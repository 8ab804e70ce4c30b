"""Pythons that installers of Windows have written down in its registry (PEP 514)."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PYTHONS = r"Software\Python"


def registered_folders() -> Iterator[Path]:
    """Give the folders of registered Pythons, the user's own first; none on other systems."""
    try:
        registry: Any = importlib.import_module("winreg")
    except ImportError:
        return
    for whose in (registry.HKEY_CURRENT_USER, registry.HKEY_LOCAL_MACHINE):
        for company in _names(registry, whose, PYTHONS):
            for tag in _names(registry, whose, rf"{PYTHONS}\{company}"):
                try:
                    key = rf"{PYTHONS}\{company}\{tag}\InstallPath"
                    folder = registry.QueryValue(whose, key)
                except OSError:
                    continue  # a company's entry without a place, as PEP 514 allows
                if folder:
                    yield Path(folder)


def _names(registry: Any, whose: Any, key: str) -> Iterator[str]:
    """Give the names of the keys below a key; none if it is not there."""
    try:
        with registry.OpenKey(whose, key) as opened:
            count, _values, _changed = registry.QueryInfoKey(opened)
            yield from [registry.EnumKey(opened, place) for place in range(count)]
    except OSError:
        return
