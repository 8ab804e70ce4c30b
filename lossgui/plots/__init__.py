"""The plots as plain data: each module that registers a `Plot` is one tab of the window."""

import pkgutil
from importlib import import_module

from lossgui.plots.registry import Plot, registered

for _module in pkgutil.iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

PLOTS: dict[str, Plot] = registered()
"""Every plot by its key, in the order of the tabs."""

__all__ = ["PLOTS"]
