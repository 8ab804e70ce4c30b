"""Fixtures of the Code dock."""

import pytest

from lossgui.ui.code.editor import CodeEditor
from lossgui.ui.code.sheets import Sheet
from tests.ui.test_accessibility import longer_texts

__all__ = ["longer_texts"]


@pytest.fixture
def editor(qtbot):
    """An editor with an empty sheet, shown and with the keyboard."""
    editor = CodeEditor()
    editor.sheet = Sheet()
    editor.setDocument(editor.sheet.document)
    qtbot.addWidget(editor)
    editor.resize(400, 300)
    editor.show()
    editor.activateWindow()
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    yield editor
    editor.close()
    editor.deleteLater()
    editor.sheet.deleteLater()


@pytest.fixture
def write(qtbot, editor):
    """Return a function that types a text with the keyboard."""

    def type_text(text):
        qtbot.keyClicks(editor, text)

    return type_text


@pytest.fixture
def panel(window, qtbot):
    """The panel of the Code dock, open in the main window, with the keyboard in the editor."""
    window.command("write_own").trigger()
    panel = window.code.panel()
    qtbot.waitUntil(panel.own.editor.hasFocus)
    return panel


@pytest.fixture
def put(panel):
    """Return a function that puts a text into the editor and has it read."""

    def put_text(text):
        panel.workbench.sheet.replace(text)
        panel.workbench.read_now()

    return put_text
