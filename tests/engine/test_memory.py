"""How many bytes the engine asks for: patch columns are laid out a few rows at a time, never for a whole batch."""

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.arrays import Array
from cnnviz.engine.batch_gradients import BatchGradients
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.losses import ChosenLoss, cross_entropy
from cnnviz.engine.network import Network
from cnnviz.engine.optimizers import Adam
from cnnviz.engine.team import Team
from cnnviz.engine.workspace import Workspace

MEGABYTE = 10**6


def most_bytes(action: Callable[[], object]) -> int:
    """The most that was allocated at one time while `action` ran; NumPy tells tracemalloc of its arrays."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        action()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def digits(count: int) -> tuple[Array, Array]:
    rng = np.random.default_rng(0)
    return rng.random((count, 1, 28, 28), np.float32), rng.integers(0, 10, count)


def test_a_pass_of_a_thousand_pictures_needs_little_more_than_its_maps() -> None:
    """The maps and their slopes take 130 MB; the columns of both convolutions at once would take 54 MB more."""
    network = NETWORKS["lenet5"].build(0)
    images, labels = digits(1024)

    def both_ways() -> None:
        tape = network.forward(images, Workspace())
        network.backward(tape, cross_entropy(tape.output, labels)[1], by_input=False)

    assert most_bytes(both_ways) < 165 * MEGABYTE


@pytest.mark.parametrize("cores", [1, 2])
def test_a_training_step_of_a_thousand_pictures_needs_no_more_than_its_parts(cores: int) -> None:
    """All maps and slopes at once would take 130 MB; a part takes 25 at most, and each core has one.

    Here all are computed by this process: others would not be started for the first batches of a run.
    """
    network, optimizer = NETWORKS["lenet5"].build(0), Adam()
    images, labels = digits(1024)
    with BatchGradients(network, ChosenLoss(), cores) as slopes:

        def step() -> None:
            optimizer.step(network.parameters, slopes(images, labels, np.random.default_rng(0)).gradients)

        assert most_bytes(step) < 40 * MEGABYTE * cores
        assert most_bytes(step) < 5 * MEGABYTE  # everything large is kept


def test_a_convolution_of_vgg16_needs_little_more_than_its_maps() -> None:
    """Input, border and output take 39 MB; all columns at once would take 116 MB more."""
    network = Network([("conv", Conv2D(64, 64, 3, padding=1, rng=np.random.default_rng(0)))], (64, 224, 224))
    image = np.random.default_rng(0).random((1, 64, 224, 224), np.float32)
    assert most_bytes(lambda: network.forward(image, Workspace())) < 60 * MEGABYTE
    with Team(2) as team:
        assert most_bytes(lambda: network.forward(image, Workspace(team))) < 60 * MEGABYTE
