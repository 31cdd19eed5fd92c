"""The same seed gives the same weights, bit for bit: in another process, and with Python's hashes salted otherwise.

The first of the runs is long enough for another process to take a share of the batches; when it begins to is chance.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import hashlib
import numpy as np
from cnnviz.data.labelled import ArraySource
from cnnviz.engine.activations import ReLU
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.network import Network
from cnnviz.engine.training import train
from cnnviz.engine.training_settings import TrainingSettings

rng = np.random.default_rng(7)
images, labels = rng.integers(0, 256, (96, 1, 28, 28), np.uint8), rng.integers(0, 10, 96)
source = ArraySource("noise", images, labels, images[:32], labels[:32], tuple("0123456789"), validation=32)
for name, optimizer, epochs in (("lenet5", "adam", 20), ("resnet8", "momentum", 1)):
    network = NETWORKS[name].build(3, input_shape=(1, 28, 28), class_names=tuple("0123456789"))
    layers = [*network.nodes[:-1], ("dropout", Dropout(0.3)), network.nodes[-1]._replace(inputs=("dropout",))]
    network = Network(layers, (1, 28, 28))
    for report in train(network, source, TrainingSettings(optimizer=optimizer, epochs=epochs, batch_size=32, seed=11)):
        pass
    digest = hashlib.sha256()
    for weight, array in sorted(network.weights.items()):
        digest.update(weight.encode() + array.tobytes())
    print(name, digest.hexdigest())
"""


def weights_after_training(salt: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": salt}
    command = [sys.executable, "-c", SCRIPT]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_same_seed_gives_the_same_weights_in_another_process() -> None:
    first = weights_after_training("1")
    assert first.split()[::2] == ["lenet5", "resnet8"]
    assert first == weights_after_training("2")
