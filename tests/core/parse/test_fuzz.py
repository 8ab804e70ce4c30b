"""No text crashes the parser, holds it up, or makes it execute anything."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lossgui
from lossgui.core.parse import ParseError, parse
from lossgui.core.parse.functions import CONSTANTS, FUNCTIONS, METHODS
from lossgui.core.pipeline import build
from lossgui.core.spec import make_spec
from tests.notebook import AROUND, COPIED, WRAPPERS

PASTED = sorted((Path(__file__).parents[2] / "data" / "pasted").glob("*/*.py"))

# Processor time, so that a busy machine does not count; the longest honest text takes 0.05 s.
LONGEST = 1.0

SHAPES = ((3, 4), (4,), (), (2, 3, 1), (1, 1), (0, 3))

# What a text that was executed would do first.
EXECUTION = {
    "exec",
    "open",
    "import",
    "os.system",
    "subprocess.Popen",
    "socket.connect",
    "marshal.loads",
}


class Watch:
    """Notes what the interpreter is asked to do while a text is read."""

    def __init__(self) -> None:
        self.active = False
        self.events: list[str] = []
        sys.addaudithook(self._note)

    def _note(self, event: str, given: tuple[object, ...]) -> None:
        # For the text of a syntax error, Python itself looks for a file of this name.
        looked_up = event == "open" and given[0] == "<unknown>"
        if self.active and event in EXECUTION and not looked_up:
            self.events.append(event)


WATCH = Watch()

# The first definition of this name loads the writers of code, to see whether it is theirs.
parse("def sigmoid(x):\n    return 1 / (1 + K.exp(-x))")


def read(text: str, shape: tuple[int, ...] = (3, 4)) -> str:
    """Read a text and build its graph; tell what came of it."""
    start = time.process_time()
    WATCH.events.clear()
    WATCH.active = True
    try:
        loss = parse(text)
        spec = make_spec(loss, **{p.name: 0.5 for p in loss.parameters if p.kind == "number"})
        build(spec, dict.fromkeys(loss.arguments, shape))
    except ParseError as problem:
        return (
            "refused" if problem.problem and problem.line >= 1 <= problem.column + 1 else "unsaid"
        )
    except ValueError:
        return "does not fit"
    finally:
        WATCH.active = False
        assert not WATCH.events
        assert time.process_time() - start < LONGEST
    return "read"


def test_the_watch_sees_an_execution() -> None:
    WATCH.events.clear()
    WATCH.active = True
    try:
        exec("1 + 1")
    finally:
        WATCH.active = False
    assert "exec" in WATCH.events


def test_every_pasted_loss_is_read_at_its_own_pace() -> None:
    assert len(PASTED) > 60
    results = [read(path.read_text(encoding="utf-8")) for path in PASTED]
    assert results.count("read") > len(PASTED) / 3


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert read(text) != "unsaid"


NAMES = [
    "y_true",
    "y_pred",
    "x",
    "w",
    "alpha",
    "self",
    "tf",
    "K",
    "np",
    "torch",
    "F",
    "jnp",
    "K.mean",
]
WORDS = [
    *NAMES, *sorted(FUNCTIONS)[::7], *(f".{name}" for name in sorted(METHODS)),
    *sorted(CONSTANTS)[::5], "def", "return", "lambda", "if", "else", "for", "while", "class",
    "import", "from", "not", "and", "in", "is", "None", "True", "(", ")", "[", "]", "{", "}", ":",
    ",", "=", "+=", "**", "@", "//", "%", "-", "~", "&", "<", "==", "...", "\n", "\n    ", "0",
    "-1", "1e300", "10**10", "'a'", "axis=", "keepdims=True", "dim=", "*", "->", ":=", "yield",
    "with", "raise", "assert",
]  # fmt: skip


CELL_WORDS = [
    "\n>>> ", "\n... ", "\nIn [1]: ", "\n   ...: ", "\nOut[1]: ", "\n```python\n", "\n```\n", "\n%",
    "\n!", "?\n", "\n  7 ", "\r\n", "\r", "\t", "\xa0", "\u200b", "\ufeff", "\uff0c", "\uff08",
    "\u201c", "\u2019", "'", '"', '"""', "\\", "#", "\n@open('x')\n", "; open('x', 'w')",
    "\nopen('x', 'w')\n", "\nif __name__ == '__main__':\n    exec('x')\n", "\nloss = loss(a, b)\n",
    "\nmodel.compile(loss=", "\nfor i in x:\n    ", "\ny_true = np.array([1.0])\n",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60), st.sampled_from(SHAPES))
def test_any_words_of_the_language_are_read_or_refused(
    words: list[str], shape: tuple[int, ...]
) -> None:
    assert read(" ".join(words).replace(" .", "."), shape) != "unsaid"


