"""What every test may ask for, and what none may leave behind: warnings, threads, windows."""

import gc
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program has it; two processes run tests at a time

SHARED = Path(__file__).resolve().parents[2] / "shared"
PATIENCE_S = 2.0

# The same examples in every run: what is green here is green there. `--hypothesis-profile default` looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with MNIST, photographs and odd files that developers and CI have; users do not."""
    if not all((SHARED / part).is_dir() for part in ("mnist", "fashion-mnist", "images")):
        pytest.skip("the data folder ../shared is not here")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings, logs and caches of the person who runs the tests are neither read nor written."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA"):
            patch.setenv(name, str(home / name.lower()))
        yield


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """A test that leaves a Python thread or a QThread running has failed."""
    before = set(threading.enumerate())
    gc.freeze()  # so that only what the test makes is looked through for threads, not all that there is
    yield
    threads = [thread for thread in threading.enumerate() if thread not in before]
    left = [thread.name for thread in threads if not _ended(thread)]
    left += [type(thread).__name__ for thread in _qt_threads() if not thread.wait(round(PATIENCE_S * 1000))]
    gc.unfreeze()
    assert not left, f"threads left running: {left}"


@pytest.fixture(autouse=True)
def no_window_left_open() -> Iterator[None]:
    """A test that leaves a window on the screen has failed (qtbot has closed its own by then)."""
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return
    visible = [widget for widget in widgets.QApplication.topLevelWidgets() if widget.isVisible()]
    left = [widget for widget in visible if not widget.inherits("QTipLabel")]
    names = [f"{type(widget).__name__} “{widget.windowTitle()}”" for widget in left]
    for widget in left:
        widget.hide()
    assert not names, f"windows left open: {names}"


def _ended(thread: threading.Thread) -> bool:
    if isinstance(thread, threading._DummyThread):  # a QThread seen from Python; asked below
        return True
    thread.join(PATIENCE_S)
    return not thread.is_alive()


def _qt_threads() -> list[Any]:
    """The QThreads that run, other than the one of the window."""
    core, shiboken = sys.modules.get("PySide6.QtCore"), sys.modules.get("shiboken6")
    if core is None or shiboken is None or core.QCoreApplication.instance() is None:
        return []
    threads = [thing for thing in gc.get_objects() if isinstance(thing, core.QThread) and shiboken.isValid(thing)]
    own = core.QThread.currentThread()
    return [thread for thread in threads if thread != own and thread.isRunning()]
