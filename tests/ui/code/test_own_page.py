"""One's own loss in the window: typed, read, mapped, added, changed and linked to its steps."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from lossgui.core.spans import Span
from lossgui.session.session import Session
from lossgui.session.state import LoadedSession
from lossgui.ui.code.places import cursor_over
from lossgui.ui.studio import Studio

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

FOUNDING = """import tensorflow as tf

def my_loss(y_true, y_pred):
    error = tf.square(y_true - y_pred)
    return tf.reduce_mean(0.5 * tf.reduce_sum(error, axis=1))
"""
MEAN = "def other(y_true, y_pred):\n    return tf.reduce_mean(tf.square(y_true - y_pred))"
WEIGHED = "def f(y_true, y_pred):\n    return K.mean(K.square(y_true - y_pred) * scale)"
FREE = "def f(x, x_decoded):\n    return K.mean(K.square(x - x_decoded)) + K.mean(z_mean)"


def rows(window):
    return window.studio.session.state.losses


def tensors(window):
    return window.studio.session.state.tensors


def part(panel, kind, name):
    return panel.findChild(kind, name)


def choose(panel, name, text):
    """Choose the entry of a mapping list that starts with a text."""
    found = panel.own.mapping.list_of(name)
    [place] = [n for n in range(found.count()) if found.itemText(n).startswith(text)]
    found.setCurrentIndex(place)
    found.activated.emit(place)


def caret_to(panel, line, column):
    """Move the caret of the editor."""
    editor = panel.own.editor
    editor.setTextCursor(cursor_over(editor.document(), Span(line, column, line, column)))


def lit(panel):
    """The piece of source that is lit up, as text."""
    editor = panel.own.editor
    return cursor_over(editor.document(), editor.step).selectedText() if editor.step else ""


# ------------------------------------------------------------------------------------- reading


def test_typed_code_is_read_after_a_pause(panel, qtbot):
    editor = panel.own.editor
    qtbot.keyClicks(editor, "K.mean(K.square(y_true - y_pred))")
    assert not part(panel, QPushButton, "code_add").isEnabled()
    qtbot.waitUntil(part(panel, QPushButton, "code_add").isEnabled)
    assert panel.own.preview.value.startswith("C = 0.236667 · returns ()")


def test_the_preview_gives_value_shape_and_verdict(panel, put):
    put(FOUNDING)
    assert panel.own.preview.value == "C = 0.355 · returns () · Keras 3, float32"
    assert "C = (d/2) * A for every input" in panel.own.preview.sentence


def test_the_preview_follows_an_edit_of_a_cell(panel, put, window, qtbot):
    put(MEAN)
    window.studio.session.set_tensor("y_pred", tensors(window)["y_true"].values)
    qtbot.waitUntil(lambda: panel.own.preview.value.startswith("C = 0 "))


def test_what_nobody_sees_is_computed_when_it_is_seen_again(panel, put, window, qtbot):
    put(MEAN)
    panel.setCurrentWidget(panel.emitted)
    trial = panel.workbench.trial
    window.studio.session.set_tensor("y_pred", tensors(window)["y_true"].values)
    assert panel.workbench.trial is trial
    panel.setCurrentWidget(panel.own)
    assert panel.own.preview.value.startswith("C = 0 ")


def test_an_error_is_underlined_and_said_below_the_editor(panel, put):
    put("def f(y_true, y_pred):\n    return tf.reduce_meen(y_pred)")
    problem = part(panel, QLabel, "code_problem")
    assert problem.isVisible()
    assert problem.text().startswith("line 2, column 12: tf.reduce_meen")
    assert problem.text() in problem.accessibleName()
    assert panel.own.editor.accessibleDescription() == problem.text()
    assert not panel.own.preview.isVisible()
    span = panel.own.editor.error
    assert (span.line, span.column) == (2, 11)
    assert not part(panel, QPushButton, "code_add").isEnabled()


def test_a_corrected_error_goes_away(panel, put):
    put("def f(y_true, y_pred):\n    return y_pred.")
    put(MEAN)
    assert panel.own.editor.error is None
    assert not part(panel, QLabel, "code_problem").isVisible()


def test_shapes_that_do_not_fit_are_marked_where_they_meet(panel, put):
    put("def f(y_true, y_pred):\n    return tf.reduce_mean(y_pred @ tf.ones((4, 4)))")
    assert panel.own.editor.error.line == 2
    assert "line 2" in panel.own.preview.sentence


def test_typing_on_takes_the_mark_away_until_the_next_reading(panel, put, qtbot):
    put("def f(y_true, y_pred):\n    return tf.reduce_meen(y_pred)")
    qtbot.keyClicks(panel.own.editor, " ")
    assert panel.own.editor.error is None
    qtbot.waitUntil(lambda: panel.own.editor.error is not None)


def test_an_empty_text_is_no_error(panel, put):
    put("x.")
    put("")
    assert panel.own.editor.error is None
    assert not part(panel, QLabel, "code_problem").isVisible()
    assert not panel.own.preview.isVisible()


def test_a_text_that_is_too_long_to_be_read_says_so(panel, put):
    put("y_true - y_pred  # " + "x" * 150_000)
    assert part(panel, QLabel, "code_problem").isVisible()
    assert not part(panel, QPushButton, "code_add").isEnabled()


def test_large_tensors_are_computed_only_when_the_loss_is_added(panel, put, window, qtbot):
    large = np.zeros((1000, 300))
    window.studio.session.set_tensors({"y_true": large, "y_pred": large + 1})
    qtbot.waitUntil(lambda: not window.studio.is_busy)
    put(MEAN)
    assert panel.own.preview.value == ""
    assert "large" in panel.own.preview.sentence
    assert panel.own.add() is None
    assert len(rows(window)) == 3
    qtbot.waitUntil(lambda: panel.own.preview.value.startswith("C = 1 "))


# ------------------------------------------------------------------------------------- mapping


def test_arguments_of_other_names_read_the_tensors_by_position(panel, put):
    put("def f(x, x_decoded):\n    return K.mean(K.square(x - x_decoded))")
    assert panel.workbench.sources == {"x": "y_true", "x_decoded": "y_pred"}


def test_a_prediction_that_comes_first_reads_y_pred(panel, put):
    put("def f(output, target):\n    return torch.mean((output - target) ** 2)")
    assert panel.workbench.sources == {"output": "y_pred", "target": "y_true"}


def test_another_tensor_can_be_chosen(panel, put):
    put(MEAN)
    choose(panel, "y_pred", "y_true")
    assert panel.own.preview.value.startswith("C = 0 ")
    panel.own.add()
    assert panel.workbench.row.sources == {"y_true": "y_true", "y_pred": "y_true"}


def test_a_missing_tensor_is_made_like_y_pred_and_the_loss_has_a_value(panel, put, window):
    put(FREE)
    assert panel.workbench.missing == ("z_mean",)
    assert panel.own.mapping.list_of("z_mean").currentText() == "new tensor z_mean"
    said = "Not among the tensors yet, made together with the loss: z_mean (3, 3)."
    assert panel.own.preview.sentence.startswith(said)
    assert panel.own.preview.value.startswith("C = 0.736667 ")
    steps = window.studio.session.history_position
    panel.own.add()
    assert tensors(window)["z_mean"].values.shape == (3, 3)
    assert window.studio.session.history_position == steps + 1
    window.studio.session.undo()
    assert "z_mean" not in tensors(window)


def test_a_number_without_a_value_is_asked_for(panel, put, qtbot, window):
    put(WEIGHED)
    assert panel.own.mapping.field_of("scale").placeholderText() == "needs a value"
    assert "scale" in panel.own.preview.sentence
    assert not part(panel, QPushButton, "code_add").isEnabled()
    field = panel.own.mapping.field_of("scale")
    field.setFocus()
    qtbot.keyClicks(field, "1/2")
    assert panel.own.preview.value.startswith("C = 0.118333 ")
    panel.own.add()
    assert dict(rows(window)[2].spec.parameters) == {"scale": 0.5}


def test_a_number_that_is_none_stays_in_its_field_with_the_reason(panel, put, qtbot):
    put(WEIGHED)
    field = panel.own.mapping.field_of("scale")
    field.setFocus()
    qtbot.keyClicks(field, "1,000")
    assert field.text() == "1,000"
    assert "1,000" in panel.own.preview.sentence
    assert field.accessibleDescription() == panel.own.preview.sentence
    assert not part(panel, QPushButton, "code_add").isEnabled()


def test_a_default_of_the_source_is_the_value_until_another_one_is_typed(panel, put, qtbot):
    put("def f(y_true, y_pred, delta=2.0):\n    return K.mean(delta * (y_pred - y_true))")
    field = panel.own.mapping.field_of("delta")
    assert field.text() == "2"
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    assert panel.workbench.numbers == {"delta": 2.0}
    qtbot.keyClicks(field, "3")
    assert panel.workbench.numbers == {"delta": 3.0}


def test_no_number_in_a_field_does_not_fall_back_to_the_default(panel, put, qtbot):
    put("def f(y_true, y_pred, delta=2.0):\n    return K.mean(delta * (y_pred - y_true))")
    field = panel.own.mapping.field_of("delta")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "two")
    assert panel.workbench.needs_values == ["delta"]
    assert not part(panel, QPushButton, "code_add").isEnabled()
    qtbot.keyClick(field, Qt.Key.Key_A, CONTROL)
    qtbot.keyClicks(field, "1")
    assert panel.own.mapping.problem == ""
    assert part(panel, QPushButton, "code_add").isEnabled()


def test_a_choice_of_yes_and_no_is_a_box(panel, put):
    put(
        "def f(y_true, y_pred, twice=False):\n    e = y_pred - y_true\n"
        "    return K.mean(2 * e if twice else e)"
    )
    box = panel.own.mapping.field_of("twice")
    assert not box.isChecked()
    before = panel.own.preview.value
    box.click()
    assert panel.workbench.numbers == {"twice": True}
    assert panel.own.preview.value != before


def test_a_name_becomes_a_tensor_or_a_number_by_a_line_in_the_source(panel, put):
    put(WEIGHED)
    choose(panel, "scale", "a tensor")
    assert panel.workbench.sheet.text.startswith("# tensors: scale\n")
    assert panel.workbench.missing == ("scale",)
    choose(panel, "scale", "a number")
    assert panel.workbench.sheet.text.startswith("# numbers: scale\n")
    assert panel.workbench.needs_values == ["scale"]
    panel.own.editor.undo()
    assert panel.workbench.sheet.text.startswith("# tensors: scale\n")


# ------------------------------------------------------------------------------------ the table


def test_control_return_adds_the_loss_in_one_step_and_selects_it(panel, put, window, qtbot):
    put(FOUNDING)
    steps = window.studio.session.history_position
    qtbot.keyClick(panel.own.editor, Qt.Key.Key_Return, CONTROL)
    added = rows(window)[-1]
    assert added.spec.loss == "code:" + FOUNDING
    assert window.studio.session.history_position == steps + 1
    assert window.selection.loss == added.ident
    assert panel.own.editor.toPlainText() == FOUNDING
    assert float(window.studio.snapshot.row(added.ident).result.value) == pytest.approx(0.355)
    names = [line.partition(" ")[2] for line in window.studio.session.history]
    assert names[-1] == "loss my_loss"


def test_control_return_reads_what_was_typed_a_moment_ago(panel, window, qtbot):
    qtbot.keyClicks(panel.own.editor, "K.mean(y_true - y_pred)")
    qtbot.keyClick(panel.own.editor, Qt.Key.Key_Return, CONTROL)
    assert rows(window)[-1].spec.loss == "code:K.mean(y_true - y_pred)"


def test_control_return_on_a_wrong_text_adds_nothing(panel, put, window, qtbot):
    put("x.")
    qtbot.keyClick(panel.own.editor, Qt.Key.Key_Return, CONTROL)
    assert len(rows(window)) == 2
    assert panel.own.editor.toPlainText() == "x."


def test_control_return_goes_to_the_number_that_is_missing(panel, put, window, qtbot):
    put(WEIGHED)
    qtbot.keyClick(panel.own.editor, Qt.Key.Key_Return, CONTROL)
    assert len(rows(window)) == 2
    assert panel.own.mapping.field_of("scale").hasFocus()


def test_undo_of_adding_keeps_the_text_and_redo_knows_it_again(panel, put, window):
    put(FOUNDING)
    panel.own.add()
    window.studio.session.undo()
    assert panel.own.editor.toPlainText() == FOUNDING
    assert panel.workbench.row is None
    window.studio.session.redo()
    assert panel.own.editor.toPlainText() == FOUNDING
    assert panel.workbench.row is rows(window)[-1]


def test_update_replaces_the_code_of_the_row_in_one_step(panel, put, window):
    put(FOUNDING)
    panel.own.add()
    update = part(panel, QPushButton, "code_update")
    assert update.isVisible()
    assert not update.isEnabled()
    put(MEAN)
    assert update.isEnabled()
    steps = window.studio.session.history_position
    update.click()
    assert [row.spec.entry.name for row in rows(window)][-1] == "other"
    assert len(rows(window)) == 3
    assert window.studio.session.history_position == steps + 1
    window.studio.session.undo()
    assert rows(window)[-1].spec.entry.name == "my_loss"
    assert panel.own.editor.toPlainText() == FOUNDING
    assert not update.isEnabled()


def test_update_makes_the_tensors_that_the_new_code_needs(panel, put, window):
    put(MEAN)
    panel.own.add()
    put(FREE)
    panel.own.update_loss()
    assert "z_mean" in tensors(window)
    assert panel.workbench.row.sources == {
        "x": "y_true",
        "x_decoded": "y_pred",
        "z_mean": "z_mean",
    }
    window.studio.session.undo()
    assert "z_mean" not in tensors(window)


def test_after_an_update_the_row_s_own_numbers_and_tensors_are_shown(panel, put, window):
    put("def f(y_true, y_pred, delta=2.0):\n    return K.mean(delta * (y_pred - y_true))")
    panel.own.add()
    ident = panel.workbench.row.ident
    panel.workbench.choose_number("delta", 3.0)
    choose(panel, "y_true", "y_pred")
    panel.own.update_loss()
    assert dict(panel.workbench.row.spec.parameters) == {"delta": 3.0}
    assert panel.workbench.row.sources["y_true"] == "y_pred"
    assert not panel.workbench.can_update
    session = window.studio.session
    session.set_spec(ident, panel.workbench.row.spec.replace(delta=5.0))
    session.set_sources(ident, {"y_true": "y_true", "y_pred": "y_pred"})
    assert panel.own.mapping.field_of("delta").text() == "5"
    assert panel.own.mapping.list_of("y_true").currentText().startswith("y_true")
    assert not panel.workbench.can_update


def test_adding_from_a_row_leaves_that_row_s_own_source(panel, put, window):
    put(FOUNDING)
    panel.own.add()
    first = rows(window)[-1].ident
    put(MEAN)
    panel.own.add()
    assert [row.spec.entry.name for row in rows(window)][2:] == ["my_loss", "other"]
    assert panel.own.editor.toPlainText() == MEAN
    window.selection.select_loss(first)
    assert panel.own.editor.toPlainText() == FOUNDING


def test_a_selected_row_shows_its_source_and_unsaved_text_waits(panel, put, window):
    put(FOUNDING)
    panel.own.add()
    first = rows(window)[-1].ident
    panel.own.write_another()
    put("def half_done(y_true")
    window.selection.select_loss(rows(window)[0].ident)
    assert panel.own.editor.toPlainText() == "def half_done(y_true"
    window.selection.select_loss(first)
    assert panel.own.editor.toPlainText() == FOUNDING
    sheets = part(panel, QComboBox, "code_sheets")
    texts = [sheets.itemText(place) for place in range(sheets.count())]
    assert texts == ["Not added: half_done", "C: my_loss"]
    sheets.activated.emit(0)
    assert panel.own.editor.toPlainText() == "def half_done(y_true"


def test_a_click_on_the_row_that_is_selected_shows_its_source_again(panel, put, window):
    put(FOUNDING)
    panel.own.add()
    panel.own.write_another()
    put("def half_done(y_true")
    window.losses.view.clicked.emit(window.losses.view.currentIndex())
    assert panel.own.editor.toPlainText() == FOUNDING


def test_each_text_keeps_its_own_undo(panel, put, window, qtbot):
    put(MEAN)
    panel.own.add()
    panel.own.write_another()
    qtbot.keyClicks(panel.own.editor, "abc")
    part(panel, QComboBox, "code_sheets").activated.emit(1)
    panel.own.editor.undo()
    assert panel.own.editor.toPlainText() != MEAN
    panel.own.editor.redo()
    assert panel.own.editor.toPlainText() == MEAN


def test_the_undo_key_undoes_typing_while_the_editor_has_the_keyboard(panel, window, qtbot):
    window.studio.session.set_cells("y_pred", (0, 0), 0.25)
    qtbot.keyClicks(panel.own.editor, "abc")
    qtbot.keyClick(panel.own.editor, Qt.Key.Key_Z, CONTROL)
    assert panel.own.editor.toPlainText() == ""
    assert window.studio.session.can_undo


def test_a_removed_row_leaves_its_text_in_the_editor(panel, put, window):
    put(FOUNDING)
    panel.own.add()
    window.command("remove_loss").trigger()
    assert panel.own.editor.toPlainText() == FOUNDING
    assert panel.workbench.row is None
    panel.own.add()
    assert len(rows(window)) == 3


# ------------------------------------------------------------------------------------- links


def test_a_selected_step_lights_up_its_source(panel, put, window):
    put(FOUNDING)
    panel.own.add()
    result = window.studio.snapshot.rows[-1].result
    names = [stage.name for stage in result.stages]
    window.selection.select_stage(names.index("square"))
    assert lit(panel) == "tf.square(y_true - y_pred)"
    window.selection.select_stage(names.index("sum axis -1"))
    assert lit(panel) == "tf.reduce_sum(error, axis=1)"
    window.selection.select_loss(rows(window)[0].ident)
    assert lit(panel) == ""


def test_code_just_added_stays_in_view_until_a_step_is_chosen(panel, put, window):
    far = "e" * 200
    put(f"def f(y_true, y_pred):\n    {far} = y_true - y_pred\n    return tf.square({far})")
    window.selection.select_stage(0)
    panel.own.add()
    assert lit(panel) == "y_true - y_pred"
    bar = panel.own.editor.horizontalScrollBar()
    assert bar.value() == 0
    window.selection.select_stage(1)
    window.selection.select_stage(0)
    assert bar.value() > 0


@pytest.mark.parametrize(
    ("place", "step"),
    [
        ((4, 24), "y_true - y_pred"),
        ((4, 15), "square"),
        ((5, 40), "sum axis -1"),
        ((5, 27), "× 0.5"),
        ((5, 15), "mean"),
    ],
)
def test_the_caret_selects_the_innermost_step_made_there(panel, put, window, place, step):
    put(FOUNDING)
    panel.own.add()
    window.selection.select_loss(rows(window)[0].ident)
    panel.own.editor.setFocus()
    caret_to(panel, *place)
    assert window.selection.loss == rows(window)[-1].ident
    stages = window.studio.snapshot.rows[-1].result.stages
    assert stages[window.selection.stage].name == step


def test_the_caret_in_a_loop_of_one_span_keeps_the_step_that_is_selected(panel, put, window):
    put("def f(y_true, y_pred):\n    return K.mean(K.abs(y_true - y_pred), axis=-1)")
    panel.own.add()
    stages = window.studio.snapshot.rows[-1].result.stages
    last = max(n for n, stage in enumerate(stages) if stage.node.origin is not None)
    window.selection.select_stage(last)
    panel.own.editor.setFocus()
    caret_to(panel, 2, 14)
    assert window.selection.stage == last


def test_the_caret_where_no_step_is_made_changes_nothing(panel, put, window):
    put(FOUNDING)
    panel.own.add()
    stage = window.selection.stage
    caret_to(panel, 1, 3)
    assert window.selection.stage == stage


def test_changed_text_is_not_linked(panel, put, window):
    put(FOUNDING)
    panel.own.add()
    window.selection.select_stage(1)
    assert lit(panel) != ""
    cursor = panel.own.editor.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Start)
    cursor.insertText("# mine\n")
    assert lit(panel) == ""


# ------------------------------------------------------------------------ nothing is ever lost


def test_texts_survive_a_restart(panel, put, window, make_window):
    put(FOUNDING)
    panel.own.write_another()
    put("def half_done(y_true")
    window.studio.session.mark_saved()
    window.close()
    again = make_window()
    again.command("write_own").trigger()
    texts = {sheet.text for sheet in again.code.panel().workbench.sheets}
    assert texts == {FOUNDING, "def half_done(y_true"}


def test_texts_are_kept_while_they_are_typed(panel, window, qtbot):
    qtbot.keyClicks(panel.own.editor, "abc")
    qtbot.waitUntil(lambda: "abc" in (window.settings.value("code/sheets") or ""))


def test_a_second_window_leaves_the_texts_of_the_first_one_where_they_are(panel, put, make_window):
    put("def first(y_true")
    panel.keep()
    other = make_window()
    other.command("write_own").trigger()
    second = other.code.panel()
    second.own.write_another()
    second.workbench.sheet.replace("def second(y_true")
    put("def first(y_true, y_pred")
    panel.keep()
    second.keep()
    third = make_window()
    third.command("write_own").trigger()
    texts = {sheet.text for sheet in third.code.panel().workbench.sheets}
    assert {"def first(y_true, y_pred", "def second(y_true"} <= texts


def test_closing_the_dock_keeps_text_and_undo(panel, window, qtbot):
    qtbot.keyClicks(panel.own.editor, "abc")
    window.code.close()
    window.command("write_own").trigger()
    assert panel.own.editor.toPlainText() == "abc"
    panel.own.editor.undo()
    assert panel.own.editor.toPlainText() == ""


def test_a_draft_of_a_row_finds_its_row_after_a_restart(panel, put, window, make_window):
    put(MEAN)
    panel.own.add()
    draft = MEAN + "\n# more to come"
    put(draft)
    state = window.studio.session.state
    arrays = {name: record.values for name, record in state.tensors.items()}
    session = Session(LoadedSession(arrays, state.losses, state.reference))
    window.studio.session.mark_saved()
    window.close()
    again = make_window(Studio(session, check_automatically=False))
    again.command("write_own").trigger()
    again.selection.select_loss(session.state.losses[-1].ident)
    bench = again.code.panel().workbench
    assert bench.sheet.text == draft
    assert bench.row is session.state.losses[-1]
    assert bench.can_update


CELL = """%matplotlib inline
y_true = np.array([[0.0, 1.0]])

