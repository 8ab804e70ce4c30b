"""Which tensors stand side by side: one tab for each pair."""


def tensor_pairs(state):
    """Give the pairs of tensor names to show, each tensor at least once.

    The two arguments of a loss belong together, in the order of the losses table; of the other
    tensors, neighbours of the same shape do; the rest stands alone.

    Returns
    -------
    tuple of tuple of str
        Each with one or two names; the order follows the session's tensors.
    """
    pairs = dict.fromkeys(
        pair for row in state.losses if (pair := _arguments(row)) and pair[0] != pair[1]
    )
    shown = {name for pair in pairs for name in pair}
    rest = [name for name in state.tensors if name not in shown]
    pairs = [*pairs, *_neighbours(rest, state.tensors)]
    place = {name: number for number, name in enumerate(state.tensors)}
    return tuple(sorted(pairs, key=lambda pair: [place[name] for name in pair]))


def _arguments(row):
    names = tuple(row.sources[name] for name in row.spec.entry.arguments if name in row.sources)
    return names if len(names) == 2 else None


def _neighbours(names, tensors):
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if waiting and tensors[waiting[0]].values.shape == tensors[name].values.shape:
            yield name, waiting.pop(0)
        else:
            yield (name,)
