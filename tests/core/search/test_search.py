"""The search for a number: what people get wrong is found, the simplest first."""

from __future__ import annotations

import math

import numpy as np
import pytest

import lossgui
from lossgui.core.search import search
from lossgui.core.search.searching import MOST_ANSWERS
from tests.core.search.numbers_typed import TENSORS, answers, typed

SHARES = {
    "y_true": np.array([[0.1, 0.4, 0.5], [0.3, 0.3, 0.4]]),
    "y_pred": np.array([[0.8, 0.1, 0.1], [0.2, 0.2, 0.6]]),
}
RANDOM = np.random.default_rng(5)
FOUR = {"y_true": RANDOM.uniform(0, 1, (4, 3)), "y_pred": RANDOM.uniform(0, 1, (4, 3))}


def written(number, digits=6):
    """Write a number with so many digits behind the point."""
    return f"{float(number):.{digits}f}"


def test_the_founding_number_is_the_plain_mean_squared_error_and_every_dialect_is_named():
    first = answers("0.237")[0]
    assert (first.spec.loss, first.spec.dialect) == ("mean_squared_error", "keras-3")
    assert first.departures == ()
    assert set(first.dialects) == set(lossgui.core.dialects.DIALECTS)
    assert first.sentence == (
        "0.237 = Mean squared error in Keras 3 and all other dialects that have it: the mean over "
        "all 9 values."
    )


def test_the_formula_from_the_lecture_is_half_the_sum_of_squares_and_three_halves_of_keras():
    first, *others = answers("0.355")
    assert first.spec.loss == "half_sum_of_squares"
    assert first.sentence.endswith("the sum over axis -1, then the mean over the 3 samples.")
    mean = next(answer for answer in others[:3] if answer.spec.loss == "mean_squared_error")
    assert mean.spec.factor == 1.5
    assert "d/2 = 3/2 of Mean squared error" in mean.sentence


def test_a_sum_instead_of_a_mean_is_said():
    # 0.3 + 0.41 + 1.42 = 2.13 over 9 cells, 0.71 = 2.13 / 3
    first = answers("0.71")[0]
    assert first.departures == ("sum instead of sum_over_batch_size",)
    assert first.sentence.endswith("(sum instead of sum_over_batch_size).")
    assert first.value == pytest.approx(0.71)


def test_all_nine_squares_added_up_are_found():
    found = [answer for answer in answers("2.13") if "the sum of all 9" in answer.sentence]
    assert found[0].spec.loss == "mean_squared_error"
    assert found[0].spec.reduction == "sum"


@pytest.mark.parametrize(
    ("number", "axis"),
    # sqrt(2.13 / 9), and the mean of sqrt(0.85 / 3), sqrt(0.9 / 3), sqrt(0.38 / 3)
    [("0.486484", None), ("0.478639", -1)],
)
def test_the_root_after_and_before_the_mean_over_the_samples_are_two_answers(number, axis):
    first = answers(number)[0]
    assert (first.spec.loss, first.spec.axis) == ("root_mean_squared_error", axis)
    assert first.value == pytest.approx(float(number), abs=5e-7)


def test_exchanged_arguments_of_a_divergence_are_found_and_the_row_reads_them_exchanged():
    p, q = SHARES["y_true"], SHARES["y_pred"]
    first = answers(written((q * np.log(q / p)).sum(-1).mean()), SHARES)[0]
    assert first.spec.loss == "kl_divergence"
    assert first.sources == {"y_true": "y_pred", "y_pred": "y_true"}
    assert first.departures == ("y_true and y_pred exchanged",)


@pytest.mark.parametrize("base", [2, 10])
@pytest.mark.parametrize("loss", ["kl_divergence", "binary_crossentropy"])
def test_another_base_of_the_logarithm_is_found(base, loss):
    value = float(lossgui.evaluate(loss, *SHARES.values(), dialect="textbook").value)
    first = answers(written(value / math.log(base)), SHARES)[0]
    assert first.spec.loss == loss
    assert first.departures == (f"base-{base} logarithms",)
    assert first.spec.factor == pytest.approx(1 / math.log(base))


