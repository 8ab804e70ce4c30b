"""Folders that look like environments and installations; programs that only look like Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lossgui.backends.pythons.system import System

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def make_program(tmp_path):
    """Return a function that makes an executable shell script, and the folders it stands in."""

    def make(name: str, script: str = "exit 1") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return make


@pytest.fixture
def system(tmp_path):
    """Return a function that makes a system whose home and root are below the test's folder."""

    def make(platform: str = "linux", **variables: object) -> System:
        environment = {name: str(value) for name, value in variables.items()}
        return System(platform, environment, tmp_path / "home", tmp_path / "root", own="")

    return make
