"""The choice of a Python: what is listed, what is said of it, and that nothing waits for it."""

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from lossgui.backends.pythons.problem import PythonProblem
from lossgui.backends.pythons.remembered import FILE, remember_python, remembered_python
from lossgui.ui.pythons.dialog import PythonDialog
from lossgui.ui.pythons.table import ASKING

pytestmark = pytest.mark.skipif(os.name == "nt", reason="some Pythons are shell scripts")


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch):
    monkeypatch.delenv("LOSSGUI_PYTHON", raising=False)


@pytest.fixture
def bare(bare_environment):
    """The Python of an empty virtual environment."""
    return str(bare_environment / "bin" / "python3")


@pytest.fixture
def hanging(tmp_path):
    """A program that is called Python and says nothing; its number stands beside it."""
    program = tmp_path / "python3"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/number\nexec sleep 1000\n")
    program.chmod(0o755)
    return str(program)


@pytest.fixture
def open_dialog(qtbot):
    """Return a function that opens the dialog with the given Pythons found."""
    dialogs = []

    def open_it(*paths):
        dialog = PythonDialog(find=lambda: list(paths))
        dialogs.append(dialog)
        dialog.finished.connect(lambda _result: dialogs.remove(dialog))
        dialog.show()
        qtbot.waitExposed(dialog)
        qtbot.waitUntil(lambda: set(paths) <= set(dialog.table.paths))
        return dialog

    yield open_it
    for dialog in dialogs:
        dialog.reject()


def answered(dialog, *paths):
    return lambda: all(dialog.table.answer_of(path) is not ASKING for path in paths)


def button(dialog, name):
    return dialog.findChild(QPushButton, f"python_{name}")


def texts(dialog, path):
    row = dialog.table.paths.index(path)
    return [dialog.table.item(row, column).text() for column in range(3)]


# ---- listing


def test_pythons_are_listed_at_once_and_filled_in_as_they_answer(open_dialog, qtbot, bare, hanging):
    dialog = open_dialog(hanging, bare, sys.executable)
    qtbot.waitUntil(answered(dialog, bare, sys.executable), timeout=30_000)
    version = ".".join(map(str, sys.version_info[:3]))
    assert texts(dialog, hanging) == ["asking…", "", hanging]
    assert texts(dialog, bare) == [f"Python {version}", "no framework", bare]
    name, frameworks, path = texts(dialog, sys.executable)
    assert (name, path) == (f"Python {version}, in use", sys.executable)
    assert frameworks.startswith("TensorFlow ")


def test_the_one_in_use_comes_first_even_where_it_is_not_found(open_dialog, bare):
    remember_python(bare)
    dialog = open_dialog()
    assert dialog.table.paths == [bare]
    assert dialog.state == f"In use: {bare}, chosen here."


def test_a_python_is_listed_once_under_whatever_name(open_dialog, qtbot, bare, hanging):
    remember_python(bare)
    dialog = open_dialog()
    dialog.reject()
    dialog = PythonDialog(find=lambda: [bare.removesuffix("3"), hanging])
    qtbot.waitUntil(lambda: hanging in dialog.table.paths)
    assert dialog.table.paths == [bare, hanging]
    dialog.reject()


def test_a_python_with_tensorflow_is_proposed(open_dialog, qtbot, bare):
    remember_python(bare)
    dialog = open_dialog(sys.executable)
    qtbot.waitUntil(answered(dialog, bare, sys.executable), timeout=30_000)
    assert dialog.table.path == sys.executable
    assert button(dialog, "use").isEnabled()


def test_a_line_that_the_user_went_to_is_not_left(open_dialog, qtbot, bare, hanging):
    dialog = open_dialog(bare, hanging, sys.executable)
    dialog.table.setCurrentCell(dialog.table.paths.index(hanging), 0)
    qtbot.waitUntil(answered(dialog, bare, sys.executable), timeout=30_000)
    assert dialog.table.path == hanging
    assert dialog.advice.sentence == "It is being asked what it has."
    assert not button(dialog, "use").isEnabled()


