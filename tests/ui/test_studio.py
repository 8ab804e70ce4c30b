"""The studio: every change becomes a snapshot, small ones at once, large ones in a thread."""

import threading

import numpy as np
import pytest

from lossgui.core.spec import make_spec
from lossgui.session.calculator import Calculator
from lossgui.ui.studio import LARGE, cells_to_compute


def values(studio):
    return [float(row.result.value) for row in studio.snapshot.rows]


def test_the_first_snapshot_is_the_founding_example(studio):
    assert values(studio) == pytest.approx([0.23666666, 0.355], rel=1e-7)
    assert "d/2" in studio.snapshot.sentence


def test_a_small_edit_is_in_the_snapshot_at_once(studio, qtbot):
    with qtbot.waitSignals([studio.session_changed, studio.snapshot_changed]):
        studio.session.set_cells("y_pred", (0, 2), 0.0)
    assert values(studio)[0] == pytest.approx((2.13 - 0.81) / 9, rel=1e-6)
    studio.session.undo()
    assert values(studio) == pytest.approx([0.23666666, 0.355], rel=1e-7)


def large_arrays(columns=100):
    rows = LARGE // columns + 1
    return {name: np.full((rows, columns), 0.5) for name in ("y_true", "y_pred")}


def test_a_large_change_is_computed_in_a_thread(studio, qtbot, monkeypatch):
    threads = []
    update = Calculator.update

    def recording(self, before, after):
        threads.append(threading.current_thread())
        return update(self, before, after)

    monkeypatch.setattr(Calculator, "update", recording)
    before = studio.snapshot
    with qtbot.waitSignals([studio.busy, studio.snapshot_changed], timeout=20000):
        studio.session.set_tensors(large_arrays())
        assert studio.is_busy
        assert studio.snapshot is before
    assert not studio.is_busy
    assert threads == [threads[0]] != [threading.main_thread()]
    assert values(studio) == [0.0, 0.0]


def test_an_edit_during_a_computation_makes_its_answer_stale(studio, qtbot):
    shown = []
    studio.snapshot_changed.connect(shown.append)
    studio.session.set_tensors(large_arrays())
    studio.session.set_cells("y_pred", (0, 0), 10.5)
    qtbot.waitUntil(lambda: not studio.is_busy, timeout=20000)
    assert [snapshot.state.revision for snapshot in shown] == [studio.session.state.revision]
    assert values(studio)[1] == pytest.approx(50 / shown[0].state.tensors["y_pred"].values.shape[0])


def test_an_edit_of_one_cell_of_a_large_tensor_needs_no_thread(studio, qtbot):
    with qtbot.waitSignal(studio.snapshot_changed, timeout=20000):
        studio.session.set_tensors(large_arrays())
    studio.session.set_cells("y_pred", (3, 3), 1.5)
    assert not studio.is_busy
    assert studio.snapshot.state is studio.session.state


def test_an_error_in_the_thread_is_raised_in_the_window_s_and_the_next_edit_works(
    studio, qtbot, monkeypatch
):
    def fail(self, before, after):
        message = "no luck"
        raise RuntimeError(message)

    with monkeypatch.context() as patch, qtbot.capture_exceptions() as raised:
        patch.setattr(Calculator, "update", fail)
        studio.session.set_tensors(large_arrays())
        qtbot.waitUntil(lambda: bool(raised), timeout=20000)
    assert str(raised[0][1]) == "no luck"
    assert not studio.is_busy
    studio.session.undo()
    assert values(studio) == pytest.approx([0.23666666, 0.355], rel=1e-7)


def test_the_cells_to_compute_are_those_a_change_reaches(studio):
    session = studio.session
    before = session.state
    assert cells_to_compute(None, before) == 2 * 18
    session.set_cells("y_pred", (0, slice(None)), 0.0)
    assert cells_to_compute(before, session.state) == 2 * 3
    before = session.state
    session.set_spec(before.losses[0].ident, make_spec("mae"))
    assert cells_to_compute(before, session.state) == 18
    before = session.state
    session.rename_loss(before.losses[0].ident, "mine")
    assert cells_to_compute(before, session.state) == 0
    session.set_tensor("y_pred", np.zeros((3, 3)))
    assert cells_to_compute(before, session.state) == 2 * 9


def test_nothing_runs_after_close(studio, qtbot):
    studio.session.set_tensors(large_arrays())
    studio.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("calculator")]
