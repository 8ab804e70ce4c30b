"""How long until the window is painted, against a bare PySide6 + pyqtgraph window with one plot.

Whole processes are timed, from starting the interpreter until the first paint is done; bare and
full windows take turns. Prints both medians and their ratio. Goal: 1.2.

    python benchmarks/startup.py [--runs 9]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

GOAL = 1.2

PAINTED = """
import os
import sys
from PySide6.QtWidgets import QApplication, QMainWindow


def leave_when_painted(app):
    window = next(w for w in app.topLevelWidgets() if isinstance(w, QMainWindow))
    while not window.windowHandle().isExposed():
        app.processEvents()
    app.processEvents()
    os._exit(0)


QApplication.exec = leave_when_painted
"""

BARE = (
    PAINTED
    + """
import pyqtgraph
app = QApplication(sys.argv)
window = QMainWindow()
plot = pyqtgraph.PlotWidget()
plot.plot([1, 2, 3], [0.28, 0.30, 0.13])
window.setCentralWidget(plot)
window.resize(1280, 800)
window.show()
app.exec()
"""
)

FULL = (
    PAINTED
    + """
import lossgui.cli
lossgui.cli.main([])
"""
)


def seconds(program, environment):
    start = time.perf_counter()
    # No time-out: with one, Python looks at the process only every 50 ms.
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9, help="timed runs of each kind")
    runs = parser.parse_args().runs
    environment = dict(os.environ)
    # Installed programs have their modules compiled; so must these, or the compiler is timed.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if sys.platform.startswith("linux") and not {"DISPLAY", "WAYLAND_DISPLAY"} & set(environment):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    times = {"bare": [], "full": []}
    with tempfile.TemporaryDirectory() as folder:
        environment["LOSSGUI_SETTINGS"] = folder
        for program in (BARE, FULL):  # fills the caches of the disk and of compiled modules
            seconds(program, environment)
        for _ in range(runs):
            times["bare"].append(seconds(BARE, environment))
            times["full"].append(seconds(FULL, environment))
    for kind, values in times.items():
        median = statistics.median(values)
        print(f"{kind}  median {median:.3f} s  fastest {min(values):.3f} s  of {runs}")
    ratio = statistics.median(times["full"]) / statistics.median(times["bare"])
    fastest = min(times["full"]) / min(times["bare"])
    print(
        f"ratio  {ratio:.2f} (fastest {fastest:.2f})  goal {GOAL}  {ratio / GOAL:.2f} of the goal"
    )


if __name__ == "__main__":
    main()
