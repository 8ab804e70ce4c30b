"""From the edit of one cell to the repaint of the whole window, for growing tensors.

Edits a cell of the real window, as the grid does, and waits until everything is painted again.
Prints the median, and the longest time that the window's thread was away from its event loop
(the longest single event, which is what the student would feel). Goals: 16, 16 and 33 ms.

    python benchmarks/edit.py [--edits 60] [--plot sweep]
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from itertools import pairwise

import numpy as np

LONGEST_WAIT = 5.0
GOALS = {(3, 3): 16.0, (1000, 10): 16.0, (1000, 1000): 33.0}


def open_window():
    from lossgui.ui.application import create_application
    from lossgui.ui.studio import Studio
    from lossgui.ui.window import MainWindow

    app = create_application()
    window = MainWindow(Studio(check_automatically=False))
    window.resize(1280, 800)
    window.show()
    return app, window


def settle(app, window):
    """Run the event loop until nothing is under way: threads, timers, paints."""
    end = time.perf_counter() + 1.0
    while window.studio.is_busy or time.perf_counter() < end:
        app.processEvents()


def put_tensors(app, window, shape):
    random = np.random.default_rng(1)
    window.studio.session.set_tensors(
        {"y_true": random.random(shape), "y_pred": random.random(shape)}
    )
    settle(app, window)


def edit(app, window, value):
    """Edit a cell and wait for the paint with the new figure; the total and the longest event."""
    figure = window.plots.figure
    times = [time.perf_counter()]
    window.studio.session.set_cells("y_pred", (1, 1), value)
    times.append(time.perf_counter())
    while window.plots.figure is figure and times[-1] - times[0] < LONGEST_WAIT:
        app.processEvents()
        times.append(time.perf_counter())
    # Everything that was still to be painted: Qt joins all areas of the window into one paint.
    app.processEvents()
    times.append(time.perf_counter())
    longest = max(end - start for start, end in pairwise(times))
    return 1000 * (times[-1] - times[0]), 1000 * longest


def measure(app, window, shape, edits):
    put_tensors(app, window, shape)
    for number in range(5):
        edit(app, window, number / 7)
    totals, events = zip(
        *(edit(app, window, 0.1 + number / edits) for number in range(edits)), strict=True
    )
    settle(app, window)
    return statistics.median(totals), max(totals), max(events)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--edits", type=int, default=60, help="timed edits for each shape")
    parser.add_argument("--plot", default="samples", help="the plot being shown")
    chosen = parser.parse_args()
    if sys.platform.startswith("linux") and not {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LOSSGUI_SETTINGS"] = folder
        app, window = open_window()
        window.plots.show_plot(chosen.plot)
        for shape, goal in GOALS.items():
            median, slowest, busy = measure(app, window, shape, chosen.edits)
            print(
                f"{shape!s:13} median {median:6.2f} ms  goal {goal:g}  {median / goal:.2f} of the "
                f"goal;  slowest {slowest:6.2f} ms, window's thread busy at most {busy:6.2f} ms"
            )
        window.studio.session.mark_saved()
        window.close()


if __name__ == "__main__":
    main()
