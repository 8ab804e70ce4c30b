"""A notebook cell is read as the loss in it, and what is left out is said."""

from __future__ import annotations

import ast
from functools import cache
from itertools import cycle

import numpy as np
import pytest

import lossgui
from lossgui.core.expr import walk
from lossgui.core.parse import ParseError, parse
from lossgui.core.pipeline import build
from lossgui.core.shared_terms import source_of
from lossgui.core.spec import make_spec
from tests.core.parse.test_refusals import WHILE_TYPING
from tests.notebook import AROUND, COPIED, WRAPPERS
from tests.pasted import CORPUS

HALF = """def half(y_true, y_pred):
    error = tf.square(y_true - y_pred)
    return tf.reduce_mean(error) / 2
"""
# Copied otherwise, a text or comment may hold what was replaced, and is no Python by itself.
NO_PYTHON = ("no Python", "open bracket", "prose", "nothing", "a remark only", "signs", "digits")
REFUSED = {name: case[0] for name, case in WHILE_TYPING.items() if name not in NO_PYTHON}


@cache
def steps(source: str, key: str) -> list[tuple[str, str]]:
    """List the steps of a loss with the pieces of the text that made them, blanks aside."""
    loss, case = parse(source), CORPUS[key]
    known = {item.name for item in loss.parameters}
    numbers = {name: value for name, value in case.values().items() if name in known}
    spec = make_spec(loss, dialect="textbook", reduction="none", **numbers)
    pipeline = build(spec, {name: case.shape(name) for name in case.tensors})
    return [
        (node.operation, signs_of(source_of(source, node.origin)))
        for node in walk(pipeline.output)
        if node.origin is not None and not node.is_leaf
    ]


def signs_of(piece: str) -> str:
    """Give a piece as Python reads it, whatever it was copied from."""
    for sign, own in (("\uff0c", ", "), ("\uff1a", ":"), ("\xa0", " "), ("... ", ""), ("...:", "")):
        piece = piece.replace(sign, own)
    return "".join(part for part in piece.split() if not part.isdigit())


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_a_wrapper_changes_no_step_and_no_place_of_any_pasted_loss(wrapper):
    order = list(WRAPPERS).index(wrapper)
    for number, case in enumerate(CORPUS.values()):
        wrapped = WRAPPERS[wrapper](case.source)
        loss, plain = parse(wrapped), parse(case.source)
        assert (loss.arguments, loss.parameters) == (plain.arguments, plain.parameters), case.key
        assert loss.framework == plain.framework, case.key
        if (number + order) % 4 == 0:
            assert steps(wrapped, case.key) == steps(case.source, case.key), case.key


@pytest.mark.parametrize(
    ("key", "wrapper"), list(zip(CORPUS, cycle(WRAPPERS), strict=False)), ids=str
)
def test_a_wrapped_loss_is_proven_to_be_the_same(key, wrapper):
    case = CORPUS[key]
    loss, plain = parse(WRAPPERS[wrapper](case.source)), parse(case.source)
    known = {item.name for item in loss.parameters}
    numbers = {name: value for name, value in case.values().items() if name in known}
    specs = [make_spec(item, reduction="none", **numbers) for item in (plain, loss)]
    assert lossgui.compare(*specs, *case.draw(1).values()).kind == "identical"


@pytest.mark.parametrize("wrapper", AROUND)
def test_what_a_framework_is_given_has_no_line_that_was_left_out(wrapper):
    text = AROUND[wrapper](HALF)
    excerpt = parse(text).excerpt
    assert ast.dump(ast.parse(excerpt.code)) == ast.dump(ast.parse(HALF))
    assert len(excerpt.lines) == len(text.split("\n"))
    dropped = [line for n, line in enumerate(text.split("\n"), 1) if n in excerpt.left_out]
    assert not set(dropped) & set(HALF.splitlines())


@pytest.mark.parametrize("wrapper", COPIED)
@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_underlines_the_same_piece_however_the_text_was_copied(name, wrapper):
    text = REFUSED[name]
    pieces = []
    for source in (text, COPIED[wrapper](text)):
        with pytest.raises(ParseError) as raised:
            parse(source)
        pieces.append((raised.value.problem, signs_of(source_of(source, raised.value.span))))
    assert pieces[0] == pieces[1]


