import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication

from lossgui.core.spec import make_spec
from lossgui.session.session import Session
from lossgui.ui.appearance import appearance
from lossgui.ui.tensors.heat import DIVERGING, SEQUENTIAL
from lossgui.ui.tensors.pairs import tensor_pairs
from lossgui.ui.tensors.shared import GridDisplay, Lights, shared
from lossgui.ui.theme import DARK


def place(view):
    return view.currentIndex().row(), view.currentIndex().column()


def shown(panel):
    return [box.name for box in panel.boxes if not box.isHidden()]


# ------------------------------------------------------------------------------------- pairs


def test_arguments_of_a_loss_stand_side_by_side():
    session = Session()
    session.add_loss(make_spec("kl_standard_normal"))
    session.set_tensors({"sample_weight": np.ones(3), "mask": np.ones(3), "other": np.ones(5)})
    assert tensor_pairs(session.state) == (
        ("y_true", "y_pred"),
        ("z_mean", "z_log_var"),
        ("sample_weight", "mask"),
        ("other",),
    )


def test_tensors_of_no_loss_are_shown_too():
    session = Session()
    for row in session.state.losses:
        session.remove_loss(row.ident)
    assert tensor_pairs(session.state) == (("y_true", "y_pred"),)
    session.set_tensor("y_pred", np.ones(2))
    assert tensor_pairs(session.state) == (("y_true",), ("y_pred",))


def test_one_pair_needs_no_tabs_and_more_have_one_each(panel, studio):
    assert panel.tabs.isHidden()
    assert shown(panel) == ["y_true", "y_pred"]
    studio.session.set_tensor("sample_weight", np.ones(3))
    assert panel.tabs.isVisible()
    assert [panel.tabs.tabText(n) for n in (0, 1)] == ["y_true | y_pred", "sample_weight"]
    panel.tabs.setCurrentIndex(1)
    assert shown(panel) == ["sample_weight"]
    studio.session.undo()
    assert shown(panel) == ["y_true", "y_pred"]


def test_without_tensors_the_panel_is_empty(panel, studio):
    for row in studio.session.state.losses:
        studio.session.remove_loss(row.ident)
    for name in ("y_true", "y_pred"):
        studio.session.remove_tensor(name)
    assert shown(panel) == []
    panel.copy()
    panel.paste()
    studio.session.undo()
    assert shown(panel) == ["y_pred"]


def test_a_tensor_that_is_no_longer_shown_is_let_go(panel, studio):
    studio.session.set_tensor("sample_weight", np.ones(3))
    panel.tabs.setCurrentIndex(1)
    assert panel.boxes[1].record is None
    assert panel.boxes[1].model.array.size == 0
    panel.tabs.setCurrentIndex(0)
    assert panel.boxes[1].model.index(0, 1).data() == "0.8"


# ------------------------------------------------------------------------------- side by side


def test_scrolling_one_grid_scrolls_the_other(panel, studio):
    studio.session.set_tensors({"y_true": np.zeros((99, 99)), "y_pred": np.zeros((99, 99))})
    first, second = (box.view for box in panel.boxes)
    first.verticalScrollBar().setValue(40)
    second.horizontalScrollBar().setValue(30)
    assert second.verticalScrollBar().value() == 40
    assert first.horizontalScrollBar().value() == 30


def test_columns_of_both_grids_are_equally_wide(panel, studio, qtbot):
    studio.session.set_tensors({"y_true": np.zeros((9, 99)), "y_pred": np.full((9, 99), -1 / 3)})
    first, second = (box.view for box in panel.boxes)
    assert first.natural_width == second.natural_width
    studio.session.set_cells("y_pred", (0, 0), 1e-9)
    qtbot.waitUntil(lambda: second.columnWidth(0) > second.text_width("1.0000e-09"))
    assert first.natural_width == second.natural_width


def test_a_shorter_grid_does_not_pull_the_longer_one_back(panel, studio):
    studio.session.set_tensors({"y_true": np.zeros((30, 1)), "y_pred": np.zeros((99, 3))})
    first, second = (box.view for box in panel.boxes)
    second.verticalScrollBar().setValue(80)
    assert second.verticalScrollBar().value() == 80
    assert first.verticalScrollBar().value() == first.verticalScrollBar().maximum()


