"""The Code dock in the window: where it is, how it is reached, and that it disturbs nothing."""

import sys

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QWidget,
)

from lossgui.core.spec import make_spec
from lossgui.session.pasted import add_pasted
from lossgui.ui.appearance import appearance
from tests.ui.test_accessibility import cut_off, describe, focusable, is_own, name_of

SOURCE = """# numbers: w = 1.0, beta = 0.5
def f(y_true, y_pred):
    return K.mean(K.square(y_true - y_pred) * w + beta)
"""


def open_dock(window):
    window.command("write_own").trigger()
    QApplication.processEvents()
    return window.code.panel()


def add(window, source):
    """Add a loss made of code; give its ident."""
    sources = {"y_true": "y_true", "y_pred": "y_pred"}
    return add_pasted(window.studio.session, make_spec(f"code:{source}"), sources, {})


def test_the_dock_is_closed_at_first_and_costs_nothing(window):
    assert not window.code.isVisible()
    assert window.code.widget() is None


def test_a_start_reads_no_parser_and_no_writer_of_code(window):
    code = "import lossgui.ui.window, sys; print([n for n in sys.modules if 'code_panel' in n])"
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_view_menu_opens_and_closes_it(window):
    toggle = window.code.toggleViewAction()
    assert toggle.shortcut().toString() == "F8"
    toggle.trigger()
    assert window.code.widget().isVisible()
    toggle.trigger()
    assert not window.code.isVisible()


def test_the_commands_go_to_their_page(window, qtbot):
    panel = open_dock(window)
    assert panel.currentWidget() is panel.own
    qtbot.waitUntil(panel.own.editor.hasFocus)
    window.command("show_source").trigger()
    assert panel.currentWidget() is panel.emitted
    assert "def mean_squared_error" in panel.emitted.text


def test_the_dock_comes_back_as_it_was_left_and_reset_layout_closes_it(make_window):
    window = make_window()
    open_dock(window)
    window.code.panel().emitted.choose("torch")
    window.close()
    again = make_window()
    assert again.code.isVisible()
    assert again.code.panel().emitted.framework == "torch"
    again.command("reset_layout").trigger()
    assert not again.code.isVisible()


def test_the_docks_share_a_place_as_tabs(window):
    for dock in window.docks:
        dock.show()
    tabs = window.findChild(QTabBar, "dock_tabs")
    assert [tabs.tabText(place) for place in range(tabs.count())] == ["Lesson", "History", "Code"]


def test_everything_that_takes_the_keyboard_has_a_name(window):
    panel = open_dock(window)
    panel.workbench.sheet.replace(SOURCE)
    panel.workbench.read_now()
    mine = [w for w in focusable(window) if panel.isAncestorOf(w) and is_own(w)]
    assert len(mine) > 8
    assert [describe(widget) for widget in mine if not name_of(widget)] == []
    assert [describe(widget) for widget in mine if not widget.objectName()] == []


def test_tab_goes_through_the_page_from_top_to_bottom(window, qtbot):
    panel = open_dock(window)
    panel.workbench.sheet.replace(SOURCE)
    panel.workbench.read_now()
    qtbot.waitUntil(panel.own.editor.hasFocus)
    qtbot.keyClick(panel.own.editor, Qt.Key.Key_Escape)
    seen = []
    while QApplication.focusWidget().objectName() not in seen:
        seen.append(QApplication.focusWidget().objectName())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    mine = [n for n in seen if n.startswith(("mapping_", "number_", "code_", "preview_"))]
    lists = ["mapping_y_true", "mapping_y_pred", "mapping_w", "number_w"]
    lists += ["mapping_beta", "number_beta"]
    assert mine == [*lists, "preview_value", "preview_sentence", "code_add"]


@pytest.mark.parametrize("page", ["own", "emitted"])
def test_nothing_is_cut_off_beside_the_open_dock(window, page):
    window.resize(1280, 800)
    panel = open_dock(window)
    panel.workbench.sheet.replace(SOURCE)
    panel.workbench.read_now()
    panel.setCurrentWidget(getattr(panel, page))
    QApplication.processEvents()
    assert window.width() <= 1280
    assert window.height() <= 800
    assert [line for line in cut_off(window) if "code_panel" in line] == []


