"""Every loss of the catalogue against every framework that is installed, in one table."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lossgui.backends.catalogue import workers
from lossgui.backends.check import check_spec, shared_host
from lossgui.core.dialects import find_dialect
from lossgui.core.examples import Array, example
from lossgui.core.losses import LOSSES
from lossgui.core.spec import LossSpec, make_spec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lossgui.backends.host import Host
    from lossgui.core.losses import Loss

SHAPES = ((4, 3), (3, 2, 4), (1, 2))
SEEDS = range(2)
# What is known to differ, and why: the loss in a dialect, what parts first, the reason.
EXCEPTIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("binary_crossentropy", "torch-2"): (
        "the gradient by y_true",
        "PyTorch's derivative by the target takes logarithms without their floor of -100 (2.13)",
    ),
    ("perceptron", "optax"): (
        "the gradient by y_pred",
        "JAX takes half of the slope at the kink, a score of 0",
    ),
    ("kl_divergence", "keras-3-jax"): (
        "the gradient by y_pred",
        "JAX takes half of the slope at the limit, a probability of 1",
    ),
    ("binary_focal_crossentropy", "keras-3-jax"): (
        "the gradient by y_pred",
        "where the value is infinite, JAX's slope is NaN: infinite times 0",
    ),
    **dict.fromkeys(
        [("dice", "keras-3-jax"), ("tversky", "keras-3-jax")],
        (
            "the gradient by y_pred",
            "JAX squares the divisor, and the square of 1e20 is no float32",
        ),
    ),
}
DTYPES = ("float32", "float64")
# Put into the first cell of the scores: both ends of probabilities, and far outside.
EXTREMES = (None, 0.0, 1.0, 1e20)


@dataclass(frozen=True)
class Finding:
    """What one framework says to one loss in one dialect.

    Parameters
    ----------
    counts
        How many questions ended with which status of `Check`.
    called
        What the framework's function is called, empty where it has none.
    first
        The sentence of the first question that did not agree, empty if all did.
    version
        The framework's version.
    """

    loss: str
    dialect: str
    framework: str
    counts: Counter[str] = field(default_factory=Counter)
    called: str = ""
    first: str = ""
    version: str = ""

    @property
    def agrees(self) -> bool:
        """Whether there was an answer and no disagreement."""
        return self.counts["agrees"] > 0 and not self.counts["disagrees"] + self.counts["failed"]


def survey(
    keys: Sequence[str] | None = None,
    frameworks: Sequence[str] | None = None,
    *,
    host_of: Callable[[str], Host] = shared_host,
) -> Iterator[Finding]:
    """Ask each framework about each loss that its dialects have, on seeded tensors.

    Parameters
    ----------
    keys, frameworks
        Which losses and workers; all of them by default. The textbook has no function of its own,
        so nothing is asked about it.
    """
    for worker in workers().values():
        if frameworks is not None and worker.key not in frameworks:
            continue
        for dialect in worker.dialects:
            own = find_dialect(dialect).own
            for key in sorted(own or ()):
                if keys is None or key in keys:
                    yield _ask(key, dialect, worker.title, host_of(worker.key))


def _ask(key: str, dialect: str, title: str, host: Host) -> Finding:
    entry, version = LOSSES[key], find_dialect(dialect).version_of(LOSSES[key])
    found = [check_spec(spec, tensors, host=host) for spec, tensors in _questions(entry, dialect)]
    where, _ = EXCEPTIONS.get((key, dialect), ("?", ""))
    known = {id(check) for check in found if where in (check.first_difference or "")}
    return Finding(
        key,
        dialect,
        title,
        Counter("exception" if id(check) in known else check.status for check in found),
        version.name if version else "",
        next((c.sentence for c in found if not c.agrees and id(c) not in known), ""),
        next((check.version for check in found if check.version), ""),
    )


def _questions(entry: Loss, dialect: str) -> Iterator[tuple[LossSpec, dict[str, Array]]]:
    """Give the loss as the framework has it, in both dtypes, with tensors of several shapes."""
    version = find_dialect(dialect).version_of(entry)
    needed: dict[str, Any] = dict(version.requires) if version else {}
    for shape, seed, dtype, extreme in itertools.product(SHAPES, SEEDS, DTYPES, EXTREMES):
        spec = make_spec(entry.key, dialect=dialect, dtype=dtype, **needed)
        # Class numbers lack the class axis, which is the last one of the tensors drawn here.
        used = shape[:2] if spec.axis == 1 else shape
        tensors = example(entry, seed, used, version)
        if extreme is not None:
            tensors[entry.arguments[1]].flat[:1] = extreme
        yield spec, tensors


def report(findings: Sequence[Finding]) -> str:
    """Write the findings as a Markdown table with a line of totals.

    Examples
    --------
    >>> print(report([Finding("huber", "keras-3", "TensorFlow", Counter(agrees=4), "Huber")]))
    | loss | dialect | framework | function | questions | verdict |
    |---|---|---|---|---|---|
    | huber | keras-3 | TensorFlow | Huber | 4 | agrees |
    <BLANKLINE>
    1 of 1 agree.
    """
    lines = [
        "| loss | dialect | framework | function | questions | verdict |",
        "|---|---|---|---|---|---|",
    ]
    for found in findings:
        verdict = _agreement(found) if found.agrees else _verdict(found)
        if found.counts["exception"]:
            verdict += f", but: {EXCEPTIONS[found.loss, found.dialect][1]}"
        lines.append(
            f"| {found.loss} | {found.dialect} | {found.framework} | {found.called} | "
            f"{found.counts.total()} | {verdict} |"
        )
    agreeing = sum(found.agrees for found in findings)
    return "\n".join([*lines, "", f"{agreeing} of {len(findings)} agree."])


def title(findings: Sequence[Finding]) -> str:
    """Write what stands above the table: how it was made, and with which versions."""
    versions = "; ".join(sorted({found.version for found in findings if found.version}))
    return (
        "# Agreement with the frameworks\n\n"
        f"Written by `python -m lossgui check --all --markdown FILE` with {versions}. Each\n"
        "question compares value, per-sample values and gradients; they come in two dtypes,\n"
        "several shapes and with an extreme number among the scores.\n\n"
    )


def _agreement(found: Finding) -> str:
    """Say how much of it is no evidence: what the framework could not be asked."""
    silent = found.counts["not comparable"]
    return _in_one_cell(f"agrees; {silent} not comparable: {found.first}") if silent else "agrees"


def _verdict(found: Finding) -> str:
    told = ", ".join(f"{count} {status}" for status, count in sorted(found.counts.items()))
    return _in_one_cell(f"{told}: {found.first}")


def _in_one_cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")
