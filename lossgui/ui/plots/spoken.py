"""A figure with its texts in the window's language."""

from dataclasses import replace

from lossgui.core.saying import Said
from lossgui.ui.language import ENGLISH, spoken
from lossgui.ui.saying import in_language


def figure_in_language(figure):
    """Return the figure with every sentence and name in it translated."""
    if spoken() == ENGLISH:
        return figure
    return replace(
        figure,
        title=in_language(figure.title),
        message=in_language(figure.message),
        notes=tuple(map(in_language, figure.notes)),
        x=replace(figure.x, label=in_language(figure.x.label)),
        y=replace(figure.y, label=in_language(figure.y.label)),
        marks=tuple(map(_mark, figure.marks)),
        legend=tuple(map(_entry, figure.legend)),
    )


def _mark(mark):
    return replace(mark, name=in_language(mark.name)) if isinstance(mark.name, Said) else mark


def _entry(entry):
    return replace(entry, name=in_language(entry.name), value=in_language(entry.value))
