"""Tries out the program as it is installed: opens it, paints, exports, writes down what it found.

``lossgui --smoke DIR`` is for whoever packs lossgui, or wonders why it does not start somewhere.
The counts in its report are compared with those of the source: nothing may be lost in packing.
"""

import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QGuiApplication, QIcon, QImage
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from lossgui import __version__
from lossgui.backends.catalogue import WORKER_FOLDER, workers
from lossgui.core.api import evaluate
from lossgui.core.dialects import DIALECTS
from lossgui.core.expr import OPERATIONS
from lossgui.core.losses import LOSSES
from lossgui.core.metrics import METRICS
from lossgui.core.parse import parse
from lossgui.core.parse.functions.table import FUNCTIONS
from lossgui.lessons import lesson_keys
from lossgui.plots import PLOTS
from lossgui.resources_path import resource
from lossgui.session.writing import written
from lossgui.ui.application import create_application
from lossgui.ui.damaged import set_damaged_settings_aside
from lossgui.ui.language import ENGLISH, SYSTEM, chosen_language, speaking
from lossgui.ui.menu_table import MENUS
from lossgui.ui.notices import ErrorHook
from lossgui.ui.plots.export import save
from lossgui.ui.settings import open_settings, read_text
from lossgui.ui.studio import Studio
from lossgui.ui.window import MainWindow

REPAINTS = 100
"""Some releases of PySide6 abort the process only after dozens of them."""
LONGEST_WAIT = 60.0
"""Seconds until something that does not appear counts as missing."""
FEWEST_COLOURS = 20
"""A window that failed to paint is of one colour; text, grids and curves are of many."""
EXPORTS = {".png": b"\x89PNG", ".svg": b"<?xml", ".csv": b""}
PASTED = "def mine(y_true, y_pred): return tf.reduce_mean(tf.abs(y_true - y_pred))"


class PaintCount(QObject):
    """Counts how often a widget is painted, and notes when it was the first time."""

    def __init__(self, widget):
        super().__init__(widget)
        self.count, self.first = 0, None
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.count += 1
            self.first = self.first or seconds_since_start()
        return False


def seconds_since_start():
    """Return the time since the process was started, or None where the system does not tell."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        text = Path("/proc/self/stat").read_text("ascii")
    except OSError:
        return None
    # The name of the program stands in parentheses and may hold blanks; the start is field 22.
    ticks = int(text.rpartition(")")[2].split()[19])
    return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")


def try_out(folder: str | Path, files: Sequence[str] = (), language: str | None = None) -> int:
    """Try everything, write ``result.json`` and the exports into a folder, return the exit status.

    Parameters
    ----------
    folder : str or Path
        Made if it is not there.
    files : iterable of str
        A session, or arrays, to open first.
    language : str, optional
        The code of the language to speak, instead of the remembered one or the system's.

    Returns
    -------
    int
        0 if everything held, else 1; what did not stands on stderr and in the report.

    Raises
    ------
    ValueError
        If there is no such language.
    """
    code = chosen_language(language, read_text(open_settings(), "language", SYSTEM))
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    app = create_application()
    with speaking(app, code):
        return _try_out(app, folder, files, code)


def _try_out(app, folder, files, code):
    hook = ErrorHook(app)
    hook.install()
    damage = set_damaged_settings_aside()  # before a setting is written into them
    if damage:
        print(f"lossgui: {damage}", file=sys.stderr)
    errors = []
    hook.raised.connect(lambda _type, error, _trace: errors.append(repr(error)))
    window = MainWindow(Studio(check_automatically=False), hook.messages)
    try:
        report, held = _tried(window, folder, [str(file) for file in files])
        texts, translated = _translated(window, code)
    finally:
        window.studio.session.mark_saved()
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        hook.uninstall()
    held |= translated | {"no unexpected error": not errors}
    failed = [what for what, holds in held.items() if not holds]
    report |= texts | {"errors": errors, "qt_messages": list(hook.messages), "failed": failed}
    for what in failed:
        print(f"lossgui: did not hold: {what}", file=sys.stderr)
    with written(folder / "result.json") as stream:
        stream.write(json.dumps(report, indent=2).encode() + b"\n")
    return 1 if failed else 0


def counts():
    """Return how many there are of everything that can be added to lossgui, by name."""
    tables = {
        "losses": LOSSES,
        "dialects": DIALECTS,
        "metrics": METRICS,
        "operations": OPERATIONS,
        "plots": PLOTS,
        "workers": workers(),
        "parts of workers": [*WORKER_FOLDER.glob("_*.py")],
        "functions in pasted code": FUNCTIONS,
        "lessons": lesson_keys(),
    }
    return {name: len(table) for name, table in tables.items()}


def _tried(window, folder, files):
    """Return the report, and what has to hold."""
    painted = PaintCount(window.plots.canvas.viewport())
    window.show()
    held = {"the plot is painted": _wait(lambda: painted.count)}
    first_paint = painted.first
    if files:
        held["the file is opened"] = _opened(window, files)
    held[f"{REPAINTS} repaints"] = _repainted(window, painted)
    picture = window.grab().toImage()
    held["the window is more than one colour"] = _colours(picture) >= FEWEST_COLOURS
    held["the picture of the window is saved"] = _picture_saved(picture, folder / "window.png")
    held |= {f"export as {suffix}": _exported(window, folder, suffix) for suffix in EXPORTS}
    held["icon"] = not QApplication.windowIcon().isNull()
    held["icon from SVG"] = _drawn_icon()
    held["settings written and read back"] = _settings_kept()
    held["pasted code is read"] = parse(PASTED).framework == "tensorflow"
    # Not what the window computes with: it takes arrays of any library.
    held["a loss in a notebook"] = bool(evaluate("mse", [[0.0, 1.0]], [[1.0, 3.0]]).value == 2.5)
    held["linear algebra"] = bool(np.linalg.det(np.eye(3)) == 1.0)
    report = {
        "version": __version__,
        "python": sys.version.split()[0],
        "packed": bool(getattr(sys, "frozen", False)),
        "platform": QGuiApplication.platformName(),
        "icon": held["icon"],
        "settings": open_settings().fileName(),
        "first_paint_seconds": first_paint,
        "paints": painted.count,
        "title": window.windowTitle(),
        "values": [_number(row) for row in window.studio.snapshot.rows],
        "counts": counts(),
    }
    return report, held


def _translated(window, code):
    """Return two texts of the window, ours and Qt's, and that neither is English, where it must."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qt = box.button(QDialogButtonBox.StandardButton.Cancel).text()
    ours = window.menuBar().actions()[0].text()
    held = {
        "a translated menu": ours != MENUS[0][0],
        "a translated button of Qt": "Cancel" not in qt,
    }
    texts = {"language": code, "menu": ours, "cancel_button": qt}
    return texts, {} if code == ENGLISH else held