def test_selection_is_repeated_in_the_other_grid(panel, choose):
    choose(0, 1, 2, 2)
    other = panel.boxes[0].view
    assert {(i.row(), i.column()) for i in other.selectedIndexes()} == {
        (row, column) for row in range(3) for column in (1, 2)
    }
    assert place(other) == (0, 1)


def test_a_label_column_follows_its_row(panel, studio, grid):
    studio.session.set_tensor("y_true", np.zeros(3))
    grid.setCurrentIndex(grid.model().index(2, 1))
    assert place(panel.boxes[0].view) == (2, 0)


# --------------------------------------------------------------------------------- selection


def test_the_current_cell_is_the_selected_one(panel, grid, selection):
    grid.setCurrentIndex(grid.model().index(1, 2))
    assert (selection.tensor, selection.cell) == ("y_pred", (1, 2))
    panel.boxes[0].view.setCurrentIndex(panel.boxes[0].model.index(2, 0))
    assert (selection.tensor, selection.cell) == ("y_true", (2, 0))


def test_a_click_on_the_current_cell_of_the_other_grid_selects_its_tensor(
    panel, grid, selection, qtbot
):
    other = panel.boxes[0].view
    point = other.visualRect(other.model().index(0, 0)).center()
    qtbot.mouseClick(other.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert (selection.tensor, selection.cell) == ("y_true", (0, 0))


def test_a_cell_selected_elsewhere_becomes_the_current_one(panel, selection):
    selection.select_cell("y_pred", (2, 1))
    assert place(panel.boxes[1].view) == (2, 1)
    assert place(panel.boxes[0].view) == (2, 1)
    assert selection.tensor == "y_pred"


def test_a_cell_on_another_slice_brings_its_slice(volume, panel, selection):
    selection.select_cell("y_pred", (1, 2, 3))
    assert panel.slicing.position[1] == 2
    assert panel.boxes[1].view.currentIndex().data() == "23"


def test_a_cell_of_another_pair_brings_its_tab(panel, studio, selection):
    studio.session.set_tensor("sample_weight", np.ones(3))
    selection.select_cell("sample_weight", (2,))
    assert shown(panel) == ["sample_weight"]
    assert place(panel.boxes[0].view) == (2, 0)


def test_another_slice_moves_the_selected_cell(volume, panel, grid, selection):
    grid.setCurrentIndex(grid.model().index(1, 3))
    panel.slice_bar.step(1)
    assert selection.cell == (1, 1, 3)


# ----------------------------------------------------------------------------------- slicing


def test_each_pair_keeps_its_slice(volume, panel, studio):
    panel.slice_bar.step(2)
    studio.session.set_tensor("other", np.zeros((4, 5)))
    panel.tabs.setCurrentIndex(1)
    assert panel.slicing.position == (0, 0)
    panel.tabs.setCurrentIndex(0)
    assert panel.slicing.position[1] == 2


def test_the_slice_survives_an_array_of_the_same_rank(volume, panel, studio):
    panel.slice_bar.step(2)
    studio.session.set_tensors({"y_true": np.zeros((5, 2, 4)), "y_pred": np.zeros((5, 2, 4))})
    assert panel.slicing.position[1] == 1


def test_code_of_the_slice_is_copied(volume, panel, grid):
    panel.slice_bar.step(1)
    assert panel.slice_bar.code == "y_pred[:, 1, :]"
    panel.slice_bar.copy_code()
    assert QGuiApplication.clipboard().text() == "y_pred[:, 1, :]"


@pytest.mark.parametrize(
    "shape", [(), (0,), (3,), (0, 3), (3, 0), (2, 0, 3), (2, 3, 2, 2, 2)], ids=str
)
def test_tensors_of_every_rank_are_shown(panel, studio, shape):
    studio.session.set_tensors({"y_true": np.zeros(shape), "y_pred": np.ones(shape)})
    assert len(panel.slice_bar.sliders) == max(len(shape) - 2, 0)
    model = panel.boxes[1].model
    cells = np.ones(shape).size // max(np.prod([shape[a] for a in panel.slicing.fixed_axes]), 1)
    assert model.rowCount() * model.columnCount() == cells
    panel.grab()
    studio.session.undo()
    assert panel.boxes[1].model.index(0, 1).data() == "0.8"


# -------------------------------------------------------------------------------------- undo


def test_undo_of_an_edit_on_another_slice_goes_back_to_it(volume, panel, grid, studio, qtbot):
    grid.setCurrentIndex(grid.model().index(0, 1))
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    panel.slice_bar.step(2)
    studio.session.undo()
    assert panel.slicing.position[1] == 0
    assert grid.model().index(0, 1).data() == "1"


ACTIONS = ("edit", "slice", "rows", "columns", "tab", "undo", "redo")


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 3), st.integers(0, 3)), max_size=12)
)
def test_undoing_everything_gives_the_first_state_whatever_was_sliced(panel, studio, actions):
    session = studio.session
    first = np.arange(24.0).reshape(2, 3, 4)
    session.set_tensors({"y_true": np.zeros((2, 3, 4)), "y_pred": first, "other": np.zeros((5,))})
    start = session.history_position
    for action in actions:
        act(panel, session, start, *action)
    last = {name: np.array(r.values) for name, r in session.state.tensors.items()}
    end = session.history_position
    session.go_to(start)
    np.testing.assert_array_equal(session.state.tensors["y_pred"].values, first)
    assert_shown(panel)
    session.go_to(end)
    for name, values in last.items():
        np.testing.assert_array_equal(session.state.tensors[name].values, values)
    assert_shown(panel)


