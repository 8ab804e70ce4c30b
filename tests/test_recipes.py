"""The recipes of CONTRIBUTING.md do what they say: they are followed in a copy of the package."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)


@pytest.fixture(scope="module")
def blocks(project: Path) -> list[str]:
    return BLOCK.findall((project / "CONTRIBUTING.md").read_text("utf-8"))


@pytest.fixture(scope="module")
def followed(project: Path, blocks: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the package and put each block that names a file into that file."""
    copy = tmp_path_factory.mktemp("recipes")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(project / "lossgui", copy / "lossgui", ignore=ignored)
    shutil.copy(project / "pyproject.toml", copy)
    for block in blocks:
        if block.startswith("# lossgui/"):
            first, body = block.split("\n", 1)
            path = copy / first.removeprefix("# ")
            before = path.read_text("utf-8") + "\n\n" if path.exists() else ""
            path.write_text(before + body, "utf-8")
    return copy


def run(copy: Path, code: str) -> str:
    """Run a program on the copy; whatever it prints is the answer."""
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(code)]
    done = subprocess.run(command, cwd=copy, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_new_loss_has_value_gradient_steps_and_comparison(followed: Path) -> None:
    run(
        followed,
        """
        import os, lossgui, numpy as np
        assert lossgui.__file__.startswith(os.getcwd()), "this is not the copy"
        y, p = [[2.0, 1.0]], [[1.0, 1.0]]
        assert lossgui.evaluate("relative_mse", y, p).value == 0.125
        slope = lossgui.gradient("squared_relative_error", y, p, dialect="textbook")
        assert np.array_equal(slope, [[-0.25, 0.0]]), slope
        twice = lossgui.make_spec("relative_mse", factor=2.0)
        assert lossgui.compare("relative_mse", twice, y, p).ratio == "2"
        """,
    )


def test_a_new_function_is_read_in_pasted_code(followed: Path) -> None:
    run(
        followed,
        """
        import lossgui, numpy as np
        loss = lossgui.parse("def f(x): return tf.math.reciprocal_no_nan(x)")
        found = lossgui.evaluate(loss, [4.0, 0.0, -0.5], reduction="none").value
        assert np.array_equal(found, [0.25, 0.0, -2.0]), found
        """,
    )


def test_a_new_operation_can_be_evaluated_and_differentiated(followed: Path) -> None:
    run(
        followed,
        """
        import numpy as np
        from lossgui.core.evaluate import Evaluator
        from lossgui.core.expr import variable
        from lossgui.core.gradient import gradient
        from lossgui.core.ops.elementwise import reciprocal
        x = variable("x", (3,))
        (slope,) = gradient(reciprocal(x), [x])
        evaluator = Evaluator([slope], "float64")
        evaluator.run({"x": np.array([-1.0, 2.0, 0.5])})
        assert np.allclose(evaluator[slope], [-1.0, -0.25, -4.0], rtol=1e-14)
        """,
    )


def test_a_new_dialect_gives_its_own_value(followed: Path) -> None:
    run(
        followed,
        """
        import lossgui
        from lossgui.core.dialects import DIALECTS, lecture
        DIALECTS[lecture.DIALECT.key] = lecture.DIALECT
        result = lossgui.evaluate("mse", [[0.0], [0.0]], [[1.0], [2.0]], dialect="lecture")
        assert (result.value, result.dtype) == (5.0, "float32"), result
        """,
    )


def test_a_new_metric_adds_up_batches(followed: Path) -> None:
    run(
        followed,
        """
        import lossgui
        from lossgui.core.metrics.keras3 import signed
        excess = lossgui.metric("mean_excess")
        excess.update([[0.0, 0.0]], [[-4.0, 3.0]])
        step = excess.update([[0.0], [0.0]], [[3.0], [0.0]])
        assert (step.batch, step.cumulative) == (1.5, 1.5), step
        assert {name: float(value) for name, value in excess.state.items()} == {
            "total": 4.5, "count": 3.0,
        }
        """,
    )


def test_a_new_plot_draws_the_founding_example(followed: Path) -> None:
    run(
        followed,
        """
        from lossgui.plots import PLOTS
        from lossgui.plots.registry import View
        from lossgui.session.calculator import Calculator
        from lossgui.session.session import Session
        assert list(PLOTS)[-1] == "values"
        figure = PLOTS["values"].draw(Calculator().update(None, Session().state), View())
        heights = [round(float(bar.heights[0]), 6) for bar in figure.marks]
        assert heights == [0.236667, 0.355], heights
        """,
    )


def test_a_new_worker_is_found_and_agrees(followed: Path) -> None:
    run(
        followed,
        """
        from lossgui import make_spec
        from lossgui.backends.check import check_spec
        from lossgui.backends.host import Host
        tensors = {"y_true": [[0.0, 1.0], [2.0, 3.0]], "y_pred": [[0.25, 4.0], [2.0, -1.0]]}
        spec = make_spec("huber", delta=0.5, dialect="textbook")
        host = Host(worker="scipy")
        found = [check_spec(s, tensors, host=host) for s in (spec, spec.replace(loss="mse"))]
        host.stop()
        # 0.25^2 / 2, then 0.5 * 3 - 0.5^2 / 2 and 0.5 * 4 - 0.5^2 / 2, over 4.
        assert found[0].agrees, found[0]
        assert found[0].theirs == (0.03125 + 1.375 + 0.0 + 1.875) / 4, found[0]
        assert found[1].status == "not comparable", found[1]
        """,
    )


def test_a_new_file_format_is_read_and_refused_with_a_sentence(followed: Path) -> None:
    (followed / "y_pred.json").write_text("[[1, 2], [3, 4]]", "utf-8")
    (followed / "ragged.json").write_text("[[1, 2], [3]]", "utf-8")
    run(
        followed,
        """
        from lossgui.session import files
        from lossgui.session.files_json import read_json
        files._READERS[".json"] = read_json
        assert files.read_tensors("y_pred.json")["y_pred"].shape == (2, 2)
        try:
            files.read_tensors("ragged.json")
        except files.FileProblem as problem:
            assert str(problem) == "ragged.json must hold numbers in rows of one length"
        """,
    )


def test_a_new_menu_entry_is_an_action(followed: Path, blocks: list[str]) -> None:
    (entry,) = (textwrap.dedent(block) for block in blocks if block.lstrip().startswith("Action("))
    imports = "from lossgui.ui.actions import Action, QT_TR_NOOP"
    shown = "print(made.name, made.slot, made.keys, made.enabled)"
    said = run(followed, f"{imports}\nmade = {entry}\n{shown}")
    assert said.split() == [
        "copy_value",
        "editing.copy_value",
        "('Ctrl+Shift+C',)",
        "editing.has_loss",
    ]


@pytest.mark.parametrize("check", ["check", "format --check"])
def test_recipes_keep_the_house_style(followed: Path, blocks: list[str], check: str) -> None:
    files = [block.split("\n")[0][2:] for block in blocks if block.startswith("# lossgui/")]
    ruff = [sys.executable, "-m", "ruff", *check.split(), *files]
    done = subprocess.run(ruff, cwd=followed, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
