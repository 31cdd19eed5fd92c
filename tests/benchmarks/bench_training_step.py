"""A training step in cnnviz, PyTorch and Keras: each in a process of its own, taken in turns.

    python tests/benchmarks/bench_training_step.py [--torch-python OTHER/bin/python]
        [--tensorflow-python OTHER/bin/python] [--threads 2] [--turns 9]
        [--networks lenet5 32-64-128] [--batches 64 256]

Random pictures of 28×28, float32, Adam. PyTorch is measured in both of its memory layouts, Keras as a step of its own
compiled by tf.function; the fastest of them counts.
"""

from collections.abc import Callable

import numpy as np
from sides import Turn, in_turns, median_seconds, open_sides, parser, report, serve

SIDES = ("cnnviz", "torch", "torch channels_last", "keras")
BARS = {("lenet5", 64): 0.7}
OTHER_BAR = 0.85


def batch(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Pictures (N, 1, 28, 28) and labels (N,)."""
    rng = np.random.default_rng(0)
    return rng.random((size, 1, 28, 28), np.float32), rng.integers(0, 10, size)


def turn_of(side: str) -> Turn:
    """What answers a question: the median seconds of a step."""
    made = {}

    def turn(network: str, size: int, seconds: float) -> float:
        if (network, size) not in made:
            made.clear()
            made[network, size] = action(side, network, size)
        return median_seconds(made[network, size], seconds)

    return turn


def action(side: str, network: str, size: int) -> Callable[[], None]:
    """A step that takes no more arguments."""
    images, labels = batch(size)
    if side == "cnnviz":
        import cnnviz_side

        step = cnnviz_side.training_step(cnnviz_side.network(network))
        cnnviz_side.warm_up(step, images, labels)
    elif side == "keras":
        import keras_side

        return keras_side.training_step(network, images, labels)
    else:
        import torch_side

        torch_side.use_threads()
        step = torch_side.Learner(network, side.endswith("channels_last")).step
    return lambda: step(images, labels)


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--networks", nargs="+", default=["lenet5", "32-64-128"])
    made.add_argument("--batches", nargs="+", type=int, default=[64, 256])
    made.add_argument("--seconds", type=float, default=1.0, help="of one turn")
    options = made.parse_args()
    if options.serve:
        return serve(turn_of(options.serve))
    sides = open_sides(SIDES, options)
    for network in options.networks:
        for size in options.batches:
            times = in_turns(sides, options.turns, network=network, size=size, seconds=options.seconds)
            report(f"{network}, batch {size}, {options.threads} threads", times, BARS.get((network, size), OTHER_BAR))


if __name__ == "__main__":
    main()
