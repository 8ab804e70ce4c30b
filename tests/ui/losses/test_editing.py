import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from lossgui.core.spec import make_spec
from lossgui.ui.losses.columns import Column
from lossgui.ui.losses.painting import chevron_rectangle, radio_rectangle
from lossgui.ui.losses.reason import Reason


@pytest.fixture
def edit(panel, cell, qtbot):
    """Open the editor of a cell with F2, as the keyboard does."""

    def start(row, column):
        index = cell(row, column)
        panel.view.setFocus()
        panel.view.setCurrentIndex(index)
        qtbot.keyClick(panel.view, Qt.Key.Key_F2)
        editor = panel.view.indexWidget(index)
        assert editor is not None
        return editor

    return start


def open_editors(panel):
    names = (f"editor_{column.name.lower()}" for column in Column)
    return [w for name in names for w in panel.view.findChildren(object, name) if w.isVisible()]


def retype(qtbot, editor, text):
    line = editor if isinstance(editor, QLineEdit) else editor.lineEdit()
    line.selectAll()
    qtbot.keyClicks(editor, text) if text else qtbot.keyClick(line, Qt.Key.Key_Delete)


def reason_of(panel):
    reasons = [reason for reason in panel.window().findChildren(Reason) if reason.isVisible()]
    assert len(reasons) < 2
    return reasons[0] if reasons else None


