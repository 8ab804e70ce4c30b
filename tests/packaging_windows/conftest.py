"""The scripts that build setup.exe import each other by name; so do their tests."""

from __future__ import annotations

import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "packaging" / "windows"
sys.path.insert(0, str(SCRIPTS))
