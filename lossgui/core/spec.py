"""What the user chose for one loss: everything that decides its number except the tensors."""

from __future__ import annotations

import dataclasses
import inspect
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Integral, Real
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lossgui.core.dialects import Dialect, find_dialect
from lossgui.core.losses import Loss, find_loss
from lossgui.core.losses.catalogue import SHOWN, as_float

if TYPE_CHECKING:
    from lossgui.core.expr import Axis
    from lossgui.core.losses.catalogue import ParameterValue

INNER_REDUCTIONS = ("mean", "sum")

# Whose rules a pasted loss is computed by, as what the text is written for would; else Keras 3's.
HOMES = {"torch": "torch-2", "jax": "optax", "optax": "optax", "numpy": "textbook"}
_DEFAULT = "default"


@dataclass(frozen=True, kw_only=True)
class LossSpec:
    """A loss with all its choices, ready to be built into a graph.

    Made by `make_spec`, which fills the defaults and checks every choice; `replace` checks again.

    Parameters
    ----------
    loss
        Key of the catalogue.
    dialect
        Key of the framework era whose rules apply.
    reduction
        The final reduction, by the dialect's own name.
    axis
        What the inner reduction runs over; None is all axes.
    inner
        ``mean`` or ``sum``; empty for a loss whose formula has no such choice.
    factor
        Multiplies what the inner reduction leaves.
    dtype
        ``float16``, ``float32``, ``float64``, or None for the dialect's own.
    parameters
        The loss' own settings by name; a value None stands for the dialect's constant.
    """

    loss: str
    dialect: str
    reduction: str
    axis: Axis
    inner: str
    factor: float = 1.0
    dtype: str | None = None
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.loss, self.dialect, self.reduction, self.axis, self.inner, self.factor))

    def replace(self, **changes: Any) -> LossSpec:
        """Give a copy with some choices changed and all of them checked again.

        A parameter is changed by its own name or within `parameters`; the others stay. A changed
        loss brings its own axis, inner reduction and parameters unless they are given; a
        changed dialect keeps the meaning of the reduction as far as it has such a one.
        """
        chosen: dict[str, Any] = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        parameters = dict(chosen.pop("parameters"))
        given = dict(changes.pop("parameters", {}))
        given |= {name: changes.pop(name) for name in set(changes) - set(chosen)}
        entry = find_loss(changes.get("loss", self.loss))
        if entry.key != self.loss:
            chosen.update(axis=self.rules.own_axis(entry), inner=entry.inner)
            known = {item.name: item for item in entry.parameters}
            # A parameter of the same name may have other limits, or no constant of the dialect.
            parameters = {
                name: value
                for name, value in parameters.items()
                if name in known and known[name].takes(value)
            }
        if changes.get("dialect", self.dialect) != self.dialect and "reduction" not in changes:
            dialect = find_dialect(changes["dialect"])
            changes["reduction"] = dialect.nearest_reduction(self.reduction)
            if chosen["axis"] == self.rules.own_axis(entry) and "axis" not in changes:
                chosen["axis"] = dialect.own_axis(entry)
        chosen.update(changes)
        return make_spec(chosen.pop("loss"), **chosen, **_named(entry, parameters | given))

    @property
    def entry(self) -> Loss:
        """The loss' entry in the catalogue."""
        return find_loss(self.loss)

    @property
    def rules(self) -> Dialect:
        """The dialect's rules."""
        return find_dialect(self.dialect)

    def in_force(self, name: str) -> ParameterValue:
        """Give the value that a parameter has in the calculation.

        What is left to the dialect has the dialect's constant, and where that has none the loss
        function's own default; None only where the function itself decides.

        Examples
        --------
        >>> make_spec("hinge").parameters["convert_labels"], make_spec("hinge").in_force(
        ...     "convert_labels"
        ... )
        (None, True)
        """
        value = self.parameters[self.entry.parameter(name).name]
        if value is not None:
            return value
        constants = self.rules.constants_of(self.entry)
        if name in constants:
            return constants[name]
        known = inspect.signature(self.entry.function).parameters
        return None if name not in known else known[name].default

    @property
    def computed_dtype(self) -> str:
        """The dtype that the values are rounded to."""
        return self.dtype or self.rules.default_dtype

    def as_json(self) -> dict[str, Any]:
        """Give the choices as plain JSON data; `from_json` reads them back."""
        plain = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        axis = list(self.axis) if isinstance(self.axis, tuple) else self.axis
        return plain | {"axis": axis, "parameters": dict(self.parameters)}


