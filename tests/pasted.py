"""Loss functions as people paste them: the corpus of `tests/data/pasted`, and tensors for each.

A style is a folder: one file for each function, and `cases.json`, which says of each what the
parser cannot be asked about.

tensors
    By name and in order (arguments first, then what the text leaves open as it appears, but in a
    bare expression the truth first): the domain of the numbers, a key of `DRAWN`, and the lengths
    of the axes, as letters of `SIZES` or as numbers. ``class:4`` are class numbers of 4 classes.
numbers
    Parameters by name and their values; a letter stands for a length.
result
    What comes out, in words: scalar, per sample, per element.
relation
    Which loss of the catalogue it equals or is a multiple of. `ratio` is pasted / catalogue, worked
    out by hand; `choices` are those of the catalogue loss, whose dialect is the textbook and whose
    reduction is ``none`` unless they say otherwise. `arguments` names the pasted tensors in the
    order of the catalogue. ``beyond_rules`` says why the two are the same although the algebra has
    no rule for it, ``only_on`` on which numbers alone they are, ``"kind": "different"`` that they
    look alike and are not.
terms
    The same for each term of a sum.
fixed
    Tensors that the framework does not differentiate by.
"""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Array = np.ndarray[Any, np.dtype[Any]]

FOLDER = Path(__file__).parent / "data" / "pasted"
SIZES = {"n": 4, "d": 3, "k": 2, "t": 5, "h": 3, "w": 4}
OTHER_SIZES = {"n": 2, "d": 5, "k": 3, "t": 4, "h": 4, "w": 3}

# What the numbers of a style are computed in by its framework, where nothing else is asked for.
DTYPES = {"numpy": "float64"}


def _shares(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    values = rng.uniform(0.1, 0.9, shape)
    return np.asarray(values / values.sum(axis=-1, keepdims=True))


def _holes(filler: float) -> Callable[[np.random.Generator, tuple[int, ...]], Array]:
    """Numbers with the filler in some places, but not in all of a row."""

    def draw(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
        values = rng.uniform(0.2, 2.0, shape)
        values[..., 1:][rng.uniform(size=values[..., 1:].shape) < 0.4] = filler
        values[0, -1] = filler
        return values

    return draw


def _yes_no(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    values = rng.integers(0, 2, shape).astype(float)
    values.flat[0], values.flat[-1] = 1.0, 0.0
    return values


DRAWN: dict[str, Callable[[np.random.Generator, tuple[int, ...]], Array]] = {
    "number": lambda rng, shape: rng.uniform(-1.5, 1.5, shape),
    "positive": lambda rng, shape: rng.uniform(0.2, 2.0, shape),
    "weight": lambda rng, shape: rng.uniform(0.5, 2.0, shape),
    "probability": lambda rng, shape: rng.uniform(0.05, 0.95, shape),
    "logit": lambda rng, shape: rng.uniform(-3.0, 3.0, shape),
    "shares": _shares,
    "one_hot": lambda rng, shape: np.eye(shape[-1])[rng.integers(0, shape[-1], shape[:-1])],
    "yes_no": _yes_no,
    "sign": lambda rng, shape: 2.0 * _yes_no(rng, shape) - 1.0,
    "holes": _holes(-1.0),
    "nan_holes": _holes(np.nan),
}


@dataclass(frozen=True)
class Pasted:
    """One function of the corpus and what is known of it."""

    style: str
    name: str
    source: str
    tensors: Mapping[str, str]
    result: str
    numbers: Mapping[str, Any] = field(default_factory=dict)
    relation: Mapping[str, Any] | None = None
    terms: tuple[Mapping[str, Any], ...] = ()
    fixed: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Name it among all."""
        return f"{self.style}/{self.name}"

    @property
    def dtype(self) -> str:
        """What its framework computes in."""
        return DTYPES.get(self.style, "float32")

    def shape(self, tensor: str, sizes: Mapping[str, int] = SIZES) -> tuple[int, ...]:
        """Give a tensor's shape."""
        _, *axes = self.tensors[tensor].split()
        return tuple(sizes[axis] if axis in sizes else int(axis) for axis in axes)

    def draw(self, seed: int = 0, sizes: Mapping[str, int] = SIZES) -> dict[str, Array]:
        """Give a tensor for each name, class numbers as integers; the same for the same seed."""
        rng = np.random.default_rng(seed)
        drawn: dict[str, Array] = {}
        for name, wanted in self.tensors.items():
            domain, _, classes = wanted.split()[0].partition(":")
            shape = self.shape(name, sizes)
            if domain == "class":
                drawn[name] = rng.integers(0, int(classes), shape)
            else:
                drawn[name] = DRAWN[domain](rng, shape).astype(self.dtype)
        return drawn

    def values(self, sizes: Mapping[str, int] = SIZES) -> dict[str, float]:
        """Give the numbers by name, lengths filled in."""
        return {name: sizes.get(value, value) for name, value in self.numbers.items()}

    @property
    def trained(self) -> tuple[str, ...]:
        """The tensors that the framework differentiates by: no class numbers."""
        return tuple(
            name
            for name, what in self.tensors.items()
            if not what.startswith("class") and name not in self.fixed
        )


def corpus() -> list[Pasted]:
    """Read every style."""
    found = []
    for listed in sorted(FOLDER.glob("*/cases.json")):
        style = listed.parent
        for name, entry in json.loads(listed.read_text("utf-8")).items():
            source = (style / f"{name}.py").read_text("utf-8")
            terms = tuple(entry.pop("terms", ()))
            found.append(Pasted(style.name, name, source, terms=terms, **entry))
    return found


# What the names in an expression stand for.
NAMES = {
    "x": "number n d",
    "y": "number n d",
    "pos": "positive n d",
    "pos2": "positive n d",
    "prob": "probability n d",
    "share": "shares n d",
    "share2": "shares n d",
    "logits": "logit n d",
    "truth": "yes_no n d",
    "signs": "sign n d",
    "labels": "class:3 n",
    "hot": "one_hot n d",
    "holes": "nan_holes n d",
    "weights": "weight n",
    "vec": "number d",
    "vec2": "number d",
    "col": "number n",
    "cube": "number n h h",
}


def expressions() -> list[Pasted]:
    """Read the files of expressions: one a line, each for some function of its framework.

    Their lengths are those of `SIZES`, which some of them name: n = 4, d = 3.
    """
    found = []
    for listed in sorted((FOLDER / "expressions").glob("*.txt")):
        for line in listed.read_text("utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            used = {item.id for item in ast.walk(ast.parse(line)) if isinstance(item, ast.Name)}
            tensors = {name: domain for name, domain in NAMES.items() if name in used}
            found.append(Pasted(listed.stem, line, line, tensors, "any"))
    return found


CORPUS = {case.key: case for case in corpus()}
EXPRESSIONS = {case.key: case for case in expressions()}
