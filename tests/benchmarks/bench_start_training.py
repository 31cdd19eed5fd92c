"""From pressing Start in a program that was just opened to the first visible change of the kernels.

    python tests/benchmarks/bench_start_training.py [--turns 3] [--size 1280x800]

Each turn is a process of its own: the window opens on the Train page, MNIST from ../shared/mnist is chosen (or drawn
digits), Start is clicked, and the clock runs until the first kernels have been painted, and others than these. MNIST is
there in two ways: in a folder that the person chose, which is read then, and in the user's cache, where nothing was
read yet. The bar: 2 s; exit code 1 if the median of one of them is beyond.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

from train_window import SHARED_MNIST, TrainWindow, train_window, window_options

BAR_S = 2.0
WAYS = ("folder", "cache", "drawn")


def main() -> int:
    options = _options()
    if options.way:
        print(json.dumps(_start(options)))
        return 0
    ways = [way for way in WAYS if way == "drawn" or SHARED_MNIST.is_dir()]
    times: dict[str, list[list[float]]] = {way: [] for way in ways}
    for _ in range(options.turns):
        for way in ways:
            command = [sys.executable, __file__, "--way", way, "--size", options.size, "--platform", options.platform]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            times[way].append(json.loads(done.stdout.splitlines()[-1]))
    print(f"window {options.size} ({options.platform}), {os.cpu_count()} processors; seconds after Start, medians of "
          f"{options.turns} turns")  # fmt: skip
    print(f"{'data':8} {'pictures':>9} {'kernels':>9} {'changed':>9} {'slowest':>9}")
    good = True
    for way, turns in times.items():
        pictures, kernels, changed = (statistics.median(part) for part in zip(*turns, strict=True))
        good &= changed <= BAR_S
        print(f"{way:8} {pictures:9.2f} {kernels:9.2f} {changed:9.2f} {max(turn[-1] for turn in turns):9.2f}")
    print(f"bar: changed <= {BAR_S:g} s: {'met' if good else 'MISSED'}")
    return 0 if good else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    return window_options(parser).parse_args()


def _start(options: argparse.Namespace) -> tuple[float, float, float]:
    """Seconds from Start to the pictures, to the first kernels on the screen, and to the first others."""
    with train_window(options) as window:
        if options.way == "cache":
            from cnnviz.paths import cache_dir

            shutil.copytree(SHARED_MNIST, cache_dir() / "mnist")
        else:
            window.choose(drawn=options.way == "drawn")
        window.live(1)
        seen = _watch(window)
        start = time.perf_counter()
        window.start()
        window.wait(lambda: len(seen["kernels"]) > 1)
        window.stop()
    pictures = min(seen["pictures"], default=start)
    return pictures - start, seen["kernels"][0] - start, seen["kernels"][1] - start


def _watch(window: TrainWindow) -> dict[str, list[float]]:
    """The moments at which pictures came, and at which other kernels were painted; filled while the window lives."""
    from typing import cast

    import numpy as np

    from cnnviz.ui.train.live.live_view import LiveView
    from cnnviz.ui.train.live.tile_wall import TileWall
    from cnnviz.ui.train.run import RunBegins

    seen: dict[str, list[float]] = {"pictures": [], "kernels": []}
    wall = cast(LiveView, window.page.views.view("live")).walls.kernels
    painted: list[object] = []
    paint = TileWall.paintEvent

    def watched(self: TileWall, event: object) -> None:
        paint(self, event)  # type: ignore[arg-type]
        if self is wall and wall.maps is not None and not (painted and np.array_equal(painted[-1], wall.maps)):  # type: ignore[arg-type]
            painted.append(wall.maps.copy())
            seen["kernels"].append(time.perf_counter())

    TileWall.paintEvent = watched  # type: ignore[method-assign]

    def take(reports: list[object]) -> None:
        seen["pictures"] += [time.perf_counter() for each in reports if isinstance(each, RunBegins)]

    window.page.session.reported.connect(take)
    return seen


if __name__ == "__main__":
    sys.exit(main())
