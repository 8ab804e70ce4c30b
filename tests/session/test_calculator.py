"""The numbers of every row, kept up to date with the session."""

from __future__ import annotations

import numpy as np
import pytest

from lossgui.core.api import evaluate_spec
from lossgui.core.losses import LOSSES
from lossgui.core.spec import make_spec
from lossgui.session.calculator import Calculator
from lossgui.session.session import Session

# 30 columns: NumPy adds up one strided column in another order than several of them.
SHAPE = (200, 30)


class Kept:
    """A session without rows at first, and the latest snapshot of it."""

    def __init__(self) -> None:
        self.session = Session()
        for row in self.session.state.losses:
            self.session.remove_loss(row.ident)
        self.calculator = Calculator()
        self.snapshot = self.calculator.update(None, self.session.state)
        self.session.changed.subscribe(self._follow)

    def _follow(self, before, after):
        self.snapshot = self.calculator.update(before, after)

    def bits(self) -> list[bytes]:
        return [np.asarray(row.result.value).tobytes() for row in self.snapshot.rows]

    def fresh_bits(self) -> list[bytes]:
        """The same numbers computed from nothing."""
        tensors = self.session.state.tensors
        return [
            np.asarray(
                evaluate_spec(
                    row.row.spec, {a: tensors[name].values for a, name in row.row.sources.items()}
                ).value
            ).tobytes()
            for row in self.snapshot.rows
        ]


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("axis", [-1, 0, None])
def test_an_edit_gives_the_bits_of_computing_everything_anew(kept, rng, dtype, axis):
    # One number per vector or pair, and sequences, have another shape: such a tensor is made with
    # its loss.
    names = sorted(
        {
            name
            for loss in LOSSES.values()
            for name in loss.arguments
            if loss.domains.get(name) not in ("pair_signs", "transcripts", "frames")
            and name != "labels"
        }
    )
    kept.session.set_tensors({name: rng.uniform(0.1, 0.9, SHAPE).astype(dtype) for name in names})
    for key in LOSSES:
        if "label_lists" in LOSSES[key].domains.values():
            continue  # class numbers are refused where they are none
        chosen = axis if LOSSES[key].has_axis and not LOSSES[key].one_axis else "default"
        kept.session.add_loss(make_spec(key, axis=chosen, dtype=dtype))
    before, done = kept.bits(), kept.session.history_position
    for name in names:
        kept.session.set_cells(name, (7, 11), 0.25)
        assert kept.bits() == kept.fresh_bits()
    kept.session.go_to(done)
    assert kept.bits() == before


def test_a_row_that_cannot_be_computed_says_why_and_comes_back(kept):
    ident = kept.session.add_loss(make_spec("mse"))
    kept.session.set_tensor("y_true", np.zeros((2, 2)))
    row = kept.snapshot.row(ident)
    assert (row.result, row.comparison) == (None, None)
    assert "y_true has shape (2, 2)" in row.error
    kept.session.undo()
    assert kept.snapshot.row(ident).result.value == np.float32(0.23666666)


def test_a_tensor_that_is_read_twice_is_swept_in_both_places(kept):
    sources = {"y_true": "y_true", "y_pred": "y_pred", "sample_weight": "y_pred"}
    ident = kept.session.add_loss(
        make_spec("mse", dialect="textbook", reduction="sum", axis=()), sources=sources
    )
    row = kept.snapshot.row(ident)
    values = np.array([0.0, 0.5, 2.0])
    assert row.sweep("y_pred", (0, 2), values) == pytest.approx(
        # p * (p - 0)^2 in that cell, and the rest: 0.032 + 0.125 + 0.343 + 0.096 + 0.032
        # + 0.063 + 0.125, worked by hand.
        values**3 + 0.816,
        rel=1e-12,
    )


@pytest.mark.parametrize("reduction", ["weighted_mean", "mean"])
def test_a_weight_that_is_broadcast_can_be_swept(kept, reduction):
    kept.session.set_tensor("w", np.ones((3, 1)))
    sources = {"y_true": "y_true", "y_pred": "y_pred", "sample_weight": "w"}
    spec = make_spec("mse", dialect="textbook", reduction=reduction, axis=())
    ident = kept.session.add_loss(spec, sources=sources)
    row = kept.snapshot.row(ident)
    found = row.sweep("sample_weight", (0, 0), np.array([1.0, 0.0]))
    # The squared errors of the rows add up to 0.85, 0.9 and 0.38.
    rest = 1.28 / 6 if reduction == "weighted_mean" else 1.28 / 9
    assert found == pytest.approx([2.13 / 9, rest], rel=1e-12)


def test_dialects_that_count_weights_in_other_ways_are_told_apart(kept):
    kept.session.set_tensor("w", np.ones(3))
    sources = {"y_true": "y_true", "y_pred": "y_pred", "sample_weight": "w"}
    kept.session.add_loss(make_spec("mse"), sources=sources)
    other = kept.session.add_loss(make_spec("mse", dialect="keras-1"), sources=sources)
    # They agree as long as no weight is 0, whatever the weights are.
    assert kept.snapshot.row(other).comparison.kind == "different"
    assert kept.snapshot.row(other).comparison.parts_at == "w != 0"


def test_masks_are_compared_as_masks_and_not_as_other_numbers(kept):
    kept.session.set_tensor("m", np.array([True, True, False]))
    sources = {"y_true": "y_true", "y_pred": "y_pred", "mask": "m"}
    kept.session.add_loss(make_spec("mse"), sources=sources)
    same = kept.session.add_loss(make_spec("mse", dialect="keras-1"), sources=sources)
    other = kept.session.add_loss(make_spec("mse", dialect="tf.keras-2.3"), sources=sources)
    # Both divide by the valid entries, so they must not be called different.
    assert kept.snapshot.row(same).comparison.kind != "different"
    assert kept.snapshot.row(other).comparison.kind == "different"


def test_a_silent_broadcast_to_a_square_is_named_as_where_two_dialects_part(kept):
    kept.session.set_tensors({"y_true": np.arange(4.0), "y_pred": np.zeros((4, 1))})
    kept.session.add_loss(make_spec("mse", dialect="textbook"))
    keras = kept.session.add_loss(make_spec("mse"))
    copy = kept.session.duplicate_loss(kept.snapshot.rows[0].row.ident)
    assert kept.snapshot.row(keras).comparison.parts_at == "expand dims 1"
    assert kept.snapshot.row(copy).comparison.kind == "identical"