LEFT_OUT = {
    "uses": (
        HALF + "value = half(a, b)\nprint(value)\n",
        ["Lines 4-5 are left out: they use the loss, they do not define it."],
    ),
    "one use": (
        HALF + "half(a, b).numpy()\n",
        ["Line 4 is left out: it uses the loss, it does not define it."],
    ),
    "data and uses": (
        "x = np.load('x.npy')\n\n" + HALF + "\nmodel.fit(x, y)\n",
        ["Lines 1 and 7 are left out: they are no part of the loss."],
    ),
    "a command": (
        "%pylab\n" + HALF,
        ["Line 1 is left out: it is no part of the loss."],
    ),
    "more code in fences": (
        (
            f"First:\n```python\n{HALF}```\nThen:\n"
            "```\n\n# said\ndef other(a, b):\n    return a\n```\n"
        ),
        ["Lines 11-12 are left out: they are no part of the loss."],
    ),
    "another loss": (
        HALF
        + "def other(y_true, y_pred):\n    return tf.abs(y_true)\nmodel.compile('sgd', half)\n",
        ["The loss is half, not other.", "Lines 4-6 are left out: they are no part of the loss."],
    ),
    "sample data of an expression": (
        "y_true = np.array([1.0])\ny_pred = np.array([2.0])\nnp.mean(y_true - y_pred)\n",
        [
            "Lines 1-2 are left out: they are no part of the loss.",
            "In place of lines 1 and 2, y_true and y_pred are asked for.",
        ],
    ),
    "signs": (
        "lambda y\uff0cz\uff1a y - z",
        ["The signs \uff0c \uff1a are read as Python's own."],
    ),
    "imports and texts": ("import os\n'Chapter 3'\n" + HALF, []),
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_left_out_is_said(name):
    text, said = LEFT_OUT[name]
    assert list(parse(text).excerpt.remarks) == said


CHOSEN = {
    "half": [
        HALF + "class Net(nn.Module):\n    def forward(self, x):\n        return x\n",
        HALF + "def train(x):\n    loss = half(x, x)\n    loss.backward()\n    return loss\n",
        HALF + "def plot(x):\n    print(x)\n",
        HALF + "def iou(a, b):\n    return a * b\nmodel.compile('sgd', loss=half, metrics=[iou])\n",
        HALF + "def iou(a, b):\n    return a * b\nmodel.compile('sgd', half)\n",
        HALF + "def iou(a, b):\n    return a * b\nloss = half(t, p)\nscore = iou(t, p)\n",
        HALF.replace("error)", "own(error))") + "def own(x):\n    return x * 2\n",
        HALF + "float(half(y_true, y_pred))\n",
        HALF + "half(a, b) == 0.355\n",
    ],
    "pasted": [
        HALF + "half(y_true, y_pred) + 0.1 * tf.reduce_sum(w)\n",
        HALF + "half(tf.sigmoid(logits), y_true)\n",
    ],
    "loss": [
        HALF + "loss = half(y_true, y_pred) + 0.1 * tf.reduce_sum(w)\nprint(loss)\n",
        "loss = tf.abs(y_true - y_pred)\nloss *= 2.0\nprint(loss)\n",
        "loss = tf.abs(y_true - y_pred)\nloss.backward()\n",
    ],
}


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in CHOSEN.items() for text in texts]
)
def test_the_loss_is_what_the_text_trains_with_or_ends_with(name, text):
    assert parse(text).name == name


def test_what_the_loss_depends_on_is_kept():
    text = (
        "alpha = 0.25\nbeta = 2 * alpha\nscale = lambda x: beta * x\nnoise = 3\n"
        "def own(x):\n    return scale(x)\n"
        "def loss(y_true, y_pred):\n    return np.mean(own(y_true - y_pred))\n"
        "alpha = 0.5\nloss([1.0], [2.0])\n"
    )
    found = parse(text)
    assert found.excerpt.left_out == (4, 10)
    # Python reads alpha when it comes to it: the second one is too late for beta.
    assert lossgui.evaluate(found, [3.0], [1.0]).value == 1.0


