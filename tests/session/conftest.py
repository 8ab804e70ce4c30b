"""What the tests of the session share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from lossgui.session.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lossgui.session.state import LoadedSession, State


class Ear:
    """A subscriber that remembers what it heard."""

    def __init__(self, session: Session) -> None:
        self.heard: list[tuple[State, State]] = []
        self.end = session.changed.subscribe(
            lambda before, after: self.heard.append((before, after))
        )

    @property
    def last(self) -> State:
        return self.heard[-1][1]


def bits(state: State | LoadedSession) -> object:
    """Everything that a state says, cells bit for bit, in a form that == compares."""
    arrays = {
        name: getattr(tensor, "values", tensor) if not isinstance(tensor, np.ndarray) else tensor
        for name, tensor in state.tensors.items()
    }
    cells = [(name, a.dtype.str, a.shape, a.tobytes()) for name, a in arrays.items()]
    return cells, state.losses, state.reference


def refusal(action: Callable[[], object]) -> str:
    """What an action says when it refuses; empty if it does not."""
    try:
        action()
    except (ValueError, TypeError) as problem:
        return str(problem)
    return ""


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def ear(session: Session) -> Ear:
    return Ear(session)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    """Write a file of this name and give its path."""

    def writer(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return writer
