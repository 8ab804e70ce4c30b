"""Which tensors a pasted loss reads, what is made for it, and what it gives before it is added."""

import zipfile

import numpy as np
import pytest

from lossgui.core.dialects import DIALECTS
from lossgui.core.parse import parse
from lossgui.core.spec import make_spec
from lossgui.session.calculator import Calculator
from lossgui.session.pasted import (
    LARGE,
    add_pasted,
    first_tensors,
    is_large,
    missing_tensors,
    proposed_sources,
    try_out,
    update_pasted,
)
from lossgui.session.session import Session
from lossgui.session.storage import FileProblem, load_session, save_session

TENSORS = {"y_true": np.eye(3), "y_pred": np.full((3, 3), 0.5)}


def function(*arguments, body=None):
    """A loss of these arguments."""
    total = " + ".join(f"K.mean({name})" for name in arguments)
    return parse(f"def f({', '.join(arguments)}):\n    return {body or total}")


@pytest.mark.parametrize(
    ("arguments", "sources"),
    [
        (("y_true", "y_pred"), ("y_true", "y_pred")),
        (("y_pred", "y_true"), ("y_pred", "y_true")),
        (("a", "b"), ("y_true", "y_pred")),
        (("a", "y_true"), ("y_pred", "y_true")),
        (("input", "target"), ("y_pred", "y_true")),
        (("y_hat", "y"), ("y_pred", "y_true")),
        (("target", "output"), ("y_true", "y_pred")),
        (("logits", "mask"), ("y_pred", "y_true")),
        (("output1", "output2"), ("y_true", "y_pred")),
        (("recon_x", "x"), ("y_pred", "y_true")),
        (("y_true", "y_pred", "w"), ("y_true", "y_pred", "w")),
        (("a", "b", "anchor"), ("y_true", "y_pred", "anchor")),
        (("logits",), ("y_pred",)),
        (("x",), ("y_true",)),
    ],
)
def test_arguments_read_tensors_by_name_then_by_position(arguments, sources):
    found = proposed_sources(function(*arguments), TENSORS, {})
    assert tuple(found.values()) == sources
    assert tuple(found) == arguments


def test_what_was_chosen_wins_and_what_is_gone_does_not():
    loss = function("y_true", "y_pred")
    kept = {"y_true": "y_pred", "y_pred": "gone"}
    assert proposed_sources(loss, TENSORS, kept) == {"y_true": "y_pred", "y_pred": "y_pred"}


def test_a_new_tensor_can_be_chosen_for_an_argument_that_could_read_another_one():
    loss = function("a", "b")
    assert proposed_sources(loss, TENSORS, {"a": "a"}) == {"a": "a", "b": "y_true"}


def test_missing_tensors_are_listed_once():
    assert missing_tensors({"a": "new", "b": "new", "c": "y_true"}, TENSORS) == ("new",)


@pytest.mark.parametrize(
    ("body", "shape", "value"),
    [
        ("K.mean(y_pred * q)", (3, 3), 0.5),
        ("K.mean(K.log(q))", (3, 3), 0.5),
        ("K.mean(1 / (q - 0.5))", (3, 3), 1.0),
        ("K.mean(1 / ((q - 0.5) * (q - 1.0)))", (3, 3), 0.0),
        ("K.mean(K.mean(y_pred, axis=-1) * K.reshape(q, (3,)))", (3,), 0.5),
        ("K.mean(y_pred) * K.reshape(q, (1,))", (), 0.5),
    ],
)
def test_a_new_tensor_has_a_shape_and_numbers_that_give_a_finite_value(body, shape, value):
    loss = function("y_pred", "q", body=body)
    sources = proposed_sources(loss, TENSORS, {"q": "q"})
    made = first_tensors(make_spec(loss), sources, TENSORS)
    assert made["q"].shape == shape
    assert np.all(made["q"] == value)


@pytest.mark.parametrize("name", ["sample_weight", "pixel_weights", "my_mask"])
def test_new_weights_and_masks_leave_the_loss_as_it_is(name):
    loss = function("y_pred", name, body=f"K.mean(y_pred * {name})")
    sources = {"y_pred": "y_pred", name: name}
    assert np.all(first_tensors(make_spec(loss), sources, TENSORS)[name] == 1)


def test_nothing_is_made_when_nothing_is_missing():
    loss = function("y_true", "y_pred")
    sources = proposed_sources(loss, TENSORS, {})
    assert first_tensors(make_spec(loss), sources, TENSORS) == {}


