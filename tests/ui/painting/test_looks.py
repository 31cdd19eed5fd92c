"""What a panel looks like is decided by numbers that can be shown."""

import numpy as np

from cnnviz.engine.pooling import MaxPool2D
from cnnviz.traces.pooling_scene import PoolingScene
from cnnviz.ui.painting.looks import Look
from cnnviz.ui.theme import LIGHT


def test_the_empty_padding_of_max_pooling_leaves_the_numbers_beside_it_readable() -> None:
    image = np.array([[[0.5, 1.0], [0.25, 0.0]]], np.float32)
    bare, empty = (PoolingScene(MaxPool2D(3, 1, padding), np.tile(image, (1, 2, 2))) for padding in (0, 1))
    cell = 40.0
    plans = [
        Look(scene.panel("input"), LIGHT, cell, scene.values("input")[0]).plan for scene in (bare, empty)
    ]  # the border is minus infinity
    assert plans[0] is not None
    assert plans[0] == plans[1]
