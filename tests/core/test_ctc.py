"""CTC against every single path, its slope against differences, and what no path fits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossgui.core.api import evaluate, gradient
from lossgui.core.dialects import DialectError
from lossgui.core.explain import step_sentence
from lossgui.core.expr import variable
from lossgui.core.gradient import gradient as graph_of_slope
from lossgui.core.ops.alignment import ctc_forward
from tests.core import plain_ctc

EVEN = np.zeros((1, 4, 3))


def value(labels: Any, frames: Any, **choices: Any) -> float:
    return float(evaluate("ctc", labels, frames, **{"dialect": "textbook"} | choices).value)


def log_softmax(scores: np.ndarray) -> np.ndarray:
    return scores - np.log(np.sum(np.exp(scores), axis=-1, keepdims=True))


@st.composite
def sequences(draw: st.DrawFn) -> dict[str, Any]:
    """Labels with repetitions and lengths of their own, and frames that are too few sometimes."""
    count, length, frames = (draw(st.integers(*ends)) for ends in ((1, 3), (0, 3), (1, 5)))
    classes = draw(st.integers(2, 3))
    blank = draw(st.integers(0, classes - 1))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    others = [number for number in range(classes) if number != blank]
    return {
        "labels": rng.choice(others, (count, length)).astype(float),
        "frames": rng.normal(size=(count, frames, classes)) * 2,
        "blank": blank,
        "transcript_length": rng.integers(0, length + 1, count),
        "frame_length": rng.integers(0, frames + 1, count),
    }


def lengths_of(case: dict[str, Any]) -> dict[str, Any]:
    return {name: case[name] for name in ("blank", "transcript_length", "frame_length")}


@given(case=sequences())
@settings(max_examples=150)
def test_the_loss_is_that_of_every_single_path(case):
    found = evaluate(
        "ctc",
        case["labels"],
        case["frames"],
        dialect="textbook",
        reduction="none",
        **lengths_of(case),
    )
    for n, frames in enumerate(log_softmax(case["frames"])):
        labels = case["labels"][n, : case["transcript_length"][n]]
        spoken = frames[: case["frame_length"][n]]
        expected = plain_ctc.by_paths(spoken, labels, case["blank"])
        assert found.value[n] == pytest.approx(expected, rel=1e-11, abs=1e-12)


@pytest.mark.parametrize("log_zero", [None, -6.0])
@pytest.mark.parametrize("dialect", ["textbook", "torch-2", "keras-3", "keras-3-jax", "optax"])
@given(case=sequences())
@settings(max_examples=25)
def test_the_slope_is_that_of_differences(dialect, log_zero, case):
    """Scores come in front of the softmax; sequences that no path fits count 0 or are finite."""
    choices = {"dialect": dialect, "dtype": "float64", "reduction": "sum", "log_zero": log_zero}
    choices |= {"time_major": False, "log_probabilities": False, "zero_infinity": True}
    choices |= lengths_of(case)
    frames, labels = case["frames"], case["labels"]
    slope = gradient("ctc", labels, frames, **choices)
    way, step = np.random.default_rng(0).normal(size=frames.shape), 1e-6
    ends = [value(labels, frames + h * way, **choices) for h in (step, -step)]
    # What 1e-16 of the value is of the step.
    tolerance = 2e-8 + 2e-16 * abs(ends[0]) / step
    assert (ends[0] - ends[1]) / (2 * step) == pytest.approx(np.sum(slope * way), abs=tolerance)


def test_the_slope_of_pytorch_is_not_that_of_its_value():
    frames = log_softmax(np.random.default_rng(3).normal(size=(4, 1, 3)))
    labels = [[1.0, 2.0]]
    theirs = gradient("ctc", labels, frames, dialect="torch-2", dtype="float64")
    true = gradient(
        "ctc", labels, frames, dialect="textbook", time_major=True, log_probabilities=True
    )
    # Two labels: the mean divides by 2. Each frame is in one state: its slopes add up to -1.
    np.testing.assert_allclose(theirs * 2, np.exp(frames) + true, atol=1e-12)
    np.testing.assert_allclose(np.sum(true, axis=-1), -1.0, atol=1e-12)
    np.testing.assert_allclose(np.sum(theirs, axis=-1), 0.0, atol=1e-12)


# In every frame all three classes have a third: a path has 1/81.
@pytest.mark.parametrize(
    ("labels", "paths"),
    [
        ([], 1),  # blanks only
        ([1.0], 10),  # 1 to 4 times in a row, at 4 + 3 + 2 + 1 places
        ([1.0, 1.0], 5),  # a blank or more between: 1_1_, 1_11, 11_1, 1__1, _1_1
        ([1.0, 2.0, 1.0, 2.0], 1),
    ],
)
def test_paths_counted_by_hand(labels, paths):
    assert value([labels], EVEN) == pytest.approx(math.log(81 / paths), rel=1e-14)


@pytest.mark.parametrize("labels", [[1.0, 1.0, 2.0, 2.0], [1.0, 2.0, 1.0, 2.0, 1.0]])
def test_no_path_fits_more_labels_than_frames(labels):
    assert value([labels], EVEN) == math.inf
    assert np.isnan(gradient("ctc", [labels], EVEN, dialect="textbook")).all()
    chosen = {"dialect": "textbook", "zero_infinity": True}
    assert value([labels], EVEN, **chosen) == 0.0
    assert (gradient("ctc", [labels], EVEN, **chosen) == 0.0).all()
    assert value([labels], EVEN, dialect="keras-3") > 706.8
    assert value([labels], EVEN, dialect="optax") > 99_990
    assert value([labels], EVEN, dialect="keras-3-torch") == math.inf


def test_zero_infinity_leaves_the_others_alone():
    labels = [[1.0, 1.0, 1.0], [1.0, 2.0, 0.0]]
    frames = np.random.default_rng(0).normal(size=(2, 4, 3))
    choices = {"dialect": "textbook", "reduction": "sum"}
    both = gradient("ctc", labels, frames, zero_infinity=True, **choices)
    one = gradient("ctc", labels[1:], frames[1:], **choices)
    np.testing.assert_array_equal(both[0], 0.0)
    np.testing.assert_allclose(both[1:], one, rtol=1e-13)


def test_a_mean_of_pytorch_divides_by_the_labels_first():
    # Losses ln(81 / 5) of two labels and ln 81 of none: CONVENTIONS, measured on torch 2.13.
    labels, frames = [[1.0, 1.0], [0.0, 0.0]], np.log(np.full((4, 2, 3), 1 / 3))
    found = evaluate("ctc", labels, frames, dialect="torch-2")
    expected = (math.log(81 / 5) / 2 + math.log(81)) / 2
    assert float(found.exact) == pytest.approx(expected, rel=1e-12)
    whole = evaluate("ctc", labels, frames, dialect="torch-2", reduction="sum")
    assert float(whole.exact) == pytest.approx(math.log(81 / 5) + math.log(81), rel=1e-12)


def test_what_lies_behind_a_length_has_no_part():
    frames = np.random.default_rng(1).normal(size=(1, 4, 3))
    lengths = {"transcript_length": [1], "frame_length": [3], "dialect": "textbook"}
    short = value([[1.0]], frames[:, :3])
    frames[:, 3] = np.nan
    assert value([[1.0, 77.0]], frames, **lengths) == pytest.approx(short, rel=1e-14)
    assert not np.isnan(gradient("ctc", [[1.0, -1.0]], frames, **lengths)[:, :3]).any()


@pytest.mark.parametrize(
    ("labels", "frames", "choices", "said"),
    [
        ([1.0], EVEN, {}, r"transcript has shape \(1,\); it needs \(n, L\)"),
        ([[1.0]], EVEN[0], {}, r"frames has shape \(4, 3\); it needs \(n, T, C\)"),
        ([[1.0], [1.0]], EVEN, {}, "1 sequences"),
        ([[1.0]], EVEN, {"time_major": True}, "4 sequences"),
        ([[3.0]], EVEN, {}, r"transcript\[0, 0\] is 3, but there are 3 classes"),
        ([[0.5]], EVEN, {}, "labels are whole numbers from 0 to 2"),
        ([[1.0]], EVEN, {"blank": 3}, "blank is 3; it must be a class"),
        ([[1.0]], EVEN, {"frame_length": [5]}, r"frame_length\[0\] is 5; .* from 0 to 4"),
        ([[1.0]], EVEN, {"transcript_length": [2]}, r"transcript_length\[0\] is 2; .* 0 to 1"),
        ([[1.0]], EVEN, {"frame_length": 4}, r"frame_length has shape \(\)"),
    ],
)
def test_what_does_not_fit_is_said(labels, frames, choices, said):
    with pytest.raises(ValueError, match=said):
        evaluate("ctc", labels, frames, dialect="textbook", **choices)


def test_keras_squeezes_a_single_class_away():
    with pytest.raises(DialectError, match="squeezed away"):
        evaluate("ctc", [[0.0]], EVEN[..., :1])


def test_a_score_that_is_no_number_stays_in_its_sequence():
    frames = np.random.default_rng(2).normal(size=(2, 4, 3))
    frames[0, 1, 2] = -np.inf
    labels = [[1.0], [2.0]]
    plain = evaluate("ctc", labels, frames, dialect="textbook", reduction="none")
    assert np.isfinite(plain.value).all()  # the class is impossible, and no label
    # Multiplied with one-hot labels it is NaN: measured on Keras 3.15.1 and optax 0.2.8.
    for dialect in ("keras-3", "keras-3-jax", "optax"):
        found = evaluate("ctc", labels, frames, dialect=dialect, reduction="none")
        assert np.isnan(found.value).tolist() == [True, False]


def test_the_steps_show_states_paths_and_ends():
    found = evaluate("ctc", [[1.0, 2.0]], EVEN, dialect="textbook")
    by_name = {stage.operation: (place, stage) for place, stage in enumerate(found.stages)}
    place, states = by_name["ctc_states"]
    assert states.value.tolist() == [[0, 1, 0, 2, 0]]
    assert "0, 1, 0, 2, 0" in step_sentence(found, place)
    place, table = by_name["ctc_forward"]
    assert table.shape == (1, 5, 5)
    assert table.value[0, 0].tolist() == [0, -np.inf, -np.inf, -np.inf, -np.inf]
    assert "a path stays, goes one state on, or skips a blank" in step_sentence(found, place)
    assert step_sentence(found, place).endswith(
        f"score {-math.log(3):.6g} = {table.value[0, 4, 4]:.6g}."
    )
    place, ends = by_name["ctc_ends"]
    assert np.argwhere(ends.value == 0).tolist() == [[0, 4, 3], [0, 4, 4]]
    assert "2 cells" in step_sentence(found, place)


def test_a_second_derivative_is_refused():
    frames, states = variable("frames", (1, 2, 3)), variable("states", (1, 3))
    (slope,) = graph_of_slope(ctc_forward(frames, states), [frames])
    with pytest.raises(ValueError, match="second derivative"):
        graph_of_slope(slope, [frames])


# keras.losses.CTC(reduction=None) of Keras 3.15.1 on TensorFlow 2.21, JAX 0.10.2 and PyTorch 2.13:
# losses, the last of labels that no path fits, and the slope in the second frame of the second one.
@pytest.mark.parametrize(
    ("dialect", "values", "slope"),
    [
        ("keras-3", [2.4986782, 2.5048466, 709.1204], [0.48870307, -0.580163, 0.09146003]),
        ("keras-3-jax", [2.4986782, 2.5048463, 100001.45], [0.48870298, -0.5801629, 0.09146002]),
        ("keras-3-torch", [2.4986782, 2.5048466, np.inf], [0.48870322, -0.58016324, 0.09146005]),
    ],
)
def test_keras_on_three_backends(dialect, values, slope):
    frames = np.sin(np.arange(36.0)).reshape(3, 4, 3)
    labels = [[1, 1, 0], [2, 1, 2], [1, 1, 1]]
    choices = {"dialect": dialect, "reduction": "none"}
    # float32 on both sides, four frames: some units in the last place.
    found = evaluate("ctc", labels, frames, **choices).value
    np.testing.assert_allclose(found, values, rtol=1e-6)
    np.testing.assert_allclose(gradient("ctc", labels, frames, **choices)[1, 1], slope, rtol=2e-6)
