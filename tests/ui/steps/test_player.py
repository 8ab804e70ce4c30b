import numpy as np
import pytest
from PySide6.QtCore import QTimer

from lossgui.core.spec import make_spec
from lossgui.ui.steps.player import PLAY_INTERVAL, Player


@pytest.fixture
def player(studio, selection):
    player = Player(studio, selection)
    player.first()
    yield player
    player.stop()
    player.deleteLater()


def test_a_step_into_goes_to_the_next_step_and_stays_at_the_end(player, selection):
    visited = [selection.stage]
    for _ in range(6):
        player.step_into()
        visited.append(selection.stage)
    assert visited == [0, 1, 2, 3, 4, 4, 4]


def test_a_step_over_goes_to_the_next_reduction_or_to_the_end(player, selection):
    visited = []
    for _ in range(4):
        player.step_over()
        visited.append(selection.stage)
    assert visited == [2, 3, 4, 4]  # mean axis -1, sum, ÷ n


def test_a_step_back_stops_at_the_start(player, selection):
    player.last()
    player.step_back()
    assert selection.stage == 3
    player.first()
    player.step_back()
    assert selection.stage == 0


def test_a_loss_with_fewer_steps_takes_its_last_one(player, studio, selection, ident):
    selection.select_loss(ident("B"))
    player.last()
    assert selection.stage == 5
    selection.select_loss(ident("A"))
    assert selection.stage == 4


def test_the_step_stays_in_range_when_the_loss_changes(player, studio, selection, ident):
    player.last()
    studio.session.set_spec(ident("A"), make_spec("mse", reduction="none"))
    assert selection.stage == len(player.stages) - 1 == 2


def test_a_loss_without_a_value_keeps_the_choice(player, studio, selection):
    player.step_over()
    studio.session.set_tensor("y_true", np.zeros((2, 4)))
    player.step_into()
    player.toggle_play()
    assert not player.playing
    assert player.stages == ()
    studio.session.undo()
    assert selection.stage == 2


def test_without_a_loss_nothing_moves(player, studio, selection):
    for row in studio.session.state.losses:
        studio.session.remove_loss(row.ident)
    player.step_into()
    player.last()
    player.toggle_play()
    assert selection.stage is None
    assert not player.playing


def quicken(player):
    timer = player.findChild(QTimer)
    assert timer.interval() == PLAY_INTERVAL == 1200
    timer.setInterval(1)


def test_play_goes_to_the_end_and_stops(player, selection, qtbot):
    quicken(player)
    visited = []
    selection.stage_changed.connect(visited.append)
    with qtbot.waitSignals([player.playing_changed, player.playing_changed]) as told:
        player.toggle_play()
    assert visited == [1, 2, 3, 4]
    assert [event.args for event in told.all_signals_and_args] == [[True], [False]] or (
        not player.playing
    )


def test_play_at_the_end_starts_again(player, selection, qtbot):
    quicken(player)
    player.last()
    player.toggle_play()
    assert selection.stage == 0
    qtbot.waitUntil(lambda: not player.playing)
    assert selection.stage == 4


def test_play_can_be_stopped(player, selection):
    player.toggle_play()
    assert player.playing
    player.toggle_play()
    assert not player.playing
    assert selection.stage == 0


def test_another_loss_stops_playing(player, selection, ident):
    player.toggle_play()
    selection.select_loss(ident("B"))
    assert not player.playing


def test_one_edit_while_playing_does_not_stop_it(player, studio):
    player.toggle_play()
    studio.session.set_cells("y_pred", (0, 0), 0.5)
    assert player.playing
