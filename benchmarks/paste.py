"""From pasted code to its steps on the screen: reading, proof against the reference, first paint.

Adds a function of ten lines to the real window as a loss, each time with other names so that
nothing is remembered, and waits until its steps are painted. Prints the medians in milliseconds,
and how often the whole fits into the goal of 50 ms.

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


def paste(app, window, number):
    """Read, then evaluate, compare and paint; the times of both in milliseconds."""
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
    while window.studio.is_busy or window.steps.model.columnCount() < len(loss.arguments):
        app.processEvents()
    app.processEvents()
    times.append(time.perf_counter())
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
        paste(app, window, 0)
        runs = np.array([paste(app, window, 1 + number) for number in range(chosen.times)])
        totals = runs.sum(axis=1)
        names = ("read", "evaluate, compare and paint")
        for name, column in zip(names, runs.T, strict=True):
            print(f"{name:32} {statistics.median(column):7.1f} ms")
        ratio = statistics.median(totals) / GOAL
        print(f"{'all of it':32} {statistics.median(totals):7.1f} ms, {ratio:.2f} of the goal")
        print(f"within {GOAL:.0f} ms: {(totals <= GOAL).sum()} of {len(totals)}")
        window.close()


if __name__ == "__main__":
    main()
