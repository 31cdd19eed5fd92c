"""The real window on its Train page, in front of a benchmark that trains in it: with a data folder of its own.

Whatever it keeps of the runs (autosaves, snapshots) goes into a temporary folder. Networks learn MNIST from
../shared/mnist, where that is, and drawn digits otherwise.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from cnnviz.ui.main_window import MainWindow
    from cnnviz.ui.train.page import TrainPage

SHARED_MNIST = Path(__file__).resolve().parents[3] / "shared" / "mnist"
HOMES = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA")
PATIENCE_S = 120.0


class TrainWindow:
    """The window, and what a person does with it."""

    def __init__(self, application: "QApplication", window: "MainWindow", page: "TrainPage") -> None:
        self.application, self.window, self.page = application, window, page

    def choose(self, network: str = "lenet5", drawn: bool = False, **settings: object) -> None:
        """Choose the data (MNIST where it is there, unless they are to be `drawn`), network and settings of a run."""
        controls = self.page.controls
        if SHARED_MNIST.is_dir() and not drawn:
            controls.data.open_folder(SHARED_MNIST)
            self.wait(lambda: not controls.data.busy)
        controls.network.choose(network)
        for name, value in settings.items():
            controls.learning.form_of(name).set_value(name, value)

    def start(self) -> None:
        self.page.header.start.click()

    def start_and_wait(self, steps: int = 20) -> None:
        """Start a run, and come back after so many steps."""
        self.start()
        self.wait(lambda: self.page.session.step_number >= steps)

    def stop(self) -> None:
        """End the run, and come back when it rests."""
        self.page.session.stop()
        self.wait(lambda: not self.page.session.is_locked)

    def wait(self, until: Callable[[], bool], patience: float = PATIENCE_S) -> None:
        """Let the window live until something is so."""
        from PySide6.QtCore import QEventLoop, QTimer

        end = time.monotonic() + patience
        loop, timer = QEventLoop(), QTimer(interval=5)
        timer.timeout.connect(lambda: loop.quit() if until() or time.monotonic() > end else None)
        timer.start()
        loop.exec()  # quitting the application would close the window
        timer.stop()
        assert until(), f"waited {patience:.0f} s for nothing"

    def live(self, seconds: float) -> None:
        """Let so much time pass."""
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end, seconds + PATIENCE_S)

    @property
    def about(self) -> str:
        """The circumstances, for the first line of what is printed."""
        size = f"{self.window.width()}x{self.window.height()}"
        return (f"Qt platform {self.application.platformName()}, window {size}, "
                f"data {self.page.controls.data.dataset()}, BLAS threads {os.environ['OPENBLAS_NUM_THREADS']}, "
                f"{os.cpu_count()} processors")  # fmt: skip


@contextmanager
def own_home() -> Iterator[Path]:
    """A temporary folder in the place of those that are the user's."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ.update({name: str(Path(folder) / name.lower()) for name in HOMES})
        yield Path(folder)


@contextmanager
def train_window(options: argparse.Namespace) -> Iterator[TrainWindow]:
    """Open the window on the Train page; `options` are those of `window_options`."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does when it opens the window
    os.environ["QT_QPA_PLATFORM"] = options.platform
    with own_home():
        from PySide6.QtWidgets import QApplication

        from cnnviz.ui.app import make_window, prepare
        from cnnviz.ui.train.page import TrainPage
        from cnnviz.ui.workspace import Workspace

        application = QApplication(["cnnviz", "-style", "Fusion"])
        schemes = prepare(application)
        window = make_window(Workspace())
        window.resize(*map(int, options.size.split("x")))
        window.show_page("train")
        schemes.dress()
        window.show()
        page = window.page("train")
        assert isinstance(page, TrainPage)
        try:
            yield TrainWindow(application, window, page)
        finally:
            window.close()
            application.processEvents()
            del schemes


def window_options(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Options of every benchmark with a window."""
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--platform", default="xcb" if os.environ.get("DISPLAY") else "offscreen",
                        help="xcb on the screen that DISPLAY names, or offscreen")  # fmt: skip
    return parser
