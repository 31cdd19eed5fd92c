"""From the start of the process to the first painted window that takes input, beside the bare imports that it needs.

    python tests/benchmarks/bench_start.py [rounds]

Both are measured in turns, in processes of their own, so that a busy moment hits both. The bars: at most twice the bare
imports of NumPy and QtWidgets, and at most one second. On Linux without a screen it uses Xvfb if that is there, and
Qt's offscreen platform otherwise. Exit code 1 if a bar is missed.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_TIMES, MOST_SECONDS = 2.0, 1.0

BARE = """
import time
import numpy
import PySide6.QtWidgets
print(time.monotonic())
"""
# The program's own command line opens the window; when the main window has been painted with all that is in it and the
# event loop comes back for input, the time is said and the window is closed. What watches for that is put in where the
# program has just looked for a screen, so that nothing is imported in another order than without it.
WINDOW = """
import time
import cnnviz.ui.screen
from cnnviz.cli import main

def check_screen(look=cnnviz.ui.screen.check_screen):
    problem = look()
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication
    from cnnviz.ui.main_window import MainWindow

    def said():
        print(time.monotonic())
        QApplication.closeAllWindows()

    MainWindow.paintEvent = lambda window, event: QTimer.singleShot(0, said)
    return problem

cnnviz.ui.screen.check_screen = check_screen
main([])
"""


def seconds(script: str, environment: dict[str, str]) -> float:
    """From the start of a process with this script to the moment that it says."""
    start = time.monotonic()
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[0]) - start


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """The environment of a process that can open a window."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a program that was started before has its modules compiled
    if not sys.platform.startswith("linux") or {"DISPLAY", "WAYLAND_DISPLAY"} & set(environment):
        yield environment
    elif shutil.which("Xvfb") is None:
        yield environment | {"QT_QPA_PLATFORM": "offscreen"}
    else:
        command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
            assert server.stdout is not None
            yield environment | {"DISPLAY": f":{server.stdout.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
            server.terminate()


def main() -> int:
    """Measure in turns and print medians, spread and ratio; 1 if a bar is missed."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    bare, window = [], []
    with screen() as environment:
        seconds(WINDOW, environment)  # fills the file cache
        seconds(BARE, environment)
        for _ in range(rounds):
            bare.append(seconds(BARE, environment))
            window.append(seconds(WINDOW, environment))
    for name, times in (("bare imports of NumPy and QtWidgets", bare), ("first painted window", window)):
        print(f"{name:36} median {statistics.median(times):.3f} s, {min(times):.3f} to {max(times):.3f} s")
    ratio = statistics.median(w / b for w, b in zip(window, bare, strict=True))
    held = ratio <= MOST_TIMES and statistics.median(window) <= MOST_SECONDS
    print(f"ratio of each pair, median {ratio:.2f} (bars: {MOST_TIMES:g} and {MOST_SECONDS:g} s): "
          f"{'held' if held else 'missed'}")  # fmt: skip
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
