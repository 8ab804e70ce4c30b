"""The comment lines that say what a free name is."""

import pytest

from lossgui.core.role_lines import NUMBER, TENSOR, with_role

SOURCE = "def f(y, p):\n    return y * beta + w"


def test_the_line_is_made_at_the_top():
    assert with_role(SOURCE, "beta", NUMBER) == f"# numbers: beta\n{SOURCE}"
    assert with_role(SOURCE, "w", TENSOR) == f"# tensors: w\n{SOURCE}"


def test_a_second_name_joins_the_line():
    first = with_role(SOURCE, "beta", TENSOR)
    assert with_role(first, "w", TENSOR) == f"# tensors: beta, w\n{SOURCE}"


def test_the_other_role_takes_the_name_out_of_its_line():
    source = f"# numbers: beta = 0.5, gamma\n{SOURCE}"
    assert with_role(source, "beta", TENSOR) == f"# tensors: beta\n# numbers: gamma\n{SOURCE}"


def test_an_empty_line_goes_away():
    source = f"# numbers: beta = 0.5\n{SOURCE}"
    assert with_role(source, "beta", TENSOR) == f"# tensors: beta\n{SOURCE}"


def test_a_name_that_has_the_role_keeps_its_value():
    source = f"# numbers: beta = 0.5\n{SOURCE}"
    assert with_role(source, "beta", NUMBER) == source


def test_the_line_stays_where_it_is():
    source = f"import numpy as np\n# tensors: w\n{SOURCE}"
    changed = with_role(source, "beta", TENSOR)
    assert changed == f"import numpy as np\n# tensors: w, beta\n{SOURCE}"


@pytest.mark.parametrize("role", [TENSOR, NUMBER])
def test_there_and_back_says_the_last_word_only(role):
    other = TENSOR if role == NUMBER else NUMBER
    there = with_role(SOURCE, "beta", other)
    back = with_role(there, "beta", role)
    assert back.count("beta") == SOURCE.count("beta") + 1
    assert back.startswith(f"# {role}s: beta\n")
