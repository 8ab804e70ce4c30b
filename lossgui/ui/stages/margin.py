"""Where the result of a reduction stands beside the grid of what it reduces."""

from lossgui.ui.tensors.slicing import Slicing

RIGHT, BELOW = "right", "below"


def reducing_stage(stages, number):
    """Give the index of the step that reads step `number` next, if it reduces; else None."""
    for later in range(number + 1, len(stages)):
        if number in _stage_feeds(stages[later]):
            return later if stages[later].kind == "reduction" else None
    return None


def _stage_feeds(stage):
    return [feed for feed in stage.feeds if isinstance(feed, int)]


def margin_side(main: Slicing, result: Slicing):
    """Say on which side of the grid the reduction's result stands.

    Returns
    -------
    str or None
        `RIGHT` where each row has a result, `BELOW` where each column or the whole grid has
        one, None where the reduction runs over an axis that the grid does not show.
    """
    rows_gone = main.rows is not None and result.rows is None
    columns_gone = main.columns is not None and result.columns is None
    if columns_gone and not rows_gone:
        return RIGHT
    return BELOW if rows_gone else None