def test_logits_taken_for_probabilities_are_found():
    logits = {"y_true": np.array([[0.0, 1.0]]), "y_pred": np.array([[0.4, 0.7]])}
    value = lossgui.evaluate("binary_crossentropy", *logits.values(), from_logits=True).value
    first = answers(written(value), logits)[0]
    assert (first.spec.loss, first.departures) == ("binary_crossentropy", ("from_logits=True",))


def test_a_column_against_a_vector_is_told_as_a_broadcast():
    tensors = {"y_true": np.arange(1.0, 5), "y_pred": np.arange(1.0, 5)[:, None]}
    first = answers("2.5", tensors)[0]
    assert first.spec.loss == "mean_squared_error"
    assert "(4, 4)" in first.sentence
    assert "keras-3" not in first.dialects  # it squeezes, and its number is 0


@pytest.mark.parametrize(
    ("dialect", "reduction"),
    [
        ("keras-3", "sum_over_batch_size"),
        ("keras-3", "mean_with_sample_weight"),
        ("keras-3", "sum"),
        ("keras-1", "mean"),
        ("textbook", "weighted_mean"),
    ],
)
def test_each_convention_of_dividing_a_weighted_loss_is_found(dialect, reduction):
    weight = np.array([1.0, 2.0, 0.0, 3.0])
    value = lossgui.evaluate(
        "mse", *FOUR.values(), dialect=dialect, reduction=reduction, sample_weight=weight
    ).value
    found = answers(written(value), {**FOUR, "sample_weight": weight})
    assert any(
        answer.specs.get(dialect) is not None
        and answer.specs[dialect].reduction == reduction
        and answer.specs[dialect].loss == "mean_squared_error"
        and answer.sources["sample_weight"] == "sample_weight"
        for answer in found
    )


def test_weights_that_the_own_loss_reads_are_no_departure_and_leaving_them_out_is_one():
    weight = np.array([1.0, 2.0, 0.0, 3.0])
    tensors = {**FOUR, "sample_weight": weight}
    value = written(lossgui.evaluate("mse", *FOUR.values(), sample_weight=weight).value)
    own = {"sample_weight": "sample_weight"}
    assert answers(value, tensors, reads=own)[0].departures == ()
    assert answers(value, tensors)[0].departures == ("with sample_weight",)
    plain = written(lossgui.evaluate("mse", *FOUR.values()).value)
    assert answers(plain, tensors)[0].departures == ()
    assert answers(plain, tensors, reads=own)[0].departures == ("without sample_weight",)


def test_all_the_digits_of_a_double_are_only_found_in_float64():
    value = np.square(FOUR["y_true"] - FOUR["y_pred"]).mean()
    found = answers(f"{value:.14f}", FOUR)
    assert found
    assert all(answer.spec.computed_dtype == "float64" for answer in found)


def test_the_digits_of_single_precision_are_found_in_the_dialects_that_compute_in_it():
    value = lossgui.evaluate("mse", *TENSORS.values()).value
    first = answers(str(value))[0]
    assert first.value == float(value)
    assert "textbook" not in first.dialects


def test_one_sample_alone_is_found_as_a_value_of_the_unreduced_loss():
    value = np.square(FOUR["y_true"] - FOUR["y_pred"])[2].mean()
    found = [a for a in answers(written(value), FOUR) if a.spec.loss == "mean_squared_error"]
    assert found[0].spec.reduction == "none"
    assert found[0].place == (2,)
    assert lossgui.evaluate(found[0].spec, *FOUR.values()).value[2] == pytest.approx(value)


def test_one_output_alone_is_found():
    value = np.square(FOUR["y_true"] - FOUR["y_pred"])[:, 1].mean()
    found = [a for a in answers(written(value), FOUR) if a.place == (1,)]
    assert found[0].spec.axis == 0


