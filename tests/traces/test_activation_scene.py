"""An activation is shown number by number, as the engine computes it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cnnviz.engine.activations import ELU, Activation, LeakyReLU, ReLU, Sigmoid, Softplus, Tanh
from cnnviz.traces.activation_scene import ActivationScene
from cnnviz.traces.origin import Origin
from cnnviz.traces.scene import Edit, Place, Scene

Values = npt.NDArray[np.floating[Any]]


@pytest.mark.parametrize("layer", [ReLU(), LeakyReLU(0.3), ELU(), Sigmoid(), Tanh(), Softplus()], ids=repr)
def test_the_frames_together_are_the_engines_output(layer: Activation, check_parts: Callable[[Scene], None]) -> None:
    image = np.random.default_rng(2).standard_normal((2, 3, 4)).astype(np.float32)
    expected = layer(image[None])[0]
    scene = ActivationScene(layer, image, origin=Origin(is_maps=True))
    for index, position in enumerate(np.ndindex(*expected.shape)):
        frame = scene.frame(index)
        assert (frame.sum.kind, frame.position) == ("point", position)
        assert frame.sum.groups[0].left.tolist() == [image[position]]
        assert frame.sum.outcome == expected[position]
        assert scene.index_at(Place("input", *position), frame) == index
    check_parts(scene)


def test_a_number_is_linked_to_what_becomes_of_it_alone() -> None:
    image = np.array([[[-1.5, 2.0]]], np.float32)
    scene = ActivationScene(ReLU(), image)
    frame = scene.frame(1)
    assert [light[:4] for light in scene.links(Place("output", 0, 0, 1), frame)] == [
        ("input", 0, [0], [1]), ("output", 0, [0], [1]),
    ]  # fmt: skip
    assert scene.describe(Place("output", 0, 0, 0), frame) == "ReLU of −1.5000 at (0, 0) = 0.0000"
    assert scene.describe(Place("input", 0, 0, 1), frame).startswith("Input (0, 1) = 2.0000; lit:")
    assert scene.edit_at(Place("input", 0, 0, 0), frame) == Edit("image", (0, 0, 0), -1.5)
    assert scene.edit_at(Place("output", 0, 0, 0), frame) is None
