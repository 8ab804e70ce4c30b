"""A loss with its choices: defaults, changes, errors in sentences, and the way through JSON."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossgui.core.api import evaluate
from lossgui.core.dialects import DIALECTS
from lossgui.core.losses import LOSSES
from lossgui.core.spec import LossSpec, from_json, make_spec
from tests.core import random_cases as random

# ---------------------------------------------------------------------------------------- defaults


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("key", LOSSES)
def test_what_is_not_given_is_the_loss_or_the_dialects_default(key, dialect):
    entry, rules = LOSSES[key], DIALECTS[dialect]
    spec = make_spec(key, dialect=dialect)
    assert (spec.loss, spec.dialect) == (key, dialect)
    assert (spec.reduction, spec.axis) == (rules.default_reduction, rules.own_axis(entry))
    assert (spec.inner, spec.factor, spec.dtype) == (entry.inner, 1.0, None)
    assert spec.computed_dtype == rules.default_dtype
    assert spec.parameters == {item.name: item.default for item in entry.parameters}
    assert (spec.entry, spec.rules) == (entry, rules)


def test_names_are_found_in_any_spelling():
    assert make_spec("MSE") == make_spec("Mean squared error") == make_spec("mean_squared_error")
    assert make_spec("mse", dialect="Keras 3") == make_spec("mse", dialect="KERAS-3")
    assert make_spec("mse", reduction="mean").reduction == "sum_over_batch_size"
    assert make_spec("mse", reduction=None).reduction == "none"
    assert make_spec("mse", dialect="textbook", reduction=None).reduction == "none"


def test_numbers_of_numpy_are_numbers():
    spec = make_spec("huber", axis=np.int64(1), factor=np.float32(0.5), delta=np.int32(2))
    assert spec == make_spec("huber", axis=1, factor=0.5, delta=2.0)
    assert [type(x) for x in (spec.axis, spec.factor, spec.parameters["delta"])] == [
        int,
        float,
        float,
    ]
    assert make_spec("mse", axis=(np.int8(0), 1)).axis == (0, 1)


def test_a_spec_can_not_be_changed_and_can_be_a_key():
    spec = make_spec("huber", delta=2.0)
    with pytest.raises(AttributeError):
        spec.factor = 2.0  # type: ignore[misc]
    with pytest.raises(TypeError):
        spec.parameters["delta"] = 3.0  # type: ignore[index]
    again = make_spec("huber", delta=2.0)
    assert len({spec, again, make_spec("huber", delta=3.0)}) == 2


# ------------------------------------------------------------------------------------------ errors


@pytest.mark.parametrize(
    ("loss", "choices", "sentence"),
    [
        ("huberr", {}, "there is no loss called 'huberr'; did you mean huber"),
        ("", {}, "there is no loss called ''; there are: .*mean_squared_error"),
        ("xyzzy", {}, "there is no loss called 'xyzzy'; there are: "),
        (None, {}, "a loss is named by a text, not by None"),
        (["mse"], {}, r"a loss is named by a text, not by \['mse'\]"),
        ("mse", {"dialect": "keras3"}, "no dialect called 'keras3'; did you mean keras"),
        ("mse", {"dialect": "pascal"}, "no dialect called 'pascal'; there are: keras-3"),
        ("mse", {"dialect": None}, "no dialect called None; there are: keras-3"),
        ("mse", {"reduction": "avg"}, "Keras 3 has no reduction 'avg'; it has: sum_over_batch"),
        ("mse", {"reduction": ["sum"]}, r"Keras 3 has no reduction \['sum'\]; it has: "),
        ("mse", {"axis": "last"}, "axis must be None, an integer or a tuple of integers, not 'las"),
        ("mse", {"axis": 1.0}, "axis must be None, an integer or a tuple of integers, not 1.0"),
        ("mse", {"axis": True}, "axis must be None, an integer or a tuple of integers, not True"),
        ("mse", {"axis": (0, None)}, r"a tuple of integers, not \(0, None\)"),
        ("mse", {"axis": ((0,),)}, r"a tuple of integers, not \(\(0,\),\)"),
        ("mse", {"inner": "max"}, "the inner reduction must be 'mean' or 'sum', not 'max'"),
        ("mse", {"inner": ["sum"]}, r"inner reduction must be 'mean' or 'sum', not \['sum'\]"),
        ("mse", {"factor": "2"}, "factor must be a number, not '2'"),
        ("mse", {"factor": True}, "factor must be a number, not True"),
        ("mse", {"factor": None}, "factor must be a number, not None"),
        ("mse", {"factor": 1j}, "factor must be a number, not 1j"),
        ("mse", {"factor": float("nan")}, "factor must be a finite number, not nan"),
        ("mse", {"factor": float("inf")}, "factor must be a finite number, not inf"),
        ("mse", {"factor": 10**400}, "factor must be a finite number, not 1000"),
        ("mse", {"dtype": "float80"}, "must be one of float16, float32, float64, not 'float80'"),
        ("mse", {"dtype": ["float32"]}, r"must be one of .*, not \['float32'\]"),
        ("mse", {"delta": 1.0}, "mean_squared_error has no parameter 'delta'; its parameters: non"),
        ("huber", {"epsilon": 1.0}, "huber has no parameter 'epsilon'; its parameters: delta"),
        ("huber", {"delta": -1.0}, r"delta must lie in 0 \.\. inf, not be -1.0"),
        ("huber", {"delta": float("nan")}, r"delta must lie in 0 \.\. inf, not be nan"),
        ("huber", {"delta": 10**400}, r"delta must lie in 0 \.\. inf, not be 1000"),
        ("huber", {"delta": "1"}, "delta must be a number, not '1'"),
        ("huber", {"delta": None}, "delta must be a number, not None"),
        ("huber", {"delta": False}, "delta must be a number, not False"),
        ("bce", {"from_logits": 1}, "from_logits must be True or False, not 1"),
        ("bce", {"label_smoothing": 1.5}, r"label_smoothing must lie in 0 \.\. 1, not be 1.5"),
    ],
)
def test_a_wrong_choice_is_refused_in_a_sentence(loss, choices, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        make_spec(loss, **choices)
    assert len(str(caught.value)) < 500, "a sentence, not the whole of a huge number"


def test_none_stands_for_the_dialects_constant():
    spec = make_spec("bce", epsilon=None)
    assert spec.parameters["epsilon"] is None
    assert make_spec("bce", epsilon=0.01).replace(parameters={"epsilon": None}) == spec


# ----------------------------------------------------------------------------------------- changes


def test_a_changed_loss_brings_its_own_axis_inner_reduction_and_parameters():
    spec = make_spec("huber", axis=0, inner="sum", delta=2.0, factor=3.0, reduction="sum")
    changed = spec.replace(loss="kl_standard_normal")
    assert changed == make_spec("kl_standard_normal", factor=3.0, reduction="sum")
    assert spec.replace(loss="mse", axis=0) == make_spec("mse", axis=0, factor=3.0, reduction="sum")


def test_another_name_of_the_same_loss_changes_nothing():
    spec = make_spec("huber", axis=0, inner="sum", delta=2.0)
    assert spec.replace(loss="huber_loss") == spec.replace(loss="Huber") == spec


def test_a_parameter_can_be_changed_by_its_name():
    spec = make_spec("bce", label_smoothing=0.2)
    changed = spec.replace(from_logits=True)
    assert changed == make_spec("bce", label_smoothing=0.2, from_logits=True)
    assert evaluate(make_spec("huber"), [[0.0]], [[3.0]], delta=2.0).value == 4.0
    with pytest.raises(ValueError, match="huber has no parameter 'beta'; its parameters: delta"):
        make_spec("huber").replace(beta=1.0)


def test_a_changed_loss_keeps_what_is_given_for_it():
    spec = make_spec("mse").replace(loss="huber", delta=2.0)
    assert spec == make_spec("huber", delta=2.0)
    with pytest.raises(ValueError, match="mean_squared_error has no parameter 'delta'"):
        make_spec("huber").replace(loss="mse", delta=2.0)


@pytest.mark.parametrize(
    ("start", "dialect", "expected"),
    [
        ("sum_over_batch_size", "textbook", "mean"),
        ("mean_with_sample_weight", "textbook", "weighted_mean"),
        ("sum", "textbook", "sum"),
        ("none", "textbook", "none"),
        ("none", "keras-1", "mean"),
    ],
)
def test_a_changed_dialect_keeps_the_meaning_of_the_reduction(start, dialect, expected):
    spec = make_spec("mse", reduction=start).replace(dialect=dialect)
    assert (spec.dialect, spec.reduction) == (dialect, expected)
    if expected != "mean" or start == "sum_over_batch_size":
        assert spec.replace(dialect="Keras 3").reduction == start


def test_the_usual_axis_becomes_the_usual_axis_of_another_dialect():
    # huber of Keras 2.3 has no mean.
    assert make_spec("huber").replace(dialect="keras-2.3").axis == ()
    assert make_spec("rmse").replace(loss="huber", dialect="keras-2.3").axis == ()
    assert make_spec("huber", axis=0).replace(dialect="keras-2.3").axis == 0
    assert make_spec("huber").replace(dialect="keras-2.3", axis=-1).axis == -1


def test_a_change_is_checked_like_a_new_spec():
    spec = make_spec("mse")
    for changes in ({"axis": "x"}, {"factor": float("inf")}, {"reduction": "weighted_mean"}):
        with pytest.raises(ValueError, match=r"axis|factor|reduction"):
            spec.replace(**changes)


# -------------------------------------------------------------------------------------------- JSON


@given(st.data())
def test_a_spec_comes_back_from_json(data):
    spec = data.draw(random.specs(data.draw(st.integers(0, 5))))
    spec = spec.replace(dtype=data.draw(st.sampled_from((None, *spec.rules.dtypes))))
    text = json.dumps(spec.as_json(), allow_nan=False)
    back = from_json(json.loads(text))
    assert back == spec
    assert hash(back) == hash(spec)


def test_missing_entries_are_defaults():
    assert from_json({"loss": "mse"}) == make_spec("mse")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (None, "a loss needs the entry 'loss'"),
        ([], "a loss needs the entry 'loss'"),
        ({}, "a loss needs the entry 'loss'"),
        ({"loss": 3}, "a loss needs the entry 'loss' with the name"),
        ({"loss": "mse", "colour": 1}, "the unknown entry 'colour'"),
        ({"loss": "mse", 3: 1}, "the unknown entry 3"),
        ({"loss": "mse", "parameters": [1]}, r"parameters must be names with values, not \[1\]"),
        ({"loss": "mse", "parameters": {"axis": 1}}, "has no parameter 'axis'"),
        ({"loss": "mse", "parameters": {"loss": "x"}}, "has no parameter 'loss'"),
        ({"loss": "mse", "axis": 0, "parameters": {"axis": 1}}, "has no parameter 'axis'"),
        ({"loss": "huber", "parameters": {"delta": [1]}}, "delta must be a number"),
        ({"loss": "huber", "parameters": {"delta": 10**400}}, "delta must lie in"),
        ({"loss": "mse", "factor": 10**400}, "factor must be a finite number"),
        ({"loss": "mse", "reduction": {}}, "has no reduction {}"),
        ({"loss": "mse", "axis": [[0]]}, "axis must be None"),
        ({"loss": "mse", "axis": {}}, "axis must be None"),
    ],
)
def test_what_is_no_loss_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(ValueError, match=sentence):
        from_json(data)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(("mse", "huber", "keras-3", "sum", "mean", "float16", 10**400)),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(("delta", "epsilon", "axis", "loss")) | st.text(max_size=3),
            inside,
            max_size=3,
        )
    ),
    max_leaves=4,
)


@given(
    st.dictionaries(
        st.sampled_from([*LossSpec.__dataclass_fields__, "other"]), ANYTHING, max_size=5
    )
)
def test_hostile_json_is_a_loss_or_a_sentence(data: dict[str, Any]):
    try:
        found: LossSpec | str = from_json({"loss": "huber"} | data)
    except ValueError as problem:
        found = str(problem)
    assert isinstance(found, LossSpec) or len(found) > 10
