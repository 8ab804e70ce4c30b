"""The names that the frameworks give to the losses of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.dialects import DIALECTS

if TYPE_CHECKING:
    from lossgui.core.losses import Loss


def framework_names(entry: Loss) -> dict[str, str]:
    """Give every name that a framework has for the loss, with the dialect's title.

    A name that several dialects share stands once, with the first of them; the textbook, which
    names nothing, is left out.

    Examples
    --------
    >>> from lossgui.core.losses import find_loss
    >>> framework_names(find_loss("smooth_l1"))["torch.nn.functional.smooth_l1_loss"]
    'PyTorch 2'
    """
    names: dict[str, str] = {}
    for rules in DIALECTS.values():
        version = None if rules.own is None else rules.own.get(entry.key)
        if version is not None:
            for name in (version.name, *version.also):
                names.setdefault(name, rules.title)
    return names
