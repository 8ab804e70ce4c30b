"""What every dialect consists of."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import EllipsisType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from lossgui.core.expr import Axis, Node
    from lossgui.core.losses.catalogue import Loss, LossFunction, ParameterValue

    Tensors = tuple[Node, ...]
    Array = NDArray[Any]

DTYPES = ("float16", "float32", "float64")

# Final reductions of different frameworks that mean the same where no weights are given.
SAME_MEANING = (
    ("mean", "sum_over_batch_size", "sum_by_nonzero_weights", "uniform_average"),
    ("weighted_mean", "mean_with_sample_weight"),
)


class DialectError(ValueError):
    """The framework itself would raise here; the sentence says why."""


@dataclass(frozen=True)
class Denominator:
    """What the final reduction divides by: `node` gives the number.

    `name` is the short sign of CONVENTIONS (n, valid, sum of w); `meaning` one phrase.
    """

    name: str
    meaning: str
    node: Node


@dataclass(frozen=True)
class Unreduced:
    """What a loss function may give instead of a plain node.

    Parameters
    ----------
    loss
        The values that are left to reduce.
    mask
        1 for the values that count, 0 for those that a framework leaves out (ignore_class).
    divisor
        What a mean divides by instead of their number (the sum of the class weights).
    each
        What a mean divides each of the values by before (PyTorch's CTC: its number of labels).
    """

    loss: Node
    mask: Node | None = None
    divisor: Denominator | None = None
    each: Denominator | None = None


@dataclass(frozen=True)
class Values:
    """The unreduced loss with what weighs it; `entry` is the key of the loss, `name` its name.

    `divisor` is what the loss' own function wants a mean to divide by, if anything, and `each` what
    it wants each value to be divided by before; `tensors` are the loss' tensors by argument as
    they were given, before any broadcasting.
    """

    loss: Node
    sample_weight: Node | None = None
    mask: Node | None = None
    entry: str = ""
    divisor: Denominator | None = None
    each: Denominator | None = None
    tensors: Mapping[str, Node] = field(default_factory=dict)
    name: str = ""

    @property
    def weighed_by(self) -> str:
        """What the loss is multiplied with, as an error names it."""
        given = {"sample_weight": self.sample_weight, "mask": self.mask}
        return " * ".join(name for name, node in given.items() if node is not None)


@dataclass(frozen=True)
class Reduced:
    """The result of the final reduction; `denominator` is None where nothing is divided."""

    output: Node
    denominator: Denominator | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Own:
    """How a framework has one loss of the catalogue.

    Parameters
    ----------
    name
        What it is called there, as it would be imported: ``keras.losses.Huber``.
    also
        Other names that it has there: its class, or its function for logits.
    axis
        The axis of its function where that is not the loss' usual one; () leaves the elements.
    vector_axis
        The same for scores that are one vector, where there is no `axis`.
    function
        The function itself where the framework composes it in another way; takes the same
        arguments and parameters as the catalogue's.
    constants
        Values of parameters that are left to the dialect, for this loss only.
    rounded
        The same by dtype, where the framework rounds a constant in its own way.
    equal_shapes
        Whether the framework refuses to broadcast here.
    within
        Limits, both included, of the numbers of an argument outside of which the framework raises;
        they are those of probabilities, so logits are not asked.
    sums_to_one
        Arguments that the framework refuses unless they add up to 1 along the last axis; as they
        are those of probabilities, logits are not asked.
    align
        ``align(entry, tensors, axis)`` brings the tensors together where this function does it in
        another way than the dialect's others: gives them with notes, or raises ValueError.
    most_axes
        The largest number of axes of a tensor that the framework takes; None is no limit.
    requires
        Parameters with the values without which the framework does not have this loss, such as
        ``from_logits`` for a function that takes nothing but logits.
    one_output
        Whether the framework takes one number per sample only.
    domains
        What the numbers of an argument must be where the catalogue's domain is wider.
    foreign
        What the framework's function makes of a class number that no class has, as the end of a
        sentence; empty where the dialect's rule for labels holds.
    late
        Whether the loss is finished by the final reduction (a root after the mean), so that the
        factor has to wait for it.
    note
        How its formula differs from the catalogue's, in a sentence with the source; told with the
        result.
    """

    name: str
    also: tuple[str, ...] = field(default=(), kw_only=True)
    axis: Axis | EllipsisType = ...
    vector_axis: Axis | EllipsisType = ...
    function: LossFunction | None = None
    constants: Mapping[str, ParameterValue] = field(default_factory=dict)
    rounded: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    equal_shapes: bool = False
    within: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    sums_to_one: tuple[str, ...] = ()
    align: Callable[[Loss, Tensors, Axis], tuple[Tensors, tuple[str, ...]]] | None = None
    most_axes: int | None = None
    requires: Mapping[str, ParameterValue] = field(default_factory=dict)
    one_output: bool = False
    domains: Mapping[str, str] = field(default_factory=dict)
    foreign: str = ""
    late: bool = False
    note: str = ""


@dataclass(frozen=True)
class Dialect:
    """The rules of one framework era.

    Parameters
    ----------
    key, title
        ``keras-3`` and what the window calls it.
    reductions
        Names of the final reductions that may be chosen.
    aliases
        Other names that the framework takes for them.
    constants
        Values of the parameters that a loss leaves to the dialect, for example epsilon.
    own
        The losses that the framework has, by their key. A loss that it lacks is put through its
        rules as a custom loss would be, and a note says so. None: it has them all.
    align
        ``align(entry, tensors)`` brings the tensors of an elementwise loss to the shapes the
        function sees and gives them with notes; raises `DialectError` where the framework raises.
    squeezes_labels
        Whether class numbers of shape (n, 1) are taken as (n,).
    look
        ``look(entry, parameters, arrays)`` raises ValueError where the framework looks at the
        numbers and refuses them for a reason that `Own` has no field for; `parameters` has the
        ``reduction`` too.
    refuses_labels
        Whether a class number that no class has is an error; else it picks nothing.
    cuts_labels
        Whether the framework cuts a class number such as 1.5 to a whole one without a word.
    integers
        What the framework makes of predictions of an integer type, in a sentence; empty where it
        turns them into real numbers as we do.
    generator_epoch
        How `evaluate` averages the batches of a generator: a key of `lossgui.core.epochs.RULES`;
        None where there is no `fit` and no `evaluate`.
    unreduced_epoch
        The same for a loss with the reduction ``none``.
    added_vectors
        What becomes of a vector in ``add_loss``: ``sum``, ``raise`` or ``keep``.
    caches_logits
        Whether `fit` and `evaluate` take the logits before a last sigmoid or softmax: ``any`` (of
        either, whatever the loss), ``checked`` (only what fits the loss), or empty.
    reduce
        ``reduce(values, reduction)`` adds weights, mask and final reduction.
    source
        Where the rules were read or measured.
    """

    key: str
    title: str
    reductions: tuple[str, ...]
    default_reduction: str
    default_dtype: str
    align: Callable[[Loss, Tensors], tuple[Tensors, tuple[str, ...]]]
    reduce: Callable[[Values, str], Reduced]
    source: str
    aliases: Mapping[str | None, str] = field(default_factory=dict)
    constants: Mapping[str, float] = field(default_factory=dict)
    dtypes: tuple[str, ...] = DTYPES
    own: Mapping[str, Own] | None = None
    squeezes_labels: bool = False
    look: Callable[[Loss, Mapping[str, ParameterValue], Mapping[str, Array]], None] | None = None
    refuses_labels: bool = False
    cuts_labels: bool = False
    integers: str = ""
    generator_epoch: str | None = None
    unreduced_epoch: str = "by_size"
    added_vectors: str = "keep"
    caches_logits: str = ""

    def version_of(self, entry: Loss) -> Own | None:
        """Give the framework's own version of a loss, None if it lacks it.

        A pasted loss is the user's own, whatever the framework.
        """
        if entry.source:
            return Own(entry.title)
        return Own(entry.title) if self.own is None else self.own.get(entry.key)

    def constants_of(self, entry: Loss) -> dict[str, ParameterValue]:
        """Give the values of the parameters that this loss leaves to the framework."""
        version = self.version_of(entry)
        return {**self.constants, **(version.constants if version else {})}

    def own_axis(self, entry: Loss) -> Axis:
        """Give the axis that the framework's own function reduces."""
        version = self.version_of(entry)
        if version is None or isinstance(version.axis, EllipsisType):
            return entry.axis
        return version.axis

    def fitting_axis(self, entry: Loss, axis: Axis, rank: int) -> Axis:
        """Give the axis in scores of this rank: a vector may have another one than a batch."""
        version = self.version_of(entry)
        if rank != 1 or version is None or axis != version.axis:
            return axis
        return axis if isinstance(version.vector_axis, EllipsisType) else version.vector_axis

    def wants_equal_shapes(self, entry: Loss) -> bool:
        """Tell whether the framework's own function refuses to broadcast."""
        version = self.version_of(entry)
        return version is not None and version.equal_shapes

    def check_reduction(self, name: str | None) -> str:
        """Give the reduction's own name.

        Raises
        ------
        ValueError
            If the dialect has no such reduction.
        """
        # Not a look-up: a name read from a file may be anything.
        wanted = next((own for alias, own in self.aliases.items() if alias == name), name)
        if wanted in self.reductions:
            return str(wanted)
        raise ValueError(
            f"{self.title} has no reduction {name!r}; it has: {', '.join(self.reductions)}"
        )

    def check_dtype(self, name: str | None) -> str | None:
        """Give the dtype back if the dialect can compute in it.

        Raises
        ------
        ValueError
            If it can't.
        """
        if name is None or name in self.dtypes:
            return name
        raise ValueError(f"dtype must be one of {', '.join(self.dtypes)}, not {name!r}")

    def nearest_reduction(self, name: str) -> str:
        """Give the reduction of this dialect that means the same as another one's `name`."""
        if name in self.reductions:
            return name
        for group in SAME_MEANING:
            if name in group:
                for candidate in group:
                    if candidate in self.reductions:
                        return candidate
        return self.default_reduction
