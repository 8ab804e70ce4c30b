import numpy as np
import pytest
from PySide6.QtCore import Qt

from lossgui.core.spec import make_spec
from lossgui.ui.losses.badge import Shape
from lossgui.ui.losses.columns import Column
from lossgui.ui.losses.model import BADGES, FAILED, LossesModel

Role = Qt.ItemDataRole


@pytest.fixture
def model(studio, selection, qtmodeltester):
    model = LossesModel(studio)
    studio.snapshot_changed.connect(model.show_snapshot)
    studio.check_changed.connect(model.show_check)
    qtmodeltester.check(model)
    yield model
    model.deleteLater()


@pytest.fixture
def changed(model):
    """Collect the cells that the model announces as changed."""
    cells = []

    def note(first, last):
        assert (first.row(), first.column()) == (last.row(), last.column())
        cells.append((first.row(), Column(first.column())))

    model.dataChanged.connect(note)
    return cells


def texts(model, row):
    return [model.index(row, column).data() for column in Column]


def test_the_founding_example_is_shown(model):
    assert texts(model, 0) == [
        "A",
        "Mean squared error",
        "Keras 3",
        "-1",
        "mean",
        "sum_over_batch_size",
        "1",
        "0.236667",
        "9 = n·d",
        "not asked",
        "1",
    ]
    assert texts(model, 1) == [
        "B",
        "Half sum of squares",
        "Textbook",
        "1",
        "sum",
        "mean",
        "1",
        "0.355",
        "3 = n",
        "not asked",
        "d/2",
    ]


def test_the_model_keeps_qts_rules_through_every_kind_of_change(model, studio, qtmodeltester):
    session = studio.session
    added = session.add_loss(make_spec("huber"))
    session.duplicate_loss(model.ident(0))
    session.set_spec(added, make_spec("bce", reduction="none"))
    session.set_reference(added)
    session.remove_loss(model.ident(0))
    session.set_tensor("y_true", np.zeros((2, 4)))
    while session.can_undo:
        session.undo()
    while session.can_redo:
        session.redo()
    qtmodeltester.check(model)
    expected = [row.name for row in session.state.losses]
    assert [model.index(n, 0).data() for n in range(model.rowCount())] == expected


def test_an_edit_of_a_cell_announces_the_values_only(model, studio, changed):
    studio.session.set_cells("y_pred", (0, 0), 0.5)
    assert set(changed) == {(0, Column.VALUE), (1, Column.VALUE)}


def test_another_loss_of_the_same_number_of_rows_keeps_the_row(model, studio, changed):
    resets = []
    model.modelReset.connect(lambda: resets.append(1))
    studio.session.set_spec(model.ident(0), make_spec("mae"))
    assert not resets
    assert (0, Column.LOSS) in changed
    assert (1, Column.LOSS) not in changed


def test_undo_of_remove_brings_the_row_back_to_its_place(model, studio):
    studio.session.remove_loss(model.ident(0))
    assert texts(model, 0)[0] == "B"
    studio.session.undo()
    assert [texts(model, row)[0] for row in range(2)] == ["A", "B"]


def test_another_reference_changes_marker_and_ratio(model, studio, changed):
    index = model.index(1, Column.NAME)
    assert model.setData(index, Qt.CheckState.Checked, Role.CheckStateRole)
    assert studio.session.state.reference == model.ident(1)
    assert Qt.CheckState(index.data(Role.CheckStateRole)) == Qt.CheckState.Checked
    first = model.index(0, Column.NAME).data(Role.CheckStateRole)
    assert Qt.CheckState(first) == Qt.CheckState.Unchecked
    assert [texts(model, row)[Column.RATIO] for row in range(2)] == ["2/d", "1"]
    assert {(0, Column.NAME), (1, Column.NAME), (0, Column.RATIO)} <= set(changed)
    assert studio.session.undo_text == "Make B the reference"


