"""How late the window is while a network trains: a 10 ms timer in the window's thread, and by how much it misses.

    python tests/benchmarks/bench_event_loop.py [--seconds 20] [--size 1280x800] [--platform xcb|offscreen]

Opens the real window on the Train page (on the screen that DISPLAY names, or off screen without one), trains LeNet-5 at
full speed on MNIST from ../shared/mnist, or on drawn digits without it, with every plot and map visible.
"""

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

SHARED_MNIST = Path(__file__).resolve().parents[3] / "shared" / "mnist"
INTERVAL_MS = 10
TARGET_P99_MS, TARGET_WORST_MS = 10, 50


def main() -> None:
    options = _options()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does when it opens the window
    os.environ["QT_QPA_PLATFORM"] = options.platform
    from PySide6.QtWidgets import QApplication

    from cnnviz.ui.app import make_window, prepare
    from cnnviz.ui.train.page import TrainPage
    from cnnviz.ui.workspace import Workspace

    application = QApplication([])
    schemes = prepare(application)
    window = make_window(Workspace())
    width, height = map(int, options.size.split("x"))
    window.resize(width, height)
    window.show_page("train")
    schemes.dress()
    window.show()
    page = window.page("train")
    assert isinstance(page, TrainPage)
    idle = _measure(min(5.0, options.seconds))
    _choose_data(application, page)
    page.controls.learning.set_value("epochs", 1000)
    page.header.start.click()
    _spin(application, lambda: page.session.step_number >= 20)
    first, began = page.session.step_number, time.perf_counter()
    late = _measure(options.seconds)
    steps = (page.session.step_number - first) / (time.perf_counter() - began)
    source = page.controls.data.choice(0).dataset
    window.close()
    del schemes
    print(f"Qt platform {application.platformName()}, window {options.size}, data {source}, "
          f"BLAS threads {os.environ['OPENBLAS_NUM_THREADS']}, {os.cpu_count()} processors")  # fmt: skip
    _say("idle", idle)
    _say("training", late)
    print(f"{steps:.0f} steps/s of 64 pictures ({64 * steps:.0f} pictures/s), evaluations included")
    good = _percentile(late, 0.99) <= TARGET_P99_MS and late[-1] <= TARGET_WORST_MS
    print(f"target: p99 <= {TARGET_P99_MS} ms, worst <= {TARGET_WORST_MS} ms: {'met' if good else 'MISSED'}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--platform", default="xcb" if os.environ.get("DISPLAY") else "offscreen")
    return parser.parse_args()


def _choose_data(application: object, page: object) -> None:
    data = page.controls.data  # type: ignore[attr-defined]
    if SHARED_MNIST.is_dir():
        data.open_folder(SHARED_MNIST)
        _spin(application, lambda: not data.busy)


def _measure(seconds: float) -> list[float]:
    """Sorted lateness in ms of every beat of a precise timer."""
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
    timer.start()
    loop = QEventLoop()  # quitting the application would close the window
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()
    timer.stop()
    return sorted(late)


def _spin(application: object, done: Callable[[], bool]) -> None:
    while not done():
        application.processEvents()  # type: ignore[attr-defined]
        time.sleep(0.001)


def _percentile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _say(name: str, late: list[float]) -> None:
    p50, p95, p99 = (_percentile(late, share) for share in (0.5, 0.95, 0.99))
    shares = f"median {p50:.1f}  p95 {p95:.1f}  p99 {p99:.1f}  worst {late[-1]:.1f}"
    print(f"{name:9} lateness ms: {shares}  ({len(late)} beats)")


if __name__ == "__main__":
    main()