LEAVES = ["y_true", "y_pred", "x[0]", "x", "2", "-1", "0.5", "None", "(1, -1)", "1e30", "'none'"]
SIGNS = ["+", "-", "*", "/", "**", "@", "<", "&", "//"]
NAMED = ["", "", ", axis=-1", ", axis=1, keepdims=True", ", dim=0", ", reduction='none'"]


def expression(rng: random.Random, depth: int = 4) -> str:
    """Make a text that is Python and calls what is known, with any arguments."""
    if depth == 0 or rng.random() < 0.2:
        return rng.choice(LEAVES)
    parts = [expression(rng, depth - 1) for _ in range(rng.randint(1, 3))]
    kind = rng.randrange(6)
    if kind == 0:
        return f"({parts[0]} {rng.choice(SIGNS)} {parts[-1]})"
    if kind == 1:
        return f"{parts[0]}.{rng.choice(sorted(METHODS))}({', '.join(parts[1:])})"
    if kind == 2:
        return f"{parts[0]}[{', '.join(parts[1:]) or '...'}]"
    return f"{rng.choice(sorted(FUNCTIONS))}({', '.join(parts)}{rng.choice(NAMED)})"


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(SHAPES))
def test_any_call_of_a_known_function_is_read_or_refused(seed: int, shape: tuple[int, ...]) -> None:
    rng = random.Random(seed)
    for _ in range(10):
        text = f"lambda y_true, y_pred, x: {expression(rng)}"
        assert read(text, shape) != "unsaid", text


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(SHAPES))
def test_any_spoilt_loss_is_read_or_refused(seed: int, shape: tuple[int, ...]) -> None:
    rng = random.Random(seed)
    text = rng.choice(PASTED).read_text(encoding="utf-8")
    for _ in range(rng.randint(1, 4)):
        at, length = rng.randrange(len(text)), rng.randint(0, 12)
        other = rng.choice(PASTED).read_text(encoding="utf-8")
        start = rng.randrange(len(other))
        put = rng.choice(["", rng.choice(WORDS), other[start : start + length], text[at : at + 40]])
        text = text[:at] + put + text[at + length :]
    assert read(text, shape) != "unsaid"


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PASTED), st.sampled_from(sorted(AROUND)), st.sampled_from(sorted(COPIED)))
def test_a_loss_in_two_wrappers_is_the_same_loss(path: Path, around: str, copied: str) -> None:
    text = path.read_text(encoding="utf-8")
    wrapped = COPIED[copied](AROUND[around](text))
    assert read(wrapped) == read(text)
    loss, plain = parse(wrapped), parse(text)
    assert (loss.name, loss.arguments, loss.parameters) == (
        *(plain.name, plain.arguments, plain.parameters),
    )


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(sorted(WRAPPERS)))
def test_any_spoilt_cell_is_read_or_refused(seed: int, wrapper: str) -> None:
    rng = random.Random(seed)
    text = WRAPPERS[wrapper](rng.choice(PASTED).read_text(encoding="utf-8"))
    for _ in range(rng.randint(1, 4)):
        at, length = rng.randrange(len(text)), rng.randint(0, 12)
        put = rng.choice(["", *WORDS, *CELL_WORDS])
        text = text[:at] + put + text[at + length :]
    assert read(text) != "unsaid", text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, *CELL_WORDS]), max_size=60))
def test_any_words_of_a_notebook_are_read_or_refused(words: list[str]) -> None:
    assert read(" ".join(words).replace(" .", ".")) != "unsaid"


