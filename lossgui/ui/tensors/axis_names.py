"""What the axes of a tensor are called, on screen and for a screen reader."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

CONTEXT = "AxisNames"

_USUAL = {
    1: ("samples",),
    2: ("samples", "outputs"),
    3: ("samples", "time", "outputs"),
    4: ("samples", "height", "width", "channels"),
    5: ("samples", "time", "height", "width", "channels"),
}
_PLURALS = {
    "samples": QT_TRANSLATE_NOOP("AxisNames", "samples"),
    "outputs": QT_TRANSLATE_NOOP("AxisNames", "outputs"),
    "time": QT_TRANSLATE_NOOP("AxisNames", "time"),
    "height": QT_TRANSLATE_NOOP("AxisNames", "height"),
    "width": QT_TRANSLATE_NOOP("AxisNames", "width"),
    "channels": QT_TRANSLATE_NOOP("AxisNames", "channels"),
    "axis": QT_TRANSLATE_NOOP("AxisNames", "axis"),
}
_SINGULARS = {
    "samples": QT_TRANSLATE_NOOP("AxisNames", "sample"),
    "outputs": QT_TRANSLATE_NOOP("AxisNames", "output"),
    "time": QT_TRANSLATE_NOOP("AxisNames", "time step"),
    "height": QT_TRANSLATE_NOOP("AxisNames", "height"),
    "width": QT_TRANSLATE_NOOP("AxisNames", "width"),
    "channels": QT_TRANSLATE_NOOP("AxisNames", "channel"),
    "axis": QT_TRANSLATE_NOOP("AxisNames", "place"),
}


def usual_names(rank):
    """Give the keys of the names that arrays of this rank usually have, one per axis."""
    if rank in _USUAL:
        return _USUAL[rank]
    return ("samples", *("axis",) * (rank - 1)) if rank else ()


def axis_title(key):
    """Give the name of an axis as it stands in a header: "samples"."""
    return QCoreApplication.translate(CONTEXT, _PLURALS[key])


def numbered_title(axis, key):
    """Give the name of an axis with its number: "0: samples"; "0 samples" reads as none."""
    return f"{axis}: {axis_title(key)}"


def place_text(index, keys):
    """Say where a cell is, in words: "sample 0 output 2"."""
    return " ".join(
        f"{QCoreApplication.translate(CONTEXT, _SINGULARS[key])} {place}"
        for place, key in zip(index, keys, strict=True)
    )
