"""From pasted code to its steps on the screen: reading, proof against the reference, first paint.

Adds a function of ten lines to the real window as a loss, each time with other names so that
nothing is remembered. Prints the medians in milliseconds: until its steps are painted for the first
time, which has the goal of 50 ms, and until the rest of the window, plot and table, is painted too.

    python benchmarks/paste.py [--times 20]
"""

import argparse
import itertools
import os
import statistics
import sys
import tempfile
import time

import numpy as np

GOAL = 50.0

CODE = '''
import tensorflow as tf
from tensorflow.keras import backend as K

def {name}(y_true, y_pred, delta={delta}):
    """Huber's loss, by hand, with the mean over the outputs and then over the samples."""
    error = y_pred - y_true
    size = tf.abs(error)
    is_small = size <= delta
    small = 0.5 * tf.square(error)
    large = delta * (size - 0.5 * delta)
    loss = tf.where(is_small, small, large)
    return K.mean(K.mean(loss, axis=-1))
'''


def open_window():
    from lossgui.ui.application import create_application
    from lossgui.ui.studio import Studio
    from lossgui.ui.window import MainWindow

    app = create_application()
    window = MainWindow(Studio(check_automatically=False))
    window.resize(1280, 800)
    window.show()
    end = time.perf_counter() + 1.0
    while window.studio.is_busy or time.perf_counter() < end:
        app.processEvents()
    return app, window


def watch(widget):
    """Give a list that gets the time of every paint of a widget."""
    from PySide6.QtCore import QEvent, QObject

    class Watch(QObject):
        def eventFilter(self, _, event):  # noqa: N802 - the name is Qt's
            if event.type() == QEvent.Type.Paint:
                times.append(time.perf_counter())
            return False

    times = []
    widget.watch = Watch(widget)
    widget.installEventFilter(widget.watch)
    return times


def paste(app, window, number, paints):
    """Read; evaluate, compare, paint the steps; paint the rest: the times in milliseconds."""
    from lossgui.core.parse import parse
    from lossgui.core.spec import make_spec

    source = CODE.format(name=f"huber_{number}", delta=0.25 + number / 64)
    session = window.studio.session
    times = [time.perf_counter()]
    loss = parse(source)
    spec = make_spec(loss)
    times.append(time.perf_counter())
    ident = session.add_loss(spec)
    window.selection.select_loss(ident)
    paints.clear()
    while window.studio.is_busy or window.steps.model.columnCount() < len(loss.arguments):
        app.processEvents()
    app.processEvents()
    times += [paints[0], time.perf_counter()]
    session.remove_loss(ident)
    app.processEvents()
    return [1000 * (end - start) for start, end in itertools.pairwise(times)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20)
    chosen = parser.parse_args()
    if sys.platform.startswith("linux") and not {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LOSSGUI_SETTINGS"] = folder
        app, window = open_window()
        paints = watch(window.steps.view.viewport())
        paste(app, window, 0, paints)
        runs = np.array([paste(app, window, 1 + n, paints) for n in range(chosen.times)])
        totals = runs[:, :2].sum(axis=1)
        names = ("read", "evaluate, compare, paint steps", "paint the rest")
        for name, column in zip(names, runs.T, strict=True):
            print(f"{name:32} {statistics.median(column):7.1f} ms")
        median = statistics.median(totals)
        said = f"{median:7.1f} ms, {median / GOAL:.2f} of the goal"
        print(f"{'until the steps are painted':32} {said}")
        print(f"within {GOAL:.0f} ms: {(totals <= GOAL).sum()} of {len(totals)}")
        window.close()


if __name__ == "__main__":
    main()
