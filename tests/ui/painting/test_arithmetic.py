"""The arithmetic shows every term, keeps it in its place and writes down what adds up."""

import re

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnviz.engine.geometry import Window2D
from cnnviz.traces.convolution import ConvolutionFrame, ConvolutionSetup, ConvolutionTrace
from cnnviz.ui.painting.arithmetic import arithmetic_text, lay_out_terms, weight_text


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


@pytest.mark.parametrize(
    ("weight", "decimals", "text"), [(2.0, 2, "2"), (-1.0, 2, "(−1)"), (0.125, 2, "0.12"), (-0.5, 1, "(−0.5)")]
)
def test_a_factor_is_bracketed_where_it_is_negative(weight: float, decimals: int, text: str) -> None:
    assert weight_text(weight, decimals) == text
