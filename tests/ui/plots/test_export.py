"""Plots as files: of every kind, of every difficult figure, whole or not at all."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog

from lossgui.core.spec import make_spec
from lossgui.plots import PLOTS
from lossgui.ui.appearance import appearance
from lossgui.ui.plots.export import KINDS, image_of

CHINESE = "均方误差"


def empty(studio):
    studio.session.set_tensors({"y_true": np.zeros((0, 3)), "y_pred": np.zeros((0, 3))})


def nan(studio):
    studio.session.set_cells("y_pred", (1, 1), np.nan)


def chinese(studio):
    studio.session.rename_loss(studio.session.state.losses[0].ident, CHINESE)


def many(studio):
    studio.session.set_tensors({"y_true": np.zeros((5000, 1)), "y_pred": np.ones((5000, 1))})


def plain(studio):
    pass


@pytest.mark.parametrize("suffix", KINDS)
@pytest.mark.parametrize("key", PLOTS)
@pytest.mark.parametrize("change", [empty, nan, chinese, many, plain])
def test_every_plot_is_saved_as_every_kind(panel, studio, tmp_path, drawn, suffix, key, change):
    panel.show_plot(key)
    change(studio)
    drawn()
    path = tmp_path / f"图 {key}{suffix}"
    panel.save_as(path)
    data = path.read_bytes()
    starts = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF", ".csv": b""}
    assert data.startswith(starts[suffix])
    assert len(data) > 10
    assert list(tmp_path.iterdir()) == [path]


def svg_texts(path):
    root = ET.fromstring(path.read_bytes())  # it is well-formed
    return "".join(root.itertext())


def test_svg_holds_texts_and_can_be_read_back(panel, studio, tmp_path):
    chinese(studio)
    path = tmp_path / "plot.svg"
    panel.save_as(path)
    words = svg_texts(path)
    for word in ("Loss of each sample", CHINESE, "0.2833", "sample", "Half sum of squares"):
        assert word in words
    renderer = QSvgRenderer(str(path))
    assert renderer.isValid()
    assert (renderer.viewBox().width(), renderer.viewBox().height()) == (
        panel.canvas.width(),
        panel.canvas.height(),
    )


def test_svg_of_an_empty_plot_says_why(panel, studio, tmp_path):
    empty(studio)
    panel.save_as(tmp_path / "plot.svg")
    assert "Nothing to plot" in svg_texts(tmp_path / "plot.svg")


def test_marks_of_a_zoomed_plot_are_clipped_in_svg(panel, tmp_path):
    panel.show_plot("sweep")
    panel.canvas.set_spans(None, (0.2, 0.3))
    panel.save_as(tmp_path / "plot.svg")
    text = (tmp_path / "plot.svg").read_text(encoding="utf-8")
    clip = re.search(r'<clipPath id="plot"><rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"', text)
    box = panel.canvas.view.sceneBoundingRect()
    assert [float(part) for part in clip.groups()] == pytest.approx(
        [box.x(), box.y(), box.width()], abs=0.01
    )
    inside = text[text.index('clip-path="url(#plot)"') :]
    assert "path" in inside


def test_everything_is_visible_again_after_svg(panel, tmp_path):
    before = panel.grab().toImage()
    panel.save_as(tmp_path / "plot.svg")
    assert panel.grab().toImage() == before


def test_png_is_twice_as_fine_and_has_the_themes_background(panel, tmp_path):
    appearance().choose("dark")
    panel.save_as(tmp_path / "plot.png")
    image = QImage(str(tmp_path / "plot.png"))
    assert image.size() == panel.canvas.size() * 2
    assert image.pixelColor(2, image.height() - 2) == QColor(appearance().theme.plot_background)
    appearance().choose("light")


@pytest.mark.parametrize("key", PLOTS)
@pytest.mark.parametrize("change", [plain, nan, many])
def test_a_file_shows_what_the_screen_shows(panel, studio, drawn, key, change):
    panel.show_plot(key)
    change(studio)
    drawn()
    screen = panel.canvas.grab().toImage()
    file = image_of(panel.canvas, sharpness=1)
    grey = [np.array(picture(image), dtype=int) for image in (screen, file)]
    # Lines are smoothed differently, so single pixels may differ; areas may not.
    assert (np.abs(grey[0] - grey[1]) > 60).mean() < 0.01


def picture(image):
    """An image's grey levels as an array."""
    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    size = image.height(), image.bytesPerLine()
    return np.frombuffer(image.constBits(), np.uint8).reshape(size)[:, : image.width()]


