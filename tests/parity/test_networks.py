"""Whole networks beside PyTorch's: chains and graphs drawn at random, and those that the program knows by name."""

from typing import Any

import numpy as np
import pytest

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.network import Network
from tests.parity.agreement import TOLERANCES, Results, assert_all_close
from tests.parity.graphs import our_slopes, their_slopes, torch_twin
from tests.parity.random_networks import random_network


def compare(network: Network, seed: int, dtype: np.dtype[Any], training: bool, batch: int) -> tuple[Results, Results]:
    """Output and all slopes, of ours and of the twin."""
    rng = np.random.default_rng(seed)
    images = rng.standard_normal((batch, *network.input_shape)).astype(dtype)
    upstream = rng.standard_normal((batch, *network.output_shape)).astype(dtype)
    ours = network.copy(dtype)
    theirs = their_slopes(torch_twin(ours, dtype), images, upstream, training)
    return our_slopes(ours, images, upstream, training), theirs


@pytest.mark.parametrize("seed", range(100))
@pytest.mark.parametrize("form", ["chain", "graph"])
def test_random_networks_agree(form: str, seed: int) -> None:
    network = random_network(seed, graph=form == "graph")
    print(*network.nodes, sep="\n")  # shown where it fails
    for dtype in TOLERANCES:
        assert_all_close(*compare(network, seed, dtype, training=bool(seed % 2), batch=3 + seed % 3))


@pytest.mark.parametrize("training", [False, True], ids=["used", "taught"])
@pytest.mark.parametrize("name", sorted(NETWORKS.keys() - {"vgg16"}))
def test_networks_by_name_agree(name: str, training: bool) -> None:
    """In float32 only outputs: one of a million numbers lies so near a kink that its slope is a coin's toss."""
    network = NETWORKS[name].build(np.random.default_rng(1))
    for dtype in TOLERANCES:
        ours, theirs = compare(network, 1, dtype, training, batch=4)
        parts = ["output"] if dtype == np.float32 else list(theirs)
        assert_all_close({part: ours[part] for part in parts}, {part: theirs[part] for part in parts})
