"""What is no formula is refused where it stands, with what it is and what to write instead."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest

import lossgui
from lossgui.core.parse import ParseError, parse

ROWS = np.ones((2, 3))
HEAD = "def loss(y_true, y_pred):\n"


def body(*lines: str) -> str:
    """Write the lines as the body of a loss, so that the first one is line 2."""
    return HEAD + textwrap.indent("\n".join(lines) + "\n", "    ")


# Text, line, column, what the sentence names.
WHILE_TYPING = {
    "for": (body("total = 0.0", "for i in range(3):", "    total += y_pred[i]"), 3, 4, "'for'"),
    "while": (body("while True:", "    y_pred = y_pred * 2"), 2, 4, "'while'"),
    "try": (body("try:", "    return y_pred", "except ValueError:", "    pass"), 2, 4, "'try'"),
    "with open": (body("with open('x') as f:", "    return y_pred"), 2, 4, "'with'"),
    "gradient tape": (body("with tf.GradientTape() as t:", "    return y_pred"), 2, 4, "'with'"),
    "global": (body("global n", "return y_pred"), 2, 4, "'global'"),
    "del": (body("del y_true", "return y_pred"), 2, 4, "'del'"),
    "match": (body("match y_pred:", "    case 1:", "        return y_true"), 2, 4, "'match'"),
    "walrus": (body("return (e := y_true - y_pred) * e"), 2, 12, "':='"),
    "yield": (body("yield y_true - y_pred"), 2, 4, "'yield'"),
    "async": ("async " + HEAD + "    return y_true - y_pred\n", 1, 0, "'async def'"),
    "list comprehension": (body("return sum([y_true[i] for i in (0, 1)])"), 2, 15, "loop"),
    "generator": (body("return sum(y_true[i] for i in (0, 1))"), 2, 14, "loop"),
    "dict comprehension": (body("d = {i: i for i in (0, 1)}", "return y_pred"), 2, 8, "dict"),
    "set comprehension": (body("d = {i for i in (0, 1)}", "return y_pred"), 2, 8, "set"),
    "dictionary": (body("d = {'a': y_true}", "return d['a']"), 2, 8, "dictionary"),
    "formatted text": (body("name = f'{y_true}'", "return y_pred"), 2, 11, "formatted"),
    "star": (body("both = (y_true, y_pred)", "return tf.subtract(*both)"), 3, 23, "'*'"),
    "double star": (body("return tf.reduce_mean(y_pred, **{'axis': 0})"), 2, 11, "'**'"),
    "item": (body("y_pred[0] = 0.0", "return y_pred"), 2, 4, "where(condition, a, b)"),
    "attribute": (body("y_pred.x = 1", "return y_pred"), 2, 4, "self"),
    "nonlocal": (
        "def make():\n    n = 1\n    def loss(y):\n        nonlocal n\n        return y * n\n",
        *(4, 8, "'nonlocal'"),
    ),
    "super": (
        "class L(Loss):\n    def call(self, y_true, y):\n        return super().call(y_true)\n",
        *(3, 15, "super()"),
    ),
    # Whatever could reach out of the text.
    "os": ("import os\n" + body("return os.getcwd()"), 3, 11, "os.getcwd"),
    "from os": ("from os import system\n" + body("system('x')"), 3, 4, "os.system"),
    "import inside": (body("import subprocess", "subprocess.run('x')"), 3, 4, "subprocess.run"),
    "class attribute": (body("return y_true.__class__"), 2, 11, "__class__"),
    "globals of a function": (HEAD + "    return loss.__globals__\n", 2, 11, "__globals__"),
    "format": (body("return '{0.__class__}'.format(y_true)"), 2, 11, ".format"),
    "getattr": (body("return getattr(y_true, 'T')"), 2, 11, "getattr()"),
    "open": (body("x = open('x')", "return y_pred"), 2, 8, "open()"),
    "eval": (body("return eval('1') * y_true"), 2, 11, "eval()"),
    "exec": (body("exec('a = 1')", "return y_true"), 2, 4, "exec()"),
    "import by call": (body("__import__('os')", "return y_true"), 2, 4, "__import__"),
    "default value": ("def loss(y, k=open('x')):\n    return y\n", 1, 14, "open()"),
    "reading a file": (body("return tf.io.read_file('x')"), 2, 11, "tf.io.read_file"),
    "calling Python": (body("return tf.py_function(y_pred)"), 2, 11, "tf.py_function"),
    "loading a pickle": (body("return torch.load('x') - y_true"), 2, 11, "torch.load"),
    # Slips of the hand.
    "no Python": ("def loss(y_true, y_pred)\n    return y_true\n", 1, 24, "expected ':'"),
    "open bracket": (body("return tf.reduce_mean(y_true - y_pred"), 2, 25, "never closed"),
    "prose": ("the mean of the squares\n", 1, 4, "no Python"),
    "unknown helper": (
        "def halved(x):\n    return x / 2\n\n" + body("return halvd(y_true)"),
        *(5, 11, "did you mean halved?"),
    ),
    "complex": (body("return y_true * 2j"), 2, 20, "complex"),
    "no method": ("class L(Loss):\n    def run(self, y):\n        return y\n", 1, 0, "call(self"),
    "no result": ("class M(Metric):\n    def update_state(self, y):\n        y\n", 1, 0, "result"),
    "no tensor": ("def loss():\n    return 1.0\n", 1, 0, "no tensor"),
    "nothing": ("", 1, 0, "no code yet"),
    "a remark only": ("# later\n", 1, 0, "no loss here"),
    # Bombs.
    "digits": (body("return y_true * 1" + "0" * 400), 2, 20, "larger than"),
    "signs": (body("return " + "-" * 200 + "y_true"), 2, None, "levels deep"),
}

WITH_SHAPES = {
    "if on numbers": (body("if y_pred > 0:", "    return y_pred", "return y_true"), 2, 7, "where("),
    "choice on numbers": (body("return y_pred if y_pred > 0 else y_true"), 2, 21, "where("),
    "and": (body("return tf.where(y_pred > 0 and y_true > 0, 1.0, y_pred)"), 2, 20, "where("),
    "mask as an index": (body("return y_true[y_true > 0]"), 2, 11, "multiply by the mask"),
    "chained": (
        body("return tf.where(0 < y_pred < 1, 1.0, y_pred)"),
        2,
        20,
        "two values at a time",
    ),
    "no return": (body("e = y_true - y_pred"), 1, 0, "does not return a tensor"),
    "two values": (body("return y_true, y_pred"), 1, 0, "returns 2 values"),
    "long list": (body("x = [0] * 10 ** 9", "return y_true"), 2, 8, "256"),
    "a text": (body("return 'mean'"), 1, 0, "does not return a tensor"),
    "used too early": (
        body("s = e * e", "e = y_true - y_pred", "return s"),
        2,
        8,
        "'e' has no value",
    ),
    "too few": ("def f(x, w):\n    return x * w\n\n" + body("return f(y_true)"), 5, 11, "'w'"),
    "too many": ("def f(x):\n    return x\n\n" + body("return f(y_true, 1)"), 5, 11, "takes 1"),
    "wrong keyword": (body("return tf.reduce_mean(y_pred, axes=-1)"), 2, 11, "'axes'"),
    "unpacking": (body("a, b, c = y_true, y_pred", "return a"), 2, 4, "3 names"),
    "no such axis": (body("return tf.reduce_mean(y_pred, axis=5)"), 2, 11, "axis 5"),
    "product": (body("return y_true @ y_pred"), 2, 11, "matrix product"),
    "endless calls": (body("return loss(y_true, y_pred)"), 2, 11, "levels deep"),
    "tower": (body("return y_true * 10 ** 10 ** 10"), 2, 20, "no result"),
    "long text": (body("x = 'a' * 10 ** 9", "return y_true"), 2, 8, "'a'"),
    "large tensor": (body("return tf.ones((1000000, 1000000)) * y_true"), 2, 11, "256"),
    "long range": (body("return tf.range(10 ** 12) + y_true"), 2, 11, "256"),
    "raise": (body("raise ValueError('no')"), 2, 4, "raises here"),
    "assert": (body("assert y_pred.shape[0] == 99", "return y_pred"), 2, 4, "assertion"),
}

NEAR_MISSES = {
    "tf.reduce_men(y)": "tf.reduce_mean",
    "tf.sqare(y)": "tf.square",
    "K.sqare(y)": "K.square",
    "K.epsilom() + y": "K.epsilon",
    "keras.ops.summ(y)": "keras.ops.sum",
    "keras.losses.BinaryCrosentropy()(t, y)": "keras.losses.BinaryCrossentropy",
    "np.maen(y)": "np.mean",
    "np.absolut(y)": "np.absolute",
    "torch.maen(y)": "torch.mean",
    "F.mse_los(y, t)": "F.mse_loss",
    "jnp.squre(y)": "jnp.square",
    "optax.huber_los(y, t)": "optax.huber_loss",
    "y.meen()": ".mean",
    "y.shap[0] * y": ".shape",
    "y.unsqeeze(0)": ".unsqueeze",
}


@pytest.mark.parametrize("name", WHILE_TYPING)
def test_what_is_no_formula_is_refused_where_it_stands_before_any_shape_is_known(name):
    text, line, column, construct = WHILE_TYPING[name]
    with pytest.raises(ParseError) as raised:
        parse(text)
    assert raised.value.line == line
    assert column in (None, raised.value.column)
    assert construct in raised.value.problem


@pytest.mark.parametrize("name", WITH_SHAPES)
def test_what_does_not_fit_the_shapes_is_refused_where_it_stands(name):
    text, line, column, construct = WITH_SHAPES[name]
    loss = parse(text)
    with pytest.raises(ParseError) as raised:
        lossgui.evaluate(loss.key, *[ROWS for _ in loss.arguments])
    assert (raised.value.line, raised.value.column) == (line, column)
    assert construct in raised.value.problem


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_a_slip_in_a_name_gets_the_name_that_was_meant(text):
    with pytest.raises(ParseError, match=f"did you mean {NEAR_MISSES[text]}\\?"):
        parse(f"lambda t, y: {text}")


@pytest.mark.parametrize("name", [*WHILE_TYPING, *WITH_SHAPES])
def test_a_refusal_underlines_a_piece_of_the_text_and_says_it_in_one_sentence(name):
    text = (WHILE_TYPING | WITH_SHAPES)[name][0]
    with pytest.raises(ParseError) as raised:
        lossgui.evaluate(parse(text).key, ROWS, ROWS)
    error, lines = raised.value, text.split("\n")
    assert 1 <= error.line <= error.end_line <= max(len(lines), 1)
    assert (error.line, error.column) <= (error.end_line, error.end_column)
    # Where something is missing, it is the place behind the line.
    assert error.end_column <= len(lines[error.end_line - 1]) + 1
    assert "\n" not in error.problem
    assert error.problem[-1] not in ".!"


def test_what_names_no_value_of_the_loss_is_not_looked_at():
    """Decorators, types and bases are read past: nothing of them is executed either."""
    text = "@open('x')\ndef loss(y_true: open('x'), y_pred) -> exec('x'):\n    return y_pred\n"
    assert parse(text).arguments == ("y_true", "y_pred")


def test_nothing_of_the_text_is_executed(tmp_path):
    mark = tmp_path / "mark"
    for text in (
        f"open({str(mark)!r}, 'w')\n" + body("return y_true - y_pred"),
        f"@open({str(mark)!r}, 'w')\n" + body("return y_true - y_pred"),
        HEAD.replace("y_pred", f"y_pred: open({str(mark)!r}, 'w')") + "    return y_true\n",
        HEAD.replace("y_pred", f"y_pred=open({str(mark)!r}, 'w')") + "    return y_true\n",
        f"class L(open({str(mark)!r}, 'w')):\n    def call(self, a, b):\n        return a - b\n",
    ):
        try:
            loss = parse(text)
            lossgui.evaluate(loss.key, *[ROWS for _ in loss.arguments])
        except ParseError:
            pass
        assert not mark.exists()
