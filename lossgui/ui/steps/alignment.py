"""Which steps of two losses stand under one another."""

from difflib import SequenceMatcher
from itertools import zip_longest


def aligned(first, second):
    """Pair the steps of two losses, in order; a step without a partner is paired with None.

    Equal steps (the same name and shape) are paired; what lies between them is paired one by one.

    Parameters
    ----------
    first, second : sequence of Stage
        The steps of the two losses.

    Returns
    -------
    list of (int or None, int or None)
        Indices into the two sequences.
    """
    a = [(stage.name, stage.shape) for stage in first]
    b = [(stage.name, stage.shape) for stage in second]
    pairs = []
    # autojunk would drop steps that occur often, in losses of more than 200 steps.
    for _kind, i, i_end, j, j_end in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        pairs += zip_longest(range(i, i_end), range(j, j_end))
    return pairs


def first_difference(first, second, pairs, comparison=None):
    """Give the place in `pairs` where the two losses part; None if they never do.

    Parameters
    ----------
    comparison : Comparison, optional
        Of `first` (its "A") with `second` (its "B"). The step that it names wins over the first
        two steps that merely look different.
    """
    if comparison is not None and comparison.parts_at:
        side = 0 if comparison.parts_in == "A" else 1
        stages = (first, second)[side]
        for place, pair in enumerate(pairs):
            if pair[side] is not None and stages[pair[side]].name == comparison.parts_at:
                return place
    for place, (i, j) in enumerate(pairs):
        if i is None or j is None or _key(first[i]) != _key(second[j]):
            return place
    return None


def _key(stage):
    return stage.name, stage.shape
