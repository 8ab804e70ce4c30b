"""The editor's own keys, marks and line numbers."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QGuiApplication, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from lossgui.core.spans import Span
from lossgui.ui.appearance import appearance
from lossgui.ui.code.editor import LARGEST_PASTE, CodeEditor
from lossgui.ui.code.gutter import Gutter
from lossgui.ui.code.places import cursor_over, place_of

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
Key = Qt.Key


def caret(editor, line, column):
    """Put the caret somewhere."""
    cursor = cursor_over(editor.document(), Span(line, column, line, column))
    editor.setTextCursor(cursor)


def colours_in(editor, line):
    """The colours of a line's characters."""
    block = editor.document().findBlockByNumber(line)
    return [part.format.foreground().color().name() for part in block.layout().formats()]


def test_tab_goes_on_to_the_next_multiple_of_four(editor, qtbot, write):
    write("ab")
    qtbot.keyClick(editor, Key.Key_Tab)
    write("c")
    assert editor.toPlainText() == "ab  c"


def test_enter_keeps_and_deepens_the_indentation(editor, qtbot, write):
    write("def f(y, p):")
    qtbot.keyClick(editor, Key.Key_Return)
    write("e = y - p")
    qtbot.keyClick(editor, Key.Key_Return)
    write("return e")
    qtbot.keyClick(editor, Key.Key_Return)
    write("x")
    assert editor.toPlainText() == "def f(y, p):\n    e = y - p\n    return e\nx"


