"""What the crosshair reads."""

import numpy as np

from lossgui.plots.logarithm import logarithmic
from lossgui.plots.nearest import nearest, readings

PIXEL = (0.01, 0.002)


def read(figure, x, y, drawn=None):
    return nearest(figure, drawn or figure, x, y, PIXEL)


def test_a_bar_is_read_by_its_column(bench):
    figure = bench.draw("samples")
    a, b = figure.marks[0], figure.marks[1]
    for height in (0.05, 0.4):
        assert read(figure, float(b.x[1]), height).text == "sample 1: B = 0.45"
    reading = read(figure, float(a.x[2]), 0.1)
    assert (reading.text, reading.colour) == ("sample 2: A = 0.126667", 0)
    assert (reading.x, reading.y) == (a.x[2], a.heights[2])


def test_a_gap_is_not_read(bench):
    bench.session.set_cells("y_pred", (1, 1), np.nan)
    figure = bench.draw("samples")
    assert "sample 1" not in read(figure, 1.0, 0.2).text


def test_the_closer_curve_is_read(bench):
    figure = bench.draw("sweep")
    # At 0.25 the losses are 0.1536 and 0.2304.
    assert read(figure, 0.25, 0.1537).text == "0.25: A = 0.153611"
    assert read(figure, 0.25, 0.2303).text == "0.25: B = 0.230417"


def test_a_level_is_read_far_from_everything_else(bench):
    figure = bench.draw("samples")
    level = next(mark for mark in figure.marks if getattr(mark, "dashed", False))
    far = nearest(figure, figure, -0.45, level.value, (0.001, 0.002))
    assert far.text == "A = 0.236667"


def test_a_cell_of_a_heat_is_read_with_its_index(bench):
    figure = bench.draw("gradient")
    reading = read(figure, 1.4, 0.6)
    assert (reading.text, reading.place) == ("∂A/∂y_pred[1, 1] = 0.155556", (1, 1))
    assert read(figure, 3.2, 0.0) is None
    assert read(figure, 0.0, -0.6) is None


def test_a_group_is_read_as_a_range(bench):
    predictions = np.zeros((1_000_000, 1))
    predictions[5] = 2.0
    bench.set(np.zeros((1_000_000, 1)), predictions)
    figure = bench.draw("samples")
    text = nearest(figure, figure, 999.5, 2.0, (1000.0, 0.01)).text
    assert text == "samples 0 to 1,999: A from 0 to 4, mean 0.002"


def test_on_a_logarithmic_axis_the_number_itself_is_read(bench):
    figure = bench.draw("samples")
    drawn = logarithmic(figure)
    reading = read(figure, float(figure.marks[1].x[1]), -0.5, drawn)
    assert reading.text == "sample 1: B = 0.45"
    assert reading.y == np.log10(0.45)


def test_nothing_to_read(bench):
    bench.set(np.zeros((0, 3)), np.zeros((0, 3)))
    assert read(bench.draw("samples"), 0.0, 0.0) is None


def test_walking_visits_every_number_once(bench):
    figure = bench.draw("samples")
    texts = [reading.text for reading in readings(figure, figure)]
    assert texts[:3] == ["sample 0: A = 0.283333", "sample 1: A = 0.3", "sample 2: A = 0.126667"]
    assert len(texts) == 6
    heat = bench.draw("gradient")
    assert [r.place for r in readings(heat, heat)][:4] == [(0, 0), (0, 1), (0, 2), (1, 0)]
