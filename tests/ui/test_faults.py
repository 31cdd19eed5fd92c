"""An exception in a slot is logged and shown, and the program goes on."""

import logging
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QPainter

from cnnviz.ui import faults


def test_an_unexpected_exception_is_logged_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "log_dir", lambda: tmp_path)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    shown: list[str] = []
    faults.watch_for_faults(shown.append)
    try:
        raise ZeroDivisionError("a / 0")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    for handler in list(faults.LOG.handlers):
        handler.close()
        faults.LOG.removeHandler(handler)
    assert "ZeroDivisionError: a / 0" in shown[0]
    assert str(tmp_path) in shown[0]
    assert "test_faults" in (tmp_path / "cnnviz.log").read_text()
    assert logging.getLogger("cnnviz").handlers == []


def test_painters_that_an_exception_has_left_at_work_are_ended(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "log_dir", lambda: tmp_path)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    faults.watch_for_faults(lambda _: None)
    painters = []

    def paint(inside: bool) -> None:
        image = QImage(8, 8, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painters.append(painter)
        if inside:
            raise ZeroDivisionError
        paint(inside=True)

    try:
        paint(inside=False)
    except ZeroDivisionError as error:
        assert all(painter.isActive() for painter in painters)
        sys.excepthook(type(error), error, error.__traceback__)
        assert not any(painter.isActive() for painter in painters), "Qt would crash when their images go"
    for handler in list(faults.LOG.handlers):
        handler.close()
        faults.LOG.removeHandler(handler)
