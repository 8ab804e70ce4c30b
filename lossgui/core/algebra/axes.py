"""Which axes of which nodes are the same one, and what they are called."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from lossgui.core.algebra.cuts import cut_label, is_always_one, kept_length
from lossgui.core.expr import OPERATIONS, Node, normalize_axis, walk
from lossgui.core.ops.moving import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# By rank of the tensors: samples n, time t, height h, width w, and d outputs.
POSITION_NAMES = ("", "n", "nd", "ntd", "nhwd", "nthwd")

AxisKey = tuple[str, int]
# One axis: the named axes that it runs through row by row, one of them unless it was reshaped;
# nothing for a plain axis of length 1.
Keys = tuple[AxisKey, ...]
CUT = "cut"


class Unprovable(Exception):
    """The rules do not reach this graph; nothing can be said of it."""


class AxisNames:
    """The named axes of all nodes of some graphs.

    Axes that an operation lines up with each other are one axis with one size. An axis of length 1
    that is broadcast against a longer one is not that axis: it is a plain 1 and has no name. An
    axis that a reshape made of several stands for all of them, in their order.

    Parameters
    ----------
    outputs
        The graphs; variables of the same name are the same tensor.

    Raises
    ------
    Unprovable
        If a tensor is lined up with its own transpose, so that index notation breaks down, or if a
        reshape cuts axes into pieces.
    """

    def __init__(self, outputs: Iterable[Node]) -> None:
        self._parent: dict[AxisKey, AxisKey] = {}
        self._length: dict[AxisKey, int] = {}
        self._plain: set[AxisKey] = set()
        self._of_node: dict[int, tuple[Keys, ...]] = {}
        self._variables: dict[str, Node] = {}
        # Where each cut axis comes from, and what is kept of it.
        self._cuts: dict[AxisKey, tuple[Keys, str]] = {}
        for node in walk(*outputs):
            # What is only counted is no part of the graph, but its axes have names as well.
            counted = walk(*node.inputs) if node.operation == "size" else ()
            for item in (*counted, node):
                if id(item) not in self._of_node:
                    self._of_node[id(item)] = self._enter(item)
        self._join_equal_cuts()
        self._names = self._name_all()
        self._check()

    def of(self, node: Node) -> tuple[str | None, ...]:
        """Name the axes of a node: ``n*d`` for one made of two, None for a plain axis."""
        return tuple("*".join(self._named(keys)) or None for keys in self._of_node[id(node)])

    def along(self, node: Node, axes: Iterable[int] | None = None) -> list[str]:
        """List the names that some axes of a node (None: all) are made of."""
        found = self._of_node[id(node)]
        places = range(len(found)) if axes is None else axes
        return [name for place in places for name in self._named(found[place])]

    @property
    def sizes(self) -> Mapping[str, int]:
        """The length of each named axis."""
        return {name: self._length[key] for key, name in self._names.items()}

    def _named(self, keys: Keys) -> list[str]:
        return [self._names[self._find(key)] for key in keys if not self._is_plain(key)]

    def _enter(self, node: Node) -> tuple[Keys, ...]:
        if node.operation == "variable":
            name = str(node.attributes["name"])
            self._variables.setdefault(name, node)
            return tuple((self._fresh((name, axis), n),) for axis, n in enumerate(node.shape))
        if node.is_leaf:
            return ()
        keys = [self._of_node[id(child)] for child in node.inputs]
        if OPERATIONS[node.operation].kind == "reduction":
            gone = normalize_axis(node.attributes["axis"], len(node.inputs[0].shape))
            return tuple(key for axis, key in enumerate(keys[0]) if axis not in gone)
        if OPERATIONS[node.operation].kind == "elementwise":
            return self._line_up(node.shape, keys)
        if node.operation == "matmul":
            return self._paired(node, *keys)
        return self._moved(node, keys)

    def _moved(self, node: Node, keys: list[tuple[Keys, ...]]) -> tuple[Keys, ...]:
        axis = node.attributes.get("axis", 0)
        if node.operation == "index":
            return (keys[0][axis], *(() for _ in node.shape[1:]))
        if node.operation == "expand_dims":
            return (*keys[0][:axis], (), *keys[0][axis:])
        if node.operation == "squeeze":
            self._make_plain(keys[0][axis])
            return keys[0][:axis] + keys[0][axis + 1 :]
        if node.operation == "sum_like":
            self._line_up(node.inputs[0].shape, keys)
            return keys[1]
        if node.operation == "broadcast_like":
            return self._line_up(node.shape, keys)
        return self._rearranged(node, keys[0])

    def _rearranged(self, node: Node, keys: tuple[Keys, ...]) -> tuple[Keys, ...]:
        if node.operation == "transpose":
            return tuple(keys[axis] for axis in node.attributes["axes"])
        if node.operation == "reshape":
            return self._regrouped(node.shape, keys)
        if node.operation == "slice":
            return tuple(self._cut(node, axis, key) for axis, key in enumerate(keys))
        raise Unprovable(f"the step {node.operation} has no rule")

    def _regrouped(self, shape: tuple[int, ...], keys: tuple[Keys, ...]) -> tuple[Keys, ...]:
        """Give each axis of a reshape the axes that it runs through, from the first one on."""
        left = [key for axis in keys for key in axis]
        found = []
        for length in shape:
            taken: list[AxisKey] = []
            while left and (self._count(taken) < length or (not taken and self._is_one(left[0]))):
                taken.append(left.pop(0))
            if self._count(taken) != length:
                raise Unprovable("a reshape that cuts an axis into pieces")
            found.append(taken)
        if not found:
            self._make_plain(tuple(left))
        else:
            found[-1] += left
        return tuple(map(tuple, found))

    def _cut(self, node: Node, axis: int, keys: Keys) -> Keys:
        """Make an axis of what a cut keeps; a plain one if that is a single place."""
        part = node.attributes["parts"][axis]
        if not node.shape[axis]:
            raise Unprovable("a cut that keeps nothing")
        if part == WHOLE or not keys:
            return keys
        if is_always_one(part):
            return ()
        key = self._fresh((CUT, len(self._cuts)), kept_length(node, axis))
        self._cuts[key] = (keys, cut_label(part))
        return (key,)

    def _paired(self, node: Node, a: tuple[Keys, ...], b: tuple[Keys, ...]) -> tuple[Keys, ...]:
        """Line up what a matrix product sums over, and its stacks."""
        length = node.inputs[0].shape[-1]
        self._merge([a[-1], b[-2] if len(b) > 1 else b[-1]], length)
        rest = (*a[-2:-1], *(b[-1:] if len(b) > 1 else ()))
        stack = node.shape[: len(node.shape) - len(rest)]
        return (*self._line_up(stack, [a[:-2], b[:-2]]), *rest)

    def _line_up(
        self, shape: tuple[int, ...], keys: Sequence[tuple[Keys, ...]]
    ) -> tuple[Keys, ...]:
        result: list[Keys] = []
        for place in range(-len(shape), 0):
            column = [key[place] for key in keys if len(key) >= -place]
            result.append(self._merge(column, shape[place]))
        return tuple(result)

    def _merge(self, column: list[Keys], length: int) -> Keys:
        """Make one axis of those that are lined up; those of length 1 become plain."""
        long = [keys for keys in column if keys and self._count(keys) == length]
        for keys in column:
            if keys not in long:
                self._make_plain(keys)
        for keys in long[1:]:
            self._unite(long[0], keys)
        return long[0] if long else ()

    def _unite(self, a: Keys, b: Keys) -> None:
        """Say that two axes are the same: each that one is made of is one of the other."""
        if self._lengths(a) != self._lengths(b):
            self._make_plain(tuple(key for key in (*a, *b) if self._is_one(key)))
            a, b = (tuple(key for key in keys if not self._is_one(key)) for keys in (a, b))
        if self._lengths(a) != self._lengths(b):
            raise Unprovable("axes are put together in two ways")
        for first, second in zip(a, b, strict=True):
            self._join(first, second)

    def _lengths(self, keys: Iterable[AxisKey]) -> list[int]:
        return [self._length[self._find(key)] for key in keys]

    def _count(self, keys: Iterable[AxisKey]) -> int:
        return prod(self._lengths(keys))

    def _is_one(self, key: AxisKey) -> bool:
        return self._length[self._find(key)] == 1

    def _fresh(self, key: AxisKey, length: int) -> AxisKey:
        self._parent.setdefault(key, key)
        self._length[key] = length
        return key

    def _find(self, key: AxisKey) -> AxisKey:
        while self._parent[key] != key:
            key = self._parent[key]
        return key

    def _join(self, a: AxisKey, b: AxisKey) -> None:
        first, second = self._find(a), self._find(b)
        if first != second:
            self._parent[second] = first
            if second in self._plain:
                self._plain.add(first)

    def _make_plain(self, keys: Keys) -> None:
        self._plain |= {self._find(key) for key in keys}

    def _is_plain(self, key: AxisKey) -> bool:
        return self._find(key) in self._plain

    def _join_equal_cuts(self) -> None:
        """Make one axis of equal cuts of one axis, until joining some makes no others equal."""
        changed = True
        while changed:
            changed, known = False, dict[tuple[Keys, str], AxisKey]()
            for key, (source, label) in self._cuts.items():
                if all(map(self._is_plain, source)):
                    self._make_plain((key,))
                first = known.setdefault((tuple(map(self._find, source)), label), key)
                if self._find(first) != self._find(key):
                    self._join(first, key)
                    changed = True

    def _name_all(self) -> dict[AxisKey, str]:
        """Name each axis after its place in the first tensor that has it; a cut one after that."""
        names: dict[AxisKey, str] = {}
        rank = max((len(node.shape) for node in self._variables.values()), default=0)
        letters = POSITION_NAMES[rank] if rank < len(POSITION_NAMES) else ""
        for key in self._parent:
            root = self._find(key)
            if root in names or root in self._plain:
                continue
            if key in self._cuts:
                wanted = next((names.get(self._find(k), "") for k in self._cuts[key][0]), "") or "k"
            else:
                place = key[1] + rank - len(self._variables[key[0]].shape)
                wanted = letters[place] if place < len(letters) else f"k{place}"
            taken = set(names.values())
            while wanted in taken:
                wanted += "'"
            names[root] = wanted
        return names

    def _check(self) -> None:
        for axes in self._of_node.values():
            named = [self._find(key) for keys in axes for key in keys]
            if len(set(named)) != len(named):
                raise Unprovable("a tensor is combined with its own transpose")
