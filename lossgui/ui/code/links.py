"""The steps of a loss made of code, and the pieces of source that they come from."""

from lossgui.ui.code.places import contains, extent


def span_of_stage(row, stage):
    """Give the `Span` of a row's step, None where no piece of source made it.

    Parameters
    ----------
    row : RowSnapshot or None
        The row.
    stage : int or None
        Index of the step.
    """
    stages = _stages(row)
    if stage is None or not 0 <= stage < len(stages):
        return None
    return stages[stage].node.origin


def stage_at(row, place, current=None):
    """Give the innermost step that was made at a place of the source, None if there is none.

    Of steps made by the same piece it is the first one, or the current one if that is among them.
    """
    found = [
        (extent(stage.node.origin), index != current, index)
        for index, stage in enumerate(_stages(row))
        if stage.node.origin is not None and contains(stage.node.origin, place)
    ]
    return min(found)[2] if found else None


def _stages(row):
    return () if row is None or row.result is None else row.result.stages
