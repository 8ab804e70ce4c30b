"""Which command is in which menu, by the names of `lossgui.ui.actions.ACTIONS`."""

from PySide6.QtCore import QT_TR_NOOP

SEPARATOR = None
THEME_TITLE = QT_TR_NOOP("&Theme")
RECENT, THEME, DOCKS = "submenu:recent", "submenu:theme", "docks"

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
            *("step_into", "step_over", "step_back", SEPARATOR, "check_now", "why"),
        ),
    ),
    (
        QT_TR_NOOP("&View"),
        (
            *("commands", SEPARATOR, DOCKS, THEME, SEPARATOR),
            *("zoom_in", "zoom_out", "zoom_reset", SEPARATOR, "full_screen", "reset_layout"),
        ),
    ),
    (QT_TR_NOOP("&Help"), ("whats_this", "shortcuts", SEPARATOR, "system_info", "about")),
)

TOOLBAR = ("open", "save", SEPARATOR, "undo", "redo", SEPARATOR, "write_own")
