"""Bars say what the network reads, in numbers and words as well as lengths."""

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from cnnviz.ui.theme import LIGHT
from cnnviz.ui.widgets.bars import ProbabilityBars

NAMES = tuple("0123456789")


@pytest.fixture
def bars(qtbot: QtBot) -> ProbabilityBars:
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    bars.resize(250, 200)
    bars.show()
    return bars


def length(image: QImage, row: int) -> int:
    """Pixels of the bar of a row that are neither track nor ground."""
    plain = {LIGHT.padding.name(), LIGHT.panel.name(), image.pixelColor(249, 0).name()}
    return sum(image.pixelColor(x, 20 * row + 10).name() not in plain for x in range(20, 185))


def tag_ink(image: QImage, row: int) -> int:
    """Pixels written on where the word for the true class stands."""
    ground = image.pixelColor(249, 0)
    return sum(image.pixelColor(x, y) != ground for x in range(226, 250) for y in range(20 * row, 20 * row + 20))


def test_a_bar_is_as_long_as_its_share(qtbot: QtBot, bars: ProbabilityBars) -> None:
    shares = np.zeros(10)
    shares[3], shares[8] = 0.8, 0.2
    bars.show_probabilities(NAMES, shares)
    image = bars.grab().toImage()
    assert length(image, 3) == pytest.approx(4 * length(image, 8), rel=0.15)
    assert length(image, 0) <= 3


def test_the_rows_tell_class_and_percentage(bars: ProbabilityBars) -> None:
    shares = np.full(10, 0.01)
    shares[4] = 0.91
    bars.show_probabilities(NAMES, shares, 4)
    assert bars.rows()[4] == ("4", "91.0 %")
    assert len(bars.rows()) == 10
    assert "4: 91.0 %" in bars.accessibleDescription()


def test_of_many_classes_the_ten_likeliest_are_shown_in_order(bars: ProbabilityBars) -> None:
    shares = np.arange(100) / np.arange(100).sum()
    bars.show_probabilities([f"class {index}" for index in range(100)], shares)
    assert [name for name, _ in bars.rows()] == [f"class {index}" for index in range(99, 89, -1)]


def test_the_true_class_is_named_beside_its_bar(qtbot: QtBot, bars: ProbabilityBars) -> None:
    shares = np.full(10, 0.1)
    bars.show_probabilities(NAMES, shares)
    without = bars.grab().toImage()
    bars.show_probabilities(NAMES, shares, 6)
    with_truth = bars.grab().toImage()
    assert tag_ink(with_truth, 6) > tag_ink(with_truth, 5) + 20
    assert without != with_truth


def test_a_share_is_never_written_as_nothing_or_everything_that_it_is_not(bars: ProbabilityBars) -> None:
    shares = np.full(10, 1e-6)
    shares[7] = 1 - shares[:9].sum()
    bars.show_probabilities(NAMES, shares)
    assert bars.rows()[7] == ("7", ">99.9 %") and bars.rows()[0] == ("0", "<0.1 %")
    assert "Class 7: 99.99910 %" in bars.explanation(7.5 * 20)


def test_of_many_classes_it_is_said_that_some_are_missing(bars: ProbabilityBars) -> None:
    bars.show_probabilities([f"class {index}" for index in range(15)], np.full(15, 1 / 15))
    assert "10 likeliest of 15" in bars.explanation(500)


def test_what_would_look_the_same_is_not_painted_again(qtbot: QtBot, bars: ProbabilityBars) -> None:
    painted: list[bool] = []
    bars.paintEvent = lambda event: painted.append(True)  # type: ignore[method-assign]
    shares = np.full(10, 1e-6)
    shares[7] = 1 - shares[:9].sum()
    bars.show_probabilities(NAMES, shares)
    qtbot.waitUntil(lambda: len(painted) > 0)
    painted.clear()
    bars.show_probabilities(NAMES, np.roll(shares, 0) * (1 - 1e-7))
    qtbot.wait(30)
    assert not painted
    bars.show_probabilities(NAMES, shares, 7)
    qtbot.waitUntil(lambda: len(painted) > 0)
