"""Undo, redo, groups, drags, the history and its limit."""

from __future__ import annotations

import numpy as np
import pytest

from lossgui.core.spec import make_spec
from lossgui.session.session import Session
from tests.session.conftest import Ear, bits


def values(session, name="y_pred"):
    return session.state.tensors[name].values


def test_undo_and_redo_tell_once_with_the_touched_box(session, ear):
    session.set_cells("y_pred", (1, slice(0, 2)), 0.0)
    box = (slice(1, 2, 1), slice(0, 2, 1))
    session.undo()
    session.redo()
    assert [after.tensors["y_pred"].touched for _, after in ear.heard] == [box, box, box]
    assert [after.tensors["y_pred"].revision for _, after in ear.heard] == [2, 3, 4]
    assert values(session)[1].tolist() == [0, 0, 0.6]


def test_undo_with_nothing_to_undo_says_so(session):
    with pytest.raises(ValueError, match="nothing to undo"):
        session.undo()
    with pytest.raises(ValueError, match="nothing to redo"):
        session.redo()


def test_texts_of_undo_and_redo_follow_the_position(session):
    session.set_cells("y_pred", (0, 2), 0.0)
    session.remove_loss(2)
    assert (session.undo_text, session.redo_text) == ("Remove loss B", "")
    session.undo()
    assert (session.undo_text, session.redo_text) == ("Edit y_pred[0, 2]", "Remove loss B")
    assert session.history == ("Edit y_pred[0, 2]", "Remove loss B")
    assert session.history_position == 1
    assert session.can_redo


def test_a_new_edit_forgets_what_was_undone(session):
    session.set_cells("y_pred", (0, 0), 1.0)
    session.undo()
    session.set_cells("y_pred", (0, 1), 1.0)
    assert session.history == ("Edit y_pred[0, 1]",)
    assert not session.can_redo


def test_go_to_runs_through_the_history_and_tells_once(session):
    states = [bits(session.state)]
    for place in range(5):
        session.set_cells("y_pred", (place % 3, place % 2), place + 10.0)
        states.append(bits(session.state))
    ear = Ear(session)
    for position in (0, 5, 2, 3, 1):
        session.go_to(position)
        assert session.history_position == position
        assert bits(session.state) == states[position]
    assert len(ear.heard) == 5
    session.go_to(1)
    assert len(ear.heard) == 5
    for wrong in (-1, 6, None):
        with pytest.raises(ValueError, match="positions 0 to 5"):
            session.go_to(wrong)
    assert session.history_position == 1


def test_go_to_over_several_edits_touches_the_box_around_them(session, ear):
    session.set_cells("y_pred", (0, 1), 5.0)
    session.set_cells("y_pred", (2, 0), 5.0)
    session.go_to(0)
    assert ear.last.tensors["y_pred"].touched == (slice(0, 3, 1), slice(0, 2, 1))


# ------------------------------------------------------------------------------------- groups


def test_a_group_is_one_step_and_told_once(session, ear):
    first = bits(session.state)
    with session.group("Paste 12 cells"):
        session.set_cells("y_pred", (0, 0), 7.0)
        assert values(session)[0, 0] == 7.0
        session.set_tensor("extra", [1.0])
        ident = session.add_loss(make_spec("mse"))
        session.set_reference(ident)
        assert not ear.heard
    assert session.history == ("Paste 12 cells",)
    [(_, after)] = ear.heard
    assert after is session.state
    assert after.reference == ident
    last = bits(after)
    session.undo()
    assert bits(session.state) == first
    session.redo()
    assert bits(session.state) == last


def test_a_group_without_edits_is_no_step(session, ear):
    with session.group("Nothing"):
        session.set_cells("y_pred", (0, 1), 0.8)
    assert session.history == ()
    assert not ear.heard


def test_an_error_takes_the_whole_group_back(session, ear):
    session.set_cells("y_pred", (2, 2), 3.0)
    before, first = session.state, bits(session.state)

    def paste():
        with session.group("Paste"):
            session.set_cells("y_pred", (0, 0), 7.0)
            session.remove_loss(2)
            session.set_tensor("y_pred", np.zeros(2))
            session.set_cells("y_pred", (1,), 7.0)
            session.set_cells("nothing", (0, 0), 7.0)

    with pytest.raises(ValueError, match="no tensor"):
        paste()
    assert session.state is before
    assert bits(session.state) == first
    assert len(ear.heard) == 1
    assert session.history == ("Edit y_pred[2, 2]",)