@pytest.mark.parametrize(
    ("column", "text", "read"),
    [
        (Column.NAME, "best", lambda row: row.name == "best"),
        (Column.AXIS, "0", lambda row: row.spec.axis == 0),
        (Column.FACTOR, "1/4", lambda row: row.spec.factor == 0.25),
    ],
)
def test_typing_and_enter_change_the_loss(panel, edit, studio, qtbot, column, text, read):
    editor = edit(0, column)
    retype(qtbot, editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert read(studio.session.state.losses[0])
    assert not open_editors(panel)
    assert len(studio.session.history) == 1


@pytest.mark.parametrize(
    ("column", "key", "read"),
    [
        (Column.DIALECT, "textbook", lambda spec: spec.dialect == "textbook"),
        (Column.INNER, "sum", lambda spec: spec.inner == "sum"),
        (Column.REDUCTION, "none", lambda spec: spec.reduction == "none"),
    ],
)
def test_choosing_from_a_list_changes_the_loss(panel, edit, spec, qtbot, column, key, read):
    editor = edit(0, column)
    qtbot.waitUntil(editor.view().isVisible)
    qtbot.keyClick(editor.view(), Qt.Key.Key_Escape)
    place = editor.findData(key)
    editor.setCurrentIndex(place)
    editor.activated.emit(place)
    assert read(spec("A"))
    assert not open_editors(panel)


def test_the_list_offers_what_the_dialect_and_the_rank_have(edit, studio, cell, panel, qtbot):
    axes = edit(0, Column.AXIS)
    offered = [axes.itemText(place) for place in range(axes.count())]
    assert offered == ["all", "-1", "0", "1", "(0, 1)"]
    qtbot.keyClick(axes, Qt.Key.Key_Escape)
    reductions = edit(1, Column.REDUCTION)
    offered = [reductions.itemText(place) for place in range(reductions.count())]
    assert offered == ["mean", "sum", "none", "weighted_mean"]


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        (Column.NAME, "B", "already a loss called"),
        (Column.AXIS, "5", "There is no axis 5"),
        (Column.FACTOR, "x", "x"),
        (Column.FACTOR, "", "0.5 or 1/2"),
    ],
)
def test_bad_text_stays_in_the_editor_with_the_reason(
    panel, edit, studio, qtbot, column, text, said
):
    editor = edit(0, column)
    retype(qtbot, editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert open_editors(panel) == [editor]
    assert editor.text() == text
    assert said in reason_of(panel).text()
    assert said in editor.accessibleDescription()
    assert not studio.session.can_undo


def test_the_reason_goes_when_the_text_is_put_right(panel, edit, spec, qtbot):
    editor = edit(0, Column.FACTOR)
    retype(qtbot, editor, "x")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert reason_of(panel) is not None
    retype(qtbot, editor, "0.5")
    assert reason_of(panel) is None
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert spec("A").factor == 0.5
    assert not open_editors(panel)


def test_bad_text_survives_looking_elsewhere(panel, edit, studio, qtbot):
    editor = edit(0, Column.AXIS)
    retype(qtbot, editor, "7")
    panel.findChild(object, "add_loss").setFocus(Qt.FocusReason.TabFocusReason)
    assert open_editors(panel) == [editor]
    assert "axis 7" in reason_of(panel).text()
    studio.session.set_cells("y_pred", (0, 0), 0.25)
    assert editor.text() == "7"


def test_good_text_is_taken_when_the_editor_is_left(panel, edit, spec, qtbot):
    editor = edit(0, Column.FACTOR)
    retype(qtbot, editor, "3")
    panel.findChild(object, "add_loss").setFocus(Qt.FocusReason.TabFocusReason)
    assert spec("A").factor == 3.0
    assert not open_editors(panel)


def test_escape_brings_back_what_was(panel, edit, studio, qtbot):
    editor = edit(0, Column.FACTOR)
    retype(qtbot, editor, "x")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not open_editors(panel)
    assert reason_of(panel) is None
    assert not studio.session.can_undo


def test_tab_commits_and_goes_on_to_the_next_cell(panel, edit, spec, qtbot):
    editor = edit(0, Column.AXIS)
    retype(qtbot, editor, "0")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert spec("A").axis == 0
    following = open_editors(panel)
    assert [editor.objectName() for editor in following] == ["editor_inner"]


def test_removing_the_row_takes_editor_and_reason_away(panel, edit, studio, ident, qtbot):
    editor = edit(1, Column.FACTOR)
    retype(qtbot, editor, "x")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    studio.session.remove_loss(ident("B"))
    qtbot.waitUntil(lambda: not open_editors(panel))
    assert reason_of(panel) is None


def test_the_reason_stays_inside_the_window(panel, edit, qtbot):
    editor = edit(1, Column.FACTOR)
    retype(qtbot, editor, "1,234,567")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    reason = reason_of(panel)
    assert panel.window().rect().contains(reason.geometry())
    assert not reason.geometry().contains(editor.mapTo(panel.window(), editor.rect().center()))


def test_a_typed_letter_starts_only_where_something_is_typed(panel, cell, qtbot):
    panel.view.setFocus()
    panel.view.setCurrentIndex(cell(0, Column.DIALECT))
    qtbot.keyClick(panel.view, "x")
    assert not open_editors(panel)
    panel.view.setCurrentIndex(cell(0, Column.FACTOR))
    qtbot.keyClick(panel.view, "2")
    assert len(open_editors(panel)) == 1


def test_moving_with_the_arrow_keys_opens_nothing(panel, cell, qtbot):
    panel.view.setFocus()
    panel.view.setCurrentIndex(cell(0, Column.NAME))
    for _ in Column:
        qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    assert panel.view.currentIndex().column() == Column.RATIO
    assert not open_editors(panel)
    assert not panel.chooser.isVisible()


def test_enter_on_a_computed_cell_does_nothing(panel, cell, studio, qtbot):
    panel.view.setFocus()
    for column in (Column.VALUE, Column.CHECK, Column.RATIO):
        panel.view.setCurrentIndex(cell(0, column))
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert not open_editors(panel)
    assert not studio.session.can_undo


def test_enter_opens_the_list_of_a_choice(panel, cell, qtbot):
    panel.view.setFocus()
    panel.view.setCurrentIndex(cell(0, Column.AXIS))
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    (editor,) = open_editors(panel)
    qtbot.waitUntil(editor.view().isVisible)
    qtbot.keyClick(editor.view(), Qt.Key.Key_Escape)


def click(panel, place):
    button = Qt.MouseButton.LeftButton
    QTest.mouseClick(panel.view.viewport(), button, pos=QPoint(round(place.x()), round(place.y())))


def test_a_click_on_the_marker_makes_the_reference(panel, cell, studio, ident):
    rectangle = panel.view.visualRect(cell(1, Column.NAME))
    click(panel, radio_rectangle(rectangle, panel.view.fontMetrics()).center())
    assert studio.session.state.reference == ident("B")


def test_space_makes_the_reference(panel, cell, studio, ident, qtbot):
    panel.view.setFocus()
    panel.view.setCurrentIndex(cell(1, Column.NAME))
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    assert studio.session.state.reference == ident("B")
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    assert not open_editors(panel)


def test_a_click_on_the_arrow_opens_the_list(panel, cell, qtbot):
    rectangle = panel.view.visualRect(cell(0, Column.AXIS))
    click(panel, chevron_rectangle(rectangle, panel.view.fontMetrics()).center())
    (editor,) = open_editors(panel)
    qtbot.waitUntil(editor.view().isVisible)
    qtbot.keyClick(editor.view(), Qt.Key.Key_Escape)


def test_editors_have_accessible_names(panel, edit, qtbot):
    for column in (Column.NAME, Column.AXIS, Column.FACTOR):
        editor = edit(1, column)
        assert editor.accessibleName().endswith("of loss B")
        qtbot.keyClick(editor, Qt.Key.Key_Escape)


def test_the_value_is_copied_with_all_digits(panel, cell, qtbot):
    panel.view.setFocus()
    panel.view.setCurrentIndex(cell(0, Column.VALUE))
    qtbot.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "0.23666666"
    panel.view.setCurrentIndex(cell(0, Column.RATIO))
    qtbot.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "1"


def test_a_hard_factor_is_edited_exactly(edit, studio, ident, qtbot, panel):
    studio.session.set_spec(ident("A"), make_spec("mse", factor=0.1234567890123))
    editor = edit(0, Column.FACTOR)
    assert editor.text() == "0.1234567890123"
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert studio.session.undo_text != ""
    assert len(studio.session.history) == 1
