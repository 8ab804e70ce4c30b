import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt

from lossgui.session.session import Session
from lossgui.ui.tensors.grid_model import MOST_LINES, GridModel
from lossgui.ui.tensors.slicing import Slicing, default_slicing

Role = Qt.ItemDataRole
SHAPES = [(), (0,), (1,), (4,), (3, 2), (3, 0), (0, 3), (2, 0, 3), (2, 3, 4), (2, 1, 2, 3, 2)]


def make(array, slicing=None, session=None):
    model = GridModel(session)
    array = np.asarray(array)
    model.set_array("y_pred", array, slicing or default_slicing(array.shape))
    return model


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_model_of_every_rank_obeys_qt(qtmodeltester, shape):
    qtmodeltester.check(make(np.zeros(shape)))


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_model_obeys_qt_while_arrays_and_slices_change(qtmodeltester, shape):
    model = make(np.ones((2, 5)))
    qtmodeltester.check(model)
    array = np.zeros(shape)
    model.set_array("y_pred", array, default_slicing(shape))
    model.touch(array, None)
    for axis in range(len(shape)):
        model.set_slicing(Slicing(axis, None, (0,) * len(shape)))
    model.set_array("y_true", np.ones((3, 3)), default_slicing((3, 3)))
    model.set_format(7, True)


def test_editable_model_obeys_qt(qtmodeltester, qapp):
    session = Session()
    array = session.state.tensors["y_pred"].values
    model = make(array, session=session)
    session.changed.subscribe(
        lambda _, after: model.touch(
            after.tensors["y_pred"].values, after.tensors["y_pred"].touched
        )
    )
    qtmodeltester.check(model)
    assert model.setData(model.index(1, 1), "0.25", Role.EditRole)
    assert model.index(1, 1).data() == "0.25"


def test_a_scalar_is_one_cell_and_a_vector_one_column(qapp):
    assert (make(5.0).rowCount(), make(5.0).columnCount()) == (1, 1)
    vector = make([1.0, 2.0])
    assert (vector.rowCount(), vector.columnCount()) == (2, 1)
    assert vector.index(1, 0).data() == "2"


def test_rows_can_be_any_axis(qapp):
    array = np.arange(24.0).reshape(2, 3, 4)
    model = make(array, Slicing(2, 1, (1, 0, 0)))
    assert (model.rowCount(), model.columnCount()) == (4, 3)
    assert model.index(3, 2).data() == f"{array[1, 2, 3]:.0f}"


def test_numbers_have_as_few_decimals_as_show_them(qapp):
    assert make([[0.0, 1.0]]).index(0, 1).data() == "1"
    assert make([[0.5, 1.0]]).index(0, 1).data() == "1.0"
    assert make([[1 / 3, 1.0]]).index(0, 0).data() == "0.3333"


def test_format_is_chosen(qapp):
    model = make([[1 / 3]])
    model.set_format(2, False)
    assert model.index(0, 0).data() == "0.33"
    model.set_format(2, True)
    assert model.index(0, 0).data() == "3.33e-01"


def test_the_edited_text_is_exact_also_where_the_cell_is_rounded(qapp):
    model = make([[1 / 3]])
    assert model.index(0, 0).data(Role.EditRole) == "0.3333333333333333"
    assert make(np.array([[0.1]], "f4")).index(0, 0).data(Role.EditRole) == "0.1"


def test_a_screen_reader_hears_tensor_place_and_value(qapp):
    model = make([[0.0, 0.8, 0.9]])
    said = model.index(0, 2).data(Role.AccessibleTextRole)
    assert said == "y_pred sample 0 output 2 value 0.9"
    assert make(5.0).index(0, 0).data(Role.AccessibleTextRole) == "y_pred value 5"
    deep = make(np.zeros((2, 3, 4)), Slicing(0, 2, (0, 1, 0)))
    said = deep.index(1, 3).data(Role.AccessibleTextRole)
    assert said == "y_pred sample 1 time step 1 output 3 value 0"


def test_headers_say_axis_and_place(qapp):
    model = make(np.zeros((3, 2)))
    across = Qt.Orientation.Horizontal
    assert model.headerData(1, across) == "1"
    assert model.headerData(1, across, Role.AccessibleTextRole) == "output 1"
    assert model.header_title(across) == "outputs"
    assert model.header_title(Qt.Orientation.Vertical) == "samples"


def test_the_tool_tip_is_the_exact_value_as_code(qapp):
    assert make([[1 / 3]]).index(0, 0).data(Role.ToolTipRole) == "y_pred[0, 0] = 0.3333333333333333"


def test_only_the_touched_cells_are_announced(qtbot):
    array = np.zeros((1000, 1000))
    model = make(array)
    changes = []
    model.dataChanged.connect(lambda first, last, *_: changes.append((first, last)))
    model.index(500, 3).data()
    array[500, 3] = 2
    model.touch(array, (slice(500, 501), slice(3, 4)))
    ((first, last),) = changes
    assert (first.row(), first.column(), last.row(), last.column()) == (500, 3, 500, 3)
    assert model.index(500, 3).data() == "2.0000"


def test_edits_beside_the_slice_announce_nothing(qapp):
    array = np.zeros((2, 3, 4))
    model = make(array, Slicing(0, 2, (0, 1, 0)))
    changes = []
    model.dataChanged.connect(lambda *_: changes.append(1))
    model.touch(array, (slice(0, 1), slice(2, 3), slice(0, 1)))
    assert changes == []


def test_texts_are_made_once(qapp, monkeypatch):
    model = make([[1.0, 2.0]])
    asked = []
    original = GridModel.format
    monkeypatch.setattr(GridModel, "format", lambda m, n: asked.append(n) or original(m, n))
    for _ in range(3):
        assert model.text(0, 1) == "2"
    assert asked == [2.0]


def test_another_slice_of_the_same_size_keeps_the_selection(qapp):
    array = np.arange(24.0).reshape(2, 3, 4)
    model = make(array, Slicing(0, 2, (0, 0, 0)))
    kept = []
    model.modelAboutToBeReset.connect(lambda: kept.append("reset"))
    model.set_slicing(Slicing(0, 2, (0, 2, 0)))
    assert kept == []
    assert model.index(1, 3).data() == "23"


def test_bad_text_is_refused_with_the_reason(qapp):
    session = Session()
    model = make(session.state.tensors["y_pred"].values, session=session)
    assert not model.setData(model.index(0, 0), "zero")
    assert "'zero' is not a number" in model.problem
    assert not session.can_undo


def test_what_the_session_refuses_is_the_reason_too(qapp):
    session = Session()
    session.set_tensor("y_pred", np.ones((3, 3), "i4"))
    model = make(session.state.tensors["y_pred"].values, session=session)
    steps = len(session.history)
    assert not model.setData(model.index(0, 0), "0.5")
    assert "whole numbers" in model.problem
    assert not model.setData(model.index(0, 0), float("nan"))
    assert len(session.history) == steps


def test_a_model_without_session_is_read_only(qapp):
    model = make([[1.0]])
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(model.index(0, 0), "2")
    assert model.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags


def test_more_lines_than_qt_can_count_are_left_out(qapp):
    array = np.broadcast_to(np.zeros(1, "f4"), (MOST_LINES + 5, 1))
    assert make(array).rowCount() == MOST_LINES


def test_the_rest_of_a_large_array_is_looked_at_between_events(qtbot):
    array = np.zeros((3_000_000, 1), "f4")
    array[-1] = 5
    model = make(array)
    assert model.extent.high == 0 or model.extent.high == 5
    qtbot.waitUntil(lambda: model.extent.high == 5 and not model._rest.isActive())
