"""What stands around a loss in a notebook, for the tests: each wrapper keeps the loss as it is."""

from __future__ import annotations

import ast
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PLOT = "import matplotlib.pyplot as plt\n"
DATA = "y_true = np.array([[0., 1.], [0., 0.]])\ny_pred = np.array([[0.6, 0.4], [0.4, 0.6]])\n"
TRAINING = """
with tf.GradientTape() as tape:
    value = {call}
gradients = tape.gradient(value, model.trainable_variables)
optimizer.apply_gradients(zip(gradients, model.trainable_variables))
"""
MAIN = """
if __name__ == "__main__":
    open("log.txt", "w").write(str({call}))
    model.fit(x_train, y_train, epochs=3)
"""
LOOP = """
history = []
for epoch in range(10):
    history.append(float({call}))
"""
MODEL = """
def build_model(units):
    model = tf.keras.Sequential([tf.keras.layers.Dense(units)])
    model.compile(optimizer="adam", loss={name})
    return model

class Net(torch.nn.Module):
    def forward(self, x):
        return x
"""


def name_of(source: str) -> str:
    """Name what the last definition makes; empty for an expression."""
    last = ast.parse(source).body[-1]
    if isinstance(last, ast.Assign) and isinstance(last.value, ast.Lambda):
        return ast.unparse(last.targets[0])
    return getattr(last, "name", "")


def with_lines(before: str = "", after: str = "") -> Callable[[str], str]:
    """Put lines before and behind."""

    def wrap(source: str) -> str:
        name = name_of(source)
        words = {"name": name or "'mse'", "call": f"{name or 'print'}(y_true, y_pred)"}
        filled = [text.format(**words) if "{" in text else text for text in (before, after)]
        return f"{filled[0]}{source.rstrip()}\n{filled[1]}"

    return wrap


def with_prompts(first: str, following: str) -> Callable[[str], str]:
    """Put a prompt before each line."""

    def wrap(source: str) -> str:
        lines = source.strip("\n").split("\n")
        return "\n".join([first + lines[0], *((following + line).rstrip() for line in lines[1:])])

    return wrap


def numbered(source: str) -> str:
    """Number the lines as a web page does."""
    lines = enumerate(source.split("\n"), 1)
    return "\n".join(f"{number:3d} {line}" for number, line in lines)


# Around the definition.
AROUND = {
    "compile": with_lines("", 'model.compile(optimizer="adam", loss={name})\nmodel.summary()\n'),
    "call": with_lines("", "loss = {call}\nprint(loss)\n"),
    "value": with_lines("", "print({call})\nassert {call} == 0.355\n"),
    "fit": with_lines(PLOT, "h = model.fit(x, y)\nplt.plot(h.history['loss'])\nplt.show()"),
    "data before": with_lines(DATA + "x_train = np.load('x.npy')\n"),
    "data behind": with_lines("", DATA + "print({call})\n"),
    "training": with_lines("", TRAINING),
    "main": with_lines("", MAIN),
    "loop": with_lines("", LOOP),
    "model": with_lines("", MODEL),
    "files": with_lines("import os\nos.system('true')\ndata = open('x').read()\n", "exec(data)\n"),
    "pandas": with_lines("import pandas as pd\ndf = pd.read_csv('a.csv')\n", "df.head()\n"),
    "seeds": with_lines("tf.random.set_seed(1)\nnp.random.seed(0)\n"),
    "magics": with_lines(
        "%matplotlib inline\n!pip install -q keras \\\n    tensorflow\n", "model?"
    ),
    "chinese": with_lines('"""这是损失函数，见第三章。"""\n# 注释：平方（误差）\n'),
}
# How it was copied; none of these changes what Python sees, once it is cleaned.
COPIED = {
    "margin": lambda source: textwrap.indent(source, "        "),
    "tab margin": lambda source: textwrap.indent(source, "\t"),
    "doctest": with_prompts(">>> ", "... "),
    "ipython": with_prompts("In [3]: ", "   ...: "),
    "page": lambda source: f"In [3]:\n{source}\nOut[3]:\n<function at 0x7f>\n",
    "fence": lambda source: f"Use this:\n\n```python\n{source}\n```\nIt works well.\n",
    "windows": lambda source: source.replace("\n", "\r\n"),
    "numbers": numbered,
    "no-break spaces": lambda source: source.replace("    ", "\xa0\xa0\xa0\xa0"),
    "byte order mark": lambda source: f"\ufeff{source}",
    "zero width": lambda source: f"\u200b{source}\n%magic\n",
    "commas": lambda source: source.replace(", ", "\uff0c").replace(":\n", "\uff1a\n"),
}
WRAPPERS = AROUND | COPIED
