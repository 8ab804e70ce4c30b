"""A figure's numbers as comma-separated values."""

import csv
import io

import numpy as np

from lossgui.core.spec import make_spec
from lossgui.plots.table import csv_text, table


def lines(figure):
    return list(csv.reader(io.StringIO(csv_text(figure))))


def test_samples_are_lines_and_losses_columns(bench):
    assert lines(bench.draw("samples")) == [
        ["sample", "A", "B"],
        ["0", "0.28333333", "0.42500000000000004"],
        ["1", "0.29999998", "0.45"],
        ["2", "0.12666667", "0.19"],
    ]


def test_sweep_reads_back_bit_for_bit(bench):
    figure = bench.draw("sweep")
    rows = lines(figure)
    assert rows[0] == ["value of y_pred[0, 2]", "A", "B"]
    back = np.array(rows[1:], dtype=np.float64)
    np.testing.assert_array_equal(back[:, 0], figure.marks[0].x)
    np.testing.assert_array_equal(back[:, 2], figure.marks[1].y)


def test_heat_is_a_table(bench):
    rows = lines(bench.draw("gradient", loss=2))
    assert rows[0] == ["∂B/∂y_pred", "0", "1", "2"]
    assert [float(cell) for cell in rows[2][1:]] == [0.5 / 3, 0.7 / 3, -0.4 / 3]


def test_groups_state_their_extremes(bench):
    bench.set(np.zeros((4000, 1)), np.arange(4000.0)[:, np.newaxis])
    rows = lines(bench.draw("samples"))
    assert rows[0][:4] == ["first sample of a group", "A smallest", "A mean", "A largest"]
    assert rows[2][0] == "8"
    assert [float(cell) for cell in rows[2][4:]] == [
        32.0,
        np.mean(np.arange(8, 16) ** 2) / 2,
        112.5,
    ]


def test_lines_alone_and_points(bench):
    bench.keep(make_spec("mse", axis=None, dialect="textbook"))
    assert lines(bench.draw("samples"))[0] == ["loss", "value"]
    bench.keep(make_spec("mse"))
    bench.set(np.zeros((500, 1)), np.ones((500, 1)))
    assert len(lines(bench.draw("samples"))) == 501


def test_nan_stays_nan_and_an_empty_figure_says_why(bench):
    bench.session.set_cells("y_pred", (1, 1), np.nan)
    assert lines(bench.draw("samples"))[2] == ["1", "nan", "nan"]
    bench.set(np.zeros((0, 3)), np.zeros((0, 3)))
    figure = bench.draw("samples")
    assert table(figure) == []
    assert lines(figure) == [[figure.message]]


def test_names_with_commas_and_chinese_are_quoted(bench):
    bench.session.rename_loss(1, "均方误差, Keras")
    assert lines(bench.draw("samples"))[0] == ["sample", "均方误差, Keras", "B"]
