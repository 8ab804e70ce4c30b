"""The search's window: typing, the list that fills, adding, and what is never shown."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton, QWidget

from lossgui.ui.search.why import Why

PATIENCE = 60_000


@pytest.fixture
def dialog(qtbot, studio, selection):
    parent = QWidget()
    qtbot.addWidget(parent)
    why = Why(studio, selection, parent)
    why.open()
    qtbot.waitExposed(why.dialog)
    yield why.dialog
    why.dialog.close()
    why.close()


def look_for(qtbot, dialog, text):
    """Type a number, press Enter and wait for the end of the search."""
    dialog.field.clear()
    qtbot.keyClicks(dialog.field, text)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.is_searching, timeout=PATIENCE)


def sentences(dialog):
    return [dialog.model.index(row).data() for row in range(dialog.model.rowCount())]


def button(dialog, name):
    return dialog.findChild(QPushButton, name)


def test_the_founding_number_is_answered_and_the_simplest_answer_is_chosen(qtbot, dialog):
    look_for(qtbot, dialog, "0.237")
    assert sentences(dialog)[0].startswith("0.237 = Mean squared error in Keras 3")
    assert dialog.view.currentIndex().row() == 0
    assert dialog.summary.startswith(f"{dialog.model.matching} pipelines give 0.237")


def test_the_answers_stand_in_the_order_of_their_simplicity(qtbot, dialog):
    look_for(qtbot, dialog, "0.71")
    rows = [dialog.model.index(row) for row in range(dialog.model.rowCount())]
    found = [dialog.model.answer(index).simplicity for index in rows]
    assert len(found) > 3
    assert found == sorted(found)


def test_enter_in_the_list_adds_the_loss_in_one_step_and_selects_it(
    qtbot, dialog, studio, selection
):
    look_for(qtbot, dialog, "0.71")
    before = studio.session.history_position
    dialog.view.setFocus()
    qtbot.keyClick(dialog.view, Qt.Key.Key_Return)
    assert studio.session.history_position == before + 1
    row = studio.session.state.losses[-1]
    assert selection.loss == row.ident
    assert studio.snapshot.row(row.ident).result.value == pytest.approx(0.71)
    studio.session.undo()
    assert row.ident not in [other.ident for other in studio.session.state.losses]


def test_the_button_adds_the_chosen_answer(qtbot, dialog, studio):
    add = button(dialog, "why_add")
    assert not add.isEnabled()
    look_for(qtbot, dialog, "0.355")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Down)
    wanted = dialog.model.answer(dialog.view.currentIndex())
    assert dialog.view.currentIndex().row() == 1
    qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
    assert studio.session.state.losses[-1].spec == wanted.spec


def test_the_search_begins_by_itself_after_a_pause(qtbot, dialog):
    qtbot.keyClicks(dialog.field, "0.237")
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 0, timeout=PATIENCE)
    assert sentences(dialog)[0].startswith("0.237 = ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("abc", "'abc' is not a number"),
        ("1,000", "could mean"),
        ("nan", "type a finite number"),
        ("1 000.5", "digits in groups"),
    ],
)
def test_what_is_no_number_is_said_beside_it_and_stays_typed(qtbot, dialog, text, said):
    qtbot.keyClicks(dialog.field, text)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert said in dialog.summary
    assert dialog.field.text() == text
    assert not dialog.is_searching


def test_a_decimal_comma_is_read(qtbot, dialog):
    look_for(qtbot, dialog, "0,355")
    assert sentences(dialog)[0].startswith("0,355 = Half sum of squares")


def test_where_nothing_gives_the_number_the_nearest_are_shown_as_such(qtbot, dialog):
    look_for(qtbot, dialog, "0.54333335")
    assert dialog.summary.startswith("Nothing here gives 0.54333335")
    assert all("is near" in sentence for sentence in sentences(dialog))


def test_cancel_ends_the_search_and_keeps_what_was_found(qtbot, dialog):
    qtbot.keyClicks(dialog.field, "0.9")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 0, timeout=PATIENCE)
    qtbot.mouseClick(button(dialog, "why_cancel"), Qt.MouseButton.LeftButton)
    count = dialog.model.rowCount()
    assert not dialog.is_searching
    assert dialog.summary.startswith("Cancelled")
    qtbot.wait(200)
    assert dialog.model.rowCount() == count


def test_answers_about_another_number_never_arrive(qtbot, dialog):
    qtbot.keyClicks(dialog.field, "0.9")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    look_for(qtbot, dialog, "0.355")
    assert sentences(dialog)
    assert all(sentence.startswith("0.355 ") for sentence in sentences(dialog))


def test_an_edit_of_the_tensors_searches_again(qtbot, dialog, studio):
    look_for(qtbot, dialog, "0.237")
    studio.session.set_cells("y_pred", (0, 0), 1.0)  # 3.13 / 9
    assert sentences(dialog) == []
    qtbot.waitUntil(lambda: not dialog.is_searching, timeout=PATIENCE)
    assert not sentences(dialog)[0].startswith("0.237 = Mean squared error")


def test_an_added_loss_leaves_the_answers_alone(qtbot, dialog, studio):
    look_for(qtbot, dialog, "0.355")
    before = sentences(dialog)
    dialog.add()
    assert sentences(dialog) == before
    assert not dialog.is_searching


def test_closing_the_window_stops_the_search(qtbot, dialog):
    qtbot.keyClicks(dialog.field, "0.9")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    dialog.close()
    assert not dialog.is_searching


def test_everything_that_takes_the_keyboard_has_a_name(dialog):
    for widget in dialog.findChildren(QWidget):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not widget.objectName().startswith(
            "qt_"
        ):
            interface = QAccessible.queryAccessibleInterface(widget)
            assert interface.text(QAccessible.Text.Name), widget


def test_a_screen_reader_hears_the_sentence_and_what_differs(qtbot, dialog):
    look_for(qtbot, dialog, "0.71")
    spoken = dialog.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Mean squared error" in spoken
    assert "differs by: sum instead of sum_over_batch_size" in spoken
