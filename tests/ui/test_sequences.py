"""A loss of sequences in the window: its tensors come with it, and its table of paths is shown."""

import math

import pytest

from lossgui.core.explain import step_sentence
from lossgui.core.spec import make_spec


def added(window, **choices):
    studio = window.studio
    ident = studio.session.add_loss(make_spec("ctc", **choices))
    window.selection.select_loss(ident)
    return studio.snapshot.row(ident)


@pytest.mark.parametrize("dialect", ["keras-3", "torch-2", "optax", "textbook"])
def test_a_new_row_of_ctc_has_a_value_at_once(window, dialect):
    row = added(window, dialect=dialect)
    assert row.error is None
    assert math.isfinite(row.result.value)
    assert row.row.sources == {"transcript": "transcript", "frames": "frames"}


def test_every_step_of_ctc_can_be_looked_at(window, qtbot):
    row = added(window)
    for place, stage in enumerate(row.result.stages):
        window.selection.select_stage(place)
        assert step_sentence(row.result, place)
        assert stage.value.shape == stage.shape
    assert not window.grab().isNull()


def test_an_edit_of_a_frame_and_of_a_label_reaches_the_loss(window):
    row = added(window, dialect="textbook")
    before = float(row.result.value)
    session = window.studio.session
    session.set_cells("frames", (0, 0, 1), 5.0)
    assert float(window.studio.snapshot.row(row.row.ident).result.value) < before
    session.set_cells("transcript", (0, 1), 1.0)  # the labels are 1, 1: one frame for each way
    again = window.studio.snapshot.row(row.row.ident).result
    assert math.isfinite(again.value)
    assert again.stages[-1].value != before
