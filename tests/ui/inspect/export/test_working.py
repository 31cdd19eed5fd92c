"""Work with its progress in front of it: it ends, it is cancelled, it fails, and nothing goes on behind a window."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.text import ExplainedError
from cnnviz.ui.inspect.export.working import SOON_MS, Working

PATIENCE_MS = 20_000


class Waiting:
    """Work of ten steps, each made when it is let."""

    def __init__(self) -> None:
        self.allowed = threading.Semaphore(0)
        self.closed = threading.Event()

    def steps(self) -> Iterator[tuple[int, int]]:
        try:
            for done in range(1, 11):
                self.allowed.acquire()
                yield done, 10
        finally:
            self.closed.set()


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    work = Waiting()
    yield work
    work.allowed.release(100)


@pytest.fixture
def working(qtbot: QtBot) -> Iterator[Working]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    working = Working(window)
    yield working
    working.close_down()


def test_progress_is_shown_and_what_comes_after_is_done(qtbot: QtBot, working: Working, waiting: Waiting) -> None:
    done: list[bool] = []
    working.start("The numbers are written.", waiting.steps, lambda: done.append(True))
    dialog = working.dialog
    assert dialog is not None
    waiting.allowed.release(3)
    qtbot.waitUntil(lambda: (dialog.value(), dialog.maximum()) == (3, 10), timeout=PATIENCE_MS)
    assert dialog.labelText() == "The numbers are written.\n3 of 10"
    qtbot.waitUntil(dialog.isVisible, timeout=PATIENCE_MS)
    waiting.allowed.release(7)
    qtbot.waitUntil(lambda: done == [True], timeout=PATIENCE_MS)
    assert not working.running and working.dialog is None


def test_cancel_ends_the_work_at_once_however_long_a_step_takes(
    qtbot: QtBot, working: Working, waiting: Waiting
) -> None:
    done: list[bool] = []
    working.start("Wait.", waiting.steps, lambda: done.append(True))
    dialog = working.dialog
    assert dialog is not None and not dialog.isVisible(), "what is done at once shows no window"
    qtbot.waitUntil(dialog.isVisible, timeout=SOON_MS + 1500)
    cancel = dialog.findChild(QPushButton)
    with qtbot.waitSignal(working.stopped, timeout=PATIENCE_MS):
        qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert not done and working.dialog is None and not waiting.closed.is_set()
    waiting.allowed.release(1)
    assert waiting.closed.wait(PATIENCE_MS / 1000)


def test_what_is_wrong_is_said(qtbot: QtBot, working: Working) -> None:
    def fail() -> Iterator[tuple[int, int]]:
        yield 1, 2
        raise ExplainedError("The disk is full.")

    with qtbot.waitSignal(working.failed, timeout=PATIENCE_MS) as said:
        working.start("Wait.", fail, lambda: None)
    assert said.args == ["The disk is full."] and working.dialog is None


def test_too_little_memory_is_said(qtbot: QtBot, working: Working) -> None:
    def fail() -> Iterator[tuple[int, int]]:
        yield 1, 2
        raise MemoryError

    with qtbot.waitSignal(working.failed, timeout=PATIENCE_MS) as said:
        working.start("Wait.", fail, lambda: None)
    assert "not enough memory" in said.args[0]
