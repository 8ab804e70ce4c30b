"""Adding, changing and removing rows of the losses table."""

from __future__ import annotations

import numpy as np
import pytest

from lossgui.core.losses import LOSSES
from lossgui.core.spec import make_spec


def row(session, ident):
    return next(row for row in session.state.losses if row.ident == ident)


def test_a_new_row_gets_the_first_free_letter_and_colour(session):
    third = session.add_loss(make_spec("huber"))
    assert (row(session, third).name, row(session, third).colour) == ("C", 2)
    session.remove_loss(2)
    fourth = session.add_loss(make_spec("log_cosh"))
    assert (row(session, fourth).name, row(session, fourth).colour) == ("B", 1)
    assert fourth != 2  # an ident is never used again


def test_many_rows_go_on_after_z(session):
    idents = [session.add_loss(make_spec("mse")) for _ in range(52)]
    names = [row(session, ident).name for ident in idents]
    assert names[23] == "Z"
    assert names[24] == "AA"
    assert names[51] == "BB"
    assert len({r.colour for r in session.state.losses}) == 54


@pytest.mark.parametrize("key", sorted(LOSSES))
def test_every_loss_of_the_catalogue_can_be_added_and_taken_back(session, key):
    before = session.state
    ident = session.add_loss(make_spec(key))
    sources = row(session, ident).sources
    assert tuple(sources) == LOSSES[key].arguments
    assert set(sources.values()) <= set(session.state.tensors)
    assert session.undo_text == "Add loss C"
    session.undo()
    assert session.state.losses == before.losses
    assert list(session.state.tensors) == list(before.tensors)


def test_tensors_that_a_new_loss_lacks_start_as_zeros_like_y_pred(session, ear):
    session.add_loss(make_spec("kl_standard_normal"))
    assert len(ear.heard) == 1
    for name in ("z_mean", "z_log_var"):
        values = session.state.tensors[name].values
        assert values.shape == (3, 3)
        assert values.dtype == np.float64
        assert not values.any()
    session.undo()
    assert list(session.state.tensors) == ["y_true", "y_pred"]


def test_a_loss_can_read_other_tensors_and_weights(session):
    session.set_tensors({"w": [1.0, 2.0, 0.0], "other": np.ones((3, 3))})
    ident = session.add_loss(make_spec("mse"), sources={"y_pred": "other", "sample_weight": "w"})
    assert dict(row(session, ident).sources) == {
        "y_true": "y_true",
        "y_pred": "other",
        "sample_weight": "w",
    }
    session.set_sources(ident, {"y_true": "y_true", "y_pred": "y_pred", "mask": "w"})
    assert session.undo_text == "Change tensors of C"
    assert dict(row(session, ident).sources)["mask"] == "w"
    with pytest.raises(ValueError, match="w cannot be removed: loss C reads it"):
        session.remove_tensor("w")
    session.remove_loss(ident)
    session.remove_tensor("w")


@pytest.mark.parametrize(
    ("edit", "error", "sentence"),
    [
        (lambda s: s.add_loss("mse"), TypeError, "LossSpec"),
        (
            lambda s: s.add_loss(make_spec("mse"), sources={"y_pred": "no"}),
            ValueError,
            "no tensor called 'no'",
        ),
        (
            lambda s: s.add_loss(make_spec("mse"), sources={"z": "y_pred"}),
            ValueError,
            "has no argument 'z'",
        ),
        (
            lambda s: s.set_sources(1, {"y_true": "y_true"}),
            ValueError,
            "needs a tensor for its argument y_pred",
        ),
        (lambda s: s.remove_loss(9), ValueError, "no loss with the ident 9"),
        (lambda s: s.duplicate_loss(None), ValueError, "no loss with the ident None"),
        (lambda s: s.set_reference(9), ValueError, "no loss with the ident 9"),
        (lambda s: s.set_spec(1, None), TypeError, "LossSpec"),
        (lambda s: s.rename_loss(1, " "), ValueError, "1 to 60 visible characters"),
        (lambda s: s.rename_loss(1, "a\nb"), ValueError, "visible"),
        (lambda s: s.rename_loss(1, 5), TypeError, "must be text"),
        (lambda s: s.rename_loss(1, "B"), ValueError, "already a loss called 'B'"),
        (lambda s: s.set_dtype("float8"), ValueError, "loss A: dtype must be one of"),
        (lambda s: s.set_dialect("keras-33"), ValueError, "did you mean keras-3"),
    ],
)
def test_wrong_use_says_what_is_wrong_and_changes_nothing(session, ear, edit, error, sentence):
    before = session.state
    with pytest.raises(error, match=sentence):
        edit(session)
    assert session.state is before
    assert not ear.heard
    assert not session.can_undo