def test_an_error_in_a_groups_group_takes_only_that_back(session, ear):
    def inner():
        with session.group("Inner"):
            session.set_cells("y_pred", (1, 1), 7.0)
            session.remove_loss(99)

    with session.group("Outer"):
        session.set_cells("y_pred", (0, 0), 7.0)
        with pytest.raises(ValueError, match="no loss"):
            inner()
        session.set_cells("y_pred", (2, 2), 7.0)
    assert session.history == ("Outer",)
    assert np.diag(values(session)).tolist() == [7, 0.7, 7]
    session.undo()
    assert np.diag(values(session)).tolist() == [0, 0.7, 0.5]
    assert len(ear.heard) == 2


def test_the_first_failing_edit_of_a_group_leaves_nothing_behind(session, ear):
    before = session.state
    with pytest.raises(ValueError, match="no loss"), session.group("Paste"):
        session.remove_loss(99)
    assert session.state is before
    session.set_cells("y_pred", (0, 0), 1.0)
    assert session.history == ("Edit y_pred[0, 0]",)


def test_a_group_cannot_be_left_by_undo_or_open(session):
    session.set_cells("y_pred", (0, 0), 1.0)
    with session.group("Paste"):
        session.set_cells("y_pred", (0, 1), 1.0)
        for wrong in (session.undo, session.new, lambda: session.go_to(0)):
            with pytest.raises(ValueError, match="while a group of edits is being made"):
                wrong()
    assert session.history == ("Edit y_pred[0, 0]", "Paste")


# -------------------------------------------------------------------------------------- drags


def test_a_drag_is_one_step_and_told_at_every_move(session, ear):
    for value in (0.1, 0.2, 0.3):
        session.set_cells("y_pred", (0, 2), value, merge="drag")
    session.end_merge()
    session.set_cells("y_pred", (0, 2), 0.4, merge="drag")
    assert len(ear.heard) == 4
    assert session.history == ("Edit y_pred[0, 2]",) * 2
    session.undo()
    assert values(session)[0, 2] == 0.3
    session.undo()
    assert values(session)[0, 2] == 0.9
    session.redo()
    assert values(session)[0, 2] == 0.3


def test_a_long_drag_keeps_two_values(session):
    used = []
    for place in range(500):
        session.set_cells("y_pred", (0, place % 2), place + 1.0, merge="drag")
        used.append(session._journal.history.nbytes)
    assert session.history == ("Edit y_pred[0, 0]",)
    assert used[-1] == used[2]
    session.undo()
    assert values(session)[0].tolist() == [0, 0.8, 0.9]
    session.redo()
    assert values(session)[0].tolist() == [499, 500, 0.9]


def test_a_drag_over_overlapping_regions_comes_back_exactly(session):
    first = bits(session.state)
    regions = [
        (0, 0),
        (slice(0, 2), 0),
        (0, 0),
        (slice(None), slice(None)),
        (0, 0),
        (slice(0, 2), 0),
    ]
    for value, region in enumerate(regions):
        session.set_cells("y_pred", region, value + 10.0, merge="paint")
    last = bits(session.state)
    assert session.history_position == 1
    session.undo()
    assert bits(session.state) == first
    session.redo()
    assert bits(session.state) == last


def test_drags_of_another_kind_do_not_merge(session):
    session.set_cells("y_pred", (0, 0), 1.0, merge="sweep")
    session.set_cells("y_pred", (0, 0), 2.0, merge="surface")
    session.set_cells("y_pred", (0, 0), 3.0)
    session.set_cells("y_pred", (0, 0), 4.0)
    assert session.history_position == 4


def test_an_undo_ends_the_drag(session):
    session.set_cells("y_pred", (0, 0), 1.0, merge="drag")
    session.set_cells("y_pred", (1, 1), 2.0)
    session.undo()
    session.set_cells("y_pred", (0, 0), 3.0, merge="drag")
    assert session.history_position == 2
    session.undo()
    assert values(session)[0, 0] == 1.0


