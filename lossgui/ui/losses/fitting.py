"""Shares a table's width among its columns, so that nothing has to be scrolled sideways."""

from lossgui.ui.losses.columns import Column

_STRETCHED = {Column.LOSS: 2, Column.REDUCTION: 1, Column.VALUE: 2}
"""Who takes the width that is left over, by how much."""
_SHRUNK = (
    frozenset({Column.LOSS, Column.REDUCTION}),
    frozenset({Column.DIALECT, Column.DIVISOR, Column.CHECK, Column.VALUE}),
)
"""Who gives way when there is too little, one group after the other; tooltips have the text."""


def fitted(wanted, available, smallest):
    """Give the columns' widths for the available width.

    Parameters
    ----------
    wanted : dict of Column to int
        The width that each column's texts need.
    available : int
        The width of the table.
    smallest : dict of Column to int
        What a column that gives way keeps at least; below that the table scrolls sideways.
    """
    widths = dict(wanted)
    missing = sum(widths.values()) - available
    for group in _SHRUNK:
        if missing > 0:
            missing -= _level(widths, group, missing, smallest)
    if missing < 0:
        _stretch(widths, -missing)
    return widths


def _level(widths, group, missing, smallest):
    """Cut the widest columns of a group to one common width; give what that saves."""
    before = sum(widths[column] for column in group)
    by_width = sorted(group, key=widths.get)
    left = before - missing
    for place, column in enumerate(by_width):
        share = max(left // (len(by_width) - place), smallest[column])
        widths[column] = min(widths[column], share)
        left -= widths[column]
    return before - sum(widths[column] for column in group)


def _stretch(widths, spare):
    total = sum(_STRETCHED.values())
    for column, weight in _STRETCHED.items():
        widths[column] += spare * weight // total
    widths[Column.LOSS] += spare - sum(spare * weight // total for weight in _STRETCHED.values())