def half(y_true, y_pred):
    return 0.5 * tf.reduce_mean(tf.square(y_true - y_pred))

print(half(y_true, y_pred))
"""


def test_lines_that_are_left_out_are_named_and_faded(panel, put):
    put(CELL)
    said = "Lines 1-2 and 7 are left out: they are no part of the loss."
    preview, editor = panel.own.preview, panel.own.editor
    assert (preview.left_out, preview.isVisible()) == (said, True)
    faded = [mark.cursor.selectedText() for mark in editor.extraSelections()]
    assert faded == [line for n, line in enumerate(CELL.split("\n"), 1) if n in (1, 2, 7)]
    put(CELL.replace("tf.square", "tf.sqare"))
    [wrong] = editor.extraSelections()
    assert wrong.cursor.selectedText() == "tf.sqare"
    put("lambda y_true, y_pred: tf.reduce_mean(y_true - y_pred)")
    assert (preview.left_out, editor.extraSelections()) == ("", [])


def test_marks_stand_in_the_text_as_it_was_pasted(panel, put):
    put(
        ">>> def half(y_true, y_pred):\n...     return tf.sqare(y_true - y_pred)\n>>> half(1, 2)\n1"
    )
    [wrong] = panel.own.editor.extraSelections()
    assert wrong.cursor.selectedText() == "tf.sqare"
    assert "line 2, column 16" in part(panel, QLabel, "code_problem").text()
