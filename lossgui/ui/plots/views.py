"""What a plot is asked to show: the selection, the grids' slice and the zoom, as a `View`."""

from lossgui.plots.registry import View
from lossgui.ui.tensors.axis_names import axis_title, usual_names


def view_of(plot, look, snapshot, selection, slicing):
    """Return the `View` of a plot that is looked at like this.

    `slicing` is the grids' `Slicing`, or None before there is one.
    """
    record = snapshot.state.tensors.get(selection.tensor)
    rows = slicing.rows if slicing is not None else None
    columns = slicing.columns if slicing is not None else None
    return View(
        loss=selection.loss,
        tensor=selection.tensor,
        cell=selection.cell,
        rows=0 if rows is None else rows,
        columns=-1 if columns is None else columns,
        names=_axis_names(record),
        window=_window(look, record, selection) if plot.ranged else look.x,
        height=look.y,
        choices=dict(look.choices),
    )


def _window(look, record, selection):
    """Return the x range of a ranged plot, which stays while the same cell is looked at."""
    cell = selection.cell
    if record is None or cell is None or len(cell) != record.values.ndim:
        return look.x
    subject = (record.name, cell, record.values.shape)
    return look.window(subject, float(record.values[cell]))


def _axis_names(record):
    """Return what the axes of a tensor are called; those without a name have their number."""
    keys = usual_names(record.values.ndim) if record is not None else ()
    return tuple(
        f"{axis_title(key)} {axis}" if key == "axis" else axis_title(key)
        for axis, key in enumerate(keys)
    )
