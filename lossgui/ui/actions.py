"""Every command of the window, as data: `action_making` makes menus, toolbar and palette of it.

Adding a command is one entry in `ACTIONS` and its name in a menu of `menu_table`.
"""

from dataclasses import dataclass

from PySide6.QtCore import QT_TR_NOOP

from lossgui.ui.language import SYSTEM, languages, own_name


@dataclass(frozen=True)
class Action:
    """One command.

    `slot` is the path from the window to what is called, such as "documents.save"; `argument`,
    when there is one, is handed to it. `enabled` is the path to a property that says whether the
    command can be used now. Actions with the same `group` exclude each other and carry a mark.
    """

    name: str
    text: str
    slot: str
    keys: tuple[str, ...] = ()
    icon: str | None = None
    tip: str = ""
    enabled: str = ""
    group: str = ""
    argument: object = None


ACTIONS = (
    Action(
        "new",
        QT_TR_NOOP("&New"),
        "documents.new",
        ("Ctrl+N",),
        "new",
        QT_TR_NOOP("Start again with the founding example"),
    ),
    Action(
        "open",
        QT_TR_NOOP("&Open…"),
        "documents.open",
        ("Ctrl+O",),
        "open",
        QT_TR_NOOP("Open a session, or arrays from .npy, .npz, .csv, .tsv or .txt files"),
    ),
    Action(
        "save",
        QT_TR_NOOP("&Save"),
        "documents.save",
        ("Ctrl+S",),
        "save",
        QT_TR_NOOP("Save tensors and losses as a session file"),
    ),
    Action(
        "save_as",
        QT_TR_NOOP("Save &As…"),
        "documents.save_as",
        ("Ctrl+Shift+S",),
        tip=QT_TR_NOOP("Save the session under another name"),
    ),
    Action(
        "export_plot",
        QT_TR_NOOP("&Export Plot…"),
        "export_plot",
        icon="export",
        tip=QT_TR_NOOP("Save the plot as PNG, SVG, PDF or CSV"),
    ),
    Action("quit", QT_TR_NOOP("&Quit"), "close", ("Ctrl+Q",), tip=QT_TR_NOOP("Close the window")),
    Action(
        "undo",
        QT_TR_NOOP("&Undo"),
        "studio.session.undo",
        ("Ctrl+Z",),
        "undo",
        enabled="studio.session.can_undo",
    ),
    Action(
        "redo",
        QT_TR_NOOP("&Redo"),
        "studio.session.redo",
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo",
        enabled="studio.session.can_redo",
    ),
    Action(
        "copy",
        QT_TR_NOOP("&Copy"),
        "editing.copy",
        ("Ctrl+C",),
        "copy",
        QT_TR_NOOP("Copy the selected cells or text"),
    ),
    Action(
        "paste",
        QT_TR_NOOP("&Paste"),
        "editing.paste",
        ("Ctrl+V",),
        "paste",
        QT_TR_NOOP("Paste numbers into the grid, or text"),
    ),
    Action(
        "fill",
        QT_TR_NOOP("&Fill…"),
        "editing.fill",
        tip=QT_TR_NOOP("Fill the selected cells: a constant, a ramp, random numbers, one-hot"),
    ),
    Action("add_loss", QT_TR_NOOP("&Add Loss"), "losses.add_loss", ("Ctrl+L",), "add"),
    Action(
        "write_own",
        QT_TR_NOOP("Write &Your Own…"),
        "code.write_own",
        ("Ctrl+Shift+E",),
        "code",
        QT_TR_NOOP("Paste or write a loss function and add it to the losses"),
    ),
    Action(
        "duplicate_loss",
        QT_TR_NOOP("&Duplicate Loss"),
        "losses.duplicate_loss",
        ("Ctrl+Shift+L",),
        tip=QT_TR_NOOP("Add a copy of the selected loss, to change one choice and compare"),
        enabled="editing.has_loss",
    ),
    Action(
        "remove_loss",
        QT_TR_NOOP("&Remove Loss"),
        "losses.remove_loss",
        icon="remove",
        tip=QT_TR_NOOP("Remove the selected loss"),
        enabled="editing.has_loss",
    ),
    Action(
        "compare",
        QT_TR_NOOP("&Compare the Others with This Loss"),
        "editing.compare",
        tip=QT_TR_NOOP("Make the selected loss the one that the ratios refer to"),
        enabled="editing.has_loss",
    ),
    Action(
        "compare_eras",
        QT_TR_NOOP("Compare &Eras"),
        "editing.compare_eras",
        ("Ctrl+E",),
        tip=QT_TR_NOOP("Fill the table with the selected loss in every framework era"),
        enabled="editing.has_loss",
    ),
    Action(
        "show_source",
        QT_TR_NOOP("&Show as Code"),
        "code.show_source",
        ("Ctrl+U",),
        tip=QT_TR_NOOP("Show the selected loss as source code of a framework"),
        enabled="editing.has_loss",
    ),
    Action(
        "add_weights",
        QT_TR_NOOP("Add Sample &Weights"),
        "editing.add_weights",
        tip=QT_TR_NOOP("Give the selected loss a tensor of sample weights, all 1 at first"),
        enabled="editing.takes_weights",
    ),
    Action(
        "add_mask",
        QT_TR_NOOP("Add &Mask"),
        "editing.add_mask",
        tip=QT_TR_NOOP("Give the selected loss a mask; 0 leaves a sample out"),
        enabled="editing.takes_mask",
    ),
    Action(
        "add_class_weights",
        QT_TR_NOOP("Add Class Weig&hts"),
        "editing.add_class_weights",
        tip=QT_TR_NOOP("Give the selected loss one weight per class, all 1 at first"),
        enabled="editing.takes_class_weights",
    ),
    Action(
        "remove_weights",
        QT_TR_NOOP("Remo&ve Weights and Mask"),
        "editing.remove_weights",
        tip=QT_TR_NOOP("Let the selected loss read no weights and no mask; the tensors stay"),
        enabled="editing.has_weights",
    ),
    Action(
        "step_into",
        QT_TR_NOOP("Step &Into"),
        "steps.step_into",
        ("F7",),
        "into",
        QT_TR_NOOP("Go to the next step of the loss"),
        enabled="editing.has_loss",
    ),
    Action(
        "step_over",
        QT_TR_NOOP("Step &Over"),
        "steps.step_over",
        ("F6",),
        "over",
        QT_TR_NOOP("Go to the next step that reduces, or to the result"),
        enabled="editing.has_loss",
    ),
    Action(
        "step_back",
        QT_TR_NOOP("Step &Back"),
        "steps.step_back",
        ("Ctrl+B",),
        "back",
        QT_TR_NOOP("Go back one step"),
        enabled="editing.has_loss",
    ),
    Action(
        "check_now",
        QT_TR_NOOP("Cross-chec&k Now"),
        "studio.check_now",
        ("F9",),
        "check",
        QT_TR_NOOP("Ask TensorFlow about every loss again"),
    ),
    Action(
        "choose_python",
        QT_TR_NOOP("&Python for the Cross-Check…"),
        "pythons.open",
        tip=QT_TR_NOOP("Choose the Python that has TensorFlow or another framework"),
    ),
    Action("why", QT_TR_NOOP("Why &Not My Number?"), "why.open", ("Ctrl+Shift+Y",)),
    Action(
        "theme_system",
        QT_TR_NOOP("As the &System"),
        "choose_theme",
        group="theme",
        argument="system",
    ),
    Action("theme_light", QT_TR_NOOP("&Light"), "choose_theme", group="theme", argument="light"),
    Action("theme_dark", QT_TR_NOOP("&Dark"), "choose_theme", group="theme", argument="dark"),
    Action(
        "language_system",
        QT_TR_NOOP("As the &System"),
        "language.choose",
        group="language",
        argument=SYSTEM,
    ),
    # Called by its own name in every language, so that it is found by those who speak it.
    *(
        Action(
            f"language_{code}", own_name(code), "language.choose", group="language", argument=code
        )
        for code in languages()
    ),
    Action(
        "zoom_in",
        QT_TR_NOOP("Zoom &In"),
        "appearance.zoom_in",
        ("Ctrl++", "Ctrl+="),
        "zoom_in",
        QT_TR_NOOP("Larger text, grids and plots"),
    ),
    Action(
        "zoom_out",
        QT_TR_NOOP("Zoom &Out"),
        "appearance.zoom_out",
        ("Ctrl+-",),
        "zoom_out",
        QT_TR_NOOP("Smaller text, grids and plots"),
    ),
    Action("zoom_reset", QT_TR_NOOP("&Normal Size"), "appearance.zoom_reset", ("Ctrl+0",)),
    Action("full_screen", QT_TR_NOOP("&Full Screen"), "toggle_full_screen", ("F11",)),
    Action(
        "commands",
        QT_TR_NOOP("&Command Palette…"),
        "show_commands",
        ("Ctrl+Shift+P",),
        "search",
        QT_TR_NOOP("Find any command by typing a part of its name"),
    ),
    Action(
        "reset_layout",
        QT_TR_NOOP("&Reset Layout"),
        "layout_memory.reset",
        tip=QT_TR_NOOP("Put every panel back in its first place"),
    ),
    Action("next_lesson", QT_TR_NOOP("&Next Lesson"), "lessons.next", enabled="lessons.has_next"),
    Action(
        "previous_lesson",
        QT_TR_NOOP("&Previous Lesson"),
        "lessons.previous",
        enabled="lessons.has_previous",
    ),
    Action(
        "whats_this",
        QT_TR_NOOP("&What's This?"),
        "help.whats_this",
        ("Shift+F1",),
        tip=QT_TR_NOOP("Click on anything to read what it is for"),
    ),
    Action("shortcuts", QT_TR_NOOP("&Keyboard Shortcuts"), "help.show_shortcuts", ("F1",)),
    Action("system_info", QT_TR_NOOP("&System Information"), "help.show_system_information"),
    Action("about", QT_TR_NOOP("&About lossgui"), "help.show_about"),
)
