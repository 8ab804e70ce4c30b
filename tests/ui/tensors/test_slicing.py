import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossgui.ui.tensors.slicing import (
    Slicing,
    block_region,
    block_values,
    default_slicing,
    fitted,
    grid_array,
    grid_block,
    grid_place,
    grid_shape,
    projected,
    shared_shape,
    slice_code,
    tensor_index,
    with_columns,
    with_rows,
)


@st.composite
def sliced_shapes(draw, smallest=1):
    """A shape of 0 to 5 axes with one of its slicings."""
    shape = tuple(draw(st.lists(st.integers(smallest, 4), max_size=5)))
    axes = list(draw(st.permutations(range(len(shape)))))
    rows = axes.pop() if axes and draw(st.integers(0, 5)) else None
    columns = axes.pop() if axes and draw(st.integers(0, 5)) else None
    position = tuple(draw(st.integers(0, max(size - 1, 0))) for size in shape)
    return shape, Slicing(rows, columns, position)


@given(sliced_shapes())
def test_every_grid_cell_shows_the_element_that_its_index_names(case):
    shape, slicing = case
    array = np.arange(int(np.prod(shape))).reshape(shape)
    rows, columns = grid_shape(slicing, shape)
    grid = grid_array(slicing, array)
    assert grid.shape == (rows, columns)
    for row in range(rows):
        for column in range(columns):
            index = tensor_index(slicing, row, column)
            assert grid[row, column] == array[index]
            assert grid_place(slicing, index) == (row, column)


@given(sliced_shapes())
def test_an_element_is_shown_exactly_when_it_lies_on_the_slice(case):
    shape, slicing = case
    for index in np.ndindex(shape):
        on_slice = all(index[axis] == slicing.position[axis] for axis in slicing.fixed_axes)
        assert (grid_place(slicing, index) is not None) == on_slice


@given(sliced_shapes(smallest=0))
def test_the_grid_is_a_view_of_the_array_also_where_axes_are_empty(case):
    shape, slicing = case
    array = np.zeros(shape)
    grid = grid_array(slicing, array)
    assert grid.shape == grid_shape(slicing, shape)
    assert grid.size == 0 or np.shares_memory(grid, array)


@given(sliced_shapes(), st.data())
def test_a_block_written_to_its_region_appears_in_the_grid(case, data):
    shape, slicing = case
    rows, columns = grid_shape(slicing, shape)
    top = data.draw(st.integers(0, rows - 1))
    bottom = data.draw(st.integers(top, rows - 1))
    left = data.draw(st.integers(0, columns - 1))
    right = data.draw(st.integers(left, columns - 1))
    block = np.arange(1.0, 1 + (bottom - top + 1) * (right - left + 1))
    block = block.reshape(bottom - top + 1, right - left + 1)
    array = np.zeros(shape)
    region = block_region(slicing, top, left, bottom, right)
    array[region] = block_values(slicing, block)
    expected = np.zeros((rows, columns))
    expected[top : bottom + 1, left : right + 1] = block
    np.testing.assert_array_equal(grid_array(slicing, array), expected)
    assert grid_block(slicing, shape, region) == (top, left, bottom, right)


@given(sliced_shapes(), st.data())
def test_a_touched_region_maps_to_all_its_shown_cells_and_to_none_beside_the_slice(case, data):
    shape, slicing = case
    region = tuple(
        slice(start := data.draw(st.integers(0, size - 1)), data.draw(st.integers(start, size)))
        for size in shape
    )
    touched = np.zeros(shape, bool)
    touched[region] = True
    shown = np.argwhere(grid_array(slicing, touched))
    block = grid_block(slicing, shape, region)
    if len(shown) == 0:
        assert block is None
    else:
        assert block == (*shown.min(axis=0), *shown.max(axis=0))


@given(sliced_shapes())
def test_code_shows_the_slice_when_it_is_run(case):
    shape, slicing = case
    array = np.arange(int(np.prod(shape))).reshape(shape)
    shown = np.asarray(eval(slice_code(slicing, "y_pred"), {"y_pred": array}))
    assert sorted(shown.ravel()) == sorted(grid_array(slicing, array).ravel())


def test_code_reads_like_numpy():
    assert slice_code(Slicing(0, 2, (5, 1, 5)), "y_pred") == "y_pred[:, 1, :]"
    assert slice_code(Slicing(None, None, ()), "loss") == "loss"


@pytest.mark.parametrize(
    ("shape", "rows", "columns"),
    [((), None, None), ((4,), 0, None), ((4, 3), 0, 1), ((4, 5, 3), 0, 2), ((2,) * 5, 0, 4)],
)
def test_samples_are_rows_and_the_last_axis_is_columns_at_first(shape, rows, columns):
    assert default_slicing(shape) == Slicing(rows, columns, (0,) * len(shape))


def test_choosing_the_other_displayed_axis_swaps_rows_and_columns():
    slicing = Slicing(0, 2, (0, 1, 0))
    assert with_rows(slicing, 2) == Slicing(2, 0, (0, 1, 0))
    assert with_columns(slicing, 0) == Slicing(2, 0, (0, 1, 0))
    assert with_rows(slicing, 1) == Slicing(1, 2, (0, 1, 0))


def test_a_slicing_is_kept_for_the_same_rank_and_moved_inside():
    slicing = Slicing(0, 2, (0, 7, 0))
    assert fitted(slicing, (4, 3, 2)) == Slicing(0, 2, (0, 2, 0))
    assert fitted(slicing, (4, 3)) == default_slicing((4, 3))
    assert fitted(slicing, (4, 0, 2)) == Slicing(0, 2, (0, 0, 0))


def test_labels_and_predictions_share_their_first_axes():
    assert shared_shape([(4,), (4, 3)]) == (4, 3)
    shared = default_slicing((4, 3))
    assert projected(shared, (4,)) == Slicing(0, None, (0,))
    assert projected(with_rows(shared, 1), (4,)) == Slicing(None, 0, (0,))


def test_a_repeated_axis_stands_at_its_only_place():
    assert projected(Slicing(0, 2, (0, 3, 0)), (2, 1, 4)) == Slicing(0, 2, (0, 0, 0))


def test_axes_can_stand_for_other_axes():
    shared = Slicing(0, 2, (1, 3, 0))
    assert projected(shared, (5, 4), axes=(1, 2)) == Slicing(None, 1, (3, 0))
    assert projected(shared, (5, 4), axes=(1, None)) == default_slicing((5, 4))
