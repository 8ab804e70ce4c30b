"""Nothing is rebuilt: items are made once and keep their number."""

import gc

import pytest

from lossgui.core.spec import make_spec
from lossgui.plots import PLOTS


def items(panel):
    return [item for pool in panel.canvas.marks.pools.values() for item in pool.items]


@pytest.mark.parametrize("key", PLOTS)
def test_items_are_kept_and_do_not_grow_over_300_updates(panel, studio, key):
    panel.show_plot(key)
    for number in range(5):
        studio.session.set_cells("y_pred", (0, 0), number / 10)
    before = items(panel)
    count, children = len(panel.canvas.scene().items()), len(panel.findChildren(object))
    gc.collect()
    for number in range(300):
        studio.session.set_cells("y_pred", (0, 0), number / 300)
        if number % 50 == 0:
            panel.grab()
    assert items(panel) == before
    assert len(panel.canvas.scene().items()) == count
    assert len(panel.findChildren(object)) == children


def test_tabs_and_losses_going_round_do_not_grow_the_scene(panel, studio):
    def round_trip():
        ident = studio.session.add_loss(make_spec("mae"))
        for key in PLOTS:
            panel.show_plot(key)
        studio.session.remove_loss(ident)

    round_trip()
    count = len(panel.canvas.scene().items())
    for _ in range(10):
        round_trip()
    assert len(panel.canvas.scene().items()) == count


def test_marks_that_are_not_there_are_hidden(panel, studio):
    ident = studio.session.add_loss(make_spec("mae"))
    bars = panel.canvas.marks.pools["bars"].items
    assert sum(item.isVisible() for item in bars) == 3
    studio.session.remove_loss(ident)
    assert sum(item.isVisible() for item in bars) == 2
