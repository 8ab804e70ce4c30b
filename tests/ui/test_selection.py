"""What is looked at follows what is open."""

import numpy as np
import pytest

from lossgui.core.spec import make_spec


def test_the_first_selection_is_the_first_loss_the_squares_and_a_prediction(selection, studio):
    assert selection.loss == studio.snapshot.rows[0].row.ident
    assert studio.snapshot.rows[0].result.stages[selection.stage].operation == "square"
    assert (selection.tensor, selection.cell) == ("y_pred", (0, 0))


def test_signals_come_only_with_a_change(selection, qtbot):
    with qtbot.assertNotEmitted(selection.cell_changed):
        selection.select_cell("y_pred", (np.int64(0), 0))
    with qtbot.waitSignal(selection.cell_changed) as told:
        selection.select_cell("y_true", (1, 2))
    assert told.args == ["y_true", (1, 2)]


def test_a_removed_loss_is_left_for_the_first_one(selection, studio):
    first, second = (row.row.ident for row in studio.snapshot.rows)
    selection.select_loss(second)
    studio.session.remove_loss(second)
    assert selection.loss == first
    studio.session.remove_loss(first)
    assert selection.loss is None
    assert selection.stage is None


def test_a_step_beyond_the_last_moves_to_the_last(selection, studio):
    ident = selection.loss
    selection.select_stage(len(studio.snapshot.row(ident).result.stages) - 1)
    studio.session.set_spec(ident, make_spec("mae", reduction="none"))
    count = len(studio.snapshot.row(ident).result.stages)
    assert selection.stage == count - 1


def test_a_step_is_kept_while_the_loss_has_an_error(selection, studio):
    selection.select_stage(2)
    studio.session.set_tensor("y_true", np.zeros((5, 4)))
    assert studio.snapshot.row(selection.loss).result is None
    studio.session.undo()
    assert selection.stage == 2


@pytest.mark.parametrize(
    ("shape", "expected"),
    [((2, 2), (1, 1)), ((3, 3, 3), (0, 0, 0)), ((9, 9), (2, 2)), ((), ()), ((0, 3), None)],
)
def test_the_cell_stays_inside_a_new_array(selection, studio, shape, expected):
    selection.select_cell("y_pred", (2, 2))
    studio.session.set_tensors({name: np.zeros(shape) for name in ("y_true", "y_pred")})
    assert selection.cell == expected
