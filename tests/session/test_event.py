"""Who hears of a change, when, and in which order."""

from __future__ import annotations

import pytest


def test_an_unsubscribed_callback_is_not_called_any_more(session, ear):
    session.set_cells("y_pred", (0, 0), 1.0)
    ear.end()
    ear.end()
    session.set_cells("y_pred", (0, 0), 2.0)
    assert len(ear.heard) == 1


def test_a_callback_may_end_itself_and_others(session):
    heard = []

    def first(before, after):
        heard.append("first")
        end_first()
        end_second()

    end_first = session.changed.subscribe(first)
    end_second = session.changed.subscribe(lambda before, after: heard.append("second"))
    session.changed.subscribe(lambda before, after: heard.append("third"))
    session.set_cells("y_pred", (0, 0), 1.0)
    session.set_cells("y_pred", (0, 0), 2.0)
    assert heard == ["first", "third", "third"]


def test_a_callback_that_subscribes_another_one_is_fine(session):
    heard = []

    def subscribe(before, after):
        session.changed.subscribe(lambda before, after: heard.append(after.revision))

    end = session.changed.subscribe(subscribe)
    session.set_cells("y_pred", (0, 0), 1.0)
    end()
    assert heard == []
    session.set_cells("y_pred", (0, 0), 2.0)
    assert heard == [session.state.revision]


def test_an_edit_inside_a_callback_is_heard_by_all_in_order(session):
    heard = {"first": [], "second": []}

    def first(before, after):
        heard["first"].append((before.revision, after.revision))
        if after.tensors["y_pred"].values[0, 0] < 3:
            session.set_cells("y_pred", (0, 0), after.tensors["y_pred"].values[0, 0] + 1)

    session.changed.subscribe(first)
    session.changed.subscribe(lambda b, a: heard["second"].append((b.revision, a.revision)))
    session.set_cells("y_pred", (0, 0), 1.0)
    assert heard["first"] == heard["second"] == [(1, 2), (2, 3), (3, 4)]


def test_an_error_in_a_callback_reaches_the_caller_after_all_have_heard(session):
    heard = []

    def wrong(before, after):
        raise RuntimeError("a view is broken")

    end = session.changed.subscribe(wrong)
    session.changed.subscribe(lambda before, after: heard.append(after.revision))
    with pytest.raises(RuntimeError, match="a view is broken"):
        session.set_cells("y_pred", (0, 0), 1.0)
    assert heard == [session.state.revision]
    end()
    session.undo()
    assert len(heard) == 2


def test_the_session_is_complete_when_callbacks_are_called(session):
    seen = []

    def look(before, after):
        seen.append((session.state is after, session.undo_text, session.can_undo, session.saved))

    session.changed.subscribe(look)
    session.set_cells("y_pred", (0, 0), 1.0)
    session.undo()
    session.new()
    assert seen == [
        (True, "Edit y_pred[0, 0]", True, False),
        (True, "", False, True),
        (True, "", False, True),
    ]
