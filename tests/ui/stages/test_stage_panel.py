import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication

from lossgui.core.spec import make_spec
from lossgui.ui.appearance import appearance
from lossgui.ui.stages.margin import BELOW, RIGHT, margin_side, reducing_stage
from lossgui.ui.stages.stage_model import SHARE
from lossgui.ui.tensors.panel import TensorPanel
from lossgui.ui.tensors.shared import Lights, SharedSlicing, shared
from lossgui.ui.tensors.slicing import Slicing

Role = Qt.ItemDataRole


def texts(view):
    model = view.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def place(view):
    return view.currentIndex().row(), view.currentIndex().column()


def lit(selection):
    return shared(Lights, selection).regions


def row(number, columns=3):
    return (slice(number, number + 1), slice(0, columns))


# --------------------------------------------------------------------------------- the array


def test_the_selected_step_is_shown(panel, stage):
    stage("square")
    assert panel.title == "Stage 2 of A: square (3, 3) float32"
    assert texts(panel.grid) == [
        ["0.00", "0.04", "0.81"],
        ["0.25", "0.49", "0.16"],
        ["0.04", "0.09", "0.25"],
    ]


def test_the_result_of_a_reduction_stands_beside_its_rows(panel, stage):
    stage("square")
    assert panel.right_margin.isVisible()
    assert not panel.lower_margin.isVisible()
    assert texts(panel.right_margin) == [["0.2833"], ["0.3000"], ["0.1267"]]
    assert panel.right_margin.model().header_title(Qt.Orientation.Horizontal) == "mean axis -1"


def test_rows_of_grid_and_margin_are_level(panel, stage):
    stage("square")
    for number in range(3):
        tops = [
            view.viewport()
            .mapTo(panel, view.visualRect(view.model().index(number, 0)).topLeft())
            .y()
            for view in (panel.grid, panel.right_margin)
        ]
        assert tops[0] == tops[1]


def test_a_reduction_over_the_rows_stands_below(panel, studio, selection, stage):
    spec = studio.session.state.losses[0].spec
    studio.session.set_spec(selection.loss, spec.replace(axis=0))
    stage("square")
    assert panel.lower_margin.isVisible()
    assert not panel.right_margin.isVisible()
    assert texts(panel.lower_margin) == [["0.0967", "0.2067", "0.4067"]]
    for number in range(3):
        lefts = [
            view.viewport()
            .mapTo(panel, view.visualRect(view.model().index(0, number)).topLeft())
            .x()
            for view in (panel.grid, panel.lower_margin)
        ]
        assert lefts[0] == lefts[1]


def test_a_reduction_over_everything_stands_below_as_one_number(panel, studio, selection, stage):
    spec = studio.session.state.losses[0].spec
    studio.session.set_spec(selection.loss, spec.replace(axis=None))
    stage("square")
    assert texts(panel.lower_margin) == [["0.2367"]]


def test_a_step_that_no_reduction_reads_has_no_margin(panel, stage):
    stage("y_pred - y_true")
    assert not panel.right_margin.isVisible()
    assert not panel.lower_margin.isVisible()


def test_means_are_a_column_of_the_samples(panel, stage):
    stage("mean axis -1")
    assert texts(panel.grid) == [["0.2833"], ["0.3000"], ["0.1267"]]
    assert texts(panel.lower_margin) == [["0.71"]]


def test_the_scalar_is_one_cell(panel, stage):
    stage("÷ n")
    assert texts(panel.grid) == [["0.2367"]]
    assert panel.grid.verticalHeader().isHidden()
    assert not panel.grid.bars


@pytest.mark.parametrize("shape", [(), (4,), (4, 1), (1, 4), (0,), (3, 0), (2, 3, 4), (2,) * 5])
def test_every_step_of_every_shape_can_be_shown(panel, studio, selection, shape, qtmodeltester):
    studio.session.set_spec(selection.loss, studio.session.state.losses[0].spec.replace(axis=None))
    studio.session.set_tensors({"y_true": np.zeros(shape), "y_pred": np.ones(shape)})
    for view in (panel.grid, panel.right_margin, panel.lower_margin):
        qtmodeltester.check(view.model())
    for number in range(len(studio.snapshot.row(selection.loss).result.stages)):
        selection.select_stage(number)
        panel.grab()
        model = panel.grid.model()
        array = np.asarray(studio.snapshot.row(selection.loss).result.stages[number].value)
        assert model.array is not None
        assert model.array.shape == array.shape


