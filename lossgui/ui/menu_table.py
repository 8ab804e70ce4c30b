"""Which command is in which menu, by the names of `lossgui.ui.actions.ACTIONS`."""

from PySide6.QtCore import QT_TR_NOOP

SEPARATOR = None
RECENT, THEME, LANGUAGE, DOCKS = "submenu:recent", "theme", "language", "docks"
LESSONS = "lessons"

GROUP_TITLES = {THEME: QT_TR_NOOP("&Theme"), LANGUAGE: QT_TR_NOOP("&Language")}
"""The submenus that hold the commands of one group."""

MENUS = (
    (
        QT_TR_NOOP("&File"),
        ("new", "open", RECENT, SEPARATOR, "save", "save_as", "export_plot", SEPARATOR, "quit"),
    ),
    (QT_TR_NOOP("&Edit"), ("undo", "redo", SEPARATOR, "copy", "paste", "fill")),
    (
        QT_TR_NOOP("&Loss"),
        (
            *("add_loss", "write_own", "duplicate_loss", "remove_loss"),
            SEPARATOR,
            *("compare", "compare_eras", "show_source"),
            SEPARATOR,
            *("add_weights", "add_mask", "add_class_weights", "remove_weights"),
            SEPARATOR,
            *("step_into", "step_over", "step_back", SEPARATOR, "check_now"),
            *("choose_python", "why"),
        ),
    ),
    (
        QT_TR_NOOP("&View"),
        (
            *("commands", SEPARATOR, DOCKS, THEME, LANGUAGE, SEPARATOR),
            *("zoom_in", "zoom_out", "zoom_reset", SEPARATOR, "full_screen", "reset_layout"),
        ),
    ),
    (QT_TR_NOOP("Lear&n"), (LESSONS, SEPARATOR, "next_lesson", "previous_lesson")),
    (QT_TR_NOOP("&Help"), ("whats_this", "shortcuts", SEPARATOR, "system_info", "about")),
)

TOOLBAR = ("open", "save", SEPARATOR, "undo", "redo", SEPARATOR, "write_own")
