"""Where a line of Python starts."""

import pytest

from lossgui.ui.code.indentation import indentation_after, indented, outdented


@pytest.mark.parametrize(
    ("line", "blanks"),
    [
        ("", 0),
        ("x = 1", 0),
        ("    x = 1", 4),
        ("def loss(y, p):", 4),
        ("    if x:  # a note", 8),
        ("x = f(", 4),
        ("    return x", 0),
        ("    return f(x,", 4),
        ("  odd", 2),
        ("    returned = 1", 4),
    ],
)
def test_the_next_line_starts_below_what_it_belongs_to(line, blanks):
    assert indentation_after(line) == " " * blanks


def test_moving_in_and_out_goes_by_four_blanks():
    assert indented("x") == "    x"
    assert indented("") == ""
    assert outdented("        x") == "    x"
    assert outdented("     x") == "    x"
    assert outdented("   x") == "x"
    assert outdented("x") == "x"
    assert outdented("") == ""
    assert outdented("\tx") == "x"
