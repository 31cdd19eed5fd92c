"""How late the window is while a network trains: a 10 ms timer in the window's thread, and by how much it misses.

    python tests/benchmarks/bench_event_loop.py [--seconds 60] [--each 15] [--network lenet5] [--size 1280x800]

Opens the real window on the Train page and trains at full speed with all that is kept of a run. The bars are for the
Live view, with its plots, kernels, gradients, maps, probe, the time machine and autosaves: `--seconds` of it. Then
`--each` seconds of every other view, and the speed with each. Exit code 1 if a bar of the Live view is missed.
"""

import argparse
import sys
import time
from dataclasses import dataclass

from train_window import TrainWindow, train_window, window_options

INTERVAL_MS = 10
TARGET_P99_MS, TARGET_WORST_MS = 10.0, 50.0
IDLE_S = 5.0
VIEWS = ("layers", "mistakes", "batch", "data", "network", "runs")


@dataclass(frozen=True)
class Lateness:
    """In ms, sorted; `rate` is how many steps a second were made meanwhile."""

    late: list[float]
    rate: float

    def at(self, share: float) -> float:
        return self.late[min(len(self.late) - 1, int(share * len(self.late)))]

    @property
    def is_good(self) -> bool:
        return self.at(0.99) <= TARGET_P99_MS and self.late[-1] <= TARGET_WORST_MS

    def say(self, name: str) -> None:
        shares = "".join(f"{self.at(share):8.1f}" for share in (0.5, 0.95, 0.99, 1.0))
        print(f"{name:<10}{shares}{self.rate:10.0f}{len(self.late):9,}", flush=True)


def main() -> int:
    options = _options()
    with train_window(options) as window:
        page = window.page
        idle = _measure(window, min(IDLE_S, options.seconds))
        window.choose(options.network, options.drawn, epochs=1000)
        window.start_and_wait()
        print(f"{window.about}, {options.network}")
        print(f"{'lateness':<10}{'median':>8}{'p95':>8}{'p99':>8}{'worst':>8}{'steps/s':>10}{'beats':>9}   (ms)")
        idle.say("idle")
        live = _measure(window, options.seconds)
        live.say("live")
        for name in VIEWS if options.each else ():
            page.views.show_view(name)
            window.live(1)
            _measure(window, options.each).say(name)
        window.stop()
    print(f"bars for live: p99 <= {TARGET_P99_MS:.0f} ms, worst <= {TARGET_WORST_MS:.0f} ms: "
          f"{'met' if live.is_good else 'MISSED'}")  # fmt: skip
    return 0 if live.is_good else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--each", type=float, default=15.0, help="seconds for every other view; 0: none of them")
    parser.add_argument("--network", default="lenet5")
    parser.add_argument("--drawn", action="store_true", help="learn drawn digits")
    return window_options(parser).parse_args()


def _measure(window: TrainWindow, seconds: float) -> Lateness:
    """The lateness of every beat of a precise timer, for so long."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    late: list[float] = []
    expected = time.perf_counter() + INTERVAL_MS / 1000

    def beat() -> None:
        nonlocal expected
        now = time.perf_counter()
        late.append(max(0.0, (now - expected) * 1000))
        expected = now + INTERVAL_MS / 1000

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(INTERVAL_MS)
    timer.timeout.connect(beat)
    loop = QEventLoop()  # quitting the application would close the window
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    first, began = window.page.session.step_number, time.perf_counter()
    timer.start()
    loop.exec()
    timer.stop()
    steps = window.page.session.step_number - first
    return Lateness(sorted(late), steps / (time.perf_counter() - began))


if __name__ == "__main__":
    sys.exit(main())
