"""Names of tensors from file names, and of rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossgui.session.names import check_tensor_name, closest, row_name, tensor_name, valid_name


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("y_true", "y_true"),
        ("y_pred", "y_pred"),
        ("Y-True", "y_true"),
        ("ytrue", "y_true"),
        ("mnist_y_pred", "y_pred"),
        ("my y pred (2)", "y_pred"),
        ("YPred3", "y_pred"),
        ("ｙ＿ｔｒｕｅ", "y_true"),
        ("my_pred", "my_pred"),
        ("y_predictions", "y_predictions"),
        ("data", "data"),
        ("my data", "my_data"),
        ("2nd try", "t_2nd_try"),
        ("class", "t_class"),
        ("", "tensor"),
        ("---", "tensor"),
        ("预测 值", "预测_值"),
        ("a.b-c", "a_b_c"),
        ("_x", "_x"),
        ("x" * 100, "x" * 60),
    ],
)
def test_a_file_gives_its_tensor_a_name_that_can_stand_in_code(stem, name):
    assert tensor_name(stem) == name


@given(st.text(max_size=80))
def test_any_text_makes_a_valid_name(text):
    name = valid_name(text)
    assert name.isidentifier()
    assert check_tensor_name(name) == name
    assert valid_name(name) == name


def test_rows_are_called_like_columns_of_a_spreadsheet():
    taken = []
    for _ in range(703):
        taken.append(row_name(taken))
    assert taken[:2] + taken[25:28] + taken[701:] == ["A", "B", "Z", "AA", "AB", "ZZ", "AAA"]
    assert row_name({"A", "C"}) == "B"


def test_a_wrong_name_gets_the_closest_or_all():
    assert closest("y_prd", ["y_true", "y_pred"]) == "did you mean y_pred?"
    assert closest("w", ["y_true", "y_pred"]) == "there are: y_true, y_pred"
    assert closest("w", []) == "there are none yet"
