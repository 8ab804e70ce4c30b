"""Choosing a Python in the window: the cross-check starts again with it, and it is remembered."""

import os
import sys
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolButton

from lossgui.backends.check import Check
from lossgui.backends.pythons.remembered import forget_python, remember_python
from lossgui.ui.crosscheck import CHECKING
from lossgui.ui.losses.columns import Column
from lossgui.ui.losses.menu import make_menu
from lossgui.ui.questions import NOT_CHECKED
from lossgui.ui.studio import Studio

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the environment has no bin on Windows")


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Only TensorFlow is there to be asked, and no Python is found but by name."""
    monkeypatch.delenv("LOSSGUI_PYTHON", raising=False)
    monkeypatch.setattr("lossgui.backends.interpreter.installed_workers", lambda _python: ())
    monkeypatch.setattr("lossgui.ui.pythons.dialog.find_pythons", list)


@pytest.fixture
def bare(bare_environment):
    """The Python of an empty virtual environment."""
    return str(bare_environment / "bin" / "python3")


def verdicts(studio):
    checks = [studio.check(row.row.ident) for row in studio.snapshot.rows]
    return [check if isinstance(check, str) else check.status for check in checks]


def all_are(studio, status):
    return lambda: set(verdicts(studio)) == {status}


def choose(window, qtbot, path):
    """Choose a Python in the dialog, as a user does who browses for it."""
    window.command("choose_python").trigger()
    dialog = window.pythons.dialog
    dialog.add(path)
    use = dialog.findChild(object, "python_use")
    qtbot.waitUntil(use.isEnabled, timeout=30_000)
    use.click()


def test_a_missing_framework_leads_to_another_python_and_to_agreement(window, qtbot, bare):
    studio = window.studio
    remember_python(bare)
    studio.check_now()
    qtbot.waitUntil(all_are(studio, "missing"), timeout=60_000)
    assert window.notices.text.startswith("TensorFlow is not installed (no module numpy).")
    offer = window.notices.findChild(QToolButton, "notice_action")
    assert offer.isVisible()
    offer.click()
    assert window.pythons.dialog.isVisible()
    choose(window, qtbot, sys.executable)
    assert window.pythons.dialog is None
    assert window.notices.text == ""
    assert set(verdicts(studio)) == {CHECKING}
    qtbot.waitUntil(all_are(studio, "agrees"), timeout=120_000)
    assert studio.host_state.version.startswith("tensorflow ")


def test_the_old_python_s_process_ends_and_its_answers_go(window, qtbot, bare):
    studio = window.studio
    studio.check_now()
    qtbot.waitUntil(all_are(studio, "agrees"), timeout=120_000)
    old = studio._cross_check._given_host._process
    choose(window, qtbot, bare)
    assert old._process.poll() is not None
    assert "agrees" not in verdicts(studio)
    qtbot.waitUntil(all_are(studio, "missing"), timeout=60_000)


def test_the_choice_holds_in_the_next_window(make_window, qtbot, bare):
    first = make_window()
    choose(first, qtbot, bare)
    first.close()
    second = make_window()
    second.studio.check_own_now()
    qtbot.waitUntil(all_are(second.studio, "missing"), timeout=60_000)
    command = f"{bare} -m pip install tensorflow"
    assert command in second.studio.check(second.studio.snapshot.rows[0].row.ident).sentence


def test_a_missing_framework_is_not_announced_where_nobody_asked(window, qtbot, bare):
    remember_python(bare)
    window.studio.check_own_now()
    qtbot.waitUntil(all_are(window.studio, "missing"), timeout=60_000)
    assert window.notices.text == ""


def test_a_remembered_python_that_is_gone_is_said_with_the_first_question(
    window, qtbot, tmp_path, bare
):
    remember_python(str(tmp_path / "gone"))
    window.studio.check_own_now()
    said = f"The Python chosen for the cross-check, {tmp_path / 'gone'}, is no longer there;"
    assert window.notices.text.startswith(said)
    remember_python(bare)
    window.studio.start_checks_again()
    qtbot.waitUntil(all_are(window.studio, "missing"), timeout=60_000)


def test_starting_again_before_anything_was_asked_asks(qtbot, bare):
    remember_python(bare)
    studio = Studio(check_automatically=False)
    studio.start_checks_again()
    qtbot.waitUntil(all_are(studio, "missing"), timeout=60_000)
    studio.close()
    studio.deleteLater()
    forget_python()


def test_a_second_use_of_the_command_shows_the_same_dialog(window):
    window.command("choose_python").trigger()
    dialog = window.pythons.dialog
    window.command("choose_python").trigger()
    assert window.pythons.dialog is dialog
    dialog.reject()
    assert window.pythons.dialog is None


def test_closing_the_window_closes_the_dialog(window):
    window.command("choose_python").trigger()
    window.close()
    assert window.pythons.dialog is None


def test_the_button_of_the_cross_check_offers_the_choice(window):
    button = window.findChild(QToolButton, "cross_check")
    assert window.command("choose_python") in button.actions()
    assert button.popupMode() == QToolButton.ToolButtonPopupMode.MenuButtonPopup


@pytest.mark.parametrize(
    ("check", "opens"),
    [(Check("missing", "TensorFlow is not installed."), True), (NOT_CHECKED, False)],
)
def test_a_badge_that_says_missing_leads_to_the_choice(window, qtbot, monkeypatch, check, opens):
    monkeypatch.setattr(window.studio, "check", lambda _ident: check)
    view = window.losses.view
    index = view.model().index(0, Column.CHECK)
    wanted = []
    window.losses.python_wanted.connect(partial(wanted.append, True))
    view.setCurrentIndex(index)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert bool(wanted) is opens
    menu = make_menu(window.losses, index)
    offered = [a for a in menu.actions() if a.text() == "Python for the cross-check…"]
    assert bool(offered) is opens
    menu.popup(QPoint(0, 0))
    menu.close()
