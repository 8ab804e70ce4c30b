"""Why not my number: which pipelines give a number that came from elsewhere."""

from lossgui.core.search.found import Found
from lossgui.core.search.searching import search
from lossgui.core.search.target import Target

__all__ = ["Found", "Target", "search"]
