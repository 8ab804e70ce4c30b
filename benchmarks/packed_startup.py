"""How long the packed program takes until its window is painted, against the source in a venv.

Both try themselves out (``--smoke``) and say when the plot was first painted, counted from the
start of their process; they take turns. Prints medians, their ratio, and how busy the machine was.
Goal: 1.2. With ``--cold``, as root on Linux, the disk's caches are emptied before each run.

    python benchmarks/packed_startup.py build/package/tree/lossgui/lossgui [--runs 9] [--cold]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

GOAL = 1.2
DROP_CACHES = Path("/proc/sys/vm/drop_caches")


def first_paint(command, environment, folder):
    subprocess.run([*command, "--smoke", folder], env=environment, check=True, capture_output=True)
    return json.loads(Path(folder, "result.json").read_text("utf-8"))["first_paint_seconds"]


def empty_caches():
    os.sync()
    DROP_CACHES.write_text("3\n")


def measured(commands, environment, runs, cold):
    times = {kind: [] for kind in commands}
    with tempfile.TemporaryDirectory() as folder:
        environment["LOSSGUI_SETTINGS"] = folder
        for command in commands.values():  # fills the caches of the disk and of compiled modules
            first_paint(command, environment, folder)
        for _ in range(runs):
            for kind, command in commands.items():
                if cold:
                    empty_caches()
                times[kind].append(first_paint(command, environment, folder))
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="the packed program")
    parser.add_argument("--runs", type=int, default=9, help="timed runs of each kind")
    parser.add_argument("--cold", action="store_true", help="empty the disk's caches before each")
    chosen = parser.parse_args()
    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not {"DISPLAY", "WAYLAND_DISPLAY"} & set(environment):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    commands = {
        "source": [sys.executable, "-m", "lossgui"],
        "packed": [str(Path(chosen.program).resolve())],
    }
    times = measured(commands, environment, chosen.runs, chosen.cold)
    for kind, values in times.items():
        median = statistics.median(values)
        print(f"{kind}  median {median:.3f} s  fastest {min(values):.3f} s  of {chosen.runs}")
    ratio = statistics.median(times["packed"]) / statistics.median(times["source"])
    fastest = min(times["packed"]) / min(times["source"])
    load = os.getloadavg()[0]
    print(
        f"ratio  {ratio:.2f} (fastest {fastest:.2f})  goal {GOAL}"
        f"  {'cold' if chosen.cold else 'warm'}, load {load:.1f}"
    )


if __name__ == "__main__":
    main()
