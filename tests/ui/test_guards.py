"""Traps of the installed Qt that were measured once and must never come back unseen."""

import os
import subprocess
import sys

FRAMES = 300

PAINT = f"""
import sys
from lossgui.ui.application import create_application
from lossgui.ui.studio import Studio
from lossgui.ui.window import MainWindow

app = create_application()
window = MainWindow(Studio(check_automatically=False))
window.resize(1280, 800)
window.show()
app.processEvents()


def frames(count):
    for frame in range(count):
        window.studio.session.set_cells("y_pred", (0, 2), 0.5 + frame / 1000)
        window.plots.update()
        window.repaint()
        app.processEvents()


frames(20)
before = sys.getrefcount(None)
frames({FRAMES})
fallen = before - sys.getrefcount(None)
window.studio.session.mark_saved()
window.close()
print(fallen)
"""


def test_painting_does_not_use_up_none(tmp_path):
    """A binding that drops a reference to None aborts Python 3.11 after some dozens of repaints.

    From 3.12 on None is immortal and its count never changes; a rise is a harmless leak.
    """
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "LOSSGUI_SETTINGS": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", PAINT],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    # The edits themselves keep some references to None, in the list of undo steps.
    assert int(done.stdout) <= 0