def test_a_pdf_has_one_page_as_large_as_the_canvas(panel, tmp_path):
    panel.save_as(tmp_path / "plot.pdf")
    boxes = re.findall(rb"/MediaBox \[([\d. ]+)\]", (tmp_path / "plot.pdf").read_bytes())
    assert len(boxes) == 1
    size = [float(part) for part in boxes[0].split()][2:]
    # A point is a 72nd of an inch, a pixel a 96th.
    assert size == pytest.approx([panel.canvas.width() * 0.75, panel.canvas.height() * 0.75], abs=1)


def test_the_crosshair_is_not_in_the_file(panel, tmp_path):
    panel.save_as(tmp_path / "without.png")
    panel.canvas.step_reading(1)
    panel.save_as(tmp_path / "with.png")
    assert panel.canvas.overlay.reading is not None
    assert (tmp_path / "with.png").read_bytes() == (tmp_path / "without.png").read_bytes()


def test_csv_holds_the_numbers_not_their_logarithms(panel, tmp_path):
    panel.tools.commands["log"].trigger()
    panel.save_as(tmp_path / "plot.csv")
    assert (tmp_path / "plot.csv").read_text().splitlines()[1] == (
        "0,0.28333333,0.42500000000000004"
    )


def test_csv_with_chinese_is_marked_for_excel(panel, studio, tmp_path):
    chinese(studio)
    panel.save_as(tmp_path / "plot.csv")
    data = (tmp_path / "plot.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").startswith(f"sample,{CHINESE},B")


def test_a_file_that_cannot_be_written_is_told_in_a_sentence(panel, studio, qtbot, tmp_path):
    target = tmp_path / "missing" / "plot.png"
    with qtbot.waitSignal(studio.problem) as told:
        panel.save_as(target)
    assert told.args == ["plot.png cannot be saved: there is no such file or folder"]


def test_an_unknown_kind_is_told(panel, studio, qtbot, tmp_path):
    with qtbot.waitSignal(studio.problem) as told:
        panel.save_as(tmp_path / "plot.jpg")
    assert told.args == ["plot.jpg: a plot is saved as .png, .svg, .pdf, .csv, not as .jpg"]
    assert list(tmp_path.iterdir()) == []


def test_a_failing_export_leaves_the_old_file(panel, tmp_path, monkeypatch):
    path = tmp_path / "plot.png"
    path.write_bytes(b"old")

    def fail(canvas):
        raise OSError("disk full")

    monkeypatch.setitem(KINDS, ".png", fail)
    panel.save_as(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_copy_puts_an_image_on_the_clipboard(panel):
    panel.tools.commands["copy"].trigger()
    assert QGuiApplication.clipboard().image().size() == panel.canvas.size() * 2


def test_save_asks_without_holding_up_the_window(panel, qtbot, tmp_path):
    panel.tools.commands["save"].trigger()
    dialog = panel.findChild(QFileDialog, "plot_save_dialog")
    assert dialog.nameFilters()[1] == "Vector graphic (*.svg)"
    dialog.filterSelected.emit("Vector graphic (*.svg)")
    assert dialog.defaultSuffix() == "svg"
    dialog.fileSelected.emit(str(tmp_path / "plot.svg"))
    assert (tmp_path / "plot.svg").exists()
    dialog.close()


def test_many_losses_and_a_loss_without_samples_are_saved(panel, studio, tmp_path):
    studio.session.add_loss(make_spec("rmse"))
    for suffix in KINDS:
        panel.save_as(tmp_path / f"plot{suffix}")
    assert len(list(tmp_path.iterdir())) == len(KINDS)