def act(panel, session, start, action, one, two):
    """Do something that a student can do."""
    bar, view = panel.slice_bar, panel.boxes[len(panel.tabs.pair) - 1].view
    cell, axes = view.model().index(one, two), bar._rows.count()
    if action == "edit" and cell.isValid():
        view.model().setData(cell, f"{one}.{two}5")
    elif action == "slice":
        bar.step(one - two)
    elif action == "tab":
        panel.tabs.setCurrentIndex(one % 2)
    elif action in ("rows", "columns") and axes > max(one, 1):
        getattr(bar, f"_{action}").activated.emit(one)
    else:
        go_back_or_forth(session, start, action)


def go_back_or_forth(session, start, action):
    if action == "undo" and session.history_position > start:
        session.undo()
    elif action == "redo" and session.can_redo:
        session.redo()


def assert_shown(panel):
    """What the grids say is what the session holds."""
    for box in panel.boxes:
        model = box.model
        for row in range(model.rowCount() if not box.isHidden() else 0):
            for column in range(model.columnCount()):
                index = model.index(row, column)
                value = box.record.values[model.tensor_index(index)]
                assert float(index.data(Qt.ItemDataRole.EditRole)) == value
                assert index.data() == model.format(value)


# -------------------------------------------------------------------------------- appearance


def test_both_grids_share_their_colours(panel, studio):
    first, second = (box.view for box in panel.boxes)
    assert first.scale == second.scale
    assert (first.scale.kind, first.scale.low, first.scale.high) == (SEQUENTIAL, 0, 1)
    studio.session.set_cells("y_pred", (0, 0), -4)
    assert (first.scale.kind, first.scale.low, first.scale.high) == (DIVERGING, -4, 4)
    assert first.scale == second.scale


def test_heat_colours_can_be_switched_off(panel, selection):
    shared(GridDisplay, selection).set_heat("none")
    assert panel.boxes[0].view.scale is None


def test_decimals_step_from_what_is_shown(panel, studio, selection):
    display = shared(GridDisplay, selection)
    more = panel.findChild(object, "more_decimals")
    more.click()
    assert display.decimals == 2
    assert panel.boxes[1].model.index(0, 1).data() == "0.80"
    panel.findChild(object, "fewer_decimals").click()
    panel.findChild(object, "fewer_decimals").click()
    assert panel.boxes[1].model.index(0, 1).data() == "1"
    panel.findChild(object, "scientific").click()
    assert panel.boxes[1].model.index(0, 1).data() == "8e-01"


