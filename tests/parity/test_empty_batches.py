"""A batch of no pictures: nothing comes out, and the slopes by the weights are zero.

PyTorch forgets some of its checks then; only settings that can be are tried.
"""

import dataclasses
from itertools import islice

import numpy as np
import pytest

from cnnviz.engine.architectures import NETWORKS
from tests.parity.agreement import compare
from tests.parity.test_settings import SETTINGS, is_possible

KINDS = sorted({setting.kind for setting in SETTINGS})


@pytest.mark.parametrize("kind", KINDS)
def test_layers_agree_on_no_pictures(kind: str) -> None:
    possible = (setting for setting in SETTINGS if setting.kind == kind and is_possible(setting))
    for setting in islice(possible, 10):
        compare(dataclasses.replace(setting, shape=(0, *setting.shape[1:])))


@pytest.mark.parametrize("name", sorted(NETWORKS.keys() - {"vgg16"}))
def test_networks_give_no_scores_for_no_pictures(name: str) -> None:
    network = NETWORKS[name].build(0)
    tape = network.forward(np.zeros((0, *network.input_shape), np.float32))
    assert tape.output.shape == (0, *network.output_shape)
    assert not any(slopes.any() for slopes in network.backward(tape, tape.output).parameters.values())
