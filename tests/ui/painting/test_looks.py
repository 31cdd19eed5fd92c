"""What a panel looks like is decided by numbers that can be shown."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from cnnviz.engine.pooling import MaxPool2D
from cnnviz.traces.pooling_scene import PoolingScene
from cnnviz.traces.scene import Panel
from cnnviz.ui.painting.colours import colour_at, magnitude_scale
from cnnviz.ui.painting.looks import Look
from cnnviz.ui.theme import DARK, LIGHT, Theme


def test_the_empty_padding_of_max_pooling_leaves_the_numbers_beside_it_readable() -> None:
    image = np.array([[[0.5, 1.0], [0.25, 0.0]]], np.float32)
    bare, empty = (PoolingScene(MaxPool2D(3, 1, padding), np.tile(image, (1, 2, 2))) for padding in (0, 1))
    cell = 40.0
    plans = [
        Look(scene.panel("input"), LIGHT, cell, scene.values("input")[0]).plan for scene in (bare, empty)
    ]  # the border is minus infinity
    assert plans[0] is not None
    assert plans[0] == plans[1]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_maps_that_cannot_be_negative_have_the_colours_of_magnitudes(theme: Theme) -> None:
    panel = Panel("input", "", "input", "in", 1, 1, 3, "fixed", "magnitudes", 0.0, 2.0)
    values = np.array([[0.0, 1.0, 2.0]], np.float32)
    painted = Look(panel, theme, 40.0, values).painted(values, 0).colours
    scale = magnitude_scale(theme)
    assert [QColor(int(colour)).name() for colour in painted[0]] == [
        colour_at(value, 2.0, scale).name() for value in (0.0, 1.0, 2.0)
    ]
    assert Look(panel, theme, 40.0, values).text(0.0) == "0"
