"""The exported picture: title, panels and arithmetic, in any size and theme."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from cnnviz.ui.export.board import Look
from cnnviz.ui.export.changes import rgb_of
from cnnviz.ui.export.pictures import magnification
from cnnviz.ui.theme import DARK, LIGHT
from tests.ui.export.boards import board

WORDS = ("three", "--padding", "1")


@pytest.fixture(autouse=True)
def an_application(qtbot: QtBot) -> None:
    """Painting needs one."""


@pytest.mark.parametrize(("theme", "ground"), [("light", LIGHT.panel), ("dark", DARK.panel)])
def test_the_ground_is_that_of_the_theme(theme: str, ground: object, qtbot: QtBot) -> None:
    pixels = rgb_of(board(*WORDS, theme=theme).pixels(0))
    assert pixels[0, 0].tolist() == [ground.red(), ground.green(), ground.blue()]  # type: ignore[attr-defined]
    assert pixels[-1, -1].tolist() == pixels[0, 0].tolist()


@pytest.mark.parametrize("size", [(800, 450), (1280, 720), (1920, 1080), (500, 900)])
def test_a_step_changes_little_and_something(size: tuple[int, int]) -> None:
    painted = board(*WORDS, width=size[0], height=size[1])
    before, after = painted.pixels(40), painted.pixels(41)
    assert before.shape == (size[1], size[0])
    assert 0 < (before != after).mean() < 0.2


def test_the_same_frame_is_the_same_picture_whatever_came_before() -> None:
    one, other = board(*WORDS), board(*WORDS)
    other.pixels(70)
    other.pixels(3)
    assert np.array_equal(one.pixels(25), other.pixels(25))


def test_title_place_and_arithmetic_are_said() -> None:
    painted = board(*WORDS, "--stride", "2", width=1280, height=720, decimals=3)
    said = painted.svg(12).decode()
    frame = painted.scene.frame(12)
    assert "Convolution · Sobel x · stride 2 · padding 1" in said
    assert f"frame 13 / {painted.scene.length}" in said and frame.sum.title in said
    assert f"{abs(frame.sum.outcome):.3f}" in said


def test_terms_that_find_no_room_are_counted() -> None:
    painted = board("house", "--size", "12", "--kernel", "box", "--kernel-size", "11")
    assert "more lines, which are in the sum too" in painted.svg(0).decode()


def test_the_look_of_the_page_is_kept() -> None:
    usual = board(*WORDS).pixels(5)
    assert (board(*WORDS, look=Look(identity=True)).pixels(5) != usual).any()
    assert (board("house", look=Look(zoom=3.0)).pixels(5) != board("house").pixels(5)).any()


def test_a_zoomed_view_follows_the_film() -> None:
    painted = board("house", "--size", "40", "--colour", "grey", look=Look(zoom=4.0))
    first, last = painted.pixels(0), painted.pixels(painted.scene.length - 1)
    still = board("house", "--size", "40", "--colour", "grey", look=Look(zoom=4.0))
    assert np.array_equal(still.pixels(painted.scene.length - 1), last)
    assert (first != last).mean() > 0.1  # another part of the picture is seen


@given(st.integers(320, 3840), st.integers(180, 2160), st.floats(0.4, 2.5))
def test_everything_grows_by_quarters(width: int, height: int, text: float) -> None:
    times = magnification(width, height, text)
    assert times >= 0.25 and 4 * times == round(4 * times)


def test_larger_text_is_larger() -> None:
    usual, large = board(*WORDS, width=1280, height=720), board(*WORDS, width=1280, height=720, text=2.0)
    for painted, times in ((usual, magnification(1280, 720)), (large, magnification(1280, 720, 2.0))):
        scales = set(re.findall(r'transform="matrix\(([\d.]+),0,0,', painted.svg(0).decode()))
        assert scales == {f"{times:g}"}
    assert magnification(1280, 720, 2.0) > magnification(1280, 720)
