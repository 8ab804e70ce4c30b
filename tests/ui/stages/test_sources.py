import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossgui.core.api import evaluate
from lossgui.core.losses import LOSSES
from lossgui.ui.stages.sources import (
    cell_box,
    only_cell,
    place_in_stage,
    reached,
    sources,
    stage_axes,
    whole,
)
from tests.core import random_cases as random

SHAPES = [
    ((3, 2), (3, 2)),
    ((3,), (3,)),
    ((2, 3, 2), (2, 3, 2)),
    ((), ()),
    ((3, 1), (3, 2)),
    ((3,), (3, 1)),
    ((2, 2, 1, 2, 2), (2, 2, 1, 2, 2)),
]
WEIGHTS = ["none", "sample_weight", "mask"]


@st.composite
def cases(draw):
    """A loss with a dialect, an axis and weights, over random tensors."""
    loss = draw(st.sampled_from(random.PLAIN))
    first, second = draw(st.sampled_from(SHAPES))
    rank = max(len(first), len(second))
    choices = {
        "dialect": draw(st.sampled_from(["keras-3", "textbook"])),
        "axis": draw(st.sampled_from([None, *range(-1, rank)])) if rank else None,
        "dtype": "float64",
    }
    # One axis that is there; an axis in the middle is as good as any.
    if choices["axis"] == -1 and not rank:
        choices["axis"] = None
    weights = draw(st.sampled_from(WEIGHTS)) if rank >= 2 and choices["axis"] == -1 else "none"
    if choices["dialect"] == "textbook":
        weights = "none"
    rng = np.random.default_rng(draw(st.integers(0, 9)))
    tensors = {
        name: rng.uniform(0.2, 0.8, shape)
        for name, shape in zip(LOSSES[loss].arguments, (first, second), strict=True)
    }
    if weights != "none":
        tensors[weights] = rng.uniform(0.2, 0.8, second[:1]).round(1)
    return loss, choices, tensors


def run(loss, choices, tensors):
    names = LOSSES[loss].arguments
    extra = {name: array for name, array in tensors.items() if name not in names}
    return evaluate(loss, *(tensors[name] for name in names), **extra, **choices)


def computed(case):
    """Evaluate a case, or skip shapes that the dialect refuses."""
    loss, choices, tensors = case
    try:
        result = run(loss, choices, tensors)
    except ValueError:
        return None
    shapes = {name: array.shape for name, array in tensors.items()}
    return result.stages, shapes


@settings(max_examples=60)
@given(cases(), st.data())
def test_a_cell_that_changes_a_step_is_among_its_sources_and_the_step_is_reached(case, data):
    found = computed(case)
    if found is None:
        return
    loss, choices, tensors = case
    stages, shapes = found
    name = data.draw(st.sampled_from(sorted(tensors)))
    cell = tuple(data.draw(st.integers(0, size - 1)) for size in tensors[name].shape)
    changed = {key: array.copy() for key, array in tensors.items()}
    changed[name][cell] += 0.125
    after = run(loss, choices, changed).stages
    for number, (old, new) in enumerate(zip(stages, after, strict=True)):
        box = reached(stages, shapes, number, {name: cell_box(cell)})
        for index in np.argwhere(np.asarray(old.value) != np.asarray(new.value)):
            index = tuple(int(part) for part in index)
            region = sources(stages, shapes, number, cell_box(index))[name]
            assert contains(region, cell)
            assert contains(box, index)


def contains(box, index):
    return all(part.start <= at < part.stop for part, at in zip(box, index, strict=True))


@settings(max_examples=60)
@given(cases())
def test_every_axis_of_every_step_has_at_most_one_name(case):
    found = computed(case)
    if found is None:
        return
    stages, shapes = found
    for stage, axes in zip(stages, stage_axes(stages, shapes), strict=True):
        named = [axis for axis in axes if axis is not None]
        assert len(axes) == len(stage.shape)
        assert len(set(named)) == len(named)


def steps_of(*shapes, **choices):
    rng = np.random.default_rng(0)
    result = evaluate("mean_squared_error", *(rng.random(shape) for shape in shapes), **choices)
    return result.stages, dict(zip(("y_true", "y_pred"), shapes, strict=True))


def number_of(stages, operation):
    return next(n for n, stage in enumerate(stages) if stage.operation == operation)


def test_an_elementwise_cell_comes_from_the_same_place():
    stages, shapes = steps_of((3, 2), (3, 2))
    found = sources(stages, shapes, number_of(stages, "square"), cell_box((2, 1)))
    assert found["y_true"] == found["y_pred"] == cell_box((2, 1))


def test_a_row_s_mean_comes_from_the_row():
    stages, shapes = steps_of((3, 2), (3, 2))
    found = sources(stages, shapes, number_of(stages, "mean"), cell_box((1,)))
    assert found["y_pred"] == (slice(1, 2), slice(0, 2))


def test_the_loss_comes_from_everything():
    stages, shapes = steps_of((3, 2), (3, 2))
    found = sources(stages, shapes, len(stages) - 1, ())
    assert found["y_pred"] == whole((3, 2))


def test_a_repeated_label_is_one_cell():
    stages, shapes = steps_of((3, 1), (3, 2))
    found = sources(stages, shapes, number_of(stages, "square"), cell_box((2, 1)))
    assert found["y_true"] == cell_box((2, 0))


def test_the_silent_outer_difference_comes_from_two_different_places():
    # The classic trap: (4,) against (4, 1) broadcasts to (4, 4) in plain NumPy.
    stages, shapes = steps_of((4,), (4, 1), dialect="textbook")
    number = number_of(stages, "square")
    assert stages[number].shape == (4, 4)
    found = sources(stages, shapes, number, cell_box((2, 3)))
    assert found["y_true"] == cell_box((3,))
    assert found["y_pred"] == cell_box((2, 0))
    axes = stage_axes(stages, shapes)[number]
    assert place_in_stage(stages, shapes, number, axes, "y_pred", (2, 0)) == (2, 0)
    assert place_in_stage(stages, shapes, number, axes, "y_true", (2,)) is None


def test_axes_of_the_means_are_the_samples():
    stages, shapes = steps_of((3, 2), (3, 2))
    assert stage_axes(stages, shapes)[number_of(stages, "mean")] == (0,)
    stages, shapes = steps_of((3, 2), (3, 2), axis=0)
    assert stage_axes(stages, shapes)[number_of(stages, "mean")] == (1,)


@pytest.mark.parametrize(("axis", "place"), [(-1, (2,)), (0, (1,))])
def test_a_tensor_s_cell_enters_the_mean_of_its_row_or_column(axis, place):
    stages, shapes = steps_of((3, 2), (3, 2), axis=axis)
    number = number_of(stages, "mean")
    axes = stage_axes(stages, shapes)[number]
    assert place_in_stage(stages, shapes, number, axes, "y_pred", (2, 1)) == place


def test_one_cell_is_told_from_several():
    assert only_cell(cell_box((1, 2))) == (1, 2)
    assert only_cell(()) == ()
    assert only_cell((slice(0, 2), slice(1, 2))) is None
