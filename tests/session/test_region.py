"""Regions of cells against NumPy's own indexing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lossgui.session.region import apart, box_of, cell_text, check_region, joined

shapes = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5)


@st.composite
def regions(draw, shape):
    indices = []
    for length in shape[: draw(st.integers(0, len(shape)))]:
        slices = st.builds(
            slice,
            st.none() | st.integers(-7, 7),
            st.none() | st.integers(-7, 7),
            st.none() | st.integers(-3, 3).filter(bool),
        )
        places = st.integers(-length, length - 1) if length else st.nothing()
        indices.append(draw(slices | places))
    return tuple(indices)


@given(st.data())
def test_a_checked_region_means_the_same_cells_and_the_box_holds_them(data):
    shape = data.draw(shapes)
    region = data.draw(regions(shape))
    numbers = np.arange(int(np.prod(shape))).reshape(shape)
    checked = check_region("x", shape, region)
    assert np.array_equal(numbers[(*checked, ...)], numbers[(*region, ...)])
    inside = set(numbers[box_of(checked, shape)].ravel().tolist())
    wanted = set(numbers[(*region, ...)].ravel().tolist())
    assert wanted <= inside
    if all(isinstance(i, int) or i.step in (1, None) for i in region):
        assert wanted == inside


@given(st.data())
def test_boxes_are_apart_exactly_if_they_share_no_cell(data):
    shape = data.draw(hnp.array_shapes(min_dims=1, max_dims=3, max_side=5))
    numbers = np.arange(int(np.prod(shape))).reshape(shape)
    first, second = (
        box_of(check_region("x", shape, data.draw(regions(shape))), shape) for _ in range(2)
    )
    cells = [set(numbers[box].ravel().tolist()) for box in (first, second)]
    if all(cells):
        assert apart(first, second) == (not cells[0] & cells[1])
        assert cells[0] | cells[1] <= set(numbers[joined(first, second)].ravel().tolist())
    assert joined(None, second) is joined(first, None) is None


@pytest.mark.parametrize(
    ("region", "text"),
    [
        ((0, 2), "y_pred[0, 2]"),
        ((-1, slice(None)), "y_pred[2, :]"),
        ((slice(0, 2), slice(1, 3)), "y_pred[:2, 1:]"),
        ((slice(None, None, 2), 0), "y_pred[::2, 0]"),
        ((slice(None, None, -1), 0), "y_pred[2::-1, 0]"),
        ((), "y_pred[:, :]"),
    ],
)
def test_a_region_is_written_as_code(region, text):
    assert cell_text("y_pred", check_region("y_pred", (3, 3), region)) == text


def test_the_cell_of_a_0d_tensor_is_written_as_its_name():
    assert cell_text("t", check_region("t", (), ())) == "t"


def test_an_empty_axis_has_no_cell():
    with pytest.raises(ValueError, match="axis 0 is empty, there is no 0"):
        check_region("x", (0, 3), (0, 0))
