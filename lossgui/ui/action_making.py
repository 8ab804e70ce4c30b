"""Makes the commands of the table in `actions` into Qt's actions, and keeps them up to date."""

import re
from functools import partial
from operator import attrgetter

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from lossgui.ui.actions import ACTIONS
from lossgui.ui.icons import icon
from lossgui.ui.menu_table import GROUP_TITLES, MENUS

_KEY_BEHIND = re.compile(r"\s*\(&[A-Za-z0-9]\)")
SOURCE = "source_text"
"""The property of an action that holds its text in English."""
CONTEXT = ""
"""lupdate gives texts outside of every class the empty context."""


def translated(text):
    """Return a marked text in the window's language."""
    return QCoreApplication.translate(CONTEXT, text)


def build_actions(window):
    """Make a `QAction` for every entry, as children of the window, by name."""
    built, groups = {}, {}
    for entry in ACTIONS:
        action = QAction(translated(entry.text), window)
        action.setObjectName(f"action_{entry.name}")
        action.setShortcuts([QKeySequence(keys) for keys in entry.keys])
        action.triggered.connect(partial(_call, window, entry))
        window.addAction(action)
        if entry.group:
            action.setCheckable(True)
            groups.setdefault(entry.group, QActionGroup(window)).addAction(action)
        action.setIconText(plain(action.text()))
        action.setData(category(entry))
        action.setProperty(SOURCE, plain(entry.text))
        if entry.icon:
            action.setIcon(icon(entry.icon))
        built[entry.name] = action
        set_tip(action, translated(entry.tip) if entry.tip else plain(action.text()))
    return built


def category(entry):
    """Return the title of the menu that the command is in, as the palette shows it."""
    if entry.group:
        return plain(translated(GROUP_TITLES[entry.group]))
    titles = (title for title, names in MENUS if entry.name in names)
    return plain(translated(next(titles)))


def set_tip(action, tip):
    """Show this tip with the action's keys behind it."""
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{tip} ({keys})" if keys else tip)
    action.setStatusTip(tip)


def set_dock_title(dock, text):
    """Give a dock and its menu entry their text; no key works in a title or on a tab."""
    dock.setWindowTitle(plain(text))
    dock.toggleViewAction().setText(text)


def update_enabled(window, actions):
    """Grey out what cannot be used now."""
    for entry in ACTIONS:
        if entry.enabled:
            actions[entry.name].setEnabled(bool(attrgetter(entry.enabled)(window)))


def plain(text):
    """Return a menu text without its access key and without dots.

    Where letters are not those of a keyboard, the key stands in parentheses behind the text.
    """
    return (
        _KEY_BEHIND.sub("", text)
        .replace("&&", "\0")
        .replace("&", "")
        .replace("\0", "&")
        .rstrip("….")
    )


def _call(window, entry, *_checked):
    given = () if entry.argument is None else (entry.argument,)
    attrgetter(entry.slot)(window)(*given)
