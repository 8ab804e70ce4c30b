from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from lossgui.core.proof import Comparison
from lossgui.ui.steps.alignment import aligned, first_difference


@dataclass(frozen=True)
class Step:
    name: str
    shape: tuple[int, ...] = (3,)


def steps(*names):
    return [Step(name) for name in names]


A = steps("subtract", "square", "mean axis -1", "sum", "÷ n")
B = steps("subtract", "square", "sum axis -1", "× 0.5", "sum", "÷ n")


def test_equal_steps_stand_under_one_another():
    assert aligned(A, B) == [(0, 0), (1, 1), (2, 2), (None, 3), (3, 4), (4, 5)]


def test_the_same_name_with_another_shape_is_another_step():
    pairs = aligned([Step("square", (3, 3))], [Step("square", (3,))])
    assert first_difference([Step("square", (3, 3))], [Step("square", (3,))], pairs) == 0


@given(*[st.lists(st.sampled_from("abcd"), max_size=12)] * 2)
def test_every_step_appears_once_and_in_order(first, second):
    first, second = steps(*first), steps(*second)
    pairs = aligned(first, second)
    for side, stages in enumerate((first, second)):
        indices = [pair[side] for pair in pairs if pair[side] is not None]
        assert indices == list(range(len(stages)))


def test_losses_part_at_the_first_unequal_pair():
    assert first_difference(A, B, aligned(A, B)) == 2
    assert first_difference(A, A, aligned(A, A)) is None


def test_the_proof_says_better_where_they_part():
    comparison = Comparison("different", parts_at="× 0.5", parts_in="B")
    assert first_difference(A, B, aligned(A, B), comparison) == 3
    comparison = Comparison("different", parts_at="sum", parts_in="A")
    assert first_difference(A, B, aligned(A, B), comparison) == 4