def test_a_loss_with_an_error_says_why(panel, studio, selection):
    studio.session.set_tensor("y_pred", np.ones((3, 2)))
    assert panel.findChild(object, "stage_note").text()
    assert not panel.grid.isVisible()
    studio.session.undo()
    assert panel.grid.isVisible()


def test_without_losses_there_is_nothing_to_show(panel, studio):
    for loss in studio.session.state.losses:
        studio.session.remove_loss(loss.ident)
    assert not panel.grid.isVisible()
    assert panel.title == "Stage"


def test_another_loss_shows_its_steps(panel, studio, selection):
    other = studio.session.state.losses[1]
    selection.select_loss(other.ident)
    selection.select_stage(2)
    assert panel.title == "Stage 3 of B: sum axis -1 (3,) float64"


# ---------------------------------------------------------------------------------- following


def test_an_edit_changes_the_step_and_its_margin(panel, studio, stage):
    stage("square")
    studio.session.set_cells("y_pred", (0, 0), 3.0)
    assert texts(panel.grid)[0][0] == "9.00"
    assert texts(panel.right_margin)[0] == ["3.2833"]
    studio.session.undo()
    assert texts(panel.grid)[0][0] == "0.00"


def test_only_the_cells_that_an_edit_reaches_are_announced(panel, studio, stage):
    stage("square")
    changes = []
    panel.grid.model().dataChanged.connect(lambda *ends: changes.append(ends))
    studio.session.set_cells("y_pred", (1, 2), 0.5)
    first, last = changes[0][:2]
    assert (first.row(), first.column(), last.row(), last.column()) == (1, 2, 1, 2)


def test_a_changed_parameter_of_the_loss_is_seen(panel, studio, selection):
    ident = studio.session.add_loss(make_spec("huber", delta=1.0))
    studio.session.set_cells("y_pred", (0, 0), 5.0)
    selection.select_loss(ident)
    result = studio.snapshot.row(ident).result
    number = max(n for n, found in enumerate(result.stages) if found.shape == (3, 3))
    selection.select_stage(number)
    before = texts(panel.grid)
    studio.session.set_spec(ident, make_spec("huber", delta=0.1))
    expected = np.asarray(studio.snapshot.row(ident).result.stages[number].value)
    shown = np.array([[float(text) for text in line] for line in texts(panel.grid)])
    np.testing.assert_allclose(shown, expected, atol=1e-4)  # four decimals are shown
    assert texts(panel.grid) != before


def test_the_stage_shows_the_slice_of_the_tensors(panel, studio, selection, stage):
    counted = np.arange(24.0).reshape(2, 3, 4)
    studio.session.set_tensors({"y_true": np.zeros((2, 3, 4)), "y_pred": counted})
    stage("y_pred - y_true")
    shared(SharedSlicing, selection).show(Slicing(0, 2, (0, 2, 0)))
    assert texts(panel.grid) == [["8", "9", "10", "11"], ["20", "21", "22", "23"]]
    stage("square")
    shared(SharedSlicing, selection).show(Slicing(2, 1, (1, 0, 0)))
    assert texts(panel.grid)[0] == ["144", "256", "400"]
    assert not panel.right_margin.isHidden() or not panel.lower_margin.isHidden()


def test_a_reduction_over_a_hidden_axis_is_said(panel, studio, selection, stage):
    studio.session.set_tensors({"y_true": np.zeros((2, 3, 4)), "y_pred": np.ones((2, 3, 4))})
    stage("square")
    shared(SharedSlicing, selection).show(Slicing(0, 1, (0, 0, 0)))
    assert panel.right_margin.isHidden()
    assert panel.lower_margin.isHidden()
    assert "mean axis -1 runs over an axis that is not shown" in (
        panel.findChild(object, "stage_note").text()
    )


