"""The scripts that pack lossgui import each other by name; so do their tests."""

from __future__ import annotations

import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "packaging"
sys.path[:0] = [str(SCRIPTS / "windows"), str(SCRIPTS)]