def _number(row):
    return float(row.result.value) if row.result and not row.result.value.shape else None


def _wait(condition):
    """Handle events until a condition holds; returns whether it does."""
    deadline = time.monotonic() + LONGEST_WAIT
    while not condition() and time.monotonic() < deadline:
        QApplication.processEvents()
        time.sleep(0.002)
    return bool(condition())


def _opened(window, files):
    """Open files as the command line does; returns whether their content is there."""
    problems, before = [], window.studio.session.state
    window.studio.problem.connect(problems.append)
    window.documents.open_files(files)
    _wait(lambda: window.studio.session.state is not before or any(problems))
    return window.studio.session.state is not before and not any(problems)


def _repainted(window, painted):
    """Change a cell back and forth, and have everything painted each time."""
    session, wanted = window.studio.session, painted.count + REPAINTS
    name = next(iter(session.state.tensors))
    for _ in range(REPAINTS // 2):
        values = session.state.tensors[name].values
        place = (0,) * values.ndim
        session.set_cells(name, place, 1 - values[place])
        _paint(window)
        session.undo()
        _paint(window)
    return painted.count >= wanted


def _paint(window):
    window.repaint()
    window.plots.canvas.viewport().repaint()
    QApplication.processEvents()


def _colours(picture):
    across, down = range(0, picture.width(), 3), range(0, picture.height(), 3)
    return len({picture.pixel(x, y) for x in across for y in down})


def _picture_saved(picture, path):
    """Save a picture; returns whether all of it can be read back: a full disk is no error to Qt."""
    return picture.save(str(path)) and not QImage(str(path)).isNull()


def _exported(window, folder, suffix):
    """Save the plot; returns whether the file is of its kind and not empty."""
    path = folder / f"plot{suffix}"
    path.unlink(missing_ok=True)
    with suppress(ValueError):
        save(window.plots.canvas, path)
    if not path.is_file() or not path.read_bytes().startswith(EXPORTS[suffix]):
        return False
    if suffix == ".png":
        return not QImage(str(path)).isNull()
    return len(path.read_text("utf-8").splitlines()) > 1


def _drawn_icon():
    """Return whether the shipped icon, an SVG file, becomes a picture of more than one colour."""
    picture = QIcon(str(resource("icons", "lossgui.svg"))).pixmap(QSize(48, 48)).toImage()
    return not picture.isNull() and _colours(picture) > 1


def _settings_kept():
    """Return whether a setting arrives in the file; what was there stays."""
    settings, word = open_settings(), f"tried-{time.time_ns()}"
    settings.setValue("smoke", word)
    settings.sync()
    try:
        return word in Path(settings.fileName()).read_text("utf-8")
    except OSError:
        return False
    finally:
        settings.remove("smoke")
        settings.sync()
