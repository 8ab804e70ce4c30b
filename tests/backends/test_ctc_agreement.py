"""CTC against the real frameworks: values, each sequence's value, slopes, what no path fits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lossgui.backends.check import check, check_spec
from lossgui.core.spec import make_spec
from tests.backends.cases import Case
from tests.core.plain_ctc import fits

REAL = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=100,
)
# JAX compiles its loop over the frames anew for every shape.
FEW = settings(REAL, max_examples=12)
LENGTHS = ("transcript_length", "frame_length")
# TensorFlow's slope of a sequence that no path fits is not that of its value: it lets paths start
# anywhere as well (ctc_ops.py 2.21, _forward_backward_log).
OWN_SLOPE = "the gradient by frames"


@st.composite
def tensors(draw: st.DrawFn, *, lengths: bool, short: bool = True) -> dict[str, Any]:
    """Labels with repetitions, filled up with the blank 0, and frames; `short`: maybe too few."""
    count, length, frames = (draw(st.integers(*ends)) for ends in ((1, 4), (1, 4), (1, 7)))
    classes = draw(st.integers(2, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    labels = rng.integers(1, classes, (count, length)).astype(float)
    found = {"frames": rng.normal(size=(count, frames, classes)) * draw(st.sampled_from((1, 4)))}
    spoken = rng.integers(0 if lengths else 1, frames + 1, count)
    counts = rng.integers(0, length + 1, count)
    for n in range(count):
        have = spoken[n] if lengths else frames
        while not short and not fits(labels[n, : counts[n]], have):
            counts[n] -= 1
    if lengths:
        found |= {"transcript_length": counts.astype(float), "frame_length": spoken.astype(float)}
    behind = np.arange(length) >= counts[:, None]
    # With lengths, anything may lie behind them.
    return {"transcript": labels if lengths else np.where(behind, 0.0, labels)} | found


@st.composite
def cases(draw: st.DrawFn, dialect: str, **choices: Any) -> Case:
    """CTC with random reduction and dtype on random sequences."""
    reductions = ["mean", "sum", "none"]
    lengths = draw(st.booleans()) and dialect != "keras-3"
    given = {name: draw(st.sampled_from(values)) for name, values in choices.items()}
    spec = make_spec("ctc", dialect=dialect, reduction=draw(st.sampled_from(reductions)), **given)
    found = draw(tensors(lengths=lengths, short=dialect != "keras-3"))
    if spec.parameters["time_major"] is not False and dialect == "torch-2":
        found["frames"] = np.swapaxes(found["frames"], 0, 1)
    weight = None
    if dialect == "keras-3" and draw(st.booleans()):
        weight = np.linspace(0.0, 2.0, len(found["transcript"]))
    return Case(spec, found, weight, None)


@given(case=cases("keras-3"))
@settings(REAL, max_examples=50)
def test_keras_on_tensorflow(tensorflow, case):
    found = check_spec(case.spec, case.tensors, sample_weight=case.sample_weight, host=tensorflow)
    assert found.agrees, found.sentence
    assert found.source.startswith("keras.losses.CTC(")


@given(drawn=tensors(lengths=False))
@settings(REAL, max_examples=40)
def test_values_of_keras_on_tensorflow_where_no_path_fits(tensorflow, drawn):
    found = check_spec(make_spec("ctc", reduction="none"), drawn, host=tensorflow)
    assert found.agrees or found.first_difference.startswith(OWN_SLOPE), found.sentence


@given(
    case=cases(
        "torch-2",
        dtype=(None, "float64"),
        zero_infinity=(False, True),
        log_probabilities=(None, False),
        time_major=(None, False),
    )
)
@settings(REAL)
def test_pytorch(pytorch, case):
    found = check_spec(case.spec, case.tensors, host=pytorch)
    assert found.agrees, found.sentence
    assert found.source.startswith("torch.nn.functional.ctc_loss")


@given(case=cases("optax", dtype=(None, "float64"), log_zero=(None, -3.0), time_major=(None, True)))
@settings(FEW)
def test_optax(optax, case):
    if case.spec.parameters["time_major"]:
        case.tensors["frames"] = np.swapaxes(case.tensors["frames"], 0, 1)
    found = check_spec(case.spec, case.tensors, host=optax)
    assert found.agrees, found.sentence
    assert found.source.startswith("optax.losses.ctc_loss")


FRAMES = np.random.default_rng(0).normal(size=(3, 4, 3))
LABELS = {
    "repeated": [[1, 1, 0], [2, 2, 0], [1, 2, 0]],
    "no label": [[0, 0, 0], [0, 0, 0], [1, 0, 0]],
    "no place for labels": np.zeros((3, 0)),
    "a class that is none": [[1, 3, 0], [1, 0, 0], [-1, 2, 0]],
}


@pytest.mark.parametrize("name", LABELS)
def test_edges(tensorflow, optax, name):
    for dialect, host in (("keras-3", tensorflow), ("optax", optax)):
        found = check("ctc", LABELS[name], FRAMES, dialect=dialect, host=host)
        known = name == "a class that is none" and dialect == "keras-3"  # its slope: p - occupancy
        agrees = found.agrees or (known and found.first_difference.startswith(OWN_SLOPE))
        assert agrees, found.sentence


# Values that torch 2.13, TensorFlow 2.21 and optax 0.2.8 print for one label three times in four
# frames of even chances: none, 706.9 and some, 100000 and some.
def test_no_path_fits(tensorflow, pytorch, optax):
    labels, frames = [[1.0, 1.0, 1.0]], np.zeros((1, 4, 3))
    values = {}
    for dialect, host in (("keras-3", tensorflow), ("torch-2", pytorch), ("optax", optax)):
        given = frames if dialect != "torch-2" else np.swapaxes(frames, 0, 1)
        found = check("ctc", labels, given, dialect=dialect, reduction="sum", host=host)
        values[dialect] = float(found.theirs)
        assert found.agrees or found.first_difference.startswith(OWN_SLOPE), found.sentence
    assert values["torch-2"] == np.inf
    assert 706 < values["keras-3"] < 712
    assert 99_990 < values["optax"] < 100_010


def test_another_blank(pytorch, optax):
    labels, frames = [[0.0, 1.0], [1.0, 1.0], [0.0, 2.0]], FRAMES
    found = check("ctc", labels, frames, dialect="optax", blank=2, host=optax)
    assert found.agrees, found.sentence
    found = check("ctc", labels, frames, dialect="torch-2", blank=2, time_major=False, host=pytorch)
    assert found.agrees, found.sentence


def test_both_refuse(tensorflow, pytorch, optax):
    squeezed = check("ctc", [[0.0]], np.zeros((1, 4, 1)), host=tensorflow)
    assert squeezed.sentence.startswith("Agrees: both refuse."), squeezed.sentence
    for dialect, host in (("keras-3", tensorflow), ("torch-2", pytorch), ("optax", optax)):
        for labels in (np.zeros((2, 2)), np.zeros(3)):
            found = check("ctc", labels, np.zeros((3, 3, 3)), dialect=dialect, host=host)
            if dialect == "torch-2" and labels.ndim == 1:
                continue  # PyTorch takes labels one after the other too, which lossgui does not
            assert found.sentence.startswith("Agrees: both refuse."), found.sentence
    long = {"frame_length": [5.0], "dialect": "torch-2"}
    found = check("ctc", [[1.0]], np.zeros((4, 1, 3)), host=pytorch, **long)
    assert found.sentence.startswith("Agrees: both refuse."), found.sentence


def test_what_a_framework_lacks_is_not_comparable(tensorflow, optax):
    for options in ({"dtype": "float64"}, {"blank": 1.0}, {"frame_length": [4.0, 4.0, 4.0]}):
        found = check("ctc", LABELS["repeated"], FRAMES, host=tensorflow, **options)
        assert found.status == "not comparable", found.sentence
    options = {"dialect": "optax", "zero_infinity": True}
    found = check("ctc", LABELS["repeated"], FRAMES, host=optax, **options)
    assert found.status == "not comparable", found.sentence
