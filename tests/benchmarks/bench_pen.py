"""How long a stroke of the pen takes to become maps and a prediction on the screen.

    python tests/benchmarks/bench_pen.py [--size 1280x800] [--digits 12] [--cpu]

The real window, offscreen, with the LeNet-5 that ships: digits are drawn on the pad of Inspect, move after move. From
each move of the pen (and each end of a stroke) to the moment when the sheet is prepared, the network has read it, and
all that changed is painted. `work` is the same without the painting: preprocessing, pass, and what the views take in.

The bars: p99 at most 33 ms, and half of the moves within the next frame (16 ms). Exit code 1 if one is missed.
"""

import argparse
import gc
import os
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

P99_MS, MEDIAN_MS = 33.0, 16.0
# Strokes over a unit square, one after the other: a 7 with its bar, a 3, a 4, an 8
DIGITS = (
    (((0.2, 0.2), (0.75, 0.18), (0.45, 0.85)), ((0.35, 0.5), (0.68, 0.48))),
    (((0.25, 0.2), (0.6, 0.15), (0.7, 0.3), (0.45, 0.48), (0.72, 0.62), (0.6, 0.82), (0.25, 0.8)),),
    (((0.35, 0.15), (0.25, 0.55), (0.78, 0.55)), ((0.62, 0.3), (0.58, 0.88))),
    (((0.65, 0.25), (0.4, 0.15), (0.35, 0.35), (0.65, 0.65), (0.5, 0.85), (0.32, 0.68), (0.65, 0.25)),),
)
MOVES = 12  # of the pen, between two points


def main() -> int:
    options = _options()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does when it opens the window
    from PySide6.QtWidgets import QApplication

    from cnnviz.ui.app import make_window, prepare
    from cnnviz.ui.workspace import Workspace

    application = QApplication(["cnnviz", "-style", "Fusion"])
    schemes = prepare(application, "light")
    window = make_window(Workspace())
    window.resize(*map(int, options.size.split("x")))
    window.show_page("inspect")
    schemes.dress()
    window.show()
    page: Any = window.page("inspect")
    page.picture.show_source("pad")
    application.processEvents()
    gc.freeze()  # as the program does when its window is there
    pen = Pen(application, page.picture, time.thread_time if options.cpu else time.perf_counter)
    for index in range(options.digits):
        pen.draw(DIGITS[index % len(DIGITS)])
        page.picture.pad.clear()
        application.processEvents()
    page.close_down()
    window.close()
    return _report(pen, f"window {options.size}, Qt platform {application.platformName()}, {os.cpu_count()} processors")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--digits", type=int, default=12, help="how many are drawn")
    parser.add_argument("--cpu", action="store_true", help="count this thread's processor time: for a busy machine")
    return parser.parse_args()


class Pen:
    """Draws on the pad by events of the mouse and keeps, in ms, what became of each: (work, work and painting)."""

    def __init__(self, application: Any, panel: Any, clock: Callable[[], float]) -> None:
        self._application, self._pad, self._clock = application, panel.pad, clock
        self._ready = 0.0
        self.moves: list[tuple[float, float]] = []
        self.ends: list[tuple[float, float]] = []
        panel.prepared.connect(self._note)  # connected last: the page has taken it in by then

    def _note(self, _: object) -> None:
        self._ready = self._clock()

    def draw(self, strokes: tuple[tuple[tuple[float, float], ...], ...]) -> None:
        """All strokes of a digit."""
        from PySide6.QtCore import QEvent

        for stroke in strokes:
            self._send(QEvent.Type.MouseButtonPress, *stroke[0])
            for (x, y), (next_x, next_y) in pairwise(stroke):
                for share in np.arange(1, MOVES + 1) / MOVES:
                    place = x + share * (next_x - x), y + share * (next_y - y)
                    self.moves.append(self._send(QEvent.Type.MouseMove, *place))
            self.ends.append(self._send(QEvent.Type.MouseButtonRelease, *stroke[-1]))

    def _send(self, kind: Any, x: float, y: float) -> tuple[float, float]:
        from PySide6.QtCore import QPointF, Qt
        from PySide6.QtGui import QMouseEvent

        side = min(self._pad.width(), self._pad.height())
        place = QPointF((self._pad.width() - side) / 2 + x * side, y * side)
        left = Qt.MouseButton.LeftButton
        event = QMouseEvent(kind, place, self._pad.mapToGlobal(place), left, left, Qt.KeyboardModifier.NoModifier)
        started = self._clock()
        self._application.sendEvent(self._pad, event)
        for _ in range(2):  # the reading along, then the painting of what it changed
            self._application.processEvents()
        return (self._ready - started) * 1000, (self._clock() - started) * 1000


def _report(pen: Pen, where: str) -> int:
    missed = False
    for name, times in (("while drawing", pen.moves), ("end of a stroke", pen.ends)):
        work, whole = np.array(times).T
        median, p99 = float(np.median(whole)), float(np.quantile(whole, 0.99))
        print(f"{name:<16} {len(times):>5} times  work p50 {np.median(work):5.1f} p99 {np.quantile(work, 0.99):5.1f}  "
              f"painted p50 {median:5.1f} p99 {p99:5.1f} worst {whole.max():5.1f} ms")  # fmt: skip
        missed |= median > MEDIAN_MS or p99 > P99_MS
    print(where)
    print("bars: " + ("MISSED" if missed else "met"))
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
