"""The keys of a grid, as data: the context menu and the key handling are made from this table."""

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

CONTEXT = "GridCommands"


@dataclass(frozen=True)
class Command:
    """One command of a grid.

    Parameters
    ----------
    slot
        The view's method.
    keys
        In Qt's portable spelling.
    text
        What the context menu calls it; without one it is not in the menu.
    edits
        Whether it changes cells, so that read-only grids leave it out.
    """

    slot: str
    keys: tuple[str, ...]
    text: str = ""
    edits: bool = False


COMMANDS = (
    Command("copy", ("Ctrl+C", "Ctrl+Ins"), QT_TRANSLATE_NOOP("GridCommands", "Copy")),
    Command(
        "paste",
        ("Ctrl+V", "Shift+Ins"),
        QT_TRANSLATE_NOOP("GridCommands", "Paste"),
        edits=True,
    ),
    Command(
        "edit_current",
        ("F2", "Return", "Enter"),
        QT_TRANSLATE_NOOP("GridCommands", "Edit exact value"),
        edits=True,
    ),
    Command(
        "set_zero",
        ("Del", "Backspace"),
        QT_TRANSLATE_NOOP("GridCommands", "Set to 0"),
        edits=True,
    ),
    Command("set_nan", ("Ctrl+Del",), QT_TRANSLATE_NOOP("GridCommands", "Set to NaN"), edits=True),
    Command("fill_down", ("Ctrl+D",), QT_TRANSLATE_NOOP("GridCommands", "Fill down"), edits=True),
    Command("fill_right", ("Ctrl+R",), QT_TRANSLATE_NOOP("GridCommands", "Fill right"), edits=True),
    Command("previous_slice", ("Ctrl+PgUp",), QT_TRANSLATE_NOOP("GridCommands", "Previous slice")),
    Command("next_slice", ("Ctrl+PgDown",), QT_TRANSLATE_NOOP("GridCommands", "Next slice")),
    Command(
        "previous_axis",
        ("Alt+Up",),
        QT_TRANSLATE_NOOP("GridCommands", "Slice keys move the axis before"),
    ),
    Command(
        "next_axis",
        ("Alt+Down",),
        QT_TRANSLATE_NOOP("GridCommands", "Slice keys move the next axis"),
    ),
    Command("move_right", ("Tab",)),
    Command("move_left", ("Shift+Tab", "Shift+Backtab", "Backtab")),
    Command("move_up", ("Shift+Return", "Shift+Enter")),
    Command("leave", ("Ctrl+Tab",)),
    Command("leave_back", ("Ctrl+Shift+Tab", "Ctrl+Shift+Backtab")),
    *(
        Command("move_to_edge", (f"{shift}{arrow}",))
        for arrow in ("Left", "Right", "Up", "Down")
        for shift in ("Ctrl+", "Ctrl+Shift+")
    ),
)

_BY_KEY = {key: command for command in COMMANDS for key in command.keys}


def command_of(event):
    """Find the command of a key event, or None."""
    keypad = Qt.KeyboardModifier.KeypadModifier
    combination = QKeyCombination(event.modifiers() & ~keypad, Qt.Key(event.key()))
    text = QKeySequence(combination).toString(QKeySequence.SequenceFormat.PortableText)
    return _BY_KEY.get(text)


def menu_text(command):
    """Give the translated text of a command with its first key, as menus show it."""
    key = QKeySequence(command.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{QCoreApplication.translate(CONTEXT, command.text)}\t{key}"
