import numpy as np
import pytest

from lossgui.core.dialects import DIALECTS
from lossgui.core.spec import make_spec
from lossgui.session.calculator import Calculator
from lossgui.session.eras import compare_eras
from lossgui.session.session import Session


@pytest.fixture
def session():
    return Session()


def values(session):
    return [
        np.nan if row.result is None else float(row.result.exact)
        for row in Calculator().update(None, session.state).rows
    ]


def test_the_table_holds_one_loss_in_every_dialect(session):
    first = session.state.losses[0]
    compare_eras(session, first.ident)
    assert {row.spec.dialect for row in session.state.losses} == set(DIALECTS)
    assert {row.spec.loss for row in session.state.losses} == {first.spec.loss}
    assert session.state.losses[0].ident == session.state.reference == first.ident


def test_rows_follow_by_value(session):
    ident = session.state.losses[0].ident
    session.set_spec(ident, make_spec("binary_crossentropy"))
    session.set_cells("y_pred", (0, 1), 0.0)  # label 1 at probability 0: every epsilon shows
    compare_eras(session, ident)
    found = [value for value in values(session)[1:] if np.isfinite(value)]
    assert found == sorted(found)
    assert len(set(np.round(found, 3))) > 2


def test_a_dialect_that_refuses_comes_last_and_stays_in_the_table(session):
    ident = session.state.losses[0].ident
    session.set_tensor("y_true", np.zeros((3, 1)))
    compare_eras(session, ident)
    found = values(session)
    refused = int(np.isnan(found).sum())
    assert refused > 0
    assert np.isnan(found[-refused:]).all()


def test_one_undo_brings_the_table_back(session):
    before = session.state.losses
    compare_eras(session, before[1].ident)
    assert session.undo_text == f"Compare eras of {before[1].name}"
    session.undo()
    assert session.state.losses == before


def test_an_unknown_row_changes_nothing(session):
    before = session.state
    with pytest.raises(ValueError, match="no loss with the ident"):
        compare_eras(session, 99)
    assert session.state is before


def test_large_tensors_keep_the_catalogues_order(session):
    session.set_tensors({"y_true": np.zeros((300, 100)), "y_pred": np.ones((300, 100))})
    compare_eras(session, session.state.losses[0].ident)
    assert [row.spec.dialect for row in session.state.losses] == list(DIALECTS)
