"""Builds the menu bar and the toolbar from the tables in `actions` and `menu_table`."""

from functools import partial

from PySide6.QtCore import QT_TR_NOOP, QSize, Qt
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from lossgui.ui.action_making import translated
from lossgui.ui.actions import ACTIONS
from lossgui.ui.choices import CheckButton, dialect_choice, dtype_choice
from lossgui.ui.menu_table import DOCKS, GROUP_TITLES, LESSONS, MENUS, RECENT, SEPARATOR, TOOLBAR
from lossgui.ui.settings import recent_files


def build_menus(window, actions):
    """Fill the window's menu bar."""
    for title, names in MENUS:
        menu = window.menuBar().addMenu(translated(title))
        menu.setObjectName(f"menu_{names[0]}")
        menu.setToolTipsVisible(True)
        for name in names:
            if name is SEPARATOR:
                menu.addSeparator()
            elif name in _SPECIAL:
                _SPECIAL[name](window, actions, menu)
            else:
                menu.addAction(actions[name])


def _add_recent(window, _actions, menu):
    recent = menu.addMenu(translated(QT_TR_NOOP("Open &Recent")))
    recent.setObjectName("menu_recent")
    # Filled when it opens: the files may have changed on disk since.
    menu.aboutToShow.connect(partial(_fill_recent, window, recent))
    _fill_recent(window, recent)


def _fill_recent(window, menu):
    menu.clear()
    paths = recent_files(window.settings)
    for path in paths:
        action = menu.addAction(path.name.replace("&", "&&"))
        action.setToolTip(str(path))
        action.triggered.connect(partial(window.documents.open_files, [path]))
    menu.setEnabled(bool(paths))


def _add_group(group, _window, actions, menu):
    choices = menu.addMenu(translated(GROUP_TITLES[group]))
    for entry in ACTIONS:
        if entry.group == group:
            choices.addAction(actions[entry.name])


def _add_docks(window, _actions, menu):
    for dock in window.docks:
        menu.addAction(dock.toggleViewAction())


def _add_lessons(window, _actions, menu):
    # Put in when the menu opens: the first paint does not wait for reading them.
    menu.aboutToShow.connect(partial(window.lessons.fill, menu))


_SPECIAL = {
    RECENT: _add_recent,
    DOCKS: _add_docks,
    LESSONS: _add_lessons,
    **{group: partial(_add_group, group) for group in GROUP_TITLES},
}


def _lesson_button(window, bar):
    """Make the button that opens the menu of the lessons: where a student looks first."""
    button = QToolButton(bar)
    button.setObjectName("tool_lessons")
    button.setText(translated(QT_TR_NOOP("Lesson")))
    button.setToolTip(translated(QT_TR_NOOP("Open a lesson: a question, and what to do about it")))
    button.setMenu(window.menuBar().findChild(QMenu, f"menu_{LESSONS}"))
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def build_toolbar(window, actions):
    """Make the toolbar: lessons, files, undo, dtype, dialect, and the cross-check at the end."""
    bar = QToolBar(translated(QT_TR_NOOP("Toolbar")), window)
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setIconSize(QSize(20, 20))
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    bar.addWidget(_lesson_button(window, bar))
    bar.addSeparator()
    for name in TOOLBAR:
        if name is SEPARATOR:
            bar.addSeparator()
        else:
            bar.addAction(actions[name])
            button = bar.widgetForAction(actions[name])
            button.setObjectName(f"tool_{name}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    bar.addSeparator()
    bar.addWidget(dtype_choice(window.studio, bar))
    bar.addWidget(dialect_choice(window.studio, bar))
    bar.addSeparator()
    bar.addWidget(CheckButton(window.studio, (actions["check_now"], actions["choose_python"]), bar))
    filler = QWidget(bar)
    filler.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(filler)
    bar.addAction(actions["commands"])
    search = bar.widgetForAction(actions["commands"])
    search.setObjectName("tool_commands")
    search.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    search.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    window.addToolBar(bar)
    return bar
