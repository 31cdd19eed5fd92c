"""How long an export takes and how large it is: 200 frames of a convolution on 28 × 28 numbers at 800 × 450.

    python tests/benchmarks/bench_export.py

For every kind of file it prints seconds, megabytes and milliseconds a frame. The bar is GIF: 5 s and 3 MB.
"""

import sys
import tempfile
import time
from collections import deque
from importlib.util import find_spec
from pathlib import Path

from cnnviz.commands.animate_options import animate_parser
from cnnviz.commands.animate_scenario import scenario_of
from cnnviz.scenarios.headline import headline
from cnnviz.scenarios.scenes import scene_of
from cnnviz.ui.export.board import Board
from cnnviz.ui.export.offscreen import paint_without_window
from cnnviz.ui.export.options import ExportSettings
from cnnviz.ui.export.orders import Order

SECONDS, MEGABYTES = 5.0, 3.0
FRAMES = 200
SIZE = (800, 450)


def made(kind: str, theme: str, folder: Path) -> tuple[float, float]:
    """Seconds and megabytes of one export, the making of the scene and its painter included."""
    words = ["test_card", "--size", "28", "--colour", "grey", "--padding", "1", "--out", "a.gif"]
    settings = ExportSettings(*SIZE, theme=theme, last=FRAMES)
    start = time.perf_counter()
    scenario, _ = scenario_of(animate_parser().parse_args(words))
    board = Board(scene_of(scenario), headline(scenario), settings)
    order = Order(folder / f"film.{kind}", settings)
    deque(order.export(board), maxlen=0)
    return time.perf_counter() - start, order.path.stat().st_size / 1e6


def main() -> int:
    """Print a table; 1 where the bar is missed."""
    application = paint_without_window()
    good = True
    print(f"{FRAMES} frames of 28 × 28 cells at {SIZE[0]} × {SIZE[1]}")
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("gif", "webp", "apng", *(["mp4"] if find_spec("av") else [])):
            for theme in ("light", "dark"):
                seconds, megabytes = made(kind, theme, Path(folder))
                print(
                    f"{kind:5} {theme:6} {seconds:6.2f} s {megabytes:6.2f} MB {seconds / FRAMES * 1000:6.1f} ms/frame"
                )
                good &= kind != "gif" or (seconds <= SECONDS and megabytes <= MEGABYTES)
    del application
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