def test_tab_and_shift_tab_move_the_selected_lines_and_undo_moves_them_back(editor, qtbot):
    editor.setPlainText("a\n\nb\nc")
    caret(editor, 1, 0)
    cursor = editor.textCursor()
    cursor.setPosition(4, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    qtbot.keyClick(editor, Key.Key_Tab)
    assert editor.toPlainText() == "    a\n\n    b\nc"
    qtbot.keyClick(editor, Key.Key_Backtab, SHIFT)
    assert editor.toPlainText() == "a\n\nb\nc"
    editor.undo()
    assert editor.toPlainText() == "    a\n\n    b\nc"


def test_backspace_in_the_indentation_takes_four_blanks(editor, qtbot):
    editor.setPlainText("        x")
    caret(editor, 1, 8)
    qtbot.keyClick(editor, Key.Key_Backspace)
    assert editor.toPlainText() == "    x"
    caret(editor, 1, 5)
    qtbot.keyClick(editor, Key.Key_Backspace)
    assert editor.toPlainText() == "    "


@pytest.mark.parametrize(
    ("key", "modifiers", "goes_to"),
    [(Key.Key_Escape, NONE, "after"), (Key.Key_Backtab, SHIFT, "before")],
)
def test_the_keyboard_can_leave_the_editor(qtbot, key, modifiers, goes_to):
    page = QWidget()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    parts = {"before": QLineEdit(), "editor": CodeEditor(), "after": QLineEdit()}
    for part in parts.values():
        layout.addWidget(part)
    page.show()
    page.activateWindow()
    parts["editor"].setFocus()
    qtbot.waitUntil(parts["editor"].hasFocus)
    qtbot.keyClick(parts["editor"], key, modifiers)
    assert parts[goes_to].hasFocus()
    page.close()
    page.deleteLater()


def test_control_return_confirms_and_writes_nothing(editor, qtbot, write):
    write("y")
    with qtbot.waitSignal(editor.confirmed):
        qtbot.keyClick(editor, Key.Key_Return, CONTROL)
    assert editor.toPlainText() == "y"


def test_a_huge_paste_is_refused_and_what_is_there_stays(editor, qtbot, write):
    write("y")
    data = QMimeData()
    data.setText("x" * (LARGEST_PASTE + 1))
    with qtbot.waitSignal(editor.paste_refused) as said:
        editor.insertFromMimeData(data)
    assert said.args == [LARGEST_PASTE + 1]
    assert editor.toPlainText() == "y"


def test_pasted_text_is_plain(editor):
    data = QMimeData()
    data.setHtml("<b>y</b> - p")
    data.setText("y - p")
    QGuiApplication.clipboard().setMimeData(data)
    editor.paste()
    assert editor.toPlainText() == "y - p"
    assert not editor.textCursor().charFormat().fontWeight() > 400


def test_colours_follow_the_theme(editor, theme):
    editor.setPlainText("return 1.5  # half")
    shown = colours_in(editor, 0)
    for name in ("code_keyword", "code_number", "code_comment"):
        assert getattr(theme, name) in shown


def test_colours_change_while_the_text_is_open(editor):
    appearance().choose("light")
    editor.setPlainText("return")
    before = colours_in(editor, 0)
    appearance().choose("dark")
    assert colours_in(editor, 0) == [appearance().theme.code_keyword]
    assert colours_in(editor, 0) != before
    appearance().choose("light")


def test_colours_stand_right_behind_a_character_of_two_halves(editor):
    editor.setPlainText("'😀' + 1")
    block = editor.document().findBlockByNumber(0)
    pieces = [(part.start, part.length) for part in block.layout().formats()]
    assert pieces == [(0, 4), (7, 1)]


def test_an_error_is_a_wavy_line_in_the_theme_s_colour(editor, theme):
    editor.setPlainText("x = f(y)")
    editor.show_error(Span(1, 4, 1, 8))
    [mark] = editor.extraSelections()
    assert mark.cursor.selectedText() == "f(y)"
    wave = QTextCharFormat.UnderlineStyle.WaveUnderline
    assert mark.format.underlineStyle() == wave
    assert mark.format.underlineColor() == QColor(theme.bad)
    editor.show_error(None)
    assert editor.extraSelections() == []


def test_an_error_without_length_marks_the_character_beside_it(editor):
    editor.setPlainText("x = (y")
    editor.show_error(Span(1, 6, 1, 6))
    [mark] = editor.extraSelections()
    assert mark.cursor.selectedText() == "y"


def test_an_error_over_several_lines_is_marked_in_its_first_one(editor):
    editor.setPlainText("for i in x:\n    y = i\nz")
    editor.show_error(Span(1, 0, 2, 9))
    [mark] = editor.extraSelections()
    assert mark.cursor.selectedText() == "for i in x:"


def test_an_error_behind_the_end_of_the_text_is_marked_in_its_last_line(editor):
    editor.setPlainText("x = 1\ny")
    editor.show_error(Span(9, 3, 9, 4))
    [mark] = editor.extraSelections()
    assert mark.cursor.blockNumber() == 1


def test_a_step_is_scrolled_to_unless_it_was_chosen_in_the_text_itself(editor):
    editor.setPlainText("\n".join(f"x{line} = 0" for line in range(200)))
    editor.show_step(Span(150, 0, 150, 4), scroll=False)
    assert editor.verticalScrollBar().value() == 0
    editor.show_step(Span(150, 0, 150, 5))
    assert 120 < editor.verticalScrollBar().value() < 150


def test_a_step_far_to_the_right_is_scrolled_to(editor):
    editor.setPlainText("x" * 300 + " + step\ny")
    editor.show_step(Span(1, 303, 1, 307))
    cursor = cursor_over(editor.document(), editor.step)
    assert 0 < editor.cursorRect(cursor).right() <= editor.viewport().width()
    editor.show_step(Span(2, 0, 2, 1))
    assert editor.horizontalScrollBar().value() == 0


def test_a_step_wider_than_the_editor_is_shown_from_its_start_on(editor):
    editor.setPlainText("x" * 300 + " + " + "y" * 300)
    editor.show_step(Span(1, 303, 1, 603))
    cursor = cursor_over(editor.document(), editor.step)
    cursor.setPosition(cursor.selectionStart())
    assert 0 <= editor.cursorRect(cursor).left() <= editor.viewport().width() // 2


def test_places_count_characters_and_not_halves(editor):
    editor.setPlainText("a = '😀'; b = 1\nc")
    cursor = cursor_over(editor.document(), Span(1, 9, 1, 10))
    assert cursor.selectedText() == "b"
    cursor.setPosition(cursor.selectionStart())
    assert place_of(cursor) == (1, 9)


def test_the_gutter_numbers_the_lines_and_makes_room(editor):
    gutter = editor.findChild(Gutter)
    editor.setPlainText("a\nb\nc")
    assert [number for number, _top in editor.visible_lines(editor.rect())] == [0, 1, 2]
    before = gutter.width()
    editor.setPlainText("\n" * 1200)
    assert gutter.width() > before
    assert editor.viewportMargins().left() == gutter.width()


def test_the_font_is_one_of_fixed_width_and_follows_the_zoom(editor, qtbot):
    size = editor.font().pointSizeF()
    metrics = editor.fontMetrics()
    assert metrics.horizontalAdvance("i") == metrics.horizontalAdvance("M")
    appearance().set_zoom(2.0)
    qtbot.waitUntil(lambda: editor.document().defaultFont().pointSizeF() == 2 * size)
    assert editor.font().pointSizeF() == 2 * size
    appearance().zoom_reset()
    qtbot.waitUntil(lambda: editor.font().pointSizeF() == size)
