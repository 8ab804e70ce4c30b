"""The Lesson dock: what it shows, what it opens, and what it never loses."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QToolButton

from lossgui.lessons import find_lesson, lessons
from lossgui.lessons.claims import Found
from lossgui.session.session import Session
from lossgui.session.storage import save_session
from lossgui.ui import dialogs, language
from lossgui.ui.lessons import page
from lossgui.ui.lessons.page import cell_of
from lossgui.ui.studio import Studio

KEYS = [lesson.key for lesson in lessons()]


@pytest.fixture
def lesson_window(make_window):
    """A window that was opened with the first lesson."""
    session = Session(find_lesson(KEYS[0]).session)
    return make_window(Studio(session, check_automatically=False))


def shown(window):
    return window.lessons.panel().text.toPlainText()


def test_a_new_window_shows_no_lesson_and_offers_the_first(window):
    assert not window.lessons.isVisible()
    assert window.lessons.key == ""
    assert window.command("next_lesson").isEnabled()
    assert not window.command("previous_lesson").isEnabled()


def test_a_lesson_is_shown_beside_its_session_with_computed_numbers(lesson_window):
    assert lesson_window.lessons.isVisible()
    text = shown(lesson_window)
    assert "My formula gives another number than Keras" in text
    assert "0.236667" in text
    assert "0.355" in text
    assert "{" not in text


def test_next_and_previous_lead_through_all_lessons(lesson_window):
    found = [lesson_window.lessons.key]
    while lesson_window.command("next_lesson").isEnabled():
        lesson_window.command("next_lesson").trigger()
        found.append(lesson_window.lessons.key)
        rows = lesson_window.studio.snapshot.rows
        assert [row.row.name for row in rows] == [
            row.name for row in find_lesson(found[-1]).session.losses
        ]
    assert found == KEYS
    assert not lesson_window.lessons.panel().next.isEnabled()
    lesson_window.command("previous_lesson").trigger()
    assert lesson_window.lessons.key == KEYS[-2]


def test_opening_a_lesson_asks_before_changes_are_lost(lesson_window, monkeypatch):
    lesson_window.studio.session.set_cells("y_pred", (0, 0), 0.5)
    monkeypatch.setattr(dialogs, "ask_to_save", lambda parent, name: dialogs.CANCEL)
    lesson_window.lessons.open(KEYS[1])
    assert lesson_window.lessons.key == KEYS[0]
    monkeypatch.setattr(dialogs, "ask_to_save", lambda parent, name: dialogs.DISCARD)
    lesson_window.lessons.panel().next.click()
    assert lesson_window.lessons.key == KEYS[1]
    assert lesson_window.documents.saved
    assert lesson_window.documents.path is None


def test_starting_again_brings_the_tensors_back(lesson_window, monkeypatch):
    lesson_window.studio.session.set_cells("y_pred", (0, 0), 0.5)
    monkeypatch.setattr(dialogs, "ask_to_save", lambda parent, name: dialogs.DISCARD)
    lesson_window.lessons.panel().again.click()
    assert lesson_window.studio.session.state.tensors["y_pred"].values[0, 0] == 0.0


def test_edits_and_undo_leave_the_lesson_and_a_closed_dock_alone(lesson_window):
    before = shown(lesson_window)
    lesson_window.lessons.hide()
    lesson_window.studio.session.set_cells("y_pred", (0, 0), 0.5)
    lesson_window.command("undo").trigger()
    assert not lesson_window.lessons.isVisible()
    assert shown(lesson_window) == before


def test_a_file_of_a_lesson_shows_it_again(lesson_window, make_window, qtbot, tmp_path):
    session = lesson_window.studio.session
    session.set_cells("y_pred", (0, 0), 0.5)
    save_session(tmp_path / "mine.lossgui", session.state)
    other = make_window()
    other.documents.open_files([tmp_path / "mine.lossgui"])
    qtbot.waitUntil(lambda: other.lessons.key == KEYS[0])
    assert other.lessons.isVisible()
    other.command("new").trigger()
    assert other.lessons.key == ""
    assert "Lessons" in shown(other)


def test_the_lesson_of_a_newer_version_is_ignored(window):
    loaded = find_lesson(KEYS[0]).session
    window.studio.session.open(
        type(loaded)(loaded.tensors, loaded.losses, loaded.reference, "of-tomorrow")
    )
    assert window.lessons.key == ""
    assert not window.lessons.isVisible()
    assert window.studio.session.state.lesson == "of-tomorrow"


def test_what_a_claim_comes_to_is_text_and_no_markup(window, monkeypatch):
    """A refusal can quote code of the student."""
    lesson = find_lesson(KEYS[0])
    told = {name: Found(claim, True, "0 <b> & c") for name, claim in lesson.claims.items()}
    monkeypatch.setattr(page, "found_claims", lambda _lesson: told)
    html = page.lesson_page(lesson, "en", window.appearance.theme)
    assert "0 &lt;b&gt; &amp; c" in html
    assert "0 <b>" not in html


def test_links_lead_to_rows_and_cells(lesson_window):
    panel, selection = lesson_window.lessons.panel(), lesson_window.selection
    second = lesson_window.studio.session.state.losses[1]
    panel.text.anchorClicked.emit(QUrl("row:B"))
    assert selection.loss == second.ident
    panel.text.anchorClicked.emit(QUrl("cell:y_pred[1, 2]"))
    assert (selection.tensor, selection.cell) == ("y_pred", (1, 2))
    for gone in ("cell:y_pred[9, 9]", "cell:lost[0, 0]", "cell:y_pred[0]", "row:Z"):
        panel.text.anchorClicked.emit(QUrl(gone))
    assert (selection.tensor, selection.cell) == ("y_pred", (1, 2))
    assert selection.loss == second.ident


def test_the_list_of_lessons_opens_them(window):
    window.lessons.show()
    assert all(lesson.text("en").title in shown(window) for lesson in lessons())
    window.lessons.panel().text.anchorClicked.emit(QUrl(f"lesson:{KEYS[-1]}"))
    assert window.lessons.key == KEYS[-1]


def test_the_menu_lists_every_lesson_once_and_marks_the_open_one(lesson_window):
    menu = lesson_window.command("next_lesson").associatedObjects()
    menu = next(item for item in menu if item.objectName() == "menu_lessons")
    for _ in range(2):
        menu.aboutToShow.emit()
        titles = [action.text() for action in menu.actions() if action.isCheckable()]
        assert titles == [
            f"{place}. {lesson.text('en').title.replace('&', '&&')}"
            for place, lesson in enumerate(lessons(), 1)
        ]
    assert [action.isChecked() for action in menu.actions()][:2] == [True, False]
    menu.actions()[1].trigger()
    assert lesson_window.lessons.key == KEYS[1]


def test_the_command_palette_finds_lessons(window):
    window.show_commands()
    window._palette._search.setText("another number than")
    assert window._palette._found.rowCount() == 1
    window._palette._run_current()
    assert window.lessons.key == KEYS[0]


def test_the_page_follows_theme_and_language(lesson_window, theme, monkeypatch):
    assert theme.link in lesson_window.lessons.panel().text.toHtml()
    monkeypatch.setattr("lossgui.ui.lessons.panel.spoken", lambda: "zh_CN")
    lesson_window.lessons.panel().show_lesson(KEYS[0])
    assert find_lesson(KEYS[0]).text("zh_CN").title in shown(lesson_window)
    assert language.spoken() == "en"


def test_a_cell_is_read_from_the_way_it_is_written():
    assert cell_of("y_pred[0, 12]") == ("y_pred", (0, 12))
    assert cell_of("w[3]") == ("w", (3,))


def test_the_toolbar_opens_the_menu_of_the_lessons(window):
    button = window.findChild(QToolButton, "tool_lessons")
    assert button.menu().objectName() == "menu_lessons"
    assert button.isVisible()


def test_what_is_typed_after_a_link_to_a_cell_goes_into_the_cell(lesson_window, qtbot):
    lesson_window.activateWindow()
    panel = lesson_window.lessons.panel()
    panel.text.setFocus()
    # This cell is the selected one already.
    assert lesson_window.selection.cell == (0, 0)
    panel.text.anchorClicked.emit(QUrl("cell:y_pred[0, 0]"))
    box = lesson_window.tensors.active_box
    assert box.name == "y_pred"
    qtbot.waitUntil(box.view.hasFocus)


def test_a_dock_behind_another_comes_to_the_front_before_it_closes(lesson_window, qtbot):
    code, toggle = lesson_window.code, lesson_window.code.toggleViewAction()

    def in_front(dock):
        return dock.isVisible() and not dock.visibleRegion().isEmpty()

    toggle.trigger()
    qtbot.waitUntil(lambda: in_front(code))
    lesson_window.lessons.raise_()
    qtbot.waitUntil(lambda: in_front(lesson_window.lessons) and not in_front(code))
    toggle.trigger()
    qtbot.waitUntil(lambda: in_front(code))
    assert toggle.isChecked()
    toggle.trigger()
    assert not code.isVisible()
