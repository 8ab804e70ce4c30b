"""The crosshair: what it reads, and walking with the keyboard."""

from PySide6.QtCore import Qt


def test_crosshair_reads_the_bar_under_the_pointer(panel, mouse, pixel):
    bar = panel.figure.marks[1]
    mouse.move(pixel(float(bar.x[1]), 0.2))
    reading = panel.canvas.overlay.reading
    assert reading.text == "sample 1: B = 0.45"
    assert "sample 1: B = 0.45" in panel.canvas.accessibleDescription()


def test_crosshair_follows_new_numbers(panel, studio, mouse, pixel):
    mouse.move(pixel(float(panel.figure.marks[1].x[1]), 0.2))
    studio.session.set_cells("y_pred", (1, slice(None)), [0.0, 0.0, 0.0])
    assert panel.canvas.overlay.reading.text == "sample 1: B = 0.5"


def test_crosshair_can_be_switched_off(panel, mouse, pixel):
    panel.tools.commands["crosshair"].trigger()
    mouse.move(pixel(1.0, 0.2))
    assert panel.canvas.overlay.reading is None


def test_arrow_keys_walk_where_there_is_no_handle(panel, qtbot):
    panel.canvas.setFocus()
    texts = []
    for _ in range(2):
        qtbot.keyClick(panel.canvas, Qt.Key.Key_Right)
        texts.append(panel.canvas.overlay.reading.text)
    qtbot.keyClick(panel.canvas, Qt.Key.Key_Left)
    texts.append(panel.canvas.overlay.reading.text)
    assert texts == ["sample 0: A = 0.283333", "sample 1: A = 0.3", "sample 0: A = 0.283333"]