def test_looking_again_asks_again(open_dialog, qtbot, tmp_path, bare):
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    dialog = open_dialog(str(program))
    qtbot.waitUntil(answered(dialog, str(program)), timeout=30_000)
    assert isinstance(dialog.table.answer_of(str(program)), PythonProblem)
    program.write_text(f'#!/bin/sh\nexec {bare} "$@"\n')
    button(dialog, "again").click()
    assert dialog.table.answer_of(str(program)) is ASKING
    qtbot.waitUntil(answered(dialog, str(program)), timeout=30_000)
    assert dialog.table.answer_of(str(program)).workers == ()


# ---- what is said


def test_what_a_python_lacks_is_said_with_a_command_to_copy(open_dialog, qtbot, bare):
    dialog = open_dialog(bare)
    dialog.table.setCurrentCell(dialog.table.paths.index(bare), 0)
    qtbot.waitUntil(answered(dialog, bare), timeout=30_000)
    assert "has no TensorFlow. This command adds it" in dialog.advice.sentence
    button(dialog, "copy").click()
    assert QGuiApplication.clipboard().text() == f"{bare} -m pip install tensorflow"


def test_what_is_no_python_is_said_in_a_sentence_and_cannot_be_used(open_dialog, qtbot, tmp_path):
    dialog = open_dialog()
    (tmp_path / "notes.txt").write_text("")
    dialog.add(str(tmp_path / "notes.txt"))
    qtbot.waitUntil(answered(dialog, str(tmp_path / "notes.txt")), timeout=30_000)
    assert dialog.advice.sentence.startswith("notes.txt is not called python")
    assert dialog.advice.command == ""
    assert not button(dialog, "use").isEnabled()
    assert not button(dialog, "try").isEnabled()
    dialog.use()
    assert remembered_python() is None


def test_a_variable_is_said_to_win(open_dialog, monkeypatch, bare):
    monkeypatch.setenv("LOSSGUI_PYTHON", bare)
    dialog = open_dialog()
    assert dialog.state.startswith(f"The environment variable LOSSGUI_PYTHON names {bare}: as long")
    assert dialog.table.paths == [bare]


def test_a_remembered_python_that_is_gone_is_said(open_dialog, tmp_path):
    remember_python(str(tmp_path / "python"))
    dialog = open_dialog()
    assert f"{tmp_path / 'python'}, is no longer there; {sys.executable} is" in dialog.state


