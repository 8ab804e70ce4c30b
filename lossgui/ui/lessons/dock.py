"""The Lesson dock: shows the lesson that the session belongs to, and leads from one to the next.

What it shows is made when it is first seen, and lessons are read when they are first asked for, so
that the first paint waits for neither.
"""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget

from lossgui.ui.action_making import SOURCE, plain, set_dock_title, translated
from lossgui.ui.language import ENGLISH, spoken
from lossgui.ui.menu_table import LESSONS, MENUS


class LessonDock(QDockWidget):
    """Holds the `LessonPanel`, and opens lessons.

    Parameters
    ----------
    studio, selection
        What the lesson's session is opened in, and what its links select.
    window : MainWindow
        Whose documents ask before anything is lost.
    """

    cell_wanted = Signal()
    """A link has selected a cell, which is to be typed into."""

    def __init__(self, studio, selection, window):
        super().__init__(window)
        self.setObjectName("dock_lesson")
        set_dock_title(self, self.tr("Le&sson"))
        self._studio, self._selection, self._window = studio, selection, window
        self._key = self._wanted = ""
        self._panel = None
        self._commands = []
        self.visibilityChanged.connect(self._seen)
        studio.session_changed.connect(self.follow)

    @property
    def key(self):
        """The key of the lesson that the session belongs to; empty if it is none that is here."""
        return self._key

    @property
    def has_next(self):
        """Whether there is a lesson after this one; without one, the first comes next."""
        # Without looking for one: the window asks before its first paint.
        return not self._key or bool(self._beside(1))

    @property
    def has_previous(self):
        """Whether there is a lesson before this one."""
        return bool(self._key and self._beside(-1))

    def panel(self):
        """Return the `LessonPanel`; it is made if it is not there yet."""
        if self._panel is None:
            from lossgui.ui.lessons.panel import LessonPanel

            self._panel = LessonPanel(self._studio, self._selection, self)
            self.setWidget(self._panel)
            self._panel.show_lesson(self._key)
        return self._panel

    def open(self, key):
        """Open a lesson, once nothing can be lost by it; also to start it again."""
        from lossgui.lessons import find_lesson

        self._wanted = key
        self._window.documents.start_with(find_lesson(key).session)

    def next(self):
        """Open the lesson after this one, if there is one."""
        if key := self._beside(1):
            self.open(key)

    def previous(self):
        """Open the lesson before this one."""
        self.open(self._beside(-1))

    def follow(self, state):
        """Show the lesson that was opened, by itself or with a file of it; edits change nothing."""
        key = state.lesson if state.lesson and state.lesson in _keys() else ""
        opened = key and key in (self._wanted, *self._other(key))
        self._wanted = ""
        if key != self._key:
            self._key = key
            if self._panel is not None:
                self._panel.show_lesson(key)
        if opened:
            self.panel()  # before it is shown, so that it is never seen empty
            self.show()
            self.raise_()

    def commands(self):
        """Return an action for each lesson, for the menu and the command palette."""
        if not self._commands:
            self._commands = [self._command(place, one) for place, one in enumerate(_lessons(), 1)]
        return self._commands

    def fill(self, menu):
        """Put the lessons at the top of a menu, if they are not there yet."""
        commands = self.commands()
        if commands and commands[0] not in menu.actions():
            menu.insertActions(menu.actions()[0], commands)
        for lesson, command in zip(_lessons(), commands, strict=True):
            command.setChecked(lesson.key == self._key)

    def _other(self, key):
        return () if key == self._key else (key,)

    def _beside(self, step):
        """Return the key of the lesson after or before this one, "" if there is none."""
        keys = _keys()
        place = keys.index(self._key) + step if self._key else step - 1
        return keys[place] if 0 <= place < len(keys) else ""

    def _command(self, place, lesson):
        title = lesson.text(spoken()).title
        action = QAction(f"{place}. {title.replace('&', '&&')}", self)
        action.setObjectName(f"action_lesson_{lesson.key}")
        action.setCheckable(True)
        action.setData(_menu_title())
        action.setProperty(SOURCE, lesson.text(ENGLISH).title)
        action.setStatusTip(title)
        action.triggered.connect(partial(self.open, lesson.key))
        return action

    def _seen(self, visible):
        if visible:
            self.panel()


def _lessons():
    # Not above: the first paint waits for no part that only lessons need.
    from lossgui.lessons import lessons

    return lessons()


def _keys():
    return [lesson.key for lesson in _lessons()]


def _menu_title():
    """Return what the menu of the lessons is called, as the palette shows it."""
    return plain(translated(next(title for title, names in MENUS if LESSONS in names)))
