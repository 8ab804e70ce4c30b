"""Figures are made at once where that is cheap, elsewhere where it is not, and never stale."""

import threading
from types import SimpleNamespace

import pytest

from lossgui.ui.plots.figure_maker import DIRECT, FigureMaker

LARGE = 10**9
"""So many numbers are expected to take longer than a frame."""


class Slow:
    """A plot whose drawing waits until it is let go; it draws what it is asked for."""

    key = "slow"

    def __init__(self, cells=LARGE):
        self.go = threading.Event()
        self.started = threading.Event()
        self.drawn = []
        self._cells = cells

    def cells(self, snapshot, view):
        return self._cells

    def draw(self, snapshot, view):
        self.started.set()
        assert self.go.wait(20)
        self.drawn.append(snapshot)
        if isinstance(snapshot, Exception):
            raise snapshot
        return f"figure of {snapshot}"


@pytest.fixture
def maker(qapp):
    maker = FigureMaker()
    yield maker
    maker.close()
    maker.deleteLater()


@pytest.fixture
def made(maker):
    found = []
    maker.made.connect(lambda key, figure: found.append(figure))
    return found


def test_a_small_figure_is_there_at_once(maker, made):
    plot = Slow(cells=10)
    plot.go.set()
    maker.wish(plot, 1, None)
    assert made == ["figure of 1"]
    assert not maker.is_busy


def test_a_large_figure_does_not_hold_up_the_caller(maker, made, qtbot):
    plot = Slow()
    maker.wish(plot, 1, None)
    assert made == []
    assert maker.is_busy
    plot.go.set()
    qtbot.waitUntil(lambda: made == ["figure of 1"])


def test_wishes_made_meanwhile_replace_each_other(maker, made, qtbot):
    plot = Slow()
    maker.wish(plot, 1, None)
    assert plot.started.wait(20)
    for number in range(2, 8):
        maker.wish(plot, number, None)
    plot.go.set()
    qtbot.waitUntil(lambda: not maker.is_busy)
    assert plot.drawn == [1, 7]
    assert made == ["figure of 7"]


def test_a_small_wish_overtakes_a_large_one(maker, made, qtbot):
    plot, small = Slow(), Slow(cells=1)
    small.go.set()
    maker.wish(plot, 1, None)
    maker.wish(small, 2, None)
    plot.go.set()
    qtbot.waitUntil(lambda: not maker.is_busy)
    assert made == ["figure of 2"]


def test_the_time_measured_decides_the_next_time(maker):
    plot = SimpleNamespace(key="measured")
    before = maker.expected(plot, 1_000_000)
    maker.learn(plot, 1_000_000, 1.0)
    assert maker.expected(plot, 1_000_000) == 1.0 > max(before, DIRECT)
    maker.learn(plot, 10, 1.0)  # too few numbers to say anything
    assert maker.expected(plot, 1_000_000) == 1.0


def test_a_fault_while_drawing_is_not_swallowed(maker, made, qtbot):
    plot = Slow()
    plot.go.set()
    with qtbot.captureExceptions() as faults:
        maker.wish(plot, RuntimeError("broken plot"), None)
        qtbot.waitUntil(lambda: len(faults) == 1)
    assert str(faults[0][1]) == "broken plot"
    assert made == []
    maker.wish(plot, 2, None)
    qtbot.waitUntil(lambda: made == ["figure of 2"])


def test_closing_drops_what_is_under_way(maker, made, qtbot):
    plot = Slow()
    maker.wish(plot, 1, None)
    assert plot.started.wait(20)
    plot.go.set()
    maker.close()
    qtbot.waitUntil(lambda: plot.drawn == [1])
    assert made == []
