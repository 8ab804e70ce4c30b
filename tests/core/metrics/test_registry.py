"""What holds for every metric of the register."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossgui.core.metrics import DIALECTS, Metric, StreamingMetric, metric, metrics
from tests.core.metrics.random_batches import Update, maker, settings, some_kept, whole_weights

ALL = metrics()
EVERY = pytest.mark.parametrize("entry", ALL, ids=lambda e: f"{e.dialect}-{e.key}")
SAMPLES = 24
COUNTERS = {
    *("preds", "target", "y_true", "y_pred", "sample_weight"),
    *("count", "accumulator", "num_samples", "total_confusion_matrix", "intermediate_weights"),
    *("true_positives", "false_positives", "true_negatives", "false_negatives"),
}


def made(entry: Metric, chosen: dict[str, Any]) -> StreamingMetric:
    """Make the metric in float64 where it may be chosen."""
    dtype = None if entry.dtype else "float64"
    return metric(entry.key, entry.dialect, dtype, **chosen)


def batch(entry: Metric, seed: int) -> Update:
    """Make one batch in float64, with whole weights and a mask where they may be given."""
    rng = np.random.default_rng(seed)
    y_true, y_pred = maker(entry)(rng, SAMPLES)
    if (entry.dialect, entry.task) == ("torchmetrics-1", "labels"):
        y_true = y_true.astype("i8")
    weight = mask = None
    if entry.takes_weights and seed % 2:
        weight = whole_weights(rng, SAMPLES)
        weight[0] = 1
        weight = fitting(entry, weight)
    if entry.reads_mask != "unknown" and seed % 3:
        mask = some_kept(rng, SAMPLES)
    return Update(widened(y_true), widened(y_pred), weight, mask)


def fitting(entry: Metric, weight: Any) -> Any:
    """Give weights the shape that broadcasts to the values where nothing else does."""
    return weight[:, None] if entry.dialect == "torchmetrics-1" else weight


def widened(array: Any) -> Any:
    return array.astype("f8") if array is not None and array.dtype.kind == "f" else array


def part(update: Update, start: int, stop: int) -> Update:
    return Update(*(None if array is None else array[start:stop] for array in update))


def assert_same(ours: StreamingMetric, whole: StreamingMetric) -> None:
    """Counters are the same to the bit; sums may round once per addition."""
    assert set(ours.state) == set(whole.state)
    for name, expected in whole.state.items():
        found = ours.state[name]
        assert (found.dtype, found.shape) == (expected.dtype, expected.shape), name
        if name in COUNTERS or expected.dtype.kind == "i":
            np.testing.assert_array_equal(found, expected, err_msg=name)
        else:
            room = SAMPLES * 4 * np.finfo(expected.dtype).eps
            # Terms of both signs, such as cosines, may cancel: their sizes are 1, not the sum's.
            size = room * max(1.0, np.max(np.abs(expected)))
            np.testing.assert_allclose(found, expected, room, size, err_msg=name)


CUTS = st.lists(st.integers(1, SAMPLES - 1), max_size=5, unique=True).map(sorted)


@EVERY
@given(cuts=CUTS, seed=st.integers(0, 2**20), data=st.data())
def test_any_cut_into_batches_gives_the_state_of_the_whole(
    entry: Metric, cuts: list[int], seed: int, data: st.DataObject
) -> None:
    chosen = data.draw(st.sampled_from(settings(entry)))
    update = batch(entry, seed)
    whole, parts = made(entry, chosen), made(entry, chosen)
    whole.update(*update)
    for start, stop in pairwise((0, *cuts, SAMPLES)):
        parts.update(*part(update, start, stop))
    assert_same(parts, whole)
    assert parts.updates == len(cuts) + 1


@EVERY
@given(cut=st.integers(1, SAMPLES - 1), seed=st.integers(0, 2**20))
def test_merging_two_states_is_the_same_as_one_after_the_other(
    entry: Metric, cut: int, seed: int
) -> None:
    chosen = settings(entry)[0]
    update = batch(entry, seed)
    one, here, there = (made(entry, chosen) for _ in range(3))
    for stream in (one, here):
        stream.update(*part(update, 0, cut))
    for stream in (one, there):
        stream.update(*part(update, cut, SAMPLES))
    here.merge(there)
    for name, value in one.state.items():
        np.testing.assert_array_equal(here.state[name], value)
    np.testing.assert_array_equal(here.result(), one.result())
    assert here.updates == 2


@EVERY
def test_a_reset_forgets_everything(entry: Metric) -> None:
    chosen = settings(entry)[0]
    fresh, used = made(entry, chosen), made(entry, chosen)
    used.update(*batch(entry, 1))
    names = set(used.state)
    used.reset()
    assert set(used.state) == names
    assert all(not np.any(value) for value in used.state.values())
    for stream in (fresh, used):
        stream.update(*batch(entry, 2))
    assert_same(used, fresh)
    assert used.updates == 1


@EVERY
def test_a_step_tells_the_batch_from_the_whole(entry: Metric) -> None:
    chosen = settings(entry)[0]
    stream, alone = made(entry, chosen), made(entry, chosen)
    first = stream.update(*batch(entry, 1))
    second = stream.update(*batch(entry, 5))
    alone.update(*batch(entry, 5))
    assert (first.number, second.number) == (1, 2)
    assert second.before is first.after
    assert second.after is stream.state
    np.testing.assert_array_equal(second.batch, alone.result())
    np.testing.assert_array_equal(second.cumulative, stream.result())
    shows = DIALECTS[entry.dialect].call_gives
    np.testing.assert_array_equal(second.printed, getattr(second, shows))


@EVERY
def test_a_refused_update_changes_nothing(entry: Metric) -> None:
    stream = made(entry, settings(entry)[0])
    stream.update(*batch(entry, 1))
    before = stream.state
    with pytest.raises((ValueError, TypeError)):
        stream.update([[1.0, 2.0], [3.0]], [[1.0], [2.0]])
    with pytest.raises(TypeError):
        stream.update(["a"], None if len(entry.arguments) == 1 else ["b"])
    with pytest.raises(TypeError):
        stream.update(*((None,) if len(entry.arguments) == 1 else ([1.0], None)))
    assert stream.state is before
    assert stream.updates == 1


@EVERY
def test_an_entry_says_what_it_is(entry: Metric) -> None:
    assert entry.dialect in DIALECTS
    assert entry.task in ("values", "regression", "probabilities", "labels", "segmentation")
    assert entry.reads_mask in ("weights", "with weights", "never", "unknown")
    assert entry.title
    assert entry.name
    assert entry.summary.endswith(".")
    assert all(item.meaning and item.allowed for item in entry.settings)
    for name in (entry.key, entry.title, entry.name, *entry.aliases):
        assert metric(name.upper(), entry.dialect, **settings(entry)[0]).entry is entry


@EVERY
def test_a_note_says_where_a_mask_is_not_read(entry: Metric) -> None:
    update = batch(entry, 3)._replace(mask=np.arange(SAMPLES) % 2, sample_weight=None)
    stream = made(entry, settings(entry)[0])
    if entry.reads_mask == "unknown":
        with pytest.raises(ValueError, match="has no masks"):
            stream.update(*update)
        return
    masked = stream.update(*update)
    plain = made(entry, settings(entry)[0]).update(*update._replace(mask=None))
    same = all(np.array_equal(masked.sums[name], plain.sums[name]) for name in plain.sums)
    assert same == (entry.reads_mask != "weights")
    assert any("mask" in note for note in masked.notes) == same


@EVERY
def test_weights_are_refused_where_the_framework_takes_none(entry: Metric) -> None:
    update = batch(entry, 2)._replace(
        sample_weight=fitting(entry, np.full(SAMPLES, 2.0)), mask=None
    )
    stream = made(entry, settings(entry)[0])
    if entry.takes_weights:
        assert stream.update(*update).number == 1
    else:
        with pytest.raises(ValueError, match="takes no sample_weight"):
            stream.update(*update)