def from_json(data: Any) -> LossSpec:
    """Read what `as_json` wrote, checking everything.

    Raises
    ------
    ValueError
        If a choice is missing, unknown or out of range.
    """
    known = {f.name for f in dataclasses.fields(LossSpec)}
    if not isinstance(data, Mapping) or not isinstance(data.get("loss"), str):
        raise ValueError("a loss needs the entry 'loss' with the name of a catalogue loss")
    if extra := sorted(set(data) - known, key=str):
        raise ValueError(f"a loss has the unknown entry {extra[0]!r}")
    parameters = data.get("parameters", {})
    if not isinstance(parameters, Mapping):
        raise ValueError(f"parameters must be names with values, not {parameters!r}")
    choices = {name: data[name] for name in known - {"loss", "parameters"} if name in data}
    if isinstance(choices.get("axis"), list):
        choices["axis"] = tuple(choices["axis"])
    return make_spec(data["loss"], **choices, **_named(find_loss(data["loss"]), parameters))


def _named(entry: Loss, parameters: Mapping[Any, Any]) -> dict[str, Any]:
    """Give the parameters, after a check that the loss has each of these names."""
    return {entry.parameter(str(name)).name: value for name, value in parameters.items()}


def make_spec(
    loss: str | Loss,
    *,
    dialect: str = _DEFAULT,
    reduction: str | None = _DEFAULT,
    axis: Axis | str = _DEFAULT,
    inner: str | None = None,
    factor: float = 1.0,
    dtype: str | None = None,
    **parameters: Any,
) -> LossSpec:
    """Choose a loss; what is not given takes the loss' or the dialect's default.

    The dialect is Keras 3, or for a pasted loss that of the framework that it is written for.

    Raises
    ------
    ValueError
        If a name is unknown or a value out of range; the sentence says which and what is allowed.

    Examples
    --------
    >>> make_spec("huber", delta=2.0).parameters["delta"]
    2.0
    """
    entry = find_loss(loss.key if isinstance(loss, Loss) else loss)
    home = HOMES.get(entry.framework, "keras-3")
    rules = find_dialect(home if dialect == _DEFAULT else dialect)
    chosen = {item.name: item.default for item in entry.parameters}
    for name, value in parameters.items():
        chosen[name] = entry.parameter(name).check(value)
    return LossSpec(
        loss=entry.key,
        dialect=rules.key,
        reduction=rules.default_reduction
        if reduction == _DEFAULT
        else rules.check_reduction(reduction),
        axis=rules.own_axis(entry) if axis == _DEFAULT else _checked_axis(entry, axis),
        inner=entry.inner if inner is None else _checked_inner(entry, inner),
        factor=_checked_factor(factor),
        dtype=rules.check_dtype(dtype),
        parameters=MappingProxyType(chosen),
    )


def _checked_axis(entry: Loss, axis: object) -> Axis:
    items = axis if isinstance(axis, tuple) else (axis,)
    if entry.one_axis and (axis is None or isinstance(axis, tuple)):
        raise ValueError(
            f"{entry.title} needs one axis, that of the classes, not {axis!r:.{SHOWN}}"
        )
    if axis is None:
        return None
    if not entry.has_axis:
        raise ValueError(f"{entry.title} has no axis to choose; leave it out")
    if any(isinstance(item, bool) or not isinstance(item, Integral) for item in items):
        raise ValueError(
            f"axis must be None, an integer or a tuple of integers, not {axis!r:.{SHOWN}}"
        )
    positions = tuple(int(item) for item in items)
    return positions if isinstance(axis, tuple) else positions[0]


def _checked_inner(entry: Loss, inner: object) -> str:
    if not entry.has_inner:
        if inner == "":
            return ""
        raise ValueError(f"{entry.title} has no inner reduction to choose; leave it out")
    if inner in INNER_REDUCTIONS:
        return str(inner)
    raise ValueError(f"the inner reduction must be 'mean' or 'sum', not {inner!r:.{SHOWN}}")


def _checked_factor(factor: object) -> float:
    if isinstance(factor, bool) or not isinstance(factor, Real):
        raise ValueError(f"factor must be a number, not {factor!r:.{SHOWN}}")
    number = as_float(factor)
    if not math.isfinite(number):
        raise ValueError(f"factor must be a finite number, not {factor!r:.{SHOWN}}")
    return number
