"""Editing cells and whole tensors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lossgui.session.cells import DTYPES, MAXIMUM_CELLS, fitted, owned_array
from lossgui.session.session import Session


def test_the_founding_example_is_what_opens_first(session):
    state = session.state
    assert list(state.tensors) == ["y_true", "y_pred"]
    assert state.tensors["y_pred"].values.tolist() == [
        [0, 0.8, 0.9],
        [0.5, 0.7, 0.6],
        [0.8, 0.7, 0.5],
    ]
    first, second = state.losses
    assert (first.name, first.spec.loss, first.spec.dialect) == (
        "A",
        "mean_squared_error",
        "keras-3",
    )
    assert (second.name, second.spec.dialect, second.spec.axis) == ("B", "textbook", 1)
    assert state.reference == first.ident
    assert session.saved
    assert not session.can_undo


def test_an_edit_is_told_once_with_the_box_that_it_touches(session, ear):
    before = session.state
    session.set_cells("y_pred", (0, 2), 0.25)
    [(told_before, after)] = ear.heard
    assert told_before is before
    assert after is session.state
    assert after.tensors["y_pred"].values[0, 2] == 0.25
    assert after.tensors["y_pred"].touched == (slice(0, 1, 1), slice(2, 3, 1))
    assert after.tensors["y_pred"].revision == before.tensors["y_pred"].revision + 1
    assert after.tensors["y_true"] is before.tensors["y_true"]
    assert after.losses is before.losses
    assert after.revision == before.revision + 1


def test_an_edit_keeps_the_memory_of_the_tensor(session):
    before = session.state.tensors["y_pred"].values
    session.set_cells("y_pred", (slice(None), 1), [1.0, 2.0, 3.0])
    after = session.state.tensors["y_pred"].values
    assert np.shares_memory(before, after)
    assert after[:, 1].tolist() == [1, 2, 3]


def test_an_undo_entry_costs_what_the_edit_touches():
    session = Session()
    session.set_tensor("large", np.zeros((1000, 1000)))
    used = session._journal.history.nbytes
    session.set_cells("large", (3, 4), 1.0)
    assert session._journal.history.nbytes - used < 1000


def test_what_is_handed_out_cannot_be_written_to(session):
    with pytest.raises(ValueError, match="read-only"):
        session.state.tensors["y_pred"].values[0, 0] = 1
    with pytest.raises(TypeError):
        session.state.tensors["new"] = None
    with pytest.raises(TypeError):
        session.state.losses[0].sources["y_true"] = "y_pred"


@pytest.mark.parametrize("value", [0.8, np.float64(0.8), [[0.8]][0][0]])
def test_committing_the_same_value_is_no_step(session, ear, value):
    session.set_cells("y_pred", (0, 1), value)
    session.set_tensor("y_pred", session.state.tensors["y_pred"].values)
    assert not ear.heard
    assert session.history == ()


def test_minus_zero_is_another_value_and_nan_is_not(session):
    session.set_cells("y_pred", (0, 0), -0.0)
    session.set_cells("y_pred", (0, 0), np.nan)
    session.set_cells("y_pred", (0, 0), np.nan)
    assert session.history == ("Edit y_pred[0, 0]", "Edit y_pred[0, 0]")


@pytest.mark.parametrize(
    ("region", "values", "text"),
    [
        ((0, 2), 5.0, "Edit y_pred[0, 2]"),
        ((-1, -1), 5.0, "Edit y_pred[2, 2]"),
        ((slice(0, 2), slice(0, 2)), [[1, 2], [3, 4]], "Edit 4 cells of y_pred"),
        ((1,), 9.0, "Edit 3 cells of y_pred"),
        ((), 9.0, "Edit 9 cells of y_pred"),
        ((slice(None, None, -2), 0), [7, 8], "Edit 2 cells of y_pred"),
    ],
)
def test_a_region_is_edited_like_numpy_would(session, region, values, text):
    expected = session.state.tensors["y_pred"].values.copy()
    before = expected.copy()
    expected[region] = values
    session.set_cells("y_pred", region, values)
    assert session.undo_text == text
    assert session.state.tensors["y_pred"].values.tolist() == expected.tolist()
    session.undo()
    assert session.state.tensors["y_pred"].values.tobytes() == before.tobytes()


def test_an_empty_region_is_no_step(session, ear):
    session.set_cells("y_pred", (slice(3, 9),), 1.0)
    assert not ear.heard


def test_a_0d_tensor_has_one_cell(session):
    session.set_tensor("t", 3.0)
    session.set_cells("t", (), 4.0)
    assert session.undo_text == "Edit t"
    assert session.state.tensors["t"].touched == ()
    assert session.state.tensors["t"].values[()] == 4.0


def test_values_may_come_from_the_tensor_itself(session):
    values = session.state.tensors["y_pred"].values
    session.set_cells("y_pred", (slice(1, 3),), values[0:2])
    assert session.state.tensors["y_pred"].values.tolist() == [
        [0, 0.8, 0.9],
        [0, 0.8, 0.9],
        [0.5, 0.7, 0.6],
    ]


@pytest.mark.parametrize(
    ("edit", "error", "sentence"),
    [
        (
            lambda s: s.set_cells("y_prad", (0, 0), 1),
            ValueError,
            "there is no tensor called 'y_prad'; did you mean y_pred?",
        ),
        (
            lambda s: s.set_cells("y_pred", (0, 3), 1),
            ValueError,
            r"axis 1 goes from 0 to 2, there is no 3",
        ),
        (
            lambda s: s.set_cells("y_pred", (0, 0, 0), 1),
            ValueError,
            "3 indices but y_pred has only 2 axes",
        ),
        (lambda s: s.set_cells("y_pred", [0, 0], 1), TypeError, "tuple of integers and slices"),
        (lambda s: s.set_cells("y_pred", (0, 0.0), 1), TypeError, "index 1 is 0.0"),
        (
            lambda s: s.set_cells("y_pred", (0,), [1, 2]),
            ValueError,
            r"shape \(2,\) but the region y_pred\[0, :\] has shape \(3,\)",
        ),
        (lambda s: s.set_cells("y_pred", (0, 0), [1, 2]), ValueError, r"shape \(2,\)"),
        (lambda s: s.set_cells("y_pred", (0,), [[1, 2, 3]]), ValueError, r"shape \(1, 3\)"),
        (lambda s: s.set_cells("y_pred", (0, 0), "0.5"), TypeError, "holds text"),
        (lambda s: s.set_cells("y_pred", (0, 0), 1j), TypeError, "complex"),
        (lambda s: s.set_cells("y_pred", (0, 0), None), TypeError, "Python objects"),
        (lambda s: s.set_cells("y_pred", (0,), [[1], [2, 3]]), ValueError, "same length"),
        (
            lambda s: s.set_cells("y_pred", (0, 0), np.ma.masked_array([1], [True])),
            TypeError,
            "masked",
        ),
        (lambda s: s.set_tensor("2nd", [1]), ValueError, "'2nd' cannot be a tensor's name.*t_2nd"),
        (lambda s: s.set_tensor(3, [1]), TypeError, "must be text"),
        (lambda s: s.set_tensor("x", [[1], [2, 3]]), ValueError, "x is not a regular array"),
        (lambda s: s.set_tensor("x", ["a"]), TypeError, "x holds text"),
        (lambda s: s.set_tensor("x", [1j]), TypeError, "x holds complex numbers"),
        (lambda s: s.set_tensor("x", np.array([object()])), TypeError, "x holds Python objects"),
        (lambda s: s.set_tensor("x", np.zeros(2, "f4,i4")), TypeError, "x is a table of records"),
        (
            lambda s: s.set_tensor("x", np.array(["2020-01-01"], "M8[D]")),
            TypeError,
            "x holds dates",
        ),
        (lambda s: s.set_tensor("x", np.ma.masked_array([1], [True])), TypeError, "masked"),
        (
            lambda s: s.set_tensor("x", np.broadcast_to(1.0, (10**5, 10**4))),
            ValueError,
            "1 000 000 000 cells",
        ),
        (lambda s: s.set_tensors({"a": [1.0], "x": ["a"]}), TypeError, "x holds text"),
        (
            lambda s: s.remove_tensor("y_pred"),
            ValueError,
            "y_pred cannot be removed: losses A, B read it",
        ),
        (lambda s: s.remove_tensor("nothing"), ValueError, "no tensor called 'nothing'"),
    ],
)
def test_wrong_use_says_what_is_wrong_and_changes_nothing(session, ear, edit, error, sentence):
    before = session.state
    with pytest.raises(error, match=sentence):
        edit(session)
    assert session.state is before
    assert not ear.heard
    assert not session.can_undo


# ------------------------------------------------------------------------------------- dtypes


def test_arrays_keep_their_dtype_and_everything_else_becomes_float64(session):
    for dtype in DTYPES:
        session.set_tensor("x", np.ones((2, 2), dtype))
        assert session.state.tensors["x"].values.dtype == dtype
    session.set_tensor("x", [[1, 2], [3, 4]])
    assert session.state.tensors["x"].values.dtype == np.float64
    session.set_tensor("x", [True, False])
    assert session.state.tensors["x"].values.dtype == np.float64


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3).astype(">f8"),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(12.0).reshape(2, 6)[:, ::2],
        np.arange(6.0).reshape(2, 3)[::-1, ::-1],
        np.broadcast_to(np.arange(3.0), (2, 3)),
        np.arange(6, dtype=">i4").reshape(3, 2).T,
        np.array(2.5, dtype=">f4"),
        np.zeros((0, 3)),
    ],
)
def test_every_layout_becomes_contiguous_native_memory_of_the_session(session, array):
    session.set_tensor("x", array)
    values = session.state.tensors["x"].values
    assert values.flags.c_contiguous
    assert values.dtype.isnative
    assert values.shape == array.shape
    assert values.tolist() == array.tolist()
    assert not np.shares_memory(values, array)


@pytest.mark.parametrize(
    ("dtype", "value", "sentence"),
    [
        ("int64", 0.5, "cannot be 0.5: its dtype is int64"),
        ("int64", np.nan, "cannot be nan"),
        ("int64", np.inf, "cannot be inf"),
        ("int64", 2.0**63, "whole numbers from -9223372036854775808 to 9223372036854775807"),
        ("int64", np.uint64(2**63), "cannot be 9223372036854775808"),
        ("uint8", 256, "from 0 to 255"),
        ("uint8", -1, "from 0 to 255"),
        ("uint64", -1.0, "cannot be -1.0"),
        ("int8", 128, "from -128 to 127"),
        ("bool", 2, "0 and 1 only"),
        ("bool", 0.5, "0 and 1 only"),
        ("bool", -1, "0 and 1 only"),
        ("float16", 70000, "its dtype is float16"),
        ("float32", 1e39, "sizes from 1e-45 to 3.4"),
        ("float32", 1e-60, "cannot be 1e-60"),
        ("float16", [1.0, 1e9], "cannot be 1000000000.0"),
    ],
)
def test_a_value_that_the_dtype_cannot_hold_is_refused(session, dtype, value, sentence):
    session.set_tensor("x", np.ones(2, dtype))
    before = session.state
    with pytest.raises(ValueError, match=sentence):
        session.set_cells("x", (slice(None),) if isinstance(value, list) else (0,), value)
    assert session.state is before


@pytest.mark.parametrize(
    ("dtype", "value", "kept"),
    [
        ("int64", 3.0, 3),
        ("int64", -(2.0**63), -(2**63)),
        ("int64", True, 1),
        ("uint64", 2**64 - 1, 2**64 - 1),
        ("uint8", np.int64(255), 255),
        ("bool", 1.0, True),
        ("bool", np.uint8(0), False),
        ("float32", 0.1, float(np.float32(0.1))),
        ("float32", np.inf, np.inf),
        ("float16", 1e-7, float(np.float16(1e-7))),
        ("float64", 2**60 + 1, float(2**60)),
        ("float32", False, 0.0),
    ],
)
def test_a_value_that_the_dtype_can_hold_is_rounded_at_most(dtype, value, kept):
    cell = fitted(value, np.dtype(dtype), (), "x")
    assert cell.dtype == dtype
    assert cell.item() == kept


@given(
    hnp.arrays(st.sampled_from(DTYPES), hnp.array_shapes(min_dims=0, max_side=3)),
    st.sampled_from(DTYPES),
)
def test_a_whole_number_dtype_takes_a_value_exactly_or_not_at_all(array, dtype):
    try:
        cast = fitted(array, dtype, array.shape, "x")
    except ValueError:
        return
    assert cast.shape == array.shape
    if dtype.kind in "iub":
        assert [int(v) for v in cast.ravel()] == [int(v) for v in array.ravel()]
    else:
        finite = np.isfinite(array)
        assert (np.isfinite(cast) == finite).all()
        assert ((cast == 0) == (array == 0)).all()


def test_the_largest_tensor_is_checked_before_memory_is_taken():
    assert MAXIMUM_CELLS < 10**9
    with pytest.raises(ValueError, match=r"x has shape \(31623, 31623\)"):
        owned_array(np.broadcast_to(np.int8(1), (31623, 31623)), "x")


# ----------------------------------------------------------------------------- whole tensors


def test_several_tensors_are_one_step(session, ear):
    session.set_tensors({"y_true": np.zeros((4, 2)), "y_pred": np.ones((4, 2))}, text="Open a.npz")
    assert session.history == ("Open a.npz",)
    assert len(ear.heard) == 1
    assert ear.last.tensors["y_true"].touched is None
    assert ear.last.tensors["y_pred"].values.shape == (4, 2)
    session.undo()
    assert session.state.tensors["y_true"].values.shape == (3, 3)


@pytest.mark.parametrize(
    ("arrays", "text"),
    [
        ({"x": [1.0]}, "Add x"),
        ({"y_pred": [1.0]}, "Replace y_pred"),
        ({"y_pred": [1.0], "y_true": [1.0]}, "Replace 2 tensors"),
        ({"y_pred": [1.0], "x": [1.0], "z": [2.0]}, "Add 3 tensors"),
    ],
)
def test_the_text_says_what_happens_to_the_tensors(session, arrays, text):
    session.set_tensors(arrays)
    assert session.undo_text == text


def test_a_removed_tensor_comes_back_with_a_new_revision(session):
    session.set_tensor("x", [1.0, 2.0])
    first = session.state.tensors["x"].revision
    session.remove_tensor("x")
    assert "x" not in session.state.tensors
    assert session.undo_text == "Remove x"
    session.undo()
    back = session.state.tensors["x"]
    assert back.values.tolist() == [1, 2]
    assert back.touched is None
    assert back.revision > first


def test_the_place_of_a_tensor_survives_its_replacement_and_undo(session):
    session.set_tensor("x", [1.0])
    session.set_tensor("y_true", np.zeros((2, 2)))
    assert list(session.state.tensors) == ["y_true", "y_pred", "x"]
    session.remove_tensor("x")
    session.undo()
    assert list(session.state.tensors) == ["y_true", "y_pred", "x"]
