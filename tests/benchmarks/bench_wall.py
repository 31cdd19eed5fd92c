"""How long the wall of maps takes: laid out anew for another picture, painted, and read under the pointer.

    python tests/benchmarks/bench_wall.py

Milliseconds, median and 99th percentile, on Qt's offscreen platform: layers from other numbers to painted pixels in a
Maps view as large as in a window of 1280 × 800, and one step of the pointer to the next tile. The bar is 8 ms for 512
maps of 14 × 14.
"""

import os
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from cnnviz.traces.passes import Pass
from cnnviz.traces.shown_layers import ShownLayer
from cnnviz.ui.inspect.maps.maps_view import MapsView

SIZES = ((16, 10), (512, 14), (512, 7), (64, 224), (4096, 1))
ROUNDS, WARM_UP = 60, 5


def passes(count: int, size: int) -> list[Pass]:
    """Two passes with other numbers, to go back and forth between."""
    rng = np.random.default_rng(0)
    maps = [rng.normal(size=(count, size, size)).astype(np.float32) for _ in range(2)]
    return [Pass(each, (ShownLayer("layer", "Conv2D", each.shape, each),)) for each in maps]


def measured(run: Callable[[int], None]) -> tuple[float, float]:
    """Median and 99th percentile of a run, in ms."""
    took = []
    for turn in range(ROUNDS + WARM_UP):
        start = time.perf_counter()
        run(turn)
        took.append(1000 * (time.perf_counter() - start))
    return float(np.median(took[WARM_UP:])), float(np.percentile(took[WARM_UP:], 99))


def measure(count: int, size: int) -> tuple[tuple[float, float], ...]:
    """The times of a wall of `count` maps of `size` × `size`: redrawn, painted again, hovered over."""
    view = MapsView()
    view.resize(580, 660)
    view.show()
    both, wall = passes(count, size), view.card.area.wall
    view.show_pass(both[0])
    view.show_layer("layer")
    QApplication.processEvents()

    def redraw(turn: int) -> None:
        view.show_pass(both[turn % 2])
        wall.repaint()

    def hover(turn: int) -> None:
        shown = wall.wall()
        assert shown is not None
        place = QPointF(shown.tile(turn % count).center())
        none = Qt.MouseButton.NoButton
        move = QMouseEvent(QEvent.Type.MouseMove, place, wall.mapToGlobal(place), none, none,
                           Qt.KeyboardModifier.NoModifier)  # fmt: skip
        QApplication.sendEvent(wall, move)
        QApplication.processEvents()

    times = measured(redraw), measured(lambda _: wall.repaint()), measured(hover)
    view.close()
    return times


def main() -> None:
    app = QApplication([])
    print(f"{'maps':>14} {'redraw':>16} {'paint':>16} {'hover':>16}   ms, median / p99")
    for count, size in SIZES:
        times = "".join(f" {median:7.2f} /{late:7.2f}" for median, late in measure(count, size))
        print(f"{f'{count} × {size}²':>14}{times}")
    app.quit()


if __name__ == "__main__":
    main()
