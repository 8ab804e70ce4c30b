"""Colours of Python: right for whole lines, and for whatever is in the middle of being typed."""

import hypothesis
import pytest
from hypothesis import strategies

from lossgui.ui.code.tokens import COMMENT, KEYWORD, NAME, NUMBER, PLAIN, STRING, styled


def words(line, state=PLAIN):
    """The coloured words of a line with their styles."""
    pieces, _ = styled(line, state)
    return [(line[start : start + length], style) for start, length, style in pieces]


def test_a_line_of_a_loss():
    assert words("def loss(y, p, delta=1.0):  # a note") == [
        ("def", KEYWORD),
        ("loss", NAME),
        ("1.0", NUMBER),
        ("# a note", COMMENT),
    ]
    assert words("    return K.mean(0.5 * K.sum(e, axis=-1))") == [
        ("return", KEYWORD),
        ("mean", NAME),
        ("0.5", NUMBER),
        ("sum", NAME),
        ("1", NUMBER),
    ]


@pytest.mark.parametrize(
    "number", ["1", "1.", ".5", "1e-7", "1_000", "0x1F", "2.5E+3", "3j", "0b101", "0o17"]
)
def test_numbers_are_taken_whole(number):
    assert words(f"x = {number}") == [(number, NUMBER)]


def test_digits_inside_of_a_name_are_no_number():
    assert words("x2 = y_3") == []


def test_a_hash_in_a_text_starts_no_comment():
    assert words("x = 'a # b' # c") == [("'a # b'", STRING), ("# c", COMMENT)]


def test_an_escaped_quote_does_not_end_the_text():
    assert words(r"x = 'it\'s' + y") == [(r"'it\'s'", STRING)]


def test_an_open_quote_ends_with_its_line():
    assert words("x = 'open") == [("'open", STRING)]
    assert styled("x = 'open")[1] == PLAIN


def test_a_docstring_goes_on_over_lines():
    _, state = styled('    """Sum.')
    assert state != PLAIN
    assert words("def is no keyword here", state) == [("def is no keyword here", STRING)]
    assert words('the end""" + 1', state) == [('the end"""', STRING), ("1", NUMBER)]
    assert styled('the end"""', state)[1] == PLAIN


def test_the_two_kinds_of_long_quotes_do_not_end_each_other():
    _, state = styled("'''one")
    assert styled('"""', state)[1] == state


def test_a_docstring_in_one_line_ends_there():
    assert styled('"""Sum."""') == ([(0, 10, STRING)], PLAIN)


def test_decorators_have_the_colour_of_names_and_a_product_has_not():
    assert words("@tf.function") == [("@tf.function", NAME)]
    assert words("a @b") == []


def test_a_method_called_like_a_function_of_python_is_one_only_without_a_dot():
    assert words("max = x.sum") == [("max", NAME)]


@hypothesis.given(strategies.text(), strategies.sampled_from([0, 1, 2]))
def test_any_text_is_taken_and_pieces_lie_in_order_within_the_line(line, state):
    line = line.replace("\n", " ")
    pieces, end = styled(line, state)
    place = 0
    for start, length, _style in pieces:
        assert place <= start
        assert start + length <= len(line)
        place = start + length
    assert end in (0, 1, 2)
