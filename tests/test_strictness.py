"""Tests of the tests: what conftest.py and pyproject.toml forbid does fail."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
SLOPPY = """
import threading, warnings
import pytest
from PySide6.QtCore import QObject, QThread, QTimer, Signal, qWarning
from PySide6.QtWidgets import QLabel

STOP, KEPT = threading.Event(), []

class Waiting(QThread):
    def run(self):
        STOP.wait()

def test_clean(qtbot):
    label = QLabel("shown and closed")
    qtbot.addWidget(label)
    label.show()

def test_python_thread():
    threading.Thread(target=STOP.wait, daemon=True).start()

def test_qt_thread(qapp):
    KEPT.append(Waiting())
    KEPT[0].start()

def test_window(qapp):
    KEPT.append(QLabel("left open"))
    KEPT[-1].show()

def test_python_warning():
    warnings.warn("careful", UserWarning)

def test_qt_warning(qapp):
    qWarning("QPainter: careful")

def test_slot_exception(qtbot):
    QTimer.singleShot(0, lambda: 1 / 0)
    qtbot.wait(10)

def test_unclosed_file():
    open(__file__)

def test_let_go():
    STOP.set()
    KEPT[0].wait()
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """How each sloppy test ended, run under the project's own rules."""
    folder = tmp_path_factory.mktemp("sloppy")
    shutil.copy(TESTS / "conftest.py", folder)
    rules = (TESTS.parent / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text(rules, encoding="utf-8")
    (folder / "test_sloppy.py").write_text(SLOPPY, encoding="utf-8")
    (folder / "conftest.py").write_text(
        (folder / "conftest.py").read_text(encoding="utf-8").replace("PATIENCE_S = 2.0", "PATIENCE_S = 0.1"),
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", "test_sloppy.py"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    outcomes: dict[str, set[str]] = {}
    for outcome, name in re.findall(r"^(PASSED|FAILED|ERROR) test_sloppy\.py::test_(\w+)", run.stdout, re.MULTILINE):
        outcomes.setdefault(name, set()).add(outcome)
    assert "clean" in outcomes, run.stdout + run.stderr
    return outcomes


def test_a_clean_test_passes(results: dict[str, set[str]]) -> None:
    assert results["clean"] == {"PASSED"}
    assert results["let_go"] == {"PASSED"}


@pytest.mark.parametrize("name", ["python_thread", "qt_thread", "window"])
def test_what_is_left_behind_fails_the_test_that_left_it(results: dict[str, set[str]], name: str) -> None:
    assert "ERROR" in results[name]


@pytest.mark.parametrize("name", ["python_warning", "qt_warning", "slot_exception", "unclosed_file"])
def test_warnings_and_lost_exceptions_fail_the_test(results: dict[str, set[str]], name: str) -> None:
    assert results[name] & {"FAILED", "ERROR"}
