"""What every plot of the registry keeps, whatever the tensors are."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from lossgui.core.losses import LOSSES
from lossgui.core.spec import make_spec
from lossgui.plots import PLOTS
from lossgui.plots.logarithm import logarithmic
from lossgui.plots.nearest import nearest, readings
from lossgui.plots.registry import Plot, register
from lossgui.plots.table import csv_text
from lossgui.session.calculator import Calculator
from lossgui.session.session import Session

SHAPES = [(), (1,), (5,), (1, 1), (3, 3), (0, 3), (3, 0), (7, 2, 3), (2, 1, 3, 2, 2), (300, 2)]
LOUD = {"divide": "raise", "over": "raise", "invalid": "raise"}
"""What NumPy warns of by default; a plot knows of it and says it in words."""
HARD = [0.0, -0.0, 1.0, np.nan, np.inf, -np.inf, 1e308, -1e308, 1e-310, 0.5]


def check(figure):
    """A figure can be drawn: its spans are finite and rising, and it is never blank."""
    assert figure.marks or figure.message
    assert not (figure.marks and figure.message)
    for axis in (figure.x, figure.y):
        assert np.isfinite(axis.span).all()
        assert axis.span[0] < axis.span[1]
    assert all(np.isfinite([label.x, label.y]).all() for label in figure.labels)
    assert all(note.endswith(".") for note in figure.notes)


def check_everything(bench, **view):
    for key, plot in PLOTS.items():
        options = [{}]
        for choice in plot.choices:
            # The stream's test goes through all of its metrics; here the first few stand for them.
            options += [{choice.key: option} for option, _ in choice.options[:4]]
        for chosen in options:
            figure = bench.draw(key, choices=chosen, **view)
            check(figure)
            drawn = logarithmic(figure)
            check(drawn)
            assert csv_text(figure)
            for reading in list(readings(figure, drawn))[:50]:
                assert reading.text
            nearest(figure, drawn, 0.3, 0.3, (0.01, 0.01))


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "int64", "bool"])
def test_every_plot_draws_every_shape_and_dtype(bench, shape, dtype):
    values = np.arange(float(np.prod(shape))).reshape(shape) % 2
    bench.set(np.zeros(shape, dtype), values.astype(dtype))
    check_everything(bench)
    bench.session.set_dtype("float16")
    check_everything(bench)


@pytest.mark.parametrize("key", LOSSES)
def test_every_plot_draws_every_loss(bench, key):
    bench.session.set_tensors({"z_mean": np.ones((3, 3)), "z_log_var": np.zeros((3, 3))})
    bench.keep(*(make_spec(key, dialect=dialect) for dialect in ("keras-3", "textbook")))
    check_everything(bench)
    check_everything(bench, tensor="z_mean")


@given(
    values=array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4).flatmap(
        lambda shape: arrays(np.float64, shape, elements=st.sampled_from(HARD))
    )
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_plot_survives_hard_numbers(bench, values):
    bench.session = Session()
    bench.set(np.ones_like(values), values)
    bench.session.add_loss(make_spec("mse", axis=None, dialect="textbook"))
    with np.errstate(**LOUD):
        check_everything(bench)


@given(
    values=st.lists(st.sampled_from(HARD), min_size=1, max_size=40),
    count=st.sampled_from([2001, 5000]),
)
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_plot_survives_many_hard_numbers(bench, values, count):
    bench.session = Session()
    bench.set(np.zeros((count, 1)), np.resize(values, (count, 1)))
    with np.errstate(**LOUD):
        check_everything(bench)
        check_everything(bench, window=(10.2, 4000.0), height=(-3.0, 99.5))


def test_drawing_twice_gives_the_same_and_changes_nothing(bench):
    before = {name: record.values.copy() for name, record in bench.session.state.tensors.items()}
    for key in PLOTS:
        assert csv_text(bench.draw(key)) == csv_text(bench.draw(key))
    for name, record in bench.session.state.tensors.items():
        np.testing.assert_array_equal(record.values, before[name])


def test_plots_are_in_the_order_of_their_places():
    assert list(PLOTS) == ["samples", "sweep", "gradient", "stream"]
    places = [plot.place for plot in PLOTS.values()]
    assert places == sorted(set(places))


def test_a_key_can_be_taken_once():
    with pytest.raises(ValueError, match="there is a plot 'samples' already"):
        register(Plot("samples", "Again", lambda s, v: None, lambda s, v: 0, place=99))


def test_cells_are_counted_without_drawing(bench):
    bench.set(np.zeros((50, 4)), np.zeros((50, 4)))
    snapshot = Calculator().update(None, bench.session.state)
    from lossgui.plots.registry import View

    view = View(loss=1, tensor="y_pred", cell=(0, 0))
    assert all(plot.cells(snapshot, view) >= 50 for plot in PLOTS.values())
