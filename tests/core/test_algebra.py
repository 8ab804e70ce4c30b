"""Proofs: what must be proven, what must not be claimed, and how it is told."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lossgui.core.algebra import AxisNames, Canonical, Unprovable, proportion
from lossgui.core.api import compare, compare_specs
from lossgui.core.counterexample import are_multiples
from lossgui.core.dialects import DIALECTS
from lossgui.core.expr import Node, apply, constant, variable
from lossgui.core.losses import LOSSES
from lossgui.core.ops import (
    absolute,
    broadcast_like,
    divide_no_nan,
    exp,
    expand_dims,
    mean,
    square,
    sum_,
    where,
)
from lossgui.core.ops import (
    sqrt as root,
)
from lossgui.core.pipeline import build
from lossgui.core.spec import LossSpec, make_spec
from tests.core import random_cases as random

if TYPE_CHECKING:
    from lossgui.core.proof import Comparison

LENGTHS = (3, 4, 2, 5, 6)


def shapes(*shape: int, **more: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    names = ("y_true", "y_pred", "z_mean", "z_log_var")
    return dict.fromkeys(names, shape) | more


def proof(a: LossSpec | str, b: LossSpec | str, named: Any = None) -> Comparison:
    a, b = (make_spec(item) if isinstance(item, str) else item for item in (a, b))
    return compare_specs(a, b, named or shapes(3, 4))


def ratio(a: Node, b: Node, *, expand: bool = False) -> str | None:
    """The proven ratio of two graphs, as text."""
    names = AxisNames([a, b])
    canonical = Canonical(names, expand=expand)
    if names.of(a) != names.of(b):
        return None
    found = proportion(canonical.form(a), canonical.form(b))
    return None if found is None else str(found)


# ------------------------------------------------------------------------- what must be proven


@pytest.mark.parametrize(
    ("rank", "text"), [(1, "n/2"), (2, "d/2"), (3, "d/2"), (4, "d/2"), (5, "d/2")]
)
@pytest.mark.parametrize("dialect", ["keras-3", "textbook"])
def test_half_the_sum_is_half_the_outputs_times_the_mean(rank, text, dialect):
    half = make_spec("half_sum_of_squares", dialect="textbook")
    shape = LENGTHS[:rank]
    found = proof(make_spec("mse", dialect=dialect), half, shapes(*shape))
    assert (found.kind, found.ratio, found.ratio_value) == ("proportional", text, shape[-1] / 2)
    assert found.sizes[text[0]] == shape[-1]
    back = proof(half, make_spec("mse", dialect=dialect), shapes(*shape))
    assert (back.ratio, back.ratio_value) == (f"2/{text[0]}", 2 / shape[-1])


def test_the_founding_sentence():
    found = compare("mse", make_spec("half_sum_of_squares", dialect="textbook"), *[np.eye(3)] * 2)
    assert found.sentence("A", "B") == ("B = (d/2) * A for every input; here d = 3, so 3/2.")
    assert found.consequence("A", "B") == (
        "The gradients point the same way; B's is (d/2) times as long, so SGD takes the same steps "
        "with A if its learning rate is multiplied by it. Adam takes the same steps with both, "
        "because the factor cancels up to its epsilon; clipping by norm and a weight penalty feel "
        "the factor."
    )
    assert len(found.steps) == 3
    assert found.steps[0].endswith("= 1/(n*d) * sum[n, d] (y_pred - y_true)^2")


@pytest.mark.parametrize("dialect", ["keras-3", "textbook"])
@pytest.mark.parametrize("loss", ["mse", "mae", "huber", "log_cosh", "bce"])
@pytest.mark.parametrize("rank", [2, 3, 4, 5])
def test_the_order_of_axes_does_not_matter_for_the_unweighted_mean(rank, loss, dialect):
    some = [None, *range(-rank, rank), tuple(range(rank)), (1, 0)]
    first, *others = (make_spec(loss, axis=axis, dialect=dialect) for axis in some)
    for other in others:
        found = proof(first, other, shapes(*LENGTHS[:rank]))
        assert (found.kind, found.ratio, found.ratio_value) == ("identical", "1", 1.0)
        assert found.sentence("A", "B") == "B = A for every input."


@pytest.mark.parametrize(
    ("a", "b", "text"),
    [
        ({"reduction": "mean"}, {"reduction": "sum"}, "n"),
        ({"reduction": "sum"}, {"reduction": "mean"}, "1/n"),
        ({"axis": None, "inner": "mean"}, {"axis": None, "inner": "sum"}, "n*d"),
        ({"axis": 0}, {"axis": 0, "reduction": "sum"}, "d"),
        ({}, {"factor": -2.0}, "-2"),
        ({"factor": 0.1}, {"factor": 0.3}, "3"),
        ({"factor": 0.5}, {}, "2"),
        ({}, {"reduction": "mean_with_sample_weight"}, "1"),
        ({}, {"dialect": "textbook"}, "1"),
        ({}, {"dialect": "textbook", "reduction": "weighted_mean"}, "1"),
        ({"axis": ()}, {"axis": (), "reduction": "sum"}, "n*d"),
        ({}, {"factor": 0.0}, "0"),
    ],
)
@pytest.mark.parametrize("loss", ["mse", "huber", "kl_standard_normal", "bce"])
def test_reductions_and_factors(loss, a, b, text):
    if loss == "bce" and "dialect" in b:
        return  # the textbook does not clip
    found = proof(make_spec(loss, **a), make_spec(loss, **b))
    assert found.ratio == text


@pytest.mark.parametrize(
    ("loss", "text"), [("rmse", "sqrt(n*d)"), ("sample_rmse", "sqrt(d)"), ("mse", None)]
)
def test_a_factor_comes_out_of_a_root(loss, text):
    found = proof(make_spec(loss), make_spec(loss, inner="sum"))
    expected = {"rmse": "sqrt(n)*sqrt(d)", "sample_rmse": "sqrt(d)", "mse": "d"}[loss]
    assert found.ratio == expected
    assert found.ratio_value == pytest.approx({"rmse": sqrt(12), "sample_rmse": 2, "mse": 4}[loss])


# These line up a tensor with its own transpose, where index notation breaks down; the sum over all
# paths has no rule in the algebra, and neither has sorting.
UNPROVEN = ("multiclass_sparsemax", "multilabel_margin", "ntxent", "circle", "ctc")
UNPROVEN += ("median_absolute_error", "d2_pinball", "d2_absolute_error")


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_loss_is_itself_and_twice_itself(loss, dialect):
    spec = make_spec(loss, dialect=dialect)
    named = {name: array.shape for name, array in random.example(loss, dialect=dialect).items()}
    assert proof(spec, spec, named).kind == "identical"
    double = proof(spec, spec.replace(factor=2.0), named)
    expected = ("unknown", None) if loss in UNPROVEN else ("proportional", "2")
    assert (double.kind, double.ratio) == expected


@pytest.mark.parametrize("weight", [(3,), (3, 1), ()])
def test_weights_of_the_same_kind_cancel(weight):
    named = shapes(3, 4, sample_weight=weight)
    found = proof("mse", make_spec("half_sum_of_squares"), named)
    assert found.ratio == "d/2"


# -------------------------------------------------------------------------- single rules, on graphs

X, T = variable("x", (3, 4)), variable("t", (3, 4))
R, S = variable("r", (4,)), variable("s", ())
LESS = apply("less", X, T)


@pytest.mark.parametrize(
    ("a", "b", "text", "expand"),
    [
        (square(X - T), square(T - X), "1", False),
        (square(X - T), square(X) - 2.0 * X * T + square(T), "1", True),
        (square(X - T), X * X + T * T - (X * T + T * X), "1", True),
        (mean(square(X - T)), mean(square(X)) + mean(square(T)) - 2.0 * mean(X * T), "1", True),
        ((X - T) * (X + T), square(X) - square(T), "1", True),
        (X - T, T - X, "-1", False),
        (absolute(X - T), absolute(T - X), "1", False),
        (absolute(X), absolute(-3.0 * X), "3", False),
        (root(square(X)), absolute(X), "1", False),
        (root(square(X)), root(4.0 * square(X)), "2", False),
        (root(mean(square(X))), root(sum_(square(X))), "sqrt(n)*sqrt(d)", False),
        (exp(X - T), 2.0 * exp(X - T), "2", False),
        (exp(2.0 * X), exp(X + X), "1", False),
        (sum_(sum_(X, 0), 0), sum_(sum_(X, 1), 0), "1", False),
        (mean(X * R), mean(R * mean(X, 0)), "1", False),
        (sum_(X + R), sum_(X) + 3.0 * sum_(R), None, False),
        (sum_(broadcast_like(R, X)), sum_(R), "1/n", False),
        (X / 4.0, X / 2.0, "2", False),
        (X / (2.0 * S), X / S, "2", False),
        (S / (X * 2.0), S / X, "2", False),
        (divide_no_nan(sum_(X), 4.0), sum_(X), "4", False),
        (
            where(LESS, 2.0 * X, 4.0 * T),
            where(LESS, X, 2.0 * T),
            "1/2",
            False,
        ),
        (
            where(LESS, -1.0 * X, 0.0),
            where(LESS, X, 0.0),
            "-1",
            False,
        ),
    ],
)
def test_a_rule_is_applied(a, b, text, expand):
    assert ratio(a, b, expand=expand) == text


def test_an_average_of_a_row_is_counted_once_per_sample():
    # sum over (n, d) of x + r is sum x + n * sum r, with n as a size, not as the number 3.
    n = constant(1.0) * sum_(broadcast_like(constant(1.0), variable("c", (3,))))
    left = sum_(X + R)
    assert ratio(left, sum_(X) + n * sum_(R)) is None  # the 3 of c is no axis of x


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (sum_(square(X)), square(sum_(X))),
        (mean(X) * mean(T), mean(X * T)),
        (absolute(X), X),
        (absolute(X + T), absolute(X) + absolute(T)),
        (root(X + T), root(X) + root(T)),
        (root(square(X) + square(T)), X + T),
        (exp(2.0 * X), exp(X)),
        (exp(X), exp(-X)),
        (apply("sign", X), apply("sign", -X)),
        (where(LESS, X, T), where(apply("less", T, X), X, T)),
        (where(LESS, X, 1.0), where(LESS, 2.0 * X, 1.0)),
        (sum_(X, 0), sum_(X, 1)),
        (sum_(X - expand_dims(mean(X, 1), 1)), sum_(X)),
        (sum_(square(X - mean(X))), sum_(square(X))),
        (S / X, X / S),
        (apply("clip", 2.0 * X, 0.0, 1.0), apply("clip", X, 0.0, 1.0)),
    ],
)
@pytest.mark.parametrize("expand", [False, True])
def test_what_differs_is_never_called_a_multiple(a, b, expand):
    assert ratio(a, b, expand=expand) is None


def test_a_bound_axis_is_not_confused_with_the_same_axis_outside():
    # x * sum(x) over the same axis: the sum's axis is another one than x's own.
    total = sum_(X)
    inner = sum_(X * broadcast_like(total, X))
    assert ratio(inner, square(total)) in ("1", None)
    assert ratio(inner, sum_(square(X))) is None
    assert ratio(inner, sum_(X)) is None
    each = X * expand_dims(sum_(X, 1), 1)
    assert ratio(each, X * expand_dims(mean(X, 1), 1)) == "1/d"
    assert ratio(sum_(each, 1), sum_(square(X), 1)) is None


def test_zero_is_a_multiple_of_everything_and_only_zero_a_multiple_of_zero():
    zero = X - X
    assert ratio(X, zero) == "0"
    assert ratio(zero, zero) == "1"
    assert ratio(zero, X) is None
    for form in (absolute(zero), root(zero), square(zero), sum_(zero), zero / X):
        assert ratio(zero, form) in ("1", None)
    assert ratio(zero, where(LESS, 0.0, 0.0)) == "1"
    assert ratio(zero, 0.0 * X) == "1"


def test_a_tensor_called_inf_is_not_infinity():
    named, infinite = variable("inf", ()), constant(float("inf"))
    assert ratio(S * infinite, S * named) is None


def test_axes_of_length_one_are_named_where_nothing_is_broadcast_against_them():
    column = shapes(5, 1)
    assert proof("mse", make_spec("half_sum_of_squares"), column).ratio == "d/2"
    # y_true's single row is repeated: a plain 1, not the axis n.
    found = proof("mse", "half_sum_of_squares", shapes(5, 4, y_true=(1, 4)))
    assert (found.ratio, dict(found.sizes)) == ("d/2", {"n": 5, "d": 4})
    pair = variable("a", (5, 1)), variable("b", (5, 4))
    assert ratio(sum_(pair[0] * pair[1], 1), mean(pair[0] * pair[1], 1)) == "1/d"
    # The sum of the repeated column counts it d times, its own sum only once.
    assert ratio(sum_(pair[0] + 0.0 * pair[1], 1), 4.0 * sum_(pair[0], 1)) == "4/d"


def test_axes_have_the_letters_of_the_longest_tensor():
    for rank, letters in enumerate(("", "n", "nd", "ntd", "nhwd", "nthwd")):
        names = AxisNames([variable("x", LENGTHS[:rank])])
        assert dict(names.sizes) == dict(zip(letters, LENGTHS, strict=False))
    x, w = variable("x", (3, 4)), variable("w", (3,))
    assert dict(AxisNames([sum_(x), sum_(w)]).sizes) == {"n": 3, "d": 4, "d'": 3}
    six = AxisNames([variable("x", (1, 2, 3, 4, 5, 6))])
    assert list(six.sizes) == ["k0", "k1", "k2", "k3", "k4", "k5"]


def test_a_division_by_a_sum_of_sizes_is_left_unproven():
    count = sum_(broadcast_like(constant(1.0), X)) + 1.0
    with pytest.raises(Unprovable, match="a division by a sum of sizes"):
        Canonical(AxisNames([X / count])).form(X / count)


@pytest.mark.parametrize("choices", [{}, {"inner": "sum"}, {"factor": -2.0}, {"axis": 0}])
@pytest.mark.parametrize("loss", random.PLAIN)
def test_gradients_have_the_ratio_of_their_losses(loss, choices):
    a, b = make_spec(loss), make_spec(loss, **choices)
    slopes = [build(spec, shapes(3, 4)).gradient(spec.entry.arguments[1]) for spec in (a, b)]
    found = proof(a, b).ratio
    if found is not None:
        # A root's slope asks whether anything arrives, which no rule opens: None is right as well.
        rooted = ("root" in loss or "cosine" in loss) and ratio(*slopes) is None
        assert rooted or ratio(*slopes) == found


# ------------------------------------------------------------------------------- where they part


@pytest.mark.parametrize(
    ("a", "b", "step", "whose"),
    [
        (make_spec("mse"), make_spec("mae"), "absolute value", "B"),
        (make_spec("mae"), make_spec("mse"), "square", "B"),
        (make_spec("mse"), make_spec("rmse"), "square root", "B"),
        (make_spec("rmse"), make_spec("sample_rmse"), "mean axis -1", "B"),
        (make_spec("huber"), make_spec("huber", delta=2.0), "step 2 <= 2", "B"),
        (make_spec("bce"), make_spec("bce", dialect="textbook"), "log", "B"),
        (make_spec("mse"), make_spec("mse", reduction="none"), "mean axis -1", "B"),
    ],
)
def test_different_losses_part_at_a_step(a, b, step, whose):
    found = proof(a, b)
    if a.loss == b.loss == "mean_squared_error":
        assert found.kind == "different"  # a vector is no multiple of a number
        return
    assert (found.kind, found.parts_at, found.parts_in) == ("different", step, whose)
    assert found.ratio is None
    assert found.sentence("A", "B") == (
        f"B is no fixed multiple of A: they part at the step '{step}' of {whose}."
    )
    assert found.consequence("A", "B") == ""


def test_a_weighted_mean_is_no_multiple_of_the_mean():
    named = shapes(3, 4, sample_weight=(3,))
    weighted = make_spec("mse", reduction="mean_with_sample_weight")
    found = proof("mse", weighted, named)
    assert (found.kind, found.parts_at) == ("different", "sum")
    assert "sample_weight" in found.steps[0]


def test_a_loss_is_no_multiple_of_nothing():
    found = proof(make_spec("mse", factor=0.0), make_spec("mse"))
    assert found.kind == "different"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([1.0, 2.0, 3.0], [2.0, 4.0, 6.0], True),
        ([1.0, 2.0, 3.0], [2.0, 4.0, 6.1], False),
        ([1.0, 2.0, 0.0], [2.0, 4.0, 1.0], False),  # something times 0
        ([0.0, 0.0], [1.0, 2.0], False),
        ([1.0, 2.0], [0.0, 0.0], True),
        ([0.0, 0.0], [0.0, 0.0], True),
        ([1.0, 2.0, 0.0], [2.0, 4.0, 1e-17], True),  # what rounding left of 0
        ([1.0, 2.0, 1e-17], [2.0, 4.0, 0.0], True),
        ([1.0, np.nan, 3.0], [2.0, 7.0, 6.0], True),  # the first is not defined there
        ([1.0, np.inf], [2.0, 5.0], False),
        ([1.0, np.inf], [2.0, np.inf], True),
        ([], [], True),
    ],
)
def test_when_values_are_multiples_of_others(first, second, expected):
    assert are_multiples(np.array(first), np.array(second)) is expected


@pytest.mark.parametrize("mask", [(3,), (3, 1), ()])
def test_dialects_agree_about_masks_of_zeros_and_ones(mask):
    # True for masks of 0 and 1, whatever the rules can prove: never "different".
    named = shapes(3, 4, mask=mask)
    if mask == (3, 1):
        named = shapes(3, 1, 4, mask=mask)
    found = proof("mse", make_spec("mse", dialect="textbook"), named)
    assert found.kind in ("identical", "unknown")


# ----------------------------------------------------------------------------- edges of the report


def test_nothing_is_proven_of_empty_tensors_but_nothing_breaks():
    for a in ("mean", "sum", "weighted_mean", "none"):
        for b in ("mean", "sum", "weighted_mean", "none"):
            pair = [make_spec("mse", dialect="textbook", reduction=name) for name in (a, b)]
            for shape in ((0, 3), (3, 0), (0,), (2, 0, 3)):
                found = proof(*pair, shapes(*shape))
                assert found.kind == "unknown"
                assert found.sentence("A", "B")
                assert found.consequence("A", "B") == ""


@pytest.mark.parametrize("factor", [1e-300, -1e-300])
def test_a_ratio_beyond_all_floats_is_told(factor):
    for pair in ((factor, 1e300), (1e300, factor)):
        a, b = (make_spec("mse", factor=number) for number in pair)
        found = proof(a, b)
        assert found.kind == "proportional"
        assert found.ratio.lstrip("-") in ("1e+600", "1e-600")
        assert len(found.sentence("A", "B")) < 60
        way = "opposite ways" if factor < 0 else "the same way"
        assert found.consequence("A", "B").startswith(f"The gradients point {way}")


def test_opposite_losses_and_losses_of_nothing():
    opposite = proof("mse", make_spec("mse", factor=-1.0))
    assert opposite.consequence("A", "B").startswith("The gradients point opposite ways; B's is -1")
    nothing = proof("mse", make_spec("mse", factor=0.0))
    assert nothing.sentence("A", "B") == "B = 0 * A for every input."
    assert nothing.consequence("A", "B") == "B is 0 everywhere, so nothing can be learned from it."
    same = proof("mse", make_spec("mse", axis=0))
    assert same.consequence("A", "B") == "The gradients are the same as well."


def test_a_missing_tensor_is_named():
    with pytest.raises(TypeError, match="mean_squared_error needs the tensor y_pred"):
        compare_specs(make_spec("mse"), make_spec("mse"), {"y_true": (2, 3)})


def test_a_tensor_lined_up_with_its_transpose_is_never_claimed():
    # Keras squeezes (4,) against (4, 1), the textbook broadcasts to (4, 4).
    named = {"y_true": (4,), "y_pred": (4, 1)}
    found = proof("mse", make_spec("mse", dialect="textbook"), named)
    assert found.kind in ("different", "unknown")
    square_matrix = variable("x", (4, 4))
    with pytest.raises(Unprovable, match="its own transpose"):
        AxisNames([square_matrix * sum_(square_matrix, 1)])