def test_slice_keys_in_the_stage_grid_move_the_tensors(studio, selection, panel, qtbot):
    tensors = TensorPanel(studio, selection)
    qtbot.addWidget(tensors)
    studio.session.set_tensors({"y_true": np.zeros((2, 3, 4)), "y_pred": np.ones((2, 3, 4))})
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(panel.grid, Qt.Key.Key_PageDown, control)
    assert tensors.slicing.position[1] == 1
    assert panel.grid.model().slicing.position[1] == 1


# ------------------------------------------------------------------------------------- shares


def test_each_cell_knows_its_share(panel, stage):
    stage("square")
    model = panel.grid.model()
    shares = [model.index(r, c).data(SHARE) for r in range(3) for c in range(3)]
    assert sum(shares) == pytest.approx(1)
    # 0.81 of the sum 2.13 of the nine squared errors; float32 keeps seven digits
    assert model.index(0, 2).data(SHARE) == pytest.approx(0.81 / 2.13, rel=1e-6)
    tip = model.index(0, 2).data(Role.ToolTipRole)
    assert "38 % of the sum of all cells: |cell| / sum of |cells|" in tip


def test_shares_of_negative_numbers_are_of_absolute_values(panel, stage):
    stage("y_pred - y_true")
    model = panel.grid.model()
    assert model.index(1, 2).data(SHARE) == pytest.approx(0.4 / 3.7, rel=1e-6)


def test_bars_are_as_long_as_the_share(panel, stage):
    stage("square")
    view = panel.grid
    view.setCurrentIndex(view.model().index(2, 2))
    image = view.viewport().grab().toImage()
    colour = QColor(view.theme.share)

    def bar(row, column):
        cell = view.visualRect(view.model().index(row, column))
        y = cell.top() + 3
        return sum(image.pixelColor(x, y) == colour for x in range(cell.left(), cell.right() + 1))

    width = view.columnWidth(0) - 1
    assert bar(0, 2) == width
    assert bar(1, 1) == pytest.approx(width * 0.49 / 0.81, abs=1)
    assert bar(0, 0) == 0


def test_nan_and_infinity_have_no_bar_and_no_share(panel, studio, stage):
    stage("square")
    studio.session.set_cells("y_pred", (0, 2), float("nan"))
    studio.session.set_cells("y_pred", (0, 1), float("inf"))
    model = panel.grid.model()
    panel.grab()
    assert model.index(0, 2).data(SHARE) is None
    assert model.index(0, 1).data(SHARE) is None
    assert model.index(1, 1).data(SHARE) == pytest.approx(0.49 / 1.28, rel=1e-6)


def test_a_screen_reader_hears_step_place_value_and_share(panel, stage):
    stage("square")
    said = panel.grid.model().index(1, 1).data(Role.AccessibleTextRole)
    assert said.startswith("square sample 1 output 1 value 0.48999998, 23 % of all cells")
    said = panel.right_margin.model().index(1, 0).data(Role.AccessibleTextRole)
    assert said.startswith("mean axis -1 sample 1 value 0.29999998")


# --------------------------------------------------------------------------------- lighting up


def test_a_selected_step_lights_up_what_enters_it(selection, panel, stage):
    stage("square")
    everything = (slice(0, 3), slice(0, 3))
    assert lit(selection) == {"y_true": everything, "y_pred": everything}


def test_tensors_that_do_not_enter_stay_dark(panel, studio, selection):
    ident = studio.session.add_loss(make_spec("kl_standard_normal"))
    selection.select_loss(ident)
    stages = studio.snapshot.row(ident).result.stages
    number = next(n for n, found in enumerate(stages) if found.name == "exp")
    selection.select_stage(number)
    assert set(lit(selection)) == {"z_log_var"}


def test_a_result_in_the_margin_lights_up_its_row(panel, selection, stage):
    stage("square")
    panel.right_margin.setCurrentIndex(panel.right_margin.model().index(1, 0))
    assert lit(selection) == {"y_true": row(1), "y_pred": row(1)}
    assert panel.grid.lit == (1, 0, 1, 2)