def test_a_name_set_from_data_is_asked_for_and_its_line_is_named():
    text = (
        "(x_train, _), _ = mnist.load_data()\noriginal_dim = x_train.shape[1]\n"
        "def loss(x, y):\n    return original_dim * np.mean(x - y)\n"
    )
    found = parse(text)
    assert found.arguments == ("x", "y")
    assert "In place of line 2, original_dim is asked for." in found.excerpt.remarks
    assert lossgui.evaluate(found, [3.0], [1.0], original_dim=10.0).value == 20.0
    with pytest.raises(ParseError, match="no value, because line 2, which sets it, is left out"):
        lossgui.evaluate(found, [3.0], [1.0])


def test_names_that_read_each_other_are_followed_once():
    """Every way through them would be 3 ** 20 ways."""
    rounds = "a = b + c\nb = a + c\nc = a + b\n" * 3
    found = parse(
        f"a = 1.0\nb = 2.0\nc = 3.0\n{rounds}"
        "def mine(y_true, y_pred):\n    return a * tf.reduce_mean(y_true - y_pred)\n"
    )
    assert found.excerpt.left_out == ()


def test_a_value_is_asked_for_however_far_behind_it_the_data_are():
    steps = "".join(f"scale{n} = scale{n - 1} * 2.0\n" for n in range(1, 31))
    found = parse(
        f"scale0 = data.max()\n{steps}"
        "def mine(y_true, y_pred):\n    return scale30 * tf.reduce_mean(y_true - y_pred)\n"
    )
    assert "In place of line 31, scale30 is asked for." in found.excerpt.remarks


def test_a_sum_that_is_assigned_twice_is_computed_once():
    found = parse("loss = np.mean(y_true - y_pred)\nloss = loss * 2\n")
    assert lossgui.evaluate(found, [3.0], [1.0]).value == 4.0


USES_ONLY = {
    "model.compile(optimizer='adam', loss=my_loss)\n": "from 'def my_loss' on",
    "loss = my_loss(y_true, y_pred)\nprint(loss)\n": "from 'def my_loss' on",
    "x = np.array([1.0])\nmodel.fit(x)\n": "paste the function, class or expression",
    "%matplotlib inline\nimport numpy as np\nplt.show()\n": "paste the function, class or",
}


@pytest.mark.parametrize("text", USES_ONLY)
def test_a_text_of_uses_alone_is_told_what_to_paste(text):
    with pytest.raises(ParseError) as raised:
        parse(text)
    assert USES_ONLY[text] in raised.value.problem


@pytest.mark.parametrize(
    ("sign", "meant"), [("\u2264", "write <="), ("\xd7", "write *"), ("\U0001f642", "take it out")]
)
def test_a_sign_that_python_does_not_know_is_named_with_the_right_one(sign, meant):
    with pytest.raises(ParseError) as raised:
        parse(f"    def f(a, b):\n        return a {sign} b\n")
    assert f"the sign {sign}" in raised.value.problem
    assert meant in raised.value.problem
    assert (raised.value.line, raised.value.column, raised.value.end_column) == (2, 17, 18)


def test_texts_and_comments_keep_their_signs():
    found = parse(
        'def f(a\uff0cb):\n    """\u635f\u5931\uff0c\u7b2c\u4e00\u3002"""\n    return a - b\n'
    )
    assert found.summary == "\u635f\u5931\uff0c\u7b2c\u4e00\u3002"


def test_a_doctest_in_a_docstring_is_no_prompt():
    text = 'def f(a, b):\n    """Say.\n\n    >>> f(1, 2)\n    ```\n    """\n    return a - b\n'
    assert parse(text).excerpt.lines == tuple(text.split("\n"))
    wrapped = "In [1]: " + text.replace("\n", "\n   ...: ")
    assert lossgui.evaluate(parse(wrapped), [3.0], [1.0]).value == 2.0


def test_a_line_with_something_of_the_loss_is_read_as_a_whole():
    with pytest.raises(ParseError, match=r"line 1, column 14: Python's open\(\)"):
        parse("alpha = 0.5; open('x', 'w')\ndef f(a, b):\n    return alpha * np.mean(a - b)\n")


def test_the_numbers_of_a_wrapped_loss_are_those_of_the_founding_one():
    text = "In [1]: " + HALF.replace("\n", "\n   ...: ") + "\nIn [2]: half(y_true, y_pred)\n"
    y_true, y_pred = np.array([[0.0, 1.0]]), np.array([[1.0, 3.0]])
    # (1 + 4) / 2, halved.
    assert lossgui.evaluate(parse(text), y_true, y_pred).value == 1.25
