"""A process that computes a share of each batch for another one: see `crew`. Ends when its input does."""

import json
import sys
from pathlib import Path

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.crew import fields
from cnnviz.engine.losses import ChosenLoss
from cnnviz.engine.network import Network
from cnnviz.engine.part_gradients import Share, part_gradients
from cnnviz.engine.shared_arrays import shared_arrays
from cnnviz.engine.workspace import Workspace


def main() -> None:
    """Read what to know, then a share in every line."""
    told = json.loads(sys.stdin.readline())
    network = Network.from_description(told["network"]).copy(told["dtype"])
    loss, workspace, rng = ChosenLoss(**told["loss"]), Workspace(), np.random.default_rng(0)
    arrays = shared_arrays(Path(told["path"]), fields(network, told["capacity"]))
    _use(arrays["weights"], network)
    arrays["ready"][0] = 1
    for line in sys.stdin:
        share = Share(**json.loads(line))
        count = sum(share.sizes)
        images, labels = arrays["images"][:count], arrays["labels"][:count]
        result = part_gradients(network, loss, images, labels, share, workspace, rng)
        arrays["outputs"][:count] = result.outputs
        for name, slope in result.gradients.items():
            np.copyto(arrays[f"slope {name}"], slope)
        print(json.dumps({"loss": result.loss}), flush=True)


def _use(weights: Array, network: Network) -> None:
    """Make the parameters of `network` views of `weights`, one after the other."""
    start = 0
    for _, layer in network.layers:
        for part, array in layer.parameters.items():
            layer.parameters[part] = weights[start : start + array.size].reshape(array.shape)
            start += array.size


if __name__ == "__main__":
    main()
