"""Where the time of a training step goes: every layer, forward and backward, beside its matrix products alone.

    python tests/benchmarks/bench_layers.py [--network lenet5] [--batch 32] [--repeats 200]

One process, one thread, float32: what one core does for its share of a batch. The matrix products alone are the floor:
the same multiplications, in pieces of the size that the layer uses, with nothing laid out, added back or kept.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"), "1"))

import numpy as np

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.layer import Layer, Merge
from cnnviz.engine.linear import Linear
from cnnviz.engine.losses import cross_entropy
from cnnviz.engine.network import Network
from cnnviz.engine.tape import Tape
from cnnviz.engine.workspace import Workspace

Spent = dict[str, list[float]]  # seconds by layer


def timed(action: Callable[[], Any], seconds: list[float]) -> Any:
    """The result of `action`; what it took is noted."""
    start = time.perf_counter()
    result = action()
    seconds.append(time.perf_counter() - start)
    return result


def passes(network: Network, batch: int, repeats: int) -> tuple[Spent, Spent]:
    """Seconds of every layer of a chain in every pass, forward and backward."""
    rng, workspace = np.random.default_rng(0), Workspace()
    pictures = rng.random((batch, *network.input_shape), np.float32)
    labels = rng.integers(0, network.output_shape[0], batch)
    forward: Spent = {name: [] for name, _ in network.layers}
    backward: Spent = {name: [] for name, _ in network.layers}
    for _ in range(repeats):
        tape = network.forward(pictures, workspace, training=rng)
        for entry in tape:
            part = workspace.part(entry.name)
            timed(partial(entry.layer.forward_training, entry.x, part, rng), forward[entry.name])
        way_back(tape, labels, backward)
    return forward, backward


def way_back(tape: Tape, labels: np.ndarray, spent: Spent) -> None:
    """The backward pass, as training does it: the first layer's input has no use for its slope."""
    slope = np.ascontiguousarray(cross_entropy(tape.output, labels)[1].T)
    for entry in reversed(tape.entries):
        part, layer, saved = tape.workspace.part(entry.name), entry.layer, entry.saved
        if entry is tape.entries[0]:
            timed(partial(layer.parameter_gradients, slope, saved, part), spent[entry.name])
        else:
            slope = timed(partial(layer.backward_over, slope, saved, part), spent[entry.name])[0]


def products(layer: Layer | Merge, shape: tuple[int, ...], batch: int, first: bool) -> Callable[[], None] | None:
    """The matrix products of one layer alone; None for a layer that has none."""
    if isinstance(layer, Conv2D):
        _, rows, width = layer.output_shape(shape)
        kernels, cells = layer.weight.reshape(layer.out_channels, -1), width * batch
    elif isinstance(layer, Linear):
        rows, kernels, cells = 1, layer.weight, batch
    else:
        return None
    columns, slopes = (np.ones((length, cells), np.float32) for length in (kernels.shape[1], len(kernels)))

    def multiply() -> None:
        for _ in range(rows):
            np.matmul(kernels, columns)
            np.matmul(columns, slopes.T)
            if not first:
                np.matmul(kernels.T, slopes)

    return multiply


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--network", default="lenet5", choices=[name for name in NETWORKS if "resnet" not in name])
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--repeats", type=int, default=200)
    options = parser.parse_args()
    network = NETWORKS[options.network].build(0)
    forward, backward = passes(network, options.batch, options.repeats)
    print(f"{options.network}, batch {options.batch}, one thread, median ms")
    print(f"{'':14} {'forward':>8} {'backward':>8} {'products':>8}")
    totals = [0.0, 0.0, 0.0]
    for number, (line, (name, layer)) in enumerate(zip(network.summary(), network.layers, strict=True)):
        alone: list[float] = [0.0]
        multiply = products(layer, line.input_shape, options.batch, number == 0)
        if multiply is not None:
            alone = []
            for _ in range(options.repeats):
                timed(multiply, alone)
        figures = [statistics.median(spent) * 1e3 for spent in (forward[name], backward[name], alone)]
        totals = [total + figure for total, figure in zip(totals, figures, strict=True)]
        alone_text = f"{figures[2]:8.3f}" if figures[2] else ""
        print(f"{name:14} {figures[0]:8.3f} {figures[1]:8.3f} {alone_text}".rstrip())
    print(f"{'all':14} {totals[0]:8.3f} {totals[1]:8.3f} {totals[2]:8.3f}")


if __name__ == "__main__":
    main()
