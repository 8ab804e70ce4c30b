"""The stream of batches: what loss and metric show after each, against numbers worked by hand."""

import numpy as np
import pytest

from lossgui.core.spec import make_spec
from lossgui.plots import PLOTS
from lossgui.plots.figure import Curve, Points
from lossgui.plots.registry import View
from tests.plots.conftest import of_kind

DRAWN = np.random.RandomState(0).randn(4, 32, 10)


def draw(bench, **choices):
    return bench.draw("stream", choices={name: str(value) for name, value in choices.items()})


def test_the_first_batch_is_the_first_sample(bench):
    figure = draw(bench, seen=1)
    batch = of_kind(figure, Points)[0]
    assert np.round(batch.x).tolist() == [1.0]
    assert batch.y[0] == pytest.approx(0.85 / 3, abs=1e-7)
    assert dict(figure.readout) == {"total": "0.28333333", "count": "1"}


def test_loss_and_metric_after_all_three_samples(bench):
    figure = draw(bench, seen=3)
    so_far = of_kind(figure, Curve)
    assert [curve.y[-1] for curve in so_far] == pytest.approx([2.13 / 9, 2.13 / 9], abs=1e-7)
    assert [entry.detail for entry in figure.legend] == ["Mean squared error", "MeanSquaredError"]
    assert "averages the batches' losses" in figure.notes[0]


def test_the_root_of_the_whole_is_no_average_of_roots(bench):
    # Two batches with the errors 1 and 7: 5.0 out of the sums, 4.0 as an average.
    bench.set([[0.0], [0.0], [0.0], [0.0]], [[1.0], [1.0], [7.0], [7.0]])
    bench.keep(make_spec("rmse"))
    figure = draw(bench, batch_size=2, seen=2)
    loss, metric = (curve.y[-1] for curve in of_kind(figure, Curve))
    assert (loss, metric) == (4.0, 5.0)
    assert dict(figure.readout) == {"total": "100", "count": "4"}


def test_the_sequence_of_four_calls(bench):
    bench.set(np.concatenate([DRAWN[0], DRAWN[2]]), np.concatenate([DRAWN[1], DRAWN[3]]))
    bench.keep(make_spec("rmse"))
    figure = draw(bench, batch_size=32, seen=2)
    metric = of_kind(figure, Curve)[1].y
    expected = [
        np.sqrt(np.mean(np.square(DRAWN[1] - DRAWN[0]))),
        np.sqrt(np.mean(np.square(DRAWN[1::2] - DRAWN[0::2]))),
    ]
    np.testing.assert_allclose(metric, expected, rtol=1e-6)


def test_buttons_and_sliders_stay_within_the_tensors(bench):
    stream = PLOTS["stream"]
    size, seen = stream.dials
    forward, reset = stream.presses
    snapshot = bench.snapshot
    view = View(loss=1, choices={"seen": "1"})
    assert (size.limits(snapshot, view), size.value(snapshot, view)) == ((1, 3), 1)
    assert (seen.limits(snapshot, view), seen.value(snapshot, view)) == ((0, 3), 1)
    assert forward.change(snapshot, view) == {"seen": "2"}
    full = View(loss=1, choices={"seen": "9", "batch_size": "2"})
    assert seen.value(snapshot, full) == 2
    assert forward.change(snapshot, full) == {}
    assert reset.change(snapshot, full) == {"seen": "0"}
    empty = View(loss=1, choices={"seen": "0"})
    assert reset.change(snapshot, empty) == {}
    assert stream.draw(snapshot, empty).message == "No batch has come yet: press New Batch."


def test_a_loss_without_a_metric_is_averaged(bench):
    bench.keep(make_spec("half_sum_of_squares", dialect="textbook"))
    figure = draw(bench, seen=3)
    assert figure.legend[1].detail == "Mean"
    assert of_kind(figure, Curve)[1].y[-1] == pytest.approx(0.355, abs=1e-7)
    assert any("has no fit" in note for note in figure.notes)


def test_any_metric_can_be_chosen(bench):
    figure = draw(bench, seen=3, metric="mean_absolute_error")
    assert figure.legend[1].detail == "MeanAbsoluteError"


def test_what_a_metric_refuses_stands_in_the_plot(bench):
    assert draw(bench, metric="mean_iou").message.startswith("mean_iou needs num_classes")


@pytest.mark.parametrize("metric", [key for key, _ in PLOTS["stream"].choices[0].options])
def test_every_metric_draws_or_says_why_not(bench, metric):
    figure = draw(bench, seen=3, metric=metric)
    assert figure.message or figure.readout


def test_weights_are_cut_with_the_samples_and_shared_by_loss_and_metric(bench):
    bench.set([[0.0], [0.0]], [[1.0], [3.0]])
    bench.session.set_tensors(
        {"y_true": np.zeros((2, 1)), "y_pred": np.array([[1.0], [3.0]]), "w": np.array([3.0, 1.0])}
    )
    bench.keep(make_spec("mse"))
    (row,) = bench.session.state.losses
    bench.session.set_sources(row.ident, {**row.sources, "sample_weight": "w"})
    figure = bench.draw("stream", loss=row.ident, choices={"batch_size": "2", "seen": "1"})
    loss, metric = (curve.y[-1] for curve in of_kind(figure, Curve))
    # The loss divides by the two samples, the metric by the four weights.
    assert (loss, metric) == ((3 * 1 + 1 * 9) / 2, (3 * 1 + 1 * 9) / 4)
