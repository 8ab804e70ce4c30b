"""The table of commands: every entry can be found, named and reached, and no key means two."""

from collections import Counter
from operator import attrgetter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut

from lossgui.ui.action_making import plain
from lossgui.ui.actions import ACTIONS
from lossgui.ui.dialogs import GRID_KEYS
from lossgui.ui.icons import LINES
from lossgui.ui.menu_table import DOCKS, GROUP_TITLES, LESSONS, MENUS, RECENT, TOOLBAR

WINDOW_WIDE = (Qt.ShortcutContext.WindowShortcut, Qt.ShortcutContext.ApplicationShortcut)
ENTRIES = pytest.mark.parametrize("entry", ACTIONS, ids=lambda entry: entry.name)


def test_names_are_unique():
    assert [name for name, count in Counter(a.name for a in ACTIONS).items() if count > 1] == []


def test_menus_and_toolbar_name_only_what_there_is():
    names = {entry.name for entry in ACTIONS}
    listed = [name for _, entries in MENUS for name in entries] + list(TOOLBAR)
    special = {None, RECENT, DOCKS, LESSONS, *GROUP_TITLES}
    assert set(listed) - special <= names


def test_every_command_is_in_a_menu():
    listed = {name for _, entries in MENUS for name in entries}
    grouped = {entry.name for entry in ACTIONS if entry.group}
    assert {entry.name for entry in ACTIONS} - listed == grouped


@ENTRIES
def test_keys_are_understood_by_qt(entry):
    for keys in entry.keys:
        sequence = QKeySequence(keys)
        assert not sequence.isEmpty()
        assert sequence.toString(QKeySequence.SequenceFormat.PortableText) == keys


@ENTRIES
def test_the_icon_exists(entry):
    assert entry.icon is None or entry.icon in LINES


def test_every_slot_exists_and_can_be_called(window):
    for entry in ACTIONS:
        assert callable(attrgetter(entry.slot)(window)), entry.name
        if entry.enabled:
            attrgetter(entry.enabled)(window)


def test_no_key_means_two_things_in_the_window(window):
    keys = Counter(
        sequence.toString()
        for action in window.findChildren(QAction)
        for sequence in action.shortcuts()
    )
    keys.update(
        sequence.toString()
        for shortcut in window.findChildren(QShortcut)
        if shortcut.context() in WINDOW_WIDE
        for sequence in QShortcut.keys(shortcut)
    )
    assert {key: count for key, count in keys.items() if count > 1} == {}


def test_no_window_key_hides_a_grid_key():
    window_keys = {keys for entry in ACTIONS for keys in entry.keys}
    grid_keys = {key.strip() for keys, _ in GRID_KEYS for key in keys.split(",")}
    assert window_keys & grid_keys == set()


def test_access_keys_are_unique_within_each_menu(window):
    for menu in window.menuBar().findChildren(type(window.menuBar().actions()[0].menu())):
        letters = Counter(
            action.text().lower().partition("&")[2][:1]
            for action in menu.actions()
            if action.text()
        )
        letters.pop("", None)
        assert {key: count for key, count in letters.items() if count > 1} == {}, menu.objectName()


def test_plain_text_has_no_access_key_and_no_dots():
    assert plain("Save &As…") == "Save As"
    assert plain("&Undo Edit a && b") == "Undo Edit a & b"
