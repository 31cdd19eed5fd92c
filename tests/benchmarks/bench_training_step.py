"""How long a LeNet-5 training step takes in cnnviz and in PyTorch: each in a process of its own, taken in turns.

    python tests/benchmarks/bench_training_step.py [--torch-python OTHER/bin/python] [--threads 1] [--mnist FOLDER]

Batch 64, Adam. A machine is never quiet for long, so both sides are measured in short turns and the ratio of each pair
of turns is what counts. With a folder of MNIST a whole epoch of 60,000 pictures is timed as well, evaluation left out.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
BATCH = 64
STEPS_PER_TURN = 100
THREAD_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
Step = Callable[[np.ndarray, np.ndarray], None]


def numpy_step() -> Step:
    """One step of cnnviz."""
    from cnnviz.engine.architectures import lenet5
    from cnnviz.engine.losses import cross_entropy
    from cnnviz.engine.optimizers import Adam
    from cnnviz.engine.workspace import Workspace

    network, optimizer, workspace = lenet5(), Adam(1e-3), Workspace()
    parameters = network.parameters

    def step(images: np.ndarray, labels: np.ndarray) -> None:
        tape = network.forward(images, workspace)
        _, slope = cross_entropy(tape.output, labels)
        optimizer.step(parameters, network.backward(tape, slope, by_input=False).parameters)

    return step


def torch_step() -> Step:
    """The same step in PyTorch, as its tutorials write it."""
    import torch
    from torch import nn

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    network = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip
    optimizer, loss = torch.optim.Adam(network.parameters(), 1e-3), nn.CrossEntropyLoss()

    def step(images: np.ndarray, labels: np.ndarray) -> None:
        optimizer.zero_grad()
        loss(network(torch.from_numpy(images)), torch.from_numpy(labels)).backward()
        optimizer.step()

    return step


def batches(folder: Path | None, rng: np.random.Generator) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Random batches for a turn of steps; a shuffled epoch of MNIST where a folder is given."""
    if folder is None:
        images = rng.random((BATCH, 1, 28, 28), np.float32)
        labels = rng.integers(0, 10, BATCH)
        return iter([(images, labels)] * STEPS_PER_TURN)
    from cnnviz.data.labelled import ArraySource
    from cnnviz.data.mnist import DIGITS, load_mnist

    mnist = load_mnist(folder)
    source = ArraySource(
        "MNIST", mnist.train_images, mnist.train_labels, mnist.test_images, mnist.test_labels, DIGITS, validation=0
    )
    return source.batches(0, BATCH, rng)


def serve(side: str) -> None:
    """Measure a turn for every line that comes in: an empty one, or a folder of MNIST; answer with the figures."""
    step = {"cnnviz": numpy_step, "torch": torch_step}[side]()
    rng = np.random.default_rng(0)
    for line in sys.stdin:
        folder = Path(line.strip()) if line.strip() else None
        supply, times = batches(folder, rng), []
        start = time.perf_counter()
        for images, labels in supply:
            before = time.perf_counter()
            step(images, labels)
            times.append(time.perf_counter() - before)
        print(statistics.median(times), time.perf_counter() - start, flush=True)


class Side:
    """One of the two, waiting in its own process for its turns."""

    def __init__(self, name: str, python: str, threads: int) -> None:
        variables = {**os.environ, "PYTHONPATH": str(ROOT), **dict.fromkeys(THREAD_VARIABLES, str(threads))}
        self.process = subprocess.Popen(
            [python, __file__, "--serve", name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=variables
        )

    def turn(self, folder: str = "") -> tuple[float, float]:
        """Median seconds of a step, seconds of the whole turn."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(folder + "\n")
        self.process.stdin.flush()
        median, whole = self.process.stdout.readline().split()
        return float(median), float(whole)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--torch-python", default=sys.executable, help="a Python that has PyTorch")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--turns", type=int, default=15)
    parser.add_argument("--mnist", default="", help="folder of the four files; times a whole epoch too")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        return serve(options.serve)
    ours = Side("cnnviz", sys.executable, options.threads)
    theirs = Side("torch", options.torch_python, options.threads)
    for side in (ours, theirs):
        side.turn()  # warm
    pairs = [(ours.turn()[0] * 1e3, theirs.turn()[0] * 1e3) for _ in range(options.turns)]
    for number, name in enumerate(("cnnviz", "torch")):
        values = sorted(pair[number] for pair in pairs)
        print(f"{name:7} median step {statistics.median(values):6.2f} ms   best turn {values[0]:6.2f}")
    print(f"ratio cnnviz / torch, median over {len(pairs)} pairs: {statistics.median(a / b for a, b in pairs):.2f}")
    if options.mnist:
        for name, side in (("cnnviz", ours), ("torch", theirs)):
            print(f"{name:7} epoch of MNIST {side.turn(str(Path(options.mnist).resolve()))[1]:6.2f} s")


if __name__ == "__main__":
    main()