def test_where_there_is_no_python_at_all_the_dialog_says_so(open_dialog, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    dialog = open_dialog()
    assert dialog.state == "No Python is in use: none is on the path."
    assert dialog.advice.sentence == ""
    assert not button(dialog, "use").isEnabled()


def test_trying_really_asks_the_framework(open_dialog, qtbot):
    dialog = open_dialog()
    qtbot.waitUntil(answered(dialog, sys.executable), timeout=30_000)
    button(dialog, "try").click()
    assert dialog.advice.sentence.startswith("TensorFlow is being started in this Python")
    assert not button(dialog, "try").isEnabled()
    qtbot.waitUntil(button(dialog, "try").isEnabled, timeout=120_000)
    assert dialog.advice.sentence.startswith("Agrees: tensorflow ")
    assert dialog.advice.sentence.endswith(" gives 0.375.")


def test_trying_a_python_without_tensorflow_says_so(open_dialog, qtbot, bare):
    dialog = open_dialog(bare)
    dialog.table.setCurrentCell(dialog.table.paths.index(bare), 0)
    qtbot.waitUntil(answered(dialog, bare), timeout=30_000)
    button(dialog, "try").click()
    qtbot.waitUntil(button(dialog, "try").isEnabled, timeout=60_000)
    assert dialog.advice.sentence.startswith("TensorFlow is not installed (no module numpy).")


# ---- choosing


def test_using_a_python_remembers_it_and_closes(open_dialog, qtbot, bare):
    dialog = open_dialog(bare)
    dialog.table.setCurrentCell(dialog.table.paths.index(bare), 0)
    qtbot.waitUntil(button(dialog, "use").isEnabled, timeout=30_000)
    with qtbot.waitSignals([dialog.changed, dialog.finished]):
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert remembered_python() == bare


def test_finding_by_itself_forgets_the_choice(open_dialog, qtbot, bare):
    remember_python(bare)
    dialog = open_dialog()
    assert button(dialog, "forget").isEnabled()
    with qtbot.waitSignal(dialog.changed):
        button(dialog, "forget").click()
    assert remembered_python() is None
    assert dialog.state == f"In use: {sys.executable}, found by itself."
    assert not button(dialog, "forget").isEnabled()
    assert dialog.isVisible()


def test_a_choice_that_cannot_be_kept_is_said_and_not_announced(
    open_dialog, qtbot, bare, settings_folder
):
    (settings_folder / FILE).mkdir(parents=True)
    dialog = open_dialog(bare)
    qtbot.waitUntil(answered(dialog, bare, sys.executable), timeout=30_000)
    with qtbot.assertNotEmitted(dialog.changed):
        dialog.use()
    assert dialog.isVisible()
    said = "The choice cannot be remembered: python.txt cannot be saved: it is a folder."
    assert dialog.advice.sentence == said


@pytest.mark.parametrize(("name", "inside"), [("browse", True), ("folder", False)])
def test_a_python_or_the_folder_around_it_can_be_browsed_for(
    open_dialog, qtbot, bare, bare_environment, name, inside
):
    dialog = open_dialog()
    button(dialog, name).click()
    files = dialog.findChild(QFileDialog, "python_files")
    files.fileSelected.emit(bare if inside else str(bare_environment))
    files.reject()
    assert dialog.table.path == bare
    qtbot.waitUntil(answered(dialog, bare), timeout=30_000)
    assert dialog.table.path == bare
    assert button(dialog, "use").isEnabled()


def test_a_folder_without_a_python_is_refused_in_a_sentence(open_dialog, tmp_path):
    dialog = open_dialog()
    dialog.add(str(tmp_path))
    assert dialog.advice.sentence.startswith(f"There is no Python in the folder {tmp_path}")
    assert str(tmp_path) not in dialog.table.paths


# ---- closing, keyboard, screen reader


def test_closing_ends_what_is_asked(open_dialog, qtbot, hanging):
    dialog = open_dialog(hanging)
    number = Path(hanging).with_name("number")
    qtbot.waitUntil(lambda: number.exists() and number.read_text().strip() != "", timeout=30_000)
    dialog.reject()
    with pytest.raises(ProcessLookupError):
        os.kill(int(number.read_text()), 0)


def test_closing_ends_a_trial_under_way(open_dialog, qtbot):
    dialog = open_dialog()
    qtbot.waitUntil(answered(dialog, sys.executable), timeout=30_000)
    dialog.try_out()
    dialog.reject()  # nothing_left looks for the process


def test_everything_that_takes_the_keyboard_has_a_name(open_dialog, qtbot, bare):
    dialog = open_dialog(bare)
    dialog.table.setCurrentCell(dialog.table.paths.index(bare), 0)
    qtbot.waitUntil(answered(dialog, bare), timeout=30_000)
    for widget in dialog.findChildren(QWidget):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible():
            interface = QAccessible.queryAccessibleInterface(widget)
            assert interface.text(QAccessible.Text.Name), widget.objectName()
            assert widget.objectName(), interface.text(QAccessible.Text.Name)


def test_the_keyboard_is_in_the_list_and_tab_leaves_it(open_dialog, qtbot, bare):
    dialog = open_dialog(bare)
    dialog.activateWindow()
    qtbot.waitActive(dialog)
    assert dialog.table.hasFocus()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Tab)
    assert not dialog.table.hasFocus()


def test_buttons_have_keys_of_their_own(open_dialog):
    dialog = open_dialog()
    keys = [b.shortcut().toString() for b in dialog.findChildren(QPushButton)]
    keys = [key for key in keys if key]
    assert len(keys) == len(set(keys)) >= 7