def test_the_reference_cannot_be_taken_away(model, studio):
    index = model.index(0, Column.NAME)
    assert not model.setData(index, Qt.CheckState.Unchecked, Role.CheckStateRole)
    assert not studio.session.can_undo


@pytest.mark.parametrize(
    ("column", "text", "read"),
    [
        (Column.NAME, "mine", lambda row: row.name == "mine"),
        (Column.LOSS, "huber", lambda row: row.spec.loss == "huber"),
        (Column.DIALECT, "textbook", lambda row: row.spec.reduction == "mean"),
        (Column.AXIS, "(0, 1)", lambda row: row.spec.axis == (0, 1)),
        (Column.INNER, "sum", lambda row: row.spec.inner == "sum"),
        (Column.REDUCTION, "none", lambda row: row.spec.reduction == "none"),
        (Column.FACTOR, "1/2", lambda row: row.spec.factor == 0.5),
    ],
)
def test_every_edit_is_one_step_of_undo(model, studio, column, text, read):
    before = studio.session.state.losses
    assert model.setData(model.index(0, column), text)
    assert read(studio.session.state.losses[0])
    assert len(studio.session.history) == 1
    studio.session.undo()
    assert studio.session.state.losses == before


@pytest.mark.parametrize(
    "column", sorted(set(Column) - {Column.VALUE, Column.DIVISOR, Column.CHECK, Column.RATIO})
)
def test_committing_without_a_change_is_no_step(model, studio, column):
    index = model.index(0, column)
    assert model.setData(index, index.data(Role.EditRole))
    assert not studio.session.can_undo


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        (Column.NAME, "B", "already a loss called"),
        (Column.NAME, " ", "name"),
        (Column.AXIS, "9", "There is no axis 9"),
        (Column.FACTOR, "half", "half"),
        (Column.FACTOR, "", "0.5 or 1/2"),
        (Column.FACTOR, "inf", "finite"),
        (Column.REDUCTION, "batchmean", "batchmean"),
    ],
)
def test_a_refused_edit_says_why_and_changes_nothing(model, studio, column, text, said):
    refused = []
    model.refused.connect(lambda index, sentence: refused.append((index.column(), sentence)))
    assert not model.setData(model.index(0, column), text)
    assert [where for where, _sentence in refused] == [column]
    assert said in refused[0][1]
    assert not studio.session.can_undo


def test_numbers_cannot_be_written_to_what_is_computed(model):
    for column in (Column.VALUE, Column.DIVISOR, Column.CHECK, Column.RATIO):
        assert not model.setData(model.index(0, column), "1")
        assert not model.flags(model.index(0, column)) & Qt.ItemFlag.ItemIsEditable


def test_a_failed_row_stays_editable(model, studio):
    studio.session.set_tensor("y_true", np.zeros((2, 4)))
    index = model.index(0, Column.VALUE)
    assert index.data(FAILED)
    assert "y_true" in index.data()
    assert model.setData(model.index(0, Column.FACTOR), "2")
    studio.session.undo()
    studio.session.undo()
    assert not index.data(FAILED)
    assert index.data() == "0.236667"


def test_a_check_shows_in_its_row_only(model, studio, changed, monkeypatch):
    monkeypatch.setattr(studio, "check", lambda ident: "checking")
    model.show_check(model.ident(1), "checking")
    assert changed == [(1, Column.CHECK)]
    assert model.index(1, Column.CHECK).data(BADGES)[0].shape is Shape.DOTS
    model.show_check(-1, "checking")
    assert len(changed) == 1


def test_screen_readers_hear_loss_column_and_text(model):
    assert model.index(0, Column.NAME).data(Role.AccessibleTextRole) == "Loss A, the reference"
    value = model.index(1, Column.VALUE).data(Role.AccessibleTextRole)
    assert value == "Loss B, Value: 0.355"


def test_every_header_is_explained(model):
    for column in Column:
        title, sentence = (
            model.headerData(column, Qt.Orientation.Horizontal, role)
            for role in (Role.DisplayRole, Role.ToolTipRole)
        )
        assert title
        assert len(sentence) > len(title)