def test_nothing_in_the_dock_is_cut_off_with_texts_40_percent_longer(longer_texts, window):
    window.resize(1280, 800)
    panel = open_dock(window)
    panel.workbench.sheet.replace(SOURCE)
    panel.workbench.read_now()
    for page in (panel.own, panel.emitted):
        panel.setCurrentWidget(page)
        QApplication.processEvents()
        assert window.width() <= 1280
        assert [line for line in cut_off(window) if "code_panel" in line] == []


def test_the_marks_of_the_docks_follow_the_theme(window):
    window.choose_theme("dark")
    for dock in window.docks:
        dock.show()
        for name in ("close", "float"):
            button = dock.findChild(QAbstractButton, f"qt_dockwidget_{name}button")
            image = button.icon().pixmap(16, 16).toImage()
            places = [(x, y) for x in range(image.width()) for y in range(image.height())]
            colours = [image.pixelColor(*place) for place in places]
            assert max(c.lightness() for c in colours if c.alpha() > 200) > 150
    window.choose_theme("light")


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_the_open_dock_fits_into_the_window_at_any_zoom(window, zoom):
    appearance().set_zoom(zoom)
    QApplication.processEvents()
    panel = open_dock(window)
    panel.workbench.sheet.replace(SOURCE)
    panel.workbench.read_now()
    QApplication.processEvents()
    assert window.code.minimumSizeHint().height() <= 760
    form = panel.own.mapping
    assert form.widget().width() <= form.viewport().width()
    lines = panel.own.editor.viewport().height() / panel.own.editor.fontMetrics().lineSpacing()
    assert lines >= 6


def test_both_themes_reach_the_editor(window):
    panel = open_dock(window)
    for theme in ("light", "dark"):
        window.choose_theme(theme)
        QApplication.processEvents()
        colour = panel.own.editor.viewport().grab().toImage().pixelColor(5, 150)
        assert (colour.lightness() < 80) is (theme == "dark")
    window.choose_theme("light")


def test_other_words_reach_every_text(window):
    panel = open_dock(window)
    QApplication.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
    for child in panel.findChildren(QWidget):
        QApplication.sendEvent(child, QEvent(QEvent.Type.LanguageChange))
    assert panel.findChild(QPushButton, "code_add").text() == "&Add as Loss"


def test_the_menu_of_a_row_made_of_code_leads_to_its_source(window):
    ident = add(window, "def f(y_true, y_pred):\n    return K.mean(y_pred)")
    window.losses.code_wanted.emit(ident)
    editor = window.code.panel().own.editor
    assert editor.toPlainText().startswith("def f(")
    assert window.selection.loss == ident


def test_a_double_click_on_code_opens_the_editor_and_not_the_catalogue(window):
    ident = add(window, "def f(y_true, y_pred):\n    return K.mean(y_pred)")
    row = window.losses.model.row_of(ident)
    window.losses.view.catalogue_wanted.emit(window.losses.model.index(row, 1))
    assert window.code.isVisible()
    assert not window.losses.chooser.isVisible()


def test_no_text_of_the_window_is_a_whole_source(window):
    source = "def f(y_true, y_pred):\n    marker = K.mean(y_pred)\n    return marker"
    ident = add(window, source)
    window.selection.select_loss(ident)
    QApplication.processEvents()
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
    roles += (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole)
    model = window.losses.model
    said = [
        str(model.index(row, column).data(role))
        for row in range(model.rowCount())
        for column in range(model.columnCount())
        for role in roles
    ]
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, QPlainTextEdit):
            said += [widget.toolTip(), widget.accessibleName(), name_of(widget)]
            said.append(str(widget.property("text") or ""))
    said += window.studio.session.history
    said.append(window.studio.snapshot.sentence_for(ident))
    assert [text for text in said if "def f" in text or "code:" in text] == []


def test_a_note_of_code_that_looks_like_a_page_is_shown_as_it_stands(window):
    ident = add(window, 'def f(y_true, y_pred):\n    """<b>x</b>"""\n    return K.mean(y_pred)')
    row = window.losses.model.row_of(ident)
    tip = window.losses.model.index(row, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;x&lt;/b&gt;" in tip
