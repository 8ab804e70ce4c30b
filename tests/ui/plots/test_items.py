"""The painted items: the band of an envelope, ticks and legend, the memory of a zoom."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from lossgui.plots.figure import Axis, Band, Bars, Entry, Figure
from lossgui.ui.plots.canvas import PlotCanvas
from lossgui.ui.plots.export import image_of
from lossgui.ui.plots.looks import Look
from lossgui.ui.plots.overlay import shade_colour, text_colour
from lossgui.ui.theme import DARK, LIGHT


@pytest.fixture
def canvas(qtbot):
    canvas = PlotCanvas()
    qtbot.addWidget(canvas)
    canvas.set_theme(LIGHT)
    canvas.resize(640, 300)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


def column(canvas, image, x):
    """The share of a column of the plot's pixels that is not background."""
    box = canvas.view.sceneBoundingRect()
    at = round(
        box.left() + (x - canvas.figure.x.span[0]) / np.ptp(canvas.figure.x.span) * box.width()
    )
    rows = range(round(box.top()) + 1, round(box.bottom()) - 1)
    painted = [image.pixelColor(at, row) != QColor(LIGHT.plot_background) for row in rows]
    return sum(painted) / len(painted)


def band(low, high, size=10):
    low, high = np.asarray(low, float), np.asarray(high, float)
    x = size * np.arange(low.size) + (size - 1) / 2
    return Band("A", 0, x, low, high, (low + high) / 2, 0, size)


def show(canvas, *marks, x=(-0.5, 39.5), y=(0.0, 1.0), **more):
    canvas.set_grid(False)
    canvas.show_figure(
        Figure(key="k", title="", x=Axis(span=x), y=Axis(span=y), marks=marks, **more)
    )


@pytest.mark.parametrize("printed", [False, True])
def test_a_band_fills_the_range_of_each_group(canvas, printed):
    show(canvas, band([0.0, 0.25, np.nan, 0.5], [1.0, 0.75, np.nan, 0.5]))
    image = image_of(canvas, 1) if printed else canvas.grab().toImage()
    shares = [column(canvas, image, x) for x in (4.0, 14.0, 24.0, 34.0)]
    assert shares == pytest.approx([1.0, 0.5, 0.0, 0.0], abs=0.02)


def test_a_band_of_equal_numbers_can_be_seen(canvas):
    show(canvas, band([0.5] * 4, [0.5] * 4))
    assert 0.0 < column(canvas, canvas.grab().toImage(), 14.0) < 0.03


@pytest.mark.parametrize("scale", [1e300, 1e-300])
def test_a_band_of_extreme_numbers_is_painted(canvas, scale):
    show(canvas, band([0.0] * 4, [scale] * 4), y=(0.0, 2 * scale))
    assert column(canvas, canvas.grab().toImage(), 14.0) == pytest.approx(0.5, abs=0.02)


def test_a_crowded_axis_leaves_out_ticks(canvas):
    ticks = tuple((float(place), f"a long name {place}") for place in range(60))
    heights = np.ones(60)
    bars = Bars("A", 0, np.arange(60.0), heights, 0.8, tuple(map(str, range(60))))
    canvas.show_figure(
        Figure(key="k", title="", x=Axis(span=(-0.5, 59.5), ticks=ticks), marks=(bars,))
    )
    places = [pixel for pixel, _ in canvas.frame.bottom.places]
    assert 2 <= len(places) < 10
    assert min(np.diff(places)) > 60


def test_an_axis_with_one_named_place_has_its_tick(canvas):
    bars = Bars("A", 0, np.zeros(1), np.ones(1), 0.8, ("0",))
    axis = Axis(span=(-1.5, 1.5), ticks=((0.0, "0"),))
    canvas.show_figure(Figure(key="k", title="", x=axis, marks=(bars,)))
    assert [text for _, text in canvas.frame.bottom.places] == ["0"]


def test_a_long_title_is_in_its_tool_tip(canvas):
    canvas.show_figure(Figure(key="k", title="long " * 60, message="nothing"))
    assert canvas.frame.title.toolTip() == "long " * 60
    canvas.grab()


def test_the_legend_tells_everything_in_its_tool_tip(canvas):
    entry = Entry("A", 0, "0.5", "a description that is far too long for the legend")
    show(canvas, band([0.0], [1.0]), legend=(entry,))
    assert canvas.frame.legend.toolTip() == f"A  0.5  {entry.detail}"


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("code", [0, 60, 127, 190, 254, 255])
def test_numbers_on_every_shade_can_be_read(theme, code):
    background = shade_colour(theme, code)

    def luminance(colour):
        parts = [value / 255 for value in colour.getRgb()[:3]]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(background), luminance(text_colour(background))))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5  # WCAG 2.1, 1.4.3


def test_looks_go_back_step_by_step():
    look = Look()
    assert not look.can_go_back
    look.remember()
    look.x = (0.0, 1.0)
    look.remember()
    look.remember()  # the same zoom again is no further step
    look.x = (0.2, 0.4)
    look.go_back()
    assert look.x == (0.0, 1.0)
    look.go_back()
    assert (look.x, look.can_go_back) == (None, False)


def test_going_home_can_be_taken_back():
    look = Look(x=(0.0, 1.0))
    look.go_home()
    assert look.x is None
    look.go_back()
    assert look.x == (0.0, 1.0)


def test_a_kept_range_is_given_up_when_its_value_leaves_it():
    look = Look()
    assert look.window("cell", 0.5) is None
    look.range = (0.0, 1.0)
    assert look.window("cell", 0.7) == (0.0, 1.0)
    assert look.window("cell", 7.0) is None
    look.range = (0.0, 10.0)
    assert look.window("another cell", 7.0) is None


def test_images_are_not_kept_alive_by_freed_numbers(canvas):
    show(canvas, band([0.0] * 4, [1.0] * 4))
    image = image_of(canvas, 1)
    show(canvas, band([0.9] * 4, [1.0] * 4))
    assert isinstance(image, QImage)
    assert column(canvas, image, 14.0) == pytest.approx(1.0, abs=0.02)
