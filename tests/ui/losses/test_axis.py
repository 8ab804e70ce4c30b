import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossgui.ui.losses.axis import axis_choices, axis_text, parse_axis


@pytest.mark.parametrize(
    ("text", "axis"),
    [
        ("-1", -1),
        (" 0 ", 0),
        ("+1", 1),
        ("all", None),
        ("ALL", None),
        ("None", None),
        ("(0, 1)", (0, 1)),
        ("0,1", (0, 1)),
        ("[0, 1]", (0, 1)),
        ("(-1,)", (-1,)),
        ("－１", -1),
        ("−1", -1),
        ("（０，１）", (0, 1)),
        ("()", ()),
    ],
)
def test_an_axis_is_read_however_it_is_typed(text, axis):
    assert parse_axis(text, 2) == axis


@pytest.mark.parametrize(
    ("text", "rank", "said"),
    [
        ("", 2, "Type an axis"),
        ("rows", 2, "“rows” is not an axis"),
        ("1.5", 2, "“1.5” is not an axis"),
        ("0;1", 2, "“0;1” is not an axis"),
        ("2", 2, "There is no axis 2: the tensors have the axes 0, 1 (or -2, -1)."),
        ("-3", 2, "There is no axis -3"),
        ("1", 1, "There is no axis 1: the tensors have only axis 0 (or -1)."),
        ("0", 0, "single numbers"),
        ("(1, -1)", 2, "Axis -1 is named twice in (1, -1)"),
    ],
)
def test_a_text_that_is_no_axis_gets_a_sentence(text, rank, said):
    with pytest.raises(ValueError, match=r".") as caught:
        parse_axis(text, rank)
    assert said in str(caught.value)


def test_the_choices_follow_the_rank():
    assert axis_choices(0) == ["all"]
    assert axis_choices(1) == ["all", "-1", "0"]
    assert axis_choices(2) == ["all", "-1", "0", "1", "(0, 1)"]
    three = ["all", "-1", "0", "1", "2", "(0, 1)", "(0, 2)", "(1, 2)", "(0, 1, 2)"]
    assert axis_choices(3) == three


@given(st.integers(0, 5))
def test_every_choice_is_read_back(rank):
    for text in axis_choices(rank):
        assert axis_text(parse_axis(text, rank)) == text
