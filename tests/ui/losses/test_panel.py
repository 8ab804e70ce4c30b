import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QPalette
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from lossgui.core.spec import make_spec
from lossgui.ui.losses.columns import Column
from lossgui.ui.losses.sentence import SentenceLabel


def sentence(panel):
    label = panel.findChild(SentenceLabel, "difference_sentence")
    return label.text() if label.isVisible() else ""


def test_the_first_screen_says_why_the_two_differ(panel):
    assert sentence(panel).startswith("B = (d/2) * A for every input; here d = 3, so 3/2.")


def test_the_sentence_is_about_the_selected_loss(panel, studio, selection, ident):
    selection.select_loss(studio.session.add_loss(make_spec("mae")))
    assert sentence(panel).startswith("C is no fixed multiple of A")
    selection.select_loss(ident("A"))
    assert sentence(panel).startswith("B = ")


def test_the_sentence_of_a_failed_loss_says_why(panel, studio):
    studio.session.set_tensor("y_true", np.zeros((2, 4)))
    label = panel.findChild(SentenceLabel, "difference_sentence")
    assert "y_true" in sentence(panel)
    assert label.foregroundRole() == QPalette.ColorRole.BrightText
    assert panel.view.columnSpan(0, Column.VALUE) == 4
    studio.session.undo()
    assert label.foregroundRole() == QPalette.ColorRole.WindowText
    assert panel.view.columnSpan(0, Column.VALUE) == 1


def test_the_sentence_can_be_selected_and_read_aloud(panel):
    label = panel.findChild(SentenceLabel, "difference_sentence")
    assert label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard
    assert label.wordWrap()
    assert label.accessibleName() == f"How the losses relate: {label.text()}"


@pytest.fixture
def spoken(monkeypatch):
    """What a screen reader is told, as (kind of event, text)."""
    said = []

    def note(event):
        text = event.message() if event.type() == QAccessible.Event.Announcement else ""
        said.append((event.type(), text))

    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", note)
    return said


def test_a_new_sentence_and_a_new_value_are_announced(panel, studio, ident, spoken, qtbot):
    studio.session.set_spec(ident("B"), make_spec("mae"))
    assert QAccessible.Event.NameChanged in [kind for kind, _text in spoken]
    qtbot.waitUntil(lambda: any("no fixed multiple" in text for _kind, text in spoken))
    studio.session.set_cells("y_pred", (0, 0), 3.0)
    qtbot.waitUntil(lambda: any(text == "A = 1.23667" for _kind, text in spoken))


def test_many_quick_changes_are_announced_once(panel, studio, spoken, qtbot):
    for step in range(20):
        studio.session.set_cells("y_pred", (0, 0), step / 10)
    value = f"A = {panel.model.index(0, Column.VALUE).data()}"
    qtbot.waitUntil(lambda: any(text == value for _kind, text in spoken))
    assert [text for _kind, text in spoken if text.startswith("A = ")] == [value]


def test_row_and_selection_follow_each_other(panel, selection, cell, ident):
    selection.select_loss(ident("B"))
    assert panel.view.currentIndex().row() == 1
    panel.view.setCurrentIndex(cell(0, Column.AXIS))
    assert selection.loss == ident("A")
    selection.select_loss(ident("B"))
    assert panel.view.currentIndex().column() == Column.AXIS


def test_delete_removes_the_selected_row_and_selects_its_neighbour(
    panel, studio, selection, ident, qtbot
):
    selection.select_loss(ident("B"))
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert [row.name for row in studio.session.state.losses] == ["A"]
    assert selection.loss == ident("A")
    assert studio.session.undo_text == "Remove loss B"
    studio.session.undo()
    assert panel.model.rowCount() == 2


def test_without_a_loss_the_table_says_how_to_add_one(panel, studio, selection, ident, qtbot):
    panel.remove_loss()
    panel.remove_loss()
    panel.remove_loss()
    assert panel.model.rowCount() == 0
    assert selection.loss is None
    assert sentence(panel) == ""
    for name in ("remove_loss", "duplicate_loss"):
        assert not panel.findChild(QAbstractButton, name).isEnabled()
    panel.duplicate_loss()
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Insert)
    assert panel.chooser.isVisible()
    panel.chooser.hide()
    studio.session.undo()
    assert selection.loss is not None
    assert panel.findChild(QAbstractButton, "remove_loss").isEnabled()


def test_a_loss_that_is_gone_already_cannot_be_changed(panel, studio, ident, monkeypatch, qtbot):
    monkeypatch.setattr("lossgui.ui.studio.LARGE", -1)  # every change is computed in the thread
    with qtbot.waitSignal(studio.snapshot_changed):
        studio.session.remove_loss(ident("A"))
        assert panel.model.rowCount() == 2
        panel.remove_loss()
        panel.duplicate_loss()
        panel.model.setData(panel.model.index(0, Column.FACTOR), "2")
        assert len(studio.session.history) == 1
    assert panel.model.rowCount() == 1


