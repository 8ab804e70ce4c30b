"""A loss that the framework has itself, as a call of the framework's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lossgui.core.pipeline import Pipeline
    from lossgui.core.spec import LossSpec


@dataclass(frozen=True)
class OwnCall:
    """How one function or class is called.

    Parameters
    ----------
    options
        Its names of the loss' parameters; one that has its default is left out.
    always
        The parameters that are written even then, as the framework has another default.
    fixed
        Values of other parameters that it has built in; None and 0 are for each.
    requires
        Values of parameters without which it is another loss.
    optional
        Its names of the tensors that the loss may do without, ``sample_weight`` among them.
    order
        The places of the tensors in the call; empty is the framework's usual order.
    whole
        The tensors that have to be integers.
    integers
        The parameters that have to be integers.
    axis
        Its name of the axis, if that can be chosen.
    name
        What is called, where it is not what the dialect's `Own` says.
    final
        The only final reductions that it has, built in; empty where they are the usual ones.
    float32_only
        Whether it computes in float32 whatever it is given.
    """

    options: Mapping[str, str] = field(default_factory=dict)
    always: tuple[str, ...] = ()
    fixed: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    requires: Mapping[str, Any] = field(default_factory=dict)
    optional: Mapping[str, str] = field(default_factory=dict)
    order: tuple[int, ...] = ()
    whole: tuple[int, ...] = ()
    integers: tuple[str, ...] = ()
    axis: str = ""
    name: str = ""
    final: tuple[str, ...] = ()
    float32_only: bool = False

    def says(self, spec: LossSpec, pipeline: Pipeline) -> bool:
        """Tell whether the call can say every choice and take every tensor."""
        extra = set(pipeline.variables) - set(spec.entry.arguments)
        usual_axis = self.axis or spec.axis == spec.rules.own_axis(spec.entry)
        return bool(
            spec.factor == 1.0
            and spec.inner == spec.entry.inner
            and usual_axis
            and extra <= set(self.optional)
            and (not self.final or spec.reduction in self.final)
            and not (self.float32_only and spec.computed_dtype != "float32")
            and all(self._takes(name, value) for name, value in spec.parameters.items())
        )

    def _takes(self, name: str, value: Any) -> bool:
        if name in self.requires:
            return bool(value == self.requires[name])
        return name in self.options or value in self.fixed.get(name, (None, 0.0))

    def chosen(self, spec: LossSpec) -> dict[str, Any]:
        """Give the options that are not its defaults, by its own names."""
        found: dict[str, Any] = {}
        for name, theirs in self.options.items():
            value = spec.parameters[name]
            if value != spec.entry.parameter(name).default or name in self.always:
                found[theirs] = _whole(value) if name in self.integers else value
        if self.axis and spec.axis != spec.rules.own_axis(spec.entry):
            found[self.axis] = spec.axis
        return found


def _whole(value: Any) -> Any:
    """Give a whole number as an integer."""
    return int(value) if isinstance(value, float) and value == int(value) else value


@dataclass(frozen=True)
class OwnCalls:
    """The losses of a framework, and how their calls are written.

    Parameters
    ----------
    losses
        By key the ways in which the framework has a loss; the first that fits counts.
    write
        Puts a call together: ``write(name, tensors, options, weights, spec, left)`` from what is
        called, the names of the tensors in order, the options, the optional tensors by its names,
        all choices, and whether axes are left for the final reduction.
    order
        The usual order of two tensors.
    takes_tensors
        Whether the tensors have to be in the right dtype before.
    integer
        The dtype of integers.
    """

    losses: Mapping[str, tuple[OwnCall, ...]]
    write: Callable[[str, list[str], dict[str, Any], dict[str, str], LossSpec, bool], str]
    order: tuple[int, ...] = ()
    takes_tensors: bool = True
    integer: str = "int64"

    def find(self, spec: LossSpec, pipeline: Pipeline) -> OwnCall | None:
        """Find the call that computes a loss as it is chosen, None if there is none."""
        version = spec.rules.version_of(spec.entry)
        if version is None or spec.rules.own is None:
            return None
        if any(spec.parameters[name] != value for name, value in version.requires.items()):
            return None
        ways = self.losses.get(spec.loss, ())
        return next((own for own in ways if own.says(spec, pipeline)), None)

    def code(self, own: OwnCall, spec: LossSpec, pipeline: Pipeline) -> str:
        """Write the call."""
        version = spec.rules.version_of(spec.entry)
        name = own.name or (version.name if version else "")
        arguments = spec.entry.arguments
        order = own.order or (self.order if len(arguments) == 2 else range(len(arguments)))
        weights = {own.optional[key]: key for key in pipeline.variables if key in own.optional}
        left = bool(pipeline.unreduced.shape) and not own.final
        names = [arguments[place] for place in order]
        return self.write(name, names, own.chosen(spec), weights, spec, left)


def broken(line: str, longest: int = 92) -> list[str]:
    """Write a long call on three lines: what stands in its first brackets has one of its own.

    Examples
    --------
    >>> broken("return f(x=1)(a)", 10)
    ['return f(', '    x=1', ')(a)']
    """
    if len(line) <= longest:
        return [line]
    start = line.index("(") + 1
    depth, end = 1, start
    while depth:
        depth += {"(": 1, ")": -1}.get(line[end], 0)
        end += 1
    return [line[:start], f"    {line[start : end - 1]}", line[end - 1 :]]


def same_names(*options: str) -> dict[str, str]:
    """Map parameters that the framework calls as the loss does, for `OwnCall.options`."""
    return {name: name for name in options}


def arguments(*parts: Any, **named: Any) -> str:
    """Write what stands between the brackets of a call."""
    given = [str(part) for part in parts]
    return ", ".join([*given, *(f"{name}={value}" for name, value in named.items())])


def quoted(options: Mapping[str, Any]) -> dict[str, str]:
    """Write values of options as Python does; text in double quotes."""
    return {
        name: f'"{value}"' if isinstance(value, str) else repr(value)
        for name, value in options.items()
    }