def test_a_large_new_tensor_is_made_by_its_shape_alone():
    large = {"y_pred": np.zeros((LARGE // 2, 3))}
    loss = function("y_pred", "q", body="K.mean(K.mean(y_pred, axis=-1) * q[:, 0])")
    sources = {"y_pred": "y_pred", "q": "q"}
    assert is_large(sources, large)
    assert first_tensors(make_spec(loss), sources, large)["q"].shape == (LARGE // 2, 3)


def test_a_trial_gives_value_and_verdict():
    session = Session()
    reference = Calculator().update(None, session.state).reference
    arrays = {name: record.values for name, record in session.state.tensors.items()}
    loss = parse("def f(y_true, y_pred): return 0.5 * K.sum(K.square(y_true - y_pred), axis=1)")
    sources = proposed_sources(loss, arrays, {})
    found = try_out(make_spec(loss), sources, arrays, reference, "C")
    assert found.result.value == pytest.approx(0.355)
    assert found.sentence.startswith("C = (d/2) * A for every input")
    assert found.problem == ""


def test_a_trial_that_fails_says_where():
    loss = function("y_true", "y_pred", body="y_true @ K.reshape(y_pred, (9, 1))")
    found = try_out(make_spec(loss), proposed_sources(loss, TENSORS, {}), TENSORS, None)
    assert found.result is None
    assert found.problem.startswith("line 2, column ")
    assert found.span.line == 2


def test_adding_and_updating_are_one_step_each():
    session = Session()
    arrays = {name: record.values for name, record in session.state.tensors.items()}
    first, second = function("a", "b"), function("a", "b", "anchor")
    sources = proposed_sources(first, arrays, {})
    ident = add_pasted(session, make_spec(first), sources, {})
    more = proposed_sources(second, arrays, sources)
    fresh = first_tensors(make_spec(second), more, arrays)
    update_pasted(session, ident, make_spec(second), more, fresh)
    assert session.history == ("Add loss f", "Update loss C")
    assert session.state.losses[-1].sources == {"a": "y_true", "b": "y_pred", "anchor": "anchor"}
    session.undo()
    assert "anchor" not in session.state.tensors
    assert session.state.losses[-1].spec.entry == first


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("extra", [(), ("sample_weight",), ("mask",), ("sample_weight", "mask")])
def test_no_sentence_about_a_pasted_loss_holds_its_source(dialect, extra):
    loss = parse("def f(y_true, y_pred):\n    return K.mean(K.abs(y_true - y_pred), axis=-1)")
    tensors = {**TENSORS, "sample_weight": np.array([1.0, 2.0, 0.0]), "mask": np.ones(3)}
    sources = {name: name for name in ("y_true", "y_pred", *extra)}
    said = []
    for reduction in DIALECTS[dialect].reductions:
        spec = make_spec(loss, dialect=dialect, reduction=reduction)
        found = try_out(spec, sources, tensors, None)
        said.append(found.problem)
        if found.result is not None:
            said += found.result.notes
            said += [stage.formula for stage in found.result.stages]
    for wrong in ({"axis": 1}, {"inner": "sum"}, {"beta": 1.0}):
        with pytest.raises(ValueError, match=r"\bf\b") as caught:
            make_spec(loss, **wrong)
        said.append(str(caught.value))
    assert [text for text in said if "def f" in text or "code:" in text] == []


def test_a_session_file_keeps_a_pasted_loss_and_names_the_line_of_one_that_cannot_be_read(tmp_path):
    session = Session()
    loss = parse("def f(y_true, y_pred, delta=2.0):\n    return K.mean(delta * (y_true - y_pred))")
    sources = {"y_true": "y_true", "y_pred": "y_pred"}
    add_pasted(session, make_spec(loss, delta=3.0), sources, {})
    file = tmp_path / "a.lossgui"
    save_session(file, session.state)
    assert load_session(file).losses[-1].spec == session.state.losses[-1].spec
    spoiled = tmp_path / "b.lossgui"
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(spoiled, "w") as other:
        for name in whole.namelist():
            text = whole.read(name)
            if name.endswith(".json"):
                text = text.replace(b"return K.mean", b"del y_true; K.mean")
            other.writestr(name, text)
    with pytest.raises(FileProblem, match=r"^b.lossgui: loss 3: line 2, column "):
        load_session(spoiled)


@pytest.mark.parametrize(
    "line",
    ["tf.square(x) * 0.1 + y_true", "tf.exp(-x) + tf.sqrt(tf.abs(x * y_true))", "x * x - y_true"],
)
@pytest.mark.parametrize("steps", [50, 70])
def test_a_long_chain_of_steps_is_compared_without_an_error(line, steps):
    lines = "".join(f"    x = {line}\n" for _ in range(steps))
    loss = parse(f"def f(y_true, y_pred):\n    x = y_pred\n{lines}    return tf.reduce_mean(x)\n")
    session = Session()
    reference = Calculator().update(None, session.state).reference
    arrays = {name: record.values for name, record in session.state.tensors.items()}
    sources = proposed_sources(loss, arrays, {})
    found = try_out(make_spec(loss), sources, arrays, reference, "C")
    assert found.result is not None
    assert found.sentence.startswith("C is no fixed multiple of A")
