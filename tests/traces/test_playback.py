"""Playback knows no clock: time is handed in, frames come out."""

import pytest

from cnnviz.traces.playback import FASTEST, SLOWEST, Playback


def test_many_frames_go_by_at_once_when_a_refresh_takes_long() -> None:
    assert Playback(1000, speed=120, playing=True).advance(0.5).position == 60


def test_parts_of_a_frame_are_kept_until_they_make_a_whole_one() -> None:
    state = Playback(100, speed=10, playing=True)
    for _ in range(25):
        state = state.advance(0.016)
    assert state.position == 4


def test_whole_rows_go_by_when_a_step_is_a_row() -> None:
    state = Playback(240_000, position=7, speed=120, playing=True, stride=600)
    for _ in range(64):
        state = state.advance(1 / 64)
    assert state.position == 7 + 120 * 600
    assert state.advance(60) == Playback(240_000, position=239_999, speed=120, stride=600)


def test_a_loop_of_rows_stays_in_its_column() -> None:
    state = Playback(100, position=83, speed=10, playing=True, loop=True, stride=10).advance(0.3)
    assert (state.position, state.playing) == (13, True)


def test_steps_by_hand_do_not_know_of_rows() -> None:
    state = Playback(100, position=50, stride=10)
    assert state.moved(1).position == 51 and state.rows_moved(-5).position == 45


def test_it_stops_at_the_last_frame() -> None:
    state = Playback(10, position=8, speed=10, playing=True).advance(5)
    assert (state.position, state.playing) == (9, False)


def test_a_loop_begins_again() -> None:
    state = Playback(10, position=8, speed=10, playing=True, loop=True).advance(0.4)
    assert (state.position, state.playing) == (2, True)


def test_play_at_the_end_starts_from_the_beginning() -> None:
    assert Playback(10, position=9).toggled() == Playback(10, position=0, playing=True)


def test_a_single_frame_does_not_play() -> None:
    assert not Playback(1).toggled().playing


@pytest.mark.parametrize(("position", "expected"), [(-5, 0), (3, 3), (50, 9)])
def test_a_position_outside_becomes_the_nearest_inside(position: int, expected: int) -> None:
    assert Playback(10).at(position).position == expected


def test_a_step_by_hand_pauses() -> None:
    state = Playback(10, playing=True).moved(1)
    assert (state.position, state.playing) == (1, False)


def test_speed_stays_within_its_bounds() -> None:
    assert Playback(10, speed=100).faster(20).speed == FASTEST
    assert Playback(10, speed=1).faster(-20).speed == SLOWEST


def test_what_is_paused_stays_where_it_is() -> None:
    assert Playback(10, position=4).advance(100).position == 4
