"""Which axes of which nodes are the same one, and what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.expr import OPERATIONS, Node, normalize_axis, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# By rank of the tensors: samples n, time t, height h, width w, and d outputs.
POSITION_NAMES = ("", "n", "nd", "ntd", "nhwd", "nthwd")

AxisKey = tuple[str, int]


class Unprovable(Exception):
    """The rules do not reach this graph; nothing can be said of it."""


class AxisNames:
    """The named axes of all nodes of some graphs.

    Axes that an operation lines up with each other are one axis with one size. An axis of length 1
    that is broadcast against a longer one is not that axis: it is a plain 1 and has no name.

    Parameters
    ----------
    outputs
        The graphs; variables of the same name are the same tensor.

    Raises
    ------
    Unprovable
        If a tensor is lined up with its own transpose, so that index notation breaks down.
    """

    def __init__(self, outputs: Iterable[Node]) -> None:
        self._parent: dict[AxisKey, AxisKey] = {}
        self._length: dict[AxisKey, int] = {}
        self._plain: set[AxisKey] = set()
        self._of_node: dict[int, tuple[AxisKey | None, ...]] = {}
        self._variables: dict[str, Node] = {}
        for node in walk(*outputs):
            self._of_node[id(node)] = self._enter(node)
        self._names = self._name_all()
        self._check()

    def of(self, node: Node) -> tuple[str | None, ...]:
        """Name the axes of a node; None for a plain axis of length 1."""
        return tuple(
            None if key is None or self._is_plain(key) else self._names[self._find(key)]
            for key in self._of_node[id(node)]
        )

    @property
    def sizes(self) -> Mapping[str, int]:
        """The length of each named axis."""
        return {name: self._length[key] for key, name in self._names.items()}

    def _enter(self, node: Node) -> tuple[AxisKey | None, ...]:
        if node.operation == "variable":
            name = str(node.attributes["name"])
            self._variables.setdefault(name, node)
            return tuple(self._fresh(name, axis, n) for axis, n in enumerate(node.shape))
        if node.is_leaf:
            return ()
        keys = [self._of_node[id(child)] for child in node.inputs]
        if OPERATIONS[node.operation].kind == "reduction":
            gone = normalize_axis(node.attributes["axis"], len(node.inputs[0].shape))
            return tuple(key for axis, key in enumerate(keys[0]) if axis not in gone)
        if OPERATIONS[node.operation].kind == "elementwise":
            return self._line_up(node.shape, keys)
        return self._reshaped(node, keys)

    def _reshaped(
        self, node: Node, keys: list[tuple[AxisKey | None, ...]]
    ) -> tuple[AxisKey | None, ...]:
        axis = node.attributes.get("axis", 0)
        if node.operation == "index":
            return (keys[0][axis], *(None for _ in node.shape[1:]))
        if node.operation == "expand_dims":
            return (*keys[0][:axis], None, *keys[0][axis:])
        if node.operation == "squeeze":
            self._make_plain(keys[0][axis])
            return keys[0][:axis] + keys[0][axis + 1 :]
        if node.operation == "sum_like":
            self._line_up(node.inputs[0].shape, keys)
            return keys[1]
        if node.operation == "broadcast_like":
            return self._line_up(node.shape, keys)
        raise Unprovable(f"the step {node.operation} has no rule")

    def _line_up(
        self, shape: tuple[int, ...], keys: list[tuple[AxisKey | None, ...]]
    ) -> tuple[AxisKey | None, ...]:
        result: list[AxisKey | None] = []
        for place in range(-len(shape), 0):
            column = [key[place] for key in keys if len(key) >= -place]
            result.append(self._merge([key for key in column if key is not None], shape[place]))
        return tuple(result)

    def _merge(self, column: list[AxisKey], length: int) -> AxisKey | None:
        long = [key for key in column if self._length[self._find(key)] == length]
        for key in column:
            if key not in long:
                self._make_plain(key)
        for key in long[1:]:
            self._join(long[0], key)
        return long[0] if long else None

    def _fresh(self, name: str, axis: int, length: int) -> AxisKey:
        key = (name, axis)
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

    def _make_plain(self, key: AxisKey | None) -> None:
        if key is not None:
            self._plain.add(self._find(key))

    def _is_plain(self, key: AxisKey) -> bool:
        return self._find(key) in self._plain

    def _name_all(self) -> dict[AxisKey, str]:
        """Name each axis after its place in the first tensor that has it."""
        names: dict[AxisKey, str] = {}
        rank = max((len(node.shape) for node in self._variables.values()), default=0)
        letters = POSITION_NAMES[rank] if rank < len(POSITION_NAMES) else ""
        for key in self._parent:
            root = self._find(key)
            if root in names or root in self._plain:
                continue
            place = key[1] + rank - len(self._variables[key[0]].shape)
            wanted = letters[place] if place < len(letters) else f"k{place}"
            taken = set(names.values())
            while wanted in taken:
                wanted += "'"
            names[root] = wanted
        return names

    def _check(self) -> None:
        for keys in self._of_node.values():
            named = [self._find(key) for key in keys if key is not None]
            if len(set(named)) != len(named):
                raise Unprovable("a tensor is combined with its own transpose")
