"""The legend can be read at every place, and says what its colours mean."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from cnnviz.ui.inspect.maps.legend import Legend


@pytest.fixture
def legend(qtbot: QtBot) -> Legend:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.resize(240, 26)
    legend.show()
    return legend


@pytest.mark.parametrize(("colours", "ends"), [
    ("activations", ("−4", "+4")), ("weights", ("−4", "+4")), ("magnitudes", ("0", "4")), ("grey", ("0", "4")),
])  # fmt: skip
def test_the_ends_are_those_of_the_scale(legend: Legend, colours: str, ends: tuple[str, str]) -> None:
    legend.show_scale(colours, 4.0)
    assert legend.ends() == ends
    assert all(end in legend.explanation() for end in ends)


def test_a_place_of_the_bar_is_read_as_the_number_whose_colour_it_has(legend: Legend) -> None:
    legend.show_scale("activations", 4.0)
    legend.grab()
    left, right = legend._bar.left(), legend._bar.right()
    assert legend.value_at(left) == "−4.000" and legend.value_at(right + 50) == "4.000"
    assert legend.value_at((left + right) / 2) == "0.000"
    legend.show_scale("magnitudes", 4.0)
    assert legend.value_at((left + right) / 2) == "2.000"


def test_with_a_range_for_every_map_the_bar_tells_parts_of_it(legend: Legend) -> None:
    legend.show_scale("activations", None)
    legend.grab()
    assert legend.value_at(legend._bar.right()) == "100 % of its own max"


def test_pointing_at_the_bar_tells_the_number(qtbot: QtBot, legend: Legend) -> None:
    legend.show_scale("weights", 1.0)
    legend.grab()
    qtbot.mouseMove(legend, QPoint(10, 13))
    qtbot.mouseMove(legend, legend._bar.center().toPoint())
    qtbot.waitUntil(lambda: QToolTip.text().startswith(("0.0", "−0.0")))