def test_the_scalar_lights_up_everything(panel, selection, stage):
    stage("mean axis -1")
    panel.lower_margin.setFocus(Qt.FocusReason.TabFocusReason)
    assert lit(selection)["y_pred"] == (slice(0, 3), slice(0, 3))
    assert panel.grid.lit == (0, 0, 2, 0)
    panel.grid.setFocus(Qt.FocusReason.BacktabFocusReason)
    assert lit(selection)["y_pred"] == row(0)


def test_a_cell_of_an_elementwise_step_lights_up_and_selects_the_same_cell(panel, selection, stage):
    stage("square")
    selection.select_cell("y_pred", (0, 0))
    panel.grid.setCurrentIndex(panel.grid.model().index(2, 1))
    cell = (slice(2, 3), slice(1, 2))
    assert lit(selection) == {"y_true": cell, "y_pred": cell}
    assert (selection.tensor, selection.cell) == ("y_pred", (2, 1))


def test_a_mean_lights_up_its_row_but_selects_no_cell(panel, selection, stage):
    stage("mean axis -1")
    selection.select_cell("y_pred", (0, 0))
    panel.grid.setCurrentIndex(panel.grid.model().index(2, 0))
    assert lit(selection)["y_true"] == row(2)
    assert selection.cell == (0, 0)


def test_a_click_on_the_current_cell_lights_up_again(panel, selection, stage, qtbot):
    stage("square")
    view = panel.right_margin
    view.setCurrentIndex(view.model().index(1, 0))
    selection.select_cell("y_pred", (1, 1))
    assert lit(selection)["y_pred"] != row(1)
    point = view.visualRect(view.model().index(1, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert lit(selection)["y_pred"] == row(1)


def test_the_selected_cell_of_a_tensor_is_followed_into_the_step(panel, selection, stage):
    stage("square")
    selection.select_cell("y_true", (1, 2))
    assert place(panel.grid) == (1, 2)
    assert place(panel.right_margin) == (1, 0)
    assert (selection.tensor, selection.cell) == ("y_true", (1, 2))


def test_lights_reach_the_tensor_grids(panel, studio, selection, stage, qtbot):
    tensors = TensorPanel(studio, selection)
    qtbot.addWidget(tensors)
    stage("square")
    panel.right_margin.setCurrentIndex(panel.right_margin.model().index(2, 0))
    assert [box.view.lit for box in tensors.boxes] == [(2, 0, 2, 2)] * 2


# ------------------------------------------------------------------------------ margin and keys


@pytest.mark.parametrize(
    ("main", "result", "side"),
    [
        (Slicing(0, 1, (0, 0)), Slicing(0, None, (0,)), RIGHT),
        (Slicing(0, 1, (0, 0)), Slicing(None, 0, (0,)), BELOW),
        (Slicing(0, 1, (0, 0)), Slicing(None, None, ()), BELOW),
        (Slicing(0, None, (0,)), Slicing(None, None, ()), BELOW),
        (Slicing(None, 0, (0,)), Slicing(None, None, ()), RIGHT),
        (Slicing(0, 1, (0, 0, 0)), Slicing(0, 1, (0, 0)), None),
    ],
)
def test_the_margin_is_where_the_axis_went(main, result, side):
    assert margin_side(main, result) == side


def test_only_the_next_step_counts_as_the_reduction(studio):
    stages = studio.snapshot.rows[1].result.stages
    names = [found.name for found in stages]
    assert names[2:5] == ["sum axis -1", "× 0.5", "sum"]
    assert reducing_stage(stages, 2) is None
    assert reducing_stage(stages, 3) == 4


def test_stage_cells_are_copied_and_never_edited(panel, stage, qtbot, studio):
    stage("square")
    panel.grid.setCurrentIndex(panel.grid.model().index(0, 1))
    qtbot.keyClick(panel.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "0.039999995"
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_5):
        qtbot.keyClick(panel.grid, key)
    assert panel.grid.open_editor() is None
    assert not studio.session.can_undo
    assert "computed" in panel.findChild(object, "stage_note").text()


def test_the_stage_follows_the_theme(panel, stage, theme):
    stage("square")
    image = panel.grid.viewport().grab().toImage()
    cell = panel.grid.visualRect(panel.grid.model().index(0, 0))
    assert image.pixelColor(cell.left() + 4, cell.top() + 4) == QColor(theme.base)
    assert appearance().theme is theme