def test_choices_can_be_dragged_too(session):
    spec = session.state.losses[0].spec
    for factor in (1.5, 2.0, 2.5):
        session.set_spec(1, spec.replace(factor=factor), merge="factor")
    assert session.history == ("Change factor of A to 1.5",)
    session.undo()
    assert session.state.losses[0].spec == spec
    session.redo()
    assert session.state.losses[0].spec.factor == 2.5


def test_groups_with_the_same_key_merge(session):
    for value in (1.0, 2.0, 3.0):
        with session.group("Move the point", key="surface"):
            session.set_cells("y_pred", (0, 0), value)
            session.set_cells("y_pred", (1, 1), -value)
    assert session.history == ("Move the point",)
    session.undo()
    assert (values(session)[0, 0], values(session)[1, 1]) == (0, 0.7)


# -------------------------------------------------------------------------------------- saved


def test_saved_follows_undo_and_redo(session):
    assert session.saved
    session.set_cells("y_pred", (0, 0), 1.0, merge="drag")
    assert not session.saved
    session.mark_saved()
    assert session.saved
    session.set_cells("y_pred", (0, 0), 2.0, merge="drag")
    assert not session.saved
    assert session.history_position == 2  # saving ends a drag
    session.undo()
    assert session.saved
    session.undo()
    assert not session.saved
    session.redo()
    assert session.saved


def test_another_way_to_the_same_position_is_not_saved(session):
    session.set_cells("y_pred", (0, 0), 1.0)
    session.mark_saved()
    session.undo()
    session.set_cells("y_pred", (0, 0), 2.0)
    assert not session.saved


def test_opening_starts_a_new_history_that_is_saved(session, ear):
    session.set_cells("y_pred", (0, 0), 1.0)
    session.set_tensor("extra", [1.0])
    session.new()
    assert session.saved
    assert session.history == ()
    assert not session.can_undo
    assert list(session.state.tensors) == ["y_true", "y_pred"]
    assert values(session)[0, 0] == 0
    assert ear.last.tensors["y_pred"].touched is None
    ident = session.add_loss(make_spec("mse"))
    assert ident > 2


def test_a_failed_open_changes_nothing(session):
    session.set_cells("y_pred", (0, 0), 1.0)
    before = session.state
    loaded = type("Loaded", (), {"tensors": {"x": ["text"]}, "losses": (), "reference": None})
    with pytest.raises(TypeError, match="x holds text"):
        session.open(loaded)
    loaded = type("Loaded", (), {"tensors": {}, "losses": before.losses, "reference": 1})
    with pytest.raises(ValueError, match="no tensor called 'y_true'"):
        session.open(loaded)
    assert session.state is before
    assert session.can_undo
    assert not session.saved


# -------------------------------------------------------------------------------------- limit


def test_the_oldest_steps_are_dropped_beyond_the_limit():
    session = Session(undo_limit=50_000)
    session.set_tensor("x", np.zeros(1000))
    for value in range(1, 21):
        session.set_cells("x", (slice(None),), np.full(1000, float(value)))
    assert session._journal.history.nbytes <= 50_000
    assert 0 < session.history_position < 20
    dropped = 20 - session.history_position
    while session.can_undo:
        session.undo()
    assert values(session, "x")[0] == dropped


def test_the_state_before_dropped_steps_can_still_be_the_saved_one():
    session = Session(undo_limit=2000)
    session.set_tensor("x", np.zeros(100))
    for value in (1.0, 2.0, 3.0):
        session.set_cells("x", (slice(None),), np.full(100, value))
        if value == 2.0:
            session.mark_saved()
    session.undo()
    assert session.saved
    assert not session.can_undo


def test_the_newest_step_is_kept_however_large_it_is():
    session = Session(undo_limit=100)
    session.set_tensor("x", np.zeros(1000))
    session.set_tensor("x", np.ones(1000))
    assert session.history == ("Replace x",)
    session.undo()
    assert not values(session, "x").any()


def test_arrays_that_are_no_longer_shown_count_towards_the_limit():
    session = Session()
    session.set_tensor("x", np.zeros(10_000))
    small = session._journal.history.nbytes
    session.set_tensor("x", np.ones(10_000))
    assert session._journal.history.nbytes >= small + 80_000