def test_lit_cells_follow_the_slice(volume, panel, selection):
    shared(Lights, selection).show({"y_pred": (slice(0, 1), slice(1, 2), slice(0, 4))})
    assert [box.view.lit for box in panel.boxes] == [None, None]
    panel.slice_bar.step(1)
    assert [box.view.lit for box in panel.boxes] == [None, (0, 0, 0, 3)]


def test_lights_of_an_array_that_is_gone_are_out(panel, studio, selection):
    shared(Lights, selection).show({"y_true": (slice(0, 3), slice(0, 3))})
    studio.session.set_tensor("y_true", np.zeros(3))
    assert panel.boxes[0].view.lit is None


def test_rows_of_both_grids_are_level_whatever_their_headers(panel, studio):
    studio.session.set_tensor("y_true", np.zeros(3))
    panel.grab()
    tops = [
        box.view.viewport().mapTo(panel, box.view.visualRect(box.model.index(2, 0)).topLeft()).y()
        for box in panel.boxes
    ]
    assert tops[0] == tops[1]


def test_three_columns_with_four_digits_fit_beside_each_other(panel, studio, selection):
    shared(GridDisplay, selection).set_decimals(4)
    studio.session.set_cells("y_pred", (0, 0), -0.1234)
    panel.grab()
    for box in panel.boxes:
        header = box.view.horizontalHeader()
        assert header.length() <= box.view.viewport().width()
        widest = box.view.text_width(box.model.index(0, 0).data())
        assert widest < header.sectionSize(0)


def test_grids_take_no_more_height_than_their_rows_need(panel):
    view = panel.boxes[1].view
    assert view.viewport().height() == view.verticalHeader().length()


def test_columns_widen_for_what_is_painted_never_for_all_cells(panel, studio, monkeypatch, qtbot):
    cells = np.ones((1000, 1000))
    cells[1, 1] = 1e-9
    studio.session.set_tensors({"y_true": cells, "y_pred": cells})
    view = panel.boxes[1].view
    asked = set()
    original = type(view.model()).format
    monkeypatch.setattr(type(view.model()), "format", lambda m, n: asked.add(n) or original(m, n))
    needed = view.text_width("1.0000e-09")
    qtbot.waitUntil(lambda: view.columnWidth(0) > needed)
    assert len(view.model()._texts) < 2000


def test_theme_is_switched_live(panel, theme):
    colour = panel.grab().toImage().pixelColor(panel.width() - 3, panel.height() - 3)
    assert colour == QColor(theme.window)
    assert all(box.view.theme is theme for box in panel.boxes)


def test_dark_cells_have_light_text(panel):
    appearance().choose("dark")
    view = panel.boxes[0].view
    image = view.viewport().grab().toImage()
    cell = view.visualRect(view.model().index(1, 0))
    colours = [
        image.pixelColor(x, y).lightness()
        for x in range(cell.left() + 3, cell.right() - 3)
        for y in range(cell.top() + 3, cell.bottom() - 3)
    ]
    assert min(colours) == QColor(DARK.base).lightness()
    assert max(colours) > 180
    appearance().choose("light")


def test_zoom_makes_rows_and_columns_larger(panel, qtbot):
    view = panel.boxes[1].view
    before = view.rowHeight(0), view.natural_width
    appearance().set_zoom(2)
    try:
        qtbot.waitUntil(lambda: view.rowHeight(0) > 1.4 * before[0])
        assert view.natural_width > 1.4 * before[1]
    finally:
        appearance().zoom_reset()
        qtbot.waitUntil(lambda: view.rowHeight(0) == before[0])


def test_captions_name_shape_and_dtype(panel, studio):
    studio.session.set_tensor("y_pred", np.zeros((2, 1), "f4"))
    assert panel.boxes[1]._shape.text() == "(2, 1) float32"
    assert panel.boxes[1].view.accessibleName() == "y_pred, shape (2, 1)"


def test_selecting_a_loss_of_other_tensors_brings_them_to_the_front(studio, selection, panel):
    ident = studio.session.add_loss(make_spec("kl_standard_normal"))
    selection.select_loss(ident)
    assert [box.model.name for box in panel.boxes] == ["z_mean", "z_log_var"]
    selection.select_loss(studio.session.state.losses[0].ident)
    assert [box.model.name for box in panel.boxes] == ["y_true", "y_pred"]
