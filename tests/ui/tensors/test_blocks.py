import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as hnp

from lossgui.ui.tensors.blocks import BlockProblem, CommaProblem, block_text, parse_block


@given(hnp.arrays("f8", hnp.array_shapes(min_dims=2, max_dims=2)))
def test_copied_cells_come_back_bit_by_bit(block):
    np.testing.assert_array_equal(parse_block(block_text(block), block.dtype), block)


def test_copied_text_is_tab_separated_with_full_precision():
    assert block_text(np.array([[1 / 3, 0.8], [1, -0.0]])) == "0.3333333333333333\t0.8\n1\t-0"


@pytest.mark.parametrize(
    "text",
    [
        "1\t2\n3\t4",
        "1\t2\r\n3\t4\r\n",
        "1,2\n3,4.0",
        "1;2\n3;4",
        "1 2\n3 4",
        '"1","2.0"\n"3","4"',
        "１\t２\n３\t４",
    ],
)
def test_blocks_of_spreadsheets_and_files_are_read(text):
    assert parse_block(text, np.dtype("f8")).tolist() == [[1, 2], [3, 4]]


def test_decimal_commas_between_tabs_are_decimal_signs():
    assert parse_block("0,5\t1,25", np.dtype("f8")).tolist() == [[0.5, 1.25]]
    assert parse_block("0,5;1,25", np.dtype("f8")).tolist() == [[0.5, 1.25]]


def test_a_comma_that_can_mean_two_things_is_asked_about():
    with pytest.raises(CommaProblem, match="0,5 can be one number or two"):
        parse_block("0,5", np.dtype("f8"))
    assert parse_block("0,5", np.dtype("f8"), decimal_comma=True).tolist() == [[0.5]]
    assert parse_block("0,5", np.dtype("f8"), decimal_comma=False).tolist() == [[0, 5]]


def test_a_cell_that_may_be_grouped_is_asked_about_too():
    with pytest.raises(CommaProblem):
        parse_block("1,000\t2", np.dtype("f8"))
    assert parse_block("1,000\t2", np.dtype("f8"), decimal_comma=True).tolist() == [[1, 2]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1\t2\n3\tcat", r"Row 2, column 2 .*'cat' is not a number.*Nothing was changed"),
        ("1\t2\n3", "Row 2 of the pasted text has 1 cells, but row 1 has 2"),
        ("1\t\t3", "Row 1, column 2"),
        ("", "no text with numbers"),
        ("\n\n", "no text with numbers"),
        ("1\t1.000.000", "digits in groups"),
    ],
)
def test_what_is_no_block_of_numbers_is_refused_with_its_place(text, sentence):
    with pytest.raises(BlockProblem, match=sentence):
        parse_block(text, np.dtype("f8"))


def test_cells_that_the_dtype_cannot_hold_are_refused_with_their_place():
    with pytest.raises(BlockProblem, match="Row 1, column 2"):
        parse_block("1\t0.5", np.dtype("i4"))


def test_whole_numbers_keep_all_their_digits():
    text = str(2**53 + 1)
    assert parse_block(text, np.dtype("i8")).tolist() == [[2**53 + 1]]
