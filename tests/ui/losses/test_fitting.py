from hypothesis import given
from hypothesis import strategies as st

from lossgui.ui.losses.columns import Column
from lossgui.ui.losses.fitting import fitted

widths = st.fixed_dictionaries({column: st.integers(20, 300) for column in Column})
SMALLEST = dict.fromkeys(Column, 60)


@given(widths, st.integers(100, 3000))
def test_the_columns_fill_the_table_unless_they_would_become_unreadable(wanted, available):
    widths = fitted(wanted, available, SMALLEST)
    total = sum(widths.values())
    assert total >= available
    if total > available:
        shrinkable = (
            Column.LOSS,
            Column.REDUCTION,
            Column.DIALECT,
            Column.DIVISOR,
            Column.CHECK,
            Column.VALUE,
        )
        assert all(widths[column] <= max(60, min(60, wanted[column])) for column in shrinkable)


@given(widths, st.integers(100, 3000))
def test_nothing_is_cut_while_there_is_room(wanted, available):
    widths = fitted(wanted, available, SMALLEST)
    if sum(wanted.values()) <= available:
        assert all(widths[column] >= wanted[column] for column in Column)


@given(widths, st.integers(100, 3000))
def test_no_column_is_cut_below_what_is_readable(wanted, available):
    widths = fitted(wanted, available, SMALLEST)
    assert all(widths[column] >= min(60, wanted[column]) for column in Column)


def test_the_wider_of_two_texts_gives_way_first():
    wanted = {**dict.fromkeys(Column, 50), Column.LOSS: 250, Column.REDUCTION: 120}
    widths = fitted(wanted, sum(wanted.values()) - 100, SMALLEST)
    assert (widths[Column.LOSS], widths[Column.REDUCTION]) == (150, 120)