def test_a_duplicate_comes_under_the_row_and_is_selected(panel, studio, selection, ident):
    panel.findChild(QAbstractButton, "duplicate_loss").click()
    assert [row.name for row in studio.session.state.losses] == ["A", "C", "B"]
    assert selection.loss == ident("C")
    assert panel.view.currentIndex().row() == 1


def test_the_context_menu_does_what_it_says(panel, studio, ident, qtbot):
    place = panel.view.visualRect(panel.model.index(1, Column.VALUE)).center()
    panel.view.setCurrentIndex(panel.model.index(1, 0))
    panel.view.customContextMenuRequested.emit(place)
    menu = panel.findChild(QMenu, "losses_menu")
    entries = {action.text().partition("\t")[0]: action for action in menu.actions()}
    assert not entries["Compare with this loss"].isChecked()
    assert not entries["Parameters…"].isEnabled()
    entries["Compare with this loss"].trigger()
    assert studio.session.state.reference == ident("B")
    entries["Duplicate"].trigger()
    assert len(studio.session.state.losses) == 3
    menu.close()


def test_the_menu_of_an_empty_table_only_adds(panel, studio):
    panel.remove_loss()
    panel.remove_loss()
    panel.view.customContextMenuRequested.emit(QPoint(5, 5))
    menu = panel.findChild(QMenu, "losses_menu")
    assert len([action for action in menu.actions() if not action.isSeparator()]) == 1
    menu.close()


def test_two_to_five_rows_fit_without_scrolling_sideways(panel, studio):
    for key in ("huber", "bce", "sample_rmse"):
        panel_bar = panel.view.horizontalScrollBar()
        assert panel_bar.maximum() == 0
        studio.session.add_loss(make_spec(key))
    assert panel_bar.maximum() == 0
    titles = [panel.view.columnWidth(column) for column in Column]
    assert sum(titles) == panel.view.viewport().width()


def test_the_usual_texts_are_not_cut(panel):
    metrics = panel.view.fontMetrics()
    for row in range(panel.model.rowCount()):
        for column in Column:
            text = panel.model.index(row, column).data()
            assert metrics.horizontalAdvance(text) < panel.view.columnWidth(column), text


def test_a_narrow_table_scrolls_instead_of_cutting_everything(panel):
    panel.resize(400, 220)
    assert panel.view.horizontalScrollBar().maximum() > 0


def test_the_selected_loss_stays_in_sight_where_the_table_gets_smaller(
    panel, studio, selection, qtbot
):
    panel.resize(400, 300)
    for key in ("huber", "bce", "hinge", "poisson", "mse"):
        added = studio.session.add_loss(make_spec(key))
    selection.select_loss(added)
    view, needed = panel.view, 7 * panel.view.rowHeight(0)
    qtbot.waitUntil(lambda: view.viewport().height() > needed)
    panel.resize(400, 220)
    qtbot.waitUntil(lambda: view.viewport().height() < needed)
    row = view.visualRect(view.currentIndex())
    assert panel.model.row_of(added) == view.currentIndex().row()
    assert row.top() >= 0
    assert row.bottom() <= view.viewport().height()


def test_a_larger_font_keeps_the_headers_whole(panel, qtbot):
    font = panel.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    panel.setFont(font)
    header = panel.view.horizontalHeader()
    for column in Column:
        title = panel.model.headerData(column, Qt.Orientation.Horizontal)
        assert header.fontMetrics().horizontalAdvance(title) < panel.view.columnWidth(column)
    assert panel.view.rowHeight(0) > panel.view.fontMetrics().height()


def test_everything_that_takes_the_keyboard_has_a_name(panel, studio, selection):
    selection.select_loss(studio.session.add_loss(make_spec("bce")))
    for widget in panel.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName(), widget
            assert widget.objectName(), widget


def test_tab_leaves_the_table(panel, qtbot):
    panel.findChild(QAbstractButton, "add_loss").setFocus()
    visited = []
    for _ in range(6):
        qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
        visited.append(panel.focusWidget().objectName())
    assert "losses_table" in visited
    assert visited[-1] != "losses_table" or len(set(visited)) > 2


def test_the_panel_is_drawn_in_both_themes(panel, theme):
    image = panel.grab().toImage()
    assert image.pixelColor(2, 2).name() == theme.window
    inside = panel.view.mapTo(panel, panel.view.rect().bottomRight() - QPoint(20, 20))
    assert image.pixelColor(inside).name() == theme.base


def test_a_ratio_that_grows_is_not_cut(panel, studio, ident, spec):
    view = panel.view
    before = view.columnWidth(Column.RATIO)
    studio.session.set_spec(ident("A"), spec("A").replace(axis=0, inner="sum"))
    assert panel.model.index(1, Column.RATIO).data() == "d/(2*n)"
    text = view.fontMetrics().horizontalAdvance("d/(2*n)")
    assert view.columnWidth(Column.RATIO) > max(before, text)