def test_a_copy_stands_under_its_original(session):
    copy = session.duplicate_loss(1)
    assert [r.name for r in session.state.losses] == ["A", "C", "B"]
    assert row(session, copy).spec == row(session, 1).spec
    assert session.undo_text == "Duplicate loss A"


def test_the_first_row_left_becomes_the_reference(session):
    session.remove_loss(1)
    assert session.state.reference == 2
    session.undo()
    assert session.state.reference == 1
    session.remove_loss(1)
    session.remove_loss(2)
    assert session.state.reference is None
    ident = session.add_loss(make_spec("mse"))
    assert session.state.reference == ident


def test_the_reference_can_be_chosen_and_taken_back(session, ear):
    session.set_reference(2)
    assert session.state.reference == 2
    assert session.undo_text == "Make B the reference"
    session.set_reference(2)
    assert len(ear.heard) == 1
    session.undo()
    assert session.state.reference == 1


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"axis": 1}, "Change axis of A to 1"),
        ({"axis": None}, "Change axis of A to all axes"),
        ({"axis": (0, 1)}, "Change axis of A to (0, 1)"),
        ({"inner": "sum"}, "Change inner of A to sum"),
        ({"reduction": "sum"}, "Change reduction of A to sum"),
        ({"factor": 0.5}, "Change factor of A to 0.5"),
        ({"dtype": "float64"}, "Change dtype of A to float64"),
        ({"dialect": "textbook"}, "Change dialect of A to Textbook"),
        ({"loss": "mean_absolute_error"}, "Change loss of A to Mean absolute error"),
        ({"axis": 0, "factor": 2.0}, "Change loss A"),
    ],
)
def test_the_text_names_the_choice_that_changed(session, changes, text):
    before = row(session, 1)
    session.set_spec(1, before.spec.replace(**changes))
    assert session.undo_text == text
    session.undo()
    assert row(session, 1) == before


def test_the_text_names_the_parameter_that_changed(session):
    ident = session.add_loss(make_spec("huber"))
    session.set_spec(ident, make_spec("huber", delta=2.5))
    assert session.undo_text == "Change delta of C to 2.5"


def test_a_choice_back_to_the_dialects_own_says_so(session):
    session.set_dtype("float64")
    assert session.undo_text == "Change dtype to float64"
    assert {r.spec.dtype for r in session.state.losses} == {"float64"}
    session.set_dtype(None)
    assert session.undo_text == "Change dtype to the dialect's own"
    assert {r.spec.dtype for r in session.state.losses} == {None}


def test_the_same_choice_again_is_no_step(session, ear):
    session.set_spec(1, row(session, 1).spec.replace())
    session.rename_loss(1, "A")
    session.set_sources(1, {"y_true": "y_true", "y_pred": "y_pred"})
    session.set_dtype(None)
    session.set_reference(1)
    assert not ear.heard


def test_another_loss_keeps_the_tensors_that_it_also_reads(session):
    session.set_tensor("other", np.ones((3, 3)))
    session.set_sources(1, {"y_true": "y_true", "y_pred": "other"})
    session.set_spec(1, row(session, 1).spec.replace(loss="huber"))
    assert row(session, 1).sources["y_pred"] == "other"
    session.set_spec(1, row(session, 1).spec.replace(loss="kl_standard_normal"))
    assert dict(row(session, 1).sources) == {"z_mean": "z_mean", "z_log_var": "z_log_var"}
    assert "z_mean" in session.state.tensors
    session.undo()
    assert "z_mean" not in session.state.tensors


def test_all_rows_follow_a_dialect_with_its_nearest_reduction(session, ear):
    session.set_spec(1, row(session, 1).spec.replace(reduction="mean_with_sample_weight"))
    session.set_dialect("textbook")
    assert session.undo_text == "Change dialect to Textbook"
    assert [(r.spec.dialect, r.spec.reduction) for r in session.state.losses] == [
        ("textbook", "weighted_mean"),
        ("textbook", "mean"),
    ]
    session.set_dialect("keras-3")
    assert [r.spec.reduction for r in session.state.losses] == [
        "mean_with_sample_weight",
        "sum_over_batch_size",
    ]
    assert len(ear.heard) == 3


def test_a_row_can_be_renamed(session):
    session.rename_loss(2, "  Halbe Summe ")
    assert row(session, 2).name == "Halbe Summe"
    assert session.undo_text == "Rename loss B to Halbe Summe"
    session.undo()
    assert row(session, 2).name == "B"