@pytest.mark.parametrize(("scale", "said"), [(-1, "factor -1"), (100, "factor 100")])
def test_a_turned_sign_and_a_percentage_are_found(scale, said):
    value = np.abs(FOUR["y_true"] - FOUR["y_pred"]).mean() * scale
    first = answers(written(value), FOUR)[0]
    assert (first.spec.loss, first.departures) == ("mean_absolute_error", (said,))


def test_a_division_by_one_less_is_found():
    value = np.square(FOUR["y_true"] - FOUR["y_pred"]).sum() / 11
    assert answers(written(value), FOUR)[0].departures == ("factor 12/11",)


def test_where_nothing_gives_the_number_the_nearest_plain_ones_are_told():
    found = answers("0.54333335")
    assert found
    assert not any(answer.matches for answer in found)
    assert all("is near" in answer.sentence for answer in found)


def test_no_tensors_and_no_numbers_give_no_answer():
    assert answers("0.5", {}) == []
    assert answers("0.5", {"y_true": np.zeros((0, 3)), "y_pred": np.zeros((0, 3))}) == []
    assert answers("0.5", {"y_true": np.array(["a"]), "y_pred": np.array(["b"])}) == []


def test_a_search_that_is_told_to_stop_stops():
    told = []

    def goes_on(share):
        told.append(share)
        return len(told) < 5

    found = search(typed("0.237"), TENSORS, goes_on=goes_on)
    assert list(found) == []
    assert len(told) == 5


def test_the_share_that_is_done_grows_to_one():
    told = []
    list(search(typed("0.237"), TENSORS, goes_on=lambda share: told.append(share) or True))
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_every_answer_gives_the_digits_when_it_is_computed_on_its_own():
    wanted = typed("0.9")
    for answer in answers("0.9"):
        arguments = [TENSORS[answer.sources[name]] for name in answer.spec.entry.arguments]
        value = lossgui.evaluate(answer.spec, *arguments).value
        assert wanted.holds(float(value if answer.place is None else value[answer.place]))
        assert value.dtype == answer.spec.computed_dtype


def test_no_pipeline_is_answered_twice():
    found = [(a.spec, tuple(a.sources.items()), a.place) for a in answers("0.9")]
    assert len(found) == len(set(found))


ODD = {
    "no axis": (np.array(1.0), np.array(0.3)),
    "four axes": (np.ones((2, 1, 3, 2)), np.full((2, 1, 3, 2), 0.4)),
    "nan": (np.array([1, np.nan]), np.array([0.2, 0.3])),
    "infinite": (np.array([1, np.inf]), np.array([0.2, 0.3])),
    "huge": (np.full((2, 2), 1e300), np.full((2, 2), -1e300)),
    "integers": (np.array([[1, 0], [0, 1]]), np.array([[3, 4], [5, 6]])),
    "booleans": (np.array([True, False]), np.array([0.2, 0.4])),
    "shapes that do not fit": (np.ones((3, 2)), np.ones((4, 5))),
    "shapes that are broadcast": (np.ones((3, 1)), np.full((1, 4), 0.2)),
}


@pytest.mark.parametrize("kind", ODD)
def test_odd_tensors_are_searched_like_any_other(kind):
    found = answers("0.7", dict(zip(("y_true", "y_pred"), ODD[kind], strict=True)))
    assert all(math.isfinite(answer.value) for answer in found)
    assert bool(found) is (kind != "shapes that do not fit")


def test_a_number_of_one_digit_is_not_answered_without_end():
    tensors = {"y_true": np.zeros((3, 3)), "y_pred": np.zeros((3, 3))}
    assert len(answers("0", tensors)) == MOST_ANSWERS


def test_class_numbers_are_read_from_labels_and_from_y_true():
    scores = np.array([[0.3, 0.3, 0.4], [0.2, 0.5, 0.3], [0.3, 0.3, 0.4]])
    for name in ("labels", "y_true"):
        first = answers("1.2040", {name: np.array([0, 2, 1]), "y_pred": scores})[0]  # -ln 0.3
        assert first.spec.loss == "sparse_categorical_crossentropy"
        assert first.sources["y_true"] == name
        assert len(first.dialects) == 13
