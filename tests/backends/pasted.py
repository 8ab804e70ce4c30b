"""Losses with a source whose reading is written by hand, so that the worker is tested alone."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from lossgui.core.losses.catalogue import LOSSES, Loss, Parameter
from lossgui.core.spec import LossSpec, make_spec

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

PREFIX = "by hand:"


class ByHand:
    """Makes specs of pasted code from a text and the reading that it should have."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._count = 0

    def __call__(
        self,
        framework: str,
        source: str,
        reading: Callable,
        arguments: tuple[str, ...] = ("y_true", "y_pred"),
        *,
        numbers: dict[str, float] | None = None,
        domains: dict[str, str] | None = None,
        title: str = "loss",
        **choices: object,
    ) -> LossSpec:
        self._count += 1
        key = f"{PREFIX}{self._count}"
        parameters = tuple(Parameter(n, n, default=v) for n, v in (numbers or {}).items())
        loss = Loss(
            key=key,
            title=title,
            family="pasted",
            summary="",
            formula="",
            arguments=arguments,
            optional=(),
            parameters=parameters,
            aliases=(),
            axis=None,
            inner="",
            has_axis=False,
            has_inner=False,
            one_axis=False,
            pairing="own",
            domains=MappingProxyType(domains or {}),
            function=reading,
            source=source,
            framework=framework,
        )
        self._monkeypatch.setitem(LOSSES, key, loss)
        return make_spec(key, **choices)
