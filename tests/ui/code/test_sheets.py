"""The texts of the editor: which there are, whose they are, and that none is lost."""

import json

import pytest

from lossgui.core.spec import make_spec
from lossgui.session.state import LossRow
from lossgui.ui.code.sheet_list import first_name
from lossgui.ui.code.sheets import Sheets, plain, read_kept

FIRST, SECOND = "def f(y, p): return y - p", "def g(y, p): return y * p"


@pytest.fixture
def sheets(qapp):
    """One empty text."""
    sheets = Sheets()
    yield sheets
    sheets.deleteLater()


def row(ident, source):
    """A row of the losses table made of code."""
    return LossRow(ident, f"R{ident}", make_spec(f"code:{source}"), 0, {})


def texts(sheets):
    return sorted(sheet.text for sheet in sheets)


def test_there_is_an_empty_text_at_first(sheets):
    assert texts(sheets) == [""]
    assert sheets.kept() == "[]"


def test_each_row_made_of_code_has_a_text_and_other_rows_have_none(sheets):
    catalogue = LossRow(7, "A", make_spec("mse"), 0, {})
    sheets.follow([catalogue, row(8, FIRST), row(9, SECOND)])
    assert texts(sheets) == ["", FIRST, SECOND]
    assert sheets.of_row(7) is None
    assert sheets.of_row(8).text == FIRST


def test_a_text_that_is_nowhere_else_outlives_its_row(sheets):
    sheets.follow([row(8, FIRST), row(9, SECOND)])
    sheets.of_row(8).replace(FIRST + "  # changed")
    sheets.follow([])
    assert texts(sheets) == ["", FIRST + "  # changed"]


def test_a_change_of_the_row_s_source_shows_unless_something_was_typed(sheets):
    sheets.follow([row(8, FIRST), row(9, FIRST)])
    sheets.of_row(9).replace("mine")
    sheets.follow([row(8, SECOND), row(9, SECOND)])
    assert sheets.of_row(8).text == SECOND
    assert sheets.of_row(9).text == "mine"
    sheets.of_row(8).document.undo()
    assert sheets.of_row(8).text == FIRST


def test_an_empty_text_goes_when_another_one_is_shown(sheets):
    sheets.follow([row(8, FIRST)])
    sheets.show_sheet(sheets.of_row(8))
    assert texts(sheets) == [FIRST]
    sheets.show_new()
    sheets.show_new()
    assert texts(sheets) == ["", FIRST]


def test_what_is_kept_comes_back(qapp, sheets):
    sheets.current.replace("half done")
    sheets.follow([row(8, FIRST)])
    again = Sheets(sheets.kept())
    assert texts(again) == ["half done"]
    again.deleteLater()


def test_a_session_with_other_line_ends_counts_as_the_same_text(sheets):
    source = "def f(y, p):\r\n    return y - p"
    sheets.follow([row(8, source)])
    assert not sheets.of_row(8).unsaved
    assert sheets.of_row(8).text == plain(source)


@pytest.mark.parametrize(
    "kept", ["", "{", "7", "[7]", "[[1, 2]]", '[["one"]]', '{"a": 1}', "[[null, null]]", "\x00"]
)
def test_damaged_settings_give_no_text(kept):
    assert read_kept(kept) == []


def test_the_good_part_of_damaged_settings_is_kept():
    assert read_kept(json.dumps([["a", ""], 3])) == [["a", ""]]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("def f(y, p): return y", "f"),
        ("def help(x):\n    return x\ndef loss(y, p):\n    return help(y)", "loss"),
        ("class Focal(Loss):\n    def call(self, y, p):\n        return y", "Focal"),
        ("class Focal:", "Focal"),
        ("# a note\n\nK.mean(y)", "K.mean(y)"),
        ("K.mean(" + "y + " * 20 + "y)", "K.mean(y + y + y + y + y + y …"),
        ("def", "def"),
        ("", ""),
    ],
)
def test_a_text_is_called_by_what_it_defines(source, name):
    assert first_name(source) == name
