"""The arithmetic shows every term, keeps it in its place and writes down what adds up."""

import re

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnviz.engine.geometry import Window2D
from cnnviz.traces.convolution import ConvolutionFrame, ConvolutionSetup, ConvolutionTrace
from cnnviz.ui.numbers import number
from cnnviz.ui.painting.arithmetic import (
    adds_up,
    arithmetic_text,
    channel_sign,
    lay_out_terms,
    total_sign,
    value_characters,
    value_text,
    weight_text,
)


def frame_of(channels: int, kernel: tuple[int, int]) -> ConvolutionFrame:
    rng = np.random.default_rng(0)
    setup = ConvolutionSetup(
        rng.random((channels, 12, 12)).astype(np.float32),
        rng.standard_normal((1, channels, *kernel)).astype(np.float32),
        np.array([0.5], np.float32),
        Window2D.of(kernel),
    )
    return ConvolutionTrace(setup).frame(1)


@pytest.mark.parametrize(("channels", "kernel"), [(1, (3, 3)), (3, (3, 3)), (3, (11, 11)), (1, (1, 1)), (1, (2, 9))])
@pytest.mark.parametrize("width", [300, 860])
def test_every_term_has_a_place_inside_the_width(
    qtbot: QtBot, channels: int, kernel: tuple[int, int], width: int
) -> None:
    weights = frame_of(channels, kernel).weights
    layout = lay_out_terms(weights, 4, 2, width)
    terms = [term for line in layout.lines for term in line]
    assert [(term.channel, term.cell) for term in terms] == list(np.ndindex(channels, kernel[0] * kernel[1]))
    assert all(term.x + term.width <= width for term in terms)
    assert all(len({term.channel for term in line}) == 1 for line in layout.lines)


@pytest.mark.parametrize("channels", [1, 3])
def test_the_copied_terms_add_up_to_the_copied_result(channels: int) -> None:
    frame = frame_of(channels, (3, 3))
    text = arithmetic_text(frame, ("red", "green", "blue")[:channels], 7).replace("−", "-")
    number = r"\(?(-?\d+\.\d+)\)?"
    terms = re.findall(rf"{number}·{number}", text)
    assert len(terms) == 9 * channels
    result = float(text.rsplit("= ", 1)[1])
    assert sum(float(a) * float(b) for a, b in terms) + 0.5 == pytest.approx(result, rel=1e-5, abs=1e-5)


def thirds() -> ConvolutionFrame:
    """Three thirds make 1, but 0.33 + 0.33 + 0.33 is 0.99."""
    image = np.full((1, 1, 3), 1 / 3, np.float32)
    setup = ConvolutionSetup(image, np.ones((1, 1, 1, 3), np.float32), np.zeros(1, np.float32), Window2D.of((1, 3)))
    return ConvolutionTrace(setup).frame(0)


@pytest.mark.parametrize(("decimals", "sign"), [(0, "≈"), (2, "≈"), (4, "≈"), (5, "="), (7, "=")])
def test_what_does_not_add_up_as_it_is_written_is_not_called_equal(decimals: int, sign: str) -> None:
    frame = thirds()
    assert channel_sign(frame, 0, decimals) == sign
    assert adds_up(frame, decimals) is (sign == "=")
    assert f" {sign} {number(1, decimals)}\n" in arithmetic_text(frame, ("",), decimals)


def test_the_total_is_checked_too() -> None:
    image, kernel = np.full((3, 1, 1), 0.4, np.float32), np.ones((1, 3, 1, 1), np.float32)
    frame = ConvolutionTrace(ConvolutionSetup(image, kernel, np.zeros(1, np.float32), Window2D.of(1))).frame(0)
    assert (total_sign(frame, 0), total_sign(frame, 1)) == ("≈", "=")


def test_a_negative_value_stands_in_brackets_and_is_reckoned_with() -> None:
    assert value_text(-10.25, 2) == "(−10.25)"
    assert value_characters(-10.25, 255, 2) == len("(−10.25)")


@pytest.mark.parametrize(
    ("weight", "decimals", "text"), [(2.0, 2, "2"), (-1.0, 2, "(−1)"), (0.125, 2, "0.12"), (-0.5, 1, "(−0.5)")]
)
def test_a_factor_is_bracketed_where_it_is_negative(weight: float, decimals: int, text: str) -> None:
    assert weight_text(weight, decimals) == text
