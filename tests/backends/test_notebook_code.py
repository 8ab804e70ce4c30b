"""The frameworks run the loss of a notebook cell, and nothing of what stands around it."""

from __future__ import annotations

from textwrap import indent

import numpy as np
import pytest

import lossgui
from lossgui.backends.check import check_spec, shared_host
from lossgui.backends.request import request_of, worker_of_code
from lossgui.backends.steps import first_parting_step
from lossgui.core.spans import Span
from tests.notebook import WRAPPERS
from tests.pasted import CORPUS

KEYS = ("tfkeras/huber_factory", "keras3/focal_class", "torch/focal_tversky", "jax/huber")
CELLS = ("compile", "data before", "training", "main", "files", "model", "magics", "ipython")
CELLS += ("fence", "commas", "windows")


@pytest.mark.parametrize("wrapper", CELLS)
@pytest.mark.parametrize("key", [*KEYS, "numpy/huber"])
def test_the_loss_of_a_cell_agrees_with_its_framework(key, wrapper):
    case = CORPUS[key]
    loss = lossgui.parse(WRAPPERS[wrapper](case.source))
    known = {item.name for item in loss.parameters}
    numbers = {name: value for name, value in case.values().items() if name in known}
    spec = lossgui.make_spec(loss, **numbers)
    found = check_spec(spec, case.draw(), host=shared_host(worker_of_code(spec)))
    assert found.status == "agrees", found.sentence


@pytest.mark.parametrize("decorator", ["torch.jit.script", "torch.compile(fullgraph=True)"])
def test_a_decorator_that_compiles_a_file_is_left_out(decorator):
    source = (
        f"@{decorator}\ndef loss(y_pred: torch.Tensor, y_true):\n    return (y_pred - y_true).abs()"
    )
    spec = lossgui.make_spec(lossgui.parse(source))
    found = check_spec(spec, {"y_pred": [[1.0, 2.0]], "y_true": [[3.0, 5.0]]})
    assert (found.status, found.theirs) == ("agrees", pytest.approx(2.5))


def test_no_line_that_was_left_out_is_sent():
    text = (
        "import os\nos.system('true')\nopen('x', 'w')\n"
        "def loss(a, b):\n    return np.mean(a - b)\nexec('loss(1, 2)')\n"
    )
    spec = lossgui.make_spec(lossgui.parse(text))
    header, _ = request_of(spec, {"a": [1.0], "b": [2.0]}, {})
    assert header["code"] == "\n\n\ndef loss(a, b):\n    return np.mean(a - b)\n\n"


def test_the_first_piece_that_parts_is_named_by_its_place_in_the_pasted_text():
    text = indent("def loss(a, b):\n    return np.mean(np.square(a - b))\n", ">>> ")
    text = text.replace(">>>     return", "...     return")
    spec = lossgui.make_spec(lossgui.parse(text))
    arrays = {"a": np.array([3.0, 1.0]), "b": np.array([1.0, 1.0])}
    # The framework counts columns in what it was given, which has no prompts.
    steps = {Span(2, 19, 2, 35): np.array([8.0, 0.0])}
    found = first_parting_step(spec, arrays, steps)
    assert found is not None
    assert found.startswith("line 2, np.square(a - b) [0]: 4")


@pytest.mark.parametrize(
    "text",
    [
        "loss: object = np.mean(y - t)\nloss *= 2\nprint(loss)\n",
        "def own(a, b):\n    loss = a - b\n    return loss\nloss = 2 * np.mean(own(y, t))\n",
        "loss = np.mean(y - t)\nloss = loss * 2\n",
    ],
)
def test_a_loss_that_is_assigned_is_run_as_it_is_read(text):
    spec = lossgui.make_spec(lossgui.parse(text))
    arrays = {"y": np.array([3.0, 1.0]), "t": np.array([1.0, 1.0])}
    found = check_spec(spec, arrays, host=shared_host("numpy"))
    assert (found.status, float(found.theirs)) == ("agrees", 2.0)
