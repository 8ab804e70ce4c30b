import typing

import pytest

from lossgui.backends.catalogue import find_worker
from lossgui.backends.check import Check, CheckStatus
from lossgui.core.spec import make_spec
from lossgui.ui.crosscheck import CHECKING
from lossgui.ui.losses.badge import Shape, all_texts, badge_of, other_badges
from lossgui.ui.questions import NOT_CHECKED
from lossgui.ui.theme import DARK, LIGHT

STATES = [
    CHECKING,
    NOT_CHECKED,
    *(
        Check(status, "The sentence.")
        for status in typing.get_args(CheckStatus)
        if status != "cancelled"
    ),
]


def test_every_state_has_a_sign_and_a_text_of_its_own():
    badges = [badge_of(state) for state in STATES]
    assert len({badge.text for badge in badges}) == len(STATES)
    assert len({badge.shape for badge in badges}) == len(STATES)


def test_the_column_has_room_for_every_text():
    for state in [*STATES, Check("cancelled", "Stopped.")]:
        assert badge_of(state).text in all_texts()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_colour_is_one_of_the_theme(theme):
    for state in STATES:
        assert getattr(theme, badge_of(state).colour).startswith("#")


def test_the_tooltip_has_their_number_the_tolerance_and_its_reason():
    check = Check(
        "agrees",
        "Keras agrees.",
        agrees=True,
        ours=0.5,
        theirs=0.25,
        tolerance=1.234567e-6,
        reason="Ten roundings of float32.",
    )
    tooltip = badge_of(check).tooltip
    for part in ("Keras agrees.", "0.25", "0.5", "1.23e-06", "Ten roundings of float32."):
        assert part in tooltip


def test_what_both_refuse_is_said_to_be_refused():
    check = Check("agrees", "Agrees: both refuse.", agrees=True)
    assert badge_of(check).text == "refuses"
    assert badge_of(check).text in all_texts()


def test_other_frameworks_are_named_and_those_not_asked_are_counted():
    spec = make_spec("mse", dialect="torch-2")
    tick = Check("agrees", "Agrees.", agrees=True, ours=0.5, theirs=0.5, framework="PyTorch")
    torch, optax = find_worker("torch"), find_worker("optax")
    badges = other_badges([(torch, spec, tick), (optax, spec, NOT_CHECKED)])
    assert [badge.text for badge in badges] == ["Torch", "+1"]
    assert badges[0].shape is Shape.TICK
    assert "PyTorch, asked as PyTorch 2:" in badges[0].tooltip
    assert "JAX / optax" in badges[1].tooltip
    differs = Check("disagrees", "No.", agrees=False, framework="PyTorch")
    assert other_badges([(torch, spec, differs)])[0].text == "Torch differs"


def test_the_first_difference_is_named():
    check = Check("disagrees", "No.", theirs=1.0, ours=2.0, first_difference="square at [0, 1]")
    assert "square at [0, 1]" in badge_of(check).tooltip


def test_without_an_answer_the_tooltip_is_the_sentence():
    assert badge_of(Check("failed", "It broke off.")).tooltip == "It broke off."


def test_the_tooltip_of_a_missing_framework_leads_to_another_python():
    said = badge_of(Check("missing", "TensorFlow is not installed.")).tooltip
    assert said == "TensorFlow is not installed.\nA double-click chooses another Python."
