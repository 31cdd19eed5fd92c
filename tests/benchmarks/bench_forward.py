"""Pictures forward through a trained network, in cnnviz and PyTorch: time, and the most memory of the process.

    python tests/benchmarks/bench_forward.py [--torch-python OTHER/bin/python] [--threads 2] [--turns 9]
        [--works lenet5-one lenet5-many vgg16-one]

lenet5-one is what the drawing pad waits for; lenet5-many is an evaluation, 200 pictures at a time; vgg16-one is a
photograph of 224×224. Weights are random, made in place on both sides. Each work has processes of its own, so that the
memory of one is not that of another.
"""

from collections.abc import Callable

import numpy as np
from sides import Turn, in_turns, median_seconds, open_sides, parser, peak_bytes, report, serve

SIDES = ("cnnviz", "torch", "torch channels_last")
# the network, the shape of what goes in, the bar for the time, and that for the memory
WORKS: dict[str, tuple[str, tuple[int, ...], float, float | None]] = {
    "lenet5-one": ("lenet5", (1, 1, 28, 28), 1.0, None),
    "lenet5-many": ("lenet5", (200, 1, 28, 28), 1.0, None),
    "vgg16-one": ("vgg16", (1, 3, 224, 224), 1.3, 1.0),
}


def turn_of(side: str) -> Turn:
    """What answers a question: median seconds of a pass, and the most bytes so far."""
    made: dict[str, Callable[[], object]] = {}

    def turn(work: str, seconds: float) -> tuple[float, int]:
        if work not in made:
            made[work] = action(side, work)
        return median_seconds(made[work], seconds), peak_bytes()

    return turn


def action(side: str, work: str) -> Callable[[], object]:
    """A pass that takes no more arguments."""
    network, shape, _, _ = WORKS[work]
    images = np.random.default_rng(0).random(shape, np.float32)
    if side == "cnnviz":
        import cnnviz_side

        forward = cnnviz_side.forward(cnnviz_side.network(network))
    else:
        import torch_side

        torch_side.use_threads()
        forward = torch_side.Learner(network, side.endswith("channels_last")).forward
    return lambda: forward(images)


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--works", nargs="+", choices=WORKS, default=list(WORKS))
    made.add_argument("--seconds", type=float, default=1.0, help="of one turn")
    options = made.parse_args()
    if options.serve:
        return serve(turn_of(options.serve))
    for work in options.works:
        _, _, bar, memory_bar = WORKS[work]
        sides = open_sides(SIDES, options)
        answers = in_turns(sides, options.turns, work=work, seconds=options.seconds)
        times = {name: [seconds for seconds, _ in values] for name, values in answers.items()}
        report(f"{work}, forward, {options.threads} threads", times, bar)
        most = {name: max(size for _, size in values) for name, values in answers.items()}
        sizes = ", ".join(f"{name} {size / 1e6:,.0f} MB" for name, size in most.items())
        print(f"  most memory of the process: {sizes}")
        if memory_bar is not None and len(most) > 1:
            ratio = most["cnnviz"] / min(size for name, size in most.items() if name != "cnnviz")
            print(f"  memory ratio {ratio:.2f} (bar {memory_bar:g}: {'held' if ratio <= memory_bar else 'MISSED'})")
        for side in sides:
            side.close()


if __name__ == "__main__":
    main()
