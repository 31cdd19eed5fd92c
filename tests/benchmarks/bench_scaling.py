"""How time and memory of cnnviz grow with the batch, the side of the picture, the channels and the kernels.

    python tests/benchmarks/bench_scaling.py [--threads 2] [--turns 3] [--largest-batch 1024] [--largest-side 512]

A step of LeNet-5 for batches, and for the rest one 3×3 convolution with ReLU forward and backward; then what VGG16 with
one photograph and LeNet-5 with a batch of 1024 ask for. Each line has its ratio to the line before: where a number
doubles, twice (for a side four times) the time is linear. Bytes are the most that was allocated at one time beside
pictures and weights, for all threads, while no other process has begun to help; NumPy tells tracemalloc of its arrays.
"""

import statistics
import time
import tracemalloc
from collections.abc import Callable

import numpy as np
from sides import Turn, open_sides, parser, serve

Action = Callable[[], object]
Work = tuple[Action, Action | None]  # what is measured, and what must come before


def turn_of(side: str) -> Turn:
    """What answers a question: the median seconds of one kind of work of one size, and the bytes that it needs."""

    def turn(work: str, size: int, turns: int) -> tuple[float, int]:
        action, warm_up = WORKS[work](size)
        times: list[float] = []
        tracemalloc.start()
        before, _ = tracemalloc.get_traced_memory()
        action()
        needed = tracemalloc.get_traced_memory()[1] - before
        tracemalloc.stop()
        if warm_up is not None:
            warm_up()
        for _ in range(turns):
            start = time.perf_counter()
            action()
            times.append(time.perf_counter() - start)
        return statistics.median(times), needed

    return turn


def lenet_step(batch: int) -> Work:
    """A step of training, with Adam."""
    import cnnviz_side

    rng = np.random.default_rng(0)
    images, labels = rng.random((batch, 1, 28, 28), np.float32), rng.integers(0, 10, batch)
    step = cnnviz_side.training_step(cnnviz_side.network("lenet5"))
    return lambda: step(images, labels), lambda: cnnviz_side.warm_up(step, images, labels)


def convolution(side: int = 64, channels: int = 16, kernels: int = 16) -> Work:
    """A 3×3 convolution and ReLU, forward and backward, one picture."""
    import cnnviz_side

    from cnnviz.engine.activations import ReLU
    from cnnviz.engine.convolution import Conv2D
    from cnnviz.engine.network import Network

    rng = np.random.default_rng(0)
    layer = Conv2D(channels, kernels, 3, padding=1, rng=rng)
    images = rng.random((1, channels, side, side), np.float32)
    return cnnviz_side.both_ways(Network([("conv", layer), ("relu", ReLU())], images.shape[1:]), images), None


def vgg16(batch: int) -> Work:
    import cnnviz_side

    images = np.random.default_rng(0).random((batch, 3, 224, 224), np.float32)
    forward = cnnviz_side.forward(cnnviz_side.network("vgg16"))
    return lambda: forward(images), None


WORKS: dict[str, Callable[[int], Work]] = {
    "LeNet-5 step, batch": lenet_step,
    "3×3 convolution both ways, side": lambda size: convolution(side=size),
    "3×3 convolution both ways, channels": lambda size: convolution(channels=size),
    "3×3 convolution both ways, kernels": lambda size: convolution(kernels=size),
    "VGG16 forward, batch": vgg16,
}


def doublings(first: int, last: int) -> list[int]:
    """``first, 2 first, 4 first`` up to `last`."""
    return [first << power for power in range(last.bit_length()) if first << power <= last]


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--largest-batch", type=int, default=1024)
    made.add_argument("--largest-side", type=int, default=512)
    options = made.parse_args()
    if options.serve:
        return serve(turn_of(options.serve))
    (side,) = open_sides(["cnnviz"], options)
    sizes = {
        "LeNet-5 step, batch": doublings(1, options.largest_batch),
        "3×3 convolution both ways, side": doublings(16, options.largest_side),
        "3×3 convolution both ways, channels": doublings(4, 256),
        "3×3 convolution both ways, kernels": doublings(4, 256),
        "VGG16 forward, batch": [1],
    }
    for work, numbers in sizes.items():
        print(f"\n{work:36} {'ms':>9} {'ratio':>6} {'MB':>9} {'ratio':>6}")
        before: tuple[float, int] | None = None
        for number in numbers:
            seconds, needed = side.turn(work=work, size=number, turns=options.turns)
            ratios = ("", "") if before is None else (f"{seconds / before[0]:.2f}", f"{needed / before[1]:.2f}")
            print(f"{number:36} {seconds * 1e3:9.2f} {ratios[0]:>6} {needed / 1e6:9.2f} {ratios[1]:>6}", flush=True)
            before = seconds, needed


if __name__ == "__main__":
    main()