BOMBS = {
    "brackets": "(" * 5000 + "y_pred" + ")" * 5000,
    "lists": "[" * 150 + "y_pred" + "]" * 150,
    "minus signs": "-" * 15_000 + "y_pred",
    "nots": "not " * 4000 + "y_pred",
    "attributes": "y_pred" + ".T" * 9000,
    "calls": "K.exp(" * 3000 + "y_pred" + ")" * 3000,
    "sums": " + ".join(["y_pred"] * 4000),
    "powers of numbers": "K.mean(y_pred) * 9 ** 9 ** 9 ** 9",
    "powers of floats": "y_pred * 1e200 ** 1e200",
    "shifts": "y_pred * (1 << 10 ** 9)",
    "digits": "y_pred * " + "9" * 5000,
    "repeated text": "len('a' * 10 ** 10) * y_pred",
    "repeated list": "K.sum(([0] * 10 ** 10)) * y_pred",
    "doubling": "def f(x):\n" + "    x = x + x * x\n" * 200 + "    return x",
    "exponentials": "def f(x):\n" + "    x = K.exp(x) + x\n" * 60 + "    return K.mean(x)",
    "long chain": "def f(x):\n" + "    x = K.sin(x) if False else -x\n" * 400 + "    return x",
    "calls of calls": "def a(x):\n    return x\n"
    + "".join(
        f"def {name}(x):\n    return {before}({before}(x))\n"
        for before, name in zip("abcdefghijklmnopqrst", "bcdefghijklmnopqrstu", strict=True)
    ),
    "recursion": "def f(x):\n    return f(x)",
    "mutual recursion": "def f(x):\n    return g(x)\ndef g(x):\n    return f(x)",
    "lambda recursion": "f = lambda x: f(f(x))",
    "tiles": "def f(x):\n" + "    x = np.tile(x, (200, 200))\n" * 9 + "    return np.mean(x)",
    "ones": "np.mean(np.ones((10 ** 9, 10 ** 9)) * y_pred)",
    "ranges": "np.mean(np.arange(10 ** 12)) * y_pred",
    "one hot": "np.mean(np.eye(10 ** 9)) * y_pred",
    "reshape": "np.mean(np.reshape(y_pred, (10 ** 30, -1)))",
    "expand": "def f(x):\n" + "    x = x[None]\n" * 200 + "    return np.mean(x)",
    "pairs": "def f(x):\n" + "    x = (x, x)\n" * 40 + "    return np.mean(x)",
    "stacks": "def f(x):\n" + "    x = np.stack([x, x, x, x])\n" * 40 + "    return np.mean(x)",
    "differences": "np.mean(np.diff(y_pred, n=10 ** 9))",
    "splits": "K.sum(tf.split(y_pred, 10 ** 9))",
    "null": "y_pred\0 + 1",
    "surrogate": "y_pred + '\ud800'",
    "long line": "y_pred  #" + " " * 30_000,
    "format": "y_pred * f'{open(1)}'",
    "import": "__import__('os').system('true')",
    "class": "y_pred.__class__.__bases__[0].__subclasses__()",
    "eval": "eval('1') * y_pred",
    "globals": "f = lambda x: x\ndef g(x):\n    return f.__globals__",
    "decorator": "@open('x', 'w')\ndef f(x):\n    return K.mean(x)",
    "default": "def f(x, y=open('x', 'w')):\n    return K.mean(x)",
    "annotation": "def f(x: open('x', 'w')) -> exit():\n    return K.mean(x)",
    "cyclic lines": "".join(f"a{n} = a{(n + 1) % 200}\n" for n in range(200)) + "a0 * y_pred",
    "many lines": "".join(f"a{n} = a{n - 1} + b{n}\n" for n in range(1, 900)) + "a899 * y_pred",
    "lines around": "".join(f"a{n} = a{n - 1} + b{n}\n" for n in range(1, 700))
    + "def f(x):\n    return K.mean(x) * a699",
    "uses": "def f(x):\n    return K.mean(x)\n" + "f(a).numpy()\n" * 1100,
    "prompts": ">>> " * 4000 + "y_pred",
    "quotes": "%x\n" + "'\"" * 4000,
    "open text": "%x\n" + "'" * 3 + "\\" * 9000,
    "magic blanks": "%x\n" + " " * 9000 + "a" + " " * 9000 + "b",
    "fence blanks": "```" + " " * 18000 + "(",
    "dots": "%x\n" + "a." * 9000 + "!",
    "digits and blanks": " " * 9000 + "1" * 9000 + "(",
    "comments": "#\n" * 4000 + " " * 9000 + "(",
    "numbers": "1 " * 9000 + "\n!x",
    "fences": "```\n" * 4000,
    "zero width": "\u200b" * 9000 + "(",
    "metaclass": "class L(Loss, metaclass=open('x')):\n    def call(self, a):\n        return a",
}  # fmt: skip


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_or_harmless(text: str) -> None:
    assert read(text) != "unsaid"


@pytest.mark.parametrize("steps", [10, 40, 100])
def test_steps_that_use_each_other_twice_are_compared_and_written_in_bounded_time(
    steps: int,
) -> None:
    start = time.process_time()
    text = "def f(x):\n" + "    x = K.exp(x) + x\n" * steps + "    return K.mean(x)"
    loss, tensor = parse(text), [[0.1, 0.2], [0.3, 0.4]]
    assert lossgui.compare(loss, loss, tensor).kind == "identical"
    other = parse(text.replace("K.mean(x)", "2 * K.mean(x)"))
    assert lossgui.compare(loss, other, tensor).kind != "identical"
    assert len(lossgui.emit(loss, "numpy", tensor, wrt="x")) < 100_000
    assert time.process_time() - start < 10 * LONGEST
