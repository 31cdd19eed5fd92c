"""How long LeNet-5 trains until it reads 99.0 % of MNIST's test digits, in cnnviz and PyTorch.

    python tests/benchmarks/bench_accuracy.py --mnist FOLDER [--torch-python OTHER/bin/python] [--threads 2]
        [--seeds 0 1 2] [--epochs 4] [--batch 64] [--rate 0.003]

The same recipe on both sides: the same first weights, the same order of the pictures, every batch moved by up to one
pixel in each direction, Adam, a learning rate that rises in a straight line for a tenth of the run and then falls to
nothing along half a cosine. The test digits are read after every epoch; only the training is timed. Sides take turns
epoch by epoch. (Three or four epochs are enough; without moving the pictures it takes more than six.)
"""

import math
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from sides import Side, Turn, open_sides, parser, serve

SIDES = ("cnnviz", "torch", "torch channels_last")
BAR, WANTED, WARM_UP = 0.7, 0.99, 0.1
MOST_SHIFT = 1  # pixels that a batch is moved by, anew each time
Images = np.ndarray
Teach = Callable[[Images, Images, float], None]  # one step with so large a learning rate
Read = Callable[[Images], Images]  # scores (N, 10)


def rate(step: int, total: int, highest: float) -> float:
    """The learning rate of a step."""
    rise = int(WARM_UP * total)
    if step < rise:
        return highest * (step + 1) / (rise + 1)
    return highest * (1 + math.cos(math.pi * (step - rise) / (total - rise))) / 2


def turn_of(side: str) -> Turn:
    """What answers a question: an epoch's seconds, and the share of test digits that are read rightly after it."""
    running: dict[int, Iterator[tuple[float, float]]] = {}

    def turn(folder: str, seed: int, epochs: int, batch: int, highest: float) -> tuple[float, float]:
        if seed not in running:
            running.clear()
            running[seed] = run(side, Path(folder), seed, epochs, batch, highest)
        return next(running[seed])

    return turn


def run(side: str, folder: Path, seed: int, epochs: int, batch: int, highest: float) -> Iterator[tuple[float, float]]:
    """Train, epoch by epoch."""
    images, labels, tests, wanted = pictures(folder)
    images = np.pad(images, ((0, 0), (0, 0), (MOST_SHIFT, MOST_SHIFT), (MOST_SHIFT, MOST_SHIFT)), mode="edge")
    teach, read = {"cnnviz": with_cnnviz}.get(side, with_torch)(seed, side.endswith("channels_last"))
    rng, total, step = np.random.default_rng(seed), epochs * math.ceil(len(images) / batch), 0
    for _ in range(epochs):
        start = time.perf_counter()
        order = rng.permutation(len(images))
        for first in range(0, len(images), batch):
            chosen, (down, right) = order[first : first + batch], rng.integers(0, 2 * MOST_SHIFT + 1, 2)
            moved = images[chosen, :, down : down + 28, right : right + 28]
            teach(moved, labels[chosen], rate(step, total, highest))
            step += 1
        seconds = time.perf_counter() - start
        parts = [read(tests[first : first + 200]).argmax(axis=1) for first in range(0, len(tests), 200)]
        yield seconds, float(np.mean(np.concatenate(parts) == wanted))


def pictures(folder: Path) -> tuple[Images, Images, Images, Images]:
    """MNIST with mean 0 and deviation 1, float32 (N, 1, 28, 28)."""
    from cnnviz.data.idx_pictures import load_set
    from cnnviz.data.mnist import MNIST

    mnist = load_set(MNIST, folder)
    train, tests = (
        (part.astype(np.float32) / 255 - 0.1307) / 0.3081 for part in (mnist.train_images, mnist.test_images)
    )
    return train, mnist.train_labels.astype(np.int64), tests, mnist.test_labels.astype(np.int64)


def with_cnnviz(seed: int, _: bool) -> tuple[Teach, Read]:
    import cnnviz_side

    from cnnviz.engine.architectures import NETWORKS
    from cnnviz.engine.optimizers import Adam

    network, optimizer = NETWORKS["lenet5"].build(seed), Adam()
    step, forward = cnnviz_side.training_step(network, optimizer), cnnviz_side.forward(network)

    def teach(images: Images, labels: Images, rate: float) -> None:
        optimizer.learning_rate = rate
        step(images, labels)

    return teach, forward


def with_torch(seed: int, channels_last: bool) -> tuple[Teach, Read]:
    import torch
    import torch_side

    from cnnviz.engine.architectures import NETWORKS

    torch_side.use_threads()
    learner = torch_side.Learner("lenet5", channels_last)
    weights = NETWORKS["lenet5"].build(seed).parameters.values()
    with torch.no_grad():
        for tensor, array in zip(learner.model.parameters(), weights, strict=True):
            tensor.copy_(torch.from_numpy(array))

    def teach(images: Images, labels: Images, rate: float) -> None:
        learner.optimizer.param_groups[0]["lr"] = rate
        learner.step(images, labels)

    return teach, learner.forward


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--mnist", type=Path, help="folder of the four files")
    made.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    made.add_argument("--epochs", type=int, default=4)
    made.add_argument("--batch", type=int, default=64)
    made.add_argument("--rate", type=float, default=3e-3)
    options = made.parse_args()
    if options.serve:
        return serve(turn_of(options.serve))
    if options.mnist is None:
        made.error("--mnist: the folder of MNIST's four files is needed")
    recipe = {"folder": str(options.mnist.resolve()), "epochs": options.epochs, "batch": options.batch}
    recipe["highest"] = options.rate
    sides = open_sides(SIDES, options)
    needed: dict[str, list[float]] = {side.name: [] for side in sides}
    for seed in options.seeds:
        for name, seconds in race(sides, seed, options.epochs, recipe).items():
            needed[name].append(seconds)
    tell(needed)


def race(sides: list[Side], seed: int, epochs: int, recipe: dict[str, object]) -> dict[str, float]:
    """Seconds until each side has the accuracy; infinite where it never gets there."""
    spent, reached = dict.fromkeys((side.name for side in sides), 0.0), {}
    for epoch in range(1, epochs + 1):
        for side in sides:
            seconds, accuracy = side.turn(seed=seed, **recipe)
            spent[side.name] += seconds
            print(f"seed {seed}, epoch {epoch}, {side.name:20} {seconds:6.2f} s   {accuracy:.2%}", flush=True)
            if accuracy >= WANTED:
                reached.setdefault(side.name, spent[side.name])
    return {name: reached.get(name, math.inf) for name in spent}


def tell(needed: dict[str, list[float]]) -> None:
    """Medians, and the ratio to the faster layout of PyTorch, of the medians: the seeds are the rounds."""
    for name, values in needed.items():
        print(f"{name:20} {WANTED:.1%} after " + ", ".join(f"{seconds:.1f}" for seconds in values) + " s of training")
    medians = {name: statistics.median(values) for name, values in needed.items()}
    ours = medians.pop("cnnviz")
    if medians:
        rival = min(medians, key=medians.__getitem__)
        ratio = ours / medians[rival]
        print(f"cnnviz / {rival}: {ratio:.2f} of the medians (bar {BAR:g}: {'held' if ratio <= BAR else 'MISSED'})")


if __name__ == "__main__":
    main()
