import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lossgui.ui.tensors.extent import CHUNK_CELLS, Extent, decimals_needed


def full(array):
    extent = Extent(array)
    assert extent.refresh(array)
    return extent


@given(
    hnp.arrays(
        st.sampled_from(["f8", "f4", "f2", "i4", "?"]), hnp.array_shapes(min_dims=0, min_side=0)
    )
)
def test_extent_is_that_of_the_finite_cells(array):
    extent = full(array)
    finite = array[np.isfinite(array)].astype(float)
    low, high = (finite.min(), finite.max()) if finite.size else (0, 0)
    assert (extent.low, extent.high) == (low, high)
    assert extent.largest == max(abs(low), abs(high))


def test_an_edit_looks_only_at_the_chunk_that_it_touches():
    array = np.ones((4 * CHUNK_CELLS, 2))
    extent = full(array)
    array[0, 0] = 7  # not announced, so it must not be seen
    array[-1, 1] = -5
    extent.touch((slice(len(array) - 1, len(array)), slice(1, 2)))
    extent.refresh(array)
    assert (extent.low, extent.high) == (-5, 1)
    extent.touch()
    extent.refresh(array)
    assert (extent.low, extent.high) == (-5, 7)


def test_the_largest_number_can_become_smaller():
    array = np.array([[1.0, 9.0], [2.0, 3.0]])
    extent = full(array)
    array[0, 1] = 0
    extent.touch((0, 1))
    extent.refresh(array)
    assert (extent.low, extent.high) == (0, 3)


def test_a_large_array_is_looked_at_in_parts():
    array = np.arange(8.0 * CHUNK_CELLS)
    extent = Extent(array)
    assert not extent.refresh(array, limit=CHUNK_CELLS)
    while not extent.refresh(array, limit=CHUNK_CELLS):
        pass
    assert extent.high == array[-1]


def test_shares_are_of_the_sum_of_absolute_values():
    extent = full(np.array([1.0, -2.0, 5.0, np.nan]))
    assert extent.share(-2.0) == 0.25
    assert extent.share(np.nan) is None
    assert full(np.zeros(3)).share(0.0) is None


def test_the_sum_of_huge_numbers_gives_no_share():
    assert full(np.full(4, 1.7e308)).share(1.7e308) in (0, None)


@pytest.mark.parametrize(
    ("numbers", "decimals"),
    [
        ([0, 1, 1], 0),
        ([0.5, 0.8], 1),
        ([0.25, 1], 2),
        ([1 / 3], 4),
        ([0.1 + 0.2], 1),
        (np.array([0.8, 0.5], "f4"), 1),
        ([np.nan, np.inf, 2], 0),
        ([1.7e308], 0),
        ([], 0),
    ],
)
def test_decimals_are_as_few_as_show_the_numbers(numbers, decimals):
    assert decimals_needed(np.asarray(numbers, dtype=getattr(numbers, "dtype", float))) == decimals
